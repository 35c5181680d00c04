"""Names of towns on the base map: which extent to ask for, and how many to carry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import geopandas as gpd
import numpy as np

from geomap.page.payload import positions

MAX_LABELS = 4_000
"""More would not be read, and would outweigh the incidents of a small map."""


class Label(NamedTuple):
    """A name on the base map, decimal degrees, EPSG:4326."""

    lon: float
    lat: float
    name: str
    population: int


def label_bounds(table: gpd.GeoDataFrame) -> tuple[float, float, float, float] | None:
    """West, south, east, north of the incidents and as much again on each side; None without a point."""
    lon, lat, placed = positions(table)
    if not placed.any():
        return None
    west, east = float(np.min(lon[placed])), float(np.max(lon[placed]))
    south, north = float(np.min(lat[placed])), float(np.max(lat[placed]))
    wide, high = max(east - west, 1.0), max(north - south, 1.0)
    return (
        max(-180.0, west - wide),
        max(-90.0, south - high),
        min(180.0, east + wide),
        min(90.0, north + high),
    )


def pack_labels(labels: Iterable[tuple[float, float, str, int]]) -> list[list[object]]:
    """The most populous labels, rounded to about ten metres; their order does not depend on the input's."""
    known = [Label(*label) for label in labels]
    known.sort(key=lambda label: (-label.population, label.name, label.lon, label.lat))
    return [[round(x, 4), round(y, 4), name, int(size)] for x, y, name, size in known[:MAX_LABELS]]
