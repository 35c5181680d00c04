"""The texts of the incidents as the page carries them: chunks of rows, inflated when looked at.

A column is carried in the way that suits it: one value for a whole chunk, whole values by
number where few recur, texts as words (`geomap.page.words`), anything else as JSON.
`frontend/chunk.js` reads it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geomap.model import COLUMNS, DAY, REAL, SHAPE
from geomap.page import words
from geomap.page.columns import gzip64, pack

CHUNK_ROWS = 2_000
"""Rows whose texts are inflated together."""

BATCH_CHUNKS = 16
"""Chunks whose rare words stand together: a search for what is nowhere looks at nothing else."""

LEVEL = 6
"""Compression level: beyond it a build slows by more than the page shrinks."""

SAMPLE_ROWS = 100_000
"""Rows that the vocabulary is drawn from."""

RECURRING = 4
"""A column whose values occur this often each, or oftener, is carried as whole values."""

MOST_VALUE_BYTES = 4_000_000
"""Whole values are in the reader's memory at once: beyond this a column is carried as words."""

_DECIMALS = {"uncertainty_m": 0, "score": 3}


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a table.

    Attributes
    ----------
    common : str
        Base64 of gzip of JSON: ``words``, the vocabulary, and ``values``, whole values by column.
    batches : iterator of (rare, chunks)
        The rare words of `BATCH_CHUNKS` chunks and these chunks, base64 of gzip each.
    """

    common: str
    batches: Iterator[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column ready to be cut into chunks: texts, or numbers of whole values, or plain values."""

    name: str
    texts: pa.Array | None = None
    codes: NDArray[np.int64] | None = None
    plain: list[Any] | None = None


def encode(table: pd.DataFrame, order: NDArray[np.int64], names: Sequence[str]) -> Texts:
    """Encode the named columns of a table, its rows in the given order."""
    columns: list[_Column] = []
    values: dict[str, list[str]] = {}
    for name in names:
        texts = _strings(table, name, order)
        if texts is None:
            columns.append(_Column(name, plain=_plain(table, name, order)))
        elif (few := _recurring(texts)) is not None:
            values[name] = few.dictionary.to_pylist()
            codes = pc.fill_null(few.indices, -1).to_numpy(zero_copy_only=False)
            columns.append(_Column(name, codes=codes.astype(np.int64) + 1))
        else:
            columns.append(_Column(name, texts=texts))
    step = max(1, len(order) // SAMPLE_ROWS)
    sample = pa.array(np.arange(0, len(order), step))
    vocabulary = words.vocabulary(column.texts.take(sample) for column in columns if column.texts is not None)
    common = {"words": vocabulary.to_pylist(), "values": values}
    return Texts(gzip64(_json(common)), _batches(columns, vocabulary, len(order)))


def _batches(columns: Sequence[_Column], vocabulary: pa.Array, rows: int) -> Iterator[tuple[str, list[str]]]:
    size = CHUNK_ROWS * BATCH_CHUNKS

    with ThreadPoolExecutor() as pool:  # zlib lets go of the interpreter
        for start in range(0, rows, size):
            rare: list[list[str]] = []
            blocks: list[bytes] = []
            coded = [_part(column, start, start + size, vocabulary) for column in columns]
            for first in range(0, min(size, rows - start), CHUNK_ROWS):
                here = slice(first, min(first + CHUNK_ROWS, rows - start))
                block, beside = _chunk(coded, here)
                blocks.append(block)
                rare.append(beside)
            chunks = pool.map(lambda block: gzip64(block, LEVEL), blocks)
            yield gzip64(_json(rare), LEVEL), list(chunks)


class _Part:
    """A stretch of a column, its texts as words; where the words of each row begin."""

    def __init__(self, column: _Column, coded: words.Coded | None) -> None:
        self.column = column
        self.coded = coded
        if coded is not None:
            self.first = np.concatenate(([0], np.cumsum(coded.counts)))
            self.first_rare = np.concatenate(([0], np.cumsum(coded.numbers == 0)))[self.first]


def _part(column: _Column, start: int, end: int, vocabulary: pa.Array) -> _Part:
    name, texts, codes, plain = column.name, column.texts, column.codes, column.plain
    if texts is not None:
        return _Part(column, words.encode(texts.slice(start, end - start), vocabulary))
    return _Part(
        _Column(
            name,
            codes=None if codes is None else codes[start:end],
            plain=None if plain is None else plain[start:end],
        ),
        None,
    )


def _chunk(parts: Sequence[_Part], rows: slice) -> tuple[bytes, list[str]]:
    """One chunk, not yet compressed, and its rare words.

    A line of JSON says how many rows there are, and how each column that has a value is
    carried: ``["one", value]``, ``["list", values]``, ``["value"]`` or ``["words", bytes, rare]``.
    After it stand, as `pack` writes them, the numbers of the values and the counts of words,
    then the words.
    """
    head: dict[str, list[Any]] = {}
    numbers: list[tuple[str, NDArray[Any], str]] = []
    stream: list[bytes] = []
    rare: list[str] = []
    for part in parts:
        name = part.column.name
        if part.column.plain is not None:
            values = part.column.plain[rows]
            if any(value != values[0] for value in values):
                head[name] = ["list", values]
            elif values[0] is not None:
                head[name] = ["one", values[0]]
        elif part.column.codes is not None:
            codes = part.column.codes[rows]
            if codes.any():
                head[name] = ["value"]
                numbers.append((name, codes, "plain"))
        elif part.coded is not None and part.coded.counts[rows].any():
            first, last = part.first[rows.start], part.first[rows.stop]
            beside = part.coded.rare[part.first_rare[rows.start] : part.first_rare[rows.stop]]
            stream.append(words.to_bytes(part.coded.numbers[first:last]))
            head[name] = ["words", len(stream[-1]), len(beside)]
            numbers.append((name, part.coded.counts[rows], "plain"))
            rare += beside
    packed_head, packed = pack(numbers)
    line = _json({"rows": rows.stop - rows.start, "columns": head, "numbers": packed_head})
    return b"".join([line, b"\n", packed, *stream]), rare


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "replace")


