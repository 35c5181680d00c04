"""Which place is meant: features times weights, and a softmax over the candidates of one name.

A conditional logit (McFadden 1974) with one option besides the candidates: that the
gazetteer lacks the place meant. The weights stand in `weights.json` beside this module,
with a report on what they were fitted and how well they did; `tests/evaluation/
fit_ranker.py` makes that file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log1p
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.georeference.features import (
    FEATURES,
    INEXACT,
    NOTHING,
    PARTIAL,
    Row,
    Wanted,
    contains,
    describe,
    is_feature,
    reasons,
)
from geomap.model import Candidate, Place
from geomap.resources import package_file

if TYPE_CHECKING:
    from geomap.gazetteer import Match

__all__ = ["MAX_CANDIDATES", "Wanted", "Weights", "contains", "is_feature", "rank", "softmax", "weights"]

Floats = np.ndarray[Any, np.dtype[np.float64]]

MAX_CANDIDATES = 12
"""Candidates kept for one name, best first."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted weights of one model.

    Attributes
    ----------
    features : array of shape (len(FEATURES),)
    nothing : array of shape (len(NOTHING),)
    """

    features: Floats
    nothing: Floats

    @classmethod
    def named(cls, values: Mapping[str, Any]) -> Weights:
        """From names to values, as the file has them; what it does not name weighs nothing."""
        return cls(
            np.array([values["features"].get(name, 0.0) for name in FEATURES]),
            np.array([values["nothing"].get(name, 0.0) for name in NOTHING]),
        )


@cache
def weights(model: str) -> Weights:
    """The shipped weights: ``phrase`` for a name with what is said of it, ``text`` within a document."""
    return Weights.named(json.loads(package_file("georeference", "weights.json").read_bytes())[model])


def softmax(utilities: Sequence[float], nothing: float) -> list[float]:
    """Share of belief of each candidate; what is missing to 1 is that it is none of them."""
    top = max(nothing, *utilities) if utilities else nothing
    raised = [exp(utility - top) for utility in utilities]
    whole = sum(raised) + exp(nothing - top)
    return [share / whole for share in raised]


def unknown(name: str, rows: Sequence[Row], site_word: bool) -> list[float]:
    """Features of the option that it is none of the candidates, in the order of `NOTHING`."""
    return [
        1.0,
        float(all(INEXACT in row for row in rows)),
        log1p(len(rows)),
        min([row.get(PARTIAL, 0.0) for row in rows], default=0.0),
        float(name.islower()),
        float(site_word),
    ]


def rank(matches: Sequence[tuple[Match, float]], wanted: Wanted, name: str = "") -> list[Candidate]:
    """Candidates of one name, best first; their scores add up to 1 at most.

    Parameters
    ----------
    matches : sequence of (Match, float)
        What the gazetteer has for the name, and how much of the phrase each match leaves
        unexplained (`geomap.georeference.features.describe`).
    name : str
        As worded.
    """
    best = distinct(matches)
    if not best:
        return []
    weight, of_nothing = _weights_as_lists("phrase")
    rows = describe(best, wanted)
    # Few columns of a row are not zero, and few names have many candidates: arrays would be slower.
    utilities = [sum([weight[column] * value for column, value in row.items()]) for row in rows]
    missing = unknown(name, rows, bool(wanted.feature_codes))
    nothing = sum([value * each for value, each in zip(missing, of_nothing, strict=True)])
    shares = softmax(utilities, nothing)
    order = sorted(range(len(best)), key=lambda i: (-utilities[i], best[i][0].place.place_id))
    return [
        Candidate(best[i][0].place, shares[i], reasons(best[i][0], rows[i])) for i in order[:MAX_CANDIDATES]
    ]


@cache
def _weights_as_lists(model: str) -> tuple[list[float], list[float]]:
    fitted = weights(model)
    return fitted.features.tolist(), fitted.nothing.tolist()


def distinct(matches: Sequence[tuple[Match, float]]) -> list[tuple[Match, float]]:
    """One match a place: the one that explains most of the phrase, then the most exact."""
    best: dict[str, tuple[Match, float]] = {}
    for match, partial in matches:
        held = best.get(match.place.place_id)
        if held is None or (partial, -match.exactness) < (held[1], -held[0].exactness):
            best[match.place.place_id] = (match, partial)
    return list(best.values())


def same_place(one: Place, other: Place) -> bool:
    """Whether both are readings of one place: Lima the city, the province, the region."""
    return contains(one, other) or contains(other, one)
