"""What the reader can lay over the map or draw out of it: heat, grid, coincident marks, parts, paper."""

from __future__ import annotations

import io
import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geomap.page import Map
from tests.browser.test_instrument import OPEN, saved
from tests.browser.test_page import many
from tests.page.founding import CASTRO, founding

pytestmark = pytest.mark.browser

PIXELS = """(selector) => {
  const canvas = document.querySelector(selector);
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let sum = 7;
  for (const four of new Uint32Array(data.buffer)) sum = (Math.imul(sum, 31) + four) | 0;
  return sum; }"""
MARKS, BASE = ".leaflet-gm-marks-pane canvas", ".leaflet-gm-base-pane canvas"


def drawn(reader, selector: str) -> int:
    """A sum over a canvas, after it has been drawn."""
    reader.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    return reader.page.evaluate(PIXELS, selector)


def switch(reader, label: str) -> None:
    if not reader.page.is_visible("#gm-layers"):
        reader.page.click("#gm-tools [aria-controls=gm-layers]")
    reader.page.click(f"#gm-switches label >> text={label}")


@pytest.mark.parametrize(
    ("label", "selector"), [("Density", MARKS), ("Grid", BASE), ("Group incidents", MARKS)]
)
def test_a_layer_is_switched_on_and_off(read, tmp_path, label, selector):
    path = tmp_path / "many.html"
    Map(many(800)).save(path)
    reader = read(path)
    before = drawn(reader, selector)
    switch(reader, label)
    assert drawn(reader, selector) != before
    assert reader.page.is_visible("#gm-heat") == (label == "Density")
    reader.shot(f"layer-{label.split()[0].lower()}")
    switch(reader, label)
    assert drawn(reader, selector) == before


DRAWINGS = """async () => {
  const { clearRect } = CanvasRenderingContext2D.prototype;
  let n = 0;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    n += Number(this.canvas.matches('.leaflet-gm-marks-pane canvas'));
    clearRect.apply(this, box);
  };
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const filter = (times) => { for (let k = 0; k < times; k++) __geomap.setRange(k / 10, k / 10 + 0.5); };
  await frame();
  const seen = [n];
  for (const times of [3, 2]) { filter(times); await null; seen.push(n); }
  await frame();
  return [...seen, n]; }"""


def test_what_changes_is_drawn_at_once_and_again_with_the_frame(read, tmp_path):
    path = tmp_path / "many.html"
    Map(many(800)).save(path)
    # Three changes in one go, and two more before the frame: one drawing each.
    assert read(path).page.evaluate(DRAWINGS) == [0, 1, 1, 2]


FIRST_PAINTING = """{
  const { setTransform } = CanvasRenderingContext2D.prototype;
  window.drawn = 0;
  CanvasRenderingContext2D.prototype.setTransform = function (...matrix) {
    window.drawn += 1;
    setTransform.apply(this, matrix);
  };
  window.vectors = () => document.querySelectorAll('.gm-sketch, .gm-chart > svg').length;
  new MutationObserver((changes, observer) => {
    if (!changes.some(({ removedNodes }) => [...removedNodes].some(({ id }) => id === 'gm-hold'))) return;
    observer.disconnect();
    window.first = [window.vectors(), window.drawn];
  }).observe(document, { childList: true, subtree: true });
}"""


@pytest.mark.parametrize(("rows", "first"), [(20, [3, 0]), (800, [0, 3])])
def test_a_map_of_few_incidents_is_vectors_first(read, tmp_path, rows, first):
    path = tmp_path / "page.html"
    Map(many(rows)).save(path)
    reader = read(path, init=FIRST_PAINTING)
    assert reader.page.evaluate("first") == first
    reader.wait("drawn >= 3 && vectors() === 0")


