"""XLSX workbooks (extra `[excel]`), with the same bytes for the same table."""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geomap._compat import optional
from geomap.errors import OutputError
from geomap.export.flat import flat
from geomap.export.writing import Job
from geomap.files import write_archive
from geomap.readers.formulas import is_risky
from geomap.readers.workbook import LONG_SHEET

_CELL_LIMIT = 32_767
_ROW_LIMIT = 1_048_576
_CHUNK = 32_000
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def write_xlsx(job: Job) -> None:
    """One sheet `incidents`; footprints too long for a cell on `footprints`; provenance on its own.

    Texts stay text: none is a formula, and those that look like one are marked so that
    editing the cell does not make them one.

    Raises
    ------
    OutputError
        If there are more rows than a sheet holds, or a text is longer than a cell holds.
    """
    openpyxl = optional("openpyxl", purpose="Writing XLSX files")
    if job.table.num_rows >= _ROW_LIMIT:
        raise OutputError(
            f"{job.table.num_rows} rows do not fit into a sheet, which holds {_ROW_LIMIT - 1}.",
            hint="Write .csv, .gpkg or .parquet.",
        )
    book = openpyxl.Workbook(write_only=True)
    loose = job.part.with_name(f"{job.part.name}.loose")
    try:
        _fill(book, job)
        book.save(loose)
        _without_clock(loose, job.part)
    except BaseException:
        for sheet in book.worksheets:  # else openpyxl complains of it later, from nowhere
            with contextlib.suppress(Exception):
                sheet.close()
        raise
    finally:
        loose.unlink(missing_ok=True)


def _fill(book: Any, job: Job) -> None:
    sheet = book.create_sheet("incidents")
    long: dict[str, str] = {}
    number = 0
    for batch in flat(job.table):
        names = batch.schema.names
        if number == 0:
            sheet.append([_cell(sheet, name) for name in names])
        columns = [_short(name, batch.column(name).to_pylist(), long, number + 1) for name in names]
        for row in zip(*columns, strict=True):
            sheet.append([_cell(sheet, value) for value in row])
        number += batch.num_rows
    _add_sheet(book, LONG_SHEET, ("key", "wkt"), _chunks(long))
    if job.provenance is not None:
        _add_sheet(book, "provenance", ("geomap",), [(job.provenance_json,)])


def _short(name: str, values: list[Any], long: dict[str, str], first: int) -> list[Any]:
    """The values, long footprints replaced by the key under which they stand on their own sheet."""
    for at, value in enumerate(values):
        if not isinstance(value, str) or len(value) <= _CHUNK:
            continue
        if name == "footprint":
            values[at] = long.setdefault(value, f"{LONG_SHEET} {len(long) + 1}")
        elif len(_escaped(value)) > _CELL_LIMIT:
            raise OutputError(
                f"Row {first + at}, column {name!r}: {len(value)} characters do not fit into a cell, "
                f"which holds {_CELL_LIMIT}.",
                hint="Write .csv, .gpkg or .parquet.",
            )
    return values


def _chunks(long: dict[str, str]) -> Iterator[tuple[str, str]]:
    for text, key in long.items():
        for start in range(0, len(text), _CHUNK):
            yield key, text[start : start + _CHUNK]


def _add_sheet(book: Any, title: str, header: tuple[str, ...], rows: Any) -> None:
    rows = list(rows)
    if rows:
        sheet = book.create_sheet(title)
        for row in (header, *rows):
            sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, dt.datetime):
        value = value.isoformat()
    if isinstance(value, str):
        return _typed_cell(sheet, _escaped(value), "s", quoted=is_risky(value))
    if isinstance(value, float):
        # openpyxl would write 16 digits, and a float needs up to 17.
        return _typed_cell(sheet, repr(value), "n") if math.isfinite(value) else None
    return value


def _typed_cell(sheet: Any, written: str, data_type: str, *, quoted: bool = False) -> Any:
    """A cell of a stated type: left to itself openpyxl takes the text ``=1`` for a formula."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, written)
    cell.data_type = data_type
    if quoted:
        cell.quotePrefix = True
    return cell


def _escaped(text: str) -> str:
    """Characters that XML cannot hold, written as the format asks: ``_x0007_``."""
    return _UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _without_clock(loose: Path, part: Path) -> None:
    """Copy the archive with one fixed date in its entries and properties."""
    with zipfile.ZipFile(loose) as source:
        entries = ((entry.filename, source.read(entry)) for entry in source.infolist())
        write_archive(part, ((name, _timeless(name, content)) for name, content in entries))


def _timeless(name: str, content: bytes) -> bytes:
    return _CLOCK.sub(rb"\g<1>1980-01-01T00:00:00Z", content) if name == "docProps/core.xml" else content
