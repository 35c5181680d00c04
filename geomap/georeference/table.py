"""The incident table to a GeoDataFrame: distinct descriptions located once and joined back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geomap import geodesy
from geomap.coordinates import coordinate_problem
from geomap.dates import parse_dates
from geomap.georeference.locating import Progress, Query, georeference
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
    from geomap.gazetteer import Gazetteer

Objects = geodesy.Geometries

_PANDAS_TYPES = {TEXT: "str", REAL: "float64", INTEGER: "Int64", DAY: "datetime64[ms]", JSON: "str"}

_TEXTS_OF_ANSWER = (
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

    Returns
    -------
    GeoDataFrame
        The same rows in the same order and with the same index; the columns of
        `geomap.model.ADDED_COLUMNS` are added. Active geometry `geometry` (Point or None,
        EPSG:4326), second geometry column `footprint` (Polygon, MultiPolygon or None).
    """
    rows = _Rows(table, country, language)
    found = georeference(rows.queries, gazetteer, progress=progress)
    return _assemble(table, rows, rows.answers(found), remark_language)


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
        self.queries: list[Query] = []
        self._hinted = [_texts(table, name) for name in ("place", "country", "admin1", "admin2")]
        self._query_of_row = np.full(len(table), -1)
        known: dict[Query, int] = {}
        for row in np.flatnonzero(~self.own & (self._hinted[0] != "")):
            place, own_country, admin1, admin2 = (column[row] for column in self._hinted)
            query = Query(place, Hints(own_country or country, admin1, admin2, language))
            self._query_of_row[row] = known.setdefault(query, len(known))
        self.queries = list(known)
        self.answer_of_row = self._query_of_row.copy()

    def answers(self, found: list[Georeference]) -> list[Georeference]:
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
            answers.append(answer)
        for row in np.flatnonzero(~pd.isna(self.problem)).tolist():
            answers.append(self._with_problem(row, answers[self.answer_of_row[row]]))
            self.answer_of_row[row] = len(answers) - 1
        return answers

    def _with_problem(self, row: int, answer: Georeference) -> Georeference:
        values = {"lon": float(self.lon[row]), "lat": float(self.lat[row])}
        remark = Remark(f"coordinates_{self.problem[row]}", values)
        return replace(answer, remarks=(remark, *answer.remarks))


def _own(code: str) -> Georeference:
    return Georeference(Status.LOCATED, str(RelationKind.COORDINATES), remarks=(Remark(code),))


def _assemble(
    table: pd.DataFrame, rows: _Rows, answers: list[Georeference], language: str
) -> gpd.GeoDataFrame:
    index = table.index

    def spread(values: Iterable[Any]) -> Objects:
        """One value an answer to one value a row."""
        column = np.empty(len(answers), dtype=object)
        column[:] = list(values)
        return np.asarray(column[rows.answer_of_row], dtype=object)

    dates = _Dates(_texts(table, "date"))
    added: dict[str, Any] = {
        name: spread(getattr(answer, name) or None for answer in answers) for name in _TEXTS_OF_ANSWER
    }
    added |= {
        "status": spread(str(answer.status) for answer in answers),
        "score": spread(answer.score for answer in answers),
        "where_prec": spread(answer.where_prec for answer in answers),
        "geo_precision": spread(answer.geo_precision for answer in answers),
        "alternatives": spread(alternatives_json(answer) or None for answer in answers),
        "sources": spread("; ".join(answer.sources) or None for answer in answers),
        "remarks": dates.remarked(spread(say(answer.remarks, language) for answer in answers), language),
        "coder_lon": np.where(rows.own, np.nan, rows.lon),
        "coder_lat": np.where(rows.own, np.nan, rows.lat),
        **dates.columns(),
    }
    points, footprints, added["uncertainty_m"] = _shapes(table, rows, answers, spread)
    rest = table.drop(columns=[c for c in ("lon", "lat", *ADDED_COLUMNS) if c in table.columns])
    frame = rest.assign(
        **{
            name: pd.Series(values, index=index).astype(_PANDAS_TYPES[ADDED_COLUMNS[name]])
            for name, values in added.items()
        },
        geometry=gpd.GeoSeries(points, index=index, crs=CRS),
        footprint=gpd.GeoSeries(footprints, index=index, crs=CRS),
    )
    return gpd.GeoDataFrame(frame[table_columns(frame.columns)], geometry="geometry", crs=CRS)