def test_incidents_at_one_place_are_spread_and_each_is_pressed(read, founding_page):
    reader = read(founding_page)
    reader.page.evaluate(f"map_1.setView([{CASTRO[1]}, {CASTRO[0]}], 15, {{animate: false}})")
    x, y = reader.pixel(*CASTRO)
    together = drawn(reader, MARKS)
    reader.page.mouse.click(x, y)
    reader.wait(OPEN)
    assert drawn(reader, MARKS) != together
    reader.shot("spread")
    titles = set()
    for dx, dy in [(0, -30), (30, 0), (0, 30), (-30, 0)]:
        reader.page.mouse.click(x + dx, y + dy)
        reader.wait("document.querySelector('#gm-card h2').tabIndex === -1 && __geomap.state().selected")
        reader.wait("document.querySelector('#gm-card dl')")
        titles.add(reader.state()["selected"])
    assert titles == {"raid", "talks", "assault", "tour"}
    reader.page.keyboard.press("Escape")
    reader.page.click("#gm-card .gm-close")
    assert drawn(reader, MARKS) == together


def test_a_spread_by_keyboard(read, founding_page):
    reader = read(founding_page)
    reader.page.evaluate(f"map_1.setView([{CASTRO[1]}, {CASTRO[0]}], 15, {{animate: false}})")
    reader.page.focus("#map_1")
    reader.page.keyboard.press("Enter")
    reader.wait("document.activeElement.matches('#gm-card h2')")
    assert reader.page.inner_text("#gm-card h2") == "4 incidents here"
    reader.page.keyboard.press("Tab")
    first = drawn(reader, MARKS)
    reader.page.keyboard.press("ArrowDown")
    assert drawn(reader, MARKS) != first  # the ring has gone on to the next mark
    reader.page.keyboard.press("Enter")
    reader.wait("__geomap.state().selected === 'talks'")


def test_enter_where_nothing_is_in_view_says_so(read, founding_page):
    reader = read(founding_page)
    reader.page.evaluate("map_1.setView([50, 30], 6, {animate: false})")
    reader.page.focus("#map_1")
    reader.page.keyboard.press("Enter")
    assert reader.page.inner_text("#gm-toast") == "No incident in view"


def test_each_runner_up_is_drawn_by_itself_with_its_part(read, tmp_path):
    table = founding()
    here = table["id"] == "occupation"
    west, east = shapely.box(-77.2, -12.2, -77.1, -12.1), shapely.box(-76.9, -12.2, -76.8, -12.1)
    table.loc[here, "footprint"] = gpd.GeoSeries([west.union(east)], crs=4326).to_numpy()
    rivals = [
        {"name": name, "lon": lon, "lat": -12.15, "score": 0.4}
        for name, lon in [("West", -77.15), ("East", -76.85)]
    ]
    table.loc[here, "alternatives"] = json.dumps(rivals)
    path = tmp_path / "parts.html"
    Map(table).save(path)
    reader = read(path, "#i=occupation")
    reader.wait(OPEN)
    buttons = reader.page.locator(".gm-rivals button")
    assert buttons.all_inner_texts() == ["West", "East", "Show these on the map"]
    seen = set()
    for at in range(3):
        buttons.nth(at).click()
        pressed = buttons.evaluate_all("all => all.map((b) => b.getAttribute('aria-pressed'))")
        assert pressed == [str(k == at).lower() for k in range(3)]
        seen.add(drawn(reader, MARKS))
    assert len(seen) == 3
    reader.shot("parts")


def test_an_incident_known_by_its_area_is_taken_away_as_that(read, founding_page):
    found = json.loads(saved(read(founding_page), "GeoJSON"))
    kinds = {one["properties"]["id"]: one["geometry"]["type"] for one in found["features"]}
    assert kinds["coup"] in ("Polygon", "MultiPolygon")
    assert kinds["raid"] == "Point"
    table = gpd.GeoDataFrame.from_features(found, crs=4326).set_index("id")
    wanted = founding().set_index("id").loc["coup", "footprint"]
    assert table.geometry["coup"].symmetric_difference(wanted).area < 0.01 * wanted.area


