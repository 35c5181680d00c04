"""The incident table to a GeoDataFrame: distinct descriptions located once and joined back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas.array import GeometryArray

from geomap import geodesy
from geomap.collector import without_collector
from geomap.coordinates import coordinate_problem
from geomap.dates import parse_dates
from geomap.georeference.codebook import apply
from geomap.georeference.coded import with_terms
from geomap.georeference.locating import Progress, Query, georeference_parts
from geomap.georeference.remarks import say
from geomap.model import (
    ADDED_COLUMNS,
    CRS,
    DAY,
    INTEGER,
    JSON,
    REAL,
    TEXT,
    Georeference,
    Hints,
    RelationKind,
    Remark,
    Status,
    table_columns,
)

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geomap.gazetteer import Gazetteer

Objects = geodesy.Geometries
Indices = np.ndarray[Any, np.dtype[np.int64]]

_SHARED_TEXT = pd.StringDtype("python", na_value=np.nan)
"""Text whose rows refer to their values: rows of one description share its remarks, which are long."""

_PANDAS_TYPES = {
    TEXT: _SHARED_TEXT,
    REAL: "float64",
    INTEGER: "Int64",
    DAY: "datetime64[ms]",
    JSON: _SHARED_TEXT,
}

_TEXTS_OF_ANSWER = (
    "status",
    "method",
    "place_name",
    "place_id",
    "feature_code",
    "country_code",
    "admin1_name",
    "admin2_name",
)


def geocode(
    table: pd.DataFrame,
    gazetteer: Gazetteer,
    *,
    country: str = "",
    language: str = "",
    remark_language: str = "en",
    codebook: str = "",
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """Georeference every row of an incident table.

    Parameters
    ----------
    table : DataFrame
        An incident table (DESIGN.md, section 4), as `geomap.read_incidents` gives it.
    country : str
        Country of the rows that name none: name, ISO 3166-1 alpha-2 or alpha-3.
    language : str
        Language of the place descriptions, ISO 639-1; recognised if empty.
    remark_language : str
        Language of the remarks: ``en`` or ``es``.
    codebook : str
        Place points as a codebook does (`geomap.georeference.codebook.CODEBOOKS`), and add what it records.

    Returns
    -------
    GeoDataFrame
        The same rows in the same order and with the same index; the columns of
        `geomap.model.ADDED_COLUMNS` are added. Active geometry `geometry` (Point or None,
        EPSG:4326), second geometry column `footprint` (Polygon, MultiPolygon or None).
    """
    rows = _Rows(table, country, language)
    with without_collector(len(rows.queries)):
        parts = georeference_parts(rows.queries, gazetteer, progress=progress)
        placed = (apply(one, codebook) if codebook else one for part in parts for one in part)
        found = [_Answer.of(one, remark_language) for one in placed]
        located = _assemble(table, rows, rows.answers(found, remark_language), remark_language)
    return with_terms(located, codebook)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What of a georeference reaches the table, as it stands there: less to keep by far."""

    texts: tuple[str | None, ...]
    lon: float | None
    lat: float | None
    uncertainty_m: float | None
    footprint: BaseGeometry | None
    score: float | None
    where_prec: int | None
    geo_precision: int | None
    alternatives: str | None
    sources: str | None
    remarks: str

    @classmethod
    def of(cls, found: Georeference, language: str) -> _Answer:
        return cls(
            tuple([str(getattr(found, name)) or None for name in _TEXTS_OF_ANSWER]),
            found.lon,
            found.lat,
            found.uncertainty_m,
            found.footprint,
            found.score,
            found.where_prec,
            found.geo_precision,
            alternatives_json(found) or None,
            "; ".join(found.sources) or None,
            say(found.remarks, language),
        )


