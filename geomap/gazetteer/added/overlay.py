"""Lay added sources over a compiled gazetteer: one place for what several sources have.

A place of an added source is the same as one that is there if it has the same id, if it
says so itself (Who's On First names GeoNames ids) and lies where that may be, or if it has
the same folded name and feature class in the same country and lies within `NEAR_DEG`. Of
several records of one source with one name the nearest is that place, and those within
`SAME_DEG` of it: a census tells hamlets of one name apart. The point that is there
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

from geomap.errors import GazetteerError
from geomap.gazetteer import geopackage, near, schema
from geomap.gazetteer.added import areas
from geomap.gazetteer.added.layer import LAYOUT

NEAR_DEG = 0.05
"""About 5 km: namesakes of one class and country this near are one place."""

SAME_DEG = 0.02
"""About 2 km: two records of one source with one name this near are one place."""

BELIEVED_DEG = 0.25
"""A record that says it is some place is not, if it lies farther off than this and than the place reaches."""

_DEEPEST = 8
"""Steps from a place to the area that holds it; hierarchies may run in circles."""

_ARC_MINUTE_DEG, _DEGREE_M = 1 / 60, 111_195.0
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
    if about.get("layout") != LAYOUT:
        raise GazetteerError(
            f"The source {about['slug']} was added by another version of geomap.",
            hint=f"Add it again, or take it off: geomap gazetteer remove {about['slug']}",
        )
    last_name = db.execute("SELECT ifnull(max(rowid), 0) FROM name").fetchone()[0]
    areas.find(db)
    _match(db, by_name=about["kind"] != "geonames")
    _insert_places(db)
    _insert_names(db)
    _insert_outlines(db)
    _insert_divisions(db)
    _inherit(db)
    near.fill(db, since=last_name)
    db.execute(
        "INSERT INTO source (title, version, date, licence, attribution, rows, sha256) "
        "VALUES (?, '', ?, ?, ?, ?, ?)",
        tuple(about[key] for key in ("title", "date", "licence", "attribution", "kept", "sha256")),
    )
    db.execute("DROP TABLE matched")
    db.execute("DROP TABLE lies")


def _match(db: sqlite3.Connection, *, by_name: bool) -> None:
    """Fill the temporary table ``matched``: row of the source -> place that is there, or a new number."""
    db.execute(
        "CREATE TEMP TABLE matched (row INTEGER PRIMARY KEY, fid INTEGER NOT NULL, new INTEGER NOT NULL)"
    )
    db.execute("INSERT INTO matched SELECT a.row, p.fid, 0 FROM s.place a JOIN main.place p USING (place_id)")
    db.execute(
        "INSERT OR IGNORE INTO matched SELECT a.row, p.fid, 0 FROM s.place a JOIN main.place p "
        "ON p.place_id = a.same_as WHERE a.same_as <> '' AND max(abs(p.lat - a.lat), "
        "abs(p.lon - a.lon) * cos(radians(a.lat))) < max(?1, iif(p.feature_class = 'P', 0, p.extent_m / ?2))",
        (BELIEVED_DEG, _DEGREE_M),
    )
    if by_name:
        # Whole areas and their chief towns share names: only the same class is the same place.
        db.execute(
            "CREATE TEMP TABLE namesake AS SELECT a.row, p.fid, "
            "min(max(abs(p.lat - a.lat), abs(p.lon - a.lon) * cos(radians(a.lat)))) AS apart "
            "FROM s.place a LEFT JOIN lies l ON l.row = a.row CROSS JOIN main.name n ON n.folded = a.folded "
            "CROSS JOIN main.place p ON p.fid = n.place "
            "WHERE a.row NOT IN (SELECT row FROM matched) AND n.bare = 0 "
            "AND p.country_code = ifnull(l.country_code, a.country_code) "
            "AND p.feature_class = a.feature_class AND abs(p.lat - a.lat) < ?1 AND abs(p.lon - a.lon) < ?1 "
            "AND (a.feature_class <> 'A' OR a.feature_code = p.feature_code) GROUP BY a.row",
            (NEAR_DEG,),
        )
        db.execute(
            "INSERT INTO matched SELECT row, fid, 0 FROM (SELECT row, fid, apart, row_number() "
            "OVER (PARTITION BY fid ORDER BY apart, row) AS rank FROM namesake) WHERE rank = 1 OR apart < ?1",
            (SAME_DEG,),
        )
        db.execute("DROP TABLE namesake")
    db.execute(
        "INSERT INTO matched SELECT row, "
        "(SELECT max(fid) FROM main.place) + row_number() OVER (ORDER BY row), 1 "
        "FROM s.place WHERE row NOT IN (SELECT row FROM matched)"
    )


def _insert_places(db: sqlite3.Connection) -> None:
    columns = ", ".join(
        f"ifnull(l.{field}, a.{field})" if field in ("country_code", "admin1", "admin2") else f"a.{field}"
        for field in _PLACE_FIELDS
    )
    db.execute(
        f"INSERT OR IGNORE INTO place SELECT m.fid, gpkg_point(a.lon, a.lat), {columns} "
        "FROM matched m JOIN s.place a ON a.row = m.row LEFT JOIN lies l ON l.row = m.row "
        "WHERE m.new = 1 ORDER BY m.fid"
    )
    # In strips of one degree: neighbours in turn touch the same few pages of the tree, at 1.5 million
    # random points four fifths of the time.
    db.execute(
        "INSERT INTO rtree_place_geom SELECT p.fid, p.lon, p.lon, p.lat, p.lat FROM matched m "
        "JOIN place p ON p.fid = m.fid WHERE m.new = 1 ORDER BY CAST(p.lat + 90 AS INTEGER), p.lon, p.fid"
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


def _insert_names(db: sqlite3.Connection) -> None:
    there = (
        "NOT EXISTS (SELECT 1 FROM main.name o WHERE (o.folded, o.place, o.name) = (n.folded, {}, n.name))"
    )
    db.execute(
        "INSERT INTO name SELECT DISTINCT n.folded, m.fid, "
        "CASE WHEN m.new = 0 AND n.kind = 0 THEN 1 ELSE n.kind END, "
        "n.bare, n.name, p.population FROM s.name n JOIN matched m ON m.row = n.row "
        "JOIN main.place p ON p.fid = m.fid "
        f"WHERE m.new = 1 OR {there.format('m.fid')} ORDER BY n.folded, m.fid"
    )
    db.execute(
        "INSERT INTO name "
        "SELECT DISTINCT n.folded, p.fid, n.kind, n.bare, n.name, p.population FROM s.extra_name n "
        f"JOIN main.place p ON p.place_id = n.place_id WHERE {there.format('p.fid')} ORDER BY n.folded, p.fid"
    )


def _insert_divisions(db: sqlite3.Connection) -> None:
    """Names of areas whose codes are new; the areas themselves where the gazetteer has them."""
    db.execute(
        "INSERT INTO division (country_code, admin1, admin2, name, place) "
        "SELECT a.country_code, a.admin1, a.admin2, min(a.name), p.fid FROM s.division a "
        "LEFT JOIN main.place p ON p.place_id = a.place_id WHERE NOT EXISTS (SELECT 1 FROM main.division d "
        "WHERE (d.country_code, d.admin1, d.admin2) = (a.country_code, a.admin1, a.admin2)) GROUP BY 1, 2, 3"
    )


def _inherit(db: sqlite3.Connection) -> None:
    """Places without codes take those of the places that a hierarchy puts them in."""
    db.execute(
        "CREATE TEMP TABLE under AS SELECT DISTINCT c.fid AS child, p.fid AS parent FROM s.parent h "
        "JOIN main.place c ON c.place_id = h.child_id JOIN main.place p ON p.place_id = h.parent_id "
        "WHERE c.country_code = p.country_code AND (c.admin1 = '' OR c.admin2 = '')"
    )
    db.execute("CREATE INDEX temp.under_by_child ON under (child)")
    for _ in range(_DEEPEST):
        changed = 0
        for code, condition in (("admin1", "TRUE"), ("admin2", "p.admin1 = place.admin1")):
            above = (
                f"SELECT min(p.{code}) FROM under u JOIN place p ON p.fid = u.parent "
                f"WHERE u.child = place.fid AND p.{code} <> '' AND {condition}"
            )
            changed += db.execute(
                f"UPDATE place SET {code} = ({above}) WHERE {code} = '' "
                f"AND fid IN (SELECT child FROM under) AND ({above}) IS NOT NULL"
            ).rowcount
        if not changed:
            break
    db.execute("DROP TABLE under")


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
