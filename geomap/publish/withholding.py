"""Single texts and numbers of a public table that would give a place or a person away."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geomap.gazetteer import Gazetteer
from geomap.publish import leaks
from geomap.publish.areas import Area
from geomap.publish.choosing import lonlat
from geomap.publish.policy import Policy
from geomap.publish.reducing import AREA_COLUMNS, DATE_COLUMNS
from geomap.publish.report import Report


def withhold(
    located: gpd.GeoDataFrame,
    table: gpd.GeoDataFrame,
    hidden: NDArray[np.bool_],
    areas: Mapping[int, Area],
    policy: Policy,
    gazetteer: Gazetteer,
    report: Report,
) -> set[int]:
    """Take single texts and numbers out of the public table that would give a place or a person away.

    Gives the numbers of the rows from which something was taken.
    """
    lon, lat = lonlat(located)
    secret = [int(row) for row in np.flatnonzero(hidden)]
    plain_columns = located.drop(columns=["geometry", "footprint"], errors="ignore")
    rows = dict(zip(secret, plain_columns[hidden].to_dict("records"), strict=True))
    named = leaks.Phrases(policy.withhold)
    told = leaks.Phrases((text for row in secret for text in leaks.sentences(rows[row])), fewest=3)
    pool = {word for row in secret for word in leaks.own_words(rows[row], rivals=False)}
    shown = {row: leaks.words_of(areas[row].label if row in areas else "") for row in secret}
    own = {row: (leaks.own_words(rows[row]) | pool) - shown[row] for row in secret}
    rare = pool - open_words(plain_columns[~hidden])
    toponyms = leaks.Toponyms(gazetteer)

    def reason(row: int, text: str) -> str:
        if len(text) > leaks.MAX_CHARS:
            return "too long to be looked through"
        if named.found_in(text):
            return "has a name of the list to withhold"
        if leaks.contacts(text):
            return "has what may be a telephone number or an address"
        if told.found_in(text):
            return "repeats the words of a sensitive row"
        if not hidden[row] and leaks.repeats(text, rare):
            return "names the place of a sensitive row"
        if hidden[row] and leaks.positions(text):
            return "has what may be coordinates"
        if hidden[row] and leaks.repeats(text, own[row]):
            return "repeats a word of a sensitive place"
        if hidden[row] and toponyms.named_beyond(text, shown[row]):
            return "names a place"
        return ""

    touched: set[int] = set()
    for name in policy.columns:
        if name in table and name not in (*DATE_COLUMNS, "id", "geometry", "footprint", "uncertainty_m"):
            passing = ~hidden if name in (*AREA_COLUMNS, "kind") else np.ones(len(table), bool)
            touched |= _clean_column(table, name, reason, passing, hidden, (lon, lat), report)
    return touched


def open_words(rows: pd.DataFrame) -> set[str]:
    """Words by which open rows name their own places."""
    names = [rows[name].dropna().unique() for name in leaks.NAMING if name in rows]
    return {word for column in names for name in column for word in leaks.words_of(str(name))}


def _clean_column(
    table: gpd.GeoDataFrame,
    name: str,
    reason: Callable[[int, str], str],
    passing: NDArray[np.bool_],
    hidden: NDArray[np.bool_],
    position: tuple[NDArray[np.float64], NDArray[np.float64]],
    report: Report,
) -> set[int]:
    column, values = table[name], list(table[name])
    bad: dict[int, str] = {}
    if column.dtype == "str":
        for row in np.flatnonzero(passing & column.notna().to_numpy()):
            if why := reason(int(row), values[row]):
                bad[int(row)] = why
    elif pd.api.types.is_float_dtype(column.dtype):
        lon, lat = position
        for row in np.flatnonzero(hidden & np.isfinite(lon) & column.notna().to_numpy()):
            if leaks.near_number(float(values[row]), lon[row], lat[row]):
                bad[int(row)] = "is all but a coordinate of the place"
    if bad:
        table.loc[table.index[list(bad)], name] = None if column.dtype == "str" else np.nan
        report.texts.update((name, why) for why in bad.values())
    return set(bad)
