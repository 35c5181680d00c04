"""The real page in a real browser, from a file, with the network denied.

Every test fails, through the fixture `read`, if the page asks for anything outside its file
or writes a single message to the console.
"""

from __future__ import annotations

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geomap.page import Map
from tests.page.founding import CASTRO, LURIGANCHO, founding, located

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=alert(1)>`${alert(1)}`{{7*7}}<b>bold</b>\u202e"


def test_the_page_opens_with_everything_in_it(read, founding_page):
    reader = read(founding_page)
    state = reader.state()
    assert state["counts"] == {
        "all": 8,
        "shown": 8,
        "onMap": 6,
        "drawn": 6,
        "shownOnMap": 6,
        "kinds": {"massacre": 3, "political_event": 2, "clash": 1, "negotiation": 1, "occupation": 1},
    }
    assert reader.page.title() == "Peru’s prisons"
    assert reader.page.evaluate("map_1 instanceof L.Map")
    assert reader.page.locator("#gm-rows tbody tr").count() == 8
    assert reader.page.inner_text("#gm-wide button:visible") == "Peru: 2 incidents somewhere in it"
    reader.shot("founding-desktop")


@pytest.mark.parametrize(
    ("name", "options", "query"),
    [
        ("founding-desktop-dark", {"color_scheme": "dark"}, ""),
        ("founding-phone", {"width": 390, "height": 844, "has_touch": True}, ""),
        ("founding-phone-dark", {"width": 390, "height": 844, "color_scheme": "dark"}, ""),
        ("founding-embed", {"width": 720, "height": 480}, "?embed"),
    ],
)
def test_forms_of_the_page(read, founding_page, name, options, query):
    reader = read(founding_page, query, **options)
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    listed = reader.page.locator("#gm-rows tbody tr").first
    if query:
        assert not listed.is_visible()
        reader.page.click("#gm-open-list")
    assert listed.is_visible()
    reader.shot(name)


def test_a_mark_opens_the_card(read, founding_page):
    reader = read(founding_page)
    reader.page.mouse.click(*reader.pixel(*LURIGANCHO))
    reader.wait("!document.getElementById('gm-card').hidden")
    card = reader.card()
    assert "Prisoners burned" in card
    assert "30 killed" in card
    assert "“Lurigancho prison”" in card
    assert "Lurigancho (San Pedro), Peru, within 270 m" in card
    assert "The words name a prison" in card
    assert reader.page.get_attribute("#gm-card a", "rel") == "noopener noreferrer"
    assert reader.state()["selected"] == "lurigancho"
    assert reader.page.get_attribute("#gm-rows tr[aria-current]", "class") == "gm-selected"
    reader.shot("founding-card")


def test_a_cluster_lists_what_stands_at_one_place_and_goes_back(read, founding_page):
    reader = read(founding_page)
    reader.page.mouse.click(*reader.pixel(*CASTRO))
    reader.wait("!document.getElementById('gm-card').hidden")
    assert reader.page.inner_text("#gm-card h2") == "4 incidents here"
    reader.page.click("#gm-card .gm-picks button >> nth=2")
    reader.wait("document.querySelector('#gm-card h2').textContent.startsWith('Police')")
    assert "90–100 killed, 80 disappeared" in reader.card()
    reader.page.click("#gm-card .gm-button >> nth=0")
    reader.wait("document.querySelector('#gm-card h2').textContent === '4 incidents here'")
    reader.page.keyboard.press("Escape")
    assert not reader.page.is_visible("#gm-card")


def test_what_only_a_country_is_known_for_has_no_point(read, founding_page):
    reader = read(founding_page)
    reader.page.click("#gm-wide button:visible")
    reader.wait("!document.getElementById('gm-card').hidden")
    assert reader.page.locator("#gm-card .gm-picks li").count() == 2
    assert reader.state()["view"]["zoom"] < 7
    middle = reader.pixel(-75.0, -9.2)
    reader.page.keyboard.press("Escape")
    reader.page.mouse.click(*middle)
    assert not reader.page.is_visible("#gm-card")
    reader.shot("founding-country")


def test_a_list_row_opens_the_card(read, founding_page):
    reader = read(founding_page)
    reader.page.click("#gm-rows tbody tr:last-child button")
    reader.wait("!document.getElementById('gm-card').hidden")
    assert "A town is occupied" in reader.card()
    assert "at most 13 km from Lima" in reader.card()
    assert "César Vallejo · 10 km from Lima · 41 %" in reader.card()


def test_a_kind_switched_off_leaves_map_list_and_counts(read, founding_page):
    reader = read(founding_page)
    reader.page.uncheck("#gm-kinds label:nth-child(1) input")
    reader.wait("document.querySelectorAll('#gm-rows tbody tr').length === 5")
    assert reader.page.inner_text("#gm-shown") == "5 of 8 incidents shown"
    reader.page.mouse.click(*reader.pixel(*LURIGANCHO))
    assert "Prisoners burned" not in reader.card()
    reader.page.click("#gm-clear")
    reader.wait("document.querySelectorAll('#gm-rows tbody tr').length === 8")


