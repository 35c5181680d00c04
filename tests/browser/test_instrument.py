"""The page as an instrument: time, address, taking away, card, filters, frame."""

from __future__ import annotations

import csv
import io
import itertools
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geomap.page import Map, embed_snippet
from tests.browser.conftest import OUTPUT
from tests.browser.test_page import many
from tests.page.founding import CASTRO, founding

pytestmark = pytest.mark.browser

SHOWN = "document.getElementById('gm-shown').textContent"
OPEN = "!document.getElementById('gm-card').hidden"


def shown(reader) -> int:
    return reader.state()["counts"]["shown"]


def drag(reader, start: float, end: float) -> None:
    """Across the chart, in parts of its width."""
    box = reader.page.locator(".gm-chart").bounding_box()
    y = box["y"] + 30
    reader.page.mouse.move(box["x"] + start * box["width"], y)
    reader.page.mouse.down()
    reader.page.mouse.move(box["x"] + (start + end) / 2 * box["width"], y)
    reader.page.mouse.move(box["x"] + end * box["width"], y)
    reader.page.mouse.up()


def test_a_brush_over_time_is_dragged_moved_and_cleared(read, founding_page):
    reader = read(founding_page)
    drag(reader, 0.02, 0.5)
    assert 1 <= shown(reader) <= 2
    reader.shot("timeline-brush")
    before = reader.state()["brush"]
    drag(reader, 0.3, 0.4)
    after = reader.state()["brush"]
    assert after[0] > before[0]
    reader.page.click(".gm-time-tools .gm-link")
    assert shown(reader) == 8
    assert reader.state()["brush"] == [0, None]


def test_the_brush_by_keyboard_steps_and_says_dates(read, founding_page):
    reader = read(founding_page)
    until = reader.page.locator(".gm-handle >> nth=1")
    assert until.get_attribute("aria-valuetext") == "May 14, 1992"
    until.focus()
    reader.page.keyboard.press("ArrowLeft")
    assert until.get_attribute("aria-valuetext") == "Apr 30, 1992"
    assert shown(reader) == 2
    reader.page.keyboard.press("Home")
    assert shown(reader) == 1
    reader.page.keyboard.press("Escape")
    assert shown(reader) == 8
    reader.page.click(".gm-time-tools button >> nth=1")  # earlier: the last twelfth
    last = reader.state()["brush"]
    reader.page.click(".gm-time-tools button >> nth=1")
    assert reader.state()["brush"][0] < last[0]
    reader.page.click(".gm-time-tools button >> nth=0")
    reader.wait(f"window.__geomap.state().brush[0] >= {last[0]}")
    assert reader.page.get_attribute(".gm-time-tools button >> nth=0", "aria-label") == "Pause"
    reader.page.click(".gm-time-tools button >> nth=0")
    assert reader.page.get_attribute(".gm-time-tools button >> nth=0", "aria-label") == "Play through time"


@pytest.fixture(scope="module")
def varied_page(tmp_path_factory):
    """Dates exact, wide and missing; actors, deaths and certainty of every sort."""
    n, rng = 900, np.random.default_rng(5)
    table = many(n)
    table.loc[table.index % 10 == 0, ["date_start", "date_end"]] = pd.NaT
    wide = table.index % 10 == 1
    table.loc[wide, "date_end"] = table.loc[wide, "date_start"] + pd.Timedelta(days=400)
    table["actor"] = rng.choice(["Army", "Police", "", "militia of the north"], n)
    table["killed_min"] = pd.array(rng.choice([0, 3, 20, 400, -1], n), dtype="Int64")
    table.loc[table["killed_min"] == -1, "killed_min"] = pd.NA
    table["method"] = rng.choice(["at", "near", "within", ""], n)
    table["uncertainty_m"] = rng.choice([100.0, 7000.0, 500_000.0], n)
    table["status"] = rng.choice(["located", "ambiguous", "not_found"], n)
    table["description"] = rng.choice(["a market", "the Río road", "=cmd()", None], n)
    table.loc[table.index % 50 == 3, "geometry"] = None
    path = tmp_path_factory.mktemp("varied") / "varied.html"
    Map(table, title="Varied", provenance={"gazetteer": "none"}).save(path)
    return path


