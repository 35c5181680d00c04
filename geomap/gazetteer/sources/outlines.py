"""Outlines from the TopoJSON files under `geodata/outlines`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geomap.errors import GazetteerError


@dataclass(frozen=True, slots=True)
class Outline:
    """A named area.

    Attributes
    ----------
    code : str
        ISO 3166-1 alpha-2 (``PE``) or GeoNames first-level code (``PE.15``); empty for
        an area that has neither.
    note : str
        For an area without code: the alpha-2 of the country that its settlements are
        counted to, or ``-``.
    shape : MultiPolygon
        EPSG:4326, valid.
    """

    code: str
    name: str
    note: str
    shape: BaseGeometry


def read(path: Path) -> Iterator[Outline]:
    """Every outline of a file.

    Raises
    ------
    GazetteerError
        If the file is damaged.
    """
    try:
        topology = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, ValueError) as error:
        raise GazetteerError(
            f"The data file {path} is damaged: {error}.", hint="Install geomap-incidents again."
        ) from error
    rings = _rings(topology)
    for unit in topology["objects"]["units"]["geometries"]:
        polygons = [
            shapely.Polygon(rings[shell[0]], [rings[hole[0]] for hole in holes])
            for shell, *holes in unit["arcs"]
        ]
        about = unit["properties"]
        yield Outline(about["code"], about["name"], about.get("note", ""), shapely.MultiPolygon(polygons))


def _rings(topology: dict[str, Any]) -> list[Any]:
    """Each arc as a ring, shape (n, 2), degrees; the files hold whole rings as arcs."""
    scale = np.array(topology["transform"]["scale"])
    translate = np.array(topology["transform"]["translate"])
    return [np.round(np.cumsum(arc, axis=0) * scale + translate, 6) for arc in topology["arcs"]]


def farthest_m(shape: BaseGeometry, lon: float, lat: float) -> float:
    """Metres from a position to the farthest vertex of a shape, on a sphere (within 0.6 %)."""
    points = np.radians(shapely.get_coordinates(shape))
    delta_lon, delta_lat = points[:, 0] - np.radians(lon), points[:, 1] - np.radians(lat)
    half = (
        np.sin(delta_lat / 2) ** 2
        + np.cos(np.radians(lat)) * np.cos(points[:, 1]) * np.sin(delta_lon / 2) ** 2
    )
    return float(2 * 6_371_008.8 * np.arcsin(np.sqrt(np.clip(half.max(), 0, 1))))


_MAINLAND, _ISLANDS, _APART_DEG = 0.7, 3, 0.5


def reference_point(shape: BaseGeometry) -> tuple[float, float]:
    """Where a map would write the name: inside the largest part, or amid the islands of an archipelago.

    An archipelago is three parts or more of which none has 70 % of the area; its point is the
    centroid of all, unless that is more than half a degree from any of them. Against GeoNames'
    own points of 194 countries the rule was nearer on average than the largest part alone
    (82 against 84 km) and than the centroid of all (160 km).
    """
    parts = shapely.get_parts(shape)
    area, middle = shapely.area(parts), shape.centroid
    scattered = len(parts) >= _ISLANDS and area.max() < _MAINLAND * area.sum()
    if not scattered or shape.distance(middle) > _APART_DEG:
        return inner_point(shape)
    return round(middle.x, 5), round(middle.y, 5)


def inner_point(shape: BaseGeometry) -> tuple[float, float]:
    """A position inside the largest part: its centroid, or a point on its surface where that lies outside."""
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    point = largest.centroid if largest.contains(largest.centroid) else largest.point_on_surface()
    return round(point.x, 5), round(point.y, 5)


def pieces(shape: BaseGeometry, *, most_points: int = 128) -> list[BaseGeometry]:
    """The polygons of a shape, each halved along its longer side until it has few points."""
    done: list[BaseGeometry] = []
    waiting = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]
    while waiting:
        polygon = waiting.pop()
        west, south, east, north = polygon.bounds
        if shapely.get_num_coordinates(polygon) <= most_points or max(east - west, north - south) < 0.02:
            done.append(polygon)
            continue
        if east - west > north - south:
            middle = (west + east) / 2
            halves = shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)
        else:
            middle = (south + north) / 2
            halves = shapely.box(west, south, east, middle), shapely.box(west, middle, east, north)
        for half in shapely.intersection(polygon, halves):
            waiting += [part for part in shapely.get_parts(half) if part.geom_type == "Polygon"]
    return done
