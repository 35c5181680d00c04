"""Distances, directions and shapes on the WGS84 ellipsoid; the only module that touches pyproj.

Every function takes arrays and broadcasts, so that one call serves a row or a table.
Longitude comes first, in decimal degrees, EPSG:4326; distances are metres.

Shapes are drawn in the azimuthal equidistant plane of their own anchor (x east, y north,
metres; distance and direction from the anchor are exact, lengths across them are 0.1 %
too long at 500 km) and carried to longitude and latitude vertex by vertex along
geodesics. Shapes that cross the antimeridian come back cut there; shapes that hold a
pole reach to latitude ±90 over all longitudes.

References
----------
Karney (2013), Algorithms for geodesics, J. Geodesy 87.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Geometries = NDArray[np.object_]

WGS84 = Geod(ellps="WGS84")

ARC_SEGMENTS = 12
"""Segments in a quarter circle; the polygon's radius is at most 0.22 % short between vertices."""

HALF_TURN_M = 20_003_931.0
"""Length of a meridian from pole to pole; no two points are farther apart."""

CHORD_M = 500_000.0
"""Up to this chord the farthest vertex of a shape is found by chords."""

FAR_SHARE = 0.94
"""Beyond, vertices whose chord spans so much of the largest angle are measured."""

_SLIT_M = 0.5


def destination(
    lon: ArrayLike, lat: ArrayLike, azimuth_deg: ArrayLike, distance_m: ArrayLike
) -> tuple[Floats, Floats]:
    """Point reached from a start point along a WGS84 geodesic.

    Parameters
    ----------
    lon, lat : float or array of shape (n,)
        Start, decimal degrees, EPSG:4326, longitude first.
    azimuth_deg : float or array of shape (n,)
        Degrees clockwise from true north.
    distance_m : float or array of shape (n,)
        Metres on the ellipsoid, not negative.

    Returns
    -------
    lon, lat : arrays of the broadcast shape

    Raises
    ------
    ValueError
        If a distance is negative or not finite.

    Examples
    --------
    >>> lon, lat = destination(-77.0309, -12.0453, 90, 11_265.408)
    >>> round(float(lon), 3), round(float(lat), 3)
    (-76.927, -12.045)
    """
    if _are_numbers(lon, lat, azimuth_deg, distance_m) and 0 <= np.asarray(distance_m) < np.inf:
        one = WGS84.fwd(lon, lat, azimuth_deg, distance_m)
        return np.asarray(one[0]), np.asarray(one[1])
    lon_, lat_, azimuth, distance_ = _broadcast(lon, lat, azimuth_deg, distance_m)
    if not np.all(np.isfinite(distance_) & (distance_ >= 0)):
        raise ValueError("distance_m must be finite and not negative")
    out_lon, out_lat, _ = WGS84.fwd(lon_, lat_, azimuth, distance_)
    return np.asarray(out_lon), np.asarray(out_lat)


