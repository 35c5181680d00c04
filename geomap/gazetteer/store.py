"""The gazetteer: names and codes in, places and outlines out.

Opening it imports neither pandas nor geopandas nor shapely; shapely is imported with
the first outline that is asked for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any

from geomap.collector import without_collector
from geomap.errors import GazetteerError
from geomap.gazetteer import cache, schema
from geomap.gazetteer.geopackage import wkb_of
from geomap.gazetteer.matching import (
    BEGINNING,
    IN_CAPITALS,
    ONE_EDIT,
    TWO_EDITS,
    by_plainer,
    matches,
    place_of,
    plainer,
)
from geomap.gazetteer.names import bare, fold
from geomap.gazetteer.near import near_keys
from geomap.gazetteer.search import Filter, Match, ordered, prefix_rows
from geomap.gazetteer.selecting import (
    IN_BOX,
    PLACE,
    DivisionCode,
    division_names,
    rows_by_key,
    rows_within,
)
from geomap.gazetteer.sources import SourceInfo
from geomap.model import Place

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geomap.gazetteer.settlements import Floats, Found, Settlements

Bounds = tuple[float, float, float, float]
"""Smallest longitude and latitude, largest longitude and latitude, decimal degrees."""

POLICY = (
    "Borders in dispute follow Natural Earth's de facto view (version 4.1): who runs a place, not who claims "
    "it. Parts that ISO 3166-1 has no code for are counted to the country that GeoNames counts their "
    "settlements to."
)


class Gazetteer:
    """A compiled gazetteer, read-only; a context manager.

    Attributes
    ----------
    fingerprint : str
        Short hex of the sources: the same sources give the same answers.
    path : Path
        The compiled file, a GeoPackage.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path, self.fingerprint = path, fingerprint
        # Read-only, and SQLite serialises its calls: threads may share it.
        self._db = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._db.execute("PRAGMA temp_store = MEMORY")
        self._query("PRAGMA cache_size = -32000", ())
        self._settlements: Settlements | None = None
        self._making = Lock()

    @classmethod
    def open(
        cls,
        *,
        notify: Callable[[str], None] | None = None,
        progress: Callable[[str, float], None] | None = None,
        rebuild: bool = False,
    ) -> Gazetteer:
        """Open the gazetteer, and compile it first where there is no whole one.

        Parameters
        ----------
        notify : callable, optional
            Takes a sentence for the user: a damaged cache, a wait, a temporary folder.
        progress : callable, optional
            Takes what is being done and the share done, 0 to 1, while compiling.

        Raises
        ------
        GazetteerError
            If it cannot be compiled or opened.
        """
        path, mark = cache.ready(notify or (lambda _: None), progress or (lambda *_: None), rebuild=rebuild)
        return cls(path, mark)

    def __enter__(self) -> Gazetteer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # --- names ------------------------------------------------------------------------

    def lookup(self, name: str, *, limit: int | None = None) -> list[Match]:
        """Places with this name, the same spelling first, then the most populous.

        Case, accents, punctuation, "St"/"Saint" and a leading article do not matter
        but lower the exactness. Where nothing has the whole name, the word that says what
        it is comes off ("Maiduguri LGA", "departamento de Antioquia", "Mt Hood") or words that
        were written as one come apart ("SouthSudan"). Codes and initials
        ("LIM", "U.S.") match in capitals only.
        """
        return self.lookup_many([name])[name][:limit]

    def lookup_many(self, names: Iterable[str]) -> dict[str, list[Match]]:
        """`lookup` for many names at once: one joined query over the distinct keys."""
        wanted = list(dict.fromkeys(names))
        keys = {name: fold(name) for name in wanted}
        wanted_keys = {key for folded in keys.values() for key in (folded, bare(folded)) if key}
        with without_collector(len(wanted)):
            found = rows_by_key(self._query, wanted_keys)
            result = {name: matches(name, key, found) for name, key in keys.items()}
        if lacking := {name: plainer(name, keys[name]) for name, held in result.items() if not held}:
            plain = {
                key for forms in lacking.values() for form in forms for key in (form.key, bare(form.key))
            }
            found = rows_by_key(self._query, plain)
            result |= {name: by_plainer(forms, found) for name, forms in lacking.items() if forms}
        return result

    def search(
        self,
        text: str,
        *,
        country: str | None = None,
        near: tuple[float, float] | None = None,
        classes: Sequence[str] | None = None,
        limit: int = 20,
    ) -> list[Match]:
        """Places that have this name or one that begins with it, for a person who looks one up.

        Parameters
        ----------
        country : str, optional
            ISO 3166-1 alpha-2.
        near : (lon, lat), optional
            Equally exact matches are sorted by distance to it, else by population.
        classes : sequence of str, optional
            GeoNames feature classes.
        """
        wanted = Filter(country or "", tuple(classes or ()))
        found = [match for match in self.lookup(text) if wanted.keeps(match.place)]
        for _, kind, written, *fields in prefix_rows(self._query, PLACE, text, wanted, limit):
            found.append(Match(place_of(tuple(fields)), written, schema.NAME_KINDS[kind], BEGINNING))
        if len(found) < limit:
            near_by = self.near_spellings([text], country=country, classes=classes, limit=limit)
            found += near_by[text]
        return ordered(found, near, limit)

    def near_spellings(
        self,
        names: Iterable[str],
        *,
        country: str | None = None,
        bounds: Bounds | None = None,
        classes: Sequence[str] | None = None,
        limit: int = 20,
    ) -> dict[str, list[Match]]:
        """Places whose names are one or two edits away from each of some names, the nearest first.

        Parameters
        ----------
        country : str, optional
            ISO 3166-1 alpha-2.
        bounds : (west, south, east, north), optional
            Only places whose reference point lies in this box.
        classes : sequence of str, optional
            GeoNames feature classes.
        """
        wanted = Filter(country or "", tuple(classes or ()), bounds)
        return {name: self._near(name, wanted, limit) for name in dict.fromkeys(names)}

    def _near(self, name: str, wanted: Filter, limit: int) -> list[Match]:
        distances = near_keys(self._query, name)
        found = []
        for key, rows in rows_by_key(self._query, set(distances) | {""}).items():
            exactness = ONE_EDIT if distances[key] == 1 else TWO_EDITS
            for row in rows:
                if row[2] not in IN_CAPITALS and wanted.keeps(place := place_of(row[4:])):
                    found.append(Match(place, row[3], schema.NAME_KINDS[row[2]], exactness))
        return ordered(found, None, limit)

    def country(self, text: str) -> Place | None:
        """Country by name in any language that is known, ISO 3166-1 alpha-2 or alpha-3."""
        rows = self._query(
            f"SELECT {PLACE} FROM name n JOIN place p ON p.fid = n.place WHERE n.folded = ?1 "
            "AND p.feature_code IN ('PCLI', 'PCLD', 'PCL', 'TERR', 'CONT', 'PCLH') "
            "AND p.admin1 = '' AND p.country_code <> '' "
            "ORDER BY n.kind <> ?2, n.kind, n.bare, p.population DESC, p.place_id LIMIT 1",
            (fold(text), schema.NAME_KINDS.index("code")),
        )
        return place_of(rows[0]) if rows else None

    def admin1(self, country_code: str, name_or_code: str) -> Place | None:
        """First-level area of a country by GeoNames code, ISO 3166-2 code or name."""
        rows = self._query(
            f"SELECT {PLACE} FROM division d JOIN place p ON p.fid = d.place "
            "WHERE d.country_code = ? AND d.admin1 = ? AND d.admin2 = ''",
            (country_code, name_or_code),
        ) or self._query(
            f"SELECT {PLACE} FROM name n JOIN place p ON p.fid = n.place WHERE n.folded IN (?, ?) "
            "AND p.country_code = ? AND p.feature_code = 'ADM1' "
            "ORDER BY n.kind, n.bare, p.population DESC LIMIT 1",
            (fold(name_or_code), bare(fold(name_or_code)), country_code),
        )
        return place_of(rows[0]) if rows else None

    def admin1_name(self, country_code: str, code: str) -> str:
        """Name of a first-level area; empty if the code is unknown."""
        return self.division_names([(country_code, code, "")])[country_code, code, ""]

    def admin2_name(self, country_code: str, admin1: str, code: str) -> str:
        """Name of a second-level area; empty if the code is unknown."""
        names = self.division_names([(country_code, admin1, code)])
        return names[country_code, admin1, code] if code else ""

    def division_names(self, codes: Iterable[DivisionCode]) -> dict[DivisionCode, str]:
        """Names of areas by their codes; empty if unknown."""
        return division_names(self._query, codes)

    def second_level_count(self, country_code: str, admin1: str) -> int:
        """How many second-level areas a first-level area has."""
        return int(
            self._query(
                "SELECT count(*) FROM division WHERE country_code = ? AND admin1 = ? AND admin2 <> ''",
                (country_code, admin1),
            )[0][0]
        )

    # --- places -----------------------------------------------------------------------

    def place(self, place_id: str) -> Place | None:
        """Place by its id; None if there is none."""
        rows = self._query(f"SELECT {PLACE} FROM place p WHERE p.place_id = ?", (place_id,))
        return place_of(rows[0]) if rows else None

    def within(
        self,
        bounds: Bounds,
        *,
        classes: Sequence[str] = ("P",),
        min_population: int = 0,
        limit: int = 1000,
    ) -> list[Place]:
        """Places of the given classes whose reference point lies in a box, the most populous first."""
        rows = rows_within(self._query, bounds, classes, min_population, limit)
        return [place_of(row) for row in rows]

    def settlements_in(self, boxes: Floats, min_populations: Sequence[int]) -> Found:
        """Settlements in many boxes at once, each as populous as its box asks for at least.

        Parameters
        ----------
        boxes : array of shape (n, 4)
            As `Bounds`.

        Returns
        -------
        Found
            The number of the box, and the position, of each; in order of the boxes.
        """
        # Imported here, so that opening a gazetteer does not import numpy.
        from geomap.gazetteer.settlements import Settlements

        with self._making:
            self._settlements = self._settlements or Settlements(self._query)
        return self._settlements.within(boxes, min_populations)

    def also(self, place_id: str) -> list[dict[str, Any]]:
        """The same place in added sources: id, source and point of each."""
        rows = self._query(
            "SELECT a.place_id, a.source, a.lon, a.lat FROM place p JOIN also a ON a.place = p.fid "
            "WHERE p.place_id = ? AND a.place_id <> p.place_id ORDER BY a.fid",
            (place_id,),
        )
        return [dict(zip(("place_id", "source", "lon", "lat"), row, strict=True)) for row in rows]

    # --- shapes -----------------------------------------------------------------------

    def outline(self, place_id: str) -> BaseGeometry | None:
        """Whole outline of a place, a MultiPolygon in EPSG:4326; None if none is known."""
        rows = self._query(
            "SELECT o.geom FROM place p JOIN outline o ON o.place = p.fid WHERE p.place_id = ?", (place_id,)
        )
        return _shapes(rows)[0] if rows else None

    def outline_pieces(self, place_id: str, bounds: Bounds | None = None) -> list[BaseGeometry]:
        """Pieces of a place's outline, all or those that meet a box: polygons of about 128 points.

        They do not overlap.
        """
        owner = self._query("SELECT fid FROM place WHERE place_id = ?", (place_id,))
        return self._pieces(owner[0][0], bounds) if owner else []

    def areas(self, bounds: Bounds, codes: Sequence[str]) -> list[tuple[Place, BaseGeometry]]:
        """Places of the given feature codes whose outline meets a box, each with its whole outline."""
        marks = ", ".join(f"?{number}" for number in range(5, 5 + len(codes)))
        rows = self._query(
            f"SELECT o.geom, {PLACE} FROM place p JOIN outline o ON o.place = p.fid WHERE p.fid IN "
            f"(SELECT c.owner FROM rtree_piece_geom r JOIN piece c ON c.fid = r.id WHERE {IN_BOX}) "
            f"AND p.feature_code IN ({marks}) ORDER BY p.place_id",
            (*bounds, *codes),
        )
        return list(zip([place_of(row[1:]) for row in rows], _shapes(rows), strict=True))

    def land(self, bounds: Bounds | None = None) -> list[BaseGeometry]:
        """Pieces of land, all or those that meet a box, islands included, lakes not left out."""
        return self._pieces(schema.LAND, bounds)

    def _pieces(self, owner: int, bounds: Bounds | None) -> list[BaseGeometry]:
        if bounds is None:
            return _shapes(self._query("SELECT geom FROM piece WHERE owner = ? ORDER BY fid", (owner,)))
        return _shapes(
            self._query(
                "SELECT c.geom FROM rtree_piece_geom r JOIN piece c ON c.fid = r.id "
                f"WHERE {IN_BOX} AND +c.owner = ?5 ORDER BY c.fid",
                (*bounds, owner),
            )
        )

    # --- about ------------------------------------------------------------------------

    def sources(self) -> list[SourceInfo]:
        """Where everything comes from."""
        return [
            SourceInfo(*row)
            for row in self._query(
                "SELECT title, version, date, licence, attribution, rows, sha256 FROM source ORDER BY fid", ()
            )
        ]

    def info(self) -> dict[str, Any]:
        """What is in the gazetteer, for people and for ``--json``."""
        counts = self._query("SELECT feature_class, count(*) FROM place GROUP BY 1 ORDER BY 1", ())
        totals = {
            table: self._query(f"SELECT count(*) FROM {table}", ())[0][0] for table in ("name", "outline")
        }
        return {
            "path": str(self.path),
            "size_bytes": self.path.stat().st_size,
            "schema": schema.SCHEMA_VERSION,
            "fingerprint": self.fingerprint,
            "places": sum(count for _, count in counts),
            "places_by_class": dict(counts),
            "names": totals["name"],
            "outlines": totals["outline"],
            "borders": POLICY,
            "sources": [
                {field: getattr(source, field) for field in source.__dataclass_fields__}
                for source in self.sources()
            ],
        }

    # --- inside -----------------------------------------------------------------------

    def _query(self, sql: str, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            if "malformed" not in str(error) and "not a database" not in str(error):
                raise
            cache.discard(self.path)
            raise GazetteerError(
                f"The compiled gazetteer {self.path} is damaged and was removed.",
                hint="Run the command again: it is compiled anew.",
            ) from error


def _shapes(rows: list[tuple[Any, ...]]) -> list[BaseGeometry]:
    import shapely

    return list(shapely.from_wkb([wkb_of(row[0]) for row in rows]))
