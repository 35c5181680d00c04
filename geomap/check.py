"""What would embarrass us: a located table in, findings out.

Each finding names a row, what is wrong, and what to do. Nothing is changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geomap import geodesy
from geomap.model import HARMS, RelationKind, Status
from geomap.readers.formulas import neutralised

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


def check(table: gpd.GeoDataFrame, country_of: CountryOf | None = None) -> list[Finding]:
    """Look through a located table.

    Parameters
    ----------
    table : GeoDataFrame
        As `geomap.geocode` gives it.
    country_of : callable, optional
        Finds a country by name or code; without it no point is compared with its country.

    Returns
    -------
    list of Finding
        In the order of the rows; of one row the errors first.
    """
    ids = [_text(value) for value in table["id"]] if "id" in table else [""] * len(table)
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
    order = {Severity.ERROR: 0, Severity.WARNING: 1}
    named = [
        Finding(row + 1, ids[row], code, severity, message)
        for rows in found
        for row, code, severity, message in rows
    ]
    return sorted(named, key=lambda finding: (finding.row, order[finding.severity], finding.code))


Raw = Iterator[tuple[int, str, Severity, str]]


def _unplaced(table: gpd.GeoDataFrame) -> Raw:
    words = {
        Status.AMBIGUOUS: "several places could be meant",
        Status.NOT_FOUND: "the place was not found",
        Status.UNPARSED: "the words say no place that can be read",
    }
    for row, status in enumerate(_column(table, "status")):
        if status in words:
            place = _text(_column(table, "place").iloc[row])
            message = f"{words[Status(status)]}: {place!r}." if place else f"{words[Status(status)]}."
            yield row, str(status), Severity.WARNING, message[:1].upper() + message[1:]


def _same_words(table: gpd.GeoDataFrame) -> Raw:
    """The same place words of one country at different points."""
    points = _points(table)
    keys: dict[tuple[str, ...], list[int]] = {}
    for row in map(int, np.flatnonzero(~shapely.is_missing(points))):
        words = " ".join(_text(_column(table, "place").iloc[row]).casefold().split())
        if words:
            context = tuple(
                _text(_column(table, name).iloc[row]).casefold() for name in ("country", "admin1")
            )
            keys.setdefault((words, *context), []).append(row)
    for rows in keys.values():
        lon, lat = shapely.get_x(points[rows]), shapely.get_y(points[rows])
        away = geodesy.distance(lon[0], lat[0], lon, lat)
        for row, metres in zip(rows, away, strict=True):
            if metres > SPREAD_M:
                words = _text(_column(table, "place").iloc[row])
                yield (
                    row,
                    "same_words_elsewhere",
                    Severity.WARNING,
                    (f"The words {words!r} stand {metres / 1000:.1f} km away in row {rows[0] + 1}."),
                )


def _duplicates(table: gpd.GeoDataFrame) -> Raw:
    if "id" in table:
        for row, first in _repeated([_text(value) for value in table["id"]]):
            yield row, "duplicate_id", Severity.ERROR, f"The id is that of row {first + 1} already."
    columns = [name for name in ("title", "date", "place", "kind", "description") if name in table]
    if {"date", "place"} <= set(columns):
        texts = [[_text(value).casefold() for value in table[name]] for name in columns]
        keys = ["\x1f".join(values) if any(values) else "" for values in zip(*texts, strict=True)]
        for row, first in _repeated(keys):
            yield (
                row,
                "duplicate",
                Severity.WARNING,
                f"Says the same as row {first + 1}: {', '.join(columns)}.",
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
        pd.to_datetime(_column(table, name), errors="coerce") for name in ("date_start", "date_end")
    )
    for row, written in enumerate(_column(table, "date")):
        text = _text(written)
        if text and pd.isna(start.iloc[row]):
            yield row, "unread_date", Severity.ERROR, f"{text!r} is not a date that can be."
        elif pd.notna(start.iloc[row]) and pd.notna(end.iloc[row]) and start.iloc[row] > end.iloc[row]:
            yield row, "date_order", Severity.ERROR, f"{text!r} ends before it begins."


def _counts(table: gpd.GeoDataFrame) -> Raw:
    for harm in HARMS:
        low, high = (
            pd.to_numeric(_column(table, f"{harm}_{end}"), errors="coerce") for end in ("min", "max")
        )
        low, high = (column.to_numpy(float, na_value=np.nan) for column in (low, high))
        for row in np.flatnonzero(low > high):
            yield (
                int(row),
                "min_over_max",
                Severity.ERROR,
                (f"{harm}_min is {low[row]:.0f} and {harm}_max only {high[row]:.0f}."),
            )
        for row in np.flatnonzero((low < 0) | (high < 0)):
            yield int(row), "negative_count", Severity.ERROR, f"A number of {harm} people is below zero."


def _links(table: gpd.GeoDataFrame) -> Raw:
    for row, value in enumerate(_column(table, "source_url")):
        text = _text(value)
        if text and not is_link(text):
            yield row, "not_a_link", Severity.WARNING, f"source_url is no web address: {text[:80]!r}."


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
    points = _points(table)
    there = ~shapely.is_missing(points)
    zero = there & (shapely.get_x(points) == 0) & (shapely.get_y(points) == 0)
    for row in np.flatnonzero(zero):
        yield (
            int(row),
            "zero_coordinates",
            Severity.ERROR,
            ("The point is 0, 0, which stands for missing coordinates."),
        )


def _countries(table: gpd.GeoDataFrame, country_of: CountryOf) -> Raw:
    """Points outside the country that the row names, and given points at a country's own reference point."""
    points, methods = _points(table), _column(table, "method").map(_text)
    given = methods.isin([RelationKind.COORDINATES, RelationKind.DECISION, ""]).to_numpy()
    names = [_text(value) for value in _column(table, "country")]
    codes = [_text(value) for value in _column(table, "country_code")]
    known = {name: country_of(name) for name in {*names, *codes} if name}
    for row in np.flatnonzero(~shapely.is_missing(points)):
        point, said = points[row], known.get(names[row])
        if names[row] and said is None:
            yield int(row), "unknown_country", Severity.WARNING, f"There is no country {names[row]!r}."
        if said is not None and said.outline is not None and _outside(point, said.outline):
            yield int(row), "outside_country", Severity.ERROR, f"The point lies outside {said.name}."
        centre = said or known.get(codes[row])
        if given[row] and centre is not None:
            away = float(geodesy.distance(point.x, point.y, centre.lon, centre.lat))
            if away < CENTROID_M:
                yield (
                    int(row),
                    "country_centroid",
                    Severity.WARNING,
                    (f"The coordinates are the reference point of {centre.name}: probably no more is known."),
                )


