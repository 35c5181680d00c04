"""Lay added sources over a compiled gazetteer: one place for what several sources have.

A place of an added source is the same as one that is there if it has the same id, if it
says so itself (Who's On First names GeoNames ids), or if it has the same folded name and
feature class in the same country and lies within `NEAR_DEG`. The point that is there
stays, unless it lies on whole arc-minutes and the other does not; the other points are
kept in the table ``also``.
"""

from __future__ import annotations

import contextlib
import json
import math
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

from geomap.gazetteer import geopackage, schema
from geomap.gazetteer.names import bare, fold

NEAR_DEG = 0.05
"""About 5 km: namesakes of one class and country this near are one place."""

_ARC_MINUTE_DEG = 1 / 60
_PLACE_FIELDS = schema.PLACE_COLUMNS.replace(" ", "").split(",")


def coarse(lon: float, lat: float) -> int:
    """Whether a position was rounded to whole arc-minutes: about a kilometre either way.

    Examples
    --------
    >>> coarse(-76.91667, -12.03333), coarse(-76.9172, -12.0331)
    (1, 0)
    """
    return int(all(abs(x / _ARC_MINUTE_DEG - round(x / _ARC_MINUTE_DEG)) < 0.001 for x in (lon, lat)))


def extend(path: Path, sources: Iterable[Path], mark: str, progress: Callable[[str, float], None]) -> None:
    """Lay sources over the gazetteer at `path`, which is a copy that nobody else reads yet."""
    waiting = list(sources)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -128000;")
        db.create_function("gpkg_point", 2, geopackage.point, deterministic=True)
        db.create_function("coarse", 2, coarse, deterministic=True)
        for number, source in enumerate(waiting):
            progress(f"Adding {source.name.split('.')[0]}", number / len(waiting))
            db.execute("ATTACH ? AS s", (str(source),))
            db.execute("BEGIN")
            _lay(db)
            db.execute("COMMIT")
            db.execute("DETACH s")
        db.execute("UPDATE meta SET value = ? WHERE key = 'fingerprint'", (mark,))
        progress("Added", 1.0)


def _lay(db: sqlite3.Connection) -> None:
    about = {key: json.loads(value) for key, value in db.execute("SELECT key, value FROM s.about")}
    first_name = db.execute("SELECT ifnull(max(rowid), 0) + 1 FROM name").fetchone()[0]
    _match(db, by_name=about["kind"] != "geonames")
    _insert_places(db)
    _insert_names(db)
    _insert_outlines(db)
    db.execute(
        "INSERT INTO near (rowid, folded) SELECT min(rowid), folded FROM name n WHERE rowid >= ?1 "
        "AND bare = 0 "
        "AND kind < 5 AND length(folded) BETWEEN 6 AND 40 AND folded NOT GLOB '*[^a-z ]*' AND NOT EXISTS "
        "(SELECT 1 FROM name o WHERE o.folded = n.folded AND o.rowid < ?1 AND o.bare = 0 AND o.kind < 5) "
        "GROUP BY folded",
        (first_name,),
    )
    db.execute(
        "INSERT INTO source (title, version, licence, attribution, rows, sha256) VALUES (?, '', ?, ?, ?, ?)",
        tuple(about[key] for key in ("title", "licence", "attribution", "kept", "sha256")),
    )
    db.execute("DROP TABLE matched")


def _match(db: sqlite3.Connection, *, by_name: bool) -> None:
    """Fill the temporary table ``matched``: row of the source -> place that is there, or a new number."""
    db.execute(
        "CREATE TEMP TABLE matched (row INTEGER PRIMARY KEY, fid INTEGER NOT NULL, new INTEGER NOT NULL)"
    )
    for column in ("place_id", "same_as"):
        db.execute(
            f"INSERT OR IGNORE INTO matched SELECT a.row, p.fid, 0 FROM s.place a JOIN main.place p "
            f"ON p.place_id = a.{column} WHERE a.{column} <> ''"
        )
    if by_name:
        # Whole areas and their chief towns share names: only the same class is the same place.
        db.execute(
            "INSERT OR IGNORE INTO matched SELECT row, fid, 0 FROM (SELECT a.row, p.fid, "
            "min((p.lat - a.lat) * (p.lat - a.lat) + (p.lon - a.lon) * (p.lon - a.lon)) "
            "FROM s.place a CROSS JOIN main.name n ON n.folded = a.folded "
            "CROSS JOIN main.place p ON p.fid = n.place "
            "WHERE a.row NOT IN (SELECT row FROM matched) AND n.bare = 0 AND p.country_code = a.country_code "
            "AND p.feature_class = a.feature_class AND abs(p.lat - a.lat) < ?1 AND abs(p.lon - a.lon) < ?1 "
            "AND (a.feature_class <> 'A' OR a.feature_code = p.feature_code) GROUP BY a.row)",
            (NEAR_DEG,),
        )
    db.execute(
        "INSERT INTO matched SELECT row, "
        "(SELECT max(fid) FROM main.place) + row_number() OVER (ORDER BY row), 1 "
        "FROM s.place WHERE row NOT IN (SELECT row FROM matched)"
    )


