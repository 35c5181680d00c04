"""Values of a table as checks need them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geomap.model import HARMS


def points_of(table: gpd.GeoDataFrame) -> np.ndarray[Any, np.dtype[np.object_]]:
    """The points of the rows, None where there is none."""
    points = np.array(table.geometry, dtype=object)
    points[shapely.is_missing(points) | shapely.is_empty(points)] = None
    return points


def column_of(table: pd.DataFrame, name: str) -> pd.Series:
    """A column; all missing if the table lacks it."""
    return table[name] if name in table else pd.Series(None, index=table.index, dtype=object)


def texts_of(table: pd.DataFrame, name: str) -> list[str]:
    """A column as texts, one a row; what is missing is empty."""
    return [text_of(value) for value in column_of(table, name).tolist()]


def reals_of(table: pd.DataFrame, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A column as numbers, nan where there is none."""
    numbers = pd.to_numeric(column_of(table, name), errors="coerce")
    return np.asarray(numbers.to_numpy(float, na_value=np.nan))


def text_of(value: Any) -> str:
    """One value as text; what is missing is empty."""
    return "" if value is None or value is pd.NA or value is pd.NaT or value != value else str(value).strip()


def harmed(table: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
    """For each row the largest number of people harmed that it states; 0 if none."""
    columns = [
        name for name in (f"{harm}_{end}" for harm in HARMS for end in ("min", "max")) if name in table
    ]
    if not columns:
        return np.zeros(len(table))
    return np.asarray(np.nan_to_num(np.stack([reals_of(table, name) for name in columns])).max(axis=0))