@pytest.mark.parametrize("way", ["Control+p", "beforeprint"])
def test_printing_by_the_browsers_own_way_is_the_same(read, founding_page, way):
    reader = read(founding_page)
    reader.page.uncheck("#gm-kinds label:nth-child(2) input")
    if way == "beforeprint":
        reader.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    else:
        reader.page.evaluate("void (window.print = () => { window.printed = true; })")
        reader.page.keyboard.press(way)
        reader.wait("window.printed")
    lines = reader.page.locator(".gm-printed tbody tr").all_inner_texts()
    assert len(lines) == 6
    assert "Prisoners killed in three prisons" in lines[-1]
    assert lines[-1].startswith("–")
    assert "outside this view" in reader.page.inner_text("#gm-printed p")
    reader.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert reader.page.is_visible("#gm-search")


def test_what_is_not_printed_is_counted(read, tmp_path):
    path = tmp_path / "many.html"
    Map(many(1203)).save(path)
    reader = read(path)
    reader.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert reader.page.locator(".gm-printed tbody tr").count() == 1000
    assert "203 further incidents are not printed." in reader.page.inner_text("#gm-printed")


HOSTILE = (
    "</script><img src=x onerror=alert(1)><b onclick=alert(2)>=cmd|' /C calc'!A0</b>${alert(3)}\u202e\u0000"
)


def test_hostile_text_is_text_on_every_surface(read, tmp_path):
    table = founding()
    for name in (
        "title",
        "description",
        "place",
        "place_name",
        "remarks",
        "source",
        "quote",
        "kind",
        "actor",
        "date",
    ):
        table[name] = HOSTILE
    table["country_code"] = None  # else the browser's own name of a country takes the place of the table's
    table["source_url"] = ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>"] * 4
    table["alternatives"] = json.dumps([{"name": HOSTILE, "lon": -77, "lat": -12, "score": 0.5}] * 2)
    table["id"] = [f"{HOSTILE}{n}" for n in range(8)]
    table["actor"] = [HOSTILE, "b"] * 4
    table["killed_max"] = pd.array([1, 20] * 4, dtype="Int64")
    table[HOSTILE] = HOSTILE
    path = tmp_path / "hostile.html"
    labels = [(-77.0, -12.0, HOSTILE, 9_000_000)]
    options = {
        "title": HOSTILE,
        "subtitle": HOSTILE,
        "place_labels": labels,
        "provenance": {HOSTILE: HOSTILE},
    }
    Map(table, columns={"*": "", HOSTILE: HOSTILE}, **options).save(path)
    reader = read(path)
    dialogs: list[str] = []
    reader.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page = reader.page
    parts = page.locator("#gm-tools button:visible")
    for at in range(parts.count()):
        parts.nth(at).click()
        assert page.locator("#gm-panel img, #gm-panel b, #gm-panel script").count() == 0
    page.mouse.move(*reader.pixel(*CASTRO))
    page.click("#gm-rows tbody button >> nth=2")
    reader.wait(OPEN)
    assert page.locator("#gm-card img, #gm-card b, #gm-card a").count() == 0
    assert "alert(1)" in page.inner_text("#gm-card h2")
    page.click(".gm-rivals button >> nth=0")
    page.click("#gm-card .gm-close")
    assert "alert(1)" in page.inner_text("#gm-wide button:visible")
    page.fill("#gm-search", HOSTILE[:40])
    reader.wait("document.querySelectorAll('#gm-rows mark').length > 0")
    page.fill("#gm-search", "")
    reader.wait("__geomap.state().counts.shown === 8")
    reader.wait("location.hash.includes('v=')")
    text = saved(reader, "CSV").decode("utf-8-sig")
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    assert len(frame) == 8
    assert not frame.map(lambda cell: cell.lstrip().startswith(("=", "+", "@"))).to_numpy().any()
    found = json.loads(saved(reader, "GeoJSON"))
    assert found["features"][0]["properties"]["title"].startswith("</script>")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#gm-printed tbody tr").count() == 8
    assert page.locator("#gm-printed img, #gm-printed td > b > *").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    tree = page.locator("body").aria_snapshot()
    assert "alert(1)" in tree
    assert dialogs == []
    assert page.locator("img").count() == 0
    reader.shot("hostile")
