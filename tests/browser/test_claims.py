"""That the page claims no more than is known, and hides nothing of what it says of it."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from geomap.page import Map
from tests.browser.test_look import CAPTIONS, box, points
from tests.page.founding import PERU, founding

pytestmark = pytest.mark.browser


def wide(n: int) -> gpd.GeoDataFrame:
    """Incidents of which only a wide area is known, each another; every second is a town of a common name."""
    table = founding().iloc[[0] * n].reset_index(drop=True)
    table["id"] = [f"w{at}" for at in range(n)]
    outlines = [shapely.affinity.translate(PERU, at / 10, 0) for at in range(n)]
    table["footprint"] = gpd.GeoSeries(outlines, crs=4326).to_numpy()
    table.loc[1::2, ["status", "place_name", "feature_code"]] = ["ambiguous", "San Juan", "PPL"]
    return table


@pytest.mark.parametrize(("width", "named"), [(1440, 3), (390, 2)])
def test_many_wide_areas_are_one_button_so_that_the_map_is_not_hidden(read, tmp_path, width, named):
    path = tmp_path / "wide.html"
    for n in (named, named + 1, 40):
        Map(wide(n)).save(path)
        reader = read(path, width=width, height=844)
        buttons = reader.page.locator("#gm-wide button:visible")
        texts = buttons.all_inner_texts()
        assert len(texts) == (named if n == named else 1)
        if n > named:
            assert texts == [f"{n} incidents known by a wide area only"]
        high = reader.page.locator("#gm-wide").bounding_box()["height"]
        assert high <= 37 * (named if width < 600 else 1)
    buttons.click()
    reader.wait("!document.querySelector('#gm-card').hidden")
    assert reader.page.locator("#gm-card .gm-pick").count() == 40


def test_outlines_stand_clear_of_the_buttons_on_a_phone(read, tmp_path):
    path = tmp_path / "two.html"
    Map(wide(2)).save(path)
    reader = read(path, width=390, height=844)
    north = max(PERU.bounds[3], -90)
    assert reader.pixel(-75, north)[1] >= box(reader, "#gm-wide")[3]


def test_only_a_country_is_called_one(read, tmp_path):
    path = tmp_path / "unsure.html"
    table = wide(3)
    table.loc[2, ["place_name", "feature_code"]] = ["Sahel", "RGN"]
    Map(table).save(path)
    rows = read(path).page.locator("#gm-rows tbody tr .gm-small").all_inner_texts()
    assert ["country only" in row for row in rows] == [True, False, False]
    assert "several places could be meant" in rows[1]
    assert "wide area only" in rows[2]


def test_how_wide_it_is_is_not_cut_off_in_the_list_by_a_long_place(read, tmp_path):
    table = founding()
    ring = table["method"] == "distance"
    table.loc[ring, "place"] = "a town " + "of which the report says little, " * 9
    path = tmp_path / "long.html"
    Map(table).save(path)
    reader = read(path, width=390, height=844)
    small = reader.page.locator("#gm-rows tr .gm-small").last
    assert small.inner_text().endswith("within 13 km")
    assert "…" in small.inner_text()
    assert small.evaluate("(one) => one.scrollHeight <= one.clientHeight + 1")
    reader.page.evaluate("window.__geomap.search('little')")  # a hit is shown, wherever it stands
    reader.wait("document.querySelectorAll('#gm-rows mark').length > 1")


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["1990", "1992-05-06"], "1990 – 1992"),
        (["1992-03", "1992-05-06"], "Mar – May 1992"),
        (["1992-05-04", "1992-05-06/1992-05-09"], "May 4 – 9, 1992"),
        (["1992", "1992"], "1992"),
    ],
)
def test_the_dates_of_several_are_no_finer_than_the_widest_of_them(read, tmp_path, dates, said):
    ends = {"1990": ("1990-01-01", "1990-12-31"), "1992": ("1992-01-01", "1992-12-31")}
    ends |= {"1992-03": ("1992-03-01", "1992-03-31"), "1992-05-06/1992-05-09": ("1992-05-06", "1992-05-09")}
    spans = [ends.get(date, (date, date)) for date in dates]
    rows = [
        {"id": str(at), "xy": (1, 1), "title": f"T{at}", "date": date, "date_start": first, "date_end": last}
        for at, (date, (first, last)) in enumerate(zip(dates, spans, strict=True))
    ]
    path = tmp_path / "dates.html"
    Map(points([*rows, {"id": "far", "xy": (2, 2), "title": "Far"}])).save(path)
    reader = read(path)
    reader.wait(f"{CAPTIONS}.some((lines) => lines[0] === '2 incidents')")
    (lines,) = [one for one in reader.page.evaluate(CAPTIONS) if one[0] == "2 incidents"]
    assert lines[1].replace("\u2009", " ") == said


def test_where_all_places_are_known_alike_that_is_said_once(read, tmp_path):
    path = tmp_path / "alike.html"
    Map(points([{"id": str(at), "xy": (at, at)} for at in range(3)])).save(path)
    assert read(path).page.inner_text("#gm-sum") == "3 incidents: all at coordinates as given."


@pytest.mark.parametrize("aspect", [0.6, 0.8, 1, 1.3, 2])
@pytest.mark.parametrize("dates", [True, False])
def test_no_mark_begins_under_the_key(read, tmp_path, aspect, dates):
    corners = [(at * aspect, down) for at in (0, 0.5, 1) for down in (0, 0.5, 1)]
    rows = [{"id": str(at), "xy": xy} for at, xy in enumerate(corners)]
    days = [f"1992-05-{at + 1:02}" for at in range(len(rows))] if dates else None
    path = tmp_path / "corners.html"
    Map(points(rows, date_start=days, date_end=days)).save(path)
    reader = read(path)
    west, north, east, south = box(reader, "#gm-key")
    marks = [reader.pixel(*xy) for xy in corners]
    assert [(x, y) for x, y in marks if west - 7 < x < east + 7 and north - 7 < y < south + 7] == []


@pytest.mark.parametrize("width", [1440, 390])
def test_the_ends_of_the_brush_hide_no_bar_and_not_each_other(read, founding_page, width):
    reader = read(founding_page, width=width, height=844)
    left, _, right, _ = box(reader, ".gm-chart canvas")
    drawn = "(one, part) => ['left', 'width'].map((name) => parseFloat(getComputedStyle(one, part)[name]))"
    handles = reader.page.locator(".gm-handle")
    for part in ("::before", "::after"):
        at, wide_ = handles.nth(0).evaluate(drawn, part)
        assert handles.nth(0).bounding_box()["x"] + at + wide_ <= left + 0.6
        at, _ = handles.nth(1).evaluate(drawn, part)
        assert handles.nth(1).bounding_box()["x"] + at >= right - 0.6
    reader.page.evaluate("window.__geomap.setRange(0.5, 0.5)")
    first, second = (handles.nth(side).bounding_box() for side in (0, 1))
    assert first["x"] + first["width"] <= second["x"] + 0.6  # the narrowest brush: each can be taken hold of
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reader.page.evaluate("window.__geomap.setRange(0, 1)")
    reader.page.mouse.click(right - 1.5, first["y"] + 30)  # the last bar, though all is brushed
    reader.wait("window.__geomap.state().counts.shown < 8")


@pytest.mark.parametrize(("width", "height"), [(800, 600), (390, 700)])
def test_in_a_frame_that_does_not_grow_some_of_the_map_stays_beside_the_list(
    read, founding_page, width, height
):
    reader = read(founding_page, "?embed", width=width, height=height)
    reader.page.click("#gm-open-list")
    _, top, _, bottom = box(reader, "#map_1")
    assert bottom - top >= 200
    zoom, scale = box(reader, ".leaflet-control-zoom"), box(reader, ".leaflet-control-scale")
    assert zoom[3] <= scale[1]
    reader.page.locator("#gm-rows tr").last.scroll_into_view_if_needed()
    assert box(reader, "#gm-rows tr >> nth=-1")[3] <= height
    reader.shot(f"embed-list-{width}")


def test_on_a_phone_it_is_seen_that_the_link_was_copied(read, founding_page):
    reader = read(founding_page, width=390, height=844, has_touch=True)
    reader.page.locator("#gm-rows .gm-open").last.tap()
    reader.wait("document.querySelector('#gm-card .gm-facts') !== null")
    assert reader.page.evaluate("scrollY") > 300  # the map is out of sight
    reader.page.tap("#gm-card button:has-text('Copy link')")
    reader.wait("!document.querySelector('#gm-toast').hidden")
    left, top, right, bottom = box(reader, "#gm-toast")
    assert (left >= 0, top >= 0, right <= 390, bottom <= 844) == (True,) * 4
    over = "([x, y]) => document.elementFromPoint(x, y).id"
    assert reader.page.evaluate(over, [(left + right) / 2, (top + bottom) / 2]) == "gm-toast"


def test_a_finger_can_take_the_last_bar(read, founding_page):
    reader = read(founding_page, width=390, height=844, has_touch=True)
    _, top, right, _ = box(reader, ".gm-chart canvas")
    reader.page.touchscreen.tap(right - 2, top + 30)
    reader.wait("window.__geomap.state().counts.shown === 6")
    handle = reader.page.locator(".gm-handle").first.bounding_box()
    before = reader.state()["brush"]
    reader.page.touchscreen.tap(handle["x"] + 20, handle["y"] + 20)
    reader.page.wait_for_timeout(200)
    assert reader.state()["brush"] == before  # a brush that is there is not lost by touching its end


def test_the_list_says_what_its_incidents_are_sorted_by(read, tmp_path):
    rows = [("Z", "arrest"), ("A", "killing"), ("M", "arrest"), ("B", "arrest")]
    table = points([{"id": t, "xy": (at, 0), "title": t, "kind": k} for at, (t, k) in enumerate(rows)])
    path = tmp_path / "sorted.html"
    Map(table).save(path)
    reader = read(path)
    head = reader.page.locator("#gm-rows th:visible").last
    assert head.inner_text().split() == ["Incident", "by", "kind"]
    reader.page.click(".gm-what + .gm-sort")
    reader.wait("document.querySelector('#gm-rows th[aria-sort=ascending] .gm-what') !== null")
    kinds = reader.page.locator("#gm-rows .gm-small").all_inner_texts()
    assert [kind.strip() for kind in kinds] == ["Arrest"] * 3 + ["Killing"]


def test_what_cannot_be_shown_leaves_no_dead_buttons(browser, founding_page, tmp_path):
    path = tmp_path / "cut.html"
    path.write_bytes(founding_page.read_bytes()[:300_000])
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("#gm-problem:not([hidden])")
    assert (
        page.locator("button:visible, input:visible, summary:visible, .leaflet-control:visible").count() == 0
    )
    page.close()


@pytest.mark.parametrize(("side", "captioned"), [(6, True), (7, False)])
def test_marks_on_both_sides_of_the_date_line_are_counted_together(read, tmp_path, side, captioned):
    """Words stand beside twelve marks at most, though each copy of the world has fewer."""
    rows = [
        {"id": f"{half}{at}", "title": f"T{half}{at}", "xy": (half * (110 + 9 * at), 60 - 18 * at)}
        for half in (-1, 1)
        for at in range(side)
    ]
    path = tmp_path / "both.html"
    Map(points(rows)).save(path)
    reader = read(path)
    reader.page.evaluate("map_1.setView([0, 180], 2, {animate: false})")
    reader.page.wait_for_timeout(600)
    assert bool(reader.page.evaluate(CAPTIONS)) is captioned
