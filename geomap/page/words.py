"""Texts as numbers of words: short to carry, and searched without being spelled out.

A text is cut at its spaces, nothing else, so that joining the pieces gives it back to the
letter. The most frequent pieces of a table are its vocabulary; a text is then the numbers
of its words, one byte for the first 127 of them and two for the rest. Words that are too
rare for the vocabulary stand beside, in the order in which they occur, and have number 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

ONE_BYTE = 128
"""Numbers below this take one byte."""

MOST_WORDS = ONE_BYTE + 2**15 - 1
"""Words of a vocabulary: what two bytes can number, 0 kept for words beside."""

LEAST_COUNT = 3
"""A word that occurs less often is no shorter in the vocabulary than beside it."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of texts as words.

    Attributes
    ----------
    counts : array
        Words of each text, 0 for a missing one; an empty text is one empty word.
    numbers : array
        From 1 in the vocabulary, 0 for a word beside.
    rare : list of str
        The words beside, in order.
    """

    counts: NDArray[np.int64]
    numbers: NDArray[np.int64]
    rare: list[str]


def vocabulary(columns: Iterable[pa.Array]) -> pa.Array:
    """Words that occur at least `LEAST_COUNT` times in some texts, the most frequent first.

    Words of equal frequency stand in the order of their letters.
    """
    parts = [_words(column)[1] for column in columns]
    if not parts:
        return pa.array([], pa.large_string())
    counted = pc.value_counts(pa.chunked_array(parts))
    frequent = counted.filter(pc.greater_equal(counted.field("counts"), LEAST_COUNT))
    words, counts = frequent.field("values"), frequent.field("counts")
    order = pc.sort_indices(
        pa.table({"counts": counts, "words": words}),
        sort_keys=[("counts", "descending"), ("words", "ascending")],
    )
    return words.take(order[:MOST_WORDS])


def encode(column: pa.Array, words: pa.Array) -> Coded:
    """A column of texts as numbers of `words`."""
    counts, pieces = _words(column)
    found = pc.fill_null(pc.index_in(pieces, value_set=words), -1)
    numbers = found.to_numpy(zero_copy_only=False).astype(np.int64) + 1
    return Coded(counts, numbers, pieces.filter(pc.equal(found, -1)).to_pylist())


def to_bytes(numbers: NDArray[Any]) -> bytes:
    """Numbers as bytes: below `ONE_BYTE` as they are, else 15 bits of what exceeds it, high byte first."""
    wide = numbers >= ONE_BYTE
    rest = np.where(wide, numbers - ONE_BYTE, 0)
    out = np.empty((len(numbers), 2), np.uint8)
    out[:, 0] = np.where(wide, 128 | (rest >> 8), numbers)
    out[:, 1] = rest & 255
    taken = np.column_stack([np.ones(len(numbers), bool), wide])
    return bytes(out[taken].tobytes())


def _words(column: pa.Array) -> tuple[NDArray[np.int64], pa.Array]:
    """How many words each text has, and all of them in a row."""
    lists = pc.split_pattern(column.cast(pa.large_string()), " ")
    counts = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    return counts.astype(np.int64), pc.list_flatten(lists)
