"""Many kinds, and kinds in the maker's own words: the list of layers, its colours and its wording."""

from __future__ import annotations

import csv
import json

import pytest

from geomap.page import Map
from geomap.palette import COLOURS, REST
from tests.browser.test_look import points

pytestmark = pytest.mark.browser

SHOWN = "window.__geomap.state().counts.shown"
NAMES = [f"own kind {at:02}" for at in range(38)] + ["displacement", "retén ilegal"]


@pytest.fixture(scope="module")
def forty(tmp_path_factory):
    """Forty kinds; the first of ten incidents, then ever fewer, down to three."""
    rows = [{"kind": kind} for at, kind in enumerate(NAMES) for _ in range(max(3, 10 - at))]
    table = points([{"id": f"i{at}", "xy": (at % 17, at % 11), **row} for at, row in enumerate(rows)])
    path = tmp_path_factory.mktemp("kinds") / "forty.html"
    Map(table, title="Forty").save(path)
    return path, len(rows)


def test_kinds_beyond_the_colours_are_one_row_until_they_are_asked_for(read, forty):
    path, total = forty
    reader = read(path)
    rows = reader.page.locator("#gm-kinds label:visible")
    assert rows.count() == len(COLOURS) + 1
    assert rows.last.inner_text().split() == ["33", "others", str(total - sum(range(4, 11)))]
    swatch = rows.last.locator(".gm-swatch")
    assert swatch.evaluate("(one) => one.style.getPropertyValue('--kind')") == REST
    # All of it fits: nothing has to be scrolled.
    assert rows.first.evaluate("({ parentElement: k }) => k.scrollHeight <= k.clientHeight")
    reader.shot("kinds40-1440")
    rows.last.locator("input").uncheck()
    assert reader.page.evaluate(SHOWN) == sum(range(4, 11))
    rows.last.locator("input").check()
    button = reader.page.get_by_role("button", name="Show the others one by one")
    where = button.bounding_box()
    button.click()
    together = reader.page.get_by_role("button", name="Show the others together")
    assert together.get_attribute("aria-expanded") == "true"
    assert together.bounding_box()["y"] == where["y"]  # nothing jumps
    assert rows.count() == len(NAMES) + 1
    reader.page.locator("#gm-others label:has-text('Displacement') input").uncheck()
    assert reader.page.evaluate(SHOWN) == total - 3
    group = reader.page.locator("#gm-kinds label:has-text('33 others') input")
    assert group.evaluate("(one) => [one.checked, one.indeterminate]") == [False, True]
    group.click()  # from some to all
    assert reader.page.evaluate(SHOWN) == total


def test_forty_kinds_are_one_stop_for_the_tab_key_and_arrows_skip_what_is_folded(read, forty):
    reader = read(forty[0], width=390, height=844)
    reader.shot("kinds40-390")
    fits = "(one) => one.scrollHeight <= one.clientHeight"
    assert reader.page.locator("#gm-kinds").evaluate(fits)  # on a phone, too, nothing is cut off
    reader.page.locator("#gm-kinds input").first.focus()
    stops = "document.querySelectorAll('#gm-kinds :is(input, button)[tabindex=\"0\"]').length"
    assert reader.page.evaluate(stops) == 1
    reader.page.keyboard.press("End")
    assert reader.page.evaluate("document.activeElement.textContent") == "Show the others one by one"
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("ArrowDown")
    assert reader.page.evaluate("document.activeElement.closest('label').textContent").startswith(
        "Displacement"
    )
    assert reader.page.evaluate(stops) == 1


def test_one_kind_without_a_colour_is_no_group(read, tmp_path):
    table = points([{"id": str(at), "xy": (at, at), "kind": f"k{at}"} for at in range(8)])
    path = tmp_path / "eight.html"
    Map(table, title="Eight").save(path)
    reader = read(path)
    assert reader.page.locator("#gm-kinds label:visible").count() == 8
    assert reader.page.locator("#gm-others").count() == 0


def test_own_kinds_look_like_ours_and_are_taken_away_as_they_are(read, tmp_path):
    kinds = ["retén ilegal", "displacement", "ქართული", "قتل", "ärger", "ßig", "3 vehicles burnt"]
    table = points([{"id": str(at), "xy": (at, at), "kind": kind} for at, kind in enumerate(kinds)])
    path = tmp_path / "own.html"
    Map(table, title="Own").save(path)
    reader = read(path)
    shown = reader.page.locator("#gm-kinds .gm-name").all_inner_texts()
    assert set(shown) == {
        "Retén ilegal", "Displacement", "ქართული", "قتل", "Ärger", "ßig", "3 vehicles burnt",
    }  # fmt: skip
    reader.page.evaluate("window.__geomap.select('0')")
    reader.wait("document.querySelector('#gm-card .gm-over')?.textContent.includes('Retén ilegal')")
    reader.page.click("[aria-controls='gm-save']")
    with reader.page.expect_download() as download:
        reader.page.click("text=CSV")
    lines = list(csv.DictReader(download.value.path().read_text("utf-8-sig").splitlines()))
    assert [line["kind"] for line in lines] == kinds
    with reader.page.expect_download() as download:
        reader.page.click("text=GeoJSON")
    found = json.loads(download.value.path().read_text("utf-8"))
    assert [one["properties"]["kind"] for one in found["features"]] == kinds


def test_layers_by_another_column_keep_their_letters(read, tmp_path):
    table = points(
        [{"id": "a", "xy": (1, 1), "actor": "al-Shabaab"}, {"id": "b", "xy": (2, 2), "actor": "other"}]
    )
    path = tmp_path / "actors.html"
    Map(table, title="Actors", layer_by="actor").save(path)
    assert read(path).page.locator("#gm-kinds .gm-name").all_inner_texts() == ["al-Shabaab", "other"]
