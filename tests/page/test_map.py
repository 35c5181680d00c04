"""The page is one file, the same each time, holds its policy, and runs no text."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import folium
import geopandas as gpd
import pandas as pd
import pytest
import shapely
from folium import plugins
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.errors import ExternalAssetError, OutputError, UsageError
from geomap.page import Map, ascii, assets, elements
from tests.page import decode

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "`${alert(1)}`",
    "{{ 7*7 }}{% raw %}",
    "<!--<script>",
    "\u202egnihtemos\u2066",
    "a\x00b\x1f",
    "]]>&lt;/style>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
]


def rendered(map_: Map) -> str:
    return map_.get_root().render()


def test_a_page_is_ascii_alone_and_says_the_same(table):
    title, note = "Perú – \u0644\u064a\u0645\u0627 \U0001f56f 利马", "Método **señal**"
    named = table.assign(kind=["Masacre ñandú", *table["kind"][1:]])
    html = rendered(Map(named, title=title, about=note))
    assert html.isascii()
    assert title in unescape(html)
    assert "Método" in unescape(html)
    assert decode.settings(html)["payload"]["kinds"].count("Masacre ñandú") == 1


@pytest.mark.parametrize(
    ("convert", "text", "made"),
    [
        (ascii.in_markup, "Perú 🕯", "Per&#250; &#128367;"),
        (ascii.in_script, "'Perú 🕯'", r"'Per\u00fa \ud83d\udd6f'"),
        (ascii.in_style, 'content: "–1"', r'content: "\0020131"'),
        (ascii.in_script, "plain", "plain"),
    ],
)
def test_text_in_ascii(convert, text, made):
    assert convert(text) == made


def test_the_same_table_gives_the_same_bytes(table, tmp_path):
    one, other = tmp_path / "one.html", tmp_path / "other.html"
    Map(table, title="Prisons").save(one)
    map_ = Map(table.copy(), title="Prisons")
    map_.save(other)
    assert one.read_bytes() == other.read_bytes() == rendered(map_).encode() == rendered(map_).encode()


def test_the_table_is_left_as_it_was(table):
    before = table.copy(deep=True)
    rendered(Map(table))
    pd.testing.assert_frame_equal(pd.DataFrame(table), pd.DataFrame(before))


def test_nothing_is_loaded_from_elsewhere(table):
    page = decode.skeleton(rendered(Map(table)))
    loads = [
        value
        for tag, attrs in page.tags
        for name, value in attrs
        if name in ("src", "srcset") or (name == "href" and tag != "a")
    ]
    assert loads == ["#gm-end", "data:,"]  # a place in the page itself, and no icon
    sheets = " ".join(text for tag, text in page.code if tag == "style")
    assert all(found.startswith(("data:", "#")) for found in re.findall(r"url\(([^)]*)\)", sheets))
    assert "@import" not in sheets


def test_the_policy_names_each_script_and_style_and_nothing_more(table):
    html = rendered(Map(table))
    page, rules = decode.skeleton(html), decode.policy(html)
    for kind in ("script", "style"):
        source = next(rule for rule in rules.split("; ") if rule.startswith(f"{kind}-src"))
        hashes = [assets.integrity(text) for tag, text in page.code if tag == kind]
        assert source == f"{kind}-src {' '.join(hashes)}"
    assert rules.startswith("default-src 'none'; ")
    assert "connect-src 'none'" in rules
    assert "unsafe" not in rules
    assert not any(name == "style" or name.startswith("on") for _, attrs in page.tags for name, _ in attrs)
    assert "user-scalable" not in html


def structure(html: str) -> list:
    # Values of attributes may hold text; which elements and attributes there are may not depend on it.
    return [(tag, tuple(name for name, _ in attrs)) for tag, attrs in decode.skeleton(html).tags]


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1)))
def test_no_text_changes_the_structure(table, text):
    plain, hostile = table.copy(), table.copy()
    for name in ("title", "place", "place_name", "remarks", "source", "source_url", "alternatives", "id"):
        plain[name] = "plain"
        hostile[name] = text
    hostile["kind"], plain["kind"] = text, "plain"
    about = {"input": "plain"}
    label = [(-77.0, -12.0, "plain", 5)]
    calm = Map(plain, title="plain", subtitle="plain", provenance=about, place_labels=label)
    wild = Map(
        hostile,
        title=f"x{text}",
        subtitle=f"x{text}",
        provenance={"input": text},
        place_labels=[(-77.0, -12.0, text, 5)],
    )
    before, after = rendered(calm), rendered(wild)
    assert structure(before) == structure(after)
    assert decode.policy(before) == decode.policy(after)
    clean = text.encode("utf-8", "replace").decode()
    assert {row["remarks"] for row in decode.texts(after)} == {clean}
    assert decode.settings(after)["labels"][0][2] == clean


def test_folium_elements_become_data_and_their_text_never_script(table):
    map_ = Map(table)
    evil = "`${alert(1)}`</script><script>alert(2)</script>"
    group = folium.FeatureGroup(evil)
    folium.CircleMarker([0, 0], tooltip=evil, popup=evil).add_to(group)
    group.add_to(map_)
    shape = {
        "type": "Feature",
        "properties": {"name": evil},
        "geometry": {"type": "Point", "coordinates": [0, 0]},
    }
    fields = folium.GeoJsonTooltip(["name"])
    folium.GeoJson(shape, style_function=lambda _: {"color": "red"}, tooltip=fields).add_to(map_)
    folium.PolyLine([[0, 0], [1, 1]]).add_to(map_)
    folium.Polygon([[0, 0], [1, 1], [0, 1]]).add_to(map_)
    folium.Rectangle([[0, 0], [1, 1]]).add_to(map_)
    folium.Circle([0, 0], radius=1000).add_to(map_)
    folium.LayerControl().add_to(map_)
    html = rendered(map_)
    assert structure(html) == structure(rendered(Map(table)))
    assert decode.policy(html) == decode.policy(rendered(Map(table)))
    assert rendered(map_) == html
    specs = decode.settings(html)["elements"]
    assert [spec["type"] for spec in specs] == [
        *("FeatureGroup", "CircleMarker", "GeoJson", "PolyLine", "Polygon", "Rectangle", "Circle"),
        "LayerControl",
    ]
    assert specs[1]["parent"] == specs[0]["number"]
    assert specs[2]["styles"] == [{"color": "red"}]


@pytest.mark.parametrize(
    "element",
    [
        folium.Marker([0, 0]),
        folium.Icon(),
        folium.Element("<script>alert(1)</script>"),
        folium.Html("<b>x</b>", script=True),
        folium.LatLngPopup(),
        folium.DivIcon(html="<b>x</b>"),
        folium.WmsTileLayer("https://example.org/wms", "x"),
        folium.raster_layers.ImageOverlay("https://example.org/x.png", [[0, 0], [1, 1]]),
        folium.RegularPolygonMarker([0, 0]),
        folium.ClickForMarker(),
        plugins.MarkerCluster(),
        plugins.HeatMap([[0, 0]]),
        plugins.FastMarkerCluster([[0, 0]]),
        plugins.Fullscreen(),
        plugins.MiniMap(),
    ],
    ids=lambda element: type(element).__name__,
)
def test_other_elements_are_refused_with_the_way_out(table, element):
    with pytest.raises(ExternalAssetError, match=r"strict=False"):
        element.add_to(Map(table))


def test_the_elements_that_can_be_added_are_documented(table):
    text = (Path(__file__).parents[2] / "docs" / "map-options.md").read_text(encoding="utf-8")
    with pytest.raises(ExternalAssetError) as refused:
        folium.Marker([0, 0]).add_to(Map(table))
    names = {kind.__name__ for kind in elements._WRITERS} - {"FitBounds"}
    assert {name for name in names if f"`{name}`" in text} == names
    assert {name for name in names if name in str(refused.value)} == names


def test_refusal_reaches_what_is_nested_and_what_is_in_the_figure(table):
    map_ = Map(table)
    group = folium.FeatureGroup("g").add_to(map_)
    folium.Marker([0, 0]).add_to(group)
    with pytest.raises(ExternalAssetError, match="Marker"):
        rendered(map_)
    map_ = Map(table)
    map_.get_root().header.add_child(folium.Element('<script src="https://example.org/x.js"></script>'))
    with pytest.raises(ExternalAssetError, match="header"):
        rendered(map_)
    map_ = Map(table)
    folium.CircleMarker([0, 0], tooltip="x").add_to(map_).options["onclick"] = folium.JsCode("alert(1)")
    with pytest.raises(ExternalAssetError, match="onclick"):
        rendered(map_)


def test_lifting_the_policy_is_visible(table):
    map_ = Map(table, strict=False)
    folium.Marker([0, 0], popup="hello").add_to(map_)
    html = rendered(map_)
    assert "Content-Security-Policy" not in html
    assert "loads files from other servers" in html
    assert "L.marker(" in html
    assert re.search(r"marker_\d+ = L\.marker", html)
    assert rendered(map_) == html


def test_online_tiles_only_when_asked_for(table):
    html = rendered(Map(table, tiles=["OpenStreetMap"]))
    assert "img-src data: https://tile.openstreetmap.org;" in decode.policy(html)
    assert decode.settings(html)["tiles"][0]["name"] == "OpenStreetMap Mapnik"
    assert "openstreetmap.org/{z}" not in rendered(Map(table))
    with pytest.raises(UsageError, match="no online tiles"):
        Map(table, tiles=["Nowhere"])


def test_saving_leaves_the_old_page_whole_when_it_fails(table, tmp_path):
    target = tmp_path / "map.html"
    target.write_text("old")
    map_ = Map(table)
    map_.get_root().html.add_child(folium.Element("<img src=https://example.org/x.png>"))
    with pytest.raises(ExternalAssetError):
        map_.save(target)
    with pytest.raises(OutputError):
        Map(table).save(tmp_path / "absent" / "map.html")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_the_notebook_form_is_a_sandboxed_frame(table):
    shown = Map(table, title='A "map"')._repr_html_()
    tags = decode.skeleton(shown).tags
    assert [tag for tag, _ in tags] == ["iframe"]
    attributes = dict(tags[0][1])
    assert "allow-same-origin" not in attributes["sandbox"]
    assert 'class="gm-embed"' in attributes["srcdoc"]


@pytest.mark.parametrize("rows", [0, 1])
def test_few_rows_and_bare_tables(rows):
    table = gpd.GeoDataFrame({"title": ["One"][:rows]}, geometry=[shapely.Point(0, 0)][:rows], crs=4326)
    html = rendered(Map(table))
    assert decode.settings(html)["payload"]["rows"] == rows


def test_another_crs_is_transformed():
    table = gpd.GeoDataFrame({"title": ["One"]}, geometry=[shapely.Point(-77, -12)], crs=4326)
    assert rendered(Map(table.to_crs(3857))) == rendered(Map(table))


def test_every_language_says_the_same_things():
    english = assets.strings("en")
    for language in assets.LANGUAGES:
        other = assets.strings(language)
        assert other.keys() == english.keys()
        assert other["kinds"].keys() == english["kinds"].keys()
        for key, text in english.items():
            assert blanks(other[key]) == blanks(text), key
    with pytest.raises(UsageError, match="does not speak"):
        Map(gpd.GeoDataFrame(geometry=[], crs=4326), language="xx")


def blanks(text) -> set[str]:
    return set(re.findall(r"\{\w+\}", json.dumps(text)))


def test_every_word_that_the_script_says_is_in_the_strings():
    said = set(re.findall(r"\bsay\('([\w.]+)'", assets.script()))
    assert said - assets.strings("en").keys() == set()
