"""The map as vectors: as a file to take away, and in the canvas' place on the page."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import pypdf
import pytest

from geomap.page import Map
from geomap.resources import package_file
from tests.browser.conftest import OUTPUT
from tests.browser.test_instrument import saved
from tests.browser.test_layers import HOSTILE, MARKS, switch
from tests.browser.test_page import many
from tests.page.founding import founding

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"
SAFE = {"svg", "title", "desc", "g", "clipPath", "rect", "circle", "path", "text", "image"}


@pytest.fixture(scope="module")
def record(browser):
    """What is written for a drawing: `record("context.fillRect(1, 2, 3, 4)")` gives its elements."""
    page = browser.new_page()
    parts = [package_file("frontend", f"{name}.js").read_text("utf-8") for name in ("theme", "vector")]
    code = re.sub(r"^import [^;]*;\n|^export ", "", "\n".join(parts), flags=re.MULTILINE)

    def written(steps: str, frame: list[float] | None = None) -> list[ET.Element] | None:
        text = page.evaluate(
            f"""(frame) => {{ {code}
            const measure = document.createElement('canvas').getContext('2d');
            const made = drawing(100, 50, (context) => {{ {steps} }}, measure, frame);
            return made && new XMLSerializer().serializeToString(made); }}""",
            frame,
        )
        return None if text is None else list(ET.fromstring(text))

    yield written
    page.close()


def told(one: ET.Element) -> tuple[str, dict[str, str]]:
    return one.tag.removeprefix(SVG), dict(one.attrib)


def test_a_path_is_written_with_two_decimals_and_what_paints_it(record):
    (one,) = record("""
        context.beginPath(); context.moveTo(1.234567, 2); context.lineTo(3, 4.5); context.lineTo(2.004, 4.5);
        context.closePath(); context.fillStyle = 'rgba(245, 243, 238, .5)'; context.globalAlpha = 0.5;
        context.fill('evenodd');""")
    tag, how = told(one)
    assert (tag, how["d"]) == ("path", "M1.23 2 l 1.77 2.5 -1 0 Z")
    assert how["fill"] == "#f5f3ee"
    assert how["fill-opacity"] == "0.25"
    assert how["fill-rule"] == "evenodd"


@pytest.mark.parametrize("frame", [None, [0, 0, 100, 50]])
def test_rounding_does_not_add_up_and_far_jumps_say_where_they_end(record, frame):
    drawing = """context.beginPath(); context.moveTo(0, 0);
        for (let k = 1; k <= 999; k++) context.lineTo(k * 1.00499, k % 2);
        context.stroke(); context.beginPath(); context.moveTo(1, 1);
        context.lineTo(50, 1); context.lineTo(1e8, 2); context.lineTo(3, 4); context.lineTo(3, 4);
        context.stroke();"""
    one, two = record(drawing, frame)
    start, steps = one.attrib["d"].split(" l ")
    assert start == "M0 0"
    assert sum(map(float, steps.split()[::2])) == pytest.approx(999 * 1.00499, abs=0.0051)
    assert sum(map(float, steps.split()[1::2])) == 1
    assert two.attrib["d"] == "M1 1 l 49 0 L100000000 2 L3 4"


def test_filling_and_stroking_one_path_is_one_element_and_a_further_stroke_another(record):
    shapes = record("""context.beginPath(); context.rect(0, 0, 5, 5);
        context.fillStyle = '#ff0000'; context.fill();
        context.lineJoin = 'round'; context.setLineDash([7, 5]); context.stroke(); context.lineWidth = 3;
        context.setLineDash([]); context.stroke();
        context.fill(); context.beginPath(); context.moveTo(1, 1); context.lineTo(9, 9); context.stroke();""")
    how = [told(one)[1] for one in shapes]
    assert [one["fill"] for one in how] == ["#ff0000", "none", "#ff0000", "none"]
    assert [one.get("stroke-width") for one in how] == ["1", "3", None, "3"]
    assert [one.get("stroke-dasharray") for one in how] == ["7 5", None, None, None]
    assert how[0]["stroke-linejoin"] == "round"
    assert how[3]["d"] == "M1 1 l 8 8"


def test_a_whole_circle_is_a_circle_and_a_part_of_a_path_an_arc(record):
    one, two, three = record("""context.beginPath(); context.arc(10, 20, 5, 0, 7); context.fill();
        context.beginPath(); context.roundRect(0, 0, 20, 10, 2); context.fill();
        context.beginPath(); context.moveTo(15, 20); context.arc(10, 20, 5, 0, 7);
        context.moveTo(35, 20); context.arc(30, 20, 5, 0, 7); context.stroke();""")
    assert told(one) == ("circle", {"cx": "10", "cy": "20", "r": "5", "fill": "#000000"})
    assert two.attrib["d"].count("A2 2 0 0 1") == 4
    assert three.attrib["d"].count("A5 5 0 0 1") == 4


def test_a_fill_that_goes_round_becomes_wedges_of_the_right_size(record):
    made = record("""context.beginPath(); context.arc(50, 50, 10, 0, 7);
        const fill = context.createConicGradient(-Math.PI / 2, 50, 50);
        const ends = [0, 0.24, 0.26, 0.74, 0.76, 1];
        ends.forEach((at, k) => fill.addColorStop(at, ['red', 'blue', 'lime'][k >> 1]));
        context.fillStyle = fill; context.fill();""")
    assert [one.attrib["fill"] for one in made] == ["red", "blue", "lime"]
    assert made[0].tag == f"{SVG}circle"
    # From three o'clock, and from nine, on to the top.
    assert made[1].attrib["d"] == "M50 50 l 10 0 A10 10 0 1 1 50 40 Z"
    assert made[2].attrib["d"] == "M50 50 l -10 0 A10 10 0 0 1 50 40 Z"


def test_text_stands_on_its_line_as_text(record):
    low, middle = record("""context.font = '600 12.5px system-ui'; context.textAlign = 'right';
        context.letterSpacing = '0.06em'; context.fillText('\\u0000<b>&\\ud800', 9, 20);
        context.font = '400 11px ' + FONT; context.letterSpacing = '0px';
        context.textAlign = 'center'; context.textBaseline = 'middle'; context.strokeText('x', 9, 20);""")
    assert low.text == "\ufffd<b>&\ufffd"
    assert {
        "font-size": "12.5",
        "font-weight": "600",
        "font-family": "system-ui",
        "y": "20",
    }.items() <= low.attrib.items()
    assert (low.attrib["text-anchor"], low.attrib["letter-spacing"]) == ("end", "0.75")
    assert {"font-family", "font-weight", "letter-spacing"}.isdisjoint(middle.attrib)
    assert (
        22 < float(middle.attrib["y"]) < 26
    )  # half the height of small letters below the middle, and somewhat more
    assert middle.attrib["fill"] == "none"


def test_what_lies_outside_the_frame_is_left_out_and_too_much_is_refused(record):
    circle = "context.beginPath(); context.arc({}, 20, 5, 0, 7); context.fill();"
    text = "context.fillText('Lima', {}, 20);"
    drawing = circle.format(4) + circle.format(6) + text.format(-99) + text.format(5)
    assert [told(one)[0] for one in record(drawing, [10, 0, 90, 50])] == ["circle", "text"]
    assert len(record(drawing)) == 4
    assert record("for (let k = 0; k < 30000; k++) context.fillRect(k, 0, 1, 1);") is None


def picture(reader) -> ET.Element:
    data = saved(reader, "SVG")
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<svg ')
    root = ET.fromstring(data)
    for one in root.iter():
        assert one.tag.removeprefix(SVG) in SAFE
        for name, value in one.attrib.items():
            assert not name.startswith(("on", "style"))
            if "href" in name:
                assert value.startswith("data:image/png;base64,")
            assert "url(" not in value or value == "url(#edge)"
    return root


def words(root: ET.Element) -> list[str]:
    return [one.text for one in root.iter(f"{SVG}text")]


def test_the_picture_says_what_the_page_says(read, founding_page):
    reader = read(founding_page)
    root = picture(reader)
    found = words(root)
    assert root.find(f"{SVG}title").text == "Peru’s prisons" == found[0]
    assert "6 incidents in view" in root.find(f"{SVG}desc").text
    captions = reader.page.evaluate("__geomap.captions().flat()")
    assert "Canto Grande prison" in captions
    assert {*captions, "Lima", "Massacre", "5 km", "3 mi"} <= set(found)
    assert "Base map: Natural Earth, place names: GeoNames (CC BY 4.0)" in found
    assert any("Oct 4, 1985" in text and "May 14, 1992" in text for text in found)
    assert "Peru: 2 incidents somewhere in it" in found
    legend = reader.page.locator("#gm-legend li .gm-name").all_inner_texts()
    assert all(text in " ".join(found) for text in legend)
    assert float(root.attrib["width"]) == reader.page.evaluate("map_1.getSize().x") + 40
    assert saved(reader, "SVG") == saved(reader, "SVG")


def image(data: bytes) -> np.ndarray:
    return np.asarray(pytest.importorskip("PIL.Image").open(io.BytesIO(data)).convert("RGB")).astype(int)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """Of the largest of the three channels, in the mean."""
    return float(np.abs(one - other).max(axis=2).mean())


def printed(reader) -> pypdf.PageObject:
    """The first page of the PDF that the page's own print makes."""
    reader.page.evaluate("void (window.print = () => { window.printed = true; })")
    reader.page.keyboard.press("Control+p")
    reader.wait("window.printed")
    made = reader.page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    return pypdf.PdfReader(io.BytesIO(made)).pages[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_map_and_timeline_are_vectors_with_text(read, founding_page, scheme):
    reader = read(founding_page, color_scheme=scheme)
    before = reader.page.locator(".gm-map").screenshot()
    page = printed(reader)
    assert list(page.images) == []
    text = page.extract_text()
    for words_ in ("Callao", "Canto Grande prison", "May 14, 1992 · 1 killed", "1988"):
        assert words_ in text
    # Drawn: hundreds of lines and curves, which text, rules and swatches alone do not have.
    assert len(re.findall(rb" [lc]\n", page.get_contents().get_data())) > 300
    reader.wait("!document.documentElement.classList.contains('gm-print')")  # which printing has ended
    assert reader.page.locator("svg").count() == 0
    assert reader.page.locator("canvas:visible").count() == 3
    reader.page.evaluate("document.activeElement.blur()")
    assert difference(image(reader.page.locator(".gm-map").screenshot()), image(before)) == 0


def test_on_paper_the_colours_are_papers_and_a_late_change_is_drawn_so_too(read, founding_page):
    reader = read(founding_page, color_scheme="dark")
    reader.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert reader.page.locator("svg.gm-sketch [fill='#faf9f6']").count() > 0
    reader.page.evaluate(f"{LAYERS}.forEach((layer) => layer.redraw())")
    reader.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert reader.page.locator("svg.gm-sketch").count() == 2
    assert reader.page.locator("canvas:visible").count() == 0
    reader.page.evaluate("dispatchEvent(new Event('afterprint'))")


def test_on_paper_very_many_marks_are_pixels(read, tmp_path):
    path = tmp_path / "many.html"
    Map(many(30_000)).save(path)
    reader = read(path)
    assert list(printed(reader).images) == []
    switch(reader, "Group incidents")
    assert len(list(printed(reader).images)) > 0


LAYERS = "Object.values(map_1._layers).filter((layer) => layer.sketch)"
BARE = """for (const one of document.querySelectorAll('.leaflet-control-container, .gm-key, .gm-wide'))
  one.style.visibility = 'hidden'"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_picture_looks_like_the_map(read, browser, founding_page, tmp_path, width, height, scheme):
    reader = read(founding_page, width=width, height=height, color_scheme=scheme)
    root = picture(reader)
    reader.page.evaluate(BARE)
    page = image(reader.page.locator(".gm-map").screenshot())
    name = f"picture-{width}-{scheme}"
    reader.shot(f"{name}-page")
    edge = root.find(f"{SVG}clipPath/{SVG}rect").attrib
    west, north, wide, high = (int(edge[key]) for key in ("x", "y", "width", "height"))

    def seen() -> np.ndarray:
        path = tmp_path / "map.svg"
        path.write_bytes(ET.tostring(root))
        size = {"width": int(root.attrib["width"]), "height": int(root.attrib["height"])}
        tab = browser.new_page(viewport=size)
        tab.goto(path.as_uri())
        shot = tab.screenshot()
        tab.close()
        (OUTPUT / f"{name}.png").write_bytes(shot)
        return image(shot)[north : north + high, west : west + wide]

    assert 0 <= page.shape[0] - high <= 1 == 1 + page.shape[1] - wide  # of a part of a pixel
    inner = np.s_[2 : high - 2, 2:-2]  # the picture's edge is drawn
    # Where the map begins within a pixel, the browser draws the page's from the next.
    page = min(page[:high], page[page.shape[0] - high :], key=lambda part: difference(seen(), part))
    whole = difference(seen()[inner], page[inner])
    assert whole < 0.35
    marks = next(one for one in root.iter() if one.attrib.get("id") == "incidents")
    for child in [one for one in marks if one.tag == f"{SVG}text"]:
        marks.remove(child)
    assert difference(seen()[inner], page[inner]) > 2 * whole


def test_hostile_text_is_text_in_the_picture(read, browser, tmp_path):
    table = founding()
    for name in ("title", "place", "place_name", "kind", "actor", "date"):
        table[name] = HOSTILE
    table["country_code"] = None
    path = tmp_path / "hostile.html"
    labels = [(-77.0, -12.0, HOSTILE, 9_000_000)]
    Map(table, title=HOSTILE, subtitle=HOSTILE, place_labels=labels).save(path)
    reader = read(path)
    root = picture(reader)
    assert "<img src=x onerror" in " ".join(words(root))
    file = tmp_path / "map.svg"
    file.write_bytes(saved(reader, "SVG"))
    tab = browser.new_page()
    dialogs: list[str] = []
    tab.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(file.as_uri())
    tab.wait_for_timeout(200)
    assert (dialogs, asked) == ([], [file.as_uri()])
    tab.close()


def test_the_picture_tells_the_filters(read, founding_page):
    reader = read(founding_page)
    reader.page.uncheck("#gm-kinds label:nth-child(2) input")
    reader.page.click("#gm-tools [aria-controls=gm-filters]")
    reader.page.uncheck("#gm-filters label:has-text('Country or wide') input")
    reader.page.evaluate("__geomap.search('prison')")
    reader.wait("/“prison”|of 8/.test(document.querySelector('#gm-shown').textContent)")
    found = words(picture(reader))
    shown = reader.state()["counts"]["shown"]
    assert any(text.startswith(f"{shown} of 8 incidents shown: “prison”") for text in found)
    assert any(text.startswith("How well the place is known: Site or town") for text in found)
    assert not any("Country only" in text or "Political event" in text for text in found)


def test_what_is_not_seen_is_not_in_the_picture(read, tmp_path):
    table = founding()
    table["witness"] = "someone's name"
    path = tmp_path / "part.html"
    Map(table, place_labels=[(-77.1, -12.05, "Callao", 900_000)]).save(path)
    reader = read(path)
    # Canto Grande just beyond the map's eastern edge: on the canvas, but not seen.
    reader.page.evaluate("""(() => { const { x } = map_1.getSize();
      const away = map_1.latLngToContainerPoint([-11.96, -76.98]).x - x - 30;
      map_1.panBy([away, 0], {animate: false}); })()""")
    reader.wait("__geomap.captions().flat().length >= 0")
    text = saved(reader, "SVG").decode()
    assert "someone" not in text
    root = picture(reader)
    wide = float(root.find(f"{SVG}clipPath/{SVG}rect").attrib["width"])
    shift = float(re.search(r"id=\"incidents\" transform=\"translate\((-\d+)", text)[1])
    marks = next(one for one in root.iter() if one.attrib.get("id") == "incidents")
    circles = [one for one in marks if one.tag == f"{SVG}circle"]
    assert all(float(one.attrib["cx"]) + shift < wide + 20 for one in circles)
    assert reader.page.evaluate(f"""(() => {{ // while the canvas has it
      const canvas = document.querySelector('{MARKS}');
      const at = map_1.latLngToContainerPoint([-11.96, -76.98]);
      const [x, y] = [at.x - {shift}, at.y + map_1.getSize().y * 0.12];
      const {{ data }} = canvas.getContext('2d').getImageData(x - 3, y - 3, 6, 6);
      return data.some((value) => value > 0); }})()""")


@pytest.mark.parametrize("title", ["", "a" * 5_000, "مجزرة في سجن " * 20])
def test_a_picture_of_nothing_and_of_any_title(read, tmp_path, title):
    path = tmp_path / "empty.html"
    Map(founding().head(0), title=title).save(path)
    root = picture(read(path))
    size = [float(root.attrib[name]) for name in ("width", "height")]
    assert size[0] > 1000
    assert 900 < size[1] < 1100
    assert sum("…" in text for text in words(root)) == (len(title) == 5_000)


def test_beside_tiles_the_picture_has_the_drawn_land(read, founding_page):
    reader = read(founding_page)
    land = f"{LAYERS}[0]"
    reader.page.evaluate(f"{land}.land = false")
    group = next(one for one in picture(reader).iter() if one.attrib.get("id") == "base")
    assert len(group) > 0
    assert reader.page.evaluate(f"{land}.land") is False


def test_what_was_added_through_folium_is_in_the_picture(read, tmp_path):
    page = Map(founding())
    folium.CircleMarker([-12.2, -77.2], radius=30, color="#ff0000", fill=True, fill_opacity=1).add_to(page)
    page.save(tmp_path / "added.html")
    reader = read(tmp_path / "added.html")
    group = next(one for one in picture(reader).iter() if one.attrib.get("id") == "added")
    address = group[0].attrib["{http://www.w3.org/1999/xlink}href"]
    pixels = image(base64.b64decode(address.removeprefix("data:image/png;base64,")))
    at = reader.page.evaluate("map_1.latLngToContainerPoint([-12.2, -77.2])")
    assert pixels[round(at["y"]), round(at["x"])].tolist() == [255, 0, 0]


def test_many_marks_are_vectors_and_very_many_pixels(read, tmp_path):
    path = tmp_path / "many.html"
    Map(many(60_000)).save(path)
    reader = read(path)
    assert not list(picture(reader).iter(f"{SVG}image"))
    switch(reader, "Group incidents")
    (pixels,) = picture(reader).iter(f"{SVG}image")
    assert float(pixels.attrib["width"]) == reader.page.evaluate("map_1.getSize().x")
    switch(reader, "Density")
    assert len(list(picture(reader).iter(f"{SVG}image"))) >= 1


def test_in_view_are_the_incidents_of_all_copies_of_the_world(read, tmp_path):
    path = tmp_path / "pacific.html"
    points = gpd.points_from_xy([-178, 178, 179, -150, 150], [0, 1, 2, 3, 4])
    table = gpd.GeoDataFrame({"title": list("abcde")}, geometry=points, crs=4326)
    Map(table).save(path)
    reader = read(path)
    reader.page.evaluate("map_1.setView([0, 180], 3, {animate: false})")
    assert not any("in view" in text for text in words(picture(reader)))
    reader.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    numbers = reader.page.locator(".gm-printed tbody td:first-child").all_inner_texts()
    assert "–" not in numbers
    reader.page.evaluate("dispatchEvent(new Event('afterprint'))")


def test_a_sketch_stands_where_the_canvas_was_until_that_is_drawn(read, founding_page):
    reader = read(founding_page)
    reader.page.evaluate(BARE)
    reader.page.evaluate("document.activeElement.blur()")
    before = image(reader.page.locator(".gm-map").screenshot())
    sum_ = """[...document.querySelectorAll('.gm-canvas')].map((one) => one.toDataURL())"""
    drawn = reader.page.evaluate(sum_)
    assert reader.page.evaluate(f"{LAYERS}.map((layer) => layer.sketch())") == [True, True]
    assert reader.page.locator("svg.gm-sketch").count() == 2
    assert reader.page.locator(".gm-canvas:visible").count() == 0
    assert reader.page.evaluate(sum_) == drawn
    assert difference(image(reader.page.locator(".gm-map").screenshot()), before) < 0.35
    reader.page.evaluate("map_1.panBy([40, 0], {animate: false})")
    reader.wait("document.querySelectorAll('.gm-sketch').length === 0")
    assert reader.page.locator(".gm-canvas:visible").count() == 2


def test_a_sketch_touches_no_canvas_that_was_never_drawn(read, founding_page):
    reader = read(founding_page)
    found = reader.page.evaluate(f"""(() => {{ const [base] = {LAYERS};
      base.remove(); base.addTo(map_1); // as at the start, within one task
      const [before, could] = [base.canvas.width, base.sketch()];
      const {{ nextElementSibling: next, hidden, width }} = base.canvas;
      return [could, hidden, width === before, next === base.sketched]; }})()""")
    assert found == [True, True, True, True]
    reader.wait("document.querySelectorAll('.gm-sketch').length === 0")
    assert reader.page.locator(".gm-canvas:visible").count() == 2


def test_a_browser_of_the_versions_that_the_page_names_shows_and_saves_the_map(read, founding_page):
    # What came after them is taken away; a small map is drawn as vectors at once.
    init = """
      delete String.prototype.toWellFormed;
      delete String.prototype.isWellFormed;
      for (const name of ['toSorted', 'toReversed', 'toSpliced', 'with']) delete Array.prototype[name];
      for (const name of ['groupBy']) { delete Object[name]; delete Map[name]; }
      delete Uint8Array.fromBase64;
      delete Promise.withResolvers;"""
    reader = read(founding_page, init=init)
    assert reader.page.is_hidden("#gm-problem")
    reader.page.click("#gm-tools [aria-controls=gm-save]")
    with reader.page.expect_download() as saved:
        reader.page.click("#gm-save >> text=SVG")
    assert "Canto Grande" in Path(saved.value.path()).read_text("utf-8")
