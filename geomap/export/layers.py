"""Formats with geometry of their own: GeoPackage, FlatGeobuf and GeoParquet."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from pyarrow import parquet

from geomap.export.arrow import PART, positions_of, wkt_of
from geomap.export.styles import add_styles, kinds_of
from geomap.export.writing import Job
from geomap.model import CRS
from geomap.readers.source import Notify
from geomap.readers.spatial import FOOTPRINTS_LAYER, INCIDENTS_LAYER

_FOOTPRINT_KEYS = ("id", "title", "kind", "status", "method", "place_name", "uncertainty_m")


@contextlib.contextmanager
def _no_clock() -> Iterator[None]:
    """GeoPackage notes when it was written; here it is always the same moment."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "1970-01-01T00:00:00Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def write_gpkg(job: Job) -> None:
    """Two layers with a feature for each row, in the order of the rows: points, and footprints.

    If some footprint has several parts, all are written as MultiPolygon and, read again,
    those of one part are polygons.
    QGIS opens both in the colours of their kinds, see `geomap.export.styles`.
    """
    table = job.table
    points = table.drop_columns([name for name in ("footprint",) if name in table.column_names])
    points = _case_distinct(points, job.notify)
    taken = {name.lower() for name in points.column_names if name != "geometry"}
    options = {"FID": _free("fid", taken), "GEOMETRY_NAME": _free("geom", taken)}
    said = job.provenance_json
    metadata = {} if said is None else {"dataset_metadata": {"geomap": said}}
    with _no_clock():
        _write_layer(points, job.part, "GPKG", INCIDENTS_LAYER, "Point", layer_options=options, **metadata)
        if "footprint" in table.column_names:
            keys = [name for name in _FOOTPRINT_KEYS if name in table.column_names]
            wkb, kind = _of_one_type(table["footprint"])
            areas = table.select(keys).append_column("geometry", wkb)
            _write_layer(areas, job.part, "GPKG", FOOTPRINTS_LAYER, kind, append=True)
    if "kind" in points.column_names:
        styled = [(INCIDENTS_LAYER, options["GEOMETRY_NAME"], "marker")]
        styled += [(FOOTPRINTS_LAYER, "geom", "fill")] if "footprint" in table.column_names else []
        add_styles(job.part, kinds_of(table), styled)


def write_fgb(job: Job) -> None:
    """Points in the order of the rows, so without an index; footprints as WKT."""
    table = _case_distinct(job.table, job.notify)
    if "footprint" in table.column_names:
        codes, wkts = wkt_of(table["footprint"])
        table = table.set_column(table.column_names.index("footprint"), "footprint", wkts.take(codes))
    said = job.provenance_json
    metadata = {} if said is None else {"layer_metadata": {"geomap": said}}
    options = {"SPATIAL_INDEX": "NO"}
    # By way of memory: GDAL does not notice when the disk is full under this format.
    made = io.BytesIO()
    _write_layer(table, made, "FlatGeobuf", INCIDENTS_LAYER, "Point", layer_options=options, **metadata)
    job.part.write_bytes(made.getbuffer())


def _write_layer(
    table: pa.Table, part: Path | io.BytesIO, driver: str, layer: str, kind: str, **options: Any
) -> None:
    # GDAL knows the geometry column by its Arrow extension name.
    at = table.column_names.index("geometry")
    field = pa.field("geometry", pa.binary(), metadata={"ARROW:extension:name": "geoarrow.wkb"})
    pyogrio.write_arrow(
        table.set_column(at, field, table["geometry"]),
        part,
        layer=layer,
        driver=driver,
        geometry_name="geometry",
        geometry_type=kind,
        crs=CRS,
        **options,
    )


def _of_one_type(areas: pa.ChunkedArray) -> tuple[pa.Array, str]:
    """Polygons as they are, or all as MultiPolygon: QGIS shows a layer of mixed types as several."""
    whole = areas.combine_chunks()
    shapes = shapely.from_wkb(whole.dictionary.to_numpy(zero_copy_only=False))
    if (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON).all():
        return whole.cast(pa.binary()), "Polygon"
    many = [shapely.MultiPolygon(shapely.get_parts([shape]).tolist()) for shape in shapes]
    wkb = pa.array(shapely.to_wkb(many), pa.binary())
    return pa.DictionaryArray.from_arrays(whole.indices, wkb).cast(pa.binary()), "MultiPolygon"


