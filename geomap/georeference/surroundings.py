"""What lies round a place: how far its district reaches, and which names there are like another."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from geomap import geodesy
from geomap.gazetteer.names import fold
from geomap.gazetteer.near import SHORTEST, SHORTEST_FOR_TWO
from geomap.georeference import spread
from geomap.model import Candidate, Place

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.georeference.shapes import Shape


MANY = 1_000
"""Places that are looked at in one surrounding, the most populous first."""

FEW = 3

DEGREE_M = 110_500.0
"""Less than any degree of latitude is long."""

WIDEST_M = 100_000.0
"""Reach of a footprint beyond which hardly any name is without its like."""

NEAR_SPELLING = {1: 0.1, 2: 0.05}
"""Belief in a place by the edits between its name and the one in the words; our own judgement."""


class Surroundings:
    """Answers about the surroundings of places, from the gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._districts: dict[tuple[str, str], float] = {}

    def district_reach(self, place: Place) -> float:
        """How far a second-level area of the place's first-level area reaches, in metres.

        For want of outlines: from the area that each would have if all were of one size.
        """
        key = (place.country_code, place.admin1)
        if key not in self._districts:
            self._districts[key] = self._mean_reach(*key)
        return self._districts[key]

    def _mean_reach(self, country_code: str, admin1: str) -> float:
        whole = self._gazetteer.admin1(country_code, admin1) if admin1 else None
        outline = self._gazetteer.outline(whole.place_id) if whole is not None else None
        if outline is None:
            return spread.DISTRICT_M
        count = self._gazetteer.second_level_count(country_code, admin1)
        return spread.district_reach(geodesy.area_m2(outline), count)

    def like_named(self, name: str, shape: Shape) -> list[Candidate]:
        """Settlements and sites inside a shape whose name is nearly the given one, the likest first.

        Empty for shapes that are too wide for a likeness to say anything.
        """
        key = fold(name)
        edits = (len(key) >= SHORTEST) + (len(key) >= SHORTEST_FOR_TWO)
        if not edits or shape.outer_m > WIDEST_M:
            return []
        found = []
        for place in self._gazetteer.within(_box(shape), classes=("P", "S"), limit=MANY):
            distance = OSA.distance(key, fold(place.name), score_cutoff=edits)
            if 0 < distance <= edits and _reaches(shape, place):
                found.append((distance, place.place_id, place))
        return [
            Candidate(place, NEAR_SPELLING[distance], ("near spelling", "inside the footprint"))
            for distance, _, place in sorted(found)[:FEW]
        ]


def _box(shape: Shape) -> tuple[float, float, float, float]:
    """Bounds that hold the shape, a little wide; cheaper than those of its polygon."""
    high = shape.outer_m / DEGREE_M
    wide = high / max(0.01, math.cos(math.radians(min(89.0, abs(shape.lat) + high))))
    return shape.lon - wide, shape.lat - high, shape.lon + wide, shape.lat + high


def _reaches(shape: Shape, place: Place) -> bool:
    return float(geodesy.distance(shape.lon, shape.lat, place.lon, place.lat)) <= shape.outer_m
