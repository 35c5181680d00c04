"""The embedded base map: the world at 1:50m always, cells at 1:10m where the incidents are close together."""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from geomap.resources import geodata

DETAIL_BYTES = 160_000
"""Detail that would weigh more than this (before base64) is left out: the map is then wide anyway."""

Bounds = tuple[float, float, float, float]


class Block(NamedTuple):
    """A packed part of the base map, as the page carries it."""

    header: dict[str, Any]
    data: str


@cache
def world() -> Block:
    """Land, lakes, borders and rivers of the world, and the names of countries."""
    line, _, packed = geodata("basemap", "world.bin").read_bytes().partition(b"\n")
    return Block(json.loads(line), base64.b64encode(packed).decode("ascii"))


def detail(bounds: Bounds | None) -> list[Block]:
    """Cells at 1:10m round an extent, compressed beforehand; none where they would weigh too much.

    Parameters
    ----------
    bounds : (west, south, east, north) or None
        Decimal degrees, EPSG:4326.
    """
    if bounds is None:
        return []
    with geodata("basemap", "detail.bin").open("rb") as file:
        index = json.loads(file.readline())
        first = file.tell()
        size = index["cell"]
        wanted = [key for key in _cells(_padded(bounds), size) if key in index["cells"]]
        if sum(index["cells"][key][1] for key in wanted) > DETAIL_BYTES:
            return []
        blocks = []
        for key in wanted:
            offset, length, columns = index["cells"][key]
            file.seek(first + offset)
            west, south = map(int, key.split(","))
            header = {
                "west": west,
                "south": south,
                "size": size,
                "columns": columns,
                "bits": index["bits"],
            }
            blocks.append(Block(header, base64.b64encode(file.read(length)).decode("ascii")))
        return blocks


def _padded(bounds: Bounds) -> Bounds:
    west, south, east, north = bounds
    wide, high = max((east - west) / 2, 0.4), max((north - south) / 2, 0.4)
    return west - wide, south - high, east + wide, north + high


def _cells(bounds: Bounds, size: int) -> list[str]:
    west, south, east, north = (int(np.floor(side / size)) for side in bounds)
    # An extent of many cells is a map of a continent: the world file is fine enough.
    if (east - west + 1) * (north - south + 1) > 100:
        return []
    return [f"{x * size},{y * size}" for y in range(south, north + 1) for x in range(west, east + 1)]
