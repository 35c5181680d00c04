"""What the maker of a page chooses, seen and used in a real browser."""

from __future__ import annotations

import folium
import geopandas as gpd
import pytest
import shapely

from geomap.page import Map
from tests.browser.conftest import TOWNS
from tests.browser.test_access import STOPS, violations
from tests.page.founding import founding
from tests.page.test_logo import DRAWN, png

pytestmark = pytest.mark.browser

OPEN = "!document.getElementById('gm-card').hidden"
SIZES = [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light"), (390, 844, "dark")]
NOTE = """# How the places were found

Two people placed each incident **independently**; see [the guide](https://example.org/guide).

| mark | means |
|------|-------|
| dot  | a site that the source names |
| ring | somewhere in the outlined area |

> Where the two disagreed, the wider area was taken.

- `1992-05` means "in May 1992"
"""
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 220 48"><rect width="48" height="48" rx="8" '
    'fill="#1d1f21"/><path d="M10 34 24 10l14 24z" fill="#dbb842"/><rect x="62" y="14" width="150" '
    'height="8" fill="#1d1f21"/><rect x="62" y="28" width="96" height="6" fill="#5b6064"/></svg>'
)


@pytest.fixture
def page(tmp_path):
    """A page of the founding incidents with some options."""

    def make(table: gpd.GeoDataFrame | None = None, **options):
        path = tmp_path / "page.html"
        options = {"title": "Peru’s prisons, 1985 to 1992", "place_labels": TOWNS, **options}
        Map(founding() if table is None else table, **options).save(path)
        return path

    return make


def fits(reader) -> bool:
    return reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_a_page_with_everything(read, page, tmp_path, width, height, scheme):
    (tmp_path / "logo.svg").write_text(LOGO, encoding="utf-8")
    table = founding()
    table["region"] = ["Lima", "Lima", "Lima", "Callao", "Lima", "Lima", "Peru", "Lima"]
    table["link"] = "https://example.org/file"
    path = page(
        table,
        subtitle="Incidents in and round the prisons of Lima, as the founding report tells them.",
        columns={"*": "", "region": "Department", "link": "File"},
        layer_by="region",
        colours={"Callao": "#019785"},
        logo=tmp_path / "logo.svg",
        logo_alt="Two bars and a triangle",
        about=NOTE,
        max_text=40,
        provenance={"tool": "geomap 0.1", "gazetteer": "abc", "inputs": [{"sha256": "0" * 64}]},
    )
    reader = read(path, width=width, height=height, color_scheme=scheme)
    assert fits(reader)
    assert reader.page.get_by_alt_text("Two bars and a triangle").is_visible()
    assert reader.page.evaluate("document.querySelector('.gm-logo').naturalWidth") > 0
    reader.shot(f"options-{width}-{scheme}")
    reader.page.click("#gm-tools [aria-controls=gm-about]")
    assert reader.page.inner_text(".gm-note h3") == "How the places were found"
    assert reader.page.get_attribute(".gm-note a", "rel") == "noopener noreferrer"
    said = reader.page.inner_text("#gm-about")
    assert "texts of more than 40 characters are cut" in said
    assert "SHA-256 " + "0" * 64 in said
    assert fits(reader)
    reader.page.locator("#gm-about").scroll_into_view_if_needed()
    reader.shot(f"options-about-{width}-{scheme}")
    reader.page.evaluate("__geomap.select('raid')")
    reader.wait(OPEN)
    facts = reader.page.locator("#gm-card dt").all_inner_texts()
    assert (facts[0], facts[-1]) == ("Kind", "File")
    assert (
        reader.page.get_attribute("#gm-card .gm-fact:has(dt:text-is('File')) a", "href")
        == "https://example.org/file"
    )
    assert reader.page.inner_text("#gm-card h2").endswith("…")
    reader.shot(f"options-card-{width}-{scheme}")


@pytest.mark.parametrize("query", ["", "?embed"])
@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_axe_finds_nothing_whatever_is_chosen(read, page, tmp_path, axe, width, height, scheme, query):
    (tmp_path / "logo.svg").write_text(LOGO, encoding="utf-8")
    options = {
        "logo": tmp_path / "logo.svg",
        "logo_alt": "The desk",
        "about": NOTE,
        "hide": ["list", "filters"],
    }
    reader = read(
        page(subtitle="Two lines", **options), query, width=width, height=height, color_scheme=scheme
    )
    assert fits(reader)
    if query:
        reader.shot(f"options-embed-{width}-{scheme}")
        reader.page.click("#gm-open-list")
    reader.page.click("#gm-tools [aria-controls=gm-about]")
    assert violations(reader, axe) == []
    assert reader.page.evaluate(STOPS) <= 16  # one is the link in the note
    reader.page.click("#gm-list summary")
    assert violations(reader, axe) == []


