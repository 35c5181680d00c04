"""The located table as a figure needs it: one spot for each place, with the incidents there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geomap.errors import InputError
from geomap.figure.words import kind_words, words
from geomap.marks import Mark, classify
from geomap.palette import COLOURS, colours

MAX_NUMBERED = 40
"""With more incidents a key would be longer than the figure: they are not numbered."""

MAX_KEY = 300
"""A longer key is refused: it would be metres long."""

MAX_FOOTPRINTS = 400
"""More footprints would cover each other and the map."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Incidents that have the same point and mark; `rows` counted from 0, `people` killed in all of them."""

    lon: float
    lat: float
    mark: Mark
    rows: tuple[int, ...]
    kinds: tuple[str, ...]
    people: int = 0


@dataclass(frozen=True, slots=True)
class Incidents:
    """What a figure shows of a table.

    Attributes
    ----------
    kinds : dict
        Kind to colour, the most frequent kind first.
    footprints : dict
        Row to footprint, of rows that stand on the map as a point.
    wide : tuple of int
        Rows that are known only by a country or wider: in the key, without a point.
    unplaced : tuple of int
        Rows without a place.
    """

    table: gpd.GeoDataFrame
    spots: tuple[Spot, ...]
    kinds: dict[str, str]
    footprints: dict[int, Any]
    wide: tuple[int, ...]
    unplaced: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.table)

    def extent(self) -> NDArray[np.object_]:
        """The shapes that the map has to show whole."""
        points = [shapely.Point(spot.lon, spot.lat) for spot in self.spots]
        if points:
            return np.array([*points, *self.footprints.values()], dtype=object)
        column = self.table.get("footprint", self.table.geometry)
        wide = [column.iloc[row] for row in self.wide]
        shapes = [shape for shape in wide if shape is not None and not shape.is_empty]
        return np.array(shapes or [self.table.geometry.iloc[row] for row in self.wide], dtype=object)


def incidents_of(table: gpd.GeoDataFrame, *, grey: bool = False) -> Incidents:
    """What a figure shows of a located table.

    Raises
    ------
    InputError
        If no row has a place: there would be nothing to draw.
    """
    if "geometry" not in table or not len(table):
        raise InputError(
            "the table has no located row, so that there is nothing to draw.",
            hint="Run geomap geocode on it first, and geomap check to see why rows were not placed.",
        )
    points = np.asarray(table.geometry, dtype=object)
    placed = ~(shapely.is_missing(points) | shapely.is_empty(points))
    marks = classify(table, placed)
    if not placed.any():
        raise InputError(
            f"none of the {len(table)} rows could be placed, so that there is nothing to draw.",
            hint="geomap check says why for each row.",
        )
    kinds = [_word(value) for value in table["kind"]] if "kind" in table else [""] * len(table)
    ranked = [kind for kind, _ in sorted(Counter(kinds).items(), key=lambda item: (-item[1], item[0]))]
    chosen = greys(ranked) if grey else dict(zip(ranked, colours(ranked), strict=True))
    shown = np.flatnonzero(marks <= Mark.POINT)
    return Incidents(
        table,
        _spots(points, marks, kinds, shown, killed(table)),
        chosen,
        _footprints(table, shown),
        tuple(map(int, np.flatnonzero(marks == Mark.COUNTRY))),
        tuple(map(int, np.flatnonzero(marks == Mark.UNPLACED))),
    )


def _spots(
    points: NDArray[np.object_],
    marks: NDArray[np.uint8],
    kinds: Sequence[str],
    shown: NDArray[np.intp],
    people: NDArray[np.int64],
) -> tuple[Spot, ...]:
    groups: dict[tuple[float, float, int], list[int]] = {}
    for row in shown:
        point = points[row]
        groups.setdefault((round(point.x, 5), round(point.y, 5), int(marks[row])), []).append(int(row))
    return tuple(
        Spot(
            lon,
            lat,
            Mark(mark),
            tuple(rows),
            tuple(dict.fromkeys(kinds[row] for row in rows)),
            int(people[rows].sum()),
        )
        for (lon, lat, mark), rows in groups.items()
    )


def killed(table: pd.DataFrame) -> NDArray[np.int64]:
    """People killed in each row, by its highest figure; 0 where none is stated."""
    found = pd.Series(0.0, index=table.index)
    for name in ("killed_min", "killed_max"):
        if name in table:
            found = pd.to_numeric(table[name], errors="coerce").astype("float64").fillna(found)
    return np.asarray(found.clip(0, 1e9), np.int64)


def _footprints(table: gpd.GeoDataFrame, shown: NDArray[np.intp]) -> dict[int, Any]:
    if "footprint" not in table or len(shown) > MAX_FOOTPRINTS:
        return {}
    found, seen = {}, set()
    for row in shown:
        shape = table["footprint"].iloc[row]
        if shape is not None and not shape.is_empty and shape.wkb not in seen:
            seen.add(shape.wkb)
            found[int(row)] = shape
    return found


def greys(kinds: Sequence[str]) -> dict[str, str]:
    """A grey for each kind, as far apart as they can be; the rest share a pale one."""
    own = min(len(kinds), len(COLOURS))
    steps = np.linspace(0x18, 0xC8, own) if own > 1 else [0x18]
    shades = [f"#{round(step):02x}{round(step):02x}{round(step):02x}" for step in steps]
    return {kind: shades[at] if at < own else "#f1f1f1" for at, kind in enumerate(kinds)}


def named_kinds(kinds: dict[str, str], language: str) -> list[tuple[str, str]]:
    """Name and colour for a legend; what has no colour of its own stands together at the end."""
    shown = [(kind_words(kind, language), colour) for kind, colour in list(kinds.items())[: len(COLOURS)]]
    if len(kinds) > len(COLOURS):
        shown.append((words(language)["other_kinds"], list(kinds.values())[-1]))
    return shown


def ranges(rows: Sequence[int]) -> str:
    """Row numbers, counted from 1, in short.

    Examples
    --------
    >>> ranges([1, 2, 3, 6])
    '2–4, 7'
    """
    parts: list[list[int]] = []
    for row in sorted(rows):
        if parts and row == parts[-1][-1] + 1:
            parts[-1].append(row)
        else:
            parts.append([row])
    words = []
    for part in parts:
        numbers = [str(row + 1) for row in part]
        words += [f"{numbers[0]}–{numbers[-1]}"] if len(part) > 2 else numbers
    return ", ".join(words)


def _word(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
