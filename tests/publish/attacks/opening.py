"""All that someone who holds a file can read from it: every stream unpacked, every table, every number."""

from __future__ import annotations

import base64
import io
import re
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from pyarrow import parquet

_BASE64 = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")


def contents(path: Path) -> bytes:
    """The file itself and everything that is packed in it."""
    return b"\n".join(_unpacked(path.read_bytes(), path.suffix))


def has_position(content: bytes, lon: float, lat: float) -> bool:
    """Whether a position stands in it as the numbers that computers write."""
    return any(struct.pack(order + "d", value) in content for order in "<>" for value in (lon, lat))


def _unpacked(raw: bytes, suffix: str, depth: int = 0) -> Iterator[bytes]:
    yield raw
    if depth > 3:
        return
    if suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)
        return
    if suffix == ".parquet":
        file = parquet.ParquetFile(io.BytesIO(raw))
        yield repr(file.metadata.metadata).encode()
        for column in file.read().to_pydict().values():
            yield b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in column)
        return
    if suffix == ".gpkg":
        yield from _sqlite(raw)
        return
    if suffix == ".pdf":
        from pypdf import PdfReader

        reader = PdfReader(io.BytesIO(raw))
        yield "\n".join(page.extract_text() for page in reader.pages).encode()
        yield repr(reader.metadata).encode()
    for inner in _streams(raw):
        yield from _unpacked(inner, "", depth + 1)


def _sqlite(raw: bytes) -> Iterator[bytes]:
    with sqlite3.connect(":memory:") as database:
        database.deserialize(raw)
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            if not table.startswith("rtree_"):
                for row in database.execute(f'SELECT * FROM "{table}"'):
                    yield b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in row)


def _streams(raw: bytes) -> Iterator[bytes]:
    """What is packed by gzip or zlib, or written in base64."""
    for found in _BASE64.finditer(raw):
        text = found[0]
        plain = base64.b64decode(text[: len(text) // 4 * 4] if b"=" not in text else text)
        yield plain
        if plain[:2] == b"\x1f\x8b":
            yield zlib.decompress(plain, 31)
    for at in (
        match.start() for match in re.finditer(rb"(?<=stream\n)\x78|(?<=stream\r\n)\x78|IDAT\x78", raw)
    ):
        start = at + 4 if raw[at : at + 4] == b"IDAT" else at
        try:
            yield zlib.decompressobj().decompress(raw[start:])
        except zlib.error:
            continue
