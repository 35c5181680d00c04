"""One reader a source format; each yields `Entry` rows and knows nothing of the store."""

from __future__ import annotations

from dataclasses import dataclass

from geomap.model import Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A place with all its names.

    Attributes
    ----------
    names : tuple of (kind, name)
        Without the place's own name, which is stored as ``official``; kinds are
        `geomap.gazetteer.schema.NAME_KINDS`.
    """

    place: Place
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """Where a part of the gazetteer comes from.

    Attributes
    ----------
    date : str
        Of the data, as EDTF; empty where the source does not say.
    rows : int
        Places, or outlines, that it gave.
    sha256 : str
        Digest of the file that was read.
    """

    title: str
    version: str = ""
    date: str = ""
    licence: str = ""
    attribution: str = ""
    rows: int = 0
    sha256: str = ""
