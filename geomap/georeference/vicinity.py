"""Names of a text that the gazetteer lacks: put where the text around them is.

A hospital, a trail, a hamlet that no gazetteer has is most often where the place named
next to it is. Such a name gets that place's point, no place of its own, a radius that says
"around here", and a score: how likely it is right, by a logistic regression over how near that
neighbour stands and whether the text's other places lie near it. The weights stand in
`weights.json` and are fitted by `tests/evaluation/fit_scores.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log1p, log10
from typing import NamedTuple

import numpy as np

from geomap import geodesy
from geomap.georeference.certainty import Certainty
from geomap.model import Candidate, Place
from geomap.resources import package_file

WEAK = 0.2
"""Score below which a name's own candidates are no better than none."""

SURE = 0.4
"""Score from which a name can stand for the surroundings of others; how sure it is counts as well."""

LOCAL_M = 120_000.0
"""Extent up to which a place says where its surroundings are."""

WIDE_M = 1_500_000.0
"""Extent up to which an area still says anything."""

APART_M = 161_000.0
"""Places of a text that are farther apart than this speak of different parts of the world."""


EVIDENCE = ("always", "gap", "local", "extent", "others_near", "alone", "locals", "beside", "sure")
"""What speaks for a neighbour, by name; one weight each."""

BESIDE = re.compile(r"^(?:['’]s)?[\s,(/]*(?:\b(?:in|at|of|near|outside|en|de|à)\b\s*)?(?:the\s+)?$")
"""What may stand between a name and the place that it is told with: "…, Lima", "… near Lima"."""

BESIDE_CHARS = 14


class Bearing(NamedTuple):
    """How far round a neighbour a name can be: up to which gap in characters, which reach."""

    gap: float
    reach_m: float


TOGETHER = (Bearing(40, 30_000), Bearing(200, 100_000), Bearing(np.inf, 160_000))
"""Where most local places of the text lie near the neighbour. The radii hold two thirds to three quarters
of such names of LGL, GeoWebNews and GeoCorpora; `tests/evaluation/toponyms.py` shows it."""

SCATTERED = (Bearing(np.inf, 160_000),)
"""Where they do not."""

WITHIN_AREA = Bearing(np.inf, 0.0)
"""Where the text names areas only, no local place: somewhere in the nearest."""


@dataclass(frozen=True, slots=True)
class Sure:
    """A name of the text with a place that can be relied on."""

    start: int
    end: int
    place: Place
    score: float


class Neighbour(NamedTuple):
    """The sure name that says where another is, and what speaks for it, in the order of `EVIDENCE`."""

    place: Place
    reach_m: float
    evidence: list[float]


@cache
def bearing() -> Certainty:
    """The shipped weights."""
    fitted = json.loads(package_file("georeference", "weights.json").read_bytes())
    return Certainty.named(fitted["vicinity"], EVIDENCE)


def placed_by_neighbours(
    text: str, spans: Sequence[tuple[int, int]], answers: Sequence[list[Candidate]]
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
    placed = list(answers)
    for i, found in neighbours(text, spans, answers).items():
        candidate = _around(found)
        if candidate.score > (answers[i][0].score if answers[i] else 0.0):
            placed[i] = [candidate, *answers[i]]
    return placed


def neighbours(
    text: str, spans: Sequence[tuple[int, int]], answers: Sequence[list[Candidate]]
) -> dict[int, Neighbour]:
    """For each name without an answer of its own, or with a weak one, the neighbour that says where it is."""
    weak = [i for i, own in enumerate(answers) if not own or own[0].score < WEAK]
    if not weak:
        return {}
    sure = [
        Sure(start, end, own[0].place, own[0].score)
        for (start, end), own in zip(spans, answers, strict=True)
        if own and own[0].score >= SURE and own[0].place.extent_m <= WIDE_M
    ]
    if not sure:
        return {}
    local = [one for one in sure if one.place.extent_m <= LOCAL_M]
    near = _near_each_other(local)
    return {i: _nearest(text, spans[i], local or sure, near) for i in weak}


def _nearest(
    text: str, span: tuple[int, int], sure: Sequence[Sure], near: dict[str, tuple[int, int]]
) -> Neighbour:
    gap, nearest = min(((_gap(span, one), one) for one in sure), key=lambda pair: (pair[0], pair[1].start))
    place = nearest.place
    is_local = place.extent_m <= LOCAL_M
    beside, others = near.get(place.place_id, (0, 0))
    own = len(sure) - others if is_local else 0
    if not is_local:
        reach = WITHIN_AREA.reach_m
    else:
        agree = (beside + own) / len(sure) >= 0.5
        reach = next(b.reach_m for b in (TOGETHER if agree else SCATTERED) if gap < b.gap)
    between = text[span[1] : nearest.start] if 0 <= nearest.start - span[1] <= BESIDE_CHARS else None
    evidence = [
        1.0,
        log1p(gap),
        float(is_local),
        log10(max(place.extent_m, 100.0)),
        beside / others if others else 0.0,
        float(not others),
        log1p(len(sure)) if is_local else 0.0,
        float(between is not None and BESIDE.match(between) is not None),
        nearest.score,
    ]
    return Neighbour(place, reach, evidence)


def _around(found: Neighbour) -> Candidate:
    place = replace(
        found.place,
        place_id="",
        name="",
        feature_class="",
        feature_code="",
        extent_m=found.place.extent_m + found.reach_m,
    )
    # No surer than the neighbour itself.
    score = min(bearing().score(found.evidence), found.evidence[-1])
    return Candidate(place, score, (f"not in the gazetteer; around {found.place.name}",))


def _gap(span: tuple[int, int], one: Sure) -> int:
    return max(one.start - span[1], span[0] - one.end, 0)


def _near_each_other(local: Sequence[Sure]) -> dict[str, tuple[int, int]]:
    """For each place, how many of the text's other local names lie near it, and how many there are."""
    found: dict[str, tuple[int, int]] = {}
    if not local:
        return found
    lons = np.array([one.place.lon for one in local])
    lats = np.array([one.place.lat for one in local])
    for one in local:
        if one.place.place_id not in found:
            apart = geodesy.distance(one.place.lon, one.place.lat, lons, lats)
            other = np.array([each.place.place_id != one.place.place_id for each in local])
            found[one.place.place_id] = (int(((apart <= APART_M) & other).sum()), int(other.sum()))
    return found
