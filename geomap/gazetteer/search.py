"""Interactive search: what a person who types a name wants to see, best first.

`Gazetteer.lookup` answers "which places have this name"; search also completes names
that are typed half, and filters and sorts by country, class and distance.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from geomap.gazetteer import schema
from geomap.gazetteer.names import fold
from geomap.model import Place

SHORTEST_PREFIX = 2
_FEW_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Match:
    """A place that has a name.

    Attributes
    ----------
    matched_name : str
        The name of the place that matched, as the source spells it.
    name_kind : str
        One of `geomap.gazetteer.schema.NAME_KINDS`.
    exactness : float
        1 for the same spelling, down to 0.
    """

    place: Place
    matched_name: str
    name_kind: str
    exactness: float


@dataclass(frozen=True, slots=True)
class Filter:
    """What a search is narrowed to; empty means no narrowing."""

    country: str = ""
    classes: Sequence[str] = ()
    bounds: tuple[float, float, float, float] | None = None

    def columns(self) -> dict[str, Sequence[str]]:
        """Columns of the table of places, each with the values that it may have."""
        named = {"country_code": (self.country,) if self.country else (), "feature_class": self.classes}
        return {column: values for column, values in named.items() if values}

    def keeps(self, place: Place) -> bool:
        """Whether a place passes."""
        if (self.country and place.country_code != self.country) or (
            self.classes and place.feature_class not in self.classes
        ):
            return False
        if self.bounds is None:
            return True
        west, south, east, north = self.bounds
        return west <= place.lon <= east and south <= place.lat <= north


def prefix_rows(
    query: Callable[[str, tuple[Any, ...]], list[tuple[Any, ...]]],
    columns: str,
    text: str,
    wanted: Filter,
    limit: int,
) -> list[tuple[Any, ...]]:
    """Rows (key, kind, name, place columns) of names that begin with a text, populous places first.

    Most searches are answered by the most populous few; all names are read only where the
    filter lets too few of them through.
    """
    key = fold(text)
    if len(key) < SHORTEST_PREFIX:
        return []
    narrow = "".join(
        f" AND p.{column} IN ({', '.join('?' * len(values))})" for column, values in wanted.columns().items()
    )
    sql = (
        f"SELECT n.folded, n.kind, n.name, {columns} FROM (SELECT rowid AS number FROM name "
        f"WHERE folded > ? AND folded < ? AND bare = 0 AND kind < {schema.NAME_KINDS.index('code')} "
        "ORDER BY population DESC, place, kind, folded LIMIT ?) "
        f"JOIN name n ON n.rowid = number JOIN place p ON p.fid = n.place WHERE TRUE{narrow} "
        "ORDER BY n.population DESC, p.place_id, n.kind, n.folded LIMIT ?"
    )
    values = [value for group in wanted.columns().values() for value in group]
    rows: list[tuple[Any, ...]] = []
    for most in (_FEW_ROWS, -1):
        rows = query(sql, (key, key + "\U0010ffff", most, *values, _FEW_ROWS))
        if not narrow or len({row[-len(columns.split(",")) :] for row in rows}) >= limit:
            break
    return rows


def ordered(matches: Iterable[Match], near: tuple[float, float] | None, limit: int) -> list[Match]:
    """One match a place: the most exact first, then the nearest to `near`, else the most populous."""
    best: dict[str, Match] = {}
    for match in matches:
        held = best.get(match.place.place_id)
        if held is None or match.exactness > held.exactness:
            best[match.place.place_id] = match

    def rank(match: Match) -> tuple[float, float, str]:
        place = match.place
        second = _degrees_apart(place, *near) if near else -float(place.population)
        return -match.exactness, second, place.place_id

    return sorted(best.values(), key=rank)[:limit]


def _degrees_apart(place: Place, lon: float, lat: float) -> float:
    """Great-circle distance in degrees, for sorting only."""
    one, two, turn = math.radians(place.lat), math.radians(lat), math.radians(place.lon - lon)
    return math.degrees(
        math.acos(
            max(
                -1.0, min(1.0, math.sin(one) * math.sin(two) + math.cos(one) * math.cos(two) * math.cos(turn))
            )
        )
    )
