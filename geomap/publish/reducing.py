"""The public table: the columns that pass, dates rounded, areas instead of places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geomap.model import CRS, HARMS, RelationKind, Status
from geomap.publish import wording
from geomap.publish.areas import Area
from geomap.publish.choosing import lonlat
from geomap.publish.policy import Policy, blank
from geomap.publish.report import people_of
from geomap.publish.rounding import rounded

DATE_COLUMNS = ("date", "date_start", "date_end")
AREA_COLUMNS = ("uncertainty_m", "status", "method", "remarks", "place_name")
"""Columns that say of a sensitive row what its area is; of others they pass if they are named."""


def reduced(
    located: gpd.GeoDataFrame,
    ids: list[str],
    hidden: NDArray[np.bool_],
    areas: Mapping[int, Area],
    policy: Policy,
    language: str,
) -> gpd.GeoDataFrame:
    """The public table in the order of the rows."""
    columns: dict[str, Any] = {"id": pd.Series(ids, index=located.index, dtype="str")}
    secret = pd.Series(hidden, index=located.index)
    for name in policy.columns:
        if name not in (*DATE_COLUMNS, "id", "geometry", "footprint"):
            passing = _nullable(located[name])
            columns[name] = passing if name in policy.sensitive.columns else passing.mask(secret)
    columns |= _dates(located, hidden, policy)
    columns |= _places(located, hidden, areas, policy, columns, language)
    return gpd.GeoDataFrame(columns, geometry="geometry", crs=CRS)


def _nullable(column: pd.Series) -> pd.Series:
    """A column in which single values can be missing without a change of type."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.astype("boolean")
    if pd.api.types.is_integer_dtype(column.dtype):
        return column.astype("Int64")
    if column.dtype == "str" or pd.api.types.is_numeric_dtype(column.dtype):
        return column.copy()
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.dt.strftime("%Y-%m-%d").astype("str")
    return column.astype("object").map(lambda value: None if blank(value) else str(value)).astype("str")


def _dates(located: gpd.GeoDataFrame, hidden: NDArray[np.bool_], policy: Policy) -> dict[str, pd.Series]:
    """`date`, `date_start` and `date_end` if one of them passes, rounded outwards."""
    open_rows = any(name in policy.columns for name in DATE_COLUMNS)
    if not open_rows or not {"date_start", "date_end"} <= set(located.columns):
        return {}
    start, end = located["date_start"], located["date_end"]
    secret_passes = any(name in policy.sensitive.columns for name in DATE_COLUMNS)
    units = policy.dates, policy.sensitive.dates if secret_passes else "none"
    both = [rounded(start, end, unit) for unit in units]
    secret = pd.Series(hidden, index=located.index)
    return {name: both[0][at].where(~secret, both[1][at]) for at, name in enumerate(DATE_COLUMNS)}


def _places(
    located: gpd.GeoDataFrame,
    hidden: NDArray[np.bool_],
    areas: Mapping[int, Area],
    policy: Policy,
    columns: Mapping[str, pd.Series],
    language: str,
) -> dict[str, Any]:
    """Place columns: as they are for open rows if they pass, the area alone for sensitive ones."""
    lon, lat = lonlat(located)
    n = len(located)
    own = [str(name) for name in ("footprint",) if name in policy.columns]
    points = np.full(n, None, dtype=object)
    shapes = np.full(n, None, dtype=object)
    if "geometry" in policy.columns:
        there = np.isfinite(lon) & ~hidden
        points[there] = shapely.points(lon[there], lat[there])
    if own:
        shapes[~hidden] = np.asarray(located["footprint"], dtype=object)[~hidden]
    said: dict[str, list[Any]] = {name: _open_values(located, name, columns) for name in AREA_COLUMNS}
    label: list[str | None] = [None] * n
    for row in np.flatnonzero(hidden):
        area = areas.get(int(row))
        said["remarks"][row] = wording.of_row("" if area is None else area.label, language)
        said["status"][row] = str(Status.NOT_FOUND if area is None else Status.LOCATED)
        if area is not None:
            points[row], shapes[row] = shapely.Point(area.lon, area.lat), area.shape
            said["uncertainty_m"][row], said["method"][row] = round(area.radius_m), str(RelationKind.WITHIN)
            label[row] = said["place_name"][row] = area.label
    index = located.index
    made: dict[str, Any] = {
        "uncertainty_m": pd.Series(said["uncertainty_m"], index=index, dtype="float64"),
        "footprint": gpd.GeoSeries(shapes, index=index, crs=CRS),
        "geometry": gpd.GeoSeries(points, index=index, crs=CRS),
    }
    made |= {name: pd.Series(said[name], index=index, dtype="str") for name in AREA_COLUMNS[1:]}
    if hidden.any():
        made["published_as"] = pd.Series(label, index=index, dtype="str")
    return made


def _open_values(located: gpd.GeoDataFrame, name: str, columns: Mapping[str, pd.Series]) -> list[Any]:
    if name not in columns:
        return [None] * len(located)
    return [None if blank(value) else value for value in columns[name]]


def cell_rows(
    located: gpd.GeoDataFrame, table: gpd.GeoDataFrame, secret: Sequence[int], areas: Mapping[int, Area]
) -> list[tuple[str, str, str, int]]:
    """Published place, date and kind of each sensitive row, and how many people it speaks of."""
    names = [f"{harm}_{end}" for harm in HARMS for end in ("min", "max")]
    people = located[[name for name in names if name in located]].to_dict("records")
    dates, kinds = (_texts(table, name) for name in ("date", "kind"))
    return [
        (
            areas[row].label if row in areas else "(no place)",
            dates[row],
            kinds[row],
            people_of(people[row], HARMS) if people else 0,
        )
        for row in secret
    ]


def _texts(table: gpd.GeoDataFrame, name: str) -> list[str]:
    if name not in table:
        return [""] * len(table)
    return ["" if blank(value) else str(value) for value in table[name]]
