"""What a format cannot hold of a table, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from geomap.export.arrow import is_text
from geomap.model import COLUMNS

_UNTYPED = ("csv", "tsv")
_NO_INFINITY = ("json", "jsonl", "geojson", "xlsx")


def limits(table: pa.Table, format: str) -> Iterator[str]:
    """Sentences on what would come back otherwise than it was written.

    The writers say themselves what they learn while they write.
    """
    if format in _UNTYPED:
        typed = [f.name for f in table.schema if f.name not in COLUMNS and not is_text(f.type)]
        if typed:
            yield f"{format.upper()} has no types: {_listed(typed)} would be read again as text."
    if format in _NO_INFINITY:
        infinite = [f.name for f in table.schema if pa.types.is_floating(f.type) and _infinite(table[f.name])]
        if infinite:
            yield f"{format.upper()} holds no infinite numbers: they are empty in {_listed(infinite)}."


def _infinite(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.is_inf(column)).as_py())


def _listed(names: list[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
