"""What a reader sees before anything is clicked, and that nothing of it is hidden or says too much."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geomap.page import Map
from tests.browser.test_instrument import OPEN
from tests.browser.test_page import many
from tests.page.founding import CASTRO, LIMA, founding, ring

pytestmark = pytest.mark.browser

CAPTIONS = "window.__geomap.captions()"
RING = ring(*LIMA, 9_700, 12_900).bounds


def points(rows: list[dict], **columns) -> gpd.GeoDataFrame:
    """A table of points at `xy`, as coordinates that came with the table."""
    table = pd.DataFrame(rows).assign(**columns)
    xy = np.array(table.pop("xy").tolist(), float)
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(*xy.T), crs=4326)


def box(reader, selector: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of an element on the screen."""
    found = reader.page.locator(selector).bounding_box()
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def test_the_founding_map_says_what_when_and_how_sure_before_anything_is_clicked(read, founding_page):
    reader = read(founding_page)
    reader.wait(f"{CAPTIONS}.length === 3")
    ring_, prison, other = reader.page.evaluate(CAPTIONS)
    assert ring_[-1] == "somewhere in this area"
    assert "May 14, 1992" in ring_[1]
    assert "Canto Grande" in prison[0]
    assert prison[1].replace("\u2009", " ") == "4 incidents, May 6 – 10, 1992"
    assert other[1].startswith("Oct 4, 1985")
    said = reader.page.inner_text("#gm-sum")
    assert said == (
        "8 incidents, 1985–1992: 5 at a named site or town; 1 near or at a distance from a place; "
        "2 known by country or wide area only."
    )
    assert reader.page.locator("#gm-legend .gm-count").all_inner_texts() == ["5", "1", "2"]
    assert "the incident was not there" in reader.page.inner_text("#gm-legend")
    reader.page.uncheck("#gm-kinds label:has-text('Occupation') input")
    assert reader.page.locator("#gm-legend .gm-count").all_inner_texts() == ["5", "0", "2"]
    reader.wait(f"{CAPTIONS}.length === 2")


def test_a_line_of_the_makers_own_takes_the_place_of_ours(read, tmp_path):
    path = tmp_path / "own.html"
    Map(founding(), title="Prisons", subtitle="As the report tells it.").save(path)
    reader = read(path)
    assert reader.page.locator("#gm-sum").count() == 0
    assert reader.page.inner_text(".gm-head p") == "As the report tells it."


def test_words_beside_a_mark_open_its_card_and_can_be_switched_off(read, founding_page):
    reader = read(founding_page)
    reader.wait(f"{CAPTIONS}.length === 3")
    west, _, east, north = RING
    # Upon the ring, at its top: there the words for the incident of 14 May stand.
    x, y = reader.pixel((west + east) / 2, north)
    reader.page.mouse.click(x, y + 20)
    reader.wait(OPEN)
    assert "7 miles" in reader.card()
    reader.page.click("#gm-tools [aria-controls=gm-layers]")
    reader.page.uncheck("text=Words beside the marks")
    reader.wait(f"{CAPTIONS}.length === 0")


def test_many_marks_have_no_words_beside_them(read, tmp_path):
    path = tmp_path / "many.html"
    Map(many(400)).save(path)
    reader = read(path)
    assert reader.state()["counts"]["drawn"] > 12
    assert reader.page.evaluate(CAPTIONS) == []


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_card_leaves_the_whole_ring_to_be_seen(read, founding_page, width, height):
    reader = read(founding_page, width=width, height=height)
    reader.page.evaluate("__geomap.select('occupation')")
    reader.wait(OPEN)
    reader.page.wait_for_timeout(500)  # the map glides
    west, south, east, north = RING
    left, top = reader.pixel(west, north)
    right, bottom = reader.pixel(east, south)
    card, seen = box(reader, "#gm-card"), box(reader, "#map_1")
    assert left >= seen[0]
    assert top >= seen[1]
    assert (right <= card[0]) if width > 800 else (bottom <= card[1])
    reader.shot(f"ring-{width}")


