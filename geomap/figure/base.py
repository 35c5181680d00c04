"""What lies under the incidents, out of the gazetteer: land, borders, first-level areas, towns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geomap.figure.edges import shared_edges
from geomap.figure.furniture import inset_view
from geomap.figure.options import Base, Options, Town
from geomap.figure.view import View
from geomap.gazetteer import Gazetteer
from geomap.model import Place

COUNTRY_CODES = ("PCLI", "PCLD", "PCL", "PCLS", "PCLF", "PCLIX", "TERR", "CONT", "ZN")
"""What is drawn as land: countries and dependencies, and Antarctica."""

DETAILED_DEG = 30.0
"""Up to this extent a figure shows first-level areas, and the finest coast that there is."""

NEAR_DEG = 6.0
"""Up to this extent borders of countries are those of their first-level areas, which are finer."""


def base_of(view: View, gazetteer: Gazetteer, options: Options) -> Base:
    """What a figure draws under the incidents: outlines, borders and towns of the gazetteer for a view."""
    boxes = view.boxes(0.2)
    wide = sum(box[2] - box[0] for box in boxes)
    inset = inset_view(view) if options.inset else None
    around = boxes if inset is None else inset.boxes()
    world = _areas(gazetteer, around, COUNTRY_CODES) if view.is_world or inset else []
    parts = _areas(gazetteer, boxes, ("ADM1",)) if wide < DETAILED_DEG else []
    near = world if view.is_world else _areas(gazetteer, boxes, COUNTRY_CODES)
    outer = parts if wide < NEAR_DEG and parts else near
    towns = [town for box in boxes for town in gazetteer.within(box, min_population=500, limit=400)]
    outlines = [shape for _, shape in world]
    return Base(
        land=outlines if view.is_world else [piece for box in boxes for piece in gazetteer.land(box)],
        borders=shared_edges(*_shapes_and_owners(outer), within_owner=False),
        divisions=shared_edges(*_shapes_and_owners(parts), within_owner=True),
        towns=[Town(town.lon, town.lat, town.name, town.population) for town in towns],
        world=outlines,
        world_borders=shared_edges(*_shapes_and_owners(world), within_owner=False),
        credit=options.say["base"],
    )


def _areas(
    gazetteer: Gazetteer, boxes: Sequence[tuple[float, float, float, float]], codes: Sequence[str]
) -> list[tuple[Place, Any]]:
    found = {place.place_id: (place, shape) for box in boxes for place, shape in gazetteer.areas(box, codes)}
    return list(found.values())


def _shapes_and_owners(areas: Sequence[tuple[Place, Any]]) -> tuple[list[Any], list[str]]:
    return [shape for _, shape in areas], [place.country_code for place, _ in areas]
