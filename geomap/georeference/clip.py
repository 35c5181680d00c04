"""Cutting footprints to countries, named areas and land, but never to nothing."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geomap.gazetteer import Gazetteer
    from geomap.georeference.shapes import Shape

LAND = "land"

Tile = tuple[int, int]

TILE_DEG = 1.0
"""Half the side of the tiles in which outlines are kept: a footprint fits one if its box is no larger."""

MIN_CLIPPED_RADIUS_M = 2_000.0
"""Smaller shapes are not cut: the outlines (Natural Earth, 1:10 million) are no better than that."""

OUTLINE_ERROR_DEG = 0.02
"""How far, in degrees, an anchor may lie outside an area that it belongs to: the outlines' own error."""


TOLERANCE_DEG = 0.008
"""How far beyond an outline a footprint is kept, about 900 m: the outlines' own error. Real records lie
on islets and shores that they lack (of 223 offsets 0.02 degrees hold three more, but reach out to sea)."""


class Clipper:
    """Cuts footprints by what the gazetteer has of outlines and land.

    A cut never empties a footprint, and never takes an anchor's own surroundings away: if
    the anchor of a disc lies off the outline (1.6 % of settlements lie off even the 10 m
    coast), that outline is not used.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._tiles: dict[tuple[str, Tile], shapely.STRtree] = {}

    def cut(self, footprint: BaseGeometry, shape: Shape) -> tuple[BaseGeometry, tuple[str, ...]]:
        """Return the footprint after all cuts that the shape asks for, and which of them took something."""
        if shape.outer_m < MIN_CLIPPED_RADIUS_M:
            return footprint, ()
        anchor = shapely.Point(shape.lon, shape.lat) if shape.inner_m <= 0 else None
        done = []
        bounded = False
        for name in shape.inside:
            pieces = self._pieces(name, footprint)
            if _can_cut(pieces, anchor):
                bounded = True
                smaller = _keep(footprint, pieces)
                if smaller is not None:
                    footprint = smaller
                    done.append(name)
        # Outlines of countries and areas end at the coast themselves.
        if shape.on_land and not bounded:
            pieces = self._pieces(LAND, footprint)
            smaller = _keep(footprint, pieces) if _can_cut(pieces, anchor) else None
            if smaller is not None:
                footprint = smaller
                done.append(LAND)
        return footprint, tuple(done)

    def _pieces(self, owner: str, footprint: BaseGeometry) -> list[BaseGeometry]:
        """Pieces that meet the box of a footprint; those of small footprints from tiles kept at hand."""
        west, south, east, north = footprint.bounds
        tile = (floor(west / TILE_DEG), floor(south / TILE_DEG))
        if east > (tile[0] + 2) * TILE_DEG or north > (tile[1] + 2) * TILE_DEG:
            return self._read(owner, footprint.bounds)
        known = self._tiles.get((owner, tile))
        if known is None:
            corner = (tile[0] * TILE_DEG, tile[1] * TILE_DEG)
            read = self._read(owner, (*corner, corner[0] + 2 * TILE_DEG, corner[1] + 2 * TILE_DEG))
            known = self._tiles[owner, tile] = shapely.STRtree(read)
        found = known.query(footprint, predicate="intersects")
        found.sort()
        return list(known.geometries[found])

    def _read(self, owner: str, bounds: tuple[float, float, float, float]) -> list[BaseGeometry]:
        if owner == LAND:
            return self._gazetteer.land(bounds)
        return self._gazetteer.outline_pieces(owner, bounds)


def _can_cut(pieces: list[BaseGeometry], anchor: shapely.Point | None) -> bool:
    """Whether an outline can be trusted here: it is near, and the anchor belongs to it."""
    if not pieces:
        return False
    return anchor is None or float(min(shapely.distance(pieces, anchor))) <= OUTLINE_ERROR_DEG


def _keep(footprint: BaseGeometry, pieces: list[BaseGeometry]) -> BaseGeometry | None:
    """The part of the footprint on the pieces, and as far off them as they err; None if nothing is cut."""
    if len(pieces) == 1 and shapely.contains_properly(pieces[0], footprint):
        return None
    parts = shapely.intersection(pieces, footprint)
    # Pieces do not overlap: their areas add up.
    on_them = float(shapely.area(parts).sum())
    if on_them <= 0 or on_them >= footprint.area * (1 - 1e-9):
        return None
    kept = shapely.union_all(parts)
    rough = shapely.simplify(kept, TOLERANCE_DEG / 3, preserve_topology=False)
    wider = shapely.buffer(kept if shapely.is_empty(rough) else rough, TOLERANCE_DEG, quad_segs=1)
    kept = _polygons(shapely.intersection(wider, footprint))
    if kept.is_empty or kept.area >= footprint.area * (1 - 1e-9):
        return None
    return kept


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Only the areas of a geometry: touching outlines leave points and lines behind."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()