def inverse(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> tuple[Floats, Floats]:
    """Azimuth (degrees clockwise from north, 0 to 360) and length (m) of the geodesic from 1 to 2."""
    if _are_numbers(lon1, lat1, lon2, lat2):
        turn, _, metres = WGS84.inv(lon1, lat1, lon2, lat2)
        return np.asarray(turn % 360), np.asarray(metres)
    start_lon, start_lat, end_lon, end_lat = _broadcast(lon1, lat1, lon2, lat2)
    azimuth, _, length = WGS84.inv(start_lon, start_lat, end_lon, end_lat)
    return np.asarray(azimuth) % 360, np.asarray(length)


def distance(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Length in metres of the geodesic between two points, element by element.

    Examples
    --------
    >>> round(float(distance(0, 0, 1, 0)))
    111319
    """
    return inverse(lon1, lat1, lon2, lat2)[1]


def disc(lon: ArrayLike, lat: ArrayLike, radius_m: ArrayLike) -> Geometries:
    """Discs round points: array of polygons, one an element.

    Raises
    ------
    ValueError
        If a radius is not positive and finite.
    """
    lon_, lat_, radius = _vectors(lon, lat, radius_m)
    _require_positive(radius)
    return unproject(lon_, lat_, _circles(radius))


def ring(lon: ArrayLike, lat: ArrayLike, inner_m: ArrayLike, outer_m: ArrayLike) -> Geometries:
    """Rings round points, from `inner_m` to `outer_m`; a disc where `inner_m` is not positive."""
    lon_, lat_, inner, outer = _vectors(lon, lat, inner_m, outer_m)
    _require_positive(outer - np.maximum(inner, 0))
    shapes = _circles(outer)
    hollow = inner > 0
    if hollow.any():
        holes = shapely.get_exterior_ring(_circles(inner[hollow]))
        shapes[hollow] = shapely.polygons(shapely.get_exterior_ring(shapes[hollow]), holes[:, None])
    return unproject(lon_, lat_, shapes)


def sector(
    lon: ArrayLike,
    lat: ArrayLike,
    azimuth_deg: ArrayLike,
    half_width_deg: ArrayLike,
    inner_m: ArrayLike,
    outer_m: ArrayLike,
    *,
    extent_m: ArrayLike = 0.0,
) -> Geometries:
    """Parts of rings that lie in a direction.

    Parameters
    ----------
    azimuth_deg, half_width_deg : array-like
        Middle direction and half of the opening angle, degrees; at most 180.
    inner_m, outer_m : array-like
        Nearest and farthest distance from the start, metres.
    extent_m : array-like
        The start may lie anywhere within this distance of the point: the sector is
        widened by as much on every side.

    Notes
    -----
    A measurement that starts anywhere in the anchor is the annular sector
    [inner, outer] x [azimuth ± half width] moved over the anchor, that is, buffered by
    the anchor's radial.
    """
    lon_, lat_, azimuth, half, inner, outer, extent = _vectors(
        lon, lat, azimuth_deg, half_width_deg, inner_m, outer_m, extent_m
    )
    _require_positive(outer - np.maximum(inner, 0))
    shapes = np.empty(len(lon_), dtype=object)
    # Of a quarter circle as many segments as it takes: an eighth, a quarter, or all of the circle.
    for least, most, quarters in ((-1.0, 22.5, 0.5), (22.5, 45.0, 1), (45.0, np.inf, 4)):
        picked = (half > least) & (half <= most)
        segments = round(quarters * ARC_SEGMENTS)
        shapes[picked] = _sectors(azimuth[picked], half[picked], inner[picked], outer[picked], segments)
    wide = extent > 0
    # Only the corners are rounded by this, which are small beside the sector.
    shapes[wide] = shapely.buffer(shapes[wide], extent[wide], quad_segs=ARC_SEGMENTS // 2)
    return unproject(lon_, lat_, shapes)


def _sectors(azimuth: Floats, half: Floats, inner: Floats, outer: Floats, segments: int) -> Geometries:
    """Annular sectors in the plane, each arc of so many segments."""
    angles = np.radians(azimuth[:, None] + half[:, None] * np.linspace(-1, 1, segments + 1))
    arc = np.stack([np.sin(angles), np.cos(angles)], axis=-1)
    far = arc * outer[:, None, None]
    # An inner arc of no size at all would fold over itself: it becomes a point.
    near = arc[:, ::-1] * np.where(inner < 1, 0, inner)[:, None, None]
    sectors: Geometries = shapely.polygons(np.concatenate([far, near, far[:, :1]], axis=1))
    return sectors


def corridor(
    lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike, half_width_m: ArrayLike
) -> Geometries:
    """Everything within `half_width_m` of the geodesic from point 1 to point 2."""
    lon_a, lat_a, lon_b, lat_b, width = _vectors(lon1, lat1, lon2, lat2, half_width_m)
    _require_positive(width)
    azimuth, length = inverse(lon_a, lat_a, lon_b, lat_b)
    middle_lon, middle_lat = destination(lon_a, lat_a, azimuth, length / 2)
    # About its middle the geodesic is a straight line through the origin.
    to_b, half = inverse(middle_lon, middle_lat, lon_b, lat_b)
    half = np.maximum(half, 1.0)
    radians = np.radians(to_b)
    ends = np.stack([np.sin(radians) * half, np.cos(radians) * half], axis=-1)
    lines = shapely.linestrings(np.stack([-ends, ends], axis=1))
    lines = shapely.segmentize(lines, np.maximum(width, 2 * half / 64))
    return unproject(middle_lon, middle_lat, shapely.buffer(lines, width, quad_segs=ARC_SEGMENTS))


def buffer(geometry: BaseGeometry, distance_m: float) -> BaseGeometry:
    """A geometry widened by a distance on the ground (for a geometry up to a country in size)."""
    centre = shapely.centroid(geometry)
    plane = project(centre.x, centre.y, geometry)
    wider = shapely.buffer(plane, distance_m, quad_segs=ARC_SEGMENTS)
    shape: BaseGeometry = unproject(centre.x, centre.y, wider)[0]
    return shape


def side(geometry: BaseGeometry, azimuth_deg: float) -> BaseGeometry:
    """The part of an area on one side: what lies beyond its middle in a direction.

    The middle is the centroid; the cut is set back by a tenth of the area's depth in that
    direction, since "northern" is seldom said of exactly one half.
    """
    centre = shapely.centroid(geometry)
    plane = shapely.make_valid(project(centre.x, centre.y, geometry))
    turn = np.radians(azimuth_deg)
    towards = np.array([np.sin(turn), np.cos(turn)])
    across = np.array([towards[1], -towards[0]])
    along = shapely.get_coordinates(plane) @ towards
    back, far = -0.1 * (along.max() - along.min()), 4.0 * HALF_TURN_M
    corners = [across * far + towards * back, -across * far + towards * back]
    corners += [-across * far + towards * far, across * far + towards * far]
    kept = shapely.intersection(plane, shapely.polygons([corners])[0])
    # The cut is straight on the ground: it gets vertices on the way.
    part: BaseGeometry = shapely.make_valid(
        unproject(centre.x, centre.y, shapely.segmentize(kept, 50_000.0))[0]
    )
    return part


def cells(
    lon: ArrayLike,
    lat: ArrayLike,
    radius_m: ArrayLike,
    disc: ArrayLike,
    other_lon: ArrayLike,
    other_lat: ArrayLike,
) -> Geometries:
    """Discs without what is nearer to one of some other points than to their own.

    Parameters
    ----------
    lon, lat, radius_m : arrays of shape (n,)
        The discs.
    disc : array of int, shape (m,), sorted
        Which disc each of the other points bounds; may be empty.
    other_lon, other_lat : arrays of shape (m,)
        The other points.

    Notes
    -----
    In the plane of its own point a disc ends half-way to a neighbour at distance d and
    azimuth a along a straight line: in direction t at d / 2 cos(t - a).
    """
    lon_, lat_, radius = _vectors(lon, lat, radius_m)
    _require_positive(radius)
    turn = np.linspace(0, 2 * np.pi, 4 * ARC_SEGMENTS + 1)
    reach = np.repeat(radius[:, None], len(turn), axis=1)
    owner = np.asarray(disc, dtype=np.intp)
    if len(owner):
        azimuth, length = inverse(lon_[owner], lat_[owner], other_lon, other_lat)
        facing = np.cos(turn - np.radians(azimuth)[:, None])
        half_way = np.divide(
            length[:, None] / 2, facing, out=np.full(facing.shape, np.inf), where=facing > 1e-9
        )
        bounded, starts = np.unique(owner, return_index=True)
        reach[bounded] = np.minimum(reach[bounded], np.minimum.reduceat(half_way, starts))
    unit = np.column_stack([np.sin(turn), np.cos(turn)])
    corners = unit * reach[:, :, None]
    corners[:, -1] = corners[:, 0]
    return unproject(lon_, lat_, shapely.polygons(corners))


def box_round(lon: float, lat: float, radius_m: float) -> tuple[float, float, float, float]:
    """West, south, east, north of a box that holds a disc; all longitudes where it meets ±180 or a pole.

    Examples
    --------
    >>> [round(side, 2) for side in box_round(0.0, 60.0, 10_000.0)]
    [-0.18, 59.91, 0.18, 60.09]
    """
    # A degree of latitude is 110.57 km at least; one of longitude 111.32 km times the cosine.
    high = radius_m / 110_500.0
    south, north = max(-90.0, lat - high), min(90.0, lat + high)
    widest = max(abs(south), abs(north))
    wide = high / np.cos(np.radians(widest)) if widest < 89.9 else 360.0
    if lon - wide < -180 or lon + wide > 180:
        return -180.0, south, 180.0, north
    return float(lon - wide), south, float(lon + wide), north


def between_outlines(one: BaseGeometry, other: BaseGeometry, distance_m: float) -> BaseGeometry:
    """What lies within a distance of both of two areas: their common border, widened."""
    margin = 2 * distance_m / 111_000.0 / max(0.1, np.cos(np.radians(shapely.centroid(one).y)))
    west, south, east, north = one.bounds
    near = shapely.intersection(
        other, shapely.box(west - margin, south - margin, east + margin, north + margin)
    )
    if near.is_empty:
        return near
    west, south, east, north = near.bounds
    own = shapely.intersection(one, shapely.box(west - margin, south - margin, east + margin, north + margin))
    if own.is_empty:
        return own
    shared: BaseGeometry = shapely.intersection(
        shapely.make_valid(buffer(own, distance_m)), shapely.make_valid(buffer(near, distance_m))
    )
    return shared


def utm(zone: str, easting_m: float, northing_m: float) -> tuple[float, float]:
    """Longitude and latitude of a UTM position on WGS84.

    Parameters
    ----------
    zone : str
        Zone number with its latitude band, or with N or S for the hemisphere ("18L"); a number
        alone is taken as north.

    Raises
    ------
    ValueError
        If the zone is not one of 1 to 60.

    Notes
    -----
    A letter N or S after the number may be a band or a hemisphere; both readings agree for
    N, and S is taken as the band (32 to 40 degrees north), as MGRS and most maps have it.

    Examples
    --------
    >>> lon, lat = utm("18L", 279_000, 8_666_000)
    >>> round(lon, 3), round(lat, 3)
    (-77.03, -12.06)
    """
    number, band = _utm_zone(zone)
    south = band != "" and band < "N"
    crs = f"EPSG:{(32700 if south else 32600) + number}"
    lon, lat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(easting_m, northing_m)
    return float(lon), float(lat)


def mgrs(square: str, easting_m: float, northing_m: float) -> tuple[float, float]:
    """Longitude and latitude of a position within an MGRS square such as ``18TUQ``.

    Raises
    ------
    ValueError
        If there is no such square.

    Examples
    --------
    >>> lon, lat = mgrs("18TUQ", 71_000, 12_000)
    >>> round(lon, 2), round(lat, 2)
    (-76.62, 44.35)
    """
    number, band = _utm_zone(square[:-2])
    column, row = square[-2:-1].upper(), square[-1:].upper()
    columns = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")[number % 3]
    if not column or column not in columns or not row or row not in _MGRS_ROWS or not band:
        raise ValueError(f"there is no MGRS square {square!r}")
    easting = (columns.index(column) + 1) * 100_000 + easting_m
    northing = (_MGRS_ROWS.index(row) - 5 * (number % 2 == 0)) % 20 * 100_000 + northing_m
    _, lowest = _band_floor(number, band)
    while northing < lowest - 100_000.0:
        northing += 2_000_000
    return utm(f"{number}{band}", easting, northing)


_MGRS_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_BANDS = "CDEFGHJKLMNPQRSTUVWX"


def _utm_zone(zone: str) -> tuple[int, str]:
    digits = zone.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ")
    band = zone[len(digits) :].strip().upper()
    if not (digits.isascii() and digits.isdigit() and 1 <= int(digits) <= 60):
        raise ValueError(f"there is no UTM zone {zone!r}")
    if band and band not in _BANDS:
        raise ValueError(f"there is no UTM band {band!r}")
    return int(digits), band


def _band_floor(number: int, band: str) -> tuple[float, float]:
    """UTM easting and northing of the middle of the lower edge of a grid zone."""
    crs = f"EPSG:{(32700 if band < 'N' else 32600) + number}"
    corner = -80.0 + 8.0 * _BANDS.index(band)
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(number * 6 - 183, corner)
    return float(x), float(y)


def reach(lon: ArrayLike, lat: ArrayLike, geometries: ArrayLike) -> Floats:
    """Metres from each point to the farthest vertex of its geometry; nan for an empty one.

    Notes
    -----
    Geodesics are measured only to vertices that can be the farthest by the angle at the
    Earth's centre that belongs to their chord: a geodesic is between 0.998 and 1.054 of that
    angle times the equatorial radius (three million random pairs, a third nearly
    antipodal). Within `CHORD_M` the two orders differ by less than a part in 300,000, since
    the curvature of the ellipsoid differs by less than 0.7 % between directions and a chord
    is s²/24R² shorter than its arc: there the longest chord is enough.
    """
    lon_, lat_, shapes = np.broadcast_arrays(
        np.atleast_1d(np.asarray(lon, float)),
        np.atleast_1d(np.asarray(lat, float)),
        np.atleast_1d(np.asarray(geometries, dtype=object)),
    )
    coords, index = shapely.get_coordinates(shapes, return_index=True)
    farthest = np.full(len(shapes), np.nan)
    if not len(coords):
        return farthest
    chord = ((_geocentric(lon_, lat_)[index] - _geocentric(coords[:, 0], coords[:, 1])) ** 2).sum(axis=1)
    owners, starts = np.unique(index, return_index=True)
    longest = np.zeros(len(shapes))
    longest[owners] = np.maximum.reduceat(chord, starts)
    least = np.where(longest > CHORD_M**2, _chord2(FAR_SHARE * _angle(longest)), longest)
    far = np.flatnonzero(chord >= least[index])
    metres = distance(lon_[index[far]], lat_[index[far]], coords[far, 0], coords[far, 1])
    np.fmax.at(farthest, index[far], metres)
    return farthest


def _angle(chord2: Floats) -> Floats:
    """Angle at the centre of a sphere of the equatorial radius, radians, of a squared chord in metres."""
    angle: Floats = 2 * np.arcsin(np.minimum(1.0, np.sqrt(chord2) / (2 * WGS84.a)))
    return angle


def _chord2(angle: Floats) -> Floats:
    chord: Floats = (2 * WGS84.a * np.sin(angle / 2)) ** 2
    return chord


def _geocentric(lon: Floats, lat: Floats) -> Floats:
    """Earth-centred coordinates of points on the ellipsoid, metres; shape (n, 3)."""
    lon, lat = np.radians(lon), np.radians(lat)
    sin, cos = np.sin(lat), np.cos(lat)
    vertical = WGS84.a / np.sqrt(1 - WGS84.es * sin**2)
    return np.column_stack(
        [vertical * cos * np.cos(lon), vertical * cos * np.sin(lon), vertical * (1 - WGS84.es) * sin]
    )


def enclosing_circle(geometry: BaseGeometry) -> tuple[float, float, float]:
    """Centre (lon, lat) and radius (m) of the smallest circle that holds the geometry."""
    centre = shapely.centroid(shapely.envelope(geometry))
    circle = shapely.minimum_bounding_circle(project(centre.x, centre.y, geometry))
    middle = shapely.centroid(circle)
    point = unproject(centre.x, centre.y, middle)[0]
    return point.x, point.y, float(reach(point.x, point.y, geometry)[0])


def coordinate_error(lat: float, precision_deg: float) -> float:
    """Radius in metres of what a coordinate stated to `precision_deg` leaves open.

    The diagonal of one step in latitude and longitude, from the radii of curvature of
    the meridian and of the prime vertical (Wieczorek, Guo and Hijmans 2004).

    Examples
    --------
    >>> round(coordinate_error(35.37, 0.01))
    1434
    """
    sin2 = np.sin(np.radians(lat)) ** 2
    flattened = 1 - WGS84.es * sin2
    vertical = WGS84.a / np.sqrt(flattened)
    meridian = WGS84.a * (1 - WGS84.es) / flattened**1.5
    step = np.radians(precision_deg)
    return float(np.hypot(step * meridian, step * vertical * np.cos(np.radians(lat))))


def area_m2(geometry: BaseGeometry) -> float:
    """Area on the ellipsoid in square metres; holes do not count."""
    area, _ = WGS84.geometry_area_perimeter(shapely.orient_polygons(geometry))
    return abs(float(area))


def project(lon: ArrayLike, lat: ArrayLike, geometries: ArrayLike) -> Geometries | Any:
    """Geometries in the azimuthal equidistant plane of a point each: metres east and north.

    One geometry gives one geometry, an array gives an array.
    """
    shapes = np.atleast_1d(np.asarray(geometries, dtype=object))
    lon_, lat_, _ = np.broadcast_arrays(
        np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float)), np.empty(len(shapes))
    )
    coords, index = shapely.get_coordinates(shapes, return_index=True)
    azimuth, length = inverse(lon_[index], lat_[index], coords[:, 0], coords[:, 1])
    radians = np.radians(azimuth)
    plane = np.column_stack([np.sin(radians) * length, np.cos(radians) * length])
    out = shapely.set_coordinates(shapes.copy(), plane)
    return out[0] if np.ndim(geometries) == 0 else out


def unproject(lon: ArrayLike, lat: ArrayLike, geometries: ArrayLike) -> Geometries:
    """Inverse of `project`: geometries in metres about a point each, to longitude and latitude."""
    shapes = np.atleast_1d(np.asarray(geometries, dtype=object)).copy()
    lon_, lat_, _ = np.broadcast_arrays(
        np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float)), np.empty(len(shapes))
    )
    shapes = _slit_at_poles(lon_, lat_, shapes)
    plane, index = shapely.get_coordinates(shapes, return_index=True)
    azimuth = np.degrees(np.arctan2(plane[:, 0], plane[:, 1]))
    length = np.minimum(np.hypot(plane[:, 0], plane[:, 1]), HALF_TURN_M)
    out_lon, out_lat = destination(lon_[index], lat_[index], azimuth, length)
    # Longitudes within half a turn of the anchor's keep a ring in one piece.
    out_lon = lon_[index] + (out_lon - lon_[index] + 180) % 360 - 180
    shapes = np.asarray(shapely.set_coordinates(shapes, np.column_stack([out_lon, out_lat])), dtype=object)
    bounds = shapely.bounds(shapes)
    for i in np.flatnonzero((bounds[:, 0] < -180) | (bounds[:, 2] > 180)):
        shapes[i] = _cut_at_antimeridian(shapely.make_valid(shapes[i]))
    return shapes


def _circles(radius: Floats) -> Geometries:
    turn = np.linspace(0, 2 * np.pi, 4 * ARC_SEGMENTS + 1)
    unit = np.column_stack([np.sin(turn), np.cos(turn)])
    unit[-1] = unit[0]
    circles: Geometries = shapely.polygons(unit * radius[:, None, None])
    return circles


def _slit_at_poles(lon: Floats, lat: Floats, shapes: Geometries) -> Geometries:
    """Cut shapes that hold a pole, or go round one, along the meridian opposite to their anchor.

    A ring round a pole has no inside on the longitude-latitude plane. In the anchor's
    own plane both poles lie on the y axis; a slit from the pole away from the anchor
    opens the ring, and its two sides come to lie half a turn east and west.
    """
    highest = np.abs(shapely.bounds(shapes)[:, [1, 3]]).max(axis=1)
    for pole, sign in ((90.0, 1), (-90.0, -1)):
        to_pole = distance(lon, lat, lon, np.full_like(lat, pole))
        for i in np.flatnonzero(highest >= to_pole):
            y1, y2 = sorted((sign * to_pole[i], sign * 2 * HALF_TURN_M))
            slit = shapely.box(-_SLIT_M, y1, _SLIT_M, y2)
            if shapely.intersects(shapes[i], slit):
                # Long straight edges would leave the meridian: they get vertices on the way.
                opened = shapely.difference(shapely.make_valid(shapes[i]), slit)
                shapes[i] = shapely.segmentize(opened, 20_000.0)
    return shapes


def _cut_at_antimeridian(shape: BaseGeometry) -> BaseGeometry:
    parts = [
        shapely.transform(
            shapely.intersection(shape, shapely.box(west, -90, west + 360, 90)), _shift(-180 - west)
        )
        for west in (-540, -180, 180)
    ]
    whole: BaseGeometry = shapely.union_all([part for part in parts if not part.is_empty])
    return whole


def _shift(by: float) -> Any:
    return lambda coords: coords + np.array([by, 0.0])


def _are_numbers(*values: ArrayLike) -> bool:
    """Whether a call is for one point only: arrays of one would take ten times as long."""
    return all(isinstance(value, float | int) for value in values)


def _broadcast(*values: ArrayLike) -> list[Floats]:
    return [np.array(a) for a in np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in values))]


def _vectors(*values: ArrayLike) -> list[Floats]:
    return [np.atleast_1d(array) for array in _broadcast(*values)]


def _require_positive(metres: Floats) -> None:
    if not np.all(np.isfinite(metres) & (metres > 0)):
        raise ValueError("radii and widths must be finite and positive")


def to_plane(definition: str, geometries: ArrayLike) -> Geometries:
    """Geometries of EPSG:4326 in a map projection.

    Parameters
    ----------
    definition : str
        PROJ string of the projection, in metres.

    Returns
    -------
    array of geometries
        Vertices that the projection cannot show are infinite.
    """
    shapes = np.atleast_1d(np.asarray(geometries, dtype=object)).copy()
    coords = shapely.get_coordinates(shapes)
    x, y = _transformer("EPSG:4326", definition).transform(coords[:, 0], coords[:, 1])
    return np.asarray(shapely.set_coordinates(shapes, np.column_stack([x, y])), dtype=object)


def from_plane(definition: str, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    """Longitude and latitude of positions in a map projection; infinite where there are none."""
    lon, lat = _transformer(definition, "EPSG:4326").transform(np.asarray(x, float), np.asarray(y, float))
    return np.asarray(lon), np.asarray(lat)


@lru_cache(maxsize=32)
def _transformer(source: str, target: str) -> Transformer:
    # Making one takes thousands of times as long as using it; a map needs one a view.
    return Transformer.from_crs(source, target, always_xy=True)
