"""How far words reach: metres and degrees behind "7 miles from", "near", "north of".

Each number has its source beside it. Distances by the 2020 rule come from the parser
(`Relation.half_precision_m`); what is added here is the anchor's own extent and how
loosely people state distances and directions.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from geomap.resources import package_file

SHORT_FACTOR, LONG_FACTOR = 0.50, 1.10
"""A stated distance in straight-line terms: often measured by road, seldom too short.

Chosen with `half_width`, `START_SHARE` and `START_ERROR_M` by `tests/evaluation/fit_offsets.py`
on 223 specimen records with a unique anchor at 3 km and more: the sectors hold 205 of them
(92 %) before they are cut to land, on a smaller median area than the published circle's, which
holds 196. Of either half of the records, by a hash of the words, they hold 92 %.
"""

ROUND_SHORT_FACTOR, ROUND_LONG_FACTOR = 0.65, 1.25
"""The same where no direction is stated. Of 48 such records of UCDP Nigeria and Ukraine one in twenty
lies nearer; conflict reports say "5 km from Maiduguri" of villages that lie farther off (median 1.16
of the stated distance, a quarter above 1.6), specimen labels do not."""

START_SHARE = 0.6
"""How far inside a wide anchor a distance may start, as a share of the distance: "7 miles from Lima"
is said of a place outside the middle of Lima, not of one inside its farthest suburb."""

START_ERROR_M = 1_500.0
"""How far the point of an anchor may be off where the distance was measured from, besides its extent:
many gazetteers and labels give whole minutes of arc (1.9 km)."""

AIR_SHORT_FACTOR, AIR_LONG_FACTOR = 0.85, 1.05
"""The same where the words say "by air": between the middle half and the middle eight tenths
of those records (0.86 to 1.06, 0.66 to 1.19), most of which are measured in a straight line."""

STATED_HALF_WIDTHS_DEG = (0.0, 5.625, 11.25, 22.5, 45.0)
FITTED_HALF_WIDTHS_DEG = (8.0, 11.0, 18.0, 25.0, 40.0)
"""Half of a heading's sector as published, and as the same 223 records support it, widened by the
anchor's extent and error: without those a quarter of NE-type headings lie outside the published
22.5 degrees. Below 11.25 degrees (no data) our own judgement."""

NEAR_NAMED_M = 20_000.0
"""How far from the edge of a town lies a place with a name of its own that the gazetteer lacks ("Kimba
village, near Biu"): four in five of 27 such villages in UCDP Nigeria."""

DISTRICT_M = 35_000.0
"""How far an unknown village can lie from the reference point of the district that is named for it,
at most: nine tenths of 490 wordings of the kind in UCDP Nigeria lie within 37 km."""

DISTRICT_FACTOR, MIN_DISTRICT_M = 1.6, 8_000.0
"""Reach of a district in radii of a disc of its area, if all districts of a first-level area were of
one size: at nine tenths of those 490 wordings, in narrow districts as in wide ones."""

HELD_SHARE, HELD_EDGE_M = 0.7, 2_000.0
"""Share of a town's radial, and metres besides, within which an unknown place lies that the words put
in it: towns are built densest in the middle."""

HELD_M = {0: 0.0, 1: 0.0, 2: 0.0, 3: 15_000.0, 4: 18_000.0, 5: 18_000.0}
HELD_BY_SEAT_M = {0: 0.0, 1: 0.0, 2: 0.0, 3: 15_000.0, 4: 22_000.0, 5: 22_000.0}
"""Least reach from the town, by the rank of what is unknown (a building, a quarter, a street; a road, a
hill or a stream; a settlement; for what is wider or several it is that of a district), where the town is
no seat of an area, and where it is one, which may be what is meant."""

HELD_IN_DISTRICT_M = {0: 22_000.0, 1: 22_000.0, 2: 22_000.0, 3: 30_000.0}
"""Most reach in a district without an outline, by the same ranks; else `DISTRICT_M`."""

HELD_NAME_M, HELD_NAME_BY_SEAT_M = 10_000.0, 18_000.0
"""The same for a name without a word for what it is."""

ROAD_M = 20_000.0
"""How far along a road that is known by one end only, beyond that end: of 30 such wordings of UCDP
Nigeria five lie farther."""

BETWEEN_M = 15_000.0
"""The same of "between A and B" with one of them unknown: people say so of neighbouring places."""

NAMED_ROAD_M = 10_000.0
"""How far from a place the roads and streets lie that bear its name ("Eagle Bay Road")."""

FARTHEST_POST_M = 300_000.0
"""Posts farther along a road of which only the start is known say too little: half a country."""

SEVERAL_M = 10_000.0
"""How far round several named places those of them lie that the gazetteer lacks; our own judgement."""

CHECKED_NEAR_M, CHECKED_TURN_DEG = 50_000.0, 67.5
"""How far from a place another may lie that is said to be near it, and how far off a stated direction,
to be taken for the one that is meant."""

TOWARDS_HALF_WIDTH_DEG = 45.0
"""Half width of "12 km from A on the road to B": roads wind as much as headings are stated loosely."""

BORDER_M = 20_000.0
"""How far "on the border" reaches to either side; our own judgement."""

VICINITY_M = 25_000.0
"""A direction without a distance ("north of X") reaches as far as UCDP lets "near" reach."""

CORRIDOR_SHARE = 0.20
"""Half width of the corridor between two places, as a share of their distance: roads wind. Of 30 such
records 26 lie inside."""

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
    (40.0, 25.0)
    """
    return float(np.interp(published_deg, STATED_HALF_WIDTHS_DEG, FITTED_HALF_WIDTHS_DEG))


def start_extent(distance_m: float, extent_m: float) -> float:
    """Radius round an anchor's point in which a distance from it may start, metres.

    Examples
    --------
    >>> round(start_extent(10_000, 800)), round(start_extent(10_000, 36_500)), start_extent(200, 800)
    (2300, 7500, 220.0)
    """
    return min(extent_m, START_SHARE * distance_m) + min(START_ERROR_M, distance_m / 2)


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
    short, long = ROUND_SHORT_FACTOR, ROUND_LONG_FACTOR
    if by_road is False:
        short, long = AIR_SHORT_FACTOR, AIR_LONG_FACTOR
    reach = _reach(distance_m, half_precision_m, bound, short, long)
    # From the edge of a wide place it is farther from its middle, never nearer.
    return Reach(reach.inner_m, reach.outer_m + min(extent_m, START_SHARE * distance_m))


def reach_of_offset(
    distance_m: float, half_precision_m: float, bound: str, by_road: bool | None = None
) -> Reach:
    """Straight-line reach along a stated direction, from a start that the sector is widened by."""
    short, long = SHORT_FACTOR, LONG_FACTOR
    if by_road is False:
        short, long = AIR_SHORT_FACTOR, AIR_LONG_FACTOR
    return _reach(distance_m, half_precision_m, bound, short, long)


def _reach(distance_m: float, half_precision_m: float, bound: str, short: float, long: float) -> Reach:
    near = max(0.0, short * (distance_m - half_precision_m))
    far = long * (distance_m + half_precision_m)
    if bound == "at_most":
        near = 0.0
    elif bound == "at_least":
        near, far = distance_m, 2 * distance_m
    return Reach(near, far)


@cache
def _vague_words() -> Mapping[str, float]:
    return tomllib.loads(package_file("georeference", "vague.toml").read_text(encoding="utf-8"))


def near_reach(word: str = "") -> float:
    """How far beyond the edge of a place a vague word reaches: "near", "outside", "in the area of" …; metres.

    Examples
    --------
    >>> near_reach(), near_reach("just_outside")
    (8000, 3000)
    """
    words = _vague_words()
    return words.get(word, words["near"])


def centre_extent(extent_m: float) -> float:
    """Radius of the middle of a town ("downtown"): a third of it, half a kilometre at least."""
    return max(500.0, extent_m / 3)


def outskirts_reach(extent_m: float) -> Reach:
    """Reach of the outskirts of a town: its outer half, and as far beyond as "near" it allows for."""
    return Reach(extent_m / 2, extent_m + near_reach("just_outside"))


def district_reach(area_m2: float, districts: int) -> float:
    """Reach of one of so many districts of an area, metres.

    Examples
    --------
    >>> round(district_reach(70_898e6, 27))
    46257
    """
    mean = math.sqrt(area_m2 / max(1, districts) / math.pi)
    return max(MIN_DISTRICT_M, DISTRICT_FACTOR * mean)


def held_reach(extent_m: float, unknown_rank: int | None, *, is_seat: bool) -> float:
    """Radius round a town within which an unknown place lies that the words put in it, metres.

    Parameters
    ----------
    extent_m : float
        Radial of the town.
    unknown_rank : int or None
        Rank of what the unknown place is said to be (`geomap.relations.feature`); None if not said.
    is_seat : bool
        Whether an administrative area is run from the town.
    """
    if unknown_rank is None:
        least = HELD_NAME_BY_SEAT_M if is_seat else HELD_NAME_M
    else:
        least = (HELD_BY_SEAT_M if is_seat else HELD_M).get(unknown_rank, DISTRICT_M)
    return max(HELD_SHARE * extent_m + HELD_EDGE_M, least)


def corridor_half_width(length_m: float, extent_m: float) -> float:
    """Half width of the corridor between two places, metres.

    Parameters
    ----------
    extent_m : float
        Radial of the wider of the two.
    """
    return max(MIN_CORRIDOR_M, start_extent(length_m, extent_m), CORRIDOR_SHARE * length_m)
