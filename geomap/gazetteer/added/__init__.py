"""Sources that a user adds: read once into a file of one layout, then laid over the compiled default."""

from __future__ import annotations

from geomap.gazetteer.added.shelf import AddedSource, add, listed, remove

__all__ = ["AddedSource", "add", "listed", "remove"]
