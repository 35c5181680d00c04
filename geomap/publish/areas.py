"""Fixed areas that stand for a place: cells of a grid, first- and second-level areas, countries.

Which area a place gets depends on the place's base area and on the size of its
uncertainty alone, never on where in the base area it lies: two places in one base area
with the same uncertainty have the same answer. So a straddled border gives nothing away.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from geomap import geodesy
from geomap.gazetteer import Gazetteer
from geomap.publish.policy import Sensitive

WIDER = {"admin2": "admin1", "admin1": "country", "country": "none"}
_CODES = {
    "admin2": ("ADM2",),
    "admin1": ("ADM1",),
    "country": ("PCLI", "PCLD", "PCL", "PCLS", "PCLF", "PCLIX", "TERR", "CONT"),
}
LEVELS = ("admin2", "admin1", "country")
AROUND = ":around"
COAST_DEG = 0.5
"""A point off the outlines belongs to the nearest one within this."""

LARGEST_CELL_DEG = 20.0

ALONE = 0.25
"""Up to this share of a cell's side an uncertainty leaves the cell alone; beyond, its neighbours count in."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the earth that is shown instead of a place.

    Attributes
    ----------
    key : str
        ``grid:0.5:206:156``, the same with ``:around``, or ``area:<place id>``; what the memory of
        releases keeps.
    size : float
        Degrees of a cell; 0 for outlines.
    lon, lat : float
        A point of the area that depends on nothing else, decimal degrees, EPSG:4326.
    radius_m : float
        Reach of the area from that point.
    """

    key: str
    level: str
    label: str
    shape: Any
    lon: float
    lat: float
    radius_m: float
    km2: float
    size: float = 0.0

    @property
    def core(self) -> str:
        """Key of the smallest area that this one tells of: of a cell with its neighbours, the cell."""
        return self.key.removesuffix(AROUND)

    def adjoins(self, other: Area) -> bool:
        """Whether two areas touch, overlap, or all but touch."""
        return bool(shapely.dwithin(self.shape, other.shape, 0.02))


class Areas:
    """Finds the area that stands for a place."""

    def __init__(self, gazetteer: Gazetteer, rule: Sensitive) -> None:
        self._gazetteer, self._rule = gazetteer, rule
        self._known: dict[str, Area] = {}

    def of(
        self, lon: Sequence[float], lat: Sequence[float], uncertainty_m: Sequence[float]
    ) -> list[Area | None]:
        """The area for each position, decimal degrees; None where none is wide enough."""
        if self._rule.area == "none":
            return [None] * len(lon)
        if self._rule.area == "grid":
            return [self._cell(*row) for row in zip(lon, lat, uncertainty_m, strict=True)]
        return self._outlined(lon, lat, uncertainty_m)

    def by_key(self, key: str) -> Area | None:
        """An area that an earlier release showed; None if the gazetteer has it no longer."""
        if key.startswith("grid:"):
            _, size, column, row, *around = key.split(":")
            return (block if around else cell)(float(size), int(column), int(row))
        place = self._gazetteer.place(key.removeprefix("area:"))
        shape = None if place is None else self._gazetteer.outline(place.place_id)
        if place is None or shape is None:
            return None
        level = next((name for name, codes in _CODES.items() if place.feature_code in codes), "admin1")
        return self._area(level, place, shape)

    def like(self, anchor: Area, now: Area) -> Area:
        """The area round `anchor` that is as wide as `now`; it depends on nothing else of `now`."""
        if now.level == "grid":
            size = max(now.size, anchor.size)
            at = _index(size, anchor.lon, anchor.lat)
            return block(size, *at) if now.key.endswith(AROUND) else cell(size, *at)
        if LEVELS.index(now.level) <= LEVELS.index(anchor.level):
            return anchor
        return self._holding(now.level, [anchor.lon], [anchor.lat])[0] or anchor

    def _cell(self, lon: float, lat: float, uncertainty_m: float) -> Area | None:
        """The cell round a position; with its neighbours where the place is not known so finely."""
        size = self._rule.grid_deg
        while size <= LARGEST_CELL_DEG:
            at = _index(size, lon, lat)
            alone = cell(size, *at)
            if alone.km2 >= self._rule.least_km2:
                side = math.sqrt(alone.km2) * 1_000
                if uncertainty_m <= ALONE * side:
                    return alone
                if uncertainty_m <= side:
                    return block(size, *at)
            size *= 2
        return None

    def _outlined(
        self, lon: Sequence[float], lat: Sequence[float], uncertainty_m: Sequence[float]
    ) -> list[Area | None]:
        found: list[Area | None] = [None] * len(lon)
        open_rows = list(range(len(lon)))
        level = self._rule.area
        while open_rows and level != "none":
            there = self._holding(level, [lon[row] for row in open_rows], [lat[row] for row in open_rows])
            for row, area in zip(open_rows, there, strict=True):
                if (
                    area is not None
                    and area.radius_m >= uncertainty_m[row]
                    and area.km2 >= self._rule.least_km2
                ):
                    found[row] = area
            open_rows = [row for row in open_rows if found[row] is None]
            level = WIDER[level]
        return found

    def _holding(self, level: str, lon: Sequence[float], lat: Sequence[float]) -> list[Area | None]:
        """The area of a level that holds each position, or the nearest on its coast."""
        reach = COAST_DEG
        box = (min(lon) - reach, min(lat) - reach, max(lon) + reach, max(lat) + reach)
        known = self._gazetteer.areas(box, _CODES[level])
        if not known:
            return [None] * len(lon)
        points = shapely.points(lon, lat)
        tree = shapely.STRtree([shape for _, shape in known])
        chosen = np.full(len(points), -1)
        near, at = tree.query_nearest(points, max_distance=reach, all_matches=True)
        for point, index in sorted(zip(near.tolist(), at.tolist(), strict=True), reverse=True):
            chosen[point] = index
        return [None if index < 0 else self._area(level, *known[index]) for index in chosen]

    def _area(self, level: str, place: Any, shape: Any) -> Area:
        key = f"area:{place.place_id}"
        if key not in self._known:
            self._known[key] = self._made(key, level, place, shape)
        return self._known[key]

    def _made(self, key: str, level: str, place: Any, shape: Any) -> Area:
        inner = shapely.point_on_surface(shape)
        lon, lat = round(inner.x, 4), round(inner.y, 4)
        country = self._gazetteer.country(place.country_code) if place.country_code else None
        label = place.name if level == "country" or country is None else f"{place.name}, {country.name}"
        reach = float(geodesy.reach([lon], [lat], [shape])[0])
        km2 = geodesy.area_m2(shape) / 1e6
        return Area(key, level, label, shape, lon, lat, reach, km2)


def _index(size: float, lon: float, lat: float) -> tuple[int, int]:
    """Column and row of the cell that a position lies in."""
    across, up = math.ceil(360 / size), math.ceil(180 / size)
    return min(int((lon + 180) // size), across - 1), min(int((lat + 90) // size), up - 1)


@lru_cache(maxsize=4096)
def cell(size: float, column: int, row: int) -> Area:
    """A cell of the fixed grid that starts at 180° W, 90° S; `size` in degrees."""
    west, south = -180 + column * size, -90 + row * size
    east, north = min(180.0, west + size), min(90.0, south + size)
    shape = shapely.box(west, south, east, north)
    lon, lat = round((west + east) / 2, 6), round((south + north) / 2, 6)
    label = f"{_span(south, north, 'NS')}, {_span(west, east, 'EW')}"
    reach = float(geodesy.reach([lon], [lat], [shape])[0])
    key = f"grid:{size:g}:{column}:{row}"
    return Area(key, "grid", label, shape, lon, lat, reach, geodesy.area_m2(shape) / 1e6, size)


@lru_cache(maxsize=1024)
def block(size: float, column: int, row: int) -> Area:
    """A cell and the eight round it: it holds whatever lies within a cell's side of any point of the cell."""
    middle = cell(size, column, row)
    across, up = math.ceil(360 / size), math.ceil(180 / size)
    cells = [
        cell(size, (column + dx) % across, row + dy)
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        if 0 <= row + dy < up
    ]
    shape = shapely.union_all([one.shape for one in cells])
    label = f"{middle.label} and the cells around it"
    if shape.geom_type == "Polygon":
        west, south, east, north = shape.bounds
        label = f"{_span(south, north, 'NS')}, {_span(west, east, 'EW')}"
    reach = float(geodesy.reach([middle.lon], [middle.lat], [shape])[0])
    km2 = sum(one.km2 for one in cells)
    return Area(f"{middle.key}{AROUND}", "grid", label, shape, middle.lon, middle.lat, reach, km2, size)


def _span(low: float, high: float, letters: str) -> str:
    """Two coordinates as maps write them: ``12–12.5° S``."""
    if low < 0 < high:
        return f"{abs(low):g}° {letters[1]}–{high:g}° {letters[0]}"
    first, last = sorted((abs(low), abs(high)))
    letter = letters[0] if high > 0 else letters[1]
    return f"{first:g}–{last:g}° {letter}"