def test_search_and_time_filter(read, founding_page):
    reader = read(founding_page)
    assert reader.page.evaluate("__geomap.search('CANTO grande')") == 4
    assert reader.state()["counts"]["shown"] == 4
    assert reader.page.evaluate("__geomap.search('nowhere at all')") == 0
    reader.wait("!document.querySelector('.gm-none').hidden")
    assert reader.page.inner_text(".gm-none") == "No incident matches."
    reader.page.evaluate("__geomap.search('')")
    reader.page.evaluate("__geomap.setRange(0, 0.5)")
    assert reader.state()["counts"]["shown"] == 2
    reader.page.evaluate("__geomap.setRange(0, 1)")
    assert reader.state()["counts"]["shown"] == 8
    assert reader.page.evaluate("__geomap.select('raid')") is True
    assert reader.page.evaluate("__geomap.select('nobody')") is False


def test_by_keyboard_alone(read, founding_page):
    reader = read(founding_page)
    keys, keyboard = 0, reader.page.keyboard

    def press(key: str) -> None:
        nonlocal keys
        keys += 1
        keyboard.press(key)

    def focused(question: str) -> bool:
        return reader.page.evaluate(f"document.activeElement.{question}")

    press("Tab")
    assert focused("matches('.gm-skip')")
    press("Enter")
    while not focused("matches('.gm-open')"):
        press("Tab")
    press("ArrowDown")
    press("ArrowDown")
    press("ArrowDown")
    assert focused("textContent").startswith("Soldiers")
    press("Enter")
    reader.wait("document.activeElement.matches('#gm-card h2')")
    assert "11 killed" in reader.card()
    press("Escape")
    reader.wait("document.activeElement.matches('.gm-open')")
    assert focused("textContent").startswith("Soldiers")
    assert keys <= 25
    stops = reader.page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, summary, [tabindex]')]"
        ".filter(e => e.tabIndex >= 0 && e.offsetParent).length"
    )
    assert stops <= 20


def test_hostile_text_is_only_text(read, tmp_path):
    table = founding()
    for name in ("title", "place", "place_name", "remarks", "source", "quote", "kind", "actor"):
        table[name] = HOSTILE
    table["source_url"] = "javascript:alert(1)"
    table["alternatives"] = HOSTILE
    map_ = Map(
        table,
        title=HOSTILE,
        subtitle=HOSTILE,
        place_labels=[(-77.0, -12.0, HOSTILE, 9_000_000)],
        provenance={HOSTILE: HOSTILE},
    )
    group = folium.FeatureGroup(HOSTILE).add_to(map_)
    folium.CircleMarker([-12.05, -77.1], radius=9, popup=HOSTILE, tooltip=HOSTILE).add_to(group)
    folium.LayerControl(collapsed=False).add_to(map_)
    path = tmp_path / "hostile.html"
    map_.save(path)
    reader = read(path)
    dialogs = []
    reader.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    reader.page.mouse.move(*reader.pixel(-77.1, -12.05))
    reader.page.mouse.click(*reader.pixel(-77.1, -12.05))
    reader.wait("document.querySelector('.leaflet-popup-content') !== null")
    assert reader.page.locator("#gm-rows tbody button").first.text_content() == HOSTILE
    reader.page.click("#gm-rows tbody button >> nth=0")
    reader.wait("!document.getElementById('gm-card').hidden")
    assert reader.page.inner_text("#gm-card dd >> nth=0") != ""
    assert reader.page.locator("#gm-card a").count() == 0
    assert reader.page.locator("img, #gm-card b, h1 b, #gm-kinds b, .leaflet-control-layers b").count() == 0
    assert "alert(1)" in reader.page.inner_text(".leaflet-control-layers")
    assert dialogs == []


def test_folium_elements_are_on_the_map(read, tmp_path):
    map_ = Map(founding())
    group = folium.FeatureGroup("Checkpoints").add_to(map_)
    folium.Circle([-12.0, -77.1], radius=3000, tooltip="A <b>post</b>").add_to(group)
    area = {
        "type": "Feature",
        "properties": {"name": "Zone"},
        "geometry": shapely.box(-77, -12.1, -76.9, -12).__geo_interface__,
    }
    folium.GeoJson(area, name="Zones", style_function=lambda _: {"color": "#ff0000"}).add_to(map_)
    folium.LayerControl(collapsed=False).add_to(map_)
    path = tmp_path / "elements.html"
    map_.save(path)
    reader = read(path)
    assert "Checkpoints" in reader.page.inner_text(".leaflet-control-layers")
    layers = (
        "(() => { const found = []; map_1.eachLayer(l => found.push(l.options.color)); return found; })()"
    )
    assert "#ff0000" in reader.page.evaluate(layers)
    reader.page.mouse.move(*reader.pixel(-77.1, -12.0))
    reader.wait("document.querySelector('.leaflet-tooltip b')?.textContent === 'post'")