COAST_DEG = 0.05
"""Outlines are generalised: a point this close to one may lie on either side."""


def _outside(point: Any, outline: Any) -> bool:
    return float(shapely.distance(point, outline)) > COAST_DEG


# --- the worklist ---------------------------------------------------------------------

WORK_COLUMNS = ("id", "place_id", "lon", "lat", "uncertainty_m", "who", "why")
CONTEXT_COLUMNS = ("findings", "date", "title", "place", "country", "place_name", "candidates", "remarks")


def worklist(table: gpd.GeoDataFrame, findings: list[Finding]) -> pd.DataFrame:
    """A table to fill in: the columns of a decision, empty, and beside them what a person needs to decide.

    The most consequential rows come first: those with the most people harmed, then those
    with errors, then in the order of the table. Given back as `--decisions`, rows that
    stay empty decide nothing.
    """
    by_row: dict[int, list[Finding]] = {}
    for finding in findings:
        by_row.setdefault(finding.row - 1, []).append(finding)
    harmed = _harmed(table)
    first = sorted(
        by_row, key=lambda row: (-harmed[row], -sum(f.severity == Severity.ERROR for f in by_row[row]), row)
    )
    rows = []
    for row in first:
        values: dict[str, Any] = dict.fromkeys(WORK_COLUMNS, "")
        values["id"] = _text(table["id"].iloc[row])
        values |= {name: _text(_column(table, name).iloc[row]) for name in CONTEXT_COLUMNS}
        values["findings"] = " ".join(finding.message for finding in by_row[row])
        values["candidates"] = _candidates(_column(table, "alternatives").iloc[row])
        rows.append(values)
    return pd.DataFrame(rows, columns=[*WORK_COLUMNS, *CONTEXT_COLUMNS], dtype="str")


def worklist_csv(work: pd.DataFrame) -> bytes:
    """A worklist as CSV, harmless to spreadsheets; `geomap.review.read_decisions` reads it back."""
    safe = work.apply(neutralised)
    return bytes(safe.to_csv(index=False, lineterminator="\n").encode("utf-8"))


def _harmed(table: gpd.GeoDataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
    columns = [
        name for name in (f"{harm}_{end}" for harm in HARMS for end in ("min", "max")) if name in table
    ]
    if not columns:
        return np.zeros(len(table))
    numbers = table[columns].apply(pd.to_numeric, errors="coerce").to_numpy(float, na_value=np.nan)
    return np.asarray(np.nan_to_num(numbers).max(axis=1))


def _candidates(text: Any) -> str:
    """Runners-up as a person reads and copies them: ``geonames:1 Name (0.41)``."""
    try:
        found = json.loads(text) if isinstance(text, str) else []
        return "; ".join(f"{one['place_id']} {one['name']} ({one['score']})" for one in found)
    except (ValueError, KeyError, TypeError):
        return ""


# --- two versions ---------------------------------------------------------------------


def changes(before: pd.DataFrame, after: pd.DataFrame) -> list[dict[str, Any]]:
    """What changed between two versions of a table, by id: added, removed, and columns that differ."""
    old, new = (_by_id(table) for table in (before, after))
    out: list[dict[str, Any]] = [{"id": key, "change": "removed"} for key in old if key not in new]
    for key, values in new.items():
        if key not in old:
            out.append({"id": key, "change": "added"})
            continue
        differing = sorted(name for name in {*values, *old[key]} if values.get(name) != old[key].get(name))
        if differing:
            out.append({"id": key, "change": "changed", "columns": differing})
    return out


def _by_id(table: pd.DataFrame) -> dict[str, dict[str, str]]:
    return {_text(record["id"]): {name: _text(value) for name, value in record.items()}
            for record in table.to_dict("records")}  # fmt: skip


def _points(table: gpd.GeoDataFrame) -> np.ndarray[Any, np.dtype[np.object_]]:
    points = np.array(table.geometry, dtype=object)
    points[shapely.is_missing(points) | shapely.is_empty(points)] = None
    return points


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    return table[name] if name in table else pd.Series(None, index=table.index, dtype=object)


def _text(value: Any) -> str:
    return "" if value is None or value is pd.NA or value is pd.NaT or value != value else str(value).strip()