@pytest.mark.parametrize("width", [1120, 1280, 1440])
def test_no_mark_lies_under_the_key_at_the_start(read, tmp_path, width):
    # Both sides of the antimeridian, the westernmost in the corner where the key stands.
    places = {"a": (179.2, -16.5), "b": (-179.5, -18.0), "c": (178.4, -18.1)}
    rows = [{"title": name, "xy": xy} for name, xy in places.items()]
    path = tmp_path / "far.html"
    Map(points(rows)).save(path)
    reader = read(path, width=width)
    left, top, right, bottom = box(reader, "#gm-key")
    # The copy of the world that is seen may begin at any multiple of 360 degrees.
    turn = 360 if reader.state()["view"]["lon"] > 0 else 0
    for lon, lat in [row["xy"] for row in rows]:
        x, y = reader.pixel(lon + (turn if lon < 0 else 0), lat)
        assert not (left < x < right and top < y < bottom)


def test_what_has_no_place_has_a_button_on_the_map(read, tmp_path):
    table = founding()
    table.loc[table["id"] == "raid", ["geometry", "footprint"]] = None
    path = tmp_path / "unplaced.html"
    Map(table).save(path)
    reader = read(path)
    reader.page.click("text=1 incident not placed")
    reader.wait(OPEN)
    assert "driven back" in reader.card()


def test_a_place_of_which_there_are_several_is_not_called_a_wide_area(read, tmp_path):
    table = founding()
    coup = table["id"] == "coup"
    table.loc[coup, "status"] = "ambiguous"
    table.loc[coup, ["place_name", "feature_code"]] = ["San Juan", "PPL"]
    both = shapely.MultiPolygon([ring(-75, -9, 0, 3000), ring(-70, -15, 0, 3000)])
    table.loc[coup, "footprint"] = gpd.GeoSeries([both], crs=4326).to_numpy()
    path = tmp_path / "several.html"
    Map(table).save(path)
    reader = read(path)
    buttons = reader.page.locator("#gm-wide button").all_inner_texts()
    assert "San Juan, one of several: 1 incident" in buttons
    assert "Peru: 1 incident somewhere in it" in buttons


def test_the_list_shows_the_form_of_the_mark_who_was_harmed_and_how_wide(read, founding_page):
    reader = read(founding_page)
    rows = "#gm-rows tbody tr"
    swatches = f"[...document.querySelectorAll('{rows} .gm-swatch')]"
    marks = reader.page.evaluate(f"{swatches}.map((swatch) => swatch.dataset.mark)")
    assert sorted(marks) == ["0"] * 5 + ["1", "4", "4"]
    last = reader.page.locator(f"{rows} >> nth=-1").inner_text()
    assert "7 miles" in last
    assert "within 13 km" in last
    assert "country only" in reader.page.inner_text(rows + ":has-text('Constitution')")


def test_without_titles_kind_and_place_stand_in_the_list_not_ids(read, tmp_path):
    table = founding().drop(columns=["title", "description"], errors="ignore")
    table["id"] = [f"{number:016x}" for number in range(len(table))]
    path = tmp_path / "untitled.html"
    Map(table).save(path)
    reader = read(path)
    titles = reader.page.locator("#gm-rows .gm-open").all_inner_texts()
    assert "Political event, Peru" in titles
    assert not any("0000000000" in title for title in titles)
    small = reader.page.locator("#gm-rows .gm-small").all_inner_texts()
    assert not any(text.startswith("Political event") for text in small)  # it is said already


def test_a_title_in_arabic_takes_its_line_along(read, tmp_path):
    rows = [{"title": "هجوم على قرية", "kind": "قتل", "place": "الموصل", "xy": (43.1, 36.3)}]
    rows += [{"title": "Raid", "kind": "arrest", "place": "x", "xy": (44, 36)}]
    path = tmp_path / "arabic.html"
    Map(points(rows)).save(path)
    reader = read(path)
    cells = "[...document.querySelectorAll('#gm-rows tbody td:last-child')]"
    sides = reader.page.evaluate(f"{cells}.map((e) => getComputedStyle(e).direction)")
    assert sorted(sides) == ["ltr", "rtl"]
    name = reader.page.locator("#gm-kinds label:has-text('قتل')")
    text = name.locator(".gm-name").evaluate(
        """(e) => { const r = document.createRange(); r.selectNodeContents(e);
        return r.getBoundingClientRect().left; }"""
    )
    swatch = name.locator(".gm-swatch").bounding_box()
    assert text - (swatch["x"] + swatch["width"]) < 16  # beside its colour, not at the far side