def many(n: int) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(3)
    days = pd.Series(pd.Timestamp("2015-01-01") + pd.to_timedelta(rng.integers(0, 3652, n), "D"))
    columns = {"id": np.arange(n).astype(str), "title": [f"Incident {i}" for i in range(n)]}
    columns |= {"kind": rng.choice(["killing", "arrest", "my own words"], n)}
    columns |= {"date_start": days.astype("datetime64[ms]"), "date_end": days.astype("datetime64[ms]")}
    points = gpd.points_from_xy(rng.normal(20, 30, n), rng.normal(10, 18, n))
    return gpd.GeoDataFrame(columns, geometry=points, crs=4326)


def test_thousands_map_list_and_counts_agree(read, tmp_path):
    path = tmp_path / "many.html"
    table = many(5000)
    Map(table).save(path)
    reader = read(path)
    on_map = "(() => { const e = map_1; return e.getZoom(); })()"
    assert reader.page.evaluate(on_map) < 4
    for low, high in [(0, 0.3), (0.25, 0.5), (0.9, 1)]:
        reader.page.evaluate(f"__geomap.setRange({low}, {high})")
        days = (table["date_start"] - table["date_start"].min()).dt.days + 1
        last = int(days.max())
        first, until = int(1 + low * (last - 1)), int(1 + high * (last - 1))
        wanted = int(((days >= first) & (days <= until)).sum())
        assert reader.state()["counts"]["shown"] == wanted
        reader.wait(f"document.querySelector('.gm-range').textContent.endsWith('of {wanted:,}')")
    reader.page.click(".gm-pager button >> nth=1")
    reader.wait("document.querySelector('.gm-range').textContent.startsWith('51')")
    reader.shot("many")


@pytest.mark.parametrize(
    "points", [[], [None], [(0, 0)], [(0, 0)] * 3, [(179.9, -17), (-179.9, -17)]], ids=lambda p: f"{len(p)}"
)
def test_few_or_no_points(read, tmp_path, points):
    shapes = gpd.GeoSeries([None if xy is None else shapely.Point(*xy) for xy in points], crs=4326)
    table = gpd.GeoDataFrame({"title": [f"n{i}" for i in range(len(points))]}, geometry=shapes)
    path = tmp_path / "few.html"
    Map(table).save(path)
    reader = read(path)
    assert reader.state()["counts"]["all"] == len(points)
    assert reader.page.locator("#gm-rows tbody tr").count() == len(points)
    assert reader.page.is_visible(".gm-none") == (not points)


def test_right_to_left_and_long_text(read, tmp_path):
    rows = pd.DataFrame(
        {
            "title": ["اعتقال في السوق", "市场逮捕", "x" * 5000, "word " * 1000],
            "place": ["حلب", "北京", "y" * 3000, "z"],
            "date": ["1992-05-01"] * 4,
            "xy": [(37.1, 36.2), (116.4, 39.9), (0.0, 0.0), (10.0, 10.0)],
            "footprint": [None] * 4,
        }
    )
    path = tmp_path / "long.html"
    Map(located(rows), title="قائمة " * 40).save(path)
    reader = read(path, width=390, height=844)
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reader.page.click("#gm-rows tbody button >> nth=2")
    reader.wait("!document.getElementById('gm-card').hidden")
    assert reader.page.evaluate("document.getElementById('gm-card').scrollWidth <= innerWidth")
    reader.shot("long-text-phone")


@pytest.mark.parametrize("part", ["geomap-settings", "geomap-base", "geomap-texts-0", "gm-end"])
def test_a_page_that_is_not_whole_says_so(founding_page, tmp_path, browser, part):
    text = founding_page.read_text(encoding="utf-8")
    path = tmp_path / "cut.html"
    end = text.index(f'id="{part}"')
    # Before the part, in the midst of what it holds, or of the script that stands before the end.
    path.write_text(text[: end - 2000 if part == "gm-end" else end + 400], encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("#gm-problem:not([hidden])")
    assert "not whole" in page.inner_text("#gm-problem")
    page.close()


def test_spanish(read, tmp_path):
    path = tmp_path / "es.html"
    Map(founding(), language="es", title="Penales").save(path)
    reader = read(path)
    assert "Masacre" in reader.page.inner_text("#gm-kinds")
    assert reader.page.inner_text("#gm-shown") == "8 incidentes"
    assert reader.page.get_attribute("html", "lang") == "es"