def test_what_has_no_date_stays_reachable(read, varied_page):
    reader = read(varied_page)
    assert reader.page.inner_text(".gm-dateless") == "90 without a date"
    drag(reader, 0.2, 0.4)
    assert shown(reader) < 600
    reader.page.click(".gm-dateless")
    assert shown(reader) == 90
    assert reader.page.inner_text("#gm-rows tbody .gm-date >> nth=0") == "no date"
    reader.page.click(".gm-dateless")
    assert shown(reader) == 900
    reader.shot("timeline-wide-dates")


def test_no_dates_no_timeline(read, tmp_path):
    path = tmp_path / "undated.html"
    Map(gpd.GeoDataFrame({"title": ["One"]}, geometry=gpd.points_from_xy([1], [2]), crs=4326)).save(path)
    assert not read(path).page.is_visible("#gm-time")


def test_the_address_brings_back_what_was_seen(read, founding_page):
    reader = read(founding_page)
    reader.page.uncheck("#gm-kinds label:nth-child(2) input")
    reader.page.fill("#gm-search", "canto prison")
    reader.wait(f"{SHOWN}.startsWith('3 of')")
    reader.page.click("#gm-rows tbody button >> nth=1")
    reader.wait("location.hash.includes('i=talks')")
    before = reader.state()
    again = read(founding_page, reader.page.evaluate("location.hash"))
    assert again.state() == before
    assert "Five women" in again.card()
    assert again.page.input_value("#gm-search") == "canto prison"


def test_the_back_button_undoes_a_selection_and_a_filter(read, founding_page):
    reader = read(founding_page)
    reader.page.uncheck("#gm-kinds label:nth-child(1) input")
    reader.wait("location.hash.includes('hide.kind')")
    reader.page.click("#gm-rows tbody button >> nth=0")
    reader.wait("location.hash.includes('i=')")
    reader.page.go_back()
    reader.wait("document.getElementById('gm-card').hidden")
    assert shown(reader) == 5
    reader.page.go_back()
    reader.wait("window.__geomap.state().counts.shown === 8")
    reader.page.go_forward()
    reader.wait("window.__geomap.state().counts.shown === 5")


def test_copying_the_link(read, founding_page):
    reader = read(founding_page, permissions=["clipboard-read", "clipboard-write"])
    reader.page.click("#gm-rows tbody button >> nth=0")
    reader.wait(OPEN)
    reader.page.click("#gm-card .gm-button >> text=Copy link")
    reader.wait("document.getElementById('gm-said').textContent === 'Link copied'")
    link = reader.page.evaluate("navigator.clipboard.readText()")
    assert "i=lurigancho" in link
    assert link == reader.page.evaluate("location.href")


def saved(reader, label: str) -> bytes:
    if not reader.page.is_visible("#gm-save"):
        reader.page.click("#gm-tools [aria-controls=gm-save]")
    with reader.page.expect_download() as download:
        reader.page.click(f"#gm-save button >> text={label}")
    with open(download.value.path(), "rb") as file:
        return file.read()


def test_the_shown_rows_are_taken_away_as_tables(read, varied_page):
    reader = read(varied_page)
    reader.page.evaluate("__geomap.search('\"=cmd\"')")
    wanted = shown(reader)
    assert 100 < wanted < 400
    text = saved(reader, "CSV").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == wanted
    assert {row["description"] for row in rows} == {"'=cmd()"}
    dates = [row["date_start"] for row in rows if row["date_start"]]
    assert dates == sorted(dates)
    assert min(float(row["lat"]) for row in rows if row["lat"]) < 0
    found = json.loads(saved(reader, "GeoJSON"))
    assert len(found["features"]) == wanted
    properties = {feature["properties"]["description"] for feature in found["features"]}
    assert properties == {"=cmd()"}
    assert any(feature["geometry"] is None for feature in found["features"])
    table = gpd.GeoDataFrame.from_features(found, crs=4326)
    assert set(table.geometry.dropna().geom_type) == {"Point"}


