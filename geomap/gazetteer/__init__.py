"""Place names and outlines of the world, offline: one SQLite file, compiled once."""

from __future__ import annotations

from geomap.gazetteer.search import Match
from geomap.gazetteer.sources import SourceInfo
from geomap.gazetteer.store import Bounds, Gazetteer

__all__ = ["Bounds", "Gazetteer", "Match", "SourceInfo"]
