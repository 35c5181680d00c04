"""The front end's pure parts, each run by itself in the browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geomap.dates.spoken import spoken
from geomap.page import assets, payload, texts
from geomap.palette import COLOURS, REST
from geomap.readers.formulas import neutralised
from geomap.resources import package_file
from tests.page.decode import inflate

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def run(browser):
    """Evaluate an expression that may use what the named modules define."""
    page = browser.new_page()

    def evaluate(modules: str, expression: str, argument=None):
        names = [name for name in assets.MODULES if name in modules.split()]
        parts = [package_file("frontend", f"{name}.js").read_text("utf-8") for name in names]
        code = re.sub(r"^import [^;]*;\n|^export ", "", "\n".join(parts), flags=re.MULTILINE)
        return page.evaluate(f"(argument) => {{ {code}\nreturn {expression}; }}", argument)

    yield evaluate
    page.close()


@pytest.mark.parametrize(
    ("first", "days", "most", "unit", "step", "bins"),
    [
        ("1992-05-05", 10, 100, "day", 1, 10),
        ("1992-05-05", 365, 100, "day", 7, 53),
        ("1985-10-04", 2_415, 100, "month", 1, 80),
        ("1985-10-04", 2_415, 30, "month", 3, 27),
        ("1912-01-31", 36_525, 60, "year", 2, 51),
        ("0033-04-03", 730_000, 30, "year", 100, 21),
    ],
)
def test_time_is_cut_at_the_calendar(run, first, days, most, unit, step, bins):
    day = (pd.Timestamp(first).to_datetime64().astype("datetime64[D]")).astype(int)
    found = run(
        "filter timebins",
        "binning(argument, argument.most)",
        {"firstDay": int(day), "lastDay": days, "most": most},
    )
    edges = found["edges"]
    assert (found["unit"], found["step"], len(edges) - 1) == (unit, step, bins)
    assert edges[0] <= 1 < edges[1]
    assert edges[-2] <= days < edges[-1]
    if unit != "day":
        assert {str(pd.Timestamp(first) + pd.Timedelta(days=edge - 1))[8:10] for edge in edges} == {"01"}


def test_a_wide_date_is_as_wide_as_it_is_and_nothing_is_counted_twice(run):
    rows = {"n": 5, "firstDay": 0, "lastDay": 100, "day": [1, 1, 11, 41, 0], "span": [0, 0, 0, 30, 0]}
    expression = """(() => { const bins = binning(argument, 10);
        const h = histogram(argument, [0, 0, 1, 0, 0], bins);
        return {exact: [...h.exact], lanes: h.lanes, undated: h.undated, size: bins.edges.length - 1}; })()"""
    found = run("filter timebins", expression, rows)
    assert sum(found["exact"]) == 3  # the one that only time keeps out counts too
    assert found["lanes"] == [{"from": 41, "to": 71, "count": 1, "lane": 0}]
    assert found["undated"] == 1


def test_many_wide_dates_are_spread_and_their_sum_stays(run):
    n = 300
    rows = {"n": n, "firstDay": 0, "lastDay": 1000, "day": [1 + k for k in range(n)]}
    rows["span"] = [100 + k for k in range(n)]
    expression = """(() => { const h = histogram(argument, new Uint8Array(argument.n), binning(argument, 50));
        const sum = (list) => [...list].reduce((a, b) => a + b);
        return [h.lanes.length, sum(h.wide), sum(h.exact)]; })()"""
    lanes, wide, exact = run("filter timebins", expression, rows)
    assert lanes == exact == 0
    assert wide == pytest.approx(n)


CELLS = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "'=x",
    " =x",
    "\t=x",
    "＝x",
    "Lima",
    "1-1",
    "'quoted'",
    'a "b", c',
    "a\nb",
    "",
]


def test_cells_are_neutralised_by_the_rule_of_the_readers(run):
    expected = neutralised(pd.Series(CELLS, dtype="str")).tolist()
    written = run("tables", "argument.map(csvCell)", CELLS)
    plain = [cell[1:-1].replace('""', '"') if cell.startswith('"') else cell for cell in written]
    assert plain == expected
    assert run("tables", "csvLine([1.5, -76.98, null, 'a,b'])") == '1.5,-76.98,,"a,b"\r\n'


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Incursión en Accomarca", "incursion", ["Incursión"]),
        ("CANTO grande, Canto", "canto", ["CANTO", "Canto"]),
        ("a ﬁne day", "fin", ["ﬁn"]),
        ("one two three", '"two three" one', ["one", "two three"]),
        ("abc", "x", []),
        ("حلب", "حلب", ["حلب"]),
        ("🙂 Lima 🙂", "lima", ["Lima"]),
    ],
)
def test_hits_are_found_whatever_case_and_accents(run, text, words, marked):
    ranges = run("dom highlight", "hitsIn(argument[0], termsOf(argument[1]))", [text, words])
    units = text.encode("utf-16-le")
    assert [units[2 * a : 2 * b].decode("utf-16-le") for a, b in ranges] == marked


@pytest.mark.parametrize(
    ("place", "words"),
    [("Canto Grande", ["canto grande"]), ("Lima", []), ("of", []), (" prison ", ["prison"])],
)
def test_the_words_for_the_place_are_found_in_the_quote(run, place, words):
    quote = "the canto grande prison of that year"
    ranges = run("dom highlight", "placeWords(...argument)", [quote, place])
    assert [quote[a:b] for a, b in ranges] == words


@pytest.mark.parametrize(
    ("quote", "place", "words"),
    [
        (
            "only 7 miles from downtown Lima",
            "a town only 7 miles from downtown Lima",
            ["only 7 miles from downtown Lima"],
        ),
        ("The troops entered Huanta at night", "the town of Huanta", ["Huanta"]),
        ("The troops left in the night", "The prison in Lima", []),
        ("7 were killed", "7 miles from Lima", []),
        ("在鹤岗发生爆炸", "鹤岗", ["鹤岗"]),
        ("在新疆鹤岗市发生爆炸", "鹤岗市", ["鹤岗市"]),
        ("", "Lima", []),
    ],
)
def test_words_that_quote_and_place_share_are_found(run, quote, place, words):
    ranges = run("dom highlight", "placeWords(...argument)", [quote, place])
    assert [quote[a:b] for a, b in ranges] == words


@pytest.mark.parametrize("language", ["en", "es"])
def test_dates_are_said_as_people_say_them_and_as_figures_and_annexes_say_them(run, language):
    lines = (Path(__file__).parents[1] / "cases" / "dates_spoken.tsv").read_text("utf-8").splitlines()
    columns, *cases = [line.split("\t") for line in lines]
    strings = strings_of(language)
    said = run(
        "rows edtf formats i18n",
        "argument.dates.map((date) => new Speech(argument.language, argument.strings).edtf(date))",
        {"language": language, "strings": strings, "dates": [case[0] for case in cases]},
    )
    said = [
        re.sub(r"\s", " ", words) for words in said
    ]  # browsers differ in the width of spaces round dashes
    assert said == [case[columns.index(language)] for case in cases]
    assert said == [spoken(case[0], language) for case in cases]


def strings_of(language: str) -> dict:
    return json.loads(package_file("frontend", f"{language}.json").read_text("utf-8"))


@pytest.mark.parametrize("language", assets.LANGUAGES)
def test_periods_are_written_as_the_browser_knows_the_language(run, language):
    rng = np.random.default_rng(3)
    first = rng.integers(-30_000, 30_000, 400)  # days from 1970
    more = [0, 1, 12, 40, 300, 366, 4_000]
    cases = [
        [unit, int(day), int(day + more[k % len(more)])]
        for unit in ("day", "month", "year")
        for k, day in enumerate(first)
    ]
    compared = """(() => {
        const month = {month: 'short', year: 'numeric'};
        const parts = {day: {dateStyle: 'medium'}, month, year: {year: 'numeric'}};
        return argument.cases.map(([unit, first, last]) => {
          const ends = [first, last].map((day) => new Date(day * 864e5));
          const known = new Intl.DateTimeFormat(argument.language, {...parts[unit], timeZone: 'UTC'});
          return [period(argument.calendar, unit, ...ends), known.formatRange(...ends)];
        }); })()"""
    given = {"language": language, "calendar": strings_of(language)["calendar"], "cases": cases}
    # Browsers differ in the width of spaces, and in whether there are any round the dash of two years.
    plain = re.compile(r"\s")
    for ours, known in run("formats", compared, given):
        assert plain.sub(" ", ours) == plain.sub(" ", known)


@pytest.mark.parametrize("language", assets.LANGUAGES)
def test_numbers_are_written_as_the_browser_knows_the_language(run, language):
    numbers = [0, 7, 999, 1_000, 9_999, 10_000, 999_999, 1_234_567, -8, -12_345, 0.5, 2.25, 9.96, 1234.5, 2.0]
    compared = """argument.numbers.flatMap((value) => [0, 1, 2].map((digits) => [
        figures(argument.signs, value, digits),
        new Intl.NumberFormat(argument.language, {maximumFractionDigits: digits}).format(value)]))"""
    given = {"language": language, "signs": strings_of(language)["figures"], "numbers": numbers}
    for ours, known in run("formats", compared, given):
        assert ours == known


@pytest.mark.parametrize("language", assets.LANGUAGES)
def test_distances_are_written_as_the_browser_knows_the_language(run, language):
    metres = [40, 500, 999, 1_000, 1_449, 9_600, 12_345, 2_500_000]
    compared = """argument.metres.map((m) => {
        const km = m >= 1000;
        const unit = km ? 'kilometer' : 'meter';
        const known = new Intl.NumberFormat(argument.language, {style: 'unit', unit});
        return [
          new Speech(argument.language, argument.strings).distance(m),
          known.format(Number((km ? m / 1000 : m).toPrecision(2)))]; })"""
    given = {"language": language, "strings": strings_of(language), "metres": metres}
    for ours, known in run("rows edtf formats i18n", compared, given):
        assert ours == re.sub(r"\s", " ", known)


@pytest.mark.parametrize(
    ("left", "zoom", "layers"),
    [
        (100, 8, ["lakes", "rivers"]),
        (390, 8, ["lakes", "rivers"]),
        (420, 8, ["land", "borders", "lakes", "rivers"]),
        (-20, 8, ["land", "borders", "lakes", "rivers"]),
        (420, 3, ["land", "borders", "lakes"]),
    ],
)
def test_the_coarse_map_is_left_out_where_finer_cells_cover_the_view(run, left, zoom, layers):
    # Two cells side by side of 1,000 pixels in all, 500 high; the view is 600 wide and 400 high.
    cells = [{"west": x / 2, "east": (x + 1) / 2, "north": 0, "south": 0.5} for x in range(2)]
    view = {"zoom": zoom, "scale": 1000, "left": left, "top": 50, "width": 600, "height": 400}
    expression = "shownIn(argument.view, fineIn(argument.cells, argument.view))"
    assert run("base", expression, {"view": view, "cells": cells}) == layers


def test_far_islands_do_not_widen_the_view_of_a_country(run):
    # Rings of a shape: a mainland, a large part beside it, an islet far away.
    box = [0.30, 0.50, 0.32, 0.58, 0.32, 0.58, 0.33, 0.59, 0.20, 0.55, 0.2005, 0.5505]
    found = run("shapes", "mainBox({box: argument, firstRing: [0, 3]}, 0)", box)
    assert found == [0.30, 0.50, 0.33, 0.59]


@pytest.mark.parametrize("ground", ["#f5f3ee", "#262b30", "#ffffff", "#e8e5df"])
@pytest.mark.parametrize("colour", [*COLOURS, REST])
def test_lines_of_every_kind_stand_out_three_to_one_from_their_ground(run, colour, ground):
    rgb = run(
        "theme",
        "channels(toneOn(...argument)) ?? toneOn(...argument).match(/\\d+/g).map(Number)",
        [colour, ground],
    )

    def luminance(parts):
        shares = [value / 255 for value in parts]
        r, g, b = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted(luminance(part) for part in (rgb, bytes.fromhex(ground[1:])))
    assert (high + 0.05) / (low + 0.05) >= 3


def test_a_colour_that_stands_out_is_left_as_it_is(run):
    assert run("theme", "toneOn('#740027', '#f5f3ee')") == "#740027"
    assert run("theme", "toneOn('red', '#f5f3ee')") == "red"


SEEN = {
    "view": [-12.05, -77.03125, 11.5],
    "facets": {
        "kind": {"on": ["a & b"], "off": ["c=d", "é#"]},
        "deaths": {"on": ["few", "none"], "off": ["most"]},
    },
    "time": "1992-05-01/1992-05-31",
    "words": 'canto "grande" 100%',
    "selected": "id/with?all#signs&=",
    "row": 7,
}


def test_the_address_carries_the_state_there_and_back(run):
    values = {"kind": ["c=d", "a & b", "é#"], "deaths": ["few", "none", "most"]}
    text = run("address", "encode(argument)", SEEN)
    back = run("address", "decode(...argument)", [f"#{text}", values])
    assert back == SEEN
    assert "only.kind=a" in text
    assert "hide.deaths=most" in text


@pytest.mark.parametrize("text", ["", "#", "#v=1,2", "#v=NaN,1,2&t=yesterday&r=-1", "#gm-list", "#%E0%A4%A"])
def test_an_address_that_says_nothing_changes_nothing(run, text):
    seen = run("address", "decode(argument, {kind: ['a']})", text)
    assert seen == {"view": None, "facets": {}, "time": "", "words": "", "selected": None, "row": None}


def test_no_two_modules_call_different_things_by_one_name():
    # They are joined in one function, where the later of two would silently win.
    names = [
        name
        for module in assets.MODULES
        for name in re.findall(
            r"^(?:export )?(?:async )?(?:function\*?|class|const|let) (\w+)",
            package_file("frontend", f"{module}.js").read_text("utf-8"),
            re.MULTILINE,
        )
    ]
    assert [name for name in names if names.count(name) > 1] == []


SQUARES = """{part: () => ({xy: Float64Array.from(argument.flat(2)),
  first: argument.reduce((all, ring) => [...all, all.at(-1) + ring.length], [0])})}"""


def test_rings_are_told_apart_as_outlines_and_holes(run):
    def square(low, high):
        return [[low, low], [high, low], [high, high], [low, high]]

    rings = [square(0.3, 0.7), square(0.1, 0.9), square(0.4, 0.6), square(0.91, 0.95)]
    found = run("rows areas", f"polygons({SQUARES}, 0)", rings)
    assert found == [[rings[1], rings[0]], [rings[2]], [rings[3]]]
    shape = shapely.geometry.shape(run("rows areas", f"geometryOf({SQUARES}, 0)", rings))
    assert shape.is_valid
    assert shape.equals(shapely.geometry.shape(json.loads(shapely.to_geojson(shape))))
    for part in shape.geoms:
        assert part.exterior.is_ccw
        assert not any(hole.is_ccw for hole in part.interiors)
    part = run("rows areas", f"partAt({SQUARES}, 0, [0.5, 0.5])", rings)
    assert part[0] == rings[1]
    assert run("rows areas", f"partAt({SQUARES}, 0, [0.99, 0.99])", rings) == [rings[3]]


def scattered(n: int) -> dict:
    """Rows along the Z-order curve, about a third of them hidden."""
    rng = np.random.default_rng(5)
    lon, lat = rng.normal(20, 40, n).clip(-179, 179), rng.normal(10, 25, n).clip(-80, 80)
    order = np.argsort(payload.morton(lon, lat), kind="stable")
    sine = np.sin(np.radians(lat[order]))
    x = np.floor((lon[order] / 360 + 0.5) * 2**30)
    y = np.floor((0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)) * 2**30)
    kind, visible = rng.integers(0, 5, n), (rng.random(n) < 0.7).astype(int)
    return {
        name: values.tolist() for name, values in locals().items() if name in ("x", "y", "kind", "visible")
    }


@pytest.mark.parametrize("n", [0, 63, 64, 5_000, 40_000])
def test_totals_of_runs_are_those_of_their_rows(run, n):
    rows = scattered(n)
    rng = np.random.default_rng(6)
    runs = [*np.sort(rng.integers(0, n + 1, (60, 2)), axis=1).tolist(), [0, n]]
    made = """new Sums({...argument, onMap: argument.x.length}, Uint8Array.from(argument.visible), 5)"""
    each = "({...sums.of(from, to), kinds: [...sums.tally({runs: [from, to]})]})"
    expression = f"(() => {{ const sums = {made}; return argument.runs.map(([from, to]) => {each}); }})()"
    found = run("rows cluster", expression, {**rows, "runs": runs})
    for (first, last), one in zip(runs, found, strict=True):
        seen = [i for i in range(first, last) if rows["visible"][i]]
        assert one["count"] == len(seen)
        assert one["kinds"] == [sum(rows["kind"][i] == kind for i in seen) for kind in range(5)]
        if seen:
            assert one["x"] == pytest.approx(np.mean([rows["x"][i] for i in seen]))
            assert one["y"] == pytest.approx(np.mean([rows["y"][i] for i in seen]))


@pytest.mark.parametrize("bits", [3, 8, 14])
@pytest.mark.parametrize(
    "box", [[0, 0, 1, 1], [0.4, 0.3, 0.6, 0.5], [0.51, 0.42, 0.52, 0.44], [0.97, 0.97, 1, 1]]
)
def test_just_the_cells_in_view_are_found(run, bits, box):
    rows = scattered(3_000)
    west, north, east, south = sides = [min(int(side * 2**30), 2**30 - 1) for side in box]
    expression = """(() => { const found = [];
        const { x, bits, box } = argument;
        cells({...argument, onMap: x.length}, bits, box, (from, to) => found.push([from, to]));
        return found; })()"""
    found = run("rows cluster", expression, {**rows, "bits": bits, "box": sides})
    shift = 30 - bits
    held: dict[tuple[int, int], list[int]] = {}
    for i, (x, y) in enumerate(zip(rows["x"], rows["y"], strict=True)):
        held.setdefault((int(x) >> shift, int(y) >> shift), []).append(i)
    expected = [
        [cell[0], cell[-1] + 1]
        for (x, y), cell in held.items()
        if west >> shift <= x <= east >> shift and north >> shift <= y <= south >> shift
    ]
    assert found == sorted(expected)


def test_a_coast_seen_from_afar_loses_only_what_would_not_show(run):
    angle = np.linspace(0, 2 * np.pi, 2_000, endpoint=False)
    coast = np.column_stack([0.5 + 0.1 * np.cos(angle), 0.5 + 0.1 * np.sin(angle)])
    islet = coast[:50] * 1e-4
    steps = np.rint(np.concatenate([coast, islet]) * 2**24).astype(int)
    moves = np.diff(steps, axis=0, prepend=0)
    zigzag = np.where(moves < 0, -2 * moves - 1, 2 * moves)
    expression = """(() => { const { firstPoint, x, y, step } = argument;
        const packed = {firstPoint, x: Uint32Array.from(x), y: Uint32Array.from(y)};
        const far = new Layer(packed, 0, 2, 2 ** -24).thin(step);
        return {first: [...far.first], xy: [...far.xy], box: [...far.box]}; })()"""
    given = {
        "firstPoint": [0, 2_000, 2_050],
        "x": zigzag[:, 0].tolist(),
        "y": zigzag[:, 1].tolist(),
        "step": 0.004,
    }
    found = run("bytes rows shapes", expression, given)
    assert found["first"] == [0, len(found["xy"]) // 2]  # the islet is less than a step wide
    assert 100 < found["first"][1] < 200
    assert found["box"] == pytest.approx([0.4, 0.4, 0.6, 0.6], abs=2**-24)
    thin = shapely.Polygon(np.reshape(found["xy"], (-1, 2)))
    assert shapely.hausdorff_distance(thin, shapely.Polygon(coast)) < 0.004


@pytest.mark.parametrize("n", [2, 9, 10, 60])
def test_spread_marks_stand_apart(run, n):
    places = np.array(run("spread", "spots(argument)", n))
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) + 99 * np.eye(n)
    assert len(places) == n
    assert apart.min() > 17


@pytest.mark.parametrize(("scale", "step"), [(256, 30), (2048, 20), (65536, 0.5), (2**28, 0.01)])
def test_the_grid_is_as_fine_as_there_is_room(run, scale, step):
    modules = "rows graticule"
    assert run(modules, "stepAt(argument)", scale) == step
    assert run(modules, "lines(-10.2, 20, 10)") == [-10, 0, 10, 20]
    assert run(modules, "lines(3, 7, 10)") == []


def test_density_is_a_smoothed_count(run):
    rows = {"x": [2**29] * 3 + [2**28], "y": [2**29] * 4, "onMap": 4}
    view = {"scale": 400, "left": 0, "top": 0, "width": 400, "height": 400}
    found = run(
        "rows heat",
        """(() => { const d = density(argument[0], [1, 1, 0, 1], argument[1]);
        return [d.across, d.down, [...d.values].reduce((a, b) => a + b), d.values.indexOf(d.most)]; })()""",
        [rows, view],
    )
    assert found[:2] == [80, 80]
    assert found[2] == pytest.approx(3, abs=1e-4)
    assert found[3] == 40 * 80 + 40
    assert run("rows heat", "[0, 0.5, 1].map(colourAt)") == [
        [254, 217, 118, 0],
        [225, 88, 61, 171],
        [120, 15, 70, 209],
    ]


def chunked(titles: list[str]) -> list:
    """A chunk as the page has it, with what all chunks share and its own rare words."""
    made = texts.encode(pd.DataFrame({"title": titles}), np.arange(len(titles)), ["title"])
    rare, chunks = next(made.batches)
    return [list(inflate(chunks[0])), json.loads(inflate(made.common)), json.loads(inflate(rare))[0]]


@pytest.mark.parametrize(
    ("terms", "hits"),
    [
        (["prison"], [0, 2, 3]),
        (["pris", "lima"], [2]),
        (["prisons of lima"], [2]),
        (["of prisons"], []),
        (["rarity"], [3]),
        (["the", "rar"], [3]),
        (["nothing"], []),
    ],
)
def test_words_are_found_whole_in_part_and_in_a_row(run, terms, hits):
    titles = ["The prison", None, "prisons of Lima", "the prison rarity", ""]
    expression = """(() => {
        const [bytes, common, rare] = argument[0];
        const chunk = new Chunk(Uint8Array.from(bytes), common, rare);
        const folded = {words: common.words.map(fold), values: common.values};
        const query = new Query(argument[1], ['title'], folded);
        const found = [];
        query.scan(chunk, true, (k) => found.push(k));
        return [found, Array.from({length: chunk.rows}, (_, k) => chunk.value('title', k))]; })()"""
    found, back = run("bytes chunk dom highlight search", expression, [chunked(titles), terms])
    assert found == hits
    assert back == titles


def test_degrees_name_their_half_of_the_world(run):
    expression = """argument.lons.map((lon) =>
      new Speech('es', {...argument.strings, east: 'E', west: 'O'}).degrees(lon, 'east', 'west'))"""
    given = {"strings": strings_of("es"), "lons": [-77.25, 0, 12, 180]}
    written = run("rows edtf formats i18n", expression, given)
    assert written == ["77,25° O", "0°", "12° E", "180°"]


@pytest.mark.parametrize(
    ("corners", "curves", "lines"),
    [(48, 48, 0), (4, 0, 8), (3, 0, 6)],
)
def test_only_arcs_are_drawn_round(run, corners, curves, lines):
    turn = np.linspace(0, 2 * np.pi, corners + 1)
    ring = np.column_stack([0.5 + 0.1 * np.cos(turn), 0.5 + 0.1 * np.sin(turn)])
    ring[-1] = ring[0]
    calls = run(
        "shapes",
        """(() => {
          const calls = [];
          const path = new Proxy({}, { get: (_, name) => (...at) => calls.push([name, ...at]) });
          flow(path, { xy: argument, first: [0, argument.length / 2] }, { scale: 1000, left: 0, top: 0 });
          return calls;
        })()""",
        ring.ravel().tolist(),
    )
    names = [name for name, *_ in calls]
    assert (names.count("quadraticCurveTo"), names.count("lineTo")) == (curves, lines)
    assert (names[0], names[-1]) == ("moveTo", "closePath")
    ends = np.array([at[-2:] for _, *at in calls[:-1]], dtype=float)
    assert ends[-1] == pytest.approx(ends[0])  # it comes back to where it began
    far = np.hypot(*(ends - 500).T)
    assert (far <= 100 + 1e-6).all()
    if curves:
        assert far == pytest.approx(100 * np.cos(np.pi / corners))  # the middles of the sides


def test_what_lies_upon_the_map_is_asked_for_again_only_when_it_has_changed(run):
    html = """<main style="position:relative;width:600px;height:400px">
      <div id="m" style="position:absolute;inset:0"><div class="pane"></div>
        <div class="leaflet-control-container">
          <p class="leaflet-control" style="position:absolute;width:120px;height:20px">300 km</p></div></div>
      <details class="gm-key" style="position:absolute;bottom:9px;width:200px"><summary>Key</summary>
        <p>A <b class="gm-count">5</b></p></details>
      <p class="gm-wide" style="position:absolute;top:50px"><button class="gm-pill">Peru: 2</button></p>
      </main>"""
    asked = run(
        "overlays",
        """(async () => {
          document.body.innerHTML = argument;
          const [holder, key] = [document.getElementById('m'), document.querySelector('.gm-key')];
          const main = holder.parentElement;
          let times = 0;
          const real = Element.prototype.getBoundingClientRect;
          Element.prototype.getBoundingClientRect = function () {
            times += this === holder;
            return real.call(this); };
          const size = () => ({x: main.clientWidth, y: main.clientHeight});
          const map = {getContainer: () => holder, getSize: size};
          let moved = 0;
          const overlays = new Overlays(map, () => { moved++; });
          const view = {padX: 7, padY: 5};
          const frame = () => new Promise((done) => requestAnimationFrame(done));
          const frames = () => frame().then(frame);
          const found = [];
          const step = async (name, act, wait) => {
            act();
            if (wait) await frames();
            times = 0;
            const boxes = JSON.stringify(overlays.boxes(view));
            const asked = times;
            const fresh = JSON.stringify(new Overlays(map, () => {}).boxes(view));
            found.push([name, asked, boxes === fresh, JSON.parse(boxes).length]);
          };
          const byClass = (name) => document.querySelector(name);
          const count = byClass('.gm-count');
          const pill = byClass('.gm-pill');
          await step('first', () => {});
          await frames();
          await step('nothing', () => {});
          await step('pane moved', () => { byClass('.pane').style.transform = 'translate(5px, 5px)'; });
          await step('count', () => { count.textContent = '7'; });
          await step('scale', () => { byClass('.leaflet-control').style.width = '90px'; });
          await step('key opened', () => { key.open = true; });
          await step('pill said otherwise', () => { pill.textContent = 'Peru: 2,000 in it'; });
          await step('pill hidden', () => { pill.hidden = true; });
          await step('laid out otherwise', () => {
            document.documentElement.className = 'other'; byClass('.gm-wide').style.top = '70px'; });
          await step('map resized', () => { main.style.height = '300px'; });
          await step('one more', () => {
            main.insertAdjacentHTML('beforeend', '<p class="gm-open-list">List</p>'); });
          const before = moved;
          await step('count that makes the key taller', () => { count.textContent = '9 '.repeat(99); }, true);
          found.push(['moved', moved - before]);
          Element.prototype.getBoundingClientRect = real;
          return found;
        })()""",
        html,
    )
    *steps, moved = asked
    assert [name for name, _, same, _ in steps if not same] == []
    assert moved == ["moved", 1]
    quiet = {"nothing", "pane moved", "count", "count that makes the key taller"}
    assert {name: times for name, times, _, _ in steps} == {
        name: int(name not in quiet) for name, *_ in steps
    }
    assert {name: boxes for name, _, _, boxes in steps}["pill hidden"] == 2


@pytest.mark.parametrize(
    ("x", "y", "named"),
    [
        (500, 300, True),
        (130, 300, False),
        (80, 300, False),
        (500, 54, False),
        (500, 20, True),
        (40, 300, True),
    ],
)
def test_a_country_is_not_named_across_the_edge_of_the_map(run, x, y, named):
    # A map of 800 by 500 pixels with 100 and 50 more on each side; the name is 80 wide and 12 high.
    place = """(() => {
        const view = {zoom: 5, scale: 1, left: 0, top: 0, width: 1000, height: 600, padX: 100, padY: 50};
        const names = new Names([], [], {country: () => 'Somewhere'});
        const context = {measureText: () => ({width: 80})};
        const [taken, found] = [[], []];
        const country = {...argument, size: 36000, code: 'XX', name: ''};
        names.placeCountry(context, view, country, taken, found);
        return found.length > 0; })()"""
    assert run("rows theme names", place, {"u": x, "v": y}) is named


def test_a_town_is_named_right_beside_its_dot_and_never_half(run):
    """Towns in rows across the view and beyond its edges; a mark stands on one of them."""
    found = run(
        "rows theme names",
        """(() => {
          const wide = 6;
          const context = {measureText: (text) => ({width: text.length * wide})};
          const size = {width: 900, height: 500, padX: 100, padY: 50};
          const view = {scale: 2e5, zoom: 9, left: 1e5, top: 1e5, ...size};
          const towns = argument.map(([x, y, name]) => [longitude((x + view.left) / view.scale),
            latitude((y + view.top) / view.scale), name, 9e5]);
          const mark = [440, 460, 460, 480, 1];
          const key = [600, 430, 700, 490];
          return new Names([], towns, null).place(context, view, [mark, key])
            .map(({text, x, y, align, dot}) => ({text, x, y, align, dot, width: text.length * wide}));
        })()""",
        [
            [450, 470, "Covered"],
            [650, 460, "Under the key"],
            [795, 70, "A long name that would be cut off"],
            [95, 450, "Another long one"],
        ]
        + [[x, 50 + 40 * row, f"Town {row} {x}"] for row in range(10) for x in range(-20 + row * 7, 920, 70)],
    )
    names = {name["text"]: name for name in found}
    assert len(names) > 20
    for text, name in names.items():
        west = name["x"] - {"left": 0, "right": 1, "center": 0.5}[name["align"]] * name["width"]
        east = west + name["width"]
        x, y = name["dot"]
        if text != "Covered":
            assert max(west - x, x - east, abs(y - name["y"]) - 6) <= 6.01, text
        seen = 100 <= x <= 800
        assert (west >= 100 and east <= 800) if seen else (east <= 100 or west >= 800), text
    assert abs(names["Covered"]["x"] - 450) in (16, 30)
    assert "A long name that would be cut off" in names  # to the left of its dot
    assert "Under the key" not in names


def test_a_position_has_the_digits_that_it_came_with(run):
    points = [[-43.1, 36.3], [12.34567, -0.5], [0, 0], [180, 90]]
    expression = (
        "argument.points.map((point) => new Speech(argument.language, argument.strings).position(point))"
    )
    said = {
        language: run(
            "rows edtf formats i18n",
            expression,
            {"language": language, "strings": strings_of(language), "points": points},
        )
        for language in assets.LANGUAGES
    }
    assert said["en"] == ["36.3° N, 43.1° W", "0.5° S, 12.34567° E", "0°, 0°", "90° N, 180°"]
    assert said["es"] == ["36,3° N; 43,1° O", "0,5° S; 12,34567° E", "0°; 0°", "90° N; 180°"]
