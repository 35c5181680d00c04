"""The collector of reference cycles, held while work makes very many objects that form none."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

FEW = 1_000
"""Below this many objects the collector does not matter."""


@contextlib.contextmanager
def without_collector(size: int) -> Iterator[None]:
    """Switch the collector of cycles off: it would look at hundreds of thousands of objects that hold none.

    Parameters
    ----------
    size : int
        About how many objects will be made; nothing is switched for a few.
    """
    if size < FEW or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
