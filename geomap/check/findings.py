"""What would embarrass us: a located table in, findings out.

Each finding names a row, what is wrong, and what to do. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geomap import geodesy
from geomap.check import words
from geomap.check.values import column_of, points_of, reals_of, texts_of
from geomap.model import HARMS, RelationKind, Status

SPREAD_M = 1_000.0
"""The same words at points farther apart than this are a finding."""

CENTROID_M = 1_000.0
"""Coordinates this close to a country's reference point were probably not measured."""


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """Cannot be true."""
    WARNING = "warning"
    """May be true; a person should look."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.

    Attributes
    ----------
    row : int
        The row, counted from 1.
    code : str
        What kind of finding, such as ``min_over_max``; stable, for programs.
    """

    row: int
    id: str
    code: str
    severity: Severity
    message: str

    def as_json(self) -> dict[str, Any]:
        """The finding for programs."""
        return {**asdict(self), "severity": str(self.severity)}


@dataclass(frozen=True, slots=True)
class Country:
    """What a check needs of a country: ISO 3166-1 alpha-2, its reference point, and its outline if known."""

    code: str
    name: str
    lon: float
    lat: float
    outline: Any = None


CountryOf = Callable[[str], Country | None]
"""Finds a country by name or code."""

AreaOf = Callable[[str, str], Any]
"""Finds the outline of a first-level area by country code and name; None if it is not known."""


def check(
    table: gpd.GeoDataFrame,
    country_of: CountryOf | None = None,
    area_of: AreaOf | None = None,
    *,
    language: str = "en",
) -> list[Finding]:
    """Look through a located table.

    Parameters
    ----------
    table : GeoDataFrame
        As `geomap.geocode` gives it.
    country_of : callable, optional
        Finds a country by name or code; without it no point is compared with its country.
    area_of : callable, optional
        Finds the outline of a first-level area; without it none is compared with its area.
    language : str
        Of the messages: ``en`` or ``es``.

    Returns
    -------
    list of Finding
        In the order of the rows; of one row the errors first.
    """
    ids = texts_of(table, "id")
    found: list[Raw] = [
        _unplaced(table),
        _same_words(table),
        _duplicates(table),
        _dates(table),
        _counts(table),
        _links(table),
        _null_island(table),
    ]
    if country_of:
        found.append(_countries(table, country_of))
        if area_of:
            found.append(_areas(table, country_of, area_of))
    order = {Severity.ERROR: 0, Severity.WARNING: 1}
    named = [
        Finding(row + 1, ids[row], code, severity, _message(language, code, values))
        for rows in found
        for row, code, severity, values in rows
    ]
    return sorted(named, key=lambda finding: (finding.row, order[finding.severity], finding.code))


Raw = Iterator[tuple[int, str, Severity, dict[str, Any]]]
"""Row, code, severity, and what fills the gaps of the message."""


def _message(language: str, code: str, values: dict[str, Any]) -> str:
    """A finding in words; metres are said as a distance, a status with the words that it is about."""
    if "metres" in values:
        values = {**values, "away": words.distance(language, values["metres"], least_km=0.0)}
    said = words.say(language, code, **values)
    if code in _STATUSES:
        return f"{said}: {values['place']!r}." if values["place"] else f"{said}."
    return said


_STATUSES = (Status.AMBIGUOUS, Status.NOT_FOUND, Status.UNPARSED)


def _unplaced(table: gpd.GeoDataFrame) -> Raw:
    for row, (status, place) in enumerate(
        zip(texts_of(table, "status"), texts_of(table, "place"), strict=True)
    ):
        if status in _STATUSES:
            yield row, str(status), Severity.WARNING, {"place": place}


def _same_words(table: gpd.GeoDataFrame) -> Raw:
    """The same place words of one country at different points."""
    points = points_of(table)
    places = texts_of(table, "place")
    contexts = [[text.casefold() for text in texts_of(table, name)] for name in ("country", "admin1")]
    keys: dict[tuple[str, ...], list[int]] = {}
    for row in map(int, np.flatnonzero(~shapely.is_missing(points))):
        if said := " ".join(places[row].casefold().split()):
            keys.setdefault((said, *(context[row] for context in contexts)), []).append(row)
    for rows in keys.values():
        lon, lat = shapely.get_x(points[rows]), shapely.get_y(points[rows])
        if (lon == lon[0]).all() and (lat == lat[0]).all():
            continue
        away = geodesy.distance(lon[0], lat[0], lon, lat)
        for row, metres in zip(rows, away, strict=True):
            if metres > SPREAD_M:
                values = {"place": places[row], "metres": float(metres), "first": rows[0] + 1}
                yield row, "same_words_elsewhere", Severity.WARNING, values


def _duplicates(table: gpd.GeoDataFrame) -> Raw:
    if "id" in table:
        for row, first in _repeated(texts_of(table, "id")):
            yield row, "duplicate_id", Severity.ERROR, {"first": first + 1}
    columns = [name for name in ("title", "date", "place", "kind", "description") if name in table]
    if {"date", "place"} <= set(columns):
        texts = [[text.casefold() for text in texts_of(table, name)] for name in columns]
        keys = ["\x1f".join(values) if any(values) else "" for values in zip(*texts, strict=True)]
        for row, first in _repeated(keys):
            yield (
                row,
                "duplicate",
                Severity.WARNING,
                {"first": first + 1, "columns": ", ".join(columns)},
            )


