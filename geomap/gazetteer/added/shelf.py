"""The shelf of added sources: one SQLite file each, of one layout, beside the compiled gazetteer."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from geomap import files
from geomap.errors import InputError, InputNotFoundError, UsageError
from geomap.gazetteer import schema
from geomap.gazetteer.added import geonames, shapes, tables
from geomap.gazetteer.added.opening import lines, opened
from geomap.gazetteer.added.record import Reading, Record, Tally
from geomap.gazetteer.names import bare, fold

Progress = Callable[[str, float], None]

SUFFIX = ".source"
FORMATS = {
    "geonames": ("GeoNames", "CC BY 4.0", "© GeoNames"),
    "geonames-names": ("GeoNames alternate names", "CC BY 4.0", "© GeoNames"),
    "geonames-codes": ("GeoNames admin codes", "CC BY 4.0", "© GeoNames"),
    "wof": ("Who's On First", "CC0 and CC BY, see whosonfirst.org/docs/licenses", "Who's On First"),
    "table": ("Table", "", ""),
    "shapes": ("Features", "", ""),
}
_RESERVED = frozenset({"geonames", "curated", "region", "ne", "wof"})
_LAYOUT = 1
_BATCH = 20_000
_KIND = {kind: number for number, kind in enumerate(schema.NAME_KINDS)}
_TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE place (
  row INTEGER PRIMARY KEY, place_id TEXT NOT NULL, name TEXT, feature_class TEXT, feature_code TEXT,
  country_code TEXT, admin1 TEXT, admin2 TEXT, lon REAL, lat REAL, population INTEGER, extent_m REAL,
  extent_basis TEXT, source TEXT, has_outline INTEGER, same_as TEXT, admin1_name TEXT, folded TEXT,
  shape BLOB);
CREATE TABLE name (folded TEXT, row INTEGER, kind INTEGER, bare INTEGER, name TEXT);
CREATE TABLE extra_name (folded TEXT, place_id TEXT, kind INTEGER, bare INTEGER, name TEXT);
"""


@dataclass(frozen=True, slots=True)
class AddedSource:
    """A source on the shelf."""

    slug: str
    mark: str
    path: Path
    about: dict[str, Any]


def listed(folder: Path) -> list[AddedSource]:
    """Sources on the shelf, in the order of their names."""
    found = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            about = {key: json.loads(value) for key, value in db.execute("SELECT key, value FROM about")}
        slug, mark = path.name.removesuffix(SUFFIX).rsplit(".", 1)
        found.append(AddedSource(slug, mark, path, about))
    return found


def remove(folder: Path, slug: str) -> None:
    """Take a source off the shelf.

    Raises
    ------
    UsageError
        If there is none of this name.
    """
    sources = listed(folder)
    chosen = [source for source in sources if source.slug == slug]
    if not chosen:
        held = ", ".join(source.slug for source in sources) or "none"
        raise UsageError(f"No added source is called {slug!r}.", hint=f"Added are: {held}.")
    for source in chosen:
        source.path.unlink()


def add(folder: Path, path: Path, reading: Reading, progress: Progress) -> tuple[AddedSource, bool]:
    """Read a source and put it on the shelf; False if it stood there already with the same content.

    Raises
    ------
    InputError
        If the file cannot be read or holds nothing that can be used.
    UsageError
        If a column or field that is named is not there, or one that is needed is not named.
    """
    if not path.is_file():
        raise InputNotFoundError("there is no such file.", path=path)
    kind = recognise(path)
    slug = reading.slug or re.sub(r"[^a-z0-9]+", "-", path.name.split(".")[0].lower()).strip("-") or "source"
    if slug in _RESERVED and kind in ("table", "shapes"):
        raise UsageError(f"The name {slug!r} is taken.", hint="Choose another with --as.")
    reading = replace(reading, slug="wof" if kind == "wof" else slug)
    if kind == "wof" and not reading.country and (said := re.search(r"[_-]([a-z]{2})\.", path.name)):
        reading = replace(reading, country=said[1].upper())
    progress(f"Reading {path.name}", 0.0)
    options = {"columns": dict(reading.columns), "country": reading.country, "code": reading.feature_code}
    said_so = json.dumps([_LAYOUT, kind, slug, options, files.sha256(path)], sort_keys=True)
    mark = hashlib.sha256(said_so.encode()).hexdigest()[:16]
    target = folder / f"{slug}.{mark}{SUFFIX}"
    if target.exists():
        return next(source for source in listed(folder) if source.path == target), False
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with files.replacing(target) as part:
        _write(part, path, kind, slug, reading, progress)
    for source in listed(folder):
        if source.slug == slug and source.mark != mark:
            source.path.unlink()
    return next(source for source in listed(folder) if source.path == target), True


