"""What a table is read from: a path, standard input or an open file, and its format."""

from __future__ import annotations

import difflib
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geomap.errors import InputError, InputNotFoundError, UsageError

Notify = Callable[[str], None]
"""Takes one sentence about a choice that was made or a value that was set aside."""

SUFFIXES: dict[str, tuple[str, ...]] = {
    "csv": (".csv",),
    "tsv": (".tsv", ".tab"),
    "json": (".json",),
    "jsonl": (".jsonl", ".ndjson"),
    "yaml": (".yaml", ".yml"),
    "geojson": (".geojson",),
    "gpkg": (".gpkg",),
    "fgb": (".fgb",),
    "shp": (".shp",),
    "parquet": (".parquet", ".geoparquet"),
    "xlsx": (".xlsx", ".xlsm"),
}
"""Formats of tables and the endings that name them."""

FORMATS = tuple(SUFFIXES)

_TEXT_FORMATS = frozenset({"csv", "tsv", "json", "jsonl", "yaml", "geojson"})
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\x1f\x8b", "gzip archive", "Unpack it first: gunzip -k FILE"),
    (b"PK\x03\x04", "ZIP archive or spreadsheet", "Unpack it first, or name it .xlsx if it is a workbook."),
    (b"BZh", "bzip2 archive", "Unpack it first: bunzip2 -k FILE"),
    (b"\xfd7zXZ", "xz archive", "Unpack it first: unxz -k FILE"),
    (b"\x28\xb5\x2f\xfd", "zstd archive", "Unpack it first: unzstd FILE"),
    (b"SQLite format 3\x00", "SQLite database", "Give --format gpkg if it is a GeoPackage."),
    (b"PAR1", "Parquet file", "Give --format parquet."),
    (b"%PDF", "PDF document", "Give a table: csv, json, xlsx and others."),
    (b"\xd0\xcf\x11\xe0", "old Office document", "Save it as .xlsx or .csv first."),
)


def log_notice(message: str) -> None:
    """Where notices go if the caller takes none: the log, which shows them on stderr."""
    logging.getLogger("geomap").warning(message)


@dataclass(frozen=True, slots=True)
class Source:
    """An input with its format known.

    Attributes
    ----------
    name : str
        How messages call it: the path as the user gave it, or ``standard input``.
    path : Path or None
        The file; None for standard input and open files, which come as `data`.
    """

    name: str
    format: str
    path: Path | None = None
    data: bytes | None = None

    def read(self) -> bytes:
        """The whole content; text formats are refused if they are plainly something else."""
        if self.data is not None:
            content = self.data
        else:
            assert self.path is not None
            try:
                content = self.path.read_bytes()
            except OSError as error:
                raise InputError(f"it cannot be read: {error.strerror or error}.", path=self.name) from error
        if not content:
            raise InputError("the file is empty.", path=self.name)
        if self.format in _TEXT_FORMATS:
            refuse_archives(content, self.name)
        return content

    def for_gdal(self) -> str | bytes:
        """What pyogrio opens: an absolute path, or the bytes."""
        return self.read() if self.path is None else str(self.path.absolute())


def open_source(source: Any, format: str | None = None) -> Source:
    """Find out what `source` is.

    Parameters
    ----------
    source : str, path-like or file-like
        ``-`` is standard input.
    format : str, optional
        One of `FORMATS`; needed where no ending tells.

    Raises
    ------
    InputNotFoundError
        If there is no such file; the hint has near names.
    InputError
        If it is a folder or an archive, or cannot be read.
    UsageError
        If the format is unknown or cannot be told.
    """
    if format is not None and format not in SUFFIXES:
        raise UsageError(f"The format {format!r} is not known.", hint=f"Known are: {', '.join(FORMATS)}.")
    if isinstance(source, str) and source == "-":
        if format is None:
            raise UsageError(
                "Standard input has no name that tells its format.",
                hint=f"Give --format: {', '.join(FORMATS)}.",
            )
        return Source("standard input", format, data=sys.stdin.buffer.read())
    if hasattr(source, "read"):
        return _from_file(source, format)
    return _from_path(source, format)


def refuse_archives(content: bytes, name: str) -> None:
    """Raise if the content begins like a compressed, binary or packed file."""
    for magic, what, hint in _MAGIC:
        if content.startswith(magic):
            raise InputError(f"this is a {what}, not a text table.", path=name, hint=hint)


def _from_file(file: Any, format: str | None) -> Source:
    named = getattr(file, "name", None)
    name = named if isinstance(named, str) else "the open file"
    content = file.read()
    data = content.encode("utf-8") if isinstance(content, str) else bytes(content)
    return Source(name, format or _format_of(Path(name), name), data=data)


def _from_path(source: str | os.PathLike[str], format: str | None) -> Source:
    name = os.fspath(source)
    path = Path(name)
    if path.is_dir():
        raise InputError("this is a folder.", path=name, hint="Name a file inside it.")
    if not path.exists():
        raise InputNotFoundError("there is no such file.", path=name, hint=_near_names(path))
    return Source(name, format or _format_of(path, name), path=path)


def _format_of(path: Path, name: str) -> str:
    suffix = path.suffix.lower()
    for format, suffixes in SUFFIXES.items():
        if suffix in suffixes:
            return format
    if path.is_file():
        with path.open("rb") as file:
            refuse_archives(file.read(16), name)
    raise UsageError(
        f"{name}: the ending {suffix or '(none)'} does not tell the format.",
        hint=f"Give --format: {', '.join(FORMATS)}.",
    )


def _near_names(path: Path) -> str:
    if not path.parent.is_dir():
        return f"The folder {path.parent} does not exist either."
    near = difflib.get_close_matches(path.name, [entry.name for entry in path.parent.iterdir()], n=3)
    return f"Did you mean {' or '.join(near)}?" if near else f"Look in the folder {path.parent}."
