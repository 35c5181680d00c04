"""The few bytes and rows that make an SQLite file a GeoPackage (OGC 12-128r19)."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable

from geomap.gazetteer.schema import APPLICATION_ID, ATTRIBUTES, GEOMETRY, RTREES, STANDARD_VERSION

_POINT = struct.Struct("<2sBBiBIdd")
_ENVELOPE = struct.Struct("<2sBBidddd")
_NEVER = "2000-01-01T00:00:00.000Z"
"""GeoPackage demands a time of last change; a fixed one keeps the bytes the same."""

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
    'UNIT["degree",0.0174532925199433],AXIS["Longitude",EAST],AXIS["Latitude",NORTH],AUTHORITY["EPSG","4326"]]'
)

_CORE = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE,
  max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, UNIQUE (table_name, column_name, extension_name));
"""


def point(lon: float, lat: float) -> bytes:
    """GeoPackage geometry of a position, EPSG:4326."""
    return _POINT.pack(b"GP", 0, 1, 4326, 1, 1, lon, lat)


def shape(wkb: bytes, bounds: Iterable[float]) -> bytes:
    """GeoPackage geometry from little-endian WKB and its (min lon, min lat, max lon, max lat)."""
    west, south, east, north = bounds
    return _ENVELOPE.pack(b"GP", 0, 3, 4326, west, east, south, north) + wkb


def wkb_of(blob: bytes) -> bytes:
    """WKB inside a GeoPackage geometry that `point` or `shape` made."""
    return blob[_ENVELOPE.size :] if blob[3] & 0x0E else blob[8:]


def initialise(db: sqlite3.Connection) -> None:
    """Write the header fields and the tables that every GeoPackage has."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {STANDARD_VERSION}")
    db.executescript(_CORE)
    db.executemany(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
        [
            ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84, "longitude, latitude in decimal degrees"),
            ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", None),
            ("Undefined geographic SRS", 0, "NONE", 0, "undefined", None),
        ],
    )


def register(db: sqlite3.Connection) -> None:
    """List our own tables, so that QGIS and ogr see them."""
    for table, kind in GEOMETRY.items():
        db.execute(
            "INSERT INTO gpkg_contents VALUES (?, 'features', ?, '', ?, -180, -90, 180, 90, 4326)",
            (table, table, _NEVER),
        )
        db.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 4326, 0, 0)", (table, kind))
    for table in ATTRIBUTES:
        db.execute(
            "INSERT INTO gpkg_contents VALUES (?, 'attributes', ?, '', ?, NULL, NULL, NULL, NULL, 0)",
            (table, table, _NEVER),
        )
    for table in RTREES:
        db.execute(
            "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', "
            "'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
            (table,),
        )
