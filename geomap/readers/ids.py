"""Ids made from what a row says, for rows that have none."""

from __future__ import annotations

import hashlib

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geomap.readers.objects import text_of
from geomap.readers.source import Notify

_UNIT, _END = "\x1f", "\x1e"
_SLICE = 1 << 17


def content_ids(frame: pd.DataFrame) -> pd.Series:
    """A short id for each row: 12 hex digits of BLAKE2b over the row as the file gave it.

    What is hashed is, for each value that is there and in the order of the column
    names, name and value as text. So an id outlives re-ordered rows and columns, new
    empty columns and new rows. Identical rows get ``-2``, ``-3`` … behind it.

    Parameters
    ----------
    frame : DataFrame
        The columns of the file under the file's own names, before any are renamed.
    """
    digests: list[str] = []
    for start in range(0, len(frame), _SLICE):
        contents = _contents(frame.iloc[start : start + _SLICE])
        digests += [hashlib.blake2b(content, digest_size=6).hexdigest() for content in contents]
    return unique(pd.Series(digests, index=frame.index, dtype="str"))


def _contents(frame: pd.DataFrame) -> list[bytes]:
    """For each row all its names and values, one behind the other."""
    parts = []
    for column in sorted(frame.columns):
        values = frame[column]
        if values.dtype != "str":
            there = values.notna()
            values = [text_of(value) if filled else None for value, filled in zip(values, there, strict=True)]
        texts = pa.array(values, pa.string(), from_pandas=True)
        # A missing value makes its whole part missing, so that it leaves no trace.
        part = pc.binary_join_element_wise(f"{column}{_UNIT}", texts, _END, "")
        parts.append(pc.fill_null(part, ""))
    joined = pc.binary_join_element_wise(*parts, "") if parts else pa.array([""] * len(frame))
    contents: list[bytes] = joined.cast(pa.binary()).to_pylist()
    return contents


def unique(ids: pd.Series) -> pd.Series:
    """The ids with ``-2``, ``-3`` … behind the second, third … use of one."""
    if not ids.duplicated().any():
        return ids
    nth = ids.groupby(ids).cumcount() + 1
    again = nth > 1
    ids = ids.copy()
    ids[again] = ids[again] + "-" + nth[again].astype("str")
    return ids


def said_twice(ids: pd.Series, path: str, notify: Notify) -> None:
    """Say which of the user's own ids stand at several rows; they are kept."""
    twice = ids[ids.duplicated() & ids.notna()].unique()
    if len(twice):
        shown = ", ".join(str(value)[:40] for value in twice[:3])
        more = f" and {len(twice) - 3} more" if len(twice) > 3 else ""
        stand = "one id stands" if len(twice) == 1 else f"{len(twice)} ids stand"
        notify(f"{path}: {stand} at several rows: {shown}{more}.")
