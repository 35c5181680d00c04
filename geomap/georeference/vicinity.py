"""Names of a text that the gazetteer lacks: put where the text around them is.

A hospital, a trail, a hamlet that no gazetteer has is most often where the place named
next to it is. Such a name gets that place's point, no place of its own, a radius that says
"around here" and the score that this reading earned on texts with known answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from geomap import geodesy
from geomap.model import Candidate, Place

WEAK = 0.2
"""Score below which a name's own candidates are no better than none."""

SURE = 0.6
"""Score from which a name can stand for the surroundings of others."""

LOCAL_M = 120_000.0
"""Extent up to which a place says where its surroundings are."""

WIDE_M = 1_500_000.0
"""Extent up to which an area still says anything."""

APART_M = 161_000.0
"""Places of a text that are farther apart than this speak of different parts of the world."""


class Bearing(NamedTuple):
    """How much a neighbour says: up to which gap in characters, with which score, how far round it."""

    gap: float
    score: float
    reach_m: float


TOGETHER = (Bearing(40, 0.88, 30_000), Bearing(200, 0.82, 100_000), Bearing(np.inf, 0.72, 160_000))
"""Where most local places of the text lie near the neighbour. The scores are the shares within 161 km
on such names of LGL, GeoWebNews and GeoCorpora (.89 of 149, .84 of 67, .73 of 51, those without a
GeoNames id included); the radii hold two thirds to three quarters. `tests/evaluation/toponyms.py`
shows them."""

SCATTERED = (Bearing(40, 0.55, 160_000), Bearing(np.inf, 0.27, 160_000))
"""Where they do not: .57 of 28; .29 of 63 farther off or within an area."""

WITHIN_AREA = Bearing(np.inf, 0.27, 0.0)
"""Where the text names areas only, no local place: somewhere in the nearest."""


@dataclass(frozen=True, slots=True)
class Sure:
    """A name of the text with a place that can be relied on."""

    start: int
    end: int
    place: Place


def placed_by_neighbours(
    spans: Sequence[tuple[int, int]], answers: Sequence[list[Candidate]]
) -> list[list[Candidate]]:
    """The answers, with one for each name that has none of its own or only weak ones, if neighbours allow.

    Parameters
    ----------
    spans : sequence of (start, end)
        Of all names of the text.
    answers : sequence of list of Candidate
        Ranked candidates of each; empty where the gazetteer has none.

    Returns
    -------
    list of list of Candidate
        A name placed by its neighbours has one candidate before its own: a place without
        id, name or code, whose extent says how far round the point it can be.
    """
    sure = [
        Sure(start, end, own[0].place)
        for (start, end), own in zip(spans, answers, strict=True)
        if own and own[0].score >= SURE and own[0].place.extent_m <= WIDE_M
    ]
    local = [one for one in sure if one.place.extent_m <= LOCAL_M]
    together = _shares_together(local)
    placed = []
    for span, own in zip(spans, answers, strict=True):
        known = own[0].score if own else 0.0
        found = None if known >= WEAK else _around(span, local or sure, together)
        placed.append([found, *own] if found is not None and found.score > known else own)
    return placed


def _around(
    span: tuple[int, int], neighbours: Sequence[Sure], together: dict[str, float]
) -> Candidate | None:
    if not neighbours:
        return None
    gap, nearest = min(
        ((_gap(span, one), one) for one in neighbours), key=lambda pair: (pair[0], pair[1].start)
    )
    if nearest.place.extent_m > LOCAL_M:
        bearing = WITHIN_AREA
    else:
        agree = together[nearest.place.place_id] >= 0.5
        bearing = next(b for b in (TOGETHER if agree else SCATTERED) if gap < b.gap)
    place = replace(
        nearest.place,
        place_id="",
        name="",
        feature_class="",
        feature_code="",
        extent_m=nearest.place.extent_m + bearing.reach_m,
    )
    return Candidate(place, bearing.score, (f"not in the gazetteer; around {nearest.place.name}",))


def _gap(span: tuple[int, int], one: Sure) -> int:
    return max(one.start - span[1], span[0] - one.end, 0)


def _shares_together(local: Sequence[Sure]) -> dict[str, float]:
    """For each place, the share of the text's local names that lie near it."""
    shares: dict[str, float] = {}
    if not local:
        return shares
    lons = np.array([one.place.lon for one in local])
    lats = np.array([one.place.lat for one in local])
    for one in local:
        if one.place.place_id not in shares:
            apart = geodesy.distance(one.place.lon, one.place.lat, lons, lats)
            shares[one.place.place_id] = float((apart <= APART_M).mean())
    return shares
