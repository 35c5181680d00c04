"""The vocabulary: what every other module means by a place, a relation, a georeference.

Terms follow Darwin Core, GeoNames and ISO 19112 (see DESIGN.md, section 3). All
coordinates are decimal degrees in EPSG:4326, longitude first; units stand in names.
Nothing here imports pandas or geopandas, so that `geomap locate` starts quickly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

CRS = "EPSG:4326"
"""The coordinate reference system of every table that goes in or comes out."""

MAX_DESCRIPTION_CHARS = 2_000
"""Place descriptions are cut here, so that no parser meets unbounded text."""


class LonLat(NamedTuple):
    """A position: longitude, then latitude, decimal degrees, EPSG:4326."""

    lon: float
    lat: float


class Status(StrEnum):
    """What became of a place description."""

    LOCATED = "located"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"
    UNPARSED = "unparsed"


class RelationKind(StrEnum):
    """How the words tie an incident to a toponym; the `method` of a georeference."""

    AT = "at"
    NEAR = "near"
    OFFSET = "offset"
    DISTANCE = "distance"
    HEADING = "heading"
    ORTHOGONAL = "orthogonal"
    BETWEEN = "between"
    ALONG = "along"
    PART = "part"
    WITHIN = "within"
    BORDER = "border"
    JUNCTION = "junction"
    SEVERAL = "several"
    COORDINATES = "coordinates"
    DECISION = "decision"
    """Not said by words: a person decided."""


class Assertion(StrEnum):
    """Whether the source claims that the incident happened."""

    ASSERTED = "asserted"
    ALLEGED = "alleged"
    PLANNED = "planned"
    DENIED = "denied"


KINDS: tuple[str, ...] = (
    "killing",
    "massacre",
    "assassination",
    "bombing",
    "armed_attack",
    "clash",
    "kidnapping",
    "disappearance",
    "torture",
    "arrest",
    "arson",
    "robbery",
    "occupation",
    "riot",
    "displacement",
    "negotiation",
    "political_event",
    "accident",
    "disaster",
    "other",
)
"""The kinds of incident that geomap names itself; a user's own words pass as they are."""

HARMS: tuple[str, ...] = ("killed", "injured", "disappeared", "detained")
"""What people suffered; each has a `_min` and a `_max` column."""


class FeatureClass(StrEnum):
    """GeoNames feature classes: the first letter of what a place is."""

    ADMINISTRATIVE = "A"
    WATER = "H"
    AREA = "L"
    SETTLEMENT = "P"
    ROAD = "R"
    SPOT = "S"
    RELIEF = "T"
    UNDERSEA = "U"
    VEGETATION = "V"


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the gazetteer.

    Attributes
    ----------
    place_id : str
        Source and key in one, such as ``geonames:3936456`` or ``curated:castro-castro``.
    feature_class, feature_code : str
        GeoNames class and code, such as ``P`` and ``PPLC``.
    country_code : str
        ISO 3166-1 alpha-2; empty where no country applies.
    admin1, admin2 : str
        Codes of the containing areas within the country; empty if unknown.
    lon, lat : float
        Reference point, decimal degrees, EPSG:4326.
    extent_m : float
        Geographic radial: metres from the reference point to the farthest point that
        still belongs to the place. Stated by the source, taken from an outline, or
        estimated from class and population (`extent_basis` says which).
    """

    place_id: str
    name: str
    feature_class: str
    feature_code: str
    country_code: str
    admin1: str
    admin2: str
    lon: float
    lat: float
    population: int
    extent_m: float
    extent_basis: str
    source: str
    has_outline: bool = False

    @property
    def lonlat(self) -> LonLat:
        return LonLat(self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class Remark:
    """One reason, as a code with parameters, so that it can be said in any language.

    The parameters are plain strings and numbers; `geomap.georeference.remarks` turns
    code and parameters into a sentence.
    """

    code: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that could be meant.

    Attributes
    ----------
    score : float
        Between 0 and 1; the share of the belief that this candidate holds among all.
    reasons : tuple of str
        Short readable words, such as ``exact name`` or ``in the named country``.
    """

    place: Place
    score: float
    reasons: tuple[str, ...] = ()

    def as_alternative(self) -> dict[str, Any]:
        """The entry of the `alternatives` column for this candidate."""
        return {
            "place_id": self.place.place_id,
            "name": self.place.name,
            "lon": round(self.place.lon, 6),
            "lat": round(self.place.lat, 6),
            "score": round(self.score, 4),
        }


