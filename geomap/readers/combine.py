"""Several tables to one."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas
import pandas as pd

from geomap.errors import UsageError
from geomap.model import CRS, table_columns
from geomap.readers import coerce
from geomap.readers.ownership import input_order, is_geocoded


def concatenate(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One table below the other, rows in the order given, numbered from 0.

    Geocoded tables give a GeoDataFrame. What a table lacks is missing in its rows; a
    column that has different types in two tables becomes text.

    Raises
    ------
    UsageError
        If there is no table, or if some are geocoded already and others are not.
    """
    if not tables:
        raise UsageError("There is no table to read.")
    if len(tables) == 1:
        return tables[0]
    located = [is_geocoded(table) for table in tables]
    if any(located) != all(located):
        raise UsageError(
            "Some of the inputs are geocoded already and others are not.",
            hint="Run geomap geocode on the others first, or give the tables that all of them come from.",
        )
    joined = pd.concat(_alike(tables), ignore_index=True)
    if all(located):
        shaped = joined.assign(
            **{name: geopandas.GeoSeries(joined[name], crs=CRS) for name in ("footprint",) if name in joined}
        )
        return geopandas.GeoDataFrame(shaped[table_columns(shaped.columns)], geometry="geometry", crs=CRS)
    return joined[input_order(joined)]


def _alike(tables: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    types: dict[str, set[object]] = {}
    for table in tables:
        for name in table.columns:
            types.setdefault(name, set()).add(table[name].dtype)
    mixed = {name for name, found in types.items() if len(found) > 1 and name != "footprint"}
    return [
        table.assign(**{name: coerce.text(table[name]) for name in mixed if name in table})
        for table in tables
    ]