class _Rows:
    """What each row offers: its own coordinates, its words, or neither.

    Attributes
    ----------
    own : bool array
        Rows whose own coordinates are taken.
    queries : list of Query
        The distinct things to locate among the other rows.
    answer_of_row : int array
        For each row the position of its answer in `answers`.
    """

    def __init__(self, table: pd.DataFrame, country: str, language: str) -> None:
        self.lon, self.lat = _reals(table, "lon"), _reals(table, "lat")
        self.uncertainty = _reals(table, "uncertainty_m")
        self.problem = coordinate_problem(self.lon, self.lat)
        self.own = np.isfinite(self.lon) & np.isfinite(self.lat) & pd.isna(self.problem)
        said = [_Texts.of(table, name) for name in ("place", "country", "admin1", "admin2")]
        asking = np.flatnonzero(~self.own & said[0].is_said)
        self._query_of_row = np.full(len(table), -1)
        self._query_of_row[asking], first = _distinct([column.codes[asking] for column in said])
        self.queries = [
            Query(place, Hints(own_country or country, admin1, admin2, language))
            for place, own_country, admin1, admin2 in zip(
                *(column.at(asking[first]) for column in said), strict=True
            )
        ]
        self.answer_of_row = self._query_of_row.copy()

    def answers(self, found: list[_Answer], language: str) -> list[_Answer]:
        """The distinct answers: what was found, and what holds for rows without a query."""
        known = np.isfinite(self.uncertainty) & (self.uncertainty > 0)
        answers = list(found)
        for rows, answer in (
            (self.own & known, _own("own_coordinates")),
            (self.own & ~known, _own("own_coordinates_unknown")),
            (
                ~self.own & (self._query_of_row < 0),
                Georeference(Status.NOT_FOUND, remarks=(Remark("no_place"),)),
            ),
        ):
            self.answer_of_row[rows] = len(answers)
            answers.append(_Answer.of(answer, language))
        for row in np.flatnonzero(~pd.isna(self.problem)).tolist():
            answers.append(self._with_problem(row, answers[self.answer_of_row[row]], language))
            self.answer_of_row[row] = len(answers) - 1
        return answers

    def _with_problem(self, row: int, answer: _Answer, language: str) -> _Answer:
        values = {"lon": float(self.lon[row]), "lat": float(self.lat[row])}
        remark = say([Remark(f"coordinates_{self.problem[row]}", values)], language)
        return replace(answer, remarks=f"{remark} {answer.remarks}".strip())


