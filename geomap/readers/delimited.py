"""CSV and TSV: any delimiter, quoted line breaks, and a diagnosis when rows are ragged."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from geomap.errors import InputError

DELIMITERS = ",;\t|"
_SAMPLE = 1 << 18
_BLOCK = 1 << 24
_SEP_LINE = re.compile(rb"sep=(.)\r?\n", re.IGNORECASE)


def read_delimited(text: bytes, *, name: str, prefer: str = ",") -> pd.DataFrame:
    """A delimited table as text columns; empty cells are missing.

    Parameters
    ----------
    text : bytes
        UTF-8 without a byte order mark.
    prefer : str
        The delimiter to take when the sample does not tell.

    Raises
    ------
    InputError
        If there is no header, a column name is there twice, a row has more or fewer
        fields than the header, or a quote is never closed.
    """
    text, delimiter = _delimiter(text, prefer)
    header = _header(text, delimiter, name)
    try:
        table = _arrow(text, delimiter, len(header))
    except pa.ArrowInvalid:
        # Arrow is fast and terse: our own slow reading either finds the bad row or copes.
        return _slow(text, delimiter, header, name)
    if table.num_columns != len(header):
        return _slow(text, delimiter, header, name)
    if text.count(b'"') % 2:
        _refuse_open_quote(text, delimiter, name)
    if table.num_rows == 1:
        raise InputError("there is a header but no row.", path=name)
    return table.slice(1).rename_columns(header).to_pandas()


def sniff_delimiter(sample: str, prefer: str = ",") -> str:
    """The delimiter under which most rows have as many fields as the header.

    Examples
    --------
    >>> sniff_delimiter('place;date' + chr(10) + '"Lima, Peru; centre";1992')
    ';'
    >>> sniff_delimiter('place' + chr(10) + 'Canto Grande, Lima')
    ','
    """
    best, best_key = prefer, (0.0, 0, False)
    for delimiter in DELIMITERS:
        with _long_fields():
            try:
                rows = [
                    row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row
                ]
            except csv.Error:
                continue
        if not rows or len(rows[0]) < 2:
            continue
        body = rows[1:-1] or rows[1:]  # the last row may be cut
        share = sum(len(row) == len(rows[0]) for row in body) / len(body) if body else 1.0
        key = (round(share, 2), len(rows[0]), delimiter == prefer)
        if key > best_key:
            best, best_key = delimiter, key
    return best


def _delimiter(text: bytes, prefer: str) -> tuple[bytes, str]:
    """Spreadsheets may write the delimiter into a first line of its own: ``sep=;``."""
    if said := _SEP_LINE.match(text):
        return text[said.end() :], said.group(1).decode("ascii", errors="replace")
    return text, sniff_delimiter(text[:_SAMPLE].decode("utf-8", errors="ignore"), prefer)


def _header(text: bytes, delimiter: str, name: str) -> list[str]:
    # A header may hold quoted line breaks, so records are read, not lines.
    rows = _records(io.StringIO(text[:_SAMPLE].decode("utf-8", errors="ignore"), newline=""), delimiter)
    header = next((row for row in rows if row), None)
    if header is None or not any(cell.strip() for cell in header):
        raise InputError("there is no header line.", path=name)
    named = [cell if cell.strip() else f"column_{at}" for at, cell in enumerate(header, start=1)]
    refuse_duplicates(named, name)
    return named


def refuse_duplicates(names: list[str], path: str) -> None:
    """Raise if two columns have the same name."""
    twice = sorted({column for column in names if names.count(column) > 1})
    if twice:
        raise InputError(
            f"the column name {twice[0]!r} is there {names.count(twice[0])} times.",
            path=path,
            hint="Give each column a name of its own.",
        )


def _arrow(text: bytes, delimiter: str, width: int) -> pa.Table:
    parse = arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True)
    read = arrow_csv.ReadOptions(autogenerate_column_names=True, block_size=_BLOCK)
    # Columns are named f0, f1 … by Arrow; naming each as text keeps 007 and dates as they are.
    convert = arrow_csv.ConvertOptions(
        column_types={f"f{at}": pa.string() for at in range(width)},
        strings_can_be_null=True,
        null_values=[""],
        check_utf8=False,
    )
    return arrow_csv.read_csv(
        pa.BufferReader(text), read_options=read, parse_options=parse, convert_options=convert
    )


def _slow(text: bytes, delimiter: str, header: list[str], name: str) -> pd.DataFrame:
    if text.count(b'"') % 2:
        _refuse_open_quote(text, delimiter, name)
    records = _records(io.TextIOWrapper(io.BytesIO(text), "utf-8", newline=""), delimiter)
    rows = []
    for number, row in enumerate(row for row in records if row):
        if len(row) != len(header):
            raise InputError(
                f"it has {len(row)} field{'s' if len(row) != 1 else ''}, the header {len(header)}"
                f" (delimiter {delimiter!r}).",
                path=name,
                row=number,
                hint="A value that holds the delimiter or a quote must stand in double quotes.",
            )
        rows.append(row)
    if len(rows) == 1:
        raise InputError("there is a header but no row.", path=name)
    frame = pd.DataFrame(rows[1:], columns=header, dtype="str")
    return frame.where(frame != "")


def _refuse_open_quote(text: bytes, delimiter: str, name: str) -> None:
    """A quote that is never closed would swallow the rest of the table into one cell."""
    lines = io.TextIOWrapper(io.BytesIO(text), "utf-8", newline="")
    number = 0
    with _long_fields():
        try:
            for row in csv.reader(lines, delimiter=delimiter, strict=True):
                number += bool(row)
        except csv.Error as error:
            if "end of data" in str(error):
                raise InputError(
                    "a double quote opens here and is never closed.",
                    path=name,
                    row=number,
                    hint='Close it, or double it ("") if it is part of the text.',
                ) from error


def _records(lines: io.TextIOBase, delimiter: str) -> Iterator[list[str]]:
    with _long_fields():
        yield from csv.reader(lines, delimiter=delimiter)


@contextmanager
def _long_fields() -> Iterator[None]:
    """Lift the csv module's limit of 131,072 characters a field, for as long as we read."""
    before = csv.field_size_limit(1 << 30)
    try:
        yield
    finally:
        csv.field_size_limit(before)
