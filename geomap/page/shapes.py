"""Polygons and lines packed for the page: quantised, simplified, each distinct one once.

Each shape has its own step, a power of two of `QUANTUM_DEG`, so that a prison's
outline and a country's both keep about a thousandth of their own size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geomap.page.columns import pack, zigzag

QUANTUM_DEG = 1e-7
"""The finest step of a footprint, about a centimetre."""

_STEPS = 4096
"""Steps across the larger side of a shape."""

_SIMPLIFY = 1 / 1500
"""Tolerance of simplification, as a share of the larger side."""


@dataclass(frozen=True, slots=True)
class Rings:
    """Vertices of many rings or lines, grouped into shapes.

    Attributes
    ----------
    points : array of shape (n, 2)
        Whole steps from the origin of the world, x then y.
    lengths : array
        Vertices of each ring.
    counts : array
        Rings of each shape.
    """

    points: NDArray[np.int64]
    lengths: NDArray[np.int64]
    counts: NDArray[np.int64]


def pack_rings(rings: Rings, exponents: NDArray[Any]) -> tuple[list[list[Any]], bytes]:
    """Pack shapes whose vertices are already whole steps of their own size.

    `exponents` holds, for each shape, the power of two by which its step exceeds the
    quantum. Differences start again at the origin of the world with each shape.
    """
    starts = np.concatenate(([0], np.cumsum(rings.lengths)))
    first = starts[np.concatenate(([0], np.cumsum(rings.counts)))[:-1].astype(np.int64)]
    first = first[first < len(rings.points)]  # shapes without a ring, at the end
    return pack(
        [
            ("exponent", np.asarray(exponents), "plain"),
            ("rings", rings.counts, "plain"),
            ("length", rings.lengths, "plain"),
            ("x", _restart(rings.points[:, 0], first), "plain"),
            ("y", _restart(rings.points[:, 1], first), "plain"),
        ]
    )


def pack_footprints(shapes: Sequence[Any]) -> tuple[list[list[Any]], bytes]:
    """Pack polygons and multipolygons in EPSG:4326 degrees; holes are rings like any other."""
    polygons = np.asarray(shapes, dtype=object)
    if len(polygons) == 0:
        empty = np.zeros(0, np.int64)
        return pack_rings(Rings(np.zeros((0, 2), np.int64), empty, empty), empty)
    bounds = shapely.bounds(polygons)
    size = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    slim = shapely.simplify(polygons, size * _SIMPLIFY, preserve_topology=True)
    exponents = np.clip(np.ceil(np.log2(np.maximum(size, 1e-9) / (_STEPS * QUANTUM_DEG))), 0, 30).astype(int)
    parts, of_part = shapely.get_parts(slim, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    points, of_point = shapely.get_coordinates(rings, return_index=True)
    shape_of_ring = of_part[of_ring]
    step = QUANTUM_DEG * 2.0 ** exponents[shape_of_ring[of_point]]
    whole = np.rint(points / step[:, None]).astype(np.int64)
    # A ring's last vertex repeats its first; vertices that fall on one step are one.
    last = np.concatenate((of_point[1:] != of_point[:-1], [True]))
    same = np.concatenate(([False], (whole[1:] == whole[:-1]).all(1) & (of_point[1:] == of_point[:-1])))
    keep = ~(last | same)
    lengths = np.bincount(of_point[keep], minlength=len(rings))
    counts = np.bincount(shape_of_ring, minlength=len(polygons))
    return pack_rings(Rings(whole[keep], lengths, counts), exponents)


def distinct(column: NDArray[Any]) -> tuple[list[Any], NDArray[np.int64]]:
    """Distinct polygons of a column of shapes, and for each row its number from 1, or 0 for none.

    Rows that share one object are joined before shapes are compared, because a table
    located from words holds few distinct footprints.
    """
    numbers = np.zeros(len(column), np.int64)
    present = np.flatnonzero(~(shapely.is_missing(column) | shapely.is_empty(column)))
    if len(present) == 0:
        return [], numbers
    _, first, inverse = np.unique(
        np.fromiter((id(shape) for shape in column[present]), np.int64, len(present)),
        return_index=True,
        return_inverse=True,
    )
    order = np.argsort(first)  # by first appearance: object ids differ from run to run
    rank = np.empty(len(first), np.int64)
    rank[order] = np.arange(len(first))
    objects = column[present[first[order]]]
    seen: dict[bytes, int] = {}
    shapes: list[Any] = []
    number = np.empty(len(objects), np.int64)
    for at, key in enumerate(shapely.to_wkb(objects)):
        if key not in seen:
            seen[key] = len(shapes)
            shapes.append(objects[at])
        number[at] = seen[key]
    numbers[present] = number[rank[inverse]] + 1
    return shapes, numbers


def _restart(values: NDArray[np.int64], first: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Zigzag differences that start from 0 again at each index in `first`."""
    step = np.diff(values, prepend=0)
    step[first] = values[first]
    return zigzag(step)
