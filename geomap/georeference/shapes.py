"""Footprints as specifications, drawn many at a time.

A `Shape` says what to draw; `draw` makes polygons of a whole list of them, one batch a
form, and cuts each by country and land. Kept apart from the words: a shape knows an
anchor and metres, not why.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from geomap import geodesy
from geomap.georeference.clip import Clipper

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geomap.gazetteer import Gazetteer


class Form(StrEnum):
    """The forms that a footprint is made of."""

    DISC = "disc"
    RING = "ring"
    SECTOR = "sector"
    CORRIDOR = "corridor"
    OUTLINE = "outline"
    BORDER = "border"


@dataclass(frozen=True, slots=True)
class Shape:
    """What to draw.

    Attributes
    ----------
    lon, lat : float
        The anchor, decimal degrees, EPSG:4326.
    inner_m, outer_m : float
        Nearest and farthest distance from the anchor; the half width of a corridor is `outer_m`.
    azimuth_deg, half_width_deg : float
        Direction of a sector and half of its opening angle.
    extent_m : float
        Radial of the anchor, by which a sector is widened.
    equals_from : int or None
        Population from which another settlement is the anchor's equal: a disc ends half-way to it.
    end_lon, end_lat : float
        The far end of a corridor.
    place_id : str
        The place whose outline is drawn; a disc of `outer_m` where the gazetteer has none.
    other_id : str
        The second place of a border.
    part_deg : float or None
        Direction of the part of the outline that is meant, degrees clockwise from north.
    inside : tuple of str
        Ids of areas that the words or the anchor give: the shape is cut to each of them.
    on_land : bool
        Whether to cut the shape to land.
    """

    form: Form
    lon: float
    lat: float
    outer_m: float
    inner_m: float = 0.0
    azimuth_deg: float = 0.0
    half_width_deg: float = 180.0
    extent_m: float = 0.0
    end_lon: float = 0.0
    end_lat: float = 0.0
    place_id: str = ""
    other_id: str = ""
    part_deg: float | None = None
    inside: tuple[str, ...] = ()
    on_land: bool = True
    equals_from: int | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A footprint and what was cut from it (`country`, `land`, or the id of an area)."""

    footprint: BaseGeometry
    cut_by: tuple[str, ...] = ()


def draw(shapes: Sequence[Shape], gazetteer: Gazetteer, clipper: Clipper | None = None) -> list[Drawn]:
    """Draw every shape and cut it; one result a shape, in order.

    Parameters
    ----------
    clipper : Clipper, optional
        One that is kept between calls, for the outlines that it has read.

    Returns
    -------
    list of Drawn
        Footprints are valid, non-empty Polygons or MultiPolygons in EPSG:4326.
    """
    polygons = np.empty(len(shapes), dtype=object)
    for form, make in _MAKERS.items():
        picked = [i for i, shape in enumerate(shapes) if shape.form is form]
        if picked:
            polygons[picked] = make([shapes[i] for i in picked], gazetteer)
    areas = [_from_outlines(shape, gazetteer) for shape in shapes]
    free = np.array([i for i, area in enumerate(areas) if area is None], dtype=np.intp)
    cut, cuts = (clipper or Clipper(gazetteer)).cut(polygons[free], [shapes[i] for i in free])
    drawn = [Drawn(area) for area in areas]
    for i, footprint, cut_by in zip(free, cut, cuts, strict=True):
        drawn[i] = Drawn(footprint, cut_by)
    return drawn


def _from_outlines(shape: Shape, gazetteer: Gazetteer) -> BaseGeometry | None:
    """What is made of whole outlines; None for other forms, and where the gazetteer lacks them."""
    if shape.form is Form.OUTLINE:
        outline = gazetteer.outline(shape.place_id)
        if outline is None or shape.part_deg is None:
            return outline
        return geodesy.side(outline, shape.part_deg)
    if shape.form is Form.BORDER:
        one, other = gazetteer.outline(shape.place_id), gazetteer.outline(shape.other_id)
        if one is None or other is None:
            return None
        shared = geodesy.between_outlines(one, other, shape.extent_m)
        return None if shared.is_empty else shared
    return None


def area_m2(shape: Shape) -> float:
    """About how large the shape will be before any cut: enough to weigh rivals by."""
    turn = math.radians(min(180.0, shape.half_width_deg)) if shape.form is Form.SECTOR else math.pi
    inner, extent = max(0.0, shape.inner_m), shape.extent_m if shape.form is Form.SECTOR else 0.0
    if shape.form is Form.CORRIDOR:
        length = float(geodesy.distance(shape.lon, shape.lat, shape.end_lon, shape.end_lat))
        return 2 * shape.outer_m * length + math.pi * shape.outer_m**2
    return turn * (shape.outer_m**2 - inner**2) + math.pi * extent**2 + extent * shape.outer_m * 2


def _numbers(shapes: Sequence[Shape], *names: str) -> list[np.ndarray[tuple[int], np.dtype[np.float64]]]:
    return [np.array([getattr(shape, name) for shape in shapes], dtype=float) for name in names]


def _discs(shapes: Sequence[Shape], gazetteer: Gazetteer) -> geodesy.Geometries:
    lon, lat, radius = _numbers(shapes, "lon", "lat", "outer_m")
    return geodesy.cells(lon, lat, radius, *_equals(shapes, gazetteer))


def _equals(
    shapes: Sequence[Shape], gazetteer: Gazetteer
) -> tuple[geodesy.Integers, geodesy.Floats, geodesy.Floats]:
    """Settlements at least as populous round the anchors of discs that end half-way to them.

    Returns
    -------
    disc : array of int, sorted
    lon, lat : arrays of the same length
    """
    asked = [i for i, shape in enumerate(shapes) if shape.equals_from is not None]
    if not asked:
        return np.empty(0, dtype=np.intp), np.empty(0), np.empty(0)
    own = [shapes[i] for i in asked]
    lon, lat, outer, extent = _numbers(own, "lon", "lat", "outer_m", "extent_m")
    boxes = np.array([geodesy.box_round(shape.lon, shape.lat, 2 * shape.outer_m) for shape in own])
    found = gazetteer.settlements_in(boxes, [shape.equals_from or 0 for shape in own])
    apart = geodesy.distance(lon[found.box], lat[found.box], found.lon, found.lat)
    # What lies within the anchor itself is a part of it, or it is the anchor.
    equal = (extent[found.box] < apart) & (apart <= 2 * outer[found.box])
    return np.array(asked, dtype=np.intp)[found.box[equal]], found.lon[equal], found.lat[equal]


def _rings(shapes: Sequence[Shape], gazetteer: Gazetteer) -> geodesy.Geometries:
    return geodesy.ring(*_numbers(shapes, "lon", "lat", "inner_m", "outer_m"))


def _sectors(shapes: Sequence[Shape], gazetteer: Gazetteer) -> geodesy.Geometries:
    *args, extent = _numbers(
        shapes, "lon", "lat", "azimuth_deg", "half_width_deg", "inner_m", "outer_m", "extent_m"
    )
    return geodesy.sector(*args, extent_m=extent)


def _corridors(shapes: Sequence[Shape], gazetteer: Gazetteer) -> geodesy.Geometries:
    return geodesy.corridor(*_numbers(shapes, "lon", "lat", "end_lon", "end_lat", "outer_m"))


_MAKERS = {
    Form.DISC: _discs,
    Form.RING: _rings,
    Form.SECTOR: _sectors,
    Form.CORRIDOR: _corridors,
    Form.OUTLINE: _discs,
    Form.BORDER: _discs,
}
