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
from geomap.gazetteer.added import geonames, layer, shapes, tables
from geomap.gazetteer.added.opening import lines, opened
from geomap.gazetteer.added.record import Reading, Tally
from geomap.gazetteer.cache import EXTRA, SUFFIX

Progress = Callable[[str, float], None]

FORMATS = {
    "geonames": ("GeoNames", "CC BY 4.0", "© GeoNames"),
    "geonames-names": ("GeoNames alternate names", "CC BY 4.0", "© GeoNames"),
    "geonames-codes": ("GeoNames admin codes", "CC BY 4.0", "© GeoNames"),
    "geonames-hierarchy": ("GeoNames hierarchy", "CC BY 4.0", "© GeoNames"),
    "wof": ("Who's On First", "CC0 and CC BY, see whosonfirst.org/docs/licenses", "Who's On First"),
    "table": ("Table", "", ""),
    "shapes": ("Features", "", ""),
}
_RESERVED = frozenset({"airport", "curated", "geonames", "ne", "region", "wof"})


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
        slug, mark = path.name.removesuffix(SUFFIX).removesuffix(EXTRA).rsplit(".", 1)
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
    said_so = json.dumps([_code(), kind, slug, options, files.sha256(path)], sort_keys=True)
    mark = hashlib.sha256(said_so.encode()).hexdigest()[:16]
    target = folder / f"{slug}.{mark}{EXTRA if kind.startswith('geonames-') else ''}{SUFFIX}"
    if target.exists():
        return next(source for source in listed(folder) if source.path == target), False
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with files.replacing(target) as part:
        _write(part, path, kind, slug, reading, progress)
    for source in listed(folder):
        if source.slug == slug and source.mark != mark:
            source.path.unlink()
    return next(source for source in listed(folder) if source.path == target), True


def _code() -> str:
    """Digest of what reads sources: the same file, read by other code, is another source."""
    here = Path(__file__).parent
    read_by = [
        *sorted(here.glob("*.py")),
        *(here.parent / f"{name}.py" for name in ("extent", "features", "names")),
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in read_by)).hexdigest()


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
    if len(cells) in geonames.HIERARCHY_COLUMNS and cells[0].isdigit() and cells[1].isdigit():
        return "geonames-hierarchy"
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
        db.executescript(layer.TABLES)
        db.execute("BEGIN")
        share: Callable[[], float] = lambda: 0.5  # noqa: E731
        writer = layer.Layer(db, lambda: progress(f"Reading {path.name}", share()))
        if kind == "shapes":
            writer.places(shapes.places(path, reading, tally))
        else:
            with opened(path) as (stream, _, share):
                try:
                    _read(writer, kind, lines(stream), path, reading, tally)
                except csv.Error as error:
                    raise InputError(f"it is no table: {error}.", path=path, row=tally.rows + 1) from error
        if not tally.kept:
            shown = "; ".join(tally.shown)
            raise InputError(f"none of its {tally.rows} rows can be used ({shown}).", path=path)
        title, licence, attribution = FORMATS[kind]
        about = {
            "layout": layer.LAYOUT, "slug": slug, "kind": kind, "title": f"{title}: {path.name}",
            "licence": licence or "as its publisher says", "attribution": attribution or slug,
            "date": tally.newest, "sha256": files.sha256(path), "rows": tally.rows, "kept": tally.kept,
            "left_out": tally.left_out, "repaired": tally.repaired, "shown": tally.shown,
        }  # fmt: skip
        db.executemany("INSERT INTO about VALUES (?, ?)", [(k, json.dumps(v)) for k, v in about.items()])
        db.execute("COMMIT")


def _read(
    writer: layer.Layer, kind: str, text: Iterable[str], path: Path, reading: Reading, tally: Tally
) -> None:
    match kind:
        case "geonames":
            writer.places(geonames.places(text, tally))
        case "geonames-names":
            writer.names(geonames.names(text, tally))
        case "geonames-codes":
            writer.areas(geonames.codes(text, tally))
        case "geonames-hierarchy":
            writer.parents(geonames.hierarchy(text, tally))
        case "wof":
            writer.places(tables.whos_on_first(text, reading, tally))
        case _:
            writer.places(tables.places(text, path, reading, tally))
