"""Without a mouse and without sight: axe, tab stops, keys, names of what matters."""

from __future__ import annotations

import pytest

from geomap.page import Map
from tests.browser.test_page import many

pytestmark = pytest.mark.browser

STOPS = """[...document.querySelectorAll('a[href], button, input, summary, [tabindex]')]
  .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility()).length"""
FORMS = {
    "light": ({}, ""),
    "dark": ({"color_scheme": "dark"}, ""),
    "phone": ({"width": 390, "height": 844, "has_touch": True}, ""),
    "embed": ({"width": 720, "height": 520}, "?embed"),
}


def violations(reader, axe: str) -> list[str]:
    reader.page.evaluate(axe)
    found = reader.page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("form", FORMS)
def test_axe_finds_nothing(read, founding_page, axe, form):
    options, query = FORMS[form]
    reader = read(founding_page, query, **options)
    assert violations(reader, axe) == []
    if query:
        reader.page.click("#gm-open-list")
    for part in ("filters", "layers", "save", "about"):
        reader.page.click(f"#gm-tools [aria-controls=gm-{part}]")
        assert violations(reader, axe) == []
    reader.page.fill("#gm-search", "prison")
    reader.wait("document.querySelectorAll('#gm-rows mark').length > 0")
    reader.page.click("#gm-rows tbody button >> nth=-1")
    reader.wait("!document.getElementById('gm-card').hidden")
    assert violations(reader, axe) == []


@pytest.mark.parametrize("n", [8, 5000])
def test_fifteen_tab_stops_whatever_the_number_of_incidents(read, founding_page, tmp_path, n):
    path = founding_page
    if n > 8:
        path = tmp_path / "many.html"
        Map(many(n), provenance={"gazetteer": "none"}).save(path)
    reader = read(path)
    assert 8 <= reader.page.evaluate(STOPS) <= 15
    reader.page.evaluate("__geomap.setRange(0.2, 0.9)")
    assert reader.page.evaluate(STOPS) <= 15


def test_may_1992_at_canto_grande_by_keyboard_alone(read, founding_page):
    reader = read(founding_page, permissions=["clipboard-read", "clipboard-write"])
    keyboard, keys = reader.page.keyboard, []

    def press(key: str) -> None:
        keys.append(key)
        keyboard.press(key)

    def focused(question: str):
        return reader.page.evaluate(f"document.activeElement.{question}")

    press("Tab")
    press("Enter")
    press("Tab")
    assert focused("id") == "gm-search"
    for key in "canto":
        press(key)
    reader.wait("document.getElementById('gm-shown').textContent === '4 of 8 incidents shown'")
    while not focused("matches('.gm-open')"):
        press("Tab")
    assert all("May" in date for date in reader.page.locator("#gm-rows .gm-date").all_inner_texts())
    press("ArrowDown")
    press("Enter")
    reader.wait("document.activeElement.matches('#gm-card h2')")
    assert "Five women leave to negotiate" in reader.card()
    while focused("textContent") != "Copy link":
        press("Shift+Tab")
    press("Enter")
    reader.wait("document.getElementById('gm-said').textContent === 'Link copied'")
    assert "i=talks" in reader.page.evaluate("navigator.clipboard.readText()")
    assert len(keys) <= 25


def test_what_matters_has_a_name_and_changes_are_said(read, founding_page):
    reader = read(founding_page)
    tree = reader.page.locator("body").aria_snapshot()
    for name in (
        'region "Map of the incidents"',
        'button "Zoom in"',
        'slider "From"',
        'slider "Until"',
        'checkbox "Massacre 3"',
        'searchbox "Search titles, places, texts"',
        'table "List of incidents"',
        'columnheader "Date"',
        'button "Peru: 2 incidents somewhere in it"',
        'toolbar "Move through time"',
    ):
        assert name in tree
    said = reader.page.locator("#gm-shown")
    assert said.get_attribute("role") == "status"
    reader.page.uncheck("#gm-kinds label:nth-child(1) input")
    assert said.inner_text() == "5 of 8 incidents shown"
    reader.page.focus("#map_1")
    reader.page.keyboard.press("ArrowRight")
    reader.wait("document.getElementById('gm-said').textContent.includes('in view')")


def test_text_can_be_twice_as_large_and_targets_are_large_enough(read, founding_page):
    reader = read(founding_page, width=320, height=640)
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = """[...document.querySelectorAll('button, input, summary, [role=slider], .leaflet-control a')]
      .filter((e) => e.checkVisibility()).filter((e) => {
        const box = (e.closest('label') ?? e).getBoundingClientRect();
        return box.width < 24 || box.height < 24; })
      .filter((e) => !e.matches('.leaflet-control-attribution a, .gm-open, .gm-sort'))
      .map((e) => e.outerHTML.slice(0, 90))"""
    assert reader.page.evaluate(small) == []


CONTRAST = """() => {
  const luminance = (text) => {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    context.fillStyle = text;
    context.fillRect(0, 0, 1, 1);
    const parts = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const style = getComputedStyle(document.documentElement);
  const of = (name) => luminance(style.getPropertyValue(`--${name}`));
  const ratio = (a, b) => (Math.max(of(a), of(b)) + 0.05) / (Math.min(of(a), of(b)) + 0.05);
  // What is no text but has to be seen: focus, handles, bars, boxes, marks' hairlines, names on land.
  return [['accent', 'paper'], ['accent', 'land'], ['accent', 'water'], ['soft', 'paper'], ['bar', 'paper'],
    ['soft', 'land'], ['soft', 'water'], ['label', 'land'], ['ink', 'land'], ['ink', 'water']]
    .map(([a, b]) => [a, b, ratio(a, b)]).filter(([, , value]) => value < 3); }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_no_text_stands_out_three_to_one(read, founding_page, scheme):
    assert read(founding_page, color_scheme=scheme).page.evaluate(CONTRAST) == []


def test_each_tab_stop_shows_that_it_has_the_focus(read, founding_page):
    reader = read(founding_page)
    unseen, seen = [], 0
    for _ in range(15):
        reader.page.keyboard.press("Tab")
        found = reader.page.evaluate(
            """(() => { const e = document.activeElement; const s = getComputedStyle(e);
            return [e === document.body, s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
              e.outerHTML.slice(0, 80)]; })()"""
        )
        if found[0]:
            break
        seen += 1
        if not found[1]:
            unseen.append(found[2])
    assert seen >= 8
    assert unseen == []


def test_text_may_be_set_wider_without_loss(read, founding_page):
    # WCAG 1.4.12; set by property, because the page's policy takes no further style sheet.
    reader = read(founding_page, width=400, height=800)
    reader.page.evaluate("__geomap.select('raid')")
    reader.wait("!document.getElementById('gm-card').hidden")
    cut = reader.page.evaluate(
        """() => { for (const e of document.querySelectorAll('body *')) {
            e.style.lineHeight = '1.5'; e.style.letterSpacing = '0.12em'; e.style.wordSpacing = '0.16em'; }
        return [...document.querySelectorAll('button, h1, h2, dd, dt, label, p')]
          .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0
            && getComputedStyle(e).overflowX !== 'visible' && !e.closest('.gm-unseen'))
          .map((e) => e.outerHTML.slice(0, 90)); }"""
    )
    assert cut == []
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
