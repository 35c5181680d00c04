"""The incident table to a GeoDataFrame: distinct descriptions located once and joined back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geomap import geodesy
from geomap.coordinates import coordinate_problem
from geomap.dates import DateInterval, parse_dates
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

_PANDAS_TYPES = {TEXT: "str", REAL: "float64", INTEGER: "Int64", DAY: "datetime64[ms]", JSON: "str"}

_FROM_GEOREFERENCE = (
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
    work = _Rows(table, country, language)
    found = georeference(list(work.queries), gazetteer, progress=progress)
    answers = [
        _with_own_point(row, found[i] if i >= 0 else None, work) for row, i in enumerate(work.query_of_row)
    ]
    return _assemble(table, answers, work, remark_language)


class _Rows:
    """What each row offers: its own coordinates, its words, or neither."""

    def __init__(self, table: pd.DataFrame, country: str, language: str) -> None:
        n = len(table)
        self.lon = _reals(table, "lon")
        self.lat = _reals(table, "lat")
        self.uncertainty = _reals(table, "uncertainty_m")
        self.problem = coordinate_problem(self.lon, self.lat)
        self.own = np.isfinite(self.lon) & np.isfinite(self.lat) & np.equal(self.problem, None)
        place, own_country, admin1, admin2 = (
            _texts(table, name) for name in ("place", "country", "admin1", "admin2")
        )
        queries: dict[Query, int] = {}
        self.query_of_row = np.full(n, -1)
        for row in np.flatnonzero(~self.own & (place != "")):
            hints = Hints(own_country[row] or country, admin1[row], admin2[row], language)
            self.query_of_row[row] = queries.setdefault(Query(place[row], hints), len(queries))
        self.queries = tuple(queries)


def _with_own_point(row: int, answer: Georeference | None, work: _Rows) -> Georeference:
    """The row's own coordinates where they can be used, else what the words gave, with a remark."""
    if work.own[row]:
        return _own_point(work.lon[row], work.lat[row], work.uncertainty[row])
    remarks = []
    if work.problem[row]:
        values = {"lon": float(work.lon[row]), "lat": float(work.lat[row])}
        remarks.append(Remark(f"coordinates_{work.problem[row]}", values))
    if answer is None:
        return Georeference(Status.NOT_FOUND, remarks=(*remarks, Remark("no_place")))
    if remarks:
        fields = {name: getattr(answer, name) for name in answer.__slots__}
        return Georeference(**{**fields, "remarks": (*remarks, *answer.remarks)})
    return answer


def _own_point(lon: float, lat: float, uncertainty_m: float) -> Georeference:
    known = np.isfinite(uncertainty_m) and uncertainty_m > 0
    return Georeference(
        status=Status.LOCATED,
        method=str(RelationKind.COORDINATES),
        lon=float(lon),
        lat=float(lat),
        uncertainty_m=float(uncertainty_m) if known else None,
        footprint=geodesy.disc(lon, lat, uncertainty_m)[0] if known else None,
        remarks=(Remark("own_coordinates" if known else "own_coordinates_unknown"),),
    )


def _assemble(
    table: pd.DataFrame, answers: list[Georeference], work: _Rows, language: str
) -> gpd.GeoDataFrame:
    index = table.index
    dates = _texts(table, "date")
    intervals = parse_dates(dates)
    added: dict[str, Any] = {
        "status": [str(answer.status) for answer in answers],
        "uncertainty_m": [answer.uncertainty_m for answer in answers],
        "score": [answer.score for answer in answers],
        "where_prec": [answer.where_prec for answer in answers],
        "geo_precision": [answer.geo_precision for answer in answers],
        "remarks": [
            say([*answer.remarks, *_date_remarks(text, interval)], language)
            for answer, text, interval in zip(answers, dates, intervals, strict=True)
        ],
        "alternatives": [alternatives_json(answer) for answer in answers],
        "sources": ["; ".join(answer.sources) for answer in answers],
        "coder_lon": np.where(work.own, np.nan, work.lon),
        "coder_lat": np.where(work.own, np.nan, work.lat),
    }
    for name in _FROM_GEOREFERENCE:
        added[name] = [getattr(answer, name) for answer in answers]
    added |= {
        "date_start": [interval.start for interval in intervals],
        "date_end": [interval.end for interval in intervals],
        "date_prec": [interval.date_prec for interval in intervals],
        "time_precision": [interval.time_precision for interval in intervals],
    }
    rest = table.drop(columns=[c for c in ("lon", "lat", *ADDED_COLUMNS) if c in table.columns])
    frame = rest.assign(
        **{
            name: pd.Series(_missing(values, ADDED_COLUMNS[name]), index=index).astype(
                _PANDAS_TYPES[ADDED_COLUMNS[name]]
            )
            for name, values in added.items()
        }
    )
    frame["geometry"] = gpd.GeoSeries(_points(answers), index=index, crs=CRS)
    frame["footprint"] = gpd.GeoSeries([a.footprint for a in answers], index=index, crs=CRS)
    return gpd.GeoDataFrame(frame[table_columns(frame.columns)], geometry="geometry", crs=CRS)


def alternatives_json(answer: Georeference) -> str:
    """The runners-up as the JSON text of the `alternatives` column; empty if there are none."""
    if not answer.alternatives:
        return ""
    return json.dumps([c.as_alternative() for c in answer.alternatives], ensure_ascii=False)


def _date_remarks(text: str, interval: DateInterval) -> list[Remark]:
    return [Remark(f"date_{code}", {"text": text}) for code in interval.remarks] if text else []


def _points(answers: list[Georeference]) -> np.ndarray[Any, Any]:
    points = np.full(len(answers), None, dtype=object)
    placed = [i for i, answer in enumerate(answers) if answer.lon is not None]
    points[placed] = shapely.points([(answers[i].lon, answers[i].lat) for i in placed])
    return points


def _missing(values: Any, kind: str) -> Any:
    """Empty texts become missing values; the other types have a null of their own."""
    if kind in (TEXT, JSON):
        return [value or None for value in values]
    return values


def _reals(table: pd.DataFrame, name: str) -> geodesy.Floats:
    if name not in table.columns:
        return np.full(len(table), np.nan)
    return np.asarray(table[name].astype("float64").to_numpy(), dtype=float)


def _texts(table: pd.DataFrame, name: str) -> np.ndarray[Any, Any]:
    if name not in table.columns:
        return np.full(len(table), "", dtype=object)
    return np.asarray(table[name].astype("object").where(table[name].notna(), "").to_numpy(), dtype=object)
