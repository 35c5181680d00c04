"""The one typed table that every format is written from."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geomap.model import COLUMNS, CRS, DAY, INTEGER, JSON, REAL, TEXT, table_columns
from geomap.readers import coerce

WKT_DECIMALS = 6

PART = 10_000
"""Shapes that are encoded or decoded together: what bounds the memory."""

_ARROW_TYPES = {
    TEXT: pa.large_string(),
    JSON: pa.large_string(),
    REAL: pa.float64(),
    INTEGER: pa.int64(),
    DAY: pa.date32(),
}


def to_arrow(table: pd.DataFrame) -> pa.Table:
    """A located table as Arrow.

    Returns
    -------
    pyarrow.Table
        geomap's columns first, in the order of `geomap.model.COLUMNS`, then the rest:
        `geometry` as WKB, `footprint` as WKB in a dictionary (rows that share an area
        share its bytes), days as date32, counts as int64, text as large_string, which is
        how pandas holds it. Without `lon` and `lat`.
    """
    points = _points(table)
    names = [name for name in table.columns if name not in ("lon", "lat", "geometry")]
    if isinstance(table, geopandas.GeoDataFrame) and table.active_geometry_name in names:
        names.remove(table.active_geometry_name)
    columns: dict[str, Any] = {}
    for name in table_columns([*map(str, names), "geometry"]):
        if name == "geometry":
            columns[name] = wkb_of(points)
        elif name == "footprint":
            columns[name] = _shared_wkb(table[name])
        else:
            columns[name] = _attribute(table[name], COLUMNS.get(name))
    return pa.table(columns)


def _points(table: pd.DataFrame) -> Any:
    if isinstance(table, geopandas.GeoDataFrame) and table.active_geometry_name is not None:
        shapes = table.geometry if table.crs is None or table.crs == CRS else table.geometry.to_crs(CRS)
        return np.asarray(shapes, dtype=object)
    made = np.full(len(table), None, dtype=object)
    if {"lon", "lat"} <= set(table.columns):
        there = (table["lon"].notna() & table["lat"].notna()).to_numpy()
        made[there] = shapely.points(table["lon"].to_numpy()[there], table["lat"].to_numpy()[there])
    return made


_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])
"""A point as WKB (OGC 06-103r4, 8.2): little-endian, of type 1."""


def wkb_of(points: Any) -> pa.Array:
    """Points, or other shapes, as WKB; null for None. Points are laid out as arrays: a million take 0.1 s."""
    missing = shapely.is_missing(points)
    plain = (shapely.get_type_id(points) == shapely.GeometryType.POINT) & ~shapely.has_z(points)
    if not (plain & ~shapely.is_empty(points) | missing).all():
        return pa.array(shapely.to_wkb(points), pa.binary())
    there = np.asarray(points, dtype=object)[~missing]
    laid = np.empty(len(there), dtype=_POINT)
    laid["order"], laid["type"] = 1, 1
    laid["x"], laid["y"] = shapely.get_x(there), shapely.get_y(there)
    ends = np.concatenate([[0], np.cumsum(~missing)]) * _POINT.itemsize
    mask = pa.array(~missing).buffers()[1] if missing.any() else None
    buffers = [mask, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(laid)]
    return pa.Array.from_buffers(pa.binary(), len(missing), buffers)


def positions_of(wkb: pa.ChunkedArray) -> tuple[Any, Any] | None:
    """Longitudes and latitudes of a column of points as `wkb_of` lays them out, nan where it is null.

    None if it holds anything else.
    """
    column = wkb.combine_chunks()
    there = column.is_valid().to_numpy(zero_copy_only=False)
    _, ends, bytes_ = column.buffers()
    ends = np.frombuffer(ends, np.int32)[column.offset : column.offset + len(column) + 1]
    if not (np.diff(ends) == np.where(there, _POINT.itemsize, 0)).all():
        return None
    laid = np.frombuffer(bytes_ or b"", np.uint8)[ends[0] : ends[-1]].view(_POINT)
    if not ((laid["order"] == 1) & (laid["type"] == 1)).all():
        return None
    lon, lat = np.full(len(column), np.nan), np.full(len(column), np.nan)
    lon[there], lat[there] = laid["x"], laid["y"]
    return lon, lat


def is_text(kind: pa.DataType) -> bool:
    """Whether a column of this type holds text, as pandas or as Arrow itself lays it out."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _shared_wkb(column: pd.Series) -> pa.DictionaryArray:
    """Encode each distinct shape once: rows of one description share one object."""
    shapes = np.array(column, dtype=object)
    shapes[shapely.is_missing(shapes)] = None
    codes, first = _by_identity(shapes)
    again, distinct = _distinct_wkb(shapes[first])
    indices = np.where(codes < 0, -1, again[codes] if len(first) else codes)
    return pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32(), mask=indices < 0), distinct)


def _distinct_wkb(shapes: Any) -> tuple[Any, pa.Array]:
    """Which WKB each shape has, and those that there are: different objects may still have one shape.

    In parts, so that there are never two copies of them all.
    """
    number_of: dict[bytes, int] = {}
    numbers, parts = [], [pa.array([], pa.binary())]
    for start in range(0, len(shapes), PART):
        made = shapely.to_wkb(shapes[start : start + PART]).tolist()
        new = []
        for wkb in made:
            key = blake2b(wkb, digest_size=16).digest()
            if key not in number_of:
                number_of[key] = len(number_of)
                new.append(wkb)
            numbers.append(number_of[key])
        parts.append(pa.array(new, pa.binary()))
    return np.array(numbers, dtype=np.int64), pa.concat_arrays(parts)


def _by_identity(shapes: Any) -> tuple[Any, Any]:
    """For each row the number of its object, -1 for None; and each object's first row."""
    codes, objects = pd.factorize(np.array([0 if shape is None else id(shape) for shape in shapes]))
    first = np.full(len(objects), -1)
    first[codes[::-1]] = np.arange(len(shapes))[::-1]
    if 0 in objects:
        none = int(np.flatnonzero(objects == 0)[0])
        codes = np.where(codes == none, -1, codes - (codes > none))
        first = np.delete(first, none)
    return codes, first


def _attribute(column: pd.Series, kind: str | None) -> pa.Array:
    if kind == JSON:
        column = coerce.text(column)
    elif kind == TEXT or _is_text(column):
        column = coerce.text(column) if kind == TEXT else _without_empty(column)
    if kind is not None:
        return pa.array(column, _ARROW_TYPES[kind], from_pandas=True)
    if pd.api.types.is_bool_dtype(column) or pd.api.types.is_numeric_dtype(column):
        return pa.array(column, from_pandas=True)
    if pd.api.types.is_datetime64_any_dtype(column):
        return pa.array(column, pa.timestamp("ms"), from_pandas=True, safe=False)
    return pa.array(_without_empty(column), pa.large_string(), from_pandas=True)


def _is_text(column: pd.Series) -> bool:
    return bool(column.dtype == "str")


def _without_empty(column: pd.Series) -> pd.Series:
    """Foreign columns as text: what has no type of its own in Arrow, such as lists and shapes."""
    text = column if _is_text(column) else coerce.text(column)
    empty = text == ""
    return text.mask(empty) if empty.any() else text


def wkt_of(areas: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """Which text each row has, and the texts: the WKT of a dictionary of WKB, each written once."""
    whole = areas.combine_chunks()
    shapes = shapely.from_wkb(whole.dictionary.to_numpy(zero_copy_only=False))
    return whole.indices, pa.array(shapely.to_wkt(shapes, rounding_precision=WKT_DECIMALS), pa.string())
