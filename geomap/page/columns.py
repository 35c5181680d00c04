"""Number columns packed for the page: whole numbers, shuffled by byte, gzipped together.

A packed block is one gzip stream and a header that says how to cut it up. Each column
is stored as unsigned integers of the smallest width that holds it, all first bytes
before all second bytes (shuffled), because bytes of like weight compress together.
Signed columns are differences from the row before, folded to unsigned (zigzag), so
that neighbours along a curve cost one byte. `frontend/bytes.js` reads it back.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

GZIP_LEVEL = 9
_GZIP = 31  # zlib's window bits for a gzip header
_OS_BYTE = 9  # of the gzip header: which system wrote it


def gzip(data: bytes, level: int = GZIP_LEVEL) -> bytes:
    """Compress to gzip without a clock or a system's name in the header."""
    packer = zlib.compressobj(level, zlib.DEFLATED, _GZIP)
    packed = bytearray(packer.compress(data) + packer.flush())
    packed[_OS_BYTE] = 255
    return bytes(packed)


def gzip64(data: bytes, level: int = GZIP_LEVEL) -> str:
    """Compress and write as base64, ready to stand in an inert script element."""
    return base64.b64encode(gzip(data, level)).decode("ascii")


def zigzag(values: NDArray[Any]) -> NDArray[np.uint32]:
    """Signed integers as unsigned ones, small in size staying small: 0, -1, 1, -2 → 0, 1, 2, 3."""
    wide = values.astype(np.int64)
    return ((wide << 1) ^ (wide >> 63)).astype(np.uint32)


def deltas(values: NDArray[Any]) -> NDArray[np.uint32]:
    """Zigzag differences of int32 `values` from the one before, the first from 0, modulo 2**32."""
    return zigzag(np.diff(values.astype(np.int32), prepend=np.int32(0)))


def pack(columns: Iterable[tuple[str, NDArray[Any], str]]) -> tuple[list[list[Any]], bytes]:
    """Pack columns into one block.

    Parameters
    ----------
    columns : iterable of (name, values, coding)
        Whole numbers in one dimension. Coding is ``delta`` (int32, differences) or
        ``plain`` (0 to 2**32 - 1).

    Returns
    -------
    header : list of [name, coding, width, length]
        `width` is 1, 2 or 4 bytes, or 0 for a column of zeros, which takes no space.
    block : bytes
        The columns after one another, not yet compressed.
    """
    header: list[list[Any]] = []
    parts: list[bytes] = []
    for name, values, coding in columns:
        stored = deltas(values) if coding == "delta" else values.astype(np.uint32)
        width = _width(stored)
        header.append([name, coding, width, len(stored)])
        if width:
            narrow = stored.astype(f"<u{width}")
            parts.append(narrow.view(np.uint8).reshape(-1, width).T.tobytes())
    return header, b"".join(parts)


def _width(values: NDArray[np.uint32]) -> int:
    top = int(values.max(initial=0))
    return 0 if top == 0 else 1 if top < 2**8 else 2 if top < 2**16 else 4
