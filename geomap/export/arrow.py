"""The one typed table that every format is written from."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geomap.errors import OutputError
from geomap.model import COLUMNS, CRS, DAY, INTEGER, JSON, REAL, TEXT, table_columns
from geomap.readers import coerce

WKT_DECIMALS = 6

PART = 2_000
"""Shapes that are encoded or decoded together: what bounds the memory."""

MOST_BYTES = np.iinfo(np.int32).max
"""Bytes of shapes in one column of Arrow's binary type, and in one page of a Parquet dictionary."""

_ARROW_TYPES = {
    TEXT: pa.large_string(),
    JSON: pa.large_string(),
    REAL: pa.float64(),
    INTEGER: pa.int64(),
    DAY: pa.date32(),
}


def to_arrow(table: pd.DataFrame, *, shared_texts: bool = False) -> pa.Table:
    """A located table as Arrow.

    Parameters
    ----------
    shared_texts : bool
        Keep texts that rows refer to (see `geomap.georeference.table`) in a dictionary, as the
        footprints are: for a format that writes each once.

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
    names = table_columns([*map(str, names), "geometry"])

    def made(name: str) -> pa.Array:
        if name == "geometry":
            return wkb_of(points)
        if name == "footprint":
            return _shared_wkb(table[name])
        if shared_texts and _refers(table[name]):
            return _dictionary(table[name])
        return _attribute(table[name], COLUMNS.get(name))

    with ThreadPoolExecutor(max_workers=2) as pool:
        # Footprints take as long as all the rest: they go first.
        found = {name: pool.submit(made, name) for name in sorted(names, key="footprint".__ne__)}
        return pa.table({name: found[name].result() for name in names})


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
    points = np.asarray(points, dtype=object)
    codes, first = _by_identity(points)
    one_of_each = points[first]
    missing = shapely.is_missing(one_of_each)
    plain = (shapely.get_type_id(one_of_each) == shapely.GeometryType.POINT) & ~shapely.has_z(one_of_each)
    if not (plain & ~shapely.is_empty(one_of_each) | missing).all():
        return pa.array(shapely.to_wkb(points), pa.binary())
    laid = np.empty(len(first), dtype=_POINT)
    laid["order"], laid["type"] = 1, 1
    laid["x"], laid["y"] = shapely.get_x(one_of_each), shapely.get_y(one_of_each)
    there = ~missing[codes]
    ends = np.concatenate([[0], np.cumsum(there)]) * _POINT.itemsize
    mask = None if there.all() else pa.array(there).buffers()[1]
    buffers = [mask, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(laid[codes[there]])]
    return pa.Array.from_buffers(pa.binary(), len(points), buffers)


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
    objects = np.asarray(column, dtype=object)
    codes, first = _by_identity(objects)
    shapes = objects[first]
    there = ~shapely.is_missing(shapes)
    number = np.full(len(first), -1)
    number[there], distinct = _distinct_wkb(shapes[there])
    indices = number[codes].astype(np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=indices < 0), distinct)


def _distinct_wkb(shapes: Any) -> tuple[Any, pa.Array]:
    """Which WKB each shape has, and those that there are: different objects may still have one shape.

    In parts, and written one behind the other as they come, so that there are never two copies of them all.
    """
    number_of: dict[bytes, int] = {}
    numbers, ends = [], [0]
    joined = io.BytesIO()
    for start in range(0, len(shapes), PART):
        for wkb in shapely.to_wkb(shapes[start : start + PART]).tolist():
            key = blake2b(wkb, digest_size=16).digest()
            if key not in number_of:
                number_of[key] = len(number_of)
                ends.append(ends[-1] + joined.write(wkb))
                if ends[-1] > MOST_BYTES:
                    raise OutputError(
                        f"The footprints take more than {MOST_BYTES / 1e9:.1f} GB, which no column holds.",
                        hint="Geocode and write the table in parts.",
                    )
            numbers.append(number_of[key])
    buffers = [None, pa.py_buffer(np.array(ends, dtype=np.int32)), pa.py_buffer(joined.getbuffer())]
    return np.array(numbers, dtype=np.int64), pa.Array.from_buffers(pa.binary(), len(ends) - 1, buffers)


def _by_identity(objects: Any) -> tuple[Any, Any]:
    """For each row the number of its object, and each object's first row."""
    codes, addresses = pd.factorize(np.asarray(_Addresses(objects)))
    first = np.empty(len(addresses), dtype=np.intp)
    first[codes[::-1]] = np.arange(len(objects))[::-1]
    return codes, first


class _Addresses:
    """An array of objects seen as the addresses that it is made of: nothing is looked at behind them."""

    def __init__(self, objects: Any) -> None:
        self._objects = np.ascontiguousarray(objects)
        self.__array_interface__ = {**self._objects.__array_interface__, "typestr": np.dtype(np.intp).str}
        del self.__array_interface__["descr"]


def _refers(column: pd.Series) -> bool:
    return isinstance(column.dtype, pd.StringDtype) and column.dtype.storage == "python"


def _dictionary(column: pd.Series) -> pa.DictionaryArray:
    objects = column.to_numpy()
    codes, first = _by_identity(objects)
    # Different objects may still say the same; what is empty is missing.
    number, values = pd.factorize(coerce.text(pd.Series(objects[first], dtype=column.dtype)))
    indices = number[codes].astype(np.int32)
    texts = pa.array(values, pa.large_string())
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=indices < 0), texts)


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