def test_columns_order_and_name_the_card(read, page):
    path = page(
        columns={"source_url": "Fuente", "place": "Lugar", "title": "Hecho"}, exclude=["id"], language="es"
    )
    reader = read(path)
    assert reader.page.inner_text("#gm-rows th >> nth=1") == "Hecho por tipo"
    reader.page.click("#gm-rows tbody button >> nth=0")
    reader.wait(OPEN)
    terms = reader.page.locator("#gm-card dt").all_inner_texts()
    assert terms == ["Fuente", "Lugar", "Dónde lo ubicamos"]
    assert reader.page.get_attribute("#gm-card dd a", "href") == "https://example.org/report"
    assert "Atribuido a" not in reader.page.inner_text("#gm-panel")
    # Without an id there is nothing to link to, and nothing breaks.
    assert reader.state()["selected"] is None
    assert reader.page.evaluate("__geomap.select('raid')") is False


def test_excluded_columns_are_nowhere(read, page):
    table = founding()
    table["actor"] = "Zx9 secret"
    reader = read(page(table, exclude=["actor", "quote", "remarks"]))
    assert reader.page.evaluate("__geomap.search('zx9')") == 0
    reader.page.evaluate("__geomap.search('')")
    reader.page.evaluate("__geomap.select('raid')")
    reader.wait(OPEN)
    assert "Why" not in reader.page.locator("#gm-card dt").all_inner_texts()
    assert "Zx9" not in reader.page.content()


def test_a_quote_that_is_cut_before_the_words_for_the_place(read, page):
    table = founding()
    table["quote"] = "they all left at noon from the prison of Canto Grande and went home"
    table["quote_spans"] = "[[41, 53], [0, 4], [900, 1000], [5, 2]]"
    reader = read(page(table, max_text=20))
    reader.page.evaluate("__geomap.select('raid')")
    reader.wait(OPEN)
    assert reader.page.inner_text("#gm-card blockquote") == "they all left at no…"


