"""The file that a source is read into: SQLite of one layout whatever the format was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator

from geomap.gazetteer import schema
from geomap.gazetteer.added.geonames import AreaCode, ExtraName
from geomap.gazetteer.added.record import Record
from geomap.gazetteer.names import bare, fold

LAYOUT = 3
"""Raised when the tables change, for a source of another layout cannot be laid over the default."""

TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE place (
  row INTEGER PRIMARY KEY, place_id TEXT NOT NULL, name TEXT, feature_class TEXT, feature_code TEXT,
  country_code TEXT, admin1 TEXT, admin2 TEXT, lon REAL, lat REAL, population INTEGER, extent_m REAL,
  extent_basis TEXT, source TEXT, has_outline INTEGER, same_as TEXT, admin1_name TEXT, admin2_name TEXT,
  folded TEXT, shape BLOB);
CREATE TABLE name (folded TEXT, row INTEGER, kind INTEGER, bare INTEGER, name TEXT);
CREATE TABLE extra_name (folded TEXT, place_id TEXT, kind INTEGER, bare INTEGER, name TEXT);
CREATE TABLE division (country_code TEXT, admin1 TEXT, admin2 TEXT, name TEXT, place_id TEXT);
CREATE TABLE parent (child_id TEXT, parent_id TEXT);
"""
_BATCH = 20_000
_KIND = {kind: number for number, kind in enumerate(schema.NAME_KINDS)}


class Layer:
    """Writes what a reader gives into the tables, in batches so that memory stays bounded.

    Attributes
    ----------
    tick : callable
        Called after each batch.
    """

    def __init__(self, db: sqlite3.Connection, tick: Callable[[], None]) -> None:
        self._db, self._tick = db, tick

    def places(self, records: Iterable[Record]) -> None:
        """Places with their names and outlines."""
        rows: list[tuple[object, ...]] = []
        names: list[tuple[object, ...]] = []
        for number, record in enumerate(records, start=1):
            place = record.entry.place
            rows.append(
                (number, *(getattr(place, field) for field in place.__dataclass_fields__), record.same_as,
                 record.admin1_name, record.admin2_name, fold(place.name),
                 None if record.shape is None else record.shape.wkb)
            )  # fmt: skip
            for kind, name in (("official", place.name), *record.entry.names):
                names += [(key, number, _KIND[kind], is_bare, name) for key, is_bare in _keys(kind, name)]
            if len(rows) >= _BATCH:
                self._insert("place", rows)
                self._insert("name", names)
        self._insert("place", rows)
        self._insert("name", names)

    def names(self, extra: Iterable[ExtraName]) -> None:
        """Further names of places that are there."""
        self._all("extra_name", (row for one in extra for row in _named(one)))

    def areas(self, codes: Iterable[AreaCode]) -> None:
        """Names of first- and second-level areas by their codes."""
        known = list(codes)
        self._all(
            "division", ((*(*area.code.split("."), "")[:3], area.name, area.place_id) for area in known)
        )
        self.names(
            ExtraName(area.place_id, "alternate", name)
            for area in known
            for name in dict.fromkeys((area.name, area.plain_name))
        )

    def parents(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Which place lies in which: ids of child and parent."""
        self._all("parent", pairs)

    def _all(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        batch: list[tuple[object, ...]] = []
        for row in rows:
            batch.append(row)
            if len(batch) >= _BATCH:
                self._insert(table, batch)
        self._insert(table, batch)

    def _insert(self, table: str, rows: list[tuple[object, ...]]) -> None:
        if rows:
            self._db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            rows.clear()
            self._tick()


def _named(extra: ExtraName) -> Iterator[tuple[object, ...]]:
    for key, is_bare in _keys(extra.kind, extra.name):
        yield key, extra.place_id, _KIND[extra.kind], is_bare, extra.name


def _keys(kind: str, name: str) -> list[tuple[str, int]]:
    key = fold(name)
    short = bare(key)
    return [(key, 0)] * bool(key) + [(short, 1)] * (kind != "code" and short != key)