def test_long_words_of_place_and_kind_are_cut_in_the_list(read, tmp_path):
    rows = [
        {"title": "L" * 5000, "kind": "k" * 300, "place": "y " * 2000, "date": "some day " * 40, "xy": (1, 2)}
    ]
    path = tmp_path / "long.html"
    Map(points(rows)).save(path)
    reader = read(path)
    assert reader.page.locator("#gm-rows tbody tr").bounding_box()["height"] < 190
    assert reader.page.locator("#gm-kinds label").bounding_box()["height"] < 90


def test_the_scale_is_not_hidden_by_the_credits_on_a_phone(read, founding_page):
    reader = read(founding_page, width=390, height=844)
    scale, credits = box(reader, ".leaflet-control-scale"), box(reader, ".leaflet-control-attribution")
    key = box(reader, "#gm-key")
    assert scale[3] <= credits[1]
    assert key[3] <= scale[1]
    assert "GeoNames" in reader.page.inner_text(".leaflet-control-attribution")


def test_print_tells_sources_marks_method_and_how_sure(read, tmp_path):
    table = founding()
    table["source"] = ["One report", "One report", *["Another"] * 6]
    table["source_url"] = ["https://example.org/one", "https://example.org/one", *[None] * 6]
    path = tmp_path / "print.html"
    provenance = {"tool": "geomap 1", "inputs": [{"sha256": "0" * 64}]}
    Map(table, title="Prisons", about="Placed by **hand**.", provenance=provenance).save(path)
    reader = read(path)
    reader.page.fill("#gm-search", "prison")
    reader.wait("document.getElementById('gm-shown').textContent.includes('of 8')")
    reader.page.evaluate("void (window.print = () => { window.printed = true; })")
    reader.page.keyboard.press("Control+p")
    reader.wait("window.printed === true")
    paper = reader.page.inner_text("#gm-printed")
    for words in (
        "“prison”",
        "Sources",
        "Another",
        "https://example.org/one",
        "Placed by hand.",
        "SHA-256 " + "0" * 64,
        "geomap 1",
        "within 120 m",
        "Several places could be meant",
    ):
        assert words in paper
    assert reader.page.locator("#gm-legend").is_visible()
    assert reader.page.locator("[id=gm-counted]").count() == 1  # no id stands twice
    numbers = reader.page.locator(".gm-printed td:nth-child(5)").all_inner_texts()
    listed = reader.page.locator(".gm-sources li").count()
    assert {int(one.strip("[]")) for one in numbers} == set(range(1, listed + 1))
    reader.shot("print-whole")
    reader.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert reader.page.inner_text("#gm-printed") == ""


def test_what_is_chosen_on_the_map_stays_clear_of_the_card_and_the_key_makes_room(read, founding_page):
    reader = read(founding_page)
    assert reader.page.get_attribute("#gm-key", "open") is not None
    x, y = reader.pixel(*CASTRO)
    reader.page.mouse.click(x, y)
    reader.wait(OPEN)
    reader.page.wait_for_timeout(500)
    card = box(reader, "#gm-card")
    assert reader.pixel(*CASTRO)[0] + 40 < card[0]  # the four are spread out round the place
    assert reader.page.get_attribute("#gm-key", "open") is None
    reader.page.click("#gm-card .gm-close")
    assert reader.page.get_attribute("#gm-key", "open") is not None


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844), (320, 640)])
def test_in_spanish_too_the_card_can_be_closed_and_names_are_spanish(read, tmp_path, width, height):
    table = founding()
    table["country_code"] = "PE"
    table.loc[table["id"] == "raid", ["killed_min", "killed_max"]] = 1
    path = tmp_path / "es.html"
    Map(table, title="Las cárceles", language="es").save(path)
    reader = read(path, width=width, height=height)
    assert "1 muerto" in reader.page.inner_text("#gm-rows").replace("1 muertos", "")
    reader.page.click("#gm-wide button")
    reader.wait(OPEN)
    assert reader.page.inner_text("#gm-card h2").startswith("Perú: 2 incidentes")
    reader.page.click("#gm-card .gm-pick >> nth=0")
    reader.wait("document.querySelector('#gm-card .gm-facts') !== null")
    card = box(reader, "#gm-card")
    buttons = reader.page.locator("#gm-card .gm-bar button")
    for one in buttons.all():
        found = one.bounding_box()
        assert found["x"] >= card[0]
        assert found["x"] + found["width"] <= card[2]
    places = [one.bounding_box() for one in buttons.all()]
    overlap = [
        (a, b)
        for at, a in enumerate(places)
        for b in places[at + 1 :]
        if a["x"] < b["x"] + b["width"] - 1
        and b["x"] < a["x"] + a["width"] - 1
        and a["y"] < b["y"] + b["height"] - 1
        and b["y"] < a["y"] + a["height"] - 1
    ]
    assert overlap == []
    reader.page.click("#gm-card .gm-close")
    assert not reader.page.is_visible("#gm-card")


