"""The published point-radius method: a point and one radius for a locality, as the protocol has it.

For those who must follow the protocol to the metre. geomap's own footprints are drawn as
shapes instead (`geomap.georeference.locate`), since the published circles are larger than
what the words support and, for directions, hold the truth less often.

References
----------
Wieczorek, Guo and Hijmans (2004), The point-radius method for georeferencing locality
descriptions and calculating associated uncertainty, IJGIS 18(8).
Chapman and Wieczorek (2020), Georeferencing Best Practices, GBIF.
"""

from __future__ import annotations

import math
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from geomap import geodesy
from geomap.relations import half_precision

UNITS_M = {
    "m": 1.0,
    "km": 1000.0,
    "mi": 1609.344,
    "yd": 0.9144,
    "ft": 0.3048,
    "nmi": 1852.0,
}
"""Metres in each unit (the calculator's mile is 1609.3445 m, 0.3 m longer in 1,000 km)."""

UNKNOWN_DATUM_M = 5_359.0
"""The largest shift between any datum in use and WGS84 anywhere: for a datum that is not known."""

STATED_DEGREES_HALF_WIDTH_DEG = 1.0
"""What the calculator takes for a direction given in degrees."""

_POINTS = {
    point: index * 11.25
    for index, point in enumerate(
        [
            "N",
            "NBE",
            "NNE",
            "NEBN",
            "NE",
            "NEBE",
            "ENE",
            "EBN",
            "E",
            "EBS",
            "ESE",
            "SEBE",
            "SE",
            "SEBS",
            "SSE",
            "SBE",
            "S",
            "SBW",
            "SSW",
            "SWBS",
            "SW",
            "SWBW",
            "WSW",
            "WBS",
            "W",
            "WBN",
            "WNW",
            "NWBW",
            "NW",
            "NWBN",
            "NNW",
            "NBW",
        ]
    )
}


class LocalityType(StrEnum):
    """The calculator's locality types, and those of the 2004 paper where they differ."""

    COORDINATES_ONLY = "coordinates_only"
    FEATURE_ONLY = "feature_only"
    DISTANCE_ONLY = "distance_only"
    DISTANCE_ALONG_PATH = "distance_along_path"
    ORTHOGONAL = "orthogonal"
    ORTHOGONAL_2004 = "orthogonal_2004"
    DISTANCE_AT_HEADING = "distance_at_heading"
    DISTANCE_PRECISION_2020 = "distance_precision_2020"
    DISTANCE_PRECISION_2004 = "distance_precision_2004"


class PointRadius(NamedTuple):
    """Decimal degrees in the input's datum, None where no start was given; radius in metres."""

    lon: float | None
    lat: float | None
    uncertainty_m: float


def point_radius(
    locality_type: str,
    *,
    lon: float | None = None,
    lat: float | None = None,
    unit: str = "m",
    radial: float = 0.0,
    distance: float = 0.0,
    direction: str | float = "N",
    distance_north: float = 0.0,
    distance_east: float = 0.0,
    distance_precision: float | None = None,
    measurement_error: float = 0.0,
    map_error_m: float = 0.0,
    datum_error_m: float | None = 0.0,
    coordinate_precision_deg: float = 0.0,
    coordinate_error_m: float | None = None,
) -> PointRadius:
    """Point and uncertainty of a locality by the published point-radius method.

    Parameters
    ----------
    locality_type : str
        A `LocalityType`. ``distance_precision_2020`` and ``_2004`` give, as uncertainty,
        what the rules of those years leave open in a stated `distance` alone.
    lon, lat : float, optional
        The named place's corrected centre, or for ``distance_along_path`` the point at the
        distance along the path; decimal degrees.
    unit : str
        Of `radial`, the distances, `distance_precision` and `measurement_error`: m, km, mi, yd, ft, nmi.
    radial : float
        From the corrected centre to the place's farthest point.
    distance, direction : float, str or float
        The offset, and its direction as a point of the compass ("NE", "NNE", "NbE") or in
        degrees clockwise from north.
    distance_north, distance_east : float
        The legs of orthogonal offsets; south and west are negative.
    distance_precision : float, optional
        Half the precision of the stated distance; by the 2020 rule if not given.
    measurement_error : float
        Of a distance measured on a map.
    map_error_m : float
        Accuracy of the map or other source of the coordinates.
    datum_error_m : float or None
        Zero for a known datum; None for an unknown one of which nothing better is known.
    coordinate_precision_deg : float
        The step in which the coordinates are stated.
    coordinate_error_m : float, optional
        Error from the coordinates' precision where it is known already, in metres.

    Raises
    ------
    ValueError
        If the type, unit or direction is unknown, or a number is negative or not finite.

    Notes
    -----
    Offsets follow geodesics; the calculator's planar degrees differ by a median of 1 m.

    Examples
    --------
    >>> point_radius("distance_at_heading", unit="km", distance=9, direction="NE",
    ...              radial=3, distance_precision=1, datum_error_m=79, coordinate_error_m=40)
    PointRadius(lon=None, lat=None, uncertainty_m=5918.7)
    """
    kind = LocalityType(locality_type)
    metres = _metres_of(unit)
    _require(radial, distance, measurement_error, map_error_m, coordinate_precision_deg)
    if kind in (LocalityType.DISTANCE_PRECISION_2020, LocalityType.DISTANCE_PRECISION_2004):
        return PointRadius(lon, lat, _rounded(_precision(distance, _RULE[kind]) * metres))
    if distance_precision is None:
        legs = [abs(leg) for leg in (distance, distance_north, distance_east) if leg]
        distance_precision = max((_precision(leg, 2020) for leg in legs), default=0.0)
    r, d, p = radial * metres, distance * metres, distance_precision * metres
    b = (UNKNOWN_DATUM_M if datum_error_m is None else datum_error_m) + map_error_m
    b += measurement_error * metres
    c = coordinate_error_m
    if c is None:
        c = geodesy.coordinate_error(lat or 0.0, coordinate_precision_deg)
    azimuth, half_width = heading(direction)
    if kind is LocalityType.DISTANCE_AT_HEADING:
        radius = _heading_radius(d, r + p + b, half_width) + c
        steps = [(d, azimuth)]
    elif kind in (LocalityType.ORTHOGONAL, LocalityType.ORTHOGONAL_2004):
        root = math.sqrt(2)
        radius = root * (r + p + b) + c if kind is LocalityType.ORTHOGONAL_2004 else r + p * root + b + c
        north, east = distance_north * metres, distance_east * metres
        steps = [(abs(north), 0.0 if north >= 0 else 180.0), (abs(east), 90.0 if east >= 0 else 270.0)]
    else:
        radius = b + c + sum({"r": r, "d": d, "p": p}[term] for term in _TERMS[kind])
        steps = []
    return PointRadius(*_moved(lon, lat, steps), _rounded(radius))


