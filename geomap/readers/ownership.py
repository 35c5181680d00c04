"""Geomap's own output: known again, and restored to what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas
import numpy as np
import pandas as pd
import shapely

from geomap.coordinates import coordinate_problem
from geomap.errors import InputError
from geomap.model import ADDED_COLUMNS, COLUMNS, CRS, INPUT_COLUMNS, RelationKind, Status, table_columns
from geomap.readers import coerce
from geomap.readers.columns import CODER_COORDINATES
from geomap.readers.formulas import restored
from geomap.readers.source import Notify
from geomap.readers.spatial import Shapes

if TYPE_CHECKING:
    from geomap.readers.load import Loaded

_SIGNATURE = ("status", "method", "remarks")
_GIVEN_NOT_DERIVED = (RelationKind.COORDINATES.value, RelationKind.DECISION.value)


def is_geocoded(frame: pd.DataFrame) -> bool:
    """Whether a table is geomap's own output.

    It is if it has the columns `status`, `method` and `remarks`, and no status but
    geomap's own four. Other people's tables have a `status` too, with other words.
    """
    if not set(_SIGNATURE) <= set(frame.columns):
        return False
    return set(frame["status"].dropna().unique()) <= {status.value for status in Status}


def restore(loaded: Loaded, notify: Notify) -> geopandas.GeoDataFrame:
    """The GeoDataFrame that was written: types, points, footprints, texts."""
    frame = spreadsheet_restored(loaded) if loaded.spreadsheet_text else loaded.frame.copy(deep=False)
    for name in frame.columns:
        if name in COLUMNS:
            frame[name] = coerce.own_column(frame[name], name, loaded.name, notify)
    points = loaded.shapes
    if points is None and {"lon", "lat"} <= set(frame.columns):
        points = _points(frame["lon"], frame["lat"])
    frame = frame.drop(columns=[name for name in ("lon", "lat", "geometry") if name in frame])
    if points is None:
        raise InputError("it has neither geometry nor the columns lon and lat.", path=loaded.name)
    table = geopandas.GeoDataFrame(frame, geometry=geopandas.GeoSeries(points, crs=CRS, index=frame.index))
    return table[table_columns(table.columns)]


def spreadsheet_restored(loaded: Loaded) -> pd.DataFrame:
    """The table without the apostrophes that `formulas.neutralised` put in, header included."""
    frame = loaded.frame.copy(deep=False)
    frame.columns = restored(pd.Series(frame.columns, dtype="str"))
    for name in frame.columns[frame.dtypes == "str"]:
        frame[name] = restored(frame[name])
    return frame


def _points(lon: pd.Series, lat: pd.Series) -> Shapes:
    made = np.full(len(lon), None, dtype=object)
    there = (lon.notna() & lat.notna()).to_numpy()
    made[there] = shapely.points(lon.to_numpy()[there], lat.to_numpy()[there])
    return made


def as_input(table: geopandas.GeoDataFrame) -> pd.DataFrame:
    """The incident table as it was before geomap added to it."""
    given = table["method"].isin(_GIVEN_NOT_DERIVED).to_numpy()
    frame = pd.DataFrame(table.drop(columns=[name for name in ADDED_COLUMNS if name in table]))
    nothing = pd.Series(np.nan, index=table.index)
    coder = {name: table.get(f"coder_{name}", nothing) for name in ("lon", "lat")}
    # Coordinates were set aside because they cannot be, or because the words went before them.
    wrong = ~pd.isna(coordinate_problem(coder["lon"], coder["lat"]))
    for name, get in (("lon", shapely.get_x), ("lat", shapely.get_y)):
        taken = np.where(given, get(np.asarray(table.geometry, dtype=object)), np.nan)
        frame[name] = np.where(np.isnan(taken) & wrong, coder[name], taken)
        kept = coder[name].mask(wrong)
        if kept.notna().any():
            frame[f"coder_{name}"] = kept
    if "uncertainty_m" in table:
        frame["uncertainty_m"] = table["uncertainty_m"].where(given)
    return frame[input_order(frame)]


def input_order(frame: pd.DataFrame) -> list[str]:
    """Input columns in their order, then all others as they came."""
    known = [name for name in (*INPUT_COLUMNS, *CODER_COORDINATES) if name in frame]
    return known + [name for name in frame.columns if name not in known]
