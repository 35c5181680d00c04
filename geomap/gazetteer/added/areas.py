"""Which country and areas the places of a source lie in, where the source gives names or nothing at all.

First- and second-level areas are found by the names that the source gives, else the country and the
first-level area are those whose outline holds the point. The answers go to the temporary table ``lies``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from geomap.gazetteer import schema
from geomap.gazetteer.geopackage import wkb_of
from geomap.gazetteer.matching import plainer
from geomap.gazetteer.names import bare, fold

COUNTRIES = ("PCLI", "PCLD", "PCL", "PCLS", "PCLF", "TERR")
_BATCH = 50_000
_ONE_EDIT = 5
"""Letters from which the name of an area may have a slip: "Akwa lbom"."""


def find(db: sqlite3.Connection) -> None:
    """Fill ``lies`` (row, country_code, admin1, admin2) for the rows of ``s.place`` that lack a code."""
    db.execute(
        "CREATE TEMP TABLE lies (row INTEGER PRIMARY KEY, country_code TEXT, admin1 TEXT, admin2 TEXT)"
    )
    rows = db.execute(
        "SELECT row, country_code, admin1, admin2, admin1_name, admin2_name, lon, lat FROM s.place "
        f"WHERE (country_code = '' OR admin1 = '' OR (admin2 = '' AND admin2_name <> '')) "
        f"AND feature_code NOT IN {COUNTRIES}"
    )
    names, outlines = _Names(db), _Outlines(db)
    while batch := rows.fetchmany(_BATCH):
        countries = outlines.holding("", [(row[6], row[7]) if not row[1] else None for row in batch])
        found = [(row[0], row[1] or country, row[2]) for row, country in zip(batch, countries, strict=True)]
        first = [
            admin1 or names.first(country, row[4])
            for (_, country, admin1), row in zip(found, batch, strict=True)
        ]
        for country in sorted({country for _, country, _ in found if country}):
            lacking = [
                (row[6], row[7]) if own == country and not code else None
                for (_, own, _), code, row in zip(found, first, batch, strict=True)
            ]
            held = outlines.holding(country, lacking)
            first = [code or other for code, other in zip(first, held, strict=True)]
        db.executemany(
            "INSERT INTO lies VALUES (?, ?, ?, ?)",
            [
                (number, country, code, row[3] or names.second(country, code, row[5]))
                for (number, country, _), code, row in zip(found, first, batch, strict=True)
            ],
        )


class _Names:
    """Codes of first- and second-level areas by what they are called."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._known: dict[tuple[str, ...], dict[str, str]] | None = None
        self._asked: dict[tuple[str, ...], str] = {}

    def first(self, country: str, name: str) -> str:
        """Code of a first-level area."""
        return self._code(name, country) if name and country else ""

    def second(self, country: str, admin1: str, name: str) -> str:
        """Code of a second-level area within a first-level one."""
        return self._code(name, country, admin1) if name and country and admin1 else ""

    def _code(self, name: str, *above: str) -> str:
        """Code of the area of this name; one edit is forgiven in longer names."""
        asked = (name, *above)
        if asked not in self._asked:
            known = self._under(*above)
            own = next((known[key] for key in _keys(name) if key in known), "")
            self._asked[asked] = own or self._near(known, fold(name))
        return self._asked[asked]

    def _near(self, known: dict[str, str], key: str) -> str:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if len(key) < _ONE_EDIT or not known:
            return ""
        near = process.extractOne(key, sorted(known), scorer=OSA.distance, score_cutoff=1)
        return known[near[0]] if near else ""

    def _under(self, *above: str) -> dict[str, str]:
        """Key -> code of the areas under a country or a first-level area; all are read at once."""
        if self._known is None:
            self._known = {}
            for key, country, admin1, admin2 in self._db.execute(
                "SELECT n.folded, p.country_code, p.admin1, p.admin2 FROM name n "
                "JOIN place p ON p.fid = n.place WHERE n.kind < ? "
                "AND n.place IN (SELECT d.place FROM division d WHERE d.place IS NOT NULL) "
                "ORDER BY n.kind DESC, n.bare DESC, p.population, p.place_id",
                (schema.NAME_KINDS.index("code"),),
            ):
                under = (country, admin1) if admin2 else (country,)
                self._known.setdefault(under, {})[key] = admin2 or admin1
        return self._known.setdefault(above, {})


def _keys(name: str) -> list[str]:
    key = fold(name)
    return [key, bare(key), *(form.key for form in plainer(name) if form.feature_class == "A")]


class _Outlines:
    """Countries of the world, or first-level areas of a country, by the point that they hold."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._trees: dict[str, tuple[Any, list[str]]] = {}

    def holding(self, country: str, points: Iterable[tuple[float, float] | None]) -> list[str]:
        """Code of the area that holds each point; empty for None and where there is none."""
        import numpy as np
        import shapely

        wanted = list(points)
        found = [""] * len(wanted)
        asked = [at for at, point in enumerate(wanted) if point is not None]
        if not asked:
            return found
        if country not in self._trees:
            self._trees[country] = self._tree(country)
        tree, codes = self._trees[country]
        pairs = tree.query(shapely.points(np.array([wanted[at] for at in asked])), predicate="within")
        for at, piece in pairs.T:
            found[asked[int(at)]] = codes[int(piece)]
        return found

    def _tree(self, country: str) -> tuple[Any, list[str]]:
        import shapely

        rows = self._db.execute(
            "SELECT c.geom, CASE WHEN ?1 = '' THEN p.country_code ELSE p.admin1 END FROM outline o "
            "JOIN place p ON p.fid = o.place JOIN piece c ON c.owner = p.fid WHERE CASE WHEN ?1 = '' "
            f"THEN p.feature_code IN {COUNTRIES} ELSE p.country_code = ?1 AND p.feature_code = 'ADM1' END "
            "ORDER BY c.fid",
            (country,),
        ).fetchall()
        return shapely.STRtree(shapely.from_wkb([wkb_of(geom) for geom, _ in rows])), [c for _, c in rows]