def _repeated(keys: list[str]) -> Iterator[tuple[int, int]]:
    seen: dict[str, int] = {}
    for row, key in enumerate(keys):
        if key and key in seen:
            yield row, seen[key]
        elif key:
            seen[key] = row


def _dates(table: gpd.GeoDataFrame) -> Raw:
    start, end = (
        pd.to_datetime(column_of(table, name), errors="coerce").to_numpy("datetime64[ms]")
        for name in ("date_start", "date_end")
    )
    unread, turned = np.isnat(start) & np.isnat(end), start > end
    for row, text in enumerate(texts_of(table, "date")):
        if text and unread[row]:
            yield row, "unread_date", Severity.ERROR, {"text": text}
        elif turned[row]:
            yield row, "date_order", Severity.ERROR, {"text": text}


def _counts(table: gpd.GeoDataFrame) -> Raw:
    for harm in HARMS:
        low, high = (reals_of(table, f"{harm}_{end}") for end in ("min", "max"))
        for row in np.flatnonzero(low > high):
            yield (
                int(row),
                "min_over_max",
                Severity.ERROR,
                {"harm": harm, "low": low[row], "high": high[row]},
            )
        for row in np.flatnonzero((low < 0) | (high < 0)):
            yield int(row), "negative_count", Severity.ERROR, {"harm": harm}


def _links(table: gpd.GeoDataFrame) -> Raw:
    for row, text in enumerate(texts_of(table, "source_url")):
        if text and not is_link(text):
            yield row, "not_a_link", Severity.WARNING, {"text": text[:80]}


def is_link(text: str) -> bool:
    """Whether a text is one http(s) address.

    Examples
    --------
    >>> is_link("https://example.org/a"), is_link("example.org"), is_link("javascript:alert(1)")
    (True, False, False)
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and "." in host and not any(char.isspace() for char in text)


def _null_island(table: gpd.GeoDataFrame) -> Raw:
    points = points_of(table)
    there = ~shapely.is_missing(points)
    zero = there & (shapely.get_x(points) == 0) & (shapely.get_y(points) == 0)
    for row in np.flatnonzero(zero):
        yield int(row), "zero_coordinates", Severity.ERROR, {}


def _countries(table: gpd.GeoDataFrame, country_of: CountryOf) -> Raw:
    """Points outside the country that the row names, and given points at a country's own reference point."""
    points = points_of(table)
    given = np.isin(texts_of(table, "method"), [RelationKind.COORDINATES, RelationKind.DECISION, ""])
    names, codes = texts_of(table, "country"), texts_of(table, "country_code")
    known = {name: country_of(name) for name in {*names, *codes} if name}
    placed = np.flatnonzero(~shapely.is_missing(points)).tolist()
    for row in placed:
        if names[row] and known[names[row]] is None:
            yield row, "unknown_country", Severity.WARNING, {"name": names[row]}
    for name, rows in _grouped(placed, names).items():
        said = known[name]
        if said is not None and said.outline is not None:
            for row in _outside(points, rows, said.outline):
                yield row, "outside_country", Severity.ERROR, {"name": said.name}
    for row in placed:
        centre = known.get(names[row]) or known.get(codes[row])
        if given[row] and centre is not None:
            away = float(geodesy.distance(points[row].x, points[row].y, centre.lon, centre.lat))
            if away < CENTROID_M:
                yield row, "country_centroid", Severity.WARNING, {"name": centre.name}


def _areas(table: gpd.GeoDataFrame, country_of: CountryOf, area_of: AreaOf) -> Raw:
    """Points outside the first-level area that the row names; one that is not known says nothing."""
    points = points_of(table)
    names = texts_of(table, "admin1")
    lands = zip(texts_of(table, "country"), texts_of(table, "country_code"), strict=True)
    keys = [(land or code, name) if name else None for (land, code), name in zip(lands, names, strict=True)]
    for key, rows in _grouped(np.flatnonzero(~shapely.is_missing(points)).tolist(), keys).items():
        country = country_of(key[0]) if key[0] else None
        outline = area_of(country.code, key[1]) if country else None
        if outline is not None:
            for row in _outside(points, rows, outline):
                yield row, "outside_area", Severity.WARNING, {"name": names[row]}


Key = TypeVar("Key", bound=Hashable)


def _grouped(rows: Sequence[int], keys: Sequence[Key | None]) -> dict[Key, list[int]]:
    """The rows of each key; those without one are left out."""
    groups: dict[Key, list[int]] = {}
    for row in rows:
        key = keys[row]
        if key:
            groups.setdefault(key, []).append(row)
    return groups


COAST_DEG = 0.05
"""Outlines are generalised: a point this close to one may lie on either side."""


def _outside(points: Any, rows: Sequence[int], outline: Any) -> list[int]:
    """The rows whose points lie farther from an outline than it is rough."""
    shapely.prepare(outline)
    near = shapely.dwithin(points[list(rows)], outline, COAST_DEG)
    return [row for row, is_near in zip(rows, near, strict=True) if not is_near]
