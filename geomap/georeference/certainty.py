"""How sure the best reading of a name in a text is: its beliefs turned into a probability.

Right means within 161 km, as the field counts it, so the beliefs in all readings that lie
so near the best one count for it (the city and its county, but not New York the state,
whose middle is 283 km from the city). A logistic regression over the log odds of that
belief, with a bend (Platt 1999 with one knot): strong beliefs promise less than weak ones,
because what is left to be wrong about is what the features do not see. Less sure than
their beliefs say are a place that has only a part of the name (the state of a museum), a
region without an agreed point, a town, most of all a great one (local news means its own
Paris), and any name of a text half of whose names the gazetteer lacks. What the other
names of the text say is in the beliefs already; counted once more it did not hold from one
corpus to another, nor did boosted trees over all of this. The weights stand in
`weights.json` and are fitted on answers that the ranker gave for documents it was not
fitted on (`tests/evaluation/fit_scores.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import asin, cos, exp, inf, log, log10, radians, sin, sqrt

import numpy as np

from geomap.georeference.rank import Floats
from geomap.model import Place
from geomap.resources import package_file

EVIDENCE = (
    "always", "odds", "odds_to_bend", "part_of_name", "lesser_part", "wide_region",
    "town", "population", "unknown_names",
)  # fmt: skip
"""What speaks for an answer, by name; one weight each."""

BEND = 3.0
"""Log odds at which the line bends: a belief of .95."""

RIGHT_M = 161_000.0
"""Distance up to which an answer counts as right: the 100 miles of the field's scorers."""

_REGIONS = frozenset(["RGN", "PCLH", "STM", "MTS", "DSRT"])

_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Certainty:
    """Fitted weights of the evidence for an answer."""

    weights: Floats

    @classmethod
    def named(cls, values: Mapping[str, float], evidence: Sequence[str] = EVIDENCE) -> Certainty:
        """From names to weights, as the file has them."""
        return cls(np.array([values.get(name, 0.0) for name in evidence]))

    def score(self, evidence: Sequence[float]) -> float:
        """Probability that the answer is right."""
        return 1 / (1 + exp(-float(np.dot(self.weights, evidence))))


@cache
def certainty() -> Certainty:
    """The shipped weights."""
    return Certainty.named(json.loads(package_file("georeference", "weights.json").read_bytes())["certainty"])


def evidence(
    places: Sequence[Place], beliefs: Sequence[float], partial: float, unknown_names: float
) -> list[float]:
    """What speaks for the first of some places, in the order of `EVIDENCE`.

    Parameters
    ----------
    places, beliefs : sequences of one length
        Best first; the beliefs add up to 1 at most.
    partial : float
        How much of the name the first leaves unexplained.
    unknown_names : float
        Share of the text's distinct names that the gazetteer lacks.
    """
    best = places[0]
    belief = sum([b for b, p in zip(beliefs, places, strict=True) if _apart_m(best, p) <= RIGHT_M])
    belief = min(max(belief, _LEAST), 1 - _LEAST)
    odds = log(belief / (1 - belief))
    vague = best.feature_code in _REGIONS and best.extent_m > RIGHT_M
    return [
        1.0,
        odds,
        min(odds, BEND),
        min(1.0, partial),
        max(0.0, partial - 1.0),
        float(vague),
        float(best.feature_class == "P"),
        log10(1 + max(0, best.population)),
        unknown_names,
    ]


def calibrated(beliefs: Sequence[float], score: float) -> list[float]:
    """Scores for beliefs, best first: the first has the probability given, the others what is left."""
    left = sum(beliefs[1:])
    share = min(1.0, (1 - score) / left) if left > 0 else 1.0
    return [score, *(belief * share for belief in beliefs[1:])]


def _apart_m(one: Place, other: Place) -> float:
    """Metres between two places on the sphere, as the scorers measure; infinite where it is plain to see."""
    if abs(one.lat - other.lat) > 2:
        return inf
    here, there = radians(one.lat), radians(other.lat)
    turn = radians(other.lon - one.lon)
    half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(turn / 2) ** 2
    return 2 * 6_371_000.0 * asin(min(1.0, sqrt(half)))
