"""The front end's pure parts, each run by itself in the browser."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from geomap.page import assets
from geomap.readers.formulas import neutralised
from geomap.resources import package_file

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
    ("place", "spans", "words"),
    [
        ("Canto Grande", None, ["canto grande"]),
        ("Lima", "[[4, 9]]", ["canto"]),
        (
            "Lima",
            '[{"field": "place", "start": 4, "end": 9}, {"field": "kind", "start": 0, "end": 2}]',
            ["canto"],
        ),
        ("Lima", "not JSON", []),
        ("Lima", "[[9, 4], [-1, 3], [0, 999], null]", []),
        ("of", None, []),
    ],
)
def test_the_words_for_the_place_are_found_in_the_quote(run, place, spans, words):
    quote = "the canto grande prison of that year"
    ranges = run("dom highlight", "placeWords(...argument)", [quote, place, spans])
    assert [quote[a:b] for a, b in ranges] == words


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