def _shapes(
    table: pd.DataFrame,
    rows: _Rows,
    answers: list[Georeference],
    spread: Callable[[Iterable[Any]], Objects],
) -> tuple[Objects, Objects, geodesy.Floats]:
    """Points, footprints and radii of all rows.

    A row's own coordinates keep the radius that the row states and a disc of it, or the
    area that the row came with.
    """
    lon = np.where(rows.own, rows.lon, _floats(spread(answer.lon for answer in answers)))
    lat = np.where(rows.own, rows.lat, _floats(spread(answer.lat for answer in answers)))
    radius = _floats(spread(answer.uncertainty_m for answer in answers))
    footprints = spread(answer.footprint for answer in answers)
    points = np.full(len(table), None, dtype=object)
    placed = np.isfinite(lon)
    points[placed] = shapely.points(lon[placed], lat[placed])
    stated = rows.own & np.isfinite(rows.uncertainty) & (rows.uncertainty > 0)
    if stated.any():
        radius[stated] = rows.uncertainty[stated]
        footprints[stated] = geodesy.disc(lon[stated], lat[stated], radius[stated])
    if "footprint" in table.columns:
        given = np.asarray(table["footprint"], dtype=object)
        areas = rows.own & np.asarray(shapely.get_dimensions(given) == 2)
        footprints[areas] = given[areas]
        unknown = areas & ~stated
        radius[unknown] = geodesy.reach(lon[unknown], lat[unknown], given[unknown])
    return points, footprints, radius


class _Dates:
    """The `date` column, each distinct text read once."""

    def __init__(self, texts: Objects) -> None:
        self._of_row, distinct = pd.factorize(texts)
        self._texts = list(distinct)
        self._intervals = parse_dates(self._texts)

    def columns(self) -> dict[str, Any]:
        """`date_start`, `date_end`, `date_prec` and `time_precision`, row by row."""
        return {
            "date_start": self._days(interval.start for interval in self._intervals),
            "date_end": self._days(interval.end for interval in self._intervals),
            "date_prec": self._spread([interval.date_prec for interval in self._intervals]),
            "time_precision": self._spread([interval.time_precision for interval in self._intervals]),
        }

    def remarked(self, remarks: Objects, language: str) -> Objects:
        """The rows' remarks with what there is to say about their dates."""
        said = [
            say([Remark(f"date_{code}", {"text": text}) for code in interval.remarks], language)
            if text
            else ""
            for text, interval in zip(self._texts, self._intervals, strict=True)
        ]
        of_date = self._spread(said)
        for row in np.flatnonzero(of_date != ""):
            remarks[row] = f"{remarks[row]} {of_date[row]}".strip()
        return remarks

    def _days(self, days: Iterable[Any]) -> Any:
        return np.array(list(days), dtype="datetime64[D]").astype("datetime64[ms]")[self._of_row]

    def _spread(self, values: list[Any]) -> Objects:
        column = np.empty(len(values), dtype=object)
        column[:] = values
        return np.asarray(column[self._of_row], dtype=object)


def alternatives_json(answer: Georeference) -> str:
    """The runners-up as the JSON text of the `alternatives` column; empty if there are none."""
    if not answer.alternatives:
        return ""
    return json.dumps([c.as_alternative() for c in answer.alternatives], ensure_ascii=False)


def _floats(values: Objects) -> geodesy.Floats:
    return np.array(values, dtype=float)


def _reals(table: pd.DataFrame, name: str) -> geodesy.Floats:
    if name not in table.columns:
        return np.full(len(table), np.nan)
    return np.asarray(table[name].to_numpy(dtype="float64", na_value=np.nan), dtype=float)


def _texts(table: pd.DataFrame, name: str) -> Objects:
    if name not in table.columns:
        return np.full(len(table), "", dtype=object)
    return np.asarray(table[name].astype("object").where(table[name].notna(), "").to_numpy(), dtype=object)