def _strings(table: pd.DataFrame, name: str, order: NDArray[np.int64]) -> pa.Array | None:
    """A column as texts, if it holds nothing else."""
    column = table[name]
    if not (pd.api.types.is_string_dtype(column.dtype) or pd.api.types.is_object_dtype(column.dtype)):
        return None
    column = column.take(order)
    if name == "date":
        column = column.mask(column == _iso_day(table, order))
    if pd.api.types.is_object_dtype(column.dtype):
        values = [None if gone else value for value, gone in zip(column, column.isna(), strict=True)]
        if not all(value is None or isinstance(value, str) for value in values):
            return None
        return pa.array([None if value is None else _whole(value) for value in values], pa.large_string())
    found = pa.array(column, from_pandas=True)
    return (found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found).cast(pa.large_string())


def _whole(text: str) -> str:
    """A text without halves of characters, which no encoding knows: they become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _recurring(texts: pa.Array) -> pa.DictionaryArray | None:
    """A column by its distinct values, if these are few."""
    sample = texts.take(pa.array(np.arange(0, len(texts), max(1, len(texts) // SAMPLE_ROWS))))
    present = len(sample) - sample.null_count
    if RECURRING * pc.count_distinct(sample).as_py() > present:
        return None
    found = texts.dictionary_encode()
    few = RECURRING * len(found.dictionary) <= len(texts) - texts.null_count
    return found if few and found.dictionary.nbytes <= MOST_VALUE_BYTES else None


def _plain(table: pd.DataFrame, name: str, order: NDArray[np.int64]) -> list[Any]:
    """Values that JSON knows: numbers rounded, days as dates, anything else as text."""
    column = table[name].take(order)
    kind = COLUMNS.get(name)
    if kind == REAL or pd.api.types.is_float_dtype(column.dtype):
        column = column.astype("float64").round(_DECIMALS.get(name, 6))
        column = column.where(np.isfinite(column))
        if _DECIMALS.get(name) == 0:
            column = column.astype("Int64")
    elif kind == DAY or pd.api.types.is_datetime64_any_dtype(column.dtype):
        column = column.dt.strftime("%Y-%m-%d")
    missing = column.isna().to_numpy()
    values: list[Any] = column.astype(object).tolist()
    if missing.any():
        values = [None if gone else value for value, gone in zip(values, missing, strict=True)]
    plain = (str, int, float, bool, type(None))
    if kind == SHAPE or not all(isinstance(value, plain) for value in values):
        values = [value if isinstance(value, plain) else str(value) for value in values]
    return values


def _iso_day(table: pd.DataFrame, order: NDArray[np.int64]) -> Any:
    """What `date` says where it is just the one day of `date_start`: the page knows that already."""
    if "date_start" not in table.columns:
        return ""
    start = table["date_start"].take(order)
    if "date_end" in table.columns:
        start = start.where(start == table["date_end"].take(order))
    return start.dt.strftime("%Y-%m-%d")
