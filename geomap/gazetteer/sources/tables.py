"""Reading the tab-separated tables under `geodata/geonames`."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from geomap.errors import GazetteerError


def rows(path: Path) -> Iterator[list[str]]:
    """Fields of each row of a tab-separated table, gzipped or not, its header left out.

    Raises
    ------
    GazetteerError
        If the file is damaged.
    """
    try:
        unpack = gzip.open if path.suffix == ".gz" else open
        with unpack(path, "rt", encoding="utf-8", newline="\n") as lines:
            next(lines)
            for line in lines:
                yield line.rstrip("\n").split("\t")
    except (OSError, EOFError, UnicodeDecodeError, StopIteration) as error:
        raise GazetteerError(
            f"The data file {path} is damaged: {error}.", hint="Install geomap-incidents again."
        ) from error
