"""The C library's allocator, told not to keep what large tables no longer need."""

from __future__ import annotations

import ctypes
import sys

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""Options of glibc's `mallopt` (malloc.h)."""

_LARGE_BYTES = 4 << 20
_HEAPS = 2


def give_memory_back() -> None:
    """Let large arrays go back to the system when they are freed, and threads share two heaps.

    glibc would keep arrays of up to 32 MB for later, and a heap for each thread: a million
    rows take a tenth more memory then. Other C libraries are left as they are. For a
    process of our own only: it holds for all of it.
    """
    if not sys.platform.startswith("linux"):
        return
    change = getattr(ctypes.CDLL(None), "mallopt", None)
    if change is not None:
        change(_MMAP_THRESHOLD, _LARGE_BYTES)
        change(_ARENA_MAX, _HEAPS)
