"""How far a place reaches from its reference point, where no source states it."""

from __future__ import annotations

import math

_FACTOR_M, _POWER = 76.8, 0.386
"""Fitted by `tests/evaluation/extent.py`."""

_FEWEST = 500
"""The smallest population that the embedded settlements have; unknown counts as this."""

_BY_CLASS_M = {"A": 20_000.0, "H": 5_000.0, "L": 5_000.0, "R": 1_000.0, "S": 250.0, "T": 3_000.0}
"""Rough radials of the other classes, in metres: our own judgement, used only until a source says more."""

_BY_CODE_M = {
    "ADM1": 80_000.0,
    "ADM2": 25_000.0,
    "ADM3": 10_000.0,
    "ADM4": 5_000.0,
    "PPLX": 1_500.0,
    "AIRP": 2_500.0,
}


def estimate(feature_class: str, feature_code: str, population: int) -> float:
    """Geographic radial in metres, estimated from class and population.

    For settlements a power law, ``76.8 m x population ** 0.386``: the median trend of
    the distance from the reference point to the farthest part of the outline of 350
    localities in eight countries (Who's On First; mostly Ukraine and Chile). Three in
    four of them lie within a factor of two. Other classes have one value each.

    Examples
    --------
    >>> round(estimate("P", "PPL", 500)), round(estimate("P", "PPLA", 140_033))
    (846, 7444)
    """
    if feature_code in _BY_CODE_M:
        return _BY_CODE_M[feature_code]
    if feature_class == "P":
        return round(_FACTOR_M * math.pow(max(population, _FEWEST), _POWER), 1)
    return _BY_CLASS_M.get(feature_class, 5_000.0)
