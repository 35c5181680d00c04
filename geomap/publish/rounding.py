"""Dates rounded to a month or a year, by their first and last day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


def rounded(start: pd.Series, end: pd.Series, unit: str) -> tuple[pd.Series, pd.Series, pd.Series]:
    """EDTF text, first day and last day of each date, rounded outwards.

    Parameters
    ----------
    start, end : Series of datetime64
        First and last day, NaT where open or unknown.
    unit : str
        ``day``, ``month``, ``year`` or ``none`` (no dates at all).

    Examples
    --------
    >>> first, last = pd.Series(pd.to_datetime(["1992-05-06"])), pd.Series(pd.to_datetime(["1992-06-01"]))
    >>> [str(column[0])[:15] for column in rounded(first, last, "month")]
    ['1992-05/1992-06', '1992-05-01 00:0', '1992-06-30 00:0']
    """
    if unit == "none":
        empty = pd.Series(np.datetime64("NaT", "ms"), index=start.index)
        return pd.Series(None, index=start.index, dtype="str"), empty, empty.copy()
    letter = {"day": "D", "month": "M", "year": "Y"}[unit]
    first = start.to_numpy().astype(f"datetime64[{letter}]")
    last = end.to_numpy().astype(f"datetime64[{letter}]")
    texts = pd.Series(
        [_edtf(*pair) for pair in zip(first, last, strict=True)], index=start.index, dtype="str"
    )
    days = first.astype("datetime64[D]"), (last + 1).astype("datetime64[D]") - 1
    opened, closed = (pd.Series(day.astype("datetime64[ms]"), index=start.index) for day in days)
    return texts, opened, closed


def _edtf(first: Any, last: Any) -> str | None:
    ends = ["" if np.isnat(day) else str(day) for day in (first, last)]
    if ends == ["", ""]:
        return None
    return ends[0] if ends[0] == ends[1] else f"{ends[0] or '..'}/{ends[1] or '..'}"
