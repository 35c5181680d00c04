"""Text formats: CSV, TSV, JSON, JSON lines and GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from pyarrow import csv as arrow_csv

from geomap.export.arrow import is_text, wkt_of
from geomap.export.writing import Job
from geomap.model import COLUMNS, JSON, table_columns
from geomap.readers.formulas import neutralised
from geomap.readers.objects import json_text

BATCH_ROWS = 8_192


def flat(table: pa.Table) -> Iterator[pa.Table]:
    """The table in pieces, shapes as `lon`, `lat` and WKT: whole, shared areas would unfold."""
    points = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
    table = _with_coordinates(table, shapely.get_x(points), shapely.get_y(points))
    wkts = None
    if "footprint" in table.column_names:
        codes, wkts = wkt_of(table["footprint"])
        at = table.column_names.index("footprint")
        table = table.set_column(at, "footprint", codes)
    for start in range(0, max(table.num_rows, 1), BATCH_ROWS):
        batch = table.slice(start, BATCH_ROWS)
        if wkts is not None:
            batch = batch.set_column(at, "footprint", wkts.take(batch.column(at)))
        yield batch


def _with_coordinates(table: pa.Table, lon: Any, lat: Any) -> pa.Table:
    table = table.drop_columns(["geometry"])
    for name, values in (("lon", lon), ("lat", lat)):
        table = table.append_column(name, pa.array(values, pa.float64(), from_pandas=True))
    return table.select(table_columns(table.column_names))


def write_csv(job: Job) -> None:
    """Comma-separated, UTF-8; texts quoted and harmless to spreadsheets."""
    _write_delimited(job, ",")


def write_tsv(job: Job) -> None:
    """Tab-separated, otherwise as CSV."""
    _write_delimited(job, "\t")


def _write_delimited(job: Job, delimiter: str) -> None:
    _write_batches(flat(_neutral(job.table)), job.part, delimiter)


def write_table(table: pa.Table, part: Path, delimiter: str) -> None:
    """Any table without shapes as delimited text, harmless to spreadsheets."""
    _write_batches(iter([_neutral(table)]), part, delimiter)


def _write_batches(batches: Iterator[pa.Table], part: Path, delimiter: str) -> None:
    first = next(batches)
    # All texts are quoted: a spreadsheet that splits at another delimiter then finds none inside.
    options = arrow_csv.WriteOptions(delimiter=delimiter, quoting_style="needed")
    with arrow_csv.CSVWriter(part, first.schema, write_options=options) as writer:
        for batch in chain([first], batches):
            writer.write_table(batch)


def _neutral(table: pa.Table) -> pa.Table:
    """Text cells and headers that a spreadsheet would run, with an apostrophe before them."""
    for at, field in enumerate(table.schema):
        if is_text(field.type):
            safe = neutralised(table.column(at).to_pandas())
            table = table.set_column(at, field.name, pa.array(safe, pa.string(), from_pandas=True))
    return table.rename_columns(list(neutralised(pd.Series(table.column_names, dtype="str"))))


def write_jsonl(job: Job) -> None:
    """One object a line."""
    with job.part.open("w", encoding="utf-8", newline="\n") as file:
        for record in _records(job.table):
            file.write(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")


def write_json(job: Job) -> None:
    """One object whose member `incidents` is a list of objects."""
    _write_document(job, _records(job.table), "incidents", {})


def write_geojson(job: Job) -> None:
    """RFC 7946: points, or null where a row has none; the footprint is a property in WKT."""
    features = map(_feature, _records(job.table))
    _write_document(job, features, "features", {"type": "FeatureCollection"})


def _feature(record: dict[str, Any]) -> dict[str, Any]:
    lon, lat = record.pop("lon"), record.pop("lat")
    point = None if lon is None else {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": point, "properties": record}


def _write_document(job: Job, items: Iterator[Any], member: str, head: dict[str, Any]) -> None:
    """One JSON object whose last member is a list with an item a line."""
    if job.provenance is not None:
        head = {**head, "geomap": dict(job.provenance)}
    start = json.dumps({**head, member: []}, ensure_ascii=False)[: -len("]}")]
    with job.part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(start)
        for at, item in enumerate(items):
            file.write(",\n" if at else "\n")
            file.write(json.dumps(item, ensure_ascii=False, allow_nan=False))
        file.write("\n]}\n")


def _records(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Rows as JSON objects: nulls kept, days as text, JSON columns as what they hold."""
    for batch in flat(table):
        columns = [_json_values(name, batch.column(at)) for at, name in enumerate(batch.schema.names)]
        for values in zip(*columns, strict=True):
            yield dict(zip(batch.schema.names, values, strict=True))


def _json_values(name: str, column: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_finite(column), column, pa.scalar(None, column.type))
    elif pa.types.is_temporal(column.type):
        column = column.cast(pa.string())
    values: list[Any] = column.to_pylist()
    return [_unfolded(value) for value in values] if COLUMNS.get(name) == JSON else values


def _unfolded(text: str | None) -> Any:
    """The list or object that a text holds, if writing it out gives the same text again."""
    if text is None or text[:1] not in ("[", "{"):
        return text
    try:
        value = json.loads(text)
        return value if json_text(value) == text else text
    except (ValueError, RecursionError):
        return text
