"""What the other names of a text say about each candidate: the context columns.

A unit is a name together with what is named right after it, so that "Paris, Texas" and
"Paris" in one text are two units of one name. Everything is counted over units, weighted
with the belief in each candidate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from geomap.gazetteer.names import fold
from geomap.georeference.features import CONTEXT, contains, level
from geomap.model import Place

Floats = np.ndarray[Any, np.dtype[np.float64]]

MAX_GAP = 12
"""Characters between two names that can stand side by side."""

REACH = 3
"""Names before and after a name that count as beside it."""

_COMMA = re.compile(r"^(?:['’]s)?\s*(?:,|\(|/)\s*(?:in\s+)?$")
_LIST = re.compile(r"^\s*(?:,|,?\s*and|,?\s*or|&|;)\s*$")
_SIZES = {"A": 0, "P": 1}
_COL = {name: column for column, name in enumerate(CONTEXT)}


@dataclass(frozen=True, slots=True)
class Names:
    """The distinct names of a text and how they stand beside each other.

    Attributes
    ----------
    names : list of str
        As first written, one a unit.
    keys : list of int
        Which units are the same name.
    counts : array
        How often each unit occurs.
    unit_of : list of int
        Unit of each mention.
    follows : list of (unit, unit)
        The second is named right after the first, with a comma.
    lists : list of (unit, unit)
        Both stand in one enumeration.
    beside : list of (unit, unit)
        The second occurs a few names away from the first.
    """

    names: list[str]
    keys: list[int]
    counts: Floats
    unit_of: list[int]
    follows: list[tuple[int, int]]
    lists: list[tuple[int, int]]
    beside: list[tuple[int, int]]

    @classmethod
    def of(cls, text: str, spans: Sequence[tuple[int, int]]) -> Names:
        """Read the names and their neighbours off a text; spans in any order."""
        order = sorted(range(len(spans)), key=lambda i: spans[i])
        words = [text[start:end] for start, end in spans]
        folded = [fold(word) or word for word in words]
        after: dict[int, int] = {}
        listed: list[tuple[int, int]] = []
        for one, two in pairwise(order):
            gap = text[spans[one][1] : max(spans[one][1], spans[two][0])]
            if len(gap) <= MAX_GAP and _COMMA.match(gap):
                after[one] = two
            if len(gap) <= MAX_GAP and _LIST.match(gap):
                listed.append((one, two))
        # Case stays in the key: "US" and "us", "Turkey" and "turkey" are not the same name.
        units: dict[tuple[str, str, bool], int] = {}
        unit_of = [
            units.setdefault(
                (folded[i], folded[after[i]] if i in after else "", words[i].islower()), len(units)
            )
            for i in range(len(spans))
        ]
        first: dict[int, int] = {}
        for i in order:
            first.setdefault(unit_of[i], i)
        own = [folded[first[unit]] for unit in range(len(units))]
        keys: dict[str, int] = {}
        counts = np.zeros(len(units))
        np.add.at(counts, unit_of, 1.0)
        beside = {
            (unit_of[one], unit_of[two])
            for position, one in enumerate(order)
            for two in order[max(0, position - REACH) : position + REACH + 1]
            if folded[one] != folded[two]
        }
        return cls(
            [words[first[unit]] for unit in range(len(units))],
            [keys.setdefault(key, len(keys)) for key in own],
            counts,
            unit_of,
            sorted({(unit_of[a], unit_of[b]) for a, b in after.items()}),
            sorted(
                {(unit_of[a], unit_of[b]) for a, b in listed} | {(unit_of[b], unit_of[a]) for a, b in listed}
            ),
            sorted(beside),
        )


def context(names: Names, places: Sequence[Sequence[Place]], beliefs: Sequence[Floats]) -> list[Floats]:
    """Context columns of every candidate of every unit, arrays of shape (candidates, len(CONTEXT)).

    Parameters
    ----------
    places : candidates of each unit.
    beliefs : belief in each of them, from the last round.
    """
    sizes = [len(one) for one in places]
    table = _Table(names, [place for one in places for place in one], sizes, np.concatenate([*beliefs, []]))
    columns = table.columns()
    _side_by_side(columns, names, places, beliefs, table.starts)
    return [columns[start : start + size] for start, size in zip(table.starts, sizes, strict=True)]


class _Table:
    """All candidates of a text as arrays."""

    def __init__(self, names: Names, places: Sequence[Place], sizes: Sequence[int], belief: Floats) -> None:
        self.names, self.places, self.belief = names, places, belief
        self.starts = [0, *np.cumsum(sizes)[:-1].tolist()] if sizes else []
        self.unit = np.repeat(np.arange(len(sizes)), sizes)
        self.key = np.array(names.keys, dtype=int)[self.unit] if len(places) else np.zeros(0, dtype=int)
        self.level = [level(p) if p.feature_class == "A" else "" for p in places]
        self.place = _codes([p.place_id for p in places])
        self.country = _codes([p.country_code for p in places])
        self.division = _codes([f"{p.country_code}.{p.admin1}" if p.admin1 else "" for p in places])
        self.second = _codes([f"{p.country_code}.{p.admin1}.{p.admin2}" if p.admin2 else "" for p in places])

    def columns(self) -> Floats:
        """The columns that need all candidates at once."""
        columns = np.zeros((len(self.places), len(CONTEXT)))
        if not self.places:
            return columns
        weight = self.belief * np.sqrt(self.names.counts[self.unit])
        for codes, prefix, own in (
            (self.country, "country", "country"),
            (self.division, "division", "first_level"),
        ):
            is_area = np.array([one == own for one in self.level])
            mass = self._mass(codes, weight)
            share = mass / max(1.0, float(np.sqrt(self.names.counts).sum()))
            columns[:, _COL[f"{prefix}_share"]] = share
            columns[:, _COL[f"{prefix}_mass"]] = np.log1p(mass)
            columns[:, _COL[f"{prefix}_named"]] = np.minimum(1.0, self._mass(codes, self.belief * is_area))
        columns[:, _COL["otherwise_named"]] = np.minimum(1.0, self._mass(self.place, self.belief))
        columns[:, _COL["second_mass"]] = np.log1p(self._mass(self.second, weight))
        is_second = np.array([one == "second_level" for one in self.level])
        named = self._mass(self.second, self.belief * is_second)
        columns[:, _COL["second_named"]] = np.minimum(1.0, named)
        self._nearness(columns, weight)
        return columns

    def _mass(self, codes: np.ndarray[Any, Any], weight: Floats) -> Floats:
        """Weight of the candidates of other names with the same code; 0 where there is no code."""
        total = np.bincount(codes, weight)
        pair = codes * (self.key.max() + 1) + self.key
        distinct, inverse = np.unique(pair, return_inverse=True)
        own = np.bincount(inverse, weight, len(distinct))
        mass: Floats = np.where(codes == 0, 0.0, np.maximum(0.0, total[codes] - own[inverse]))
        return mass

    def _nearness(self, columns: Floats, weight: Floats) -> None:
        # A country's reference point says nothing about nearness, nor do weak beliefs.
        placed = np.flatnonzero((np.array(self.level) != "country") & (self.belief > 0.02))
        if not len(placed):
            return
        away = _distances_km(self.places, placed)
        # Nor does the place itself under another of its names: Mexico City of what Mexico is.
        other = (self.key[:, None] != self.key[placed]) & (self.place[:, None] != self.place[placed])
        near = np.exp(-away / 100.0) * other
        columns[:, _COL["near_100"]] = np.log1p(near @ weight[placed])
        columns[:, _COL["nearest_100"]] = (near * self.belief[placed]).max(axis=1)
        columns[:, _COL["near_400"]] = np.log1p((np.exp(-away / 400.0) * other) @ weight[placed])
        beside = np.zeros((len(self.names.names),) * 2, dtype=bool)
        if self.names.beside:
            beside[tuple(np.array(self.names.beside).T)] = True
        mates = beside[self.unit][:, self.unit[placed]] & other
        for reach, name in ((150.0, "beside_150"), (600.0, "beside_600")):
            columns[:, _COL[name]] = (np.exp(-away / reach) * mates * self.belief[placed]).max(axis=1)


def _side_by_side(
    columns: Floats,
    names: Names,
    places: Sequence[Sequence[Place]],
    beliefs: Sequence[Floats],
    starts: Sequence[int],
) -> None:
    """The columns of names that stand right beside each other."""
    for unit, following in names.follows:
        for i, place in enumerate(places[unit]):
            inside = sum(
                float(b)
                for area, b in zip(places[following], beliefs[following], strict=True)
                if contains(area, place)
            )
            row = columns[starts[unit] + i]
            row[_COL["in_next"]] = inside
            is_area = sum(
                float(b)
                for a, b in zip(places[following], beliefs[following], strict=True)
                if a.feature_class == "A"
            )
            row[_COL["not_in_next"]] = max(0.0, is_area - inside)
        for i, area in enumerate(places[following]):
            held = sum(
                float(b) for p, b in zip(places[unit], beliefs[unit], strict=True) if contains(area, p)
            )
            row = columns[starts[following] + i]
            row[_COL["holds_previous"]] = max(row[_COL["holds_previous"]], held)
    _one_sense(columns, names, places, starts)
    for unit, mate in names.lists:
        for i, place in enumerate(places[unit]):
            alike = sum(
                float(b) for p, b in zip(places[mate], beliefs[mate], strict=True) if _rank(p) == _rank(place)
            )
            row = columns[starts[unit] + i]
            row[_COL["class_beside"]] = max(row[_COL["class_beside"]], alike)


def _one_sense(
    columns: Floats, names: Names, places: Sequence[Sequence[Place]], starts: Sequence[int]
) -> None:
    """What stands beside a name once counts for the same name elsewhere in the text."""
    named: dict[tuple[int, str], float] = {}
    for unit, key in enumerate(names.keys):
        for i, place in enumerate(places[unit]):
            inside = columns[starts[unit] + i, _COL["in_next"]]
            if inside:
                slot = (key, place.place_id)
                named[slot] = max(named.get(slot, 0.0), inside)
    if not named:
        return
    for unit, key in enumerate(names.keys):
        for i, place in enumerate(places[unit]):
            columns[starts[unit] + i, _COL["in_next_elsewhere"]] = named.get((key, place.place_id), 0.0)


def _rank(place: Place) -> str:
    return level(place) if place.feature_class == "A" else place.feature_class


def _codes(values: Sequence[str]) -> np.ndarray[Any, Any]:
    """Numbers for texts; 0 for the empty one."""
    numbers = {"": 0}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=int)


def _distances_km(places: Sequence[Place], to: np.ndarray[Any, Any]) -> Floats:
    """Great-circle distances of all places to some of them: for weighing, not for measuring."""
    lon = np.radians([place.lon for place in places])
    lat = np.radians([place.lat for place in places])
    half = (
        np.sin((lat[:, None] - lat[to]) / 2) ** 2
        + np.cos(lat)[:, None] * np.cos(lat[to]) * np.sin((lon[:, None] - lon[to]) / 2) ** 2
    )
    away: Floats = 2 * 6371.0 * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return away
