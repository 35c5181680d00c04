"""What changed between two versions of a table, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geomap import geodesy
from geomap.check.values import text_of

_POINT_DECIMALS, _AREA_DECIMALS = 7, 6
_MADE_ID = re.compile(r"[0-9a-f]{12}(-\d+)?")


@dataclass(frozen=True, slots=True)
class Change:
    """One row that differs.

    Attributes
    ----------
    change : str
        ``removed``, ``added`` or ``changed``.
    values : dict
        Column to its text before and after, of those that differ; empty text is missing.
    moved_m : float or None
        How far the point moved, in metres, if both versions have one.
    """

    id: str
    change: str
    values: dict[str, tuple[str, str]] = field(default_factory=dict)
    moved_m: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The change for programs."""
        made: dict[str, Any] = {"id": self.id, "change": self.change}
        if self.change == "changed":
            made["columns"] = sorted(self.values)
            made["values"] = {name: list(pair) for name, pair in sorted(self.values.items())}
        if self.moved_m is not None:
            made["moved_m"] = round(self.moved_m, 1)
        return made


@dataclass(frozen=True, slots=True)
class Versions:
    """The differences between two versions of a table.

    Attributes
    ----------
    changes : tuple of Change
        Removed rows, then added ones, then changed ones: those that moved farthest first.
    only_before, only_after : tuple of str
        Columns that one of the two lacks; they are not compared.
    """

    changes: tuple[Change, ...]
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.only_before or self.only_after)

    def count(self, change: str) -> int:
        """How many rows are ``removed``, ``added`` or ``changed``."""
        return sum(one.change == change for one in self.changes)

    @property
    def made_ids(self) -> bool:
        """Whether rows came and went whose ids were made from their content, so that edits look so."""
        gone, new = (
            [one for one in self.changes if one.change == which and _MADE_ID.fullmatch(one.id)]
            for which in ("removed", "added")
        )
        return bool(gone and new)


def versions(before: pd.DataFrame, after: pd.DataFrame) -> Versions:
    """What changed between two versions of a table, by id.

    Of rows with the same id the first is compared with the first, the second with the
    second. Points are compared to 7 decimals of a degree and footprints to 6, because some
    formats hold no more.
    """
    shared = [name for name in before.columns if name in after.columns]
    old, new = _rows(before, shared), _rows(after, shared)
    gone = [Change(_shown(key), "removed") for key in old if key not in new]
    added = [Change(_shown(key), "added") for key in new if key not in old]
    both = [key for key in new if key in old]
    moved = _moved(before, after, [old[key] for key in both], [new[key] for key in both])
    values: list[dict[str, tuple[str, str]]] = [{} for _ in both]
    rows = np.array([(old[key], new[key]) for key in both], dtype=int).reshape(-1, 2)
    for name in shared:
        one, other = before[name].iloc[rows[:, 0]], after[name].iloc[rows[:, 1]]
        doubtful = _may_differ(one, other)
        texts = zip(_texts(one.iloc[doubtful], name), _texts(other.iloc[doubtful], name), strict=True)
        for at, (was, now) in zip(doubtful, texts, strict=True):
            if was != now:
                values[at][name] = (was, now)
    changed = [
        Change(_shown(key), "changed", differing, metres)
        for key, differing, metres in zip(both, values, moved, strict=True)
        if differing
    ]
    changed.sort(key=lambda change: -(change.moved_m or 0.0))
    return Versions(
        (*gone, *added, *changed),
        tuple(name for name in before.columns if name not in shared),
        tuple(name for name in after.columns if name not in shared),
    )


Key = tuple[str, int]


def _rows(table: pd.DataFrame, shared: Sequence[str]) -> dict[Key, int]:
    """Id and how manieth of that id, to the row."""
    rows: dict[Key, int] = {}
    seen: dict[str, int] = {}
    ids = (
        [text_of(value) for value in table["id"]] if "id" in shared else [str(at) for at in range(len(table))]
    )
    for row, key in enumerate(ids):
        seen[key] = seen.get(key, 0) + 1
        rows[key, seen[key]] = row
    return rows


def _may_differ(one: pd.Series, other: pd.Series) -> list[int]:
    """Positions whose values are not plainly the same, so that they are worth writing out."""
    if isinstance(one.dtype, gpd.array.GeometryDtype) and isinstance(other.dtype, gpd.array.GeometryDtype):
        first, second = np.asarray(one, dtype=object), np.asarray(other, dtype=object)
        same = shapely.equals_identical(first, second) | (
            shapely.is_missing(first) & shapely.is_missing(second)
        )
    elif one.dtype == other.dtype:
        first, second = one.reset_index(drop=True), other.reset_index(drop=True)
        same = ((first == second).fillna(False) | (first.isna() & second.isna())).to_numpy(bool)
    else:
        return list(range(len(one)))
    return [int(at) for at in np.flatnonzero(~same)]


def _shown(key: Key) -> str:
    return key[0] if key[1] == 1 else f"{key[0]} ({key[1]})"


def _texts(column: pd.Series, name: str) -> list[str]:
    if isinstance(column.dtype, gpd.array.GeometryDtype):
        decimals = _POINT_DECIMALS if name == "geometry" else _AREA_DECIMALS
        return [
            wkt or "" for wkt in shapely.to_wkt(np.asarray(column), rounding_precision=decimals, trim=True)
        ]
    return list(_plain(column))


def _plain(column: pd.Series) -> Iterator[str]:
    """Values as text: whole floats as whole numbers, midnights as days."""
    for value in column:
        if isinstance(value, float) and value.is_integer():
            yield str(int(value))
        elif isinstance(value, pd.Timestamp):
            yield value.date().isoformat() if value == value.normalize() else value.isoformat()
        else:
            yield text_of(value)


def _moved(
    before: pd.DataFrame, after: pd.DataFrame, old: Sequence[int], new: Sequence[int]
) -> list[float | None]:
    if not (isinstance(before, gpd.GeoDataFrame) and isinstance(after, gpd.GeoDataFrame)) or not old:
        return [None] * len(old)
    first = np.asarray(before.geometry, dtype=object)[list(old)]
    second = np.asarray(after.geometry, dtype=object)[list(new)]
    metres = geodesy.distance(
        shapely.get_x(first), shapely.get_y(first), shapely.get_x(second), shapely.get_y(second)
    )
    there = ~(shapely.is_missing(first) | shapely.is_missing(second))
    return [float(metre) if is_there else None for metre, is_there in zip(metres, there, strict=True)]
