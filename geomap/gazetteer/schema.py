"""Layout of the compiled gazetteer: a GeoPackage with extra tables.

``place``        one row a place, geometry POINT; the R*Tree `rtree_place_geom` over it
``name``         folded key -> place, with the name as written, its kind, the people of the place
``outline``      whole outlines of places, geometry MULTIPOLYGON
``piece``        the same outlines, and the land (owner 0), cut small; `rtree_piece_geom` over it
``division``     names of first- and second-level areas by code
``source``       where it all comes from
``also``         the same places in added sources, with their points
``meta``         schema, fingerprint

``spelling``     the distinct keys of `name` that near spellings are looked for among, numbered by length
``near``         trigrams of those keys, under the same numbers (`geomap.gazetteer.near`)
"""

from __future__ import annotations

APPLICATION_ID = 0x47504B47
"""``GPKG``."""

STANDARD_VERSION = 10300
"""GeoPackage 1.3."""

SCHEMA_VERSION = 3
"""Part of the file name. Raised whenever a compiled file of an older program can no longer be read."""

NAME_KINDS = ("official", "alternate", "abbreviation", "demonym", "historical", "code")
"""Kinds of names, the most telling first; the position is what the file stores."""

LAND = 0
"""Owner of the pieces of land."""

TABLES = """
CREATE TABLE place (
  fid INTEGER PRIMARY KEY NOT NULL, geom POINT NOT NULL, place_id TEXT NOT NULL, name TEXT NOT NULL,
  feature_class TEXT NOT NULL, feature_code TEXT NOT NULL, country_code TEXT NOT NULL,
  admin1 TEXT NOT NULL, admin2 TEXT NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL,
  population INTEGER NOT NULL, extent_m REAL NOT NULL, extent_basis TEXT NOT NULL, source TEXT NOT NULL,
  has_outline INTEGER NOT NULL DEFAULT 0);
CREATE TABLE name (
  folded TEXT NOT NULL, place INTEGER NOT NULL, kind INTEGER NOT NULL, bare INTEGER NOT NULL,
  name TEXT NOT NULL, population INTEGER NOT NULL);
CREATE TABLE spelling (fid INTEGER PRIMARY KEY NOT NULL, folded TEXT NOT NULL);
CREATE TABLE outline (
  fid INTEGER PRIMARY KEY NOT NULL, geom MULTIPOLYGON NOT NULL, place INTEGER NOT NULL);
CREATE TABLE piece (
  fid INTEGER PRIMARY KEY NOT NULL, geom POLYGON NOT NULL, owner INTEGER NOT NULL);
CREATE TABLE division (
  fid INTEGER PRIMARY KEY NOT NULL, country_code TEXT NOT NULL, admin1 TEXT NOT NULL, admin2 TEXT NOT NULL,
  name TEXT NOT NULL, place INTEGER);
CREATE TABLE source (
  fid INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL, version TEXT NOT NULL, date TEXT NOT NULL,
  licence TEXT NOT NULL,
  attribution TEXT NOT NULL, rows INTEGER NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE also (
  fid INTEGER PRIMARY KEY NOT NULL, place INTEGER NOT NULL, place_id TEXT NOT NULL, source TEXT NOT NULL,
  lon REAL NOT NULL, lat REAL NOT NULL);
CREATE TABLE meta (fid INTEGER PRIMARY KEY NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL);
CREATE VIRTUAL TABLE rtree_place_geom USING rtree(id, minx, maxx, miny, maxy);
CREATE VIRTUAL TABLE rtree_piece_geom USING rtree(id, minx, maxx, miny, maxy);
"""

POPULOUS = 10_000
"""Towns of so many and more are found by their size as well as by where they lie."""

INDEXES = f"""
CREATE UNIQUE INDEX place_by_id ON place (place_id);
CREATE UNIQUE INDEX outline_by_place ON outline (place);
CREATE INDEX name_by_key ON name (folded, bare, kind, population, place);
CREATE INDEX place_by_population ON place (population DESC, place_id, feature_class, lon, lat)
  WHERE population >= {POPULOUS};
CREATE INDEX also_by_place ON also (place);
CREATE INDEX piece_by_owner ON piece (owner);
CREATE INDEX division_by_code ON division (country_code, admin1, admin2);
"""

GEOMETRY = {"place": "POINT", "outline": "MULTIPOLYGON", "piece": "POLYGON"}
ATTRIBUTES = ("name", "spelling", "division", "source", "also", "meta")
RTREES = ("place", "piece")

PLACE_COLUMNS = (
    "place_id, name, feature_class, feature_code, country_code, admin1, admin2, lon, lat, "
    "population, extent_m, extent_basis, source, has_outline"
)
"""In the order of the fields of `geomap.model.Place`."""
