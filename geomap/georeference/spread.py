"""How far words reach: metres and degrees behind "7 miles from", "near", "north of".

Each number has its source beside it. Distances by the 2020 rule come from the parser
(`Relation.half_precision_m`); what is added here is the anchor's own extent and how
loosely people state distances and directions.
"""

from __future__ import annotations

from typing import NamedTuple

SHORT_FACTOR, LONG_FACTOR = 0.80, 1.15
"""A stated distance in straight-line terms.

Of 223 specimen records with a unique anchor at 3 km and more, the middle eight tenths lay
between 0.66 and 1.19 times the stated distance, the middle half between 0.86 and 1.06:
stated distances are often by road, seldom too short. A first setting, not yet fitted.
"""

NEAR_M = 5_000.0
"""How far "near" reaches beyond the edge of a place: between the median (2.2 km) and the
upper quartile (6.9 km) of the uncertainties that 174 georeferenced "near" records state."""

VICINITY_M = 25_000.0
"""A direction without a distance ("north of X") reaches as far as UCDP lets "near" reach."""

CORRIDOR_SHARE = 0.15
"""Half width of the corridor between two places, as a share of their distance: roads wind."""

MIN_CORRIDOR_M = 1_000.0


class Reach(NamedTuple):
    """Nearest and farthest straight-line distance from an anchor's point, metres."""

    inner_m: float
    outer_m: float


def start_extent(distance_m: float, extent_m: float) -> float:
    """How much of an anchor's extent a distance from it may start in, metres.

    "7 miles from Lima" is said of a place outside the middle of Lima, not of one inside
    its farthest suburb: of a wide anchor no more than half the distance counts. Our own
    judgement, not yet fitted.
    """
    return min(extent_m, distance_m / 2)


def reach_of_distance(distance_m: float, half_precision_m: float, bound: str, extent_m: float) -> Reach:
    """Straight-line reach of a stated distance without a direction.

    Parameters
    ----------
    bound : str
        ``at_most`` ("within 7 miles of"), ``at_least`` ("more than"), or empty.
    extent_m : float
        Radial of the anchor: the distance may be measured from any part of it.
    """
    extent_m = start_extent(distance_m, extent_m)
    near = max(0.0, SHORT_FACTOR * (distance_m - half_precision_m) - extent_m)
    far = LONG_FACTOR * (distance_m + half_precision_m) + extent_m
    if bound == "at_most":
        near = 0.0
    elif bound == "at_least":
        near, far = max(0.0, distance_m - extent_m), 2 * distance_m + extent_m
    return Reach(near, far)


def reach_of_offset(distance_m: float, half_precision_m: float, bound: str) -> Reach:
    """Straight-line reach along a stated direction, the anchor's extent left to the sector."""
    return reach_of_distance(distance_m, half_precision_m, bound, 0.0)


def near_reach(extent_m: float) -> float:
    """Radius of "near" a place of the given extent, metres."""
    return extent_m + NEAR_M


def corridor_half_width(length_m: float, extent_m: float) -> float:
    """Half width of the corridor between two places, metres."""
    return max(MIN_CORRIDOR_M, start_extent(length_m, extent_m), CORRIDOR_SHARE * length_m)