@dataclass(frozen=True, slots=True)
class _Texts:
    """A column of text as numbers of its distinct values, of which few are made strings of their own.

    Attributes
    ----------
    codes : int array
        For each row the position in `distinct`.
    distinct : list of str
        What is missing is the empty text.
    """

    codes: Indices
    distinct: list[str]

    @classmethod
    def of(cls, table: pd.DataFrame, name: str) -> _Texts:
        if name not in table.columns:
            return cls(np.zeros(len(table), dtype=np.int64), [""])
        codes, values = pd.factorize(table[name], use_na_sentinel=True)
        # The missing are -1, so the last.
        return cls(codes.astype(np.int64) % (len(values) + 1), [*map(str, values), ""])

    @property
    def is_said(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """For each row whether it has a text."""
        return np.array([text != "" for text in self.distinct])[self.codes]

    def at(self, rows: Indices) -> list[str]:
        """The texts of some rows."""
        return [self.distinct[code] for code in self.codes[rows].tolist()]


def _distinct(columns: list[Indices]) -> tuple[Indices, Indices]:
    """For each row the number of its combination of values, and the first row of each combination."""
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for own in columns:
        # Renumbered at each step: the product of all the counts might not fit.
        codes = pd.factorize(codes * (own.max(initial=0) + 1) + own)[0]
    first = np.full(codes.max(initial=-1) + 1, 0)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes, first


def _own(code: str) -> Georeference:
    return Georeference(Status.LOCATED, str(RelationKind.COORDINATES), remarks=(Remark(code),))


def _assemble(table: pd.DataFrame, rows: _Rows, answers: list[_Answer], language: str) -> gpd.GeoDataFrame:
    dates = _Dates(_Texts.of(table, "date"), table.index)
    of_answers: dict[str, Sequence[Any]] = {
        **dict(zip(_TEXTS_OF_ANSWER, zip(*(answer.texts for answer in answers), strict=True), strict=True)),
        "score": [answer.score for answer in answers],
        "where_prec": [answer.where_prec for answer in answers],
        "geo_precision": [answer.geo_precision for answer in answers],
        "alternatives": [answer.alternatives for answer in answers],
        "sources": [answer.sources for answer in answers],
    }

    def spread(name: str) -> pd.Series:
        """One value an answer to one value a row."""
        return _taken(of_answers[name], rows.answer_of_row, ADDED_COLUMNS[name], table.index)

    with ThreadPoolExecutor(max_workers=2) as pool:
        added: dict[str, Any] = dict(zip(of_answers, pool.map(spread, of_answers), strict=True))
    added |= {
        "remarks": dates.remarked([answer.remarks for answer in answers], rows.answer_of_row, language),
        "coder_lon": np.where(rows.own | np.isnan(rows.lon), _reals(table, "coder_lon"), rows.lon),
        "coder_lat": np.where(rows.own | np.isnan(rows.lat), _reals(table, "coder_lat"), rows.lat),
        **dates.columns(),
    }
    points, footprints, added["uncertainty_m"] = _shapes(table, rows, answers)
    added["geometry"], added["footprint"] = GeometryArray(points, CRS), GeometryArray(footprints, CRS)
    left = [name for name in table.columns if name not in ("lon", "lat", *ADDED_COLUMNS, *added)]
    columns = {**{name: table[name] for name in left}, **added}
    # A column of this name is the active geometry.
    return gpd.GeoDataFrame(
        {name: columns[name] for name in table_columns(list(columns))}, index=table.index, copy=False
    )


def _taken(values: Sequence[Any], codes: Indices, kind: str, index: pd.Index) -> pd.Series:
    """Values of a kind of column, each made once, and spread to the rows by their codes."""
    made = pd.Series(values, dtype=_PANDAS_TYPES[kind])
    again, distinct = pd.factorize(made, use_na_sentinel=False)
    # The fewer there are to take from, the likelier the next one is at hand.
    return pd.Series(distinct, dtype=made.dtype).take(again[codes]).set_axis(index)


def _shapes(
    table: pd.DataFrame, rows: _Rows, answers: list[_Answer]
) -> tuple[Objects, Objects, geodesy.Floats]:
    """Points, footprints and radii of all rows; rows with one answer share its shapes.

    A row's own coordinates keep the radius that the row states and a disc of it, or the
    area that the row came with.
    """
    found = np.array([(answer.lon, answer.lat, answer.uncertainty_m) for answer in answers], dtype=float)
    areas = np.empty(len(answers), dtype=object)
    areas[:] = [answer.footprint for answer in answers]
    lon, lat, radius = found[rows.answer_of_row].T
    footprints = areas[rows.answer_of_row]
    points = _points(found[:, 0], found[:, 1])[rows.answer_of_row]
    lon, lat = np.where(rows.own, rows.lon, lon), np.where(rows.own, rows.lat, lat)
    points[rows.own] = _points(lon[rows.own], lat[rows.own])
    stated = rows.own & np.isfinite(rows.uncertainty) & (rows.uncertainty > 0)
    if stated.any():
        radius[stated] = rows.uncertainty[stated]
        footprints[stated] = geodesy.disc(lon[stated], lat[stated], radius[stated])
    if "footprint" in table.columns:
        given = np.asarray(table["footprint"], dtype=object)
        drawn = rows.own & np.asarray(shapely.get_dimensions(given) == 2)
        footprints[drawn] = given[drawn]
        unknown = drawn & ~stated
        radius[unknown] = geodesy.reach(lon[unknown], lat[unknown], given[unknown])
    return points, footprints, radius


def _points(lon: geodesy.Floats, lat: geodesy.Floats) -> Objects:
    """Points, or None where there is no coordinate."""
    points = np.full(len(lon), None, dtype=object)
    placed = np.isfinite(lon)
    points[placed] = shapely.points(lon[placed], lat[placed])
    return points


class _Dates:
    """The `date` column, each distinct text read once."""

    def __init__(self, texts: _Texts, index: pd.Index) -> None:
        self._of_row, self._texts = texts.codes, texts.distinct
        self._index = index
        self._intervals = parse_dates(self._texts)

    def columns(self) -> dict[str, Any]:
        """`date_start`, `date_end`, `date_prec` and `time_precision`, row by row."""
        return {
            "date_start": self._days(interval.start for interval in self._intervals),
            "date_end": self._days(interval.end for interval in self._intervals),
            "date_prec": self._numbers(interval.date_prec for interval in self._intervals),
            "time_precision": self._numbers(interval.time_precision for interval in self._intervals),
        }

    def remarked(self, remarks: list[str], answer_of_row: Indices, language: str) -> pd.Series:
        """The remarks of the rows' answers, with what there is to say about their dates."""
        said = [
            say([Remark(f"date_{code}", {"text": text}) for code in interval.remarks], language)
            if text
            else ""
            for text, interval in zip(self._texts, self._intervals, strict=True)
        ]
        if not any(said):
            return _taken(remarks, answer_of_row, TEXT, self._index)
        codes, pairs = pd.factorize(answer_of_row * len(said) + self._of_row)
        together = [f"{remarks[pair // len(said)]} {said[pair % len(said)]}".strip() for pair in pairs]
        return _taken(together, codes, TEXT, self._index)

    def _days(self, days: Iterable[Any]) -> Any:
        return np.array(list(days), dtype="datetime64[D]").astype("datetime64[ms]")[self._of_row]

    def _numbers(self, values: Iterable[int | None]) -> pd.Series:
        return _taken(list(values), self._of_row, INTEGER, self._index)


def alternatives_json(answer: Georeference) -> str:
    """The runners-up as the JSON text of the `alternatives` column; empty if there are none."""
    if not answer.alternatives:
        return ""
    return json.dumps([c.as_alternative() for c in answer.alternatives], ensure_ascii=False)


def _reals(table: pd.DataFrame, name: str) -> geodesy.Floats:
    if name not in table.columns:
        return np.full(len(table), np.nan)
    return np.asarray(table[name].to_numpy(dtype="float64", na_value=np.nan), dtype=float)
