"""Which part of the world a figure shows, and in which projection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geomap import geodesy

Floats = NDArray[np.float64]
Bounds = tuple[float, float, float, float]
Name = tuple[str, Mapping[str, str]]

SMALLEST_M = 8_000.0
"""A frame is at least this wide and high: the base map has nothing finer to show."""

MARGIN = 0.14
"""Free room round the incidents, as a share of their extent."""

LATITUDES = 100.0
LONGITUDES = 150.0
"""From an extent of so many degrees on it is a map of the world."""


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle in the plane of a projection.

    Attributes
    ----------
    definition : str
        PROJ string of the projection.
    name : (str, dict)
        What it is called: a key of `geomap.figure.words`, and what to put in.
    frame : (left, bottom, right, top)
        Metres in the plane.
    ground : float
        Metres on the ground for a metre in the plane, eastwards at the frame's middle.
    lon, lat : float
        The frame's middle, decimal degrees.
    """

    definition: str
    name: Name
    frame: Bounds
    ground: float
    lon: float
    lat: float
    is_world: bool = False

    @property
    def size_m(self) -> tuple[float, float]:
        """Width and height in the plane."""
        left, bottom, right, top = self.frame
        return right - left, top - bottom

    def boxes(self, margin: float = 0.05) -> list[Bounds]:
        """Boxes of longitude and latitude that hold the frame; two where it crosses 180°."""
        if self.is_world:
            return [(-180.0, -90.0, 180.0, 90.0)]
        left, bottom, right, top = _widened(self.frame, margin)
        across, up = np.meshgrid(np.linspace(left, right, 33), np.linspace(bottom, top, 33))
        lon, lat = geodesy.from_plane(self.definition, across.ravel(), up.ravel())
        there = np.isfinite(lon) & np.isfinite(lat)
        if not there.all():
            return [(-180.0, -90.0, 180.0, 90.0)]
        south, north = float(lat.min()), float(lat.max())
        if self._holds_pole(1):
            return [(-180.0, south, 180.0, 90.0)]
        if self._holds_pole(-1):
            return [(-180.0, -90.0, 180.0, north)]
        turned = self.lon + (lon - self.lon + 180) % 360 - 180
        west, east = float(turned.min()), float(turned.max())
        if west < -180:
            return [(west + 360, south, 180.0, north), (-180.0, south, east, north)]
        if east > 180:
            return [(west, south, 180.0, north), (-180.0, south, east - 360, north)]
        return [(west, south, east, north)]

    def to_plane(self, shapes: Sequence[object] | NDArray[np.object_]) -> NDArray[np.object_]:
        """Shapes of EPSG:4326 in the plane."""
        return geodesy.to_plane(self.definition, np.asarray(shapes, dtype=object))

    def _holds_pole(self, sign: int) -> bool:
        pole = shapely.get_coordinates(self.to_plane([shapely.Point(self.lon, 90.0 * sign)]))[0]
        left, bottom, right, top = self.frame
        return bool(left <= pole[0] <= right and bottom <= pole[1] <= top)


def view_of(shapes: NDArray[np.object_], aspect: float, *, margin: float = MARGIN) -> View:
    """The view that shows shapes of EPSG:4326 whole.

    Parameters
    ----------
    aspect : float
        Width of the map on paper over its height.
    """
    coords = shapely.get_coordinates(shapes)
    west, east = _narrowest(coords[:, 0])
    south, north = float(coords[:, 1].min()), float(coords[:, 1].max())
    if east - west > LONGITUDES or north - south > LATITUDES:
        return framed("+proj=eqearth +datum=WGS84", ("eqearth", {}), _WORLD, 2.05, True)
    lon = (_tidy((west + east) / 2, east - west) + 180) % 360 - 180
    lat = _tidy((south + north) / 2, north - south)
    definition, name = _projection(lon, lat, south, north, east - west)
    x0, y0, x1, y1 = shapely.total_bounds(geodesy.to_plane(definition, shapes))
    wide = max((x1 - x0) * (1 + 2 * margin), SMALLEST_M)
    high = max((y1 - y0) * (1 + 2 * margin), SMALLEST_M)
    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    frame = (middle_x - wide / 2, middle_y - high / 2, middle_x + wide / 2, middle_y + high / 2)
    return framed(definition, name, frame, aspect, False)


_WORLD = (-17_300_000.0, -8_450_000.0, 17_300_000.0, 8_450_000.0)


def _projection(lon: float, lat: float, south: float, north: float, span: float) -> tuple[str, Name]:
    """Equal-area at every scale: conic for wide regions of middle latitudes, else azimuthal."""
    if span > 8 and span > 1.3 * (north - south) and 20 < abs(lat) < 65:
        low, high = south + (north - south) / 6, north - (north - south) / 6
        low, high = (low, high) if high - low > 1 else (lat - 1, lat + 1)
        definition = f"+proj=aea +lat_1={low:.1f} +lat_2={high:.1f} +lat_0={lat:.2f} +lon_0={lon:.2f}"
        parallels = {"low": degrees(low, "NS", 1), "high": degrees(high, "NS", 1)}
        return f"{definition} +datum=WGS84", ("aea", parallels)
    centre = {"lat": degrees(lat, "NS", 1), "lon": degrees(lon, "EW", 1)}
    return f"+proj=laea +lat_0={lat:.2f} +lon_0={lon:.2f} +datum=WGS84", ("laea", centre)


def degrees(value: float, letters: str, decimals: int = 0) -> str:
    """A coordinate as it stands on maps: ``12.0° S``."""
    return f"{abs(value):.{decimals}f}° {letters[0] if value >= 0 else letters[1]}"


def framed(definition: str, name: Name, frame: Bounds, aspect: float, is_world: bool) -> View:
    """The frame widened to the shape of the paper, and what a metre in it is on the ground."""
    left, bottom, right, top = frame
    x, y = (left + right) / 2, (bottom + top) / 2
    wide, high = right - left, top - bottom
    wide, high = max(wide, high * aspect), max(high, wide / aspect)
    step = wide / 1_000
    lon, lat = geodesy.from_plane(definition, [x - step, x, x + step], [y, y, y])
    ground = float(geodesy.distance(lon[0], lat[0], lon[2], lat[2])) / (2 * step)
    outer = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    return View(definition, name, outer, ground, float(lon[1]), float(lat[1]), is_world)


def _narrowest(lon: Floats) -> tuple[float, float]:
    """West and east of the narrowest band that holds all longitudes; east may be over 180."""
    turned = np.unique(lon % 360)
    gaps = np.diff(np.append(turned, turned[0] + 360))
    at = int(np.argmax(gaps))
    west = float(turned[(at + 1) % len(turned)])
    return west, west + 360 - float(gaps[at])


def _tidy(middle: float, span: float) -> float:
    """A middle in round degrees, so that the projection can be stated in few words."""
    return round(middle, 1) if span > 0.5 else round(middle, 2)


def _widened(frame: Bounds, by: float) -> Bounds:
    left, bottom, right, top = frame
    dx, dy = (right - left) * by, (top - bottom) * by
    return left - dx, bottom - dy, right + dx, top + dy