def test_on_paper_marks_are_numbered_and_listed(read, founding_page, tmp_path):
    reader = read(founding_page)
    reader.page.evaluate("void (window.print = () => { window.printed = true; })")
    reader.page.click("#gm-tools [aria-controls=gm-save]")
    reader.page.click("#gm-save button >> text=Print")
    reader.wait("window.printed")
    numbers = reader.page.locator(".gm-printed tbody td:first-child").all_inner_texts()
    assert len(numbers) == 8
    assert numbers[-2:] == ["–", "–"]
    assert [number for number in numbers if number != "–"] == sorted(number for number in numbers[:-2])
    assert "Five women leave" in reader.page.inner_text(".gm-printed")
    for part in (".gm-legend", ".leaflet-control-scale", ".leaflet-control-attribution", "#gm-kinds"):
        assert reader.page.is_visible(part)
    assert not reader.page.is_visible("#gm-search")
    reader.shot("print")
    reader.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert reader.page.is_visible("#gm-search")
    assert reader.page.locator(".gm-printed").count() == 0


def test_previous_next_runners_up_and_the_words_for_the_place(read, tmp_path):
    table = founding()
    table["quote"] = "they left Canto Grande prison at noon"
    path = tmp_path / "quoted.html"
    Map(table).save(path)
    reader = read(path)
    reader.page.evaluate("__geomap.select('raid')")
    reader.wait("document.querySelector('#gm-card h2')?.textContent.startsWith('Soldiers')")
    assert reader.page.inner_text("#gm-card blockquote u") == "Canto Grande prison"
    reader.page.click("#gm-card [data-turn=next]")
    reader.wait("document.querySelector('#gm-card h2').textContent.startsWith('Five women')")
    assert reader.page.evaluate("document.activeElement.dataset.turn") == "next"
    reader.page.click("#gm-card [data-turn=previous]")
    reader.wait("document.querySelector('#gm-card h2').textContent.startsWith('Soldiers')")
    reader.page.evaluate("__geomap.select('occupation')")
    reader.wait("document.querySelector('#gm-card h2').textContent.startsWith('A town')")
    assert reader.page.is_disabled("#gm-card [data-turn=next]")
    toggle = reader.page.locator("#gm-card button[aria-pressed]")
    toggle.click()
    assert toggle.get_attribute("aria-pressed") == "true"
    reader.shot("runners-up")


def test_hits_are_marked_in_list_and_card(read, founding_page):
    reader = read(founding_page)
    reader.page.fill("#gm-search", "PRISÓN surround")
    reader.wait("document.querySelectorAll('#gm-rows mark').length >= 2")
    assert reader.page.locator("#gm-rows mark").all_inner_texts()[:2] == ["surround", "prison"]
    reader.page.click("#gm-rows tbody button >> nth=0")
    reader.wait(OPEN)
    assert reader.page.inner_text("#gm-card h2 mark >> nth=0") == "surround"


AGREE = """async (seed) => {
  let a = seed;
  const random = () => { a = (a * 1103515245 + 12345) % 2147483648; return a / 2147483648; };
  const wrong = [];
  const words = ['', '', '', 'market', 'rio road', 'Incident 1', 'nothing like it'];
  const boxes = [...document.querySelectorAll('#gm-kinds input, #gm-filters input')];
  for (let turn = 0; turn < 200; turn++) {
    for (const box of boxes) if (random() < 0.12) box.click();
    const from = random() * 0.9;
    const part = random();
    if (part < 0.4) __geomap.setRange(from, from + random() * (1 - from));
    else if (part < 0.5) document.querySelector('.gm-dateless').click();
    else __geomap.setRange(0, 1);
    if (random() < 0.3) await __geomap.search(words[Math.floor(random() * words.length)]);
    if (random() < 0.05) document.getElementById('gm-clear').click();
    const { shown, shownOnMap, drawn } = __geomap.state().counts;
    const listed = () => {
      const pager = document.querySelector('.gm-pager');
      if (pager.hidden) return document.querySelectorAll('#gm-rows tbody tr').length;
      return Number(pager.textContent.match(/of ([0-9,]+)/)[1].replace(',', ''));
    };
    for (let wait = 0; wait < 100 && listed() !== shown; wait++) {
      await new Promise((done) => { setTimeout(done, 10); });
    }
    const agree = drawn === shownOnMap && listed() === shown;
    if (!agree) wrong.push([turn, drawn, shownOnMap, listed(), shown]);
  }
  return wrong;
}"""


