"""Dates: tables of forms in English and Spanish, and what holds for any text."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.dates import CENTURY_PIVOT, DateInterval, parse_date, parse_dates, precision
from geomap.dates.spoken import spoken

CASES = Path(__file__).parents[1] / "cases"


def read_cases(name: str) -> list[list[str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


@pytest.mark.parametrize(
    "row", [*read_cases("dates_en.tsv"), *read_cases("dates_es.tsv")], ids=lambda row: row[0]
)
def test_form(row: list[str]) -> None:
    text, edtf, start, end, date_prec, time_precision, remarks = row
    found = parse_date(text)
    assert found.edtf == edtf
    assert [str(day or "") for day in (found.start, found.end)] == [start, end]
    assert [str(code or "") for code in (found.date_prec, found.time_precision)] == [
        date_prec,
        time_precision,
    ]
    assert " ".join(found.remarks) == remarks


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("May 1992", False, False),
        ("ca. May 1992", True, False),
        ("1992?", False, True),
        ("1992%", True, True),
    ],
)
def test_doubt(text: str, approximate: bool, uncertain: bool) -> None:
    found = parse_date(text)
    assert (found.approximate, found.uncertain) == (approximate, uncertain)


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        (1, (1, 1)),
        (2, (2, 2)),
        (6, (2, 2)),
        (7, (3, 2)),
        (8, (4, 3)),
        (31, (4, 3)),
        (32, (5, None)),
        (365, (5, None)),
    ],
)
def test_precision_codes(days: int, codes: tuple[int, int | None]) -> None:
    start = dt.date(1992, 1, 1)
    assert precision(start, start + dt.timedelta(days=days - 1)) == codes


def test_order_of_day_and_month_can_be_given() -> None:
    assert parse_date("3/5/1992", day_first=True).edtf == "1992-05-03"
    assert parse_date("3/5/1992", day_first=False).edtf == "1992-03-05"
    assert parse_date("3/5/1992", day_first=True).remarks == ()


def test_a_column_decides_its_own_order() -> None:
    day_first, month_first = parse_dates(["3/5/1992", "25/4/1992"]), parse_dates(["3/5/1992", "4/25/1992"])
    assert [found.edtf for found in day_first] == ["1992-05-03", "1992-04-25"]
    assert [found.edtf for found in month_first] == ["1992-03-05", "1992-04-25"]
    assert day_first[0].remarks == ("day_month_from_column",)
    assert day_first[1].remarks == ()


@pytest.mark.parametrize(
    "column", [["3/5/1992"], ["3/5/1992", "25/4/1992", "4/25/1992"], ["3/5/1992", "25.4.1992"]]
)
def test_a_column_that_does_not_tell_leaves_dates_ambiguous(column: list[str]) -> None:
    assert parse_dates(column)[0].remarks == ("ambiguous_day_month",)


def test_an_ambiguous_date_covers_both_readings() -> None:
    found = parse_date("3/5/1992")
    assert found.start is not None
    assert found.end is not None
    for day_first in (True, False):
        reading = parse_date("3/5/1992", day_first=day_first)
        assert reading.start is not None
        assert found.start <= reading.start <= found.end


def test_two_digit_years_turn_at_the_pivot() -> None:
    years = [parse_date(f"4 Oct {year % 100:02d}").start for year in (CENTURY_PIVOT - 1, CENTURY_PIVOT)]
    assert [day.year for day in years if day] == [2000 + CENTURY_PIVOT - 1, 1900 + CENTURY_PIVOT]


WORDS = st.sampled_from(
    [
        "May",
        "mayo",
        "9",
        "9th",
        "1992",
        "92",
        "'85",
        "de",
        "del",
        "of",
        "to",
        "al",
        "-",
        "–",
        "/",
        "early",
        "principios",
        "mid",
        "late",
        "week",
        "semana",
        "first",
        "about",
        "ca",
        "?",
        "~",
        "%",
        "X",
        "1992-05-09",
        "../",
        "1992/..",
        "Saturday",
        "sábado",
        "2:30",
        "PM",
        "and",
        "y",
        ",",
        "before",
        "after",
        "hasta",
        "1990s",
        "summer",
        "3/5/1992",
        "31",
        "0",
        "99999",
        "Q1",
        "quarter",
        "quincena",
        "trimestre",
        "V",
        "9/V/1992",
        "prior",
        "80",
        "años",
        "decade",
        "weekend",
        "or",
        "09MAY1992",
        ".",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=9).map(" ".join)))
def test_any_text_gives_an_interval(text: str) -> None:
    found = parse_date(text)
    if found.start is not None and found.end is not None:
        assert found.start <= found.end
        assert found.date_prec in range(1, 6)
    else:
        assert found.date_prec is None
    if found.start is None and found.end is None:
        assert found.remarks
        assert not found.edtf
    else:
        assert found.edtf


@given(st.dates(min_value=dt.date(1000, 1, 1)), st.dates(min_value=dt.date(1000, 1, 1)))
def test_iso_days_and_intervals_come_back(one: dt.date, other: dt.date) -> None:
    start, end = sorted((one, other))
    assert parse_date(start.isoformat()) == DateInterval(start, start, start.isoformat(), 1, 1)
    found = parse_date(f"{start}/{end}")
    assert (found.start, found.end) == (start, end)


@given(st.lists(WORDS, max_size=9).map(" ".join))
def test_the_edtf_form_reads_as_the_same_interval(text: str) -> None:
    found = parse_date(text)
    if found.edtf and not found.edtf.startswith("["):
        again = parse_date(found.edtf)
        assert (again.start, again.end, again.edtf) == (found.start, found.end, found.edtf)


@pytest.mark.parametrize("row", read_cases("dates_spoken.tsv"), ids=lambda row: row[0])
def test_dates_in_words(row: list[str]) -> None:
    edtf, *words = row
    assert [spoken(edtf, language) for language in ("en", "es")] == words


@given(st.text(alphabet="0123456789X-/~?%.T:Z ", max_size=30))
def test_any_text_can_be_said_and_what_is_read_is_said(text: str) -> None:
    said = spoken(text, "en")
    assert said == text or parse_date(text).edtf


def test_dates_are_spoken_in_known_languages_alone() -> None:
    with pytest.raises(KeyError):
        spoken("1992~", "xx")
