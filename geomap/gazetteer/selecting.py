"""Rows of places in a box, and rows of names by their keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from geomap.gazetteer.schema import PLACE_COLUMNS, POPULOUS

Rows = list[tuple[Any, ...]]
Query = Callable[[str, tuple[Any, ...]], Rows]

PLACE = ", ".join(f"p.{column.strip()}" for column in PLACE_COLUMNS.split(","))
IN_BOX = "r.maxx >= ?1 AND r.maxy >= ?2 AND r.minx <= ?3 AND r.miny <= ?4"

_WIDE_DEG2 = 100.0
"""In a box of so many square degrees the populous places are found faster by size than by position."""


def rows_within(
    query: Query,
    bounds: tuple[float, float, float, float],
    classes: Sequence[str],
    min_population: int,
    limit: int,
) -> Rows:
    """Columns of the places whose reference point lies in a box, the most populous first."""
    marks = ", ".join(f"?{number}" for number in range(7, 7 + len(classes)))
    kept = (
        "p.lon BETWEEN ?1 AND ?3 AND p.lat BETWEEN ?2 AND ?4 AND p.population >= ?5 "
        f"AND p.feature_class IN ({marks}) ORDER BY p.population DESC, p.place_id LIMIT ?6"
    )
    values = (*bounds, min_population, limit, *classes)
    west, south, east, north = bounds
    wide = (east - west) * (north - south) > _WIDE_DEG2
    by_size = f"place p INDEXED BY place_by_population WHERE p.population >= {POPULOUS}"
    rows = query(f"SELECT {PLACE} FROM {by_size} AND {kept}", values) if wide else []
    if not wide or (len(rows) < limit and min_population < POPULOUS):
        by_place = f"rtree_place_geom r JOIN place p ON p.fid = r.id WHERE {IN_BOX}"
        rows = query(f"SELECT {PLACE} FROM {by_place} AND {kept}", values)
    return rows


def rows_by_key(query: Query, keys: set[str]) -> dict[str, Rows]:
    """Rows (key, bare, kind, name, columns of the place) of the names under each key."""
    columns = f"n.folded, n.bare, n.kind, n.name, {PLACE}"
    if len(keys) <= 2:
        rows: Iterable[tuple[Any, ...]] = query(
            f"SELECT {columns} FROM name n JOIN place p ON p.fid = n.place WHERE n.folded IN (?, ?)",
            (*keys, "", "")[:2],
        )
    else:
        rows = query(
            f"SELECT {columns} FROM json_each(?) w CROSS JOIN name n ON n.folded = w.value "
            "JOIN place p ON p.fid = n.place",
            (json.dumps(sorted(keys)),),
        )
    found: dict[str, Rows] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found
