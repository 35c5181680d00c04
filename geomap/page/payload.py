"""The incident table as the page carries it: a core of numbers first, texts in chunks after.

The core is what the map needs to draw: position, day, kind, mark, footprint. Incidents
that stand on the map come first, sorted along a Z-order curve over the Web Mercator
square, so that every power-of-two cell is one run of rows; the others follow as they
came. Texts stand by date, so that a page of the list needs one chunk (`geomap.page.texts`);
the core says where each row's texts are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geomap.model import COLUMNS
from geomap.page import texts as page_texts
from geomap.page.columns import gzip64, pack
from geomap.page.marks import Mark, classify
from geomap.page.shapes import QUANTUM_DEG as SHAPE_QUANTUM_DEG
from geomap.page.shapes import distinct, pack_footprints

QUANTUM_DEG = 1e-5
"""Step of positions, about a metre."""

CORE_LEVEL = 6
"""Compression level: beyond it a build slows by more than the page shrinks."""

MOST_ACTORS = 60
"""Actors that the page can switch on and off by name; all others are one."""

DEATH_CLASSES = (1, 10, 50, 100)
"""From how many deaths each class begins."""

_ZORDER_BITS = 24
_IN_CORE = ("geometry", "footprint", "lon", "lat", "date_start", "date_end")


@dataclass(frozen=True, slots=True)
class Payload:
    """What the page writer puts into the file.

    Attributes
    ----------
    header : dict
        Plain JSON: counts, kinds, and how to cut the blocks up.
    bounds : (west, south, east, north) or None
        Of the incidents that stand on the map, footprints not counted; decimal degrees.
    core, shapes : str
        Base64 of gzip: the number columns; the distinct footprints.
    texts : Texts
        The texts in chunks, made while they are read.
    """

    header: dict[str, Any]
    bounds: tuple[float, float, float, float] | None
    core: str
    shapes: str
    texts: page_texts.Texts


def build(table: gpd.GeoDataFrame, *, layer_by: str = "kind", texts: Sequence[str] | None = None) -> Payload:
    """Encode an incident table.

    Parameters
    ----------
    table : GeoDataFrame
        Columns of `geomap.model.COLUMNS`, EPSG:4326, any index; others stay out unless named.
    layer_by : str
        The column whose values become layers; a table without it has a single layer.
    texts : sequence of str, optional
        Columns that reach the page as text; geomap's own if not given.
    """
    lon, lat, placed = positions(table)
    marks = classify(table, placed)
    order, on_map = curve_order(lon, lat, marks)
    kinds, codes = categories(table, layer_by)
    actors, actor_codes = frequent(table, "actor")
    start, end = days(table)
    by_date = np.argsort(np.where(start == 0, 2**62, start), kind="stable")
    rank = np.empty(len(table), np.int64)
    rank[by_date] = np.arange(len(table))
    shapes, numbers = footprints(table)
    first = int(start[start != 0].min(initial=2**31 - 1)) if (start != 0).any() else 0
    names = text_columns(table, layer_by) if texts is None else list(texts)
    core_columns: list[tuple[str, NDArray[Any], str]] = [
        ("lon", _quantise(lon)[order[:on_map]], "delta"),
        ("lat", _quantise(lat)[order[:on_map]], "delta"),
        ("mark", marks[order], "plain"),
        ("kind", codes[order], "plain"),
        ("day", np.where(start == 0, 0, start - first + 1)[order], "plain"),
        ("span", (end - start)[order], "plain"),
        ("footprint", numbers[order], "plain"),
        ("radius", _radius(table, numbers)[order], "plain"),
        ("actor", actor_codes[order], "plain"),
        ("deaths", deaths(table)[order], "plain"),
        ("text", rank[order], "delta"),
    ]
    core_header, core = pack(core_columns)
    shape_header, shape_block = pack_footprints(shapes)
    header = {
        "rows": len(table),
        "onMap": on_map,
        "firstDay": first - _EPOCH if first else 0,
        "chunkRows": page_texts.CHUNK_ROWS,
        "batchChunks": page_texts.BATCH_CHUNKS,
        "quantum": QUANTUM_DEG,
        "shapeQuantum": SHAPE_QUANTUM_DEG,
        "extent": extent(lon[order], lat[order], on_map, shapes, numbers[order]),
        "core": core_header,
        "shapes": shape_header,
        "kinds": kinds,
        "actors": actors,
        "columns": names,
    }
    return Payload(
        header=header,
        bounds=_bounds(lon[order[:on_map]], lat[order[:on_map]]),
        core=gzip64(core, CORE_LEVEL),
        shapes=gzip64(shape_block),
        texts=page_texts.encode(table, by_date, names),
    )


def positions(table: gpd.GeoDataFrame) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.bool_]]:
    """Longitude and latitude in degrees of each row, and whether it has a point."""
    shapes = table.geometry.to_numpy() if table.active_geometry_name else np.full(len(table), None)
    lon, lat = shapely.get_x(shapes), shapely.get_y(shapes)
    placed = np.isfinite(lon) & np.isfinite(lat)
    return lon, lat, placed


def curve_order(
    lon: NDArray[Any], lat: NDArray[Any], marks: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], int]:
    """Row numbers in page order, and how many of them stand on the map."""
    on_map = np.flatnonzero(marks < Mark.COUNTRY)
    keys = morton(lon[on_map], lat[on_map])
    rest = np.flatnonzero(marks >= Mark.COUNTRY)
    return np.concatenate((on_map[np.argsort(keys, kind="stable")], rest)), len(on_map)


def morton(lon: NDArray[Any], lat: NDArray[Any]) -> NDArray[np.uint64]:
    """Place on the Z-order curve over the Web Mercator square, 24 bits each way.

    Latitudes beyond 85.05° count as that; coordinates are rounded to the page's own step
    first, so that the page finds the same cells.
    """
    x = _quantise(lon) * QUANTUM_DEG / 360 + 0.5
    y = _mercator_y(_quantise(lat) * QUANTUM_DEG)
    top = 2**_ZORDER_BITS
    return _spread((x % 1.0) * top) | (_spread(np.clip(y * top, 0, top - 1)) << np.uint64(1))


def categories(table: pd.DataFrame, column: str) -> tuple[list[str], NDArray[np.int64]]:
    """Distinct values of the layer column, most frequent first, and each row's number among them.

    Rows without a value, and tables without the column, have the kind "".
    """
    if column not in table.columns:
        return [""], np.zeros(len(table), np.int64)
    codes, values = pd.factorize(table[column].astype("str").fillna("").str.strip())
    counts = np.bincount(codes, minlength=len(values))
    names = [str(value) for value in values]
    by_count = sorted(range(len(names)), key=lambda i: (-counts[i], names[i]))
    rank = np.empty(max(len(names), 1), np.int64)
    rank[by_count] = np.arange(len(names))
    return [names[i] for i in by_count] or [""], rank[codes]


def frequent(
    table: pd.DataFrame, column: str, most: int = MOST_ACTORS
) -> tuple[list[str], NDArray[np.int64]]:
    """The most frequent values of a column, and for each row its number among them from 1.

    Rows without a value have 0, rows with another value the number after the last.
    """
    values, codes = categories(table, column)
    named = [value for value in values if value][:most]
    number = {value: at + 1 for at, value in enumerate(named)}
    lookup = np.array([number.get(value, len(named) + 1) if value else 0 for value in values], np.int64)
    return named, lookup[codes]


def deaths(table: pd.DataFrame) -> NDArray[np.int64]:
    """Class of the highest figure for deaths: 0 none stated, 1 no death, then as `DEATH_CLASSES`."""
    figure = pd.Series(np.nan, index=table.index, dtype="float64")
    for name in ("killed_max", "killed_min"):
        if name in table.columns:
            figure = figure.fillna(pd.to_numeric(table[name], errors="coerce").astype("float64"))
    classes = np.searchsorted(DEATH_CLASSES, figure.fillna(-1).to_numpy(), side="right") + 1
    return np.where(figure.isna(), 0, classes).astype(np.int64)


_EPOCH = 2**24  # keeps days before 1970 positive; 45,000 years either way


def days(table: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last day of each row, counted from 1970 plus `_EPOCH`; 0 where unknown."""
    start = _day_numbers(table, "date_start")
    end = _day_numbers(table, "date_end")
    start = np.where(start == 0, end, start)
    return start, np.maximum(start, end)