def heading(direction: str | float) -> tuple[float, float]:
    """Degrees clockwise from north and half width of a direction, by the published table.

    Examples
    --------
    >>> heading("E"), heading("NE"), heading("NNE"), heading("NbE"), heading(47)
    ((90.0, 45.0), (45.0, 22.5), (22.5, 11.25), (11.25, 5.625), (47.0, 1.0))
    """
    if not isinstance(direction, str):
        if not math.isfinite(direction):
            raise ValueError("a direction in degrees must be finite")
        return float(direction) % 360, STATED_DEGREES_HALF_WIDTH_DEG
    azimuth = _POINTS.get(direction.strip().upper())
    if azimuth is None:
        raise ValueError(f"unknown direction {direction!r}: use a point of the compass or degrees")
    half = next(half for half in (45.0, 22.5, 11.25, 5.625) if azimuth % (2 * half) == 0)
    return azimuth, half


_RULE = {LocalityType.DISTANCE_PRECISION_2020: 2020, LocalityType.DISTANCE_PRECISION_2004: 2004}

_TERMS = {
    LocalityType.COORDINATES_ONLY: "",
    LocalityType.FEATURE_ONLY: "r",
    LocalityType.DISTANCE_ONLY: "rdp",
    LocalityType.DISTANCE_ALONG_PATH: "rp",
}
"""What adds up besides source, datum and coordinate errors."""


def _heading_radius(d: float, q: float, half_width_deg: float) -> float:
    """From the middle to a corner of the sector that the direction leaves open, `q` farther out."""
    angle = math.radians(half_width_deg)
    return math.hypot(d + q - d * math.cos(angle), d * math.sin(angle))


def _precision(distance: float, rule: int) -> float:
    """Half the precision of a distance as stated, in its own unit, by the rule of 2020 or of 2004."""
    share = Fraction(str(distance)) % 1
    if share:
        common = share.denominator in (2, 3, 4, 8)
        denominator = share.denominator if common else 10 ** len(str(distance).partition(".")[2])
        return 1.0 / denominator if rule == 2004 else half_precision(distance, denominator)
    if rule == 2020:
        return half_precision(distance)
    digits = str(round(distance))
    zeros = len(digits) - len(digits.rstrip("0"))
    return 0.5 * 10.0**zeros if zeros else 1.0


def _moved(
    lon: float | None, lat: float | None, steps: list[tuple[float, float]]
) -> tuple[float | None, float | None]:
    if lon is None or lat is None:
        return None, None
    for metres, azimuth in steps:
        x, y = geodesy.destination(lon, lat, azimuth, metres)
        lon, lat = float(x), float(y)
    return round(lon, 7), round(lat, 7)


def _rounded(radius_m: float) -> float:
    return round(radius_m, 1)


def _metres_of(unit: str) -> float:
    if unit not in UNITS_M:
        raise ValueError(f"unknown unit {unit!r}: use one of {', '.join(UNITS_M)}")
    return UNITS_M[unit]


def _require(*values: float) -> None:
    if not all(math.isfinite(value) and value >= 0 for value in values):
        raise ValueError("radial, distances and errors must be finite and not negative")
