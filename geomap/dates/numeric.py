"""Dates in figures alone: "3/5/1992", "09.05.1992", "05/1992"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from geomap.dates.interval import DateInterval, at, interval, one_day, whole_month

CENTURY_PIVOT = 50
"""Years of two digits: below it 20xx, from it on 19xx."""

NUMERIC = re.compile(r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.-](\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})[/.](0?[1-9]|1[0-2])")


def read_numeric(text: str, day_first: bool | None) -> DateInterval | None:
    """ "3/5/1992", "09.05.1992", "1992/5/9", "05/1992": order by size, by the sign, else both."""
    match = _MONTH_YEAR.fullmatch(text)
    if match is not None:
        span = whole_month(int(match[2]), int(match[1]))
        return interval(span, span)
    match = _YEAR_MONTH.fullmatch(text)
    if match is not None:
        span = whole_month(int(match[1]), int(match[2]))
        return interval(span, span)
    match = NUMERIC.fullmatch(text)
    if match is None:
        return None
    first, sign, second, third = int(match[1]), match[2], int(match[3]), int(match[4])
    if len(match[1]) == 4:
        return at(one_day(dt.date(first, second, third)))
    if len(match[1]) > 2 or len(match[4]) not in (2, 4):
        return None
    remarks = []
    year = third
    if len(match[4]) == 2:
        year = full_year(third)
        remarks.append("two_digit_year")
    if day_first is None:
        if sign == "." or first > 12:
            day_first = True
        elif second > 12:
            day_first = False
    if day_first is None and first != second:
        readings = sorted((dt.date(year, first, second), dt.date(year, second, first)))
        found = interval(one_day(readings[0]), one_day(readings[1]), [*remarks, "ambiguous_day_month"])
        return replace(found, edtf=f"[{readings[0].isoformat()},{readings[1].isoformat()}]")
    day, month = (first, second) if day_first else (second, first)
    if month > 12 and day <= 12:
        day, month = month, day
    return replace(at(one_day(dt.date(year, month, day))), remarks=tuple(remarks))


def full_year(two_digits: int) -> int:
    """The year that two digits stand for (`CENTURY_PIVOT`)."""
    return two_digits + (2000 if two_digits < CENTURY_PIVOT else 1900)