def footprints(table: gpd.GeoDataFrame) -> tuple[list[Any], NDArray[np.int64]]:
    """Distinct footprints and each row's number among them, from 1; 0 for none."""
    if "footprint" not in table.columns:
        return [], np.zeros(len(table), np.int64)
    column = table["footprint"]
    shapes = (
        column.to_numpy() if isinstance(column.dtype, gpd.array.GeometryDtype) else column.to_numpy(object)
    )
    return distinct(np.asarray(shapes, dtype=object))


def text_columns(table: pd.DataFrame, layer_by: str) -> list[str]:
    """Columns of geomap's own that have a value to be shown as text."""
    own = [name for name in COLUMNS if name in table.columns and name not in (*_IN_CORE, layer_by)]
    return [name for name in own if table[name].notna().any()]


def extent(
    lon: NDArray[Any], lat: NDArray[Any], on_map: int, shapes: Sequence[Any], numbers: NDArray[np.int64]
) -> list[float] | None:
    """What the page shows at first: west, north, east, south as shares of the Web Mercator square.

    It holds the incidents on the map with their footprints; None where none stands on it. Where that is
    narrower, it reaches across the antimeridian: east is then beyond 1.
    """
    if not on_map:
        return None
    x, y, footprint = lon[:on_map], lat[:on_map], numbers[:on_map]
    sides = np.column_stack([x, y, x, y])
    if footprint.any():
        sides[footprint > 0] = shapely.bounds(np.asarray(shapes, dtype=object))[footprint[footprint > 0] - 1]
    west, south, east, north = sides.T
    west, east = west / 360 + 0.5, east / 360 + 0.5
    turn = west + east < 1
    plain, across = (west.min(), east.max()), ((west + turn).min(), (east + turn).max())
    found = across if across[1] - across[0] < plain[1] - plain[0] - 1e-9 else plain
    top, bottom = _mercator_y(np.array([north.max(), south.min()]))
    return [round(float(side), 9) for side in (found[0], top, found[1], bottom)]