PARTS = {
    "timeline": "#gm-time",
    "search": "#gm-search",
    "filters": "#gm-tools [aria-controls=gm-filters]",
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("query", ["", "?embed"])
def test_a_part_left_out(read, page, part, query):
    table = founding()
    table["actor"] = ["Army", "Police"] * 4
    reader = read(page(table, hide=[part]), query)
    if query:
        reader.page.click("#gm-open-list")
    assert not reader.page.is_visible(PARTS[part])
    for other in set(PARTS) - {part}:
        assert reader.page.is_visible(PARTS[other])
    assert fits(reader)
    # What is left out is not filtered by it, and its keys lead nowhere.
    assert reader.state()["counts"]["shown"] == 8
    reader.page.evaluate("__geomap.setRange(0.5, 1)")
    assert reader.state()["counts"]["shown"] == 6
    assert reader.page.is_visible("#gm-clear")


def test_a_folded_list_opens(read, page):
    reader = read(page(hide=["list", "timeline", "filters"]))
    assert not reader.page.is_visible("#gm-rows tbody button >> nth=0")
    reader.shot("options-folded")
    reader.page.mouse.click(*reader.pixel(-76.996850, -11.992140))
    reader.wait(OPEN)
    reader.page.keyboard.press("Escape")
    reader.page.click("#gm-list summary")
    assert reader.page.locator("#gm-rows tbody tr").count() == 8
    reader.page.click("#gm-rows tbody button >> nth=0")
    reader.wait(OPEN)


def test_no_downloads(read, page):
    reader = read(page(hide=["downloads"]))
    reader.page.click("#gm-tools [aria-controls=gm-save]")
    labels = reader.page.locator("#gm-save button").all_inner_texts()
    assert labels == ["Copy link", "Print or PDF"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_holds_against_the_system(read, page, theme):
    other = "dark" if theme == "light" else "light"
    reader = read(page(theme=theme), color_scheme=other)
    paper = reader.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (theme == "light")


@pytest.mark.parametrize(("name", "content"), [("a.png", png()), ("a.svg", DRAWN.encode())])
def test_logos_are_drawn(read, page, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    reader = read(page(logo=tmp_path / name))
    assert reader.page.evaluate("document.querySelector('.gm-logo').complete")
    assert reader.page.evaluate("document.querySelector('.gm-logo').naturalWidth") > 0


HOSTILE_NOTE = """<script>alert(1)</script> <img src=x onerror=alert(1)>

[run](javascript:alert(1)) [data](data:text/html,x) ![pixel](https://example.org/p.png)

[fine](https://example.org/%22onclick=alert(1))
"""


def test_a_hostile_note_is_text(read, page):
    reader = read(page(about=HOSTILE_NOTE))
    reader.page.click("#gm-tools [aria-controls=gm-about]")
    assert "<script>alert(1)</script>" in reader.page.inner_text(".gm-note")
    assert reader.page.locator(".gm-note img, .gm-note script").count() == 0
    links = reader.page.locator(".gm-note a")
    assert links.count() == 1
    assert links.get_attribute("href").startswith("https://example.org/")


COLLIDING = [
    "constructor",
    "__proto__",
    "hasOwnProperty",
    "toString",
    "texts",
    "length",
    "gm-card",
    "*",
    "a,b=c",
]


def test_column_names_that_collide_with_ours(read, page):
    table = founding()
    for name in COLLIDING:
        table[name] = f"value of {name}"
    columns = {"*": "", **{name: f"<b>{name}</b>" for name in COLLIDING}}
    reader = read(page(table, columns=columns, layer_by="constructor"))
    assert reader.page.evaluate("__geomap.search('value of length')") == 8
    assert reader.page.evaluate("__geomap.search('function Object')") == 0
    reader.page.evaluate("__geomap.search('')")
    reader.page.evaluate("__geomap.select('raid')")
    reader.wait(OPEN)
    card = reader.card()
    for name in COLLIDING[1:]:
        assert f"<b>{name}</b>" in card
        assert f"value of {name}" in card
    with reader.page.expect_download() as download:
        reader.page.click("#gm-card .gm-close")
        reader.page.click("#gm-tools [aria-controls=gm-save]")
        reader.page.click("#gm-save button >> text=CSV")
    with open(download.value.path(), encoding="utf-8-sig") as file:
        assert "value of length" in file.read()


BAD_LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://example.org/a b",
    "//example.org",
    "file:///etc/passwd",
]


def test_bad_addresses_are_no_links(read, page):
    table = founding()
    table["source_url"] = BAD_LINKS
    table["more"] = BAD_LINKS
    reader = read(page(table, columns=["*", "more"]))
    for ident in table["id"]:
        reader.page.evaluate(f"__geomap.select('{ident}')")
        reader.wait(OPEN)
        reader.wait(f"__geomap.state().selected === '{ident}'")
        assert reader.page.locator("#gm-card a").count() == 0


def test_halves_of_characters_and_controls(read, page):
    table = founding()
    for name in ("title", "place", "kind", "actor", "source"):
        table[name] = pd_object(
            ["\ud800a", "b\udfff", "\x00c", "\u202ed", "\u2066e\u2069", "\x1b[31m", "\ufeff", "‮"]
        )
    reader = read(page(table, title="\u202e\x00title\ud800", subtitle="{{7*7}} ${alert(1)} <%= x %>"))
    assert reader.page.locator("#gm-rows tbody tr").count() == 8
    assert reader.page.inner_text(".gm-head p") == "{{7*7}} ${alert(1)} <%= x %>"
    for row in range(8):
        reader.page.click(f"#gm-rows tbody button >> nth={row}")
        reader.wait(OPEN)


def pd_object(values):
    import pandas as pd

    return pd.Series(values, dtype=object)


def test_rows_with_neither_place_nor_date(read, page):
    table = founding()
    table[["place", "date", "title"]] = None
    table[["date_start", "date_end"]] = None
    table["geometry"] = gpd.GeoSeries([None] * 8, crs=4326)
    table["status"] = "not_found"
    reader = read(page(gpd.GeoDataFrame(table.drop(columns=["footprint"]), geometry="geometry", crs=4326)))
    assert reader.state()["counts"]["onMap"] == 0
    assert not reader.page.is_visible("#gm-time")
    reader.page.click("#gm-rows tbody button >> nth=0")
    reader.wait(OPEN)
    reader.shot("options-nothing-known")


# --- folium's elements -------------------------------------------------------------------

AREA = {
    "type": "Feature",
    "properties": {"name": "Zone <b>x</b>"},
    "geometry": shapely.box(-77.15, -12.15, -77.1, -12.1).__geo_interface__,
}
HERE = [-12.1, -77.1]
POPUP = {"popup": "A <b>word</b><script>alert(1)</script>", "tooltip": "Short"}
ELEMENTS = {
    "CircleMarker": lambda: folium.CircleMarker(HERE, radius=14, color="#123456", **POPUP),
    "Circle": lambda: folium.Circle(HERE, radius=1500, color="#123456", fill=True, **POPUP),
    "PolyLine": lambda: folium.PolyLine([[-12.1, -77.2], [-12.1, -77.0]], color="#123456", weight=9, **POPUP),
    "Polygon": lambda: folium.Polygon(
        [[-12.2, -77.2], [-12.0, -77.1], [-12.2, -77.0]], color="#123456", fill=True, **POPUP
    ),
    "Rectangle": lambda: folium.Rectangle(
        [[-12.15, -77.15], [-12.05, -77.05]], color="#123456", fill=True, **POPUP
    ),
    "GeoJson": lambda: folium.GeoJson(
        AREA,
        name="Zones",
        style_function=lambda _: {"color": "#123456", "fill": True},
        popup=folium.GeoJsonPopup(["name"]),
        tooltip=folium.GeoJsonTooltip(["name"]),
    ),
    "GeoJson of points": lambda: folium.GeoJson(
        {"type": "Point", "coordinates": [-77.1, -12.1]},
        marker=folium.CircleMarker(radius=12, color="#123456"),
    ),
}
AT = {"GeoJson": (-77.125, -12.125), "Polygon": (-77.1, -12.12)}


@pytest.mark.parametrize("name", ELEMENTS)
def test_an_element_of_folium(read, tmp_path, name):
    map_ = Map(founding())
    ELEMENTS[name]().add_to(map_)
    map_.fit_bounds([[-12.25, -77.25], [-11.95, -76.95]])
    path = tmp_path / "element.html"
    map_.save(path)
    reader = read(path)
    found = "(() => { const found = []; map_1.eachLayer(l => found.push(l.options.color)); return found; })()"
    assert "#123456" in reader.page.evaluate(found)
    if name == "GeoJson of points":
        return
    at = reader.pixel(*AT.get(name, (-77.1, -12.1)))
    reader.page.mouse.move(at[0] - 3, at[1])
    reader.page.mouse.move(*at)
    reader.wait("document.querySelector('.leaflet-tooltip') !== null")
    reader.page.mouse.click(*at)
    reader.wait("document.querySelector('.leaflet-popup-content') !== null")
    content = reader.page.inner_text(".leaflet-popup-content")
    assert content.strip() == ("name\tZone <b>x</b>" if name == "GeoJson" else "A word")


def test_groups_and_their_switch(read, tmp_path):
    map_ = Map(founding())
    shown = folium.FeatureGroup("Checkpoints").add_to(map_)
    hidden = folium.FeatureGroup("Old <i>checkpoints</i>", show=False).add_to(map_)
    folium.CircleMarker(HERE, color="#111111").add_to(shown)
    folium.CircleMarker(HERE, color="#222222").add_to(hidden)
    folium.TileLayer("OpenStreetMap", show=False, overlay=True).add_to(map_)
    folium.LayerControl(collapsed=False).add_to(map_)
    path = tmp_path / "groups.html"
    map_.save(path)
    reader = read(path)
    names = reader.page.locator(".leaflet-control-layers label").all_inner_texts()
    assert [name.strip() for name in names] == ["openstreetmap", "Checkpoints", "Old <i>checkpoints</i>"] or [
        name.strip() for name in names
    ] == ["Checkpoints", "Old <i>checkpoints</i>", "openstreetmap"]
    found = "(() => { const found = []; map_1.eachLayer(l => found.push(l.options.color)); return found; })()"
    assert "#222222" not in reader.page.evaluate(found)
    reader.page.get_by_text("Old <i>checkpoints</i>").click()
    assert {"#111111", "#222222"} <= set(reader.page.evaluate(found))
    rules = reader.page.get_attribute("meta[http-equiv]", "content")
    assert "https://tile.openstreetmap.org" in rules
