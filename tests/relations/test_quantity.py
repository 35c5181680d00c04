"""Distances: how precisely they were stated, in which unit, in digits and in words."""

from __future__ import annotations

import pytest

from geomap.relations import Offset, half_precision, parse
from geomap.relations.lexicon import HEADING_DEG, HEADING_HALF_DEG
from geomap.relations.quantity import METRES, read_digits


# Rows of the 2020 rule: whole numbers by their trailing zeros, fractions by their denominator.
@pytest.mark.parametrize(
    ("value", "denominator", "expected"),
    [
        (1, 1, 0.5),
        (7, 1, 0.5),
        (10, 1, 0.5),
        (11, 1, 0.5),
        (20, 1, 0.5),
        (100, 1, 5),
        (110, 1, 5),
        (170, 1, 5),
        (200, 1, 5),
        (1000, 1, 50),
        (1500, 1, 50),
        (0.5, 2, 0.25),
        (10.25, 4, 0.125),
        (10.6, 10, 0.05),
        (0, 1, 0.5),
    ],
)
def test_half_precision(value: float, denominator: int, expected: float) -> None:
    assert half_precision(value, denominator) == expected


@pytest.mark.parametrize(
    ("digits", "language", "value", "denominator"),
    [
        ("7", "en", 7, 1),
        ("1,500", "en", 1500, 1),
        ("1.500", "en", 1.5, 1000),
        ("1.500", "es", 1500, 1),
        ("1,5", "es", 1.5, 2),
        ("1,5", "en", 1.5, 2),
        ("10.25", "en", 10.25, 4),
        ("0.500", "es", 0.5, 1000),
        ("12,345,678", "en", 12345678, 1),
        ("1.234,5", "es", 1234.5, 2),
        ("1,234.5", "en", 1234.5, 2),
        ("10.33", "en", 10.33, 3),
        ("10.6", "en", 10.6, 10),
    ],
)
def test_digits(digits: str, language: str, value: float, denominator: int) -> None:
    number = read_digits(digits, language)
    assert (number.value, number.denominator) == (pytest.approx(value), denominator)


@pytest.mark.parametrize(
    ("words", "unit", "count"),
    [
        ("3 km", "km", 3),
        ("3 kilometers", "km", 3),
        ("3 miles", "mi", 3),
        ("3 yds", "yd", 3),
        ("300 feet", "ft", 300),
        ("3 nautical miles", "nmi", 3),
        ("3 leagues", "league_en", 3),
        ("3 leguas", "league_es", 3),
        ("tres leguas", "league_es", 3),
        ("three miles", "mi", 3),
        ("thirty five km", "km", 35),
        ("three and a half miles", "mi", 3.5),
        ("half a mile", "mi", 0.5),
        ("medio kilómetro", "km", 0.5),
        ("2½ km", "km", 2.5),
        ("2 1/2 mi", "mi", 2.5),
        ("1/4 mi", "mi", 0.25),
        ("20km", "km", 20),
        ("20 miles (32 km)", "mi", 20),
        ("5 blocks", "block", 5),
        ("5 cuadras", "block", 5),
    ],
)
def test_units(words: str, unit: str, count: float) -> None:
    found = parse(f"{words} from Lima").relation
    assert found is not None
    assert (found.unit, found.distance_m) == (unit, pytest.approx(count * METRES[unit]))


def test_the_mile_is_exact() -> None:
    found = parse("100 miles north of Lima").relation
    assert found is not None
    assert found.distance_m == 160934.4


@pytest.mark.parametrize("phrase", ["two hours walk from Huanta", "a una hora de Huanta"])
def test_hours_are_no_distance(phrase: str) -> None:
    found = parse(phrase)
    assert found.relation is not None
    assert found.relation.distance_m is None
    assert [(flag.code, flag.params["unit"]) for flag in found.flags] == [("unsupported_unit", "hour")]


@pytest.mark.parametrize(
    "phrase", ["7 verstas al sur de Ica", "7 parsecs from Lima", "7 cubits north of Lima"]
)
def test_an_unknown_unit_is_flagged(phrase: str) -> None:
    found = parse(phrase)
    assert [(flag.code, flag.params["unit"]) for flag in found.flags] == [("unknown_unit", phrase.split()[1])]
    assert found.relation is not None
    assert found.relation.distance_m is None


@pytest.mark.parametrize("phrase", ["30000 km from Lima", "9" * 500 + " miles north of Lima"])
def test_an_impossible_distance_is_flagged(phrase: str) -> None:
    found = parse(phrase)
    assert "impossible_distance" in [flag.code for flag in found.flags]
    assert found.relation is not None
    assert found.relation.distance_m is None


@pytest.mark.parametrize("phrase", ["7 north of Lima", "20 al sur de Ica", "20 from Bama"])
def test_a_distance_without_unit_is_flagged_not_guessed(phrase: str) -> None:
    found = parse(phrase)
    assert "distance_without_unit" in [flag.code for flag in found.flags]
    assert found.relation is None or found.relation.distance_m is None


@pytest.mark.parametrize(
    ("word", "degrees"),
    [
        ("north", 0),
        ("ENE", 67.5),
        ("sur", 180),
        ("oeste", 270),
        ("O", 270),
        ("SO", 225),
        ("NNO", 337.5),
        ("sw", 225),
    ],
)
def test_headings(word: str, degrees: float) -> None:
    found = parse(f"a 5 km al {word} de Huanta").relation
    assert found is not None
    assert found.heading_deg == degrees


def test_heading_widths_follow_the_number_of_points() -> None:
    widths = {point: HEADING_HALF_DEG[len(point)] for point in HEADING_DEG}
    assert (widths["n"], widths["ne"], widths["nne"]) == (45.0, 22.5, 11.25)


def test_orthogonal_legs_keep_their_own_precision() -> None:
    found = parse("3 mi E, 1.5 mi S of Snyder").relation
    assert found is not None
    assert found.offsets == (
        Offset(3 * 1609.344, 0.5 * 1609.344, 90.0, 45.0),
        Offset(1.5 * 1609.344, 0.25 * 1609.344, 180.0, 45.0),
    )


def test_a_range_covers_both_ends() -> None:
    found = parse("2-4 km from Lima").relation
    assert found is not None
    assert (found.distance_m, found.half_precision_m) == (3000, 1500)