def _case_distinct(table: pa.Table, notify: Notify) -> pa.Table:
    """SQLite and GDAL take Place and place for one name."""
    taken: set[str] = set()
    names = []
    for name in table.column_names:
        names.append(_free(name, taken))
        taken.add(names[-1].lower())
        if names[-1] != name:
            notify(f"This format takes {name!r} for another column's name; it is written as {names[-1]!r}.")
    return table.rename_columns(names)


def _free(name: str, taken: set[str]) -> str:
    while name.lower() in taken:
        name += "_"
    return name


def write_parquet(job: Job) -> None:
    """GeoParquet 1.1 with two geometry columns, of which `geometry` is the primary one.

    A column of boxes (`bbox`) lets readers fetch an extent without decoding the rest.
    """
    bounds, types = _bounds(job.table["geometry"])
    table, box = _with_boxes(job.table, bounds)
    writer = parquet.ParquetWriter(
        job.part,
        table.schema,
        compression="zstd",
        # Shared areas are large: a small dictionary page would make every row carry its own.
        dictionary_pagesize_limit=1 << 28,
        # Else readers would be told that the footprints are a dictionary and not plain WKB.
        store_schema=False,
    )
    # What is said of the columns stands at the end of the file, so both are done at once.
    with writer, ThreadPoolExecutor(max_workers=1) as beside:
        said = beside.submit(_geo_metadata, table, bounds, types, box)
        writer.write_table(table)
        metadata = {"geo": json.dumps(said.result())}
        if job.provenance_json is not None:
            metadata["geomap"] = job.provenance_json
        writer.add_key_value_metadata(metadata)


_BOX = ("xmin", "ymin", "xmax", "ymax")


def _bounds(wkb: pa.ChunkedArray) -> tuple[Any, list[str]]:
    """Bounds of each shape of a column, nan where there is none, and the types that there are."""
    positions = positions_of(wkb)
    if positions is not None:
        lon, lat = positions
        return np.column_stack([lon, lat, lon, lat]), ["Point"] if np.isfinite(lon).any() else []
    bounds, types = [np.empty((0, 4))], set()
    for start in range(0, len(wkb), PART):
        shapes = shapely.from_wkb(wkb.slice(start, PART).to_numpy(zero_copy_only=False))
        bounds.append(shapely.bounds(shapes))
        there = shapes[~shapely.is_missing(shapes)]
        _, one_of_each = np.unique(shapely.get_type_id(there), return_index=True)
        types |= {shape.geom_type for shape in there[one_of_each]}
    return np.concatenate(bounds), sorted(types)


def _with_boxes(table: pa.Table, bounds: Any) -> tuple[pa.Table, str]:
    """The table with the box of each point behind it, null where there is none; and the column's name."""
    sides = [pa.array(bounds[:, at], pa.float64(), from_pandas=True) for at in range(len(_BOX))]
    missing = table["geometry"].combine_chunks().is_null()
    boxes = pa.StructArray.from_arrays(sides, names=list(_BOX), mask=missing)
    name = _free("bbox", {name.lower() for name in table.column_names})
    return table.append_column(name, boxes), name


def _geo_metadata(table: pa.Table, bounds: Any, types: list[str], box: str) -> dict[str, Any]:
    """GeoParquet 1.1 (geoparquet.org), both columns WKB in EPSG:4326."""
    crs = geopandas.GeoSeries([], crs=CRS).crs.to_json_dict()
    found = {"geometry": (bounds, types)}
    if "footprint" in table.column_names:
        found["footprint"] = _bounds(pa.chunked_array([table["footprint"].combine_chunks().dictionary]))
    columns: dict[str, Any] = {}
    for name, (boxes, kinds) in found.items():
        facts = {"encoding": "WKB", "crs": crs, "geometry_types": kinds}
        if np.isfinite(boxes).any():
            low, high = np.nanmin(boxes[:, :2], axis=0), np.nanmax(boxes[:, 2:], axis=0)
            facts["bbox"] = [*low.tolist(), *high.tolist()]
        columns[name] = facts
    columns["geometry"]["covering"] = {"bbox": {side: [box, side] for side in _BOX}}
    return {"version": "1.1.0", "primary_column": "geometry", "columns": columns}
