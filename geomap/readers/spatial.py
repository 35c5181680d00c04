"""GeoJSON, GeoPackage, FlatGeobuf, Shapefile and Parquet: attributes and shapes."""

from __future__ import annotations

import json
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from pyarrow import parquet

from geomap.errors import InputError, UsageError
from geomap.model import CRS
from geomap.readers.objects import frame_of_records
from geomap.readers.source import Notify, Source

INCIDENTS_LAYER, FOOTPRINTS_LAYER = "incidents", "footprints"

STYLES_TABLE = "layer_styles"
"""Where QGIS keeps styles in a GeoPackage: a table, but no layer."""

Shapes = np.ndarray[Any, np.dtype[np.object_]]
"""Shapely geometries in EPSG:4326, None where a row has none."""

_MAGIC = {
    "gpkg": (b"SQLite format 3\x00", "a GeoPackage"),
    "fgb": (b"fgb", "FlatGeobuf"),
    "shp": (b"\x00\x00\x27\x0a", "a Shapefile"),
}
_TYPES = {
    pa.string(): pd.StringDtype(na_value=np.nan),
    pa.large_string(): pd.StringDtype(na_value=np.nan),
    pa.bool_(): pd.BooleanDtype(),
    **{
        kind: pd.Int64Dtype()
        for kind in (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32())
    },
}


def frame_of_arrow(table: pa.Table) -> pd.DataFrame:
    """Arrow to pandas with nullable types: a null never turns an integer into a float."""
    columns = []
    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(at, field.name, table.column(at).cast(field.type.value_type))
        elif pa.types.is_date(field.type):
            table = table.set_column(at, field.name, table.column(at).cast(pa.timestamp("ms")))
        columns.append(field.name)
    frame = table.replace_schema_metadata(None).to_pandas(types_mapper=_TYPES.get)
    return frame[columns]


# --- GeoJSON ------------------------------------------------------------------------


def is_geojson(document: Any) -> bool:
    """Whether a JSON document says that it is GeoJSON."""
    return isinstance(document, dict) and document.get("type") in ("FeatureCollection", "Feature")


def read_geojson(document: Any, *, name: str, notify: Notify) -> tuple[pd.DataFrame, Shapes]:
    """Attributes and shapes of a GeoJSON document (RFC 7946, or 2008 with a `crs` member).

    Read here and not through GDAL, which turns texts that look like dates or JSON into
    something else.
    """
    if not is_geojson(document):
        raise InputError("this is not a GeoJSON FeatureCollection.", path=name)
    features = document.get("features") if document["type"] == "FeatureCollection" else [document]
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise InputError("its `features` is not a list of objects.", path=name)
    if not features:
        raise InputError("there is no feature.", path=name)
    shapes = np.array([_shape(feature, at, name) for at, feature in enumerate(features, 1)], dtype=object)
    records = [_properties(feature) for feature in features]
    crs = document.get("crs")
    if isinstance(crs, dict):
        shapes = in_degrees(shapes, crs.get("properties", {}).get("name"), name=name, notify=notify)
    return frame_of_records(records, name=name) if any(records) else pd.DataFrame(
        index=range(len(features))
    ), shapes


def _shape(feature: dict[str, Any], number: int, name: str) -> Any:
    geometry = feature.get("geometry")
    if geometry is None:
        return None
    try:
        if geometry["type"] == "Point" and len(geometry["coordinates"]) >= 2:
            return shapely.Point(geometry["coordinates"][:2])
        return shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.errors.ShapelyError, KeyError, TypeError, ValueError) as error:
        raise InputError("its geometry is not valid GeoJSON.", path=name, row=number) from error


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties") or {}
    if "id" in feature and "id" not in properties:
        return {"id": feature["id"], **properties}
    return dict(properties)


# --- through GDAL -------------------------------------------------------------------


def read_layer(source: Source, layer: str | None, notify: Notify) -> tuple[pd.DataFrame, Shapes | None]:
    """One layer of a GeoPackage, FlatGeobuf or Shapefile; the first unless one is named.

    Raises
    ------
    InputError
        If the file is not what its name says, damaged, or has no layer.
    UsageError
        If there is no layer of that name.
    """
    # GDAL picks its driver by content, and some drivers fetch what the content names.
    magic, what = _MAGIC[source.format]
    if not _starts_with(source, magic):
        raise InputError(f"this is not {what}.", path=source.name)
    try:
        chosen = _choose_layer(source, layer, notify)
        return _read_chosen(source, chosen, notify)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pa.ArrowInvalid) as error:
        raise InputError(f"this {source.format} file cannot be read: {error}.", path=source.name) from error


def layer_names(source: Source) -> list[str]:
    """The layers of a file, in its order."""
    return [str(name) for name, _ in pyogrio.list_layers(source.for_gdal())]


def _starts_with(source: Source, magic: bytes) -> bool:
    if source.path is None:
        return source.read().startswith(magic)
    try:
        with source.path.open("rb") as file:
            return file.read(len(magic)) == magic
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror or error}.", path=source.name) from error


