"""Codes of other codebooks, from what the words relate to and how far they reach.

`where_prec` is UCDP GED's (codebook 19.1, section 5.4.2 and appendix 3), `geo_precision`
ACLED's. They follow from the relation and the kind of place, never from the radius
alone: a metropolis and a district can be equally wide.
"""

from __future__ import annotations

from typing import NamedTuple

from geomap.model import RelationKind

UCDP_NEAR_M = 25_000.0
"""UCDP's limit between "near a place" (2) and a representative point (5)."""

ACLED_PART_M = 50_000.0
"""Radius up to which an offset is still "a small part of a region" (ACLED 2)."""


class Codes(NamedTuple):
    """UCDP `where_prec` (1 to 7), ACLED `geo_precision` (1 to 3); None where nothing is recorded."""

    where_prec: int | None
    geo_precision: int | None


LIKE_A_LOCALITY_M = 5_000.0
"""Reach up to which a hill, a wood or a lake is "similar in size with a locality" (UCDP, general rule 4);
our own reading of it."""

_NEAR = Codes(2, 2)
_COUNTRY = Codes(6, None)
_WATER = Codes(7, 3)
_REGION = Codes(5, 3)

_ISLANDS = frozenset({"ISL", "ISLS", "ISLET", "ATOL", "ISLF"})
_WIDE_WATER = frozenset({"SEA", "OCN", "GULF", "STRT", "BAY", "CHN", "SD"})
_LINEAR = frozenset({"STM", "STMI", "STMS", "WAD", "CNL", "RD", "RR", "RTE", "TRL", "ST", "BDLD"})


def codes(kind: RelationKind, feature_class: str, feature_code: str, reach_m: float, part: str = "") -> Codes:
    """Codes of a relation to a place.

    Parameters
    ----------
    feature_class, feature_code : str
        GeoNames class and code of the place that the relation starts from.
    reach_m : float
        How far from that place the incident can have been, in metres.
    part : str
        Which part of it, as `geomap.relations.Anchor.part` has it.

    Examples
    --------
    >>> codes(RelationKind.AT, "P", "PPL", 800)
    Codes(where_prec=1, geo_precision=1)
    >>> codes(RelationKind.OFFSET, "P", "PPL", 40_000)
    Codes(where_prec=5, geo_precision=2)
    """
    if feature_class == "H" and feature_code in _WIDE_WATER:
        return _WATER
    if feature_class == "A":
        return _of_area(kind, feature_code, reach_m)
    if kind in _WHOLE:
        return _of_place(kind, feature_class, feature_code, reach_m, part)
    if kind is RelationKind.BORDER:
        return _REGION
    # "Near X", and "north of X" without a distance: UCDP codes both as near the place, however large it is.
    if kind in (RelationKind.NEAR, RelationKind.HEADING) or reach_m <= UCDP_NEAR_M:
        return _NEAR
    return Codes(5, 2 if reach_m <= ACLED_PART_M and kind not in _LINES else 3)


def _of_place(kind: RelationKind, feature_class: str, feature_code: str, reach_m: float, part: str) -> Codes:
    """Codes of a place that is no area by itself: it, a part of it, or something in it."""
    if feature_class in ("P", "S"):
        # A quarter is coded at its town (1), outskirts as near it (2).
        return _NEAR if kind is RelationKind.PART and part.endswith("outskirts") else Codes(1, 1)
    if feature_code in _LINEAR or feature_code in _ISLANDS or reach_m > LIKE_A_LOCALITY_M:
        return Codes(5, 2 if reach_m <= ACLED_PART_M else 3)
    return _NEAR


def _of_area(kind: RelationKind, feature_code: str, reach_m: float) -> Codes:
    if feature_code.startswith("PCL") or feature_code == "TERR":
        # "Northern Uganda" is larger than a first-level area and smaller than the country.
        return _COUNTRY if kind in _WHOLE and kind is not RelationKind.PART else _REGION
    if feature_code in ("ADM1", "ADM1H"):
        return Codes(4, 3) if kind in _WHOLE else _REGION
    if feature_code in ("RGN", "ZN", "CONT", "RGNE") or kind in _LINES:
        return _REGION
    if feature_code in _THIRD_LEVEL and reach_m <= UCDP_NEAR_M:
        return _NEAR
    return Codes(3, 2)


_WHOLE = frozenset({RelationKind.AT, RelationKind.WITHIN, RelationKind.SEVERAL, RelationKind.PART})
_LINES = frozenset({RelationKind.BETWEEN, RelationKind.ALONG, RelationKind.BORDER})
_THIRD_LEVEL = frozenset({"ADM3", "ADM4", "ADM5"})
