"""Compile the gazetteer: read every source, write one GeoPackage.

Runs once for each set of sources; `geomap.gazetteer.cache` decides when and where.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from geomap import files
from geomap.gazetteer import geopackage, near, schema
from geomap.gazetteer.names import bare, fold
from geomap.gazetteer.sources import (
    Entry,
    SourceInfo,
    about,
    airports,
    areas,
    curated,
    outlines,
    regions,
    settlements,
    tables,
)
from geomap.gazetteer.sources.outlines import Outline
from geomap.gazetteer.sources.spread import Spread
from geomap.model import Place
from geomap.resources import geodata

Progress = Callable[[str, float], None]

_KIND = {kind: number for number, kind in enumerate(schema.NAME_KINDS)}
_BATCH = 20_000
_EXPECTED_SETTLEMENTS = 240_000


def compile_gazetteer(path: Path, fingerprint: str, progress: Progress) -> None:
    """Write the gazetteer to `path`, which does not exist yet.

    Parameters
    ----------
    fingerprint : str
        Of the sources; kept in the file.
    progress : callable
        Called with what is being done and the share that is done, 0 to 1.
    """
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        # The file is thrown away if anything goes wrong, so it needs no journal of its own.
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192;")
        db.execute("PRAGMA cache_size = -64000")
        geopackage.initialise(db)
        db.executescript(schema.TABLES)
        db.execute("BEGIN")
        writer = _Writer(db)
        _fill(writer, progress)
        progress("Sorting names", 0.85)
        writer.finish()
        geopackage.register(db)
        db.executemany(
            "INSERT INTO meta (key, value) VALUES (?, ?)",
            [("fingerprint", fingerprint), ("schema", str(schema.SCHEMA_VERSION))],
        )
        db.execute("COMMIT")
        db.executescript(schema.INDEXES)
        progress("Indexing spellings", 0.92)
        db.executescript(near.TABLES)
        db.execute("BEGIN")
        near.fill(db)
        db.execute("INSERT INTO near (near) VALUES ('optimize')")
        db.execute("COMMIT")
        progress("Compiled", 1.0)


def _fill(writer: _Writer, progress: Progress) -> None:
    spread = Spread()
    progress("Reading settlements", 0.0)
    for count, entry in enumerate(settlements.read(geodata("geonames", "settlements.tsv.gz"))):
        spread.add(entry.place)
        writer.add(entry)
        if count % _BATCH == 0:
            progress("Reading settlements", 0.45 * min(1.0, count / _EXPECTED_SETTLEMENTS))
    writer.source(about.GEONAMES, settlements.data_folder() / "cities500.json", version=settlements.version())
    progress("Reading countries", 0.45)
    _add_countries(writer, spread)
    progress("Reading areas", 0.65)
    _add_divisions(writer, spread)
    progress("Reading regions and waters", 0.75)
    _add_regions(writer)
    flown = geodata("airports", "airports.tsv")
    for entry in airports.read(flown):
        writer.add(entry)
    writer.source(about.AIRPORTS, flown)
    for table in sorted(geodata("places").glob("*.csv")):
        for entry in curated.read(table):
            writer.add(entry)
        writer.source(about.CURATED, table, title=f"geomap curated places, {table.stem}")


def _add_countries(writer: _Writer, spread: Spread) -> None:
    path = geodata("outlines", "countries.topo.json.gz")
    drawn = list(outlines.read(path))
    coded = {outline.code: outline for outline in drawn if outline.code}
    for entry in areas.read_countries(geodata("geonames"), coded, spread):
        writer.add(entry, _shape(coded, entry.place.country_code))
    writer.source(about.COUNTRY_NAMES, geodata("geonames", "country_names.tsv.gz"))
    extra = geodata("geonames", "country_extra.tsv")
    writer.source(about.EXTRA_NAMES, extra, rows=sum(1 for _ in tables.rows(extra)))
    for entry, outline in areas.read_apart([outline for outline in drawn if not outline.code]):
        writer.add(entry, outline.shape)
    writer.land(shapely.union_all([outline.shape for outline in drawn]))
    writer.source(about.NATURAL_EARTH, path, title="Natural Earth 1:10m, countries", rows=len(drawn))


def _add_divisions(writer: _Writer, spread: Spread) -> None:
    path, second = (geodata("outlines", f"{level}_level.topo.json.gz") for level in ("first", "second"))
    drawn = list(outlines.read(path))
    coded = {outline.code: outline for outline in [*drawn, *outlines.read(second)]}
    for code, name, entry in areas.read_divisions(geodata("geonames"), coded, spread):
        writer.division(code, name, writer.add(entry, _shape(coded, code)) if entry else None)
    writer.source(about.AREAS, geodata("geonames", "areas.tsv.gz"))
    extra = geodata("geonames", "area_extra.tsv")
    title = "Demonyms and abbreviations of first-level areas"
    writer.source(about.EXTRA_NAMES, extra, title=title, rows=sum(1 for _ in tables.rows(extra)))
    writer.source(about.NATURAL_EARTH, path, title="Natural Earth 1:10m, first-level areas", rows=len(drawn))
    writer.source(
        about.NATURAL_EARTH,
        second,
        title="Natural Earth 1:10m, areas that GeoNames counts to the second level",
        rows=len(coded) - len(drawn),
    )


def _add_regions(writer: _Writer) -> None:
    folder = geodata("regions")
    coded = {outline.code: outline for outline in outlines.read(folder / "regions.topo.json.gz")}
    for entry in regions.read(folder, coded):
        writer.add(entry, _shape(coded, entry.place.place_id.partition(":")[2]))
    writer.source(about.REGIONS, folder / "regions.tsv")


def _shape(coded: Mapping[str, Outline], code: str) -> BaseGeometry | None:
    return coded[code].shape if code in coded else None


class _Writer:
    """Rows into the tables, names through a staging table so that they are stored sorted."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._places = 0
        self._counted = 0
        self._pieces = 0
        self._names: list[tuple[str, int, int, int, str, int]] = []
        self._rows: list[tuple[object, ...]] = []
        db.execute(
            "CREATE TEMP TABLE stage (folded TEXT, place INTEGER, kind INTEGER, bare INTEGER, name TEXT, "
            "population INTEGER)"
        )

    def add(self, entry: Entry, shape: BaseGeometry | None = None) -> int:
        """Store a place with its names and outline; gives its row number."""
        self._places += 1
        fid, place = self._places, entry.place
        self._rows.append((fid, geopackage.point(place.lon, place.lat), *_fields(place)))
        self._names += _keys(fid, entry)
        if shape is not None:
            self._db.execute(
                "INSERT INTO outline (geom, place) VALUES (?, ?)",
                (geopackage.shape(shape.wkb, shape.bounds), fid),
            )
            self._cut(fid, outlines.pieces(shape))
        if len(self._rows) >= _BATCH:
            self._flush()
        return fid

    def land(self, shape: BaseGeometry) -> None:
        """Store the land."""
        self._cut(schema.LAND, outlines.pieces(shape))

    def _cut(self, owner: int, parts: list[BaseGeometry]) -> None:
        for part in parts:
            self._pieces += 1
            west, south, east, north = part.bounds
            self._db.execute(
                "INSERT INTO piece VALUES (?, ?, ?)",
                (self._pieces, geopackage.shape(part.wkb, part.bounds), owner),
            )
            self._db.execute(
                "INSERT INTO rtree_piece_geom VALUES (?, ?, ?, ?, ?)",
                (self._pieces, west, east, south, north),
            )

    def division(self, code: str, name: str, fid: int | None) -> None:
        """Store the name of a first- or second-level area."""
        country, admin1, admin2 = (*code.split("."), "")[:3]
        self._db.execute(
            "INSERT INTO division (country_code, admin1, admin2, name, place) VALUES (?, ?, ?, ?, ?)",
            (country, admin1, admin2, name, fid),
        )

    def source(
        self, info: SourceInfo, path: Path, *, title: str = "", version: str = "", rows: int | None = None
    ) -> None:
        """Store where the places since the last call came from; `rows` where it gave something else."""
        self._db.execute(
            "INSERT INTO source (title, version, date, licence, attribution, rows, sha256) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                title or info.title,
                version or info.version,
                info.date or settlements.DATES.get(version, ""),
                info.licence,
                info.attribution,
                self._places - self._counted if rows is None else rows,
                files.sha256(path),
            ),
        )
        self._counted = self._places

    def finish(self) -> None:
        """Write what is pending, sort the names, fill the R*Tree of places."""
        self._flush()
        self._db.execute(
            "INSERT INTO name SELECT DISTINCT * FROM stage ORDER BY folded, place, kind, bare, name"
        )
        self._db.execute("DROP TABLE stage")
        self._db.execute("INSERT INTO rtree_place_geom SELECT fid, lon, lon, lat, lat FROM place")

    def _flush(self) -> None:
        marks = ", ".join("?" * 16)
        self._db.executemany(f"INSERT INTO place VALUES ({marks})", self._rows)
        self._db.executemany("INSERT INTO stage VALUES (?, ?, ?, ?, ?, ?)", self._names)
        self._rows.clear()
        self._names.clear()


def _fields(place: Place) -> tuple[object, ...]:
    return (
        place.place_id,
        place.name,
        place.feature_class,
        place.feature_code,
        place.country_code,
        place.admin1,
        place.admin2,
        place.lon,
        place.lat,
        place.population,
        place.extent_m,
        place.extent_basis,
        place.source,
        int(place.has_outline),
    )


def _keys(fid: int, entry: Entry) -> Iterator[tuple[str, int, int, int, str, int]]:
    """Rows of the name table: each name under its key, and without its article where it has one."""
    names: Iterable[tuple[str, str]] = (("official", entry.place.name), *entry.names)
    for kind, name in names:
        key = fold(name)
        if not key:
            continue
        yield key, fid, _KIND[kind], 0, name, entry.place.population
        if kind != "code" and (short := bare(key)) != key:
            yield short, fid, _KIND[kind], 1, name, entry.place.population