def _insert_places(db: sqlite3.Connection) -> None:
    _name_areas(db)
    columns = ", ".join(
        "ifnull((SELECT d.admin1 FROM area d WHERE d.country_code = a.country_code "
        "AND d.name = a.admin1_name), "
        "a.admin1)" if field == "admin1" else f"a.{field}"
        for field in _PLACE_FIELDS
    )  # fmt: skip
    db.execute(
        f"INSERT OR IGNORE INTO place SELECT m.fid, gpkg_point(a.lon, a.lat), {columns} "
        "FROM matched m JOIN s.place a ON a.row = m.row WHERE m.new = 1 ORDER BY m.fid"
    )
    db.execute(
        "INSERT INTO rtree_place_geom SELECT p.fid, p.lon, p.lon, p.lat, p.lat FROM matched m "
        "JOIN place p ON p.fid = m.fid WHERE m.new = 1"
    )
    db.execute(
        "INSERT INTO also (place, place_id, source, lon, lat) "
        "SELECT m.fid, a.place_id, a.source, a.lon, a.lat "
        "FROM matched m JOIN s.place a ON a.row = m.row WHERE m.new = 0"
    )
    better = db.execute(
        "SELECT m.fid, a.lon, a.lat FROM matched m JOIN s.place a ON a.row = m.row "
        "JOIN place p ON p.fid = m.fid "
        "WHERE m.new = 0 AND a.feature_class = 'P' AND p.feature_class = 'P' AND coarse(p.lon, p.lat) "
        "AND NOT coarse(a.lon, a.lat) AND abs(p.lat - a.lat) < ?1 AND abs(p.lon - a.lon) < ?1 ORDER BY m.row",
        (0.6 * NEAR_DEG,),
    ).fetchall()
    for fid, lon, lat in better:
        db.execute(
            "UPDATE place SET lon = ?2, lat = ?3, geom = gpkg_point(?2, ?3) WHERE fid = ?1", (fid, lon, lat)
        )
        db.execute(
            "INSERT OR REPLACE INTO rtree_place_geom VALUES (?, ?, ?, ?, ?)", (fid, lon, lon, lat, lat)
        )
    db.execute("DROP TABLE area")


def _name_areas(db: sqlite3.Connection) -> None:
    """Codes of the first-level areas that the source gives by name."""
    db.execute(
        "CREATE TEMP TABLE area (country_code TEXT, name TEXT, admin1 TEXT, PRIMARY KEY (country_code, name))"
    )
    for country, name in db.execute(
        "SELECT DISTINCT country_code, admin1_name FROM s.place WHERE admin1_name <> '' AND admin1 = ''"
    ).fetchall():
        key = fold(name)
        row = db.execute(
            "SELECT p.admin1 FROM name n JOIN place p ON p.fid = n.place WHERE n.folded IN (?, ?) "
            "AND p.country_code = ? AND p.feature_code = 'ADM1' "
            "ORDER BY n.kind, n.bare, p.population DESC LIMIT 1",
            (key, bare(key), country),
        ).fetchone()
        if row:
            db.execute("INSERT INTO area VALUES (?, ?, ?)", (country, name, row[0]))


def _insert_names(db: sqlite3.Connection) -> None:
    there = (
        "NOT EXISTS (SELECT 1 FROM main.name o WHERE (o.folded, o.place, o.name) = (n.folded, {}, n.name))"
    )
    db.execute(
        "INSERT INTO name SELECT DISTINCT n.folded, m.fid, "
        "CASE WHEN m.new = 0 AND n.kind = 0 THEN 1 ELSE n.kind END, "
        "n.bare, n.name FROM s.name n JOIN matched m ON m.row = n.row "
        f"WHERE m.new = 1 OR {there.format('m.fid')} ORDER BY n.folded, m.fid"
    )
    db.execute(
        "INSERT INTO name SELECT DISTINCT n.folded, p.fid, n.kind, n.bare, n.name FROM s.extra_name n "
        f"JOIN main.place p ON p.place_id = n.place_id WHERE {there.format('p.fid')} ORDER BY n.folded, p.fid"
    )


def _insert_outlines(db: sqlite3.Connection) -> None:
    from shapely import from_wkb

    from geomap.gazetteer.sources import outlines

    piece = db.execute("SELECT ifnull(max(fid), 0) FROM piece").fetchone()[0]
    for fid, wkb, radial in db.execute(
        "SELECT m.fid, a.shape, a.extent_m FROM matched m JOIN s.place a ON a.row = m.row "
        "WHERE a.shape IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM outline o WHERE o.place = m.fid) GROUP BY m.fid ORDER BY m.fid"
    ).fetchall():
        shape = from_wkb(wkb)
        db.execute(
            "INSERT INTO outline (geom, place) VALUES (?, ?)",
            (geopackage.shape(shape.wkb, shape.bounds), fid),
        )
        for part in outlines.pieces(shape):
            piece += 1
            west, south, east, north = part.bounds
            db.execute(
                "INSERT INTO piece VALUES (?, ?, ?)", (piece, geopackage.shape(part.wkb, part.bounds), fid)
            )
            db.execute(
                "INSERT INTO rtree_piece_geom VALUES (?, ?, ?, ?, ?)", (piece, west, east, south, north)
            )
        db.execute(
            "UPDATE place SET has_outline = 1, extent_m = ?, extent_basis = 'outline' WHERE fid = ?",
            (max(radial, 1.0) if math.isfinite(radial) else 1.0, fid),
        )
