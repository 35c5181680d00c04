"""XLSX workbooks (extra `[excel]`)."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pandas as pd

from geomap._compat import optional
from geomap.errors import InputError, UsageError
from geomap.readers.delimited import refuse_duplicates
from geomap.readers.objects import column_of
from geomap.readers.source import Notify

LONG_SHEET = "footprints"
"""The sheet of geomap's own workbooks with the footprints that are too long for a cell."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

MAX_UNPACKED = 1 << 30
"""Bytes that a workbook may unpack to; more is taken for an attack."""


def read_workbook(
    content: bytes, *, name: str, sheet: str | None, notify: Notify
) -> tuple[pd.DataFrame, dict[str, str]]:
    """One sheet as a table, and the texts that were too long for a cell, by the word in their place.

    Formulas give the value that was last computed; dates become ISO 8601 text.

    Raises
    ------
    MissingExtraError
        If openpyxl is not installed.
    InputError
        If the file is no workbook, too large unpacked, or the sheet has no rows.
    UsageError
        If there is no sheet of that name.
    """
    openpyxl = optional("openpyxl", purpose="Reading XLSX files")
    _refuse_bombs(content, name)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets XML, ZIP, key and value errors through
        raise InputError(f"this is not an XLSX workbook that can be read: {error}.", path=name) from error
    names = list(book.sheetnames)
    if sheet is not None and sheet not in names:
        raise UsageError(f"{name} has no sheet {sheet!r}.", hint=f"Its sheets: {', '.join(names)}.")
    chosen = sheet or names[0]
    rows = _rows(book[chosen])
    if not rows:
        raise InputError(f"the sheet {chosen!r} is empty.", path=name)
    if len(rows) == 1:
        raise InputError(f"the sheet {chosen!r} has a header but no row.", path=name)
    if sheet is None and len(names) > 1 and names[0] != "incidents":
        notify(f"{name}: read from sheet {chosen}; others are {', '.join(names[1:])} (--sheet).")
    long = _long_texts(_rows(book[LONG_SHEET])) if LONG_SHEET in names and chosen != LONG_SHEET else {}
    return _frame(rows, name), long


def _long_texts(rows: list[tuple[Any, ...]]) -> dict[str, str]:
    """Key and part in each row; the parts of a key belong together in their order."""
    texts: dict[str, str] = {}
    for key, part, *_ in rows[1:]:
        texts[str(key)] = texts.get(str(key), "") + str(part or "")
    return texts


def _rows(sheet: Any) -> list[tuple[Any, ...]]:
    rows = [
        tuple(map(_unescaped, row))
        for row in sheet.iter_rows(values_only=True)
        if any(cell is not None for cell in row)
    ]
    width = max((_width(row) for row in rows), default=0)
    return [row[:width] + (None,) * (width - len(row)) for row in rows]


def _width(row: tuple[Any, ...]) -> int:
    return max((at for at, cell in enumerate(row, start=1) if cell is not None), default=0)


def _frame(rows: list[tuple[Any, ...]], name: str) -> pd.DataFrame:
    header = [f"column_{at}" if cell is None else str(cell) for at, cell in enumerate(rows[0], start=1)]
    refuse_duplicates(header, name)
    return pd.DataFrame({column: column_of(row[at] for row in rows[1:]) for at, column in enumerate(header)})


def _unescaped(value: Any) -> Any:
    """Text with ``_x0007_`` and the like as the characters that they stand for."""
    if not isinstance(value, str) or "_x" not in value:
        return value
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)


def _refuse_bombs(content: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise InputError("this is not an XLSX workbook.", path=name) from error
    if unpacked > MAX_UNPACKED:
        raise InputError(f"it unpacks to {unpacked >> 20} MB, too much for a workbook.", path=name)
