"""Footprints as specifications, drawn many at a time.

A `Shape` says what to draw; `draw` makes polygons of a whole list of them, one batch a
form, and cuts each by country and land. Kept apart from the words: a shape knows an
anchor and metres, not why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely

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
    end_lon, end_lat : float
        The far end of a corridor.
    place_id : str
        The place whose outline is drawn; a disc of `outer_m` where the gazetteer has none.
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
    inside: tuple[str, ...] = ()
    on_land: bool = True


@dataclass(frozen=True, slots=True)
class Drawn:
    """A footprint and what was cut from it (`country`, `land`, or the id of an area)."""

    footprint: BaseGeometry
    cut_by: tuple[str, ...] = ()


def draw(shapes: Sequence[Shape], gazetteer: Gazetteer) -> list[Drawn]:
    """Draw every shape and cut it; one result a shape, in order.

    Returns
    -------
    list of Drawn
        Footprints are valid, non-empty Polygons or MultiPolygons in EPSG:4326.
    """
    polygons = np.empty(len(shapes), dtype=object)
    for form, make in _MAKERS.items():
        picked = [i for i, shape in enumerate(shapes) if shape.form is form]
        if picked:
            polygons[picked] = make([shapes[i] for i in picked])
    clipper = Clipper(gazetteer)
    drawn = []
    for shape, polygon in zip(shapes, polygons, strict=True):
        if shape.form is Form.OUTLINE:
            outline = gazetteer.outline(shape.place_id)
            if outline is not None:
                drawn.append(Drawn(outline))
                continue
        drawn.append(Drawn(*clipper.cut(polygon, shape)))
    return drawn


def _numbers(shapes: Sequence[Shape], *names: str) -> list[np.ndarray[tuple[int], np.dtype[np.float64]]]:
    return [np.array([getattr(shape, name) for shape in shapes], dtype=float) for name in names]


def _discs(shapes: Sequence[Shape]) -> geodesy.Geometries:
    return geodesy.disc(*_numbers(shapes, "lon", "lat", "outer_m"))


def _rings(shapes: Sequence[Shape]) -> geodesy.Geometries:
    return geodesy.ring(*_numbers(shapes, "lon", "lat", "inner_m", "outer_m"))


def _sectors(shapes: Sequence[Shape]) -> geodesy.Geometries:
    *args, extent = _numbers(
        shapes, "lon", "lat", "azimuth_deg", "half_width_deg", "inner_m", "outer_m", "extent_m"
    )
    return geodesy.sector(*args, extent_m=extent)


def _corridors(shapes: Sequence[Shape]) -> geodesy.Geometries:
    return geodesy.corridor(*_numbers(shapes, "lon", "lat", "end_lon", "end_lat", "outer_m"))


_MAKERS = {
    Form.DISC: _discs,
    Form.RING: _rings,
    Form.SECTOR: _sectors,
    Form.CORRIDOR: _corridors,
    Form.OUTLINE: _discs,
}


def rounded(footprint: BaseGeometry) -> BaseGeometry:
    """The footprint with coordinates on a grid of 1e-6 degrees (about 0.1 m), for equal bytes everywhere."""
    return shapely.set_precision(footprint, 1e-6, mode="valid_output")
