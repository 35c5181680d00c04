from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.coordinates import coordinate_problem
from geomap.readers import numbers

CASES = Path(__file__).parent.parent / "cases"


def cases(name: str) -> list[list[str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


@pytest.mark.parametrize(("axis", "text", "expected"), cases("coordinates.tsv"))
def test_written_coordinates(axis: str, text: str, expected: str) -> None:
    assert numbers.degrees(text, axis) == pytest.approx(float(expected), abs=1e-6)


@pytest.mark.parametrize(("axis", "text", "why"), cases("not_coordinates.tsv"))
def test_what_is_no_coordinate(axis: str, text: str, why: str) -> None:
    assert numbers.degrees(text, axis) is None, why


@given(st.integers(-89, 89), st.integers(0, 59), st.integers(0, 59))
def test_degrees_minutes_seconds_are_what_they_say(whole: int, minutes: int, seconds: int) -> None:
    written = f"{abs(whole)}° {minutes}' {seconds}\" {'S' if whole < 0 else 'N'}"
    value = abs(whole) + minutes / 60 + seconds / 3600
    assert numbers.degrees(written, "lat") == pytest.approx(-value if whole < 0 else value)


@given(st.text(max_size=60))
def test_any_text_is_a_coordinate_or_none(text: str) -> None:
    for axis in ("lon", "lat"):
        value = numbers.degrees(text, axis)
        assert value is None or abs(value) < 1001


def test_counts_make_no_number_of_words() -> None:
    written = [
        "12",
        "90-100",
        "1,200",
        "90 to 100",
        "5.0",
        "0",
        "10+",
        "about 30",
        "several",
        "-3",
        "2.5",
        "9-3",
    ]
    low, high, bad = numbers.counts(pd.Series([*written, "unknown", None], dtype="str"))
    assert low.astype(object).where(low.notna(), None).tolist() == [12, 90, 1200, 90, 5, 0] + [None] * 8
    assert high.astype(object).where(high.notna(), None).tolist() == [12, 100, 1200, 100, 5, 0] + [None] * 8
    assert bad.tolist() == [False] * 6 + [True] * 6 + [False, False]


def test_a_comma_before_three_digits_may_be_thousands() -> None:
    values, bad = numbers.reals(pd.Series(["1,5", "1,500", "1500", "inf"], dtype="str"))
    assert values.dropna().tolist() == [1.5, 1500.0]
    assert bad.tolist() == [False, True, False, True]


@pytest.mark.parametrize(
    ("lon", "lat", "problem"),
    [
        (-77.03, -12.05, None),
        (180, 90, None),
        (-12.05, -177.03, "swapped"),
        (-190, 10, "out_of_range"),
        (200, 100, "out_of_range"),
        (0, 0, "null_island"),
        (0, 1, None),
        (float("nan"), 1, "incomplete"),
        (float("nan"), float("nan"), None),
    ],
)
def test_coordinate_problems(lon: float, lat: float, problem: str | None) -> None:
    assert coordinate_problem(lon, lat) == problem
    assert coordinate_problem([lon, lon], [lat, lat]).tolist() == [problem, problem]
