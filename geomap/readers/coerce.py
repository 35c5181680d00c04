"""Columns to the types of the incident table, with a word on each value that did not fit."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import shapely

from geomap.errors import InputError
from geomap.model import COLUMNS, CRS, DAY, HARMS, INTEGER, REAL, SHAPE
from geomap.readers import numbers
from geomap.readers.objects import text_of
from geomap.readers.source import Notify

_SHOWN = 3

MAX_RADIUS_M = 20_004_000.0
"""From one end of the Earth to the other, pole to pole along a meridian."""


def text(column: pd.Series) -> pd.Series:
    """Any column as text; what is empty or only white space is missing.

    Whole floats lose their ``.0`` (an integer column with a gap is one in pandas),
    dates are ISO 8601, lists and objects JSON.
    """
    if column.dtype != "str":
        missing = column.isna()
        if pd.api.types.is_float_dtype(column):
            made = [
                None if gone else _plain_number(value) for value, gone in zip(column, missing, strict=True)
            ]
        else:
            made = [None if gone else text_of(value) for value, gone in zip(column, missing, strict=True)]
        column = pd.Series(made, index=column.index, dtype="str", name=column.name)
    blank = column.str.isspace() | (column.str.len() == 0)
    return column.mask(blank) if blank.any() else column


def own_column(column: pd.Series, name: str, path: str, notify: Notify) -> pd.Series:
    """A column of geomap's own output in its type (see `geomap.model.COLUMNS`)."""
    kind = COLUMNS[name]
    if kind == REAL:
        values, bad = numbers.reals(column)
    elif kind == INTEGER:
        values, bad = integers(column)
    elif kind == DAY:
        values, bad = days(column)
    elif kind == SHAPE:
        return shapes(column, path)
    else:
        return text(column)
    say_unread(column, bad, "is not what the column holds", name, path, notify)
    return values


def integers(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Whole numbers as Int64, and which values are none."""
    values, bad = numbers.reals(column)
    whole = values == np.floor(values)
    return values.where(whole).astype("Int64"), bad | (values.notna() & ~whole)


def days(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """ISO 8601 days as datetime64[ms], and which values are none."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.astype("datetime64[ms]"), column.isna() & False
    written = text(column)
    made = [
        None if value is None else _day(value)
        for value in written.astype(object).where(written.notna(), None)
    ]
    values = pd.Series(np.array(made, dtype="datetime64[ms]"), index=column.index, name=column.name)
    return values, written.notna() & values.isna()


def shapes(column: pd.Series, path: str) -> pd.Series:
    """Shapes from WKT or WKB; equal texts become one shared object."""
    import geopandas

    if isinstance(column.dtype, geopandas.array.GeometryDtype):
        return column
    codes, distinct = pd.factorize(column)
    try:
        decoded = [_shape(value) for value in distinct]
    except (shapely.errors.ShapelyError, TypeError) as error:
        raise InputError(
            f"a value is neither WKT nor WKB: {error}.", path=path, column=str(column.name)
        ) from error
    decoded.append(None)
    made = np.empty(len(decoded), dtype=object)
    made[:] = decoded
    return geopandas.GeoSeries(made[codes], index=column.index, name=column.name, crs=CRS)


def positive(column: pd.Series, path: str, source: str, notify: Notify) -> pd.Series:
    """Radii in metres; zero and less mean that the radius is not known, never that it is nothing.

    Nor is a radius known that reaches round more than the globe.
    """
    values, bad = numbers.reals(column)
    say_unread(column, bad, "is not a number and counts as unknown", source, path, notify)
    for wrong, what in ((values <= 0, "zero or less"), (values > MAX_RADIUS_M, "more than half the globe")):
        if wrong.any():
            notify(
                f"{path}, column {source!r}: {int(wrong.sum())} value{'s are' if wrong.sum() > 1 else ' is'} "
                f"{what} and counts as unknown."
            )
        values = values.mask(wrong)
    return values


def harm_ends(
    frame: pd.DataFrame, sources: dict[str, str], both: dict[str, str], path: str, notify: Notify
) -> None:
    """Turn the casualty columns of `frame` to Int64, in place.

    `sources` has the file's names of our ``…_min`` and ``…_max`` columns, which are in
    `frame` under our names; `both` has, for a harm, a column for both ends, which
    stays as it is beside the two that are made from it.
    """
    for harm in HARMS:
        for end in ("min", "max"):
            name = f"{harm}_{end}"
            if harm in both:
                low, high, bad = numbers.counts(frame[both[harm]])
                if end == "min":
                    say_unread(frame[both[harm]], bad, _NO_COUNT, both[harm], path, notify)
            elif name in sources:
                low, high, bad = numbers.counts(frame[name])
                say_unread(frame[name], bad, _NO_COUNT, sources[name], path, notify)
            else:
                continue
            frame[name] = low if end == "min" else high


_NO_COUNT = "is not a count and stays empty"


def say_unread(column: pd.Series, bad: pd.Series, what: str, name: str, path: str, notify: Notify) -> None:
    """One sentence for all values of a column that were set aside."""
    where = np.flatnonzero(bad.to_numpy())
    if not len(where):
        return
    shown = ", ".join(f"row {at + 1}: {str(column.iloc[at])[:40]!r}" for at in where[:_SHOWN])
    more = ", …" if len(where) > _SHOWN else ""
    count = f"{len(where)} value{'s' if len(where) > 1 else ''}"
    notify(f"{path}, column {name!r}: {count} that {what} ({shown}{more}).")


def _plain_number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _day(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written[:10]) if len(written) == 10 or "T" in written else None
    except ValueError:
        return None


def _shape(value: str | bytes) -> shapely.Geometry:
    return shapely.from_wkb(value) if isinstance(value, bytes) else shapely.from_wkt(value)
