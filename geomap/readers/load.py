"""A file's columns under its own names, whatever the format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely

from geomap.errors import InputError
from geomap.model import CRS
from geomap.readers import objects, spatial
from geomap.readers.delimited import read_delimited
from geomap.readers.encoding import to_utf8
from geomap.readers.ownership import is_geocoded
from geomap.readers.source import Notify, Source, open_source
from geomap.readers.spatial import Shapes
from geomap.readers.workbook import read_workbook

Input = Any
"""A path, ``-``, an open file, a DataFrame or a GeoDataFrame."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's columns under its own names, before any has a meaning."""

    name: str
    frame: pd.DataFrame
    shapes: Shapes | None = None
    spreadsheet_text: bool = False
    """Whether geomap would have neutralised formulas when it wrote such a file."""


def load(
    source: Input,
    *,
    format: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    layer: str | None = None,
    notify: Notify,
) -> Loaded:
    """Load one table; the options are those of `geomap.readers.read_incidents`."""
    if isinstance(source, pd.DataFrame):
        return _load_frame(source, notify)
    opened = open_source(source, format)
    name = opened.name
    if opened.format in ("csv", "tsv"):
        text = to_utf8(opened.read(), encoding=encoding, name=name, notify=notify)
        frame = read_delimited(text, name=name, prefer="\t" if opened.format == "tsv" else ",")
        return Loaded(name, frame, spreadsheet_text=True)
    if opened.format in ("json", "jsonl", "yaml", "geojson"):
        return _load_text(opened, to_utf8(opened.read(), encoding=encoding, name=name, notify=notify), notify)
    if opened.format == "xlsx":
        frame, long = read_workbook(opened.read(), name=name, sheet=sheet, notify=notify)
        return Loaded(name, _with_long_shapes(frame, long))
    if opened.format == "parquet":
        return Loaded(name, *spatial.read_parquet(opened, notify))
    loaded = Loaded(name, *spatial.read_layer(opened, layer, notify))
    if opened.format == "gpkg" and layer in (None, spatial.INCIDENTS_LAYER) and is_geocoded(loaded.frame):
        return _with_footprint_layer(opened, loaded, notify)
    return loaded


def _load_text(opened: Source, text: bytes, notify: Notify) -> Loaded:
    name = opened.name
    if opened.format == "jsonl":
        records = objects.read_json_lines(text, name=name)
        return Loaded(name, objects.frame_of_records(records, name=name))
    read = objects.read_yaml if opened.format == "yaml" else objects.read_json
    document = read(text, name=name)
    if opened.format == "geojson" or spatial.is_geojson(document):
        return Loaded(name, *spatial.read_geojson(document, name=name, notify=notify))
    return Loaded(name, objects.frame_of_document(document, name=name))


def _load_frame(source: pd.DataFrame, notify: Notify) -> Loaded:
    name = "the table"
    if source.empty:
        raise InputError("it has no row.", path=name)
    frame = pd.DataFrame(source).reset_index(drop=True)
    frame.columns = frame.columns.astype(str)
    if not isinstance(source, geopandas.GeoDataFrame) or source.active_geometry_name is None:
        return Loaded(name, frame)
    shapes = np.asarray(source.geometry, dtype=object)
    shapes = spatial.in_degrees(shapes, source.crs, name=name, notify=notify)
    return Loaded(name, frame.drop(columns=source.active_geometry_name), shapes)


def _with_footprint_layer(opened: Source, points: Loaded, notify: Notify) -> Loaded:
    """Join the footprints by id; the second use of an id takes the second footprint of that id."""
    if spatial.FOOTPRINTS_LAYER not in spatial.layer_names(opened):
        return points
    keys, areas = spatial.read_layer(opened, spatial.FOOTPRINTS_LAYER, notify)
    if areas is None or "id" not in keys or "id" not in points.frame:
        return points
    of = dict(zip(_occurrences(keys["id"]), _undivided(areas), strict=True))
    found = [of.get(key) for key in _occurrences(points.frame["id"])]
    frame = points.frame.assign(footprint=geopandas.GeoSeries(found, index=points.frame.index, crs=CRS))
    return replace(points, frame=frame)


def _undivided(areas: Shapes) -> Shapes:
    """Areas of one part as polygons: the layer has one type, and `write_gpkg` made them all multiple."""
    made = areas.copy()
    single = (shapely.get_num_geometries(areas) == 1) & (
        shapely.get_type_id(areas) == shapely.GeometryType.MULTIPOLYGON
    )
    made[single] = shapely.get_geometry(areas[single], 0)
    return made


def _occurrences(ids: pd.Series) -> list[tuple[str, int]]:
    written = ids.astype("str").fillna("")
    return list(zip(written, written.groupby(written).cumcount(), strict=True))


def _with_long_shapes(frame: pd.DataFrame, long: Mapping[str, str]) -> pd.DataFrame:
    """Put in what was too long for a cell of a workbook."""
    return frame.assign(footprint=frame["footprint"].replace(dict(long))) if "footprint" in frame else frame
