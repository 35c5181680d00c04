"""WCAG 2.2 AA where a script can tell: reflow, contrast, dragging, targets, status messages."""

from __future__ import annotations

import pytest

from geomap.page import Map
from tests.browser.test_instrument import OPEN
from tests.page.founding import LIMA, founding, ring

pytestmark = pytest.mark.browser

PARTS = ("filters", "layers", "save", "about")
SMALL = """[...document.querySelectorAll('button, input, summary, a[href], [role=slider], [role=button]')]
  .filter((e) => e.checkVisibility()).map((e) => e.closest('label') ?? e)
  .map((e) => [e.getBoundingClientRect(), e.outerHTML.slice(0, 90)])
  .filter(([r]) => r.width && (r.width < 24 || r.height < 24))"""
# 2.5.8 lets a smaller target be, if a circle of 24 pixels round its middle meets no other target.
CROWDED = f"""(() => {{
  const all = [...document.querySelectorAll('button, input, summary, a[href], [role=slider]')]
    .filter((e) => e.checkVisibility()).map((e) => e.closest('label') ?? e)
    .map((e) => [e, e.getBoundingClientRect()]);
  const meets = (x, y, r) => x + 12 > r.left && x - 12 < r.right && y + 12 > r.top && y - 12 < r.bottom;
  return {SMALL}.filter(([r]) => all.some(([, o]) => !(o.left === r.left && o.top === r.top)
    && meets(r.left + r.width / 2, r.top + r.height / 2, o))).map(([, html]) => html);
}})()"""
LUMINANCE = """const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255)
  .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
const ratio = (a, b) => { const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };"""


@pytest.mark.parametrize("query", ["", "?embed"])
def test_at_320_pixels_nothing_is_lost_and_nothing_scrolls_sideways(read, founding_page, query):
    # 1.4.10: the map itself is excepted, what stands beside it is not.
    reader = read(founding_page, query, width=320, height=640)
    page = reader.page
    if query:
        page.click("#gm-open-list")
    for part in PARTS:
        page.click(f"#gm-tools [aria-controls=gm-{part}]")
        wide = """[...document.querySelectorAll('.gm-head *, .gm-panel *, .gm-time *')]
          .filter((e) => e.checkVisibility() && !e.matches('.gm-unseen, .gm-unseen *, canvas, .gm-handle'))
          .filter((e) => e.getBoundingClientRect().right > innerWidth + 8
            || e.getBoundingClientRect().left < -9)
          .map((e) => e.outerHTML.slice(0, 90))"""
        assert page.evaluate(wide) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("__geomap.select('occupation')")
    reader.wait(OPEN)
    inside = (
        "(e) => [...e.querySelectorAll('*')].every((d) => d.getBoundingClientRect().right < innerWidth + 1)"
    )
    assert page.locator("#gm-card").evaluate(inside)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_targets_are_24_pixels_or_stand_apart(read, founding_page, width, height):
    reader = read(founding_page, width=width, height=height, has_touch=width < 500)
    for part in PARTS:
        reader.page.click(f"#gm-tools [aria-controls=gm-{part}]")
        assert reader.page.evaluate(CROWDED) == []
    reader.page.evaluate("__geomap.select('occupation')")
    reader.wait(OPEN)
    assert reader.page.evaluate(CROWDED) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_and_outlines_stand_out_three_to_one_from_what_they_lie_on(read, founding_page, scheme):
    # 1.4.11 on the pixels: along a line from the ring's hole out, the outline must be seen.
    reader = read(founding_page, color_scheme=scheme)
    reader.page.evaluate("__geomap.select('occupation')")
    reader.wait(OPEN)
    reader.page.wait_for_timeout(600)
    west, _, east, north = ring(*LIMA, 9_700, 12_900).bounds
    x, y = reader.pixel((west + east) / 2, north)
    strongest = f"""(() => {{ {LUMINANCE}
      const [base, marks] = [...document.querySelectorAll('.gm-canvas')];
      const at = (layer, px, py) => {{ const box = layer.getBoundingClientRect();
        return [...layer.getContext('2d').getImageData((px - box.left) * layer.width / box.width,
          (py - box.top) * layer.height / box.height, 1, 1).data]; }};
      const seen = (px, py) => {{ const [b, m] = [at(base, px, py), at(marks, px, py)];
        return b.slice(0, 3).map((v, k) => m[k] * m[3] / 255 + v * (1 - m[3] / 255)); }};
      const line = Array.from({{length: 15}}, (_, k) => seen({x}, {y} - 7 + k));
      return Math.max(...line.map((c) => ratio(c, seen({x}, {y} - 20)))); }})()"""
    assert reader.page.evaluate(strongest) >= 3


