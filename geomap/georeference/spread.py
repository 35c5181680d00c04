"""How far words reach: metres and degrees behind "7 miles from", "near", "north of".

Each number has its source beside it. Distances by the 2020 rule come from the parser
(`Relation.half_precision_m`); what is added here is the anchor's own extent and how
loosely people state distances and directions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

SHORT_FACTOR, LONG_FACTOR = 0.60, 1.25
"""A stated distance in straight-line terms.

Chosen with `half_width` from the table of `tests/evaluation/fit_offsets.py` on 223 specimen
records with a unique anchor at 3 km and more: the sectors hold 199 of them (89 %), with a
smaller median area than the published circle. Fitted on one half of the records, the other
half is held at 90 % and 86 %. Stated distances are often by road, seldom too short.
"""

AIR_SHORT_FACTOR, AIR_LONG_FACTOR = 0.85, 1.10
"""The same where the words say "by air": between the middle half and the middle eight tenths
of those records (0.86 to 1.06, 0.66 to 1.19), most of which are measured in a straight line."""

STATED_HALF_WIDTHS_DEG = (0.0, 5.625, 11.25, 22.5, 45.0)
FITTED_HALF_WIDTHS_DEG = (8.0, 11.0, 18.0, 30.0, 40.0)
"""Half of a heading's sector as published, and as the same 223 records support it: a quarter of
NE-type headings lie outside the published 22.5 degrees. Below 11.25 degrees (no data) our own judgement."""

NEAR_M = 5_000.0
"""How far "near" reaches beyond the edge of a place: between the median (2.2 km) and the
upper quartile (6.9 km) of the uncertainties that 174 georeferenced "near" records state."""

WORD_M = {"area": 5_000.0, "vicinity": 5_000.0, "around": 5_000.0, "outside": 5_000.0}
"""The vague words that have a reach of their own; "near" and all others have `NEAR_M`."""

DISTRICT_M = 30_000.0
"""Least radial of a district without an outline, and of a town that is named as what holds an
unknown village: of 1,400 wordings of the kind in UCDP Nigeria ("Kana village, Karim Lamidu
LGA") a quarter lay 27 km and more beyond the town's own edge."""

BORDER_M = 10_000.0
"""How far "on the border" reaches to either side; our own judgement."""

VICINITY_M = 25_000.0
"""A direction without a distance ("north of X") reaches as far as UCDP lets "near" reach."""

CORRIDOR_SHARE = 0.15
"""Half width of the corridor between two places, as a share of their distance: roads wind."""

MIN_CORRIDOR_M = 1_000.0


class Reach(NamedTuple):
    """Nearest and farthest straight-line distance from an anchor's point, metres."""

    inner_m: float
    outer_m: float


def half_width(published_deg: float) -> float:
    """Half width of a heading's sector that real records support, from the published one; degrees.

    Examples
    --------
    >>> half_width(45), half_width(22.5)
    (40.0, 30.0)
    """
    return float(np.interp(published_deg, STATED_HALF_WIDTHS_DEG, FITTED_HALF_WIDTHS_DEG))


def start_extent(distance_m: float, extent_m: float) -> float:
    """How much of an anchor's extent a distance from it may start in, metres.

    "7 miles from Lima" is said of a place outside the middle of Lima, not of one inside
    its farthest suburb: of a wide anchor no more than half the distance counts. Our own
    judgement.
    """
    return min(extent_m, distance_m / 2)


def reach_of_distance(
    distance_m: float,
    half_precision_m: float,
    bound: str,
    extent_m: float,
    by_road: bool | None = None,
) -> Reach:
    """Straight-line reach of a stated distance without a direction.

    Parameters
    ----------
    bound : str
        ``at_most`` ("within 7 miles of"), ``at_least`` ("more than"), or empty.
    extent_m : float
        Radial of the anchor: the distance may be measured from any part of it.
    by_road : bool or None
        False where the words say that the distance is a straight line.
    """
    straight = by_road is False
    short = AIR_SHORT_FACTOR if straight else SHORT_FACTOR
    long = AIR_LONG_FACTOR if straight else LONG_FACTOR
    extent_m = start_extent(distance_m, extent_m)
    near = max(0.0, short * (distance_m - half_precision_m) - extent_m)
    far = long * (distance_m + half_precision_m) + extent_m
    if bound == "at_most":
        near = 0.0
    elif bound == "at_least":
        near, far = max(0.0, distance_m - extent_m), 2 * distance_m + extent_m
    return Reach(near, far)


def reach_of_offset(
    distance_m: float, half_precision_m: float, bound: str, by_road: bool | None = None
) -> Reach:
    """Straight-line reach along a stated direction, the anchor's extent left to the sector."""
    return reach_of_distance(distance_m, half_precision_m, bound, 0.0, by_road)


def near_reach(extent_m: float, word: str = "") -> float:
    """Radius of "near", "outside", "in the area of" … a place of the given extent, metres."""
    return extent_m + WORD_M.get(word, NEAR_M)


def centre_extent(extent_m: float) -> float:
    """Radius of the middle of a town ("downtown"): a third of it, half a kilometre at least."""
    return max(500.0, extent_m / 3)


def outskirts_reach(extent_m: float) -> Reach:
    """Reach of the outskirts of a town: its outer half, and as far beyond as "near" it allows for."""
    return Reach(extent_m / 2, extent_m + NEAR_M / 2)


def corridor_half_width(length_m: float, extent_m: float) -> float:
    """Half width of the corridor between two places, metres."""
    return max(MIN_CORRIDOR_M, start_extent(length_m, extent_m), CORRIDOR_SHARE * length_m)