def _choose_layer(source: Source, layer: str | None, notify: Notify) -> str:
    names = [name for name in layer_names(source) if name != STYLES_TABLE]
    if not names:
        raise InputError("it has no layer.", path=source.name)
    if layer is not None:
        if layer not in names:
            raise UsageError(
                f"{source.name} has no layer {layer!r}.", hint=f"Its layers: {', '.join(names)}."
            )
        return layer
    if len(names) > 1 and names != [INCIDENTS_LAYER, FOOTPRINTS_LAYER]:
        notify(f"{source.name}: read from layer {names[0]}; others are {', '.join(names[1:])} (--layer).")
    return names[0]


def _read_chosen(source: Source, layer: str, notify: Notify) -> tuple[pd.DataFrame, Shapes | None]:
    opened = source.for_gdal()
    meta, table = pyogrio.read_arrow(opened, layer=layer, read_geometry=False)
    if not table.num_rows:
        raise InputError("it has no row.", path=source.name)
    frame = frame_of_arrow(table)
    if meta["geometry_type"] is None:
        return frame, None
    # Not through Arrow: GDAL 3.12 hands out broken offsets where a FlatGeobuf geometry is null.
    meta, _, wkb, _ = pyogrio.raw.read(opened, layer=layer, columns=[])
    shapes = _as_shapes(shapely.from_wkb(wkb))
    return frame, in_degrees(shapes, meta["crs"], name=source.name, notify=notify)


# --- Parquet ------------------------------------------------------------------------


def read_parquet(source: Source, notify: Notify) -> tuple[pd.DataFrame, Shapes | None]:
    """GeoParquet or plain Parquet; other geometry columns stay as shapes in the table."""
    try:
        geo = _geo_metadata(parquet.read_schema(_opened(source)).metadata, source.name)
        # As dictionaries: an area that many rows share is read and decoded once.
        facts = {column: each for column, each in geo.get("columns", {}).items() if each["encoding"] == "WKB"}
        table = parquet.read_table(_opened(source), read_dictionary=list(facts))
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"this is not a Parquet file: {error}.", path=source.name) from error
    if not table.num_rows:
        raise InputError("there is no row.", path=source.name)
    table = table.drop_columns([box for box in _boxes(facts) if box in table.column_names])
    encoded = {column: table.column(column) for column in facts if column in table.column_names}
    frame = frame_of_arrow(table.drop_columns(list(encoded)))
    decoded = {
        column: in_degrees(_from_wkb(wkb), facts[column].get("crs", CRS), name=source.name, notify=notify)
        for column, wkb in encoded.items()
    }
    shapes = decoded.pop(geo.get("primary_column"), None)
    for column, values in decoded.items():
        frame[column] = geopandas.GeoSeries(values, crs=CRS, index=frame.index)
    return frame[[column for column in table.column_names if column in frame]], shapes


def _boxes(facts: dict[str, Any]) -> set[str]:
    """Columns with nothing but the boxes of the shapes (GeoParquet 1.1, covering)."""
    sides = [path for each in facts.values() for path in each.get("covering", {}).get("bbox", {}).values()]
    return {str(path[0]) for path in sides if isinstance(path, list) and path}


def _opened(source: Source) -> Any:
    return pa.BufferReader(source.read()) if source.path is None else source.path


def _from_wkb(column: pa.ChunkedArray) -> Shapes:
    if not pa.types.is_dictionary(column.type):
        return _as_shapes(shapely.from_wkb(column.cast(pa.binary()).to_numpy(zero_copy_only=False)))
    parts = []
    for chunk in column.unify_dictionaries().chunks:
        wkb = chunk.dictionary.cast(pa.binary()).to_numpy(zero_copy_only=False)
        shapes = _as_shapes([*shapely.from_wkb(wkb), None])
        parts.append(shapes[chunk.indices.fill_null(-1).to_numpy()])
    return np.concatenate(parts)


def _as_shapes(shapes: Any) -> Shapes:
    flat = np.asarray(shapes, dtype=object)
    return np.asarray(shapely.force_2d(flat), dtype=object) if shapely.has_z(flat).any() else flat


def _geo_metadata(metadata: Any, name: str) -> dict[str, Any]:
    raw = (metadata or {}).get(b"geo")
    if raw is None:
        return {}
    try:
        found: dict[str, Any] = json.loads(raw)
        assert all("encoding" in each for each in found["columns"].values())
    except (ValueError, KeyError, AttributeError, TypeError, AssertionError) as error:
        raise InputError("its GeoParquet metadata are damaged.", path=name) from error
    return found


# --- reference systems --------------------------------------------------------------


def in_degrees(shapes: Shapes, crs: Any, *, name: str, notify: Notify) -> Shapes:
    """The shapes in EPSG:4326, longitude first; without a stated system they are taken as such."""
    if crs is None:
        notify(f"{name} does not say its reference system; read as longitude and latitude (EPSG:4326).")
        return shapes
    try:
        series = geopandas.GeoSeries(shapes, crs=crs)
    except Exception as error:  # pyproj's own errors, which only geodesy may name
        raise InputError(f"its reference system {str(crs)[:80]!r} is not known.", path=name) from error
    if series.crs is None or (series.crs.is_geographic and series.crs.to_authority() in _DEGREES):
        return shapes
    notify(f"{name} is in {series.crs.name}; turned into longitude and latitude (EPSG:4326).")
    return np.asarray(series.to_crs(CRS), dtype=object)


_DEGREES = {("EPSG", "4326"), ("OGC", "CRS84"), ("OGC", "CRS84h")}
