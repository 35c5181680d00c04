"""Settlements in very many boxes at once: in memory, where asking the file for each would take longer."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import shapely

from geomap.gazetteer.selecting import Query

Floats = np.ndarray[Any, np.dtype[np.float64]]
Indices = np.ndarray[Any, np.dtype[np.intp]]

FEW_BOXES = 200
"""Fewer boxes are asked of the file: reading all settlements takes a quarter of a second."""

MOST_PLACES = 2_000_000
"""A gazetteer with more places is asked box by box: its settlements would take too much memory."""


class Found(NamedTuple):
    """Settlements in boxes: the number of the box of each, and its position; sorted by box."""

    box: Indices
    lon: Floats
    lat: Floats


class Settlements:
    """The settlements of a gazetteer, by position and population; threads may share it."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._tree: _Tree | None = None
        self._reading = Lock()

    def within(self, boxes: Floats, min_populations: Sequence[int]) -> Found:
        """Settlements in each of many boxes, as populous as the box asks for at least.

        Parameters
        ----------
        boxes : array of shape (n, 4)
            West, south, east, north, decimal degrees.
        min_populations : sequence of int, length n
        """
        least = np.asarray(min_populations)
        if self._tree is None and not self._is_worth_reading(len(boxes)):
            return self._from_file(boxes, least)
        with self._reading:
            self._tree = self._tree or _Tree(self._query)
        return self._tree.within(boxes, least)

    def _is_worth_reading(self, boxes: int) -> bool:
        return boxes >= FEW_BOXES and self._query("SELECT max(fid) FROM place", ())[0][0] <= MOST_PLACES

    def _from_file(self, boxes: Floats, least: Indices) -> Found:
        sql = (
            "SELECT p.lon, p.lat FROM rtree_place_geom r JOIN place p ON p.fid = r.id "
            "WHERE r.maxx >= ?1 AND r.maxy >= ?2 AND r.minx <= ?3 AND r.miny <= ?4 "
            "AND p.feature_class = 'P' AND p.population >= ?5 ORDER BY p.fid"
        )
        rows = [
            (number, *row)
            for number, (box, most) in enumerate(zip(boxes.tolist(), least.tolist(), strict=True))
            for row in self._query(sql, (*box, most))
        ]
        number, lon, lat = np.array(rows, dtype=float).reshape(-1, 3).T
        return Found(number.astype(np.intp), lon, lat)


class _Tree:
    def __init__(self, query: Query) -> None:
        rows = query("SELECT lon, lat, population FROM place WHERE feature_class = 'P' ORDER BY fid", ())
        self._lon, self._lat, self._population = np.array(rows, dtype=float).reshape(-1, 3).T
        self._points = shapely.STRtree(shapely.points(self._lon, self._lat))

    def within(self, boxes: Floats, least: Indices) -> Found:
        number, settlement = self._points.query(shapely.box(*boxes.T))
        kept = self._population[settlement] >= least[number]
        number, settlement = number[kept], settlement[kept]
        order = np.lexsort((settlement, number))
        number, settlement = number[order], settlement[order]
        return Found(number, self._lon[settlement], self._lat[settlement])
