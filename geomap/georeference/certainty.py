"""How sure the best reading of a name in a text is: its beliefs turned into a probability.

A logistic regression over the log odds of the belief, with a bend (Platt 1999 with one
knot): strong beliefs promise less than weak ones, because what is left to be wrong about
is what the features do not see. A place that has only a part of the name (the state of a
museum) and a region without an agreed point are less sure than their beliefs say. The
number of names in the text, the lead over the next place and the size of towns were tried
as well; they did not hold from one corpus to another. The weights stand in
`weights.json` and are fitted on answers that the ranker gave for documents it was not
fitted on (`tests/evaluation/fit_ranker.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, log

import numpy as np

from geomap.georeference.rank import Floats, same_place
from geomap.model import Candidate
from geomap.resources import package_file

EVIDENCE = ("always", "odds", "odds_to_bend", "part_of_name", "wide_region")
"""What speaks for an answer, by name; one weight each."""

BEND = 3.0
"""Log odds at which the line bends: a belief of .95."""

WIDE_M = 161_000.0
"""Radial from which the field's references place a region too far apart to count as one."""

_REGIONS = frozenset(["RGN", "PCLH", "STM", "MTS", "DSRT"])

_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Certainty:
    """Fitted weights of `EVIDENCE`."""

    weights: Floats

    @classmethod
    def named(cls, values: Mapping[str, float]) -> Certainty:
        """From names to weights, as the file has them."""
        return cls(np.array([values.get(name, 0.0) for name in EVIDENCE]))

    def score(self, evidence: Sequence[float]) -> float:
        """Probability that the answer is right."""
        return 1 / (1 + exp(-float(np.dot(self.weights, evidence))))


@cache
def certainty() -> Certainty:
    """The shipped weights."""
    return Certainty.named(json.loads(package_file("georeference", "weights.json").read_bytes())["certainty"])


def calibrated(ranked: list[Candidate], fitted: Certainty, partial: float) -> list[Candidate]:
    """The same candidates, the first with the probability that it is right, the others with what is left.

    Parameters
    ----------
    ranked : list of Candidate
        Best first; their scores are beliefs that add up to 1 at most.
    partial : float
        How much of the name the first leaves unexplained.
    """
    score = fitted.score(evidence(ranked, partial))
    left = sum(c.score for c in ranked[1:])
    share = min(1.0, (1 - score) / left) if left > 0 else 1.0
    return [replace(ranked[0], score=score), *(replace(c, score=c.score * share) for c in ranked[1:])]


def evidence(ranked: Sequence[Candidate], partial: float) -> list[float]:
    """What speaks for the first of some candidates, in the order of `EVIDENCE`.

    Other readings of the same place (the city, its province) count for the first.
    """
    best = ranked[0]
    belief = best.score + sum(c.score for c in ranked[1:] if same_place(best.place, c.place))
    belief = min(max(belief, _LEAST), 1 - _LEAST)
    odds = log(belief / (1 - belief))
    vague = best.place.feature_code in _REGIONS and best.place.extent_m > WIDE_M
    return [1.0, odds, min(odds, BEND), min(1.0, partial), float(vague)]
