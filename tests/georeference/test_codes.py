"""UCDP and ACLED codes, by the codebooks' own examples."""

from __future__ import annotations

import pytest

from geomap.georeference.codes import Codes, codes
from geomap.model import RelationKind as Kind

CASES = [
    (Kind.AT, "P", "PPL", 3_000, Codes(1, 1)),
    (Kind.AT, "P", "PPLC", 40_000, Codes(1, 1)),
    (Kind.AT, "S", "PRN", 118, Codes(1, 1)),
    (Kind.NEAR, "P", "PPL", 8_000, Codes(2, 2)),
    (Kind.DISTANCE, "P", "PPL", 14_000, Codes(2, 2)),
    (Kind.OFFSET, "P", "PPL", 26_000, Codes(5, 2)),
    (Kind.OFFSET, "P", "PPL", 170_000, Codes(5, 3)),
    (Kind.HEADING, "P", "PPL", 30_000, Codes(2, 2)),
    (Kind.BETWEEN, "P", "PPL", 12_000, Codes(2, 2)),
    (Kind.BETWEEN, "P", "PPL", 60_000, Codes(5, 3)),
    (Kind.AT, "A", "ADM2", 20_000, Codes(3, 2)),
    (Kind.AT, "A", "ADM1", 90_000, Codes(4, 3)),
    (Kind.NEAR, "A", "ADM1", 90_000, Codes(5, 3)),
    (Kind.AT, "A", "PCLI", 900_000, Codes(6, None)),
    (Kind.SEVERAL, "A", "PCLI", 900_000, Codes(6, None)),
    (Kind.AT, "L", "RGN", 900_000, Codes(5, 3)),
    (Kind.AT, "T", "ISL", 700, Codes(5, 2)),
    (Kind.AT, "H", "SEA", 300_000, Codes(7, 3)),
]


@pytest.mark.parametrize(("kind", "feature_class", "feature_code", "reach", "expected"), CASES)
def test_codes(kind: Kind, feature_class: str, feature_code: str, reach: float, expected: Codes) -> None:
    assert codes(kind, feature_class, feature_code, reach) == expected
