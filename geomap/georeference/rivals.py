"""Which of the places that could be meant a footprint has to cover."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from geomap import geodesy
from geomap.georeference.rank import contains
from geomap.model import Candidate, Place

ENOUGH = 0.9
"""Belief that the footprint has to hold, over all rival candidates."""

MAX_RIVALS = 5

NEAR_ENOUGH_M = 50_000.0
"""Distance at which a pair of places is half as likely meant together as two neighbours."""


def rivals(
    candidates: list[Candidate], area: Callable[[Place], float]
) -> tuple[list[Candidate], list[Candidate]]:
    """Candidates with other readings of the best place folded into it, and those that must be covered.

    The best stays; of its rivals those with the most belief for their area are added until
    nine tenths of the belief are held: the smallest area that does it.

    "Lima" is a city, a province and a region, one inside the other: that is a question of
    how widely the name is meant, not of which place, so their belief counts for the best.

    Parameters
    ----------
    area : callable
        About how large the footprint of a place will be, in square metres.
    """
    best = candidates[0]
    if len(candidates) == 1:
        return candidates, candidates
    same = [c for c in candidates[1:] if contains(c.place, best.place) or contains(best.place, c.place)]
    others = [c for c in candidates[1:] if c not in same]
    if same:
        best = replace(best, score=min(1.0, best.score + sum(c.score for c in same)))
    ranked = [best, *sorted([*same, *others], key=lambda c: -c.score)]
    covered, held = [best], best.score
    # What is missing to 1 is the belief that the gazetteer lacks the place: no area holds that.
    enough = ENOUGH * sum(candidate.score for candidate in candidates)
    if held >= enough:
        return ranked, covered
    for other in sorted(others[: 2 * MAX_RIVALS], key=lambda c: -c.score / max(1.0, area(c.place))):
        covered.append(other)
        held += other.score
        if held >= enough or len(covered) >= MAX_RIVALS:
            break
    return ranked, covered


def together(first: list[Candidate], second: list[Candidate]) -> tuple[Candidate, Candidate]:
    """The pair of readings that is both likely and near: belief by distance."""
    best, pair = -1.0, (first[0], second[0])
    for a in first[:MAX_RIVALS]:
        for b in second[:MAX_RIVALS]:
            apart = float(geodesy.distance(a.place.lon, a.place.lat, b.place.lon, b.place.lat))
            worth = a.score * b.score / (1.0 + apart / NEAR_ENOUGH_M)
            if a.place.place_id != b.place.place_id and worth > best:
                best, pair = worth, (a, b)
    return pair
