"""What can be wrong with a coordinate pair that someone gave."""

from __future__ import annotations

from typing import Any

import numpy as np

OUT_OF_RANGE, SWAPPED, NULL_ISLAND, INCOMPLETE = "out_of_range", "swapped", "null_island", "incomplete"


def coordinate_problem(lon: Any, lat: Any) -> Any:
    """What is wrong with coordinates, if anything.

    Parameters
    ----------
    lon, lat : float or array of shape (n,)
        Decimal degrees, longitude first; NaN or None where missing.

    Returns
    -------
    str or None, or an object array of them
        ``swapped``: no latitude, but a position if the two change places;
        ``out_of_range``: no position either way; ``null_island``: exactly 0, 0;
        ``incomplete``: one of the two is missing; None: fine, or both missing.

    Examples
    --------
    >>> coordinate_problem(-77.03, -12.05), coordinate_problem(-12.05, 120.9), coordinate_problem(0, 0)
    (None, 'swapped', 'null_island')
    >>> coordinate_problem([-77.03, 500.0], [-12.05, 10.0]).tolist()
    [None, 'out_of_range']
    """
    x, y = np.broadcast_arrays(np.asarray(lon, dtype="float64"), np.asarray(lat, dtype="float64"))
    problem = np.full(x.shape, None, dtype=object)
    outside = (np.abs(x) > 180) | (np.abs(y) > 90)
    problem[outside] = OUT_OF_RANGE
    problem[outside & (np.abs(y) <= 180) & (np.abs(x) <= 90)] = SWAPPED
    problem[(x == 0) & (y == 0)] = NULL_ISLAND
    problem[np.isnan(x) != np.isnan(y)] = INCOMPLETE
    return problem.item() if problem.ndim == 0 else problem
