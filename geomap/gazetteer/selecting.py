"""Rows of places in a box, rows of names by their keys, and names of areas by their codes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from geomap.gazetteer.schema import PLACE_COLUMNS, POPULOUS

Rows = list[tuple[Any, ...]]
Query = Callable[[str, tuple[Any, ...]], Rows]

DivisionCode = tuple[str, str, str]
"""Codes of a country, a first-level area of it and, empty for that itself, a second-level area."""

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


def division_names(query: Query, codes: Iterable[DivisionCode]) -> dict[DivisionCode, str]:
    """Names of areas by their codes, of all in one query; empty if unknown."""
    wanted = sorted(set(codes))
    rows = query(
        "SELECT w.key, d.name FROM json_each(?) w CROSS JOIN division d ON "
        "d.country_code = json_extract(w.value, '$[0]') AND d.admin1 = json_extract(w.value, '$[1]') "
        "AND d.admin2 = json_extract(w.value, '$[2]')",
        (json.dumps(wanted),),
    )
    names = dict.fromkeys(wanted, "") | {wanted[at]: str(name) for at, name in rows}
    for code in [code for code, name in names.items() if code[2] and not name]:
        # Where an area moved to another first-level area, its own code often stayed.
        moved = query(
            "SELECT min(name) FROM division WHERE country_code = ? AND admin2 = ? HAVING count(*) = 1",
            (code[0], code[2]),
        )
        names[code] = str(moved[0][0]) if moved else ""
    return names
