"""Numbers as people write them: decimal commas, degrees and minutes, counts and ranges."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

_MAX_CHARS = 40
_UNKNOWN = frozenset(
    {"na", "n/a", "nan", "none", "null", "nil", "-", "--", "?", ".", "unknown", "desconocido"}
)
_LARGEST_COUNT = 1e9

_PART = r"(\d{1,3}(?:[.,]\d{1,15})?)"
_ANGLE = re.compile(
    rf"\s*([NSEWO])?\s*([+\-−])?\s*{_PART}\s*"
    rf"(?:[°º:\s]\s*(?:{_PART}\s*(?:[':′’]?\s*(?:{_PART}\s*(?:[\"″”]|''|′′|’’)?\s*)?)?['′’]?\s*)?)?"
    r"([NSEWO])?\s*",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(\d{1,9})\s*(?:-|–|—|\bto\b|\ba\b)\s*(\d{1,9})\s*", re.IGNORECASE)
_THOUSANDS = re.compile(r"\s*\d{1,3}(?:,\d{3})+\s*")


def degrees(text: str, axis: str) -> float | None:
    """Decimal degrees from one written coordinate, or None if it is not one.

    Parameters
    ----------
    text : str
        ``-12.0453``, ``-12,0453``, ``11°59'2.1"S``, ``S 11 59 2.1``, ``76° 59.36' O``.
    axis : {"lon", "lat"}
        Which letters may stand with it: E, W and O (oeste) or N and S.

    Examples
    --------
    >>> round(degrees("11°59'2.1\\"S", "lat"), 6)
    -11.983917
    >>> degrees("-12,0453", "lat"), degrees("12 N", "lon")
    (-12.0453, None)
    """
    found = _ANGLE.fullmatch(text) if len(text) <= _MAX_CHARS else None
    if found is None:
        return None
    before, sign, *parts, after = found.groups()
    letter = (before or after or "").upper()
    if (before and after) or (letter and letter not in ("NS" if axis == "lat" else "EWO")):
        return None
    whole, minutes, seconds = (float((part or "0").replace(",", ".")) for part in parts)
    if minutes >= 60 or seconds >= 60 or (sign and letter in ("N", "E")):
        return None
    if ((minutes or seconds) and whole != int(whole)) or (seconds and minutes != int(minutes)):
        return None
    value = whole + minutes / 60 + seconds / 3600
    return -value if sign in ("-", "−") or letter in ("S", "W", "O") else value


def coordinates(column: pd.Series, axis: str) -> tuple[pd.Series, pd.Series]:
    """A coordinate column as float64, and which values could not be understood."""
    return _numbers(column, lambda text: degrees(text, axis))


def reals(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """A column of numbers as float64, and which values could not be understood.

    A decimal comma is understood unless three digits follow it: that may be thousands.
    """
    return _numbers(column, _decimal_comma)


def counts(column: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """A column of people counted: low and high end as Int64, and what could not be understood.

    ``12`` is both ends, ``90-100`` has two; ``10+``, ``about 30`` and ``several`` are
    not numbers, and no number is made of them.
    """
    values, _ = _numbers(column, lambda text: None)
    values = values.where((values >= 0) & (values <= _LARGEST_COUNT) & (values == np.floor(values)))
    low, high = values.copy(), values.copy()
    left = _left_over(column, values)
    for text, rows in _by_text(column[left]):
        ends = _count_range(text)
        if ends is not None:
            low.loc[rows], high.loc[rows] = ends
    return low.astype("Int64"), high.astype("Int64"), left & low.isna()


def _numbers(column: pd.Series, parse: object) -> tuple[pd.Series, pd.Series]:
    if pd.api.types.is_numeric_dtype(column):
        values = column.astype("Float64").astype("float64")
        good = np.isfinite(values)
        return values.where(good), values.notna() & ~good
    values = pd.to_numeric(column, errors="coerce").astype("float64")
    values = values.where(np.isfinite(values))
    left = _left_over(column, values)
    for text, rows in _by_text(column[left]):
        number = parse(text)  # type: ignore[operator]
        if number is not None:
            values.loc[rows] = number
    return values, left & values.isna()


def _left_over(column: pd.Series, values: pd.Series) -> pd.Series:
    """Which values are there but were not read as numbers; words for "unknown" are not there."""
    left = column.notna() & values.isna()
    if left.any() and not pd.api.types.is_numeric_dtype(column):
        words = column[left].astype("str").str.strip().str.lower()
        left[left] = ~(words.isin(_UNKNOWN) | (words == ""))
    return left


def _by_text(column: pd.Series) -> list[tuple[str, pd.Index]]:
    """Each distinct text with the rows that have it: people repeat themselves."""
    return [
        (str(text), rows) for text, rows in column.astype("str").groupby(column.astype("str")).groups.items()
    ]


def _decimal_comma(text: str) -> float | None:
    found = re.fullmatch(r"\s*([+-]?\d{1,15}),(\d{1,15})\s*", text[: _MAX_CHARS + 1])
    if found is None or len(found[2]) == 3:
        return None
    return float(f"{found[1]}.{found[2]}")


def _count_range(text: str) -> tuple[int, int] | None:
    text = text[: _MAX_CHARS + 1]
    if _THOUSANDS.fullmatch(text):
        number = int(text.replace(",", ""))
        return number, number
    found = _RANGE.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        return None
    return int(found[1]), int(found[2])