@dataclass(frozen=True, slots=True)
class Hints:
    """What else is known about where, besides the words of the description itself."""

    country: str = ""
    admin1: str = ""
    admin2: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class FootprintPart:
    """The footprint for one of the places that could be meant, and the belief in that place, 0 to 1."""

    footprint: BaseGeometry
    share: float
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Georeference:
    """The answer for one place description.

    Attributes
    ----------
    lon, lat : float or None
        Decimal degrees, EPSG:4326; None where nothing could be placed.
    uncertainty_m : float or None
        Radius in metres of the smallest circle round the point that holds the
        footprint; None where unknown. Never zero.
    footprint : shapely geometry or None
        Polygon or MultiPolygon, EPSG:4326: where the incident can have been.
    method : str
        The relation, a member of `RelationKind`; empty for `not_found` and `unparsed`.
    score : float or None
        Belief in the chosen place, 0 to 1.
    anchor : Place or None
        The place that the relation starts from.
    parts : tuple of FootprintPart
        What the footprint is the union of, the best first: one for each place that could be meant.
    """

    status: Status
    method: str = ""
    lon: float | None = None
    lat: float | None = None
    uncertainty_m: float | None = None
    footprint: BaseGeometry | None = None
    place_name: str = ""
    place_id: str = ""
    feature_code: str = ""
    country_code: str = ""
    admin1_name: str = ""
    admin2_name: str = ""
    score: float | None = None
    alternatives: tuple[Candidate, ...] = ()
    remarks: tuple[Remark, ...] = ()
    sources: tuple[str, ...] = ()
    where_prec: int | None = None
    geo_precision: int | None = None
    anchor: Place | None = None
    parts: tuple[FootprintPart, ...] = ()

    def __post_init__(self) -> None:
        if self.uncertainty_m is not None and not (
            math.isfinite(self.uncertainty_m) and self.uncertainty_m > 0
        ):
            raise ValueError("an uncertainty is a positive number of metres, or None where unknown")


# --- the incident table -------------------------------------------------------------

TEXT, REAL, INTEGER, DAY, JSON, SHAPE = "text", "real", "integer", "day", "json", "shape"
"""Types of columns: str, float64, nullable Int64, datetime64[ms] at midnight, JSON in text, geometry."""

INPUT_COLUMNS: Mapping[str, str] = {
    "id": TEXT,
    "title": TEXT,
    "description": TEXT,
    "date": TEXT,
    "place": TEXT,
    "country": TEXT,
    "admin1": TEXT,
    "admin2": TEXT,
    "lon": REAL,
    "lat": REAL,
    "uncertainty_m": REAL,
    "kind": TEXT,
    "actor": TEXT,
    **{f"{harm}_{end}": INTEGER for harm in HARMS for end in ("min", "max")},
    "assertion": TEXT,
    "source": TEXT,
    "source_url": TEXT,
    "quote": TEXT,
    "quote_spans": JSON,
}
"""Columns of the incident table as it comes in, in their order, with their types."""

ADDED_COLUMNS: Mapping[str, str] = {
    "geometry": SHAPE,
    "uncertainty_m": REAL,
    "footprint": SHAPE,
    "status": TEXT,
    "method": TEXT,
    "place_name": TEXT,
    "place_id": TEXT,
    "feature_code": TEXT,
    "country_code": TEXT,
    "admin1_name": TEXT,
    "admin2_name": TEXT,
    "score": REAL,
    "alternatives": JSON,
    "remarks": TEXT,
    "sources": TEXT,
    "date_start": DAY,
    "date_end": DAY,
    "where_prec": INTEGER,
    "geo_precision": INTEGER,
    "date_prec": INTEGER,
    "time_precision": INTEGER,
    "coder_lon": REAL,
    "coder_lat": REAL,
}
"""Columns that georeferencing adds, in their order, with their types."""

COLUMNS: Mapping[str, str] = {**INPUT_COLUMNS, **ADDED_COLUMNS}
"""Every column that geomap itself gives a meaning to."""


def is_own_column(name: str) -> bool:
    """Whether geomap gives the column a meaning; others travel along untouched.

    Examples
    --------
    >>> is_own_column("killed_min"), is_own_column("witness_name")
    (True, False)
    """
    return name in COLUMNS


def table_columns(present: Sequence[str]) -> list[str]:
    """Column order of a table: geomap's own first, in the order above, then the rest as they came."""
    known = [name for name in COLUMNS if name in present]
    return known + [name for name in present if name not in COLUMNS]
