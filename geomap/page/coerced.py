"""Any GeoDataFrame as a page can take it: geomap's own columns of their types, every text whole.

A table that `geomap.geocode` made passes as it is. One that somebody made by hand may use
geomap's names for other things, and hold anything in a column.
"""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geomap.errors import UsageError
from geomap.model import COLUMNS, CRS, DAY, INTEGER, REAL, SHAPE

_PLAIN = (str, int, float, bool)
_EXACT = 2**53  # whole numbers beyond it are not exact in a page
_MOST_LON, _MOST_LAT = 180.000001, 90.000001
_HINT = "Rename that column, or read the table with geomap.read_incidents."


def coerced(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The table in EPSG:4326, geomap's own columns as numbers, days and shapes, other values as text.

    Nothing is copied that is right already.

    Raises
    ------
    UsageError
        If it is no GeoDataFrame, its geometries are not points on the earth, two columns share a
        name, or one of geomap's own holds what it cannot be.
    """
    if not isinstance(table, gpd.GeoDataFrame):
        raise UsageError(
            f"A map needs a GeoDataFrame, not a {type(table).__name__}.",
            hint="Locate the incidents first: geomap.geocode(table).",
        )
    twice = sorted({str(name) for name in table.columns[table.columns.duplicated()]})
    if twice:
        raise UsageError(f"The table has two columns {twice[0]!r}.", hint="Rename one of them.")
    table = _points(_in_degrees(table))
    out = table
    for name in table.columns:
        column = table[name]
        fit = _fitting(column, COLUMNS.get(name), name)
        if fit is not column:
            out = table.copy(deep=False) if out is table else out
            out[name] = fit
    return out


def _in_degrees(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    crs = table.crs if table.active_geometry_name else None
    if crs is None or crs == CRS:
        return table
    out = table.to_crs(CRS)
    if "footprint" in out.columns:
        shapes = gpd.GeoSeries(table["footprint"])
        out["footprint"] = shapes.set_crs(shapes.crs or crs).to_crs(CRS)
    return out


def _points(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The table with points on the earth, or nothing, as its geometries."""
    if not table.active_geometry_name:
        return table
    shapes = table.geometry.to_numpy()
    bare = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    other = ~bare & (shapely.get_type_id(shapes) != shapely.GeometryType.POINT)
    if other.any():
        raise UsageError(
            f"Row {int(np.argmax(other)) + 1} is a {shapes[np.argmax(other)].geom_type}, not a point.",
            hint="Locate the table first, which makes areas footprints: geomap.geocode(table).",
        )
    lon, lat = np.full(len(table), np.nan), np.full(len(table), np.nan)
    lon[~bare], lat[~bare] = shapely.get_x(shapes[~bare]), shapely.get_y(shapes[~bare])
    off = (np.abs(lon) > _MOST_LON) | (np.abs(lat) > _MOST_LAT)
    if off.any():
        row = int(np.argmax(off))
        raise UsageError(
            f"Row {row + 1} is at longitude {lon[row]:g}, latitude {lat[row]:g}, which is not on the earth.",
            hint="Say in which system the coordinates are: table.set_crs(...).",
        )
    if not (bare & ~shapely.is_missing(shapes)).any():
        return table
    return table.set_geometry(table.geometry.mask(bare))


def _fitting(column: pd.Series, kind: str | None, name: str) -> pd.Series:
    if isinstance(column.dtype, gpd.array.GeometryDtype):
        return column
    if kind in (REAL, INTEGER) and not pd.api.types.is_numeric_dtype(column.dtype):
        return _converted(column, pd.to_numeric(column, errors="coerce"), name, "a number")
    if kind == DAY and not pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _converted(column, pd.to_datetime(column, errors="coerce"), name, "a day")
    if kind == SHAPE:
        wrong = column[~(shapely.is_geometry(column.to_numpy(object)) | column.isna().to_numpy())]
        if len(wrong):
            raise _misfit(name, wrong.iloc[0], "a shape")
        return column
    if pd.api.types.is_object_dtype(column.dtype):
        return column.map(_text, na_action="ignore")
    if pd.api.types.is_integer_dtype(column.dtype) and bool((column.dropna().abs() > _EXACT).any()):
        return column.astype("str")
    return column


def _converted(column: pd.Series, converted: pd.Series, name: str, what: str) -> pd.Series:
    wrong = column[converted.isna() & column.notna()]
    if len(wrong):
        raise _misfit(name, wrong.iloc[0], what)
    return converted


def _misfit(name: str, value: Any, what: str) -> UsageError:
    return UsageError(
        f"The column {name!r} holds {str(value)[:40]!r}, where geomap keeps {what}.", hint=_HINT
    )


def _text(value: Any) -> Any:
    """A value that can stand in JSON; halves of characters are replaced."""
    if not isinstance(value, _PLAIN) or value in (math.inf, -math.inf):
        value = str(value)
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
