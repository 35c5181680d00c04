"""Where areas without an outline lie: told by the settlements that belong to them."""

from __future__ import annotations

import math
from collections import defaultdict

from geomap.model import Place

_EARTH_M = 6_371_008.8
_BEYOND = 1.25
_LEAST_M = 3_000.0


class Spread:
    """Settlements of each country, first-level and second-level area."""

    def __init__(self) -> None:
        self._positions: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self._population: dict[str, int] = defaultdict(int)

    def add(self, place: Place) -> None:
        """Count a settlement to the areas that its codes name."""
        code = place.country_code
        keys = [code]
        if place.admin1:
            keys.append(f"{code}.{place.admin1}")
        if place.admin1 and place.admin2:
            keys.append(f"{code}.{place.admin1}.{place.admin2}")
        for key in keys:
            self._positions[key].append((place.lon, place.lat))
            # Sections of a populated place are counted in the place itself.
            self._population[key] += 0 if place.feature_code == "PPLX" else place.population

    def population(self, code: str) -> int:
        """People in the settlements of an area: a lower bound of its own population."""
        return self._population.get(code, 0)

    def circle(self, code: str) -> tuple[float, float, float] | None:
        """Centre (lon, lat) and radial in metres; None for an area without settlements.

        The centre is the mean on the sphere; the radial reaches a quarter beyond the
        farthest settlement, because areas do (our own allowance).
        """
        positions = self._positions.get(code)
        if not positions:
            return None
        vectors = [_vector(lon, lat) for lon, lat in positions]
        x, y, z = (sum(axis) for axis in zip(*vectors, strict=True))
        length = math.sqrt(x * x + y * y + z * z)
        if length == 0:
            return None
        centre = (x / length, y / length, z / length)
        # The chord, not the cosine: it keeps its digits for points that are close together.
        chord = max(math.dist(centre, vector) for vector in vectors)
        radial = _BEYOND * 2 * _EARTH_M * math.asin(min(1.0, chord / 2))
        lon, lat = math.degrees(math.atan2(centre[1], centre[0])), math.degrees(math.asin(centre[2]))
        return round(lon, 5), round(lat, 5), round(max(radial, _LEAST_M), 1)


def _vector(lon: float, lat: float) -> tuple[float, float, float]:
    lon, lat = math.radians(lon), math.radians(lat)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