def recognise(path: Path) -> str:
    """Which of `FORMATS` a file has, told from its ending and first line.

    Raises
    ------
    InputError
        If it is none of them.
    """
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    if plain.suffix.lower() in shapes.SUFFIXES:
        return "shapes"
    with opened(path) as (stream, _, _):
        first = next(iter(lines(stream)), "").rstrip("\r\n")
    cells = first.split("\t")
    if len(cells) == geonames.PLACE_COLUMNS and cells[0].isdigit():
        return "geonames"
    if len(cells) in (geonames.NAME_COLUMNS, geonames.NAME_COLUMNS - 2) and cells[0].isdigit():
        return "geonames-names"
    if len(cells) == geonames.CODE_COLUMNS and cells[3].isdigit() and "." in cells[0]:
        return "geonames-codes"
    if set(first.split(",")) >= tables.WOF_HEADER:
        return "wof"
    if any(mark in first for mark in ",;\t") and not cells[0].isdigit():
        return "table"
    raise InputError(
        "its format is not recognised.",
        path=path,
        hint="Known are GeoNames dumps, Who's On First tables, GeoJSON, GeoPackage, Shapefile, and CSV "
        "with a header line.",
    )


def _write(part: Path, path: Path, kind: str, slug: str, reading: Reading, progress: Progress) -> None:
    tally = Tally()
    with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000;")
        db.executescript(_TABLES)
        db.execute("BEGIN")
        if kind == "shapes":
            _places(db, shapes.places(path, reading, tally), tally, lambda: 0.5, progress, path.name)
        else:
            with opened(path) as (stream, _, share):
                text = lines(stream)
                if kind in ("geonames-names", "geonames-codes"):
                    rows = (
                        geonames.names(text, tally) if kind.endswith("names") else geonames.codes(text, tally)
                    )
                    _extra(db, rows, share, progress, path.name)
                else:
                    readers = {
                        "geonames": lambda: geonames.places(text, tally),
                        "wof": lambda: tables.whos_on_first(text, reading, tally),
                        "table": lambda: tables.places(text, path, reading, tally),
                    }
                    try:
                        _places(db, readers[kind](), tally, share, progress, path.name)
                    except csv.Error as error:
                        raise InputError(
                            f"it is no table: {error}.", path=path, row=tally.rows + 1
                        ) from error
        if not tally.kept:
            shown = "; ".join(tally.shown)
            raise InputError(f"none of its {tally.rows} rows can be used ({shown}).", path=path)
        title, licence, attribution = FORMATS[kind]
        about = {
            "slug": slug, "kind": kind, "title": f"{title}: {path.name}",
            "licence": licence or "as its publisher says", "attribution": attribution or slug,
            "sha256": files.sha256(path), "rows": tally.rows, "kept": tally.kept,
            "left_out": tally.left_out, "repaired": tally.repaired, "shown": tally.shown,
        }  # fmt: skip
        db.executemany("INSERT INTO about VALUES (?, ?)", [(k, json.dumps(v)) for k, v in about.items()])
        db.execute("COMMIT")


def _places(
    db: sqlite3.Connection,
    records: Iterable[Record],
    tally: Tally,
    share: Callable[[], float],
    progress: Progress,
    what: str,
) -> None:
    rows: list[tuple[object, ...]] = []
    names: list[tuple[object, ...]] = []

    def flush() -> None:
        db.executemany(f"INSERT INTO place VALUES ({', '.join('?' * 19)})", rows)
        db.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?)", names)
        rows.clear()
        names.clear()
        progress(f"Reading {what}", share())

    for number, record in enumerate(records, start=1):
        place = record.entry.place
        rows.append(
            (number, *(getattr(place, field) for field in place.__dataclass_fields__), record.same_as,
             record.admin1_name, fold(place.name), None if record.shape is None else record.shape.wkb)
        )  # fmt: skip
        for kind, name in (("official", place.name), *record.entry.names):
            names += [(key, number, _KIND[kind], is_bare, name) for key, is_bare in _keys(kind, name)]
        if len(rows) >= _BATCH:
            flush()
    flush()


def _extra(
    db: sqlite3.Connection,
    rows: Iterable[tuple[str, str, str]],
    share: Callable[[], float],
    progress: Progress,
    what: str,
) -> None:
    batch: list[tuple[object, ...]] = []
    for place_id, kind, name in rows:
        batch += [(key, place_id, _KIND[kind], is_bare, name) for key, is_bare in _keys(kind, name)]
        if len(batch) >= _BATCH:
            db.executemany("INSERT INTO extra_name VALUES (?, ?, ?, ?, ?)", batch)
            batch.clear()
            progress(f"Reading {what}", share())
    db.executemany("INSERT INTO extra_name VALUES (?, ?, ?, ?, ?)", batch)


def _keys(kind: str, name: str) -> list[tuple[str, int]]:
    key = fold(name)
    short = bare(key)
    return [(key, 0)] * bool(key) + [(short, 1)] * (kind != "code" and short != key)
