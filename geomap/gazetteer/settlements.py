"""Settlements in very many boxes at once: in memory, where asking the file for each would take longer."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from geomap.gazetteer.selecting import Query

Floats = np.ndarray[Any, np.dtype[np.float64]]
Indices = np.ndarray[Any, np.dtype[np.intp]]

FEW_BOXES = 200
"""Fewer boxes are asked of the file: reading all settlements takes a quarter of a second."""

MOST_PLACES = 2_000_000
"""A gazetteer with more places is asked box by box: its settlements would take too much memory."""

CELL_DEG = 0.25
"""Side of the cells in which settlements are kept: a box of 50 km meets about six."""

_ROWS, _COLUMNS = round(180 / CELL_DEG), round(360 / CELL_DEG)


class Found(NamedTuple):
    """Settlements in boxes: the number of the box of each, and its position; sorted by box."""

    box: Indices
    lon: Floats
    lat: Floats


class Settlements:
    """The settlements of a gazetteer, by position and population; threads may share it."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._grid: _Grid | None = None
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
        if self._grid is None and not self._is_worth_reading(len(boxes)):
            return self._from_file(boxes, least)
        with self._reading:
            self._grid = self._grid or _Grid(self._query)
        return self._grid.within(boxes, least)

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


class _Grid:
    """Settlements sorted by the cell of a grid that each lies in: those of a row of cells stand together."""

    def __init__(self, query: Query) -> None:
        rows = query("SELECT lon, lat, population FROM place WHERE feature_class = 'P' ORDER BY fid", ())
        found = np.array(rows, dtype=float).reshape(-1, 3)
        cell = _row(found[:, 1]) * _COLUMNS + _column(found[:, 0])
        order = np.argsort(cell, kind="stable")
        self._cell, self._fid = cell[order], order
        self._lon, self._lat, self._population = np.ascontiguousarray(found[order].T)

    def within(self, boxes: Floats, least: Indices) -> Found:
        west, south, east, north = boxes.T
        number, row = _ranges(_row(south), _row(north) + 1)
        row_start = row * _COLUMNS
        first = np.searchsorted(self._cell, row_start + _column(west)[number])
        end = np.searchsorted(self._cell, row_start + _column(east)[number], side="right")
        part, at = _ranges(first, end)
        number = number[part]
        lon, lat = self._lon[at], self._lat[at]
        kept = (west[number] <= lon) & (lon <= east[number]) & (south[number] <= lat) & (lat <= north[number])
        kept &= self._population[at] >= least[number]
        number, at = number[kept], at[kept]
        order = np.lexsort((self._fid[at], number))
        number, at = number[order], at[order]
        return Found(number, self._lon[at], self._lat[at])


def _row(lat: Floats) -> Indices:
    return np.clip((lat + 90) / CELL_DEG, 0, _ROWS - 1).astype(np.intp)


def _column(lon: Floats) -> Indices:
    return np.clip((lon + 180) / CELL_DEG, 0, _COLUMNS - 1).astype(np.intp)


def _ranges(starts: Indices, ends: Indices) -> tuple[Indices, Indices]:
    """All whole numbers of many ranges, and which range each is from."""
    lengths = np.maximum(ends - starts, 0)
    which = np.repeat(np.arange(len(starts)), lengths)
    before = np.cumsum(lengths) - lengths
    return which, np.arange(len(which)) - before[which] + starts[which]
