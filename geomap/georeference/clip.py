"""Cutting footprints to countries, named areas and land, but never to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geomap.gazetteer import Gazetteer
    from geomap.georeference.shapes import Shape

LAND = "land"

MIN_CLIPPED_RADIUS_M = 2_000.0
"""Smaller shapes are not cut: the outlines (Natural Earth, 1:10 million) are no better than that."""

OUTLINE_ERROR_DEG = 0.02
"""How far, in degrees, an anchor may lie outside an area that it belongs to: the outlines' own error."""


class Clipper:
    """Cuts footprints by what the gazetteer has of outlines and land.

    A cut never empties a footprint, and never takes an anchor's own surroundings away: if
    the anchor of a disc lies off the outline (1.6 % of settlements lie off even the 10 m
    coast), that outline is not used.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def cut(self, footprint: BaseGeometry, shape: Shape) -> tuple[BaseGeometry, tuple[str, ...]]:
        """Return the footprint after all cuts that the shape asks for, and which of them took something."""
        if shape.outer_m < MIN_CLIPPED_RADIUS_M:
            return footprint, ()
        done = []
        areas = [
            (place_id, self._gazetteer.outline_pieces(place_id, footprint.bounds))
            for place_id in shape.inside
        ]
        if shape.on_land:
            areas.append((LAND, self._gazetteer.land(footprint.bounds)))
        anchor = shapely.Point(shape.lon, shape.lat)
        for name, pieces in areas:
            smaller = _keep(footprint, pieces, anchor if shape.inner_m <= 0 else None)
            if smaller is not None:
                footprint = smaller
                done.append(name)
        return footprint, tuple(done)


def _keep(
    footprint: BaseGeometry, pieces: list[BaseGeometry], anchor: shapely.Point | None
) -> BaseGeometry | None:
    """The part of the footprint on the pieces; None where nothing is cut or the cut cannot be trusted."""
    if not pieces:
        return None
    if len(pieces) == 1 and shapely.contains_properly(pieces[0], footprint):
        return None
    if anchor is not None and min(shapely.distance(pieces, anchor)) > OUTLINE_ERROR_DEG:
        return None
    parts = shapely.intersection(pieces, footprint)
    kept = _polygons(shapely.union_all(parts))
    if kept.is_empty or kept.area >= footprint.area * (1 - 1e-9):
        return None
    return kept


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Only the areas of a geometry: touching outlines leave points and lines behind."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()