def _mercator_y(lat: NDArray[Any]) -> NDArray[Any]:
    """Shares of the Web Mercator square southward; latitudes beyond 85.05° count as that."""
    sine = np.sin(np.radians(np.clip(lat, -85.05, 85.05)))
    share: NDArray[Any] = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    return share


def _bounds(lon: NDArray[Any], lat: NDArray[Any]) -> tuple[float, float, float, float] | None:
    if len(lon) == 0:
        return None
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _quantise(degrees: NDArray[Any]) -> NDArray[np.int64]:
    steps: NDArray[np.int64] = np.rint(np.nan_to_num(degrees) / QUANTUM_DEG).astype(np.int64)
    return steps


def _spread(values: NDArray[Any]) -> NDArray[np.uint64]:
    """Whole parts of 24 bits with a zero between each two bits."""
    v = values.astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        v = (v | (v << np.uint64(shift))) & np.uint64(mask)
    return v


def _day_numbers(table: pd.DataFrame, name: str) -> NDArray[np.int64]:
    if name not in table.columns:
        return np.zeros(len(table), np.int64)
    values = pd.to_datetime(table[name]).to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(values), 0, values.astype(np.int64) + _EPOCH)


def _radius(table: pd.DataFrame, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Metres, for rows that have a radius but no footprint to show it; else 0."""
    if "uncertainty_m" not in table.columns:
        return np.zeros(len(table), np.int64)
    metres = pd.to_numeric(table["uncertainty_m"], errors="coerce").to_numpy(float, na_value=np.nan)
    return np.where((numbers == 0) & (metres > 0), np.clip(np.nan_to_num(metres), 1, 2e7), 0).astype(np.int64)