def test_map_and_list_agree_in_200_random_filter_states(read, varied_page):
    reader = read(varied_page)
    reader.page.evaluate("map_1.setView([10, 0], 1, {animate: false})")
    assert reader.page.evaluate(AGREE, 7) == []


def test_filters_count_and_clear(read, varied_page):
    reader = read(varied_page)
    reader.page.click("#gm-tools [aria-controls=gm-filters]")
    heads = reader.page.locator("#gm-filters h2").all_inner_texts()
    assert heads == ["How well the place is known", "Attributed to", "Deaths (highest figure)"]
    actors = "[aria-labelledby=gm-actor-head]"
    army = reader.page.locator(f"{actors} label", has_text="Army")
    of_army = int(army.locator(".gm-count").inner_text())
    reader.page.click(f"{actors} .gm-all")
    assert shown(reader) == 0
    assert int(army.locator(".gm-count").inner_text()) == of_army
    army.locator("input").check()
    assert shown(reader) == of_army
    deaths = reader.page.locator("[aria-labelledby=gm-deaths-head] .gm-count").all_inner_texts()
    assert sum(map(int, deaths)) == of_army
    reader.shot("filters")
    reader.page.click("#gm-clear")
    assert shown(reader) == 900
    assert not reader.page.is_visible("#gm-clear")


def test_the_list_keeps_to_what_the_map_shows(read, founding_page):
    reader = read(founding_page)
    reader.page.click("#gm-tools [aria-controls=gm-layers]")
    reader.page.check("#gm-switches label:last-child input")
    reader.wait("document.querySelectorAll('#gm-rows tbody tr').length === 6")
    reader.page.evaluate(f"map_1.setView([{CASTRO[1]}, {CASTRO[0]}], 16, {{animate: false}})")
    reader.wait("document.querySelectorAll('#gm-rows tbody tr').length === 4")
    assert reader.page.inner_text("#gm-shown") == "8 incidents"
    reader.page.uncheck("#gm-switches label:last-child input")
    reader.wait("document.querySelectorAll('#gm-rows tbody tr').length === 8")


def test_about_says_how_many_were_placed(read, founding_page):
    reader = read(founding_page)
    reader.page.click("#gm-tools [aria-controls=gm-about]")
    said = reader.page.inner_text("#gm-about").split("\n")
    pairs = dict(itertools.pairwise(said))
    assert (pairs["Incidents"], pairs["Located"], pairs["Several places could be meant"]) == ("8", "7", "1")
    assert pairs["Shown as a point"] == "6"
    assert pairs["Gazetteer"] == "by hand"
    reader.shot("about")


def test_the_frame_takes_the_height_that_the_page_asks_for(read, founding_page, browser, tmp_path):
    snippet = embed_snippet(founding_page, fit=True, height="300px").replace(
        str(founding_page), founding_page.as_uri()
    )
    host = tmp_path / "host.html"
    host.write_text(
        f"<!DOCTYPE html><title>An article</title><body>{snippet}<p>After it</p>", encoding="utf-8"
    )
    page = browser.new_page(viewport={"width": 800, "height": 900})
    page.goto(host.as_uri())
    for _ in range(100):
        high = page.evaluate("document.querySelector('iframe').offsetHeight")
        if high != 300:
            break
        page.wait_for_timeout(50)
    assert 500 < high < 800
    inner = page.frames[1]
    assert inner.evaluate("document.documentElement.scrollHeight <= innerHeight")
    inner.click("#gm-open-list")
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('iframe').offsetHeight") > high
    page.screenshot(path=OUTPUT / "host.png", full_page=True)
    page.close()


def test_on_a_phone_nothing_shows_through_the_card(read, founding_page):
    reader = read(founding_page, width=390, height=844)
    reader.page.evaluate("__geomap.select('assault')")
    reader.wait(OPEN)
    box = reader.page.locator("#gm-card").bounding_box()
    covered = """(box) => { const wrong = [];
      for (let y = box.y + 12; y < Math.min(innerHeight, box.y + box.height); y += 8) {
        for (const x of [8, innerWidth / 2, innerWidth - 8]) {
          const top = document.elementFromPoint(x, y);
          if (!top.closest('#gm-card')) wrong.push([x, y, top.className]);
        }
      }
      return wrong; }"""
    assert reader.page.evaluate(covered, box) == []
    reader.shot("card-phone")