@pytest.mark.parametrize(("width", "height"), [(720, 520), (360, 640)])
def test_in_a_frame_the_head_is_short_and_the_data_fill_the_map(read, founding_page, width, height):
    reader = read(founding_page, "?embed", width=width, height=height)
    head, seen = box(reader, ".gm-head"), box(reader, "#map_1")
    assert head[3] - head[1] <= 76
    west, south, east, north = RING
    left, top = reader.pixel(west, north)
    right, bottom = reader.pixel(east, south)
    assert seen[0] < left < right < seen[2]
    assert seen[1] < top < bottom < seen[3]
    assert max((right - left) / (seen[2] - seen[0]), (bottom - top) / (seen[3] - seen[1])) > 0.4


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844), (360, 740)])
def test_nothing_moves_when_a_brush_begins(read, founding_page, width, height):
    reader = read(founding_page, width=width, height=height)
    before = box(reader, "#gm-time")
    reader.page.click("[aria-label=Later]")
    assert reader.page.get_by_role("button", name="All dates").is_visible()
    assert box(reader, "#gm-time") == before
    reader.page.get_by_role("button", name="Play through time").click()
    assert reader.page.get_by_role("button", name="Pause").is_visible()
    assert box(reader, "#gm-time") == before
    reader.page.get_by_role("button", name="Pause").click()
    reader.page.get_by_role("button", name="All dates").click()
    assert box(reader, "#gm-time") == before


def test_of_several_places_of_one_name_it_is_said_where_each_lies(read, tmp_path):
    table = founding()
    coup = table["id"] == "coup"
    table.loc[coup, "status"] = "ambiguous"
    table.loc[coup, ["place_name", "feature_code"]] = ["San Juan", "PPL"]
    place = {"name": "San Juan", "lat": -12.0, "score": 0.3}
    places = [{**place, "place_id": f"x:{lon}", "lon": lon} for lon in (-77.2, -74)]
    table.loc[coup, "alternatives"] = json.dumps(places)
    path = tmp_path / "juan.html"
    towns = [(-77.0, -12.0, "San Juan", 10), (-77.0, -12.05, "Lima", 9_000_000)]
    towns += [(-74.2, -12.0, "Huanta", 30_000)]
    Map(table, place_labels=towns).save(path)
    reader = read(path)
    reader.page.evaluate("__geomap.select('coup')")
    reader.wait(OPEN)
    assert "Most likely San Juan" in reader.card()
    said = reader.page.locator(".gm-rivals li").all_inner_texts()
    assert ["from Lima" in said[0], "from Huanta" in said[1]] == [True, True]
    reader.page.click(".gm-rivals button >> nth=1")
    reader.wait("__geomap.getZoom() <= 9.5")  # with so much round it that one sees where that is


def test_the_timeline_says_how_many_its_highest_bar_is(read, founding_page):
    reader = read(founding_page)
    drawn = """(async () => { const say = []; const own = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
        say.push(text); own.call(this, text, ...at); };
      __geomap.setRange(0, 1); await new Promise((done) => { setTimeout(done, 300); });
      CanvasRenderingContext2D.prototype.fillText = own; return say; })()"""
    assert "6 incidents" in reader.page.evaluate(drawn)


def test_without_any_date_the_list_has_no_column_of_dates(read, tmp_path):
    rows = [{"title": "One", "xy": (1, 2)}, {"title": "Two", "xy": (1, 3)}]
    path = tmp_path / "dateless.html"
    Map(points(rows)).save(path)
    reader = read(path)
    assert not reader.page.is_visible("#gm-rows th >> nth=0")
    assert "no date" not in reader.page.inner_text("#gm-rows")
    assert "the incident was not there" not in reader.page.inner_text("#gm-legend")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.querySelector('#gm-rows th:not([hidden]) button').tabIndex") == 0
    Map(points(rows, date=["some time in spring", None])).save(path)
    reader = read(path)
    assert "some time in spring" in reader.page.inner_text("#gm-rows")
    assert "no date" in reader.page.inner_text("#gm-rows")
