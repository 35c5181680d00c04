"""Dates in words, for readers of figures and annexes: as the page says them.

Patterns, months, and words for doubt, open ends and seasons are the page's own strings
(`frontend/en.json` and the like); a test compares the two.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from geomap.resources import package_file

_FORM = re.compile(
    r"(\d{4}|\d{3}X|\d\dXX)(?:-(\d\d|XX)(?:-(\d\d|\dX|XX))?)?([?~%]?)", re.IGNORECASE | re.ASCII
)
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ]\d\d:?\d\d(?::?\d\d(?:[.,]\d{1,9})?)?\s?(?:Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class _Dated:
    """The days that one date covers, and how finely and surely it speaks."""

    first: dt.date
    last: dt.date
    unit: str
    doubt: str
    season: str = ""


def spoken(text: str, language: str) -> str:
    """A date of an incident table in words; what is not EDTF stands as it is.

    Examples
    --------
    >>> spoken("1992-05~", "en"), spoken("1992-05-14/1992-05-16", "es"), spoken("9 May, at night", "en")
    ('about May 1992', '14–16 may 1992', '9 May, at night')
    """
    parts = text.split("/")
    if len(parts) > 2:
        return text
    ends = [None if len(parts) > 1 and part.strip() in ("", "..") else _read(part) for part in parts]
    if "" in ends or ends in ([None], [None, None]):
        return text
    first, last = ends[0], ends[-1]
    if not isinstance(first, _Dated):
        return _say("date.until", language, date=_one(last, language))
    if not isinstance(last, _Dated):
        return _say("date.from", language, date=_one(first, language))
    if len(ends) == 1:
        return _one(first, language)
    plain = not first.doubt and not last.doubt and first.unit == last.unit != "season"
    if plain and first.first <= last.last:
        return _period(first.unit, first.first, last.last, language)
    return f"{_one(first, language)} – {_one(last, language)}"


def _read(text: str) -> _Dated | str:
    """One date; an empty text where it is another form or the calendar lacks it."""
    text = text.strip()
    with_time = _TIME.fullmatch(text)
    match = _FORM.fullmatch(with_time[1] if with_time else text)
    if match is None:
        return ""
    year, month, day = (part.upper() if part else "" for part in match.groups()[:3])
    try:
        span = _days(year, month, day)
    except ValueError:  # the calendar has no such day
        return ""
    return _Dated(*span[:3], match[4], *span[3:]) if span else ""


def _days(
    year: str, month: str, day: str
) -> tuple[dt.date, dt.date, str] | tuple[dt.date, dt.date, str, str] | None:
    if "X" in year:
        known = not month or month == "XX"
        return (*_years(year.replace("X", "0"), year.replace("X", "9")), "year") if known else None
    if month in ("", "XX"):
        return (*_years(year, year), "year")
    number = int(month)
    if not day and number > 24 and number == int(year) % 100 + 1:
        return (*_years(year, str(int(year) + 1)), "year")
    if not day and number > 20:
        return (*_years(year, year), "season", month) if number < 25 else None
    first = dt.date(int(year), number, 1)
    length = monthrange(first.year, number)[1]
    if day in ("", "XX"):
        return first, first.replace(day=length), "month"
    if day.endswith("X"):
        tens = int(day[0]) * 10
        return first.replace(day=max(tens, 1)), first.replace(day=max(tens, min(tens + 9, length))), "day"
    return first.replace(day=int(day)), first.replace(day=int(day)), "day"


def _years(first: str, last: str) -> tuple[dt.date, dt.date]:
    return dt.date(int(first), 1, 1), dt.date(int(last), 12, 31)


def _one(dated: _Dated | str | None, language: str) -> str:
    assert isinstance(dated, _Dated)
    year = _period("year", dated.first, dated.last, language)
    words = _period(dated.unit, dated.first, dated.last, language)
    if dated.season:
        words = _say(f"date.season.{dated.season}", language, year=year)
    if dated.doubt in ("~", "%"):
        words = _say("date.about", language, date=words)
    return _say("date.unsure", language, date=words) if dated.doubt in ("?", "%") else words


def _period(unit: str, first: dt.date, last: dt.date, language: str) -> str:
    """From one day, month or year to another, or a single one; what they share is said once."""
    calendar = _strings(language)["calendar"]
    parts, ended = (
        {"d": day.day, "m": calendar["months"][day.month - 1], "y": day.year} for day in (first, last)
    )
    if unit in ("year", "season"):
        return str(first.year) if first.year == last.year else f"{first.year}{calendar['years']}{last.year}"
    one: str = calendar[unit]
    if first.year != last.year:
        return f"{one.format(**parts)}{calendar['between']}{one.format(**ended)}"
    parts |= {"e": ended["d"], "n": ended["m"]}
    if first.month != last.month:
        one = calendar["monthsOfYear" if unit == "month" else "daysOfMonths"]
    elif unit == "day" and first != last:
        one = calendar["days"]
    return one.format(**parts)


def _say(key: str, language: str, **blanks: str) -> str:
    return str(_strings(language)[key]).format(**blanks)


@cache
def _strings(language: str) -> Mapping[str, Any]:
    """The page's strings; KeyError for a language that it does not speak."""
    try:
        text = package_file("frontend", f"{language}.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeyError(language) from None
    strings: Mapping[str, Any] = json.loads(text)
    return strings