def test_what_is_dragged_can_be_done_by_clicking_too(read, founding_page):
    # 2.5.7: the map by its buttons and a click's choice, the brush by a click and its step buttons.
    reader = read(founding_page)
    page = reader.page
    zoom = page.evaluate("__geomap.getZoom()")
    page.click(".leaflet-control-zoom-in")
    reader.wait(f"__geomap.getZoom() > {zoom}")
    page.click("#gm-rows tbody button >> nth=-1")
    reader.wait(OPEN)  # which brings its place into view
    page.click("#gm-card .gm-close")
    chart = page.locator(".gm-chart").bounding_box()
    page.mouse.click(chart["x"] + chart["width"] * 0.1, chart["y"] + 30)
    brush = reader.state()["brush"]
    assert brush[0] > 0
    page.click("[aria-label=Later]")
    assert reader.state()["brush"][0] > brush[0]
    page.click("text=All dates")
    assert reader.state()["brush"] == [0, None]


def test_what_changes_without_the_focus_is_said_in_a_status(read, founding_page):
    # 4.1.3: search, filters, selection, copying, moving; all in elements with role=status.
    reader = read(founding_page, permissions=["clipboard-read", "clipboard-write"])
    page = reader.page
    status = "[...document.querySelectorAll('[role=status]')].map((e) => e.textContent).join(' | ')"
    page.fill("#gm-search", "canto")
    reader.wait(f"{status}.includes('4 of 8 incidents shown')")
    page.fill("#gm-search", "nothing has this")
    reader.wait(f"{status}.includes('0 of 8 incidents shown')")
    page.click("#gm-clear")
    reader.wait(f"{status}.includes('8 incidents')")
    page.click("#gm-rows tbody button >> nth=0")
    reader.wait(f"{status}.includes('Selected:')")
    page.click("#gm-card >> text=Copy link")
    reader.wait(f"{status}.includes('Link copied')")
    page.focus("#map_1")
    page.keyboard.press("+")
    reader.wait(f"{status}.includes('in view')")


def test_text_on_the_map_is_legible(read, founding_page):
    # 1.4.3: words beside marks and names on their halo; secondary text too.
    reader = read(founding_page)
    for scheme in ("light", "dark"):
        reader.page.emulate_media(color_scheme=scheme)
        found = reader.page.evaluate(
            f"""(() => {{ {LUMINANCE}
            const context = document.createElement('canvas').getContext('2d', {{willReadFrequently: true}});
            const of = (name) => {{ context.fillStyle = getComputedStyle(document.documentElement)
              .getPropertyValue(`--${{name}}`); context.fillRect(0, 0, 1, 1);
              return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3); }};
            return [['ink', 'land'], ['soft', 'land'], ['label', 'land'], ['soft', 'paper'], ['ink', 'paper'],
              ['accent', 'paper'], ['soft', 'wash']].map(([a, b]) => [a, b, ratio(of(a), of(b))])
              .filter(([, , value]) => value < 4.5); }})()"""
        )
        assert found == []


def test_each_form_of_mark_is_told_apart_without_colour(read, tmp_path):
    # 1.4.1: in the list the mark's form and words say how well a place is known.
    table = founding()
    table["kind"] = "killing"
    path = tmp_path / "one-kind.html"
    Map(table).save(path)
    reader = read(path)
    forms = reader.page.evaluate(
        """[...new Set([...document.querySelectorAll('#gm-rows .gm-swatch')].map((e) => {
          const s = getComputedStyle(e);
          return [s.borderTopWidth, s.borderRadius, s.outlineStyle, s.width].join(); }))].length"""
    )
    assert forms == 3
    assert "within 13 km" in reader.page.inner_text("#gm-rows")
