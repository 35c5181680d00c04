"""Dates in words, for readers of figures and annexes: as the page says them.

The page words dates with what its browser knows of a language (`frontend/i18n.js`); here the few
patterns that this takes are written down, and a test compares the two. Words for doubt, open
ends and seasons are the page's own strings.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from geomap.resources import package_file

_FORM = re.compile(
    r"(\d{4}|\d{3}X|\d\dXX)(?:-(\d\d|XX)(?:-(\d\d|\dX|XX))?)?([?~%]?)", re.IGNORECASE | re.ASCII
)
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ]\d\d:?\d\d(?::?\d\d(?:[.,]\d{1,9})?)?\s?(?:Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE | re.ASCII,
)
_DASH = " – "


@dataclass(frozen=True, slots=True)
class _Calendar:
    """How a language writes days and spans: `{d}`, `{m}`, `{y}` of the first, `{e}`, `{n}` of the last."""

    months: tuple[str, ...]
    day: str
    days: str
    days_of_months: str
    months_of_year: str
    years: str


_CALENDARS = {
    "en": _Calendar(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        "{m} {d}, {y}",
        f"{{m}} {{d}}{_DASH}{{e}}, {{y}}",
        f"{{m}} {{d}}{_DASH}{{n}} {{e}}, {{y}}",
        f"{{m}}{_DASH}{{n}} {{y}}",
        _DASH,
    ),
    "es": _Calendar(
        ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
        "{d} {m} {y}",
        "{d}–{e} {m} {y}",
        f"{{d}} {{m}}{_DASH}{{e}} {{n}} {{y}}",
        "{m}–{n} {y}",
        "–",
    ),
}


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
    say = _strings(language)
    if not isinstance(first, _Dated):
        return say["date.until"].format(date=_one(last, language))
    if not isinstance(last, _Dated):
        return say["date.from"].format(date=_one(first, language))
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
    say = _strings(language)
    year = _period("year", dated.first, dated.last, language)
    words = _period(dated.unit, dated.first, dated.last, language) if not dated.season else ""
    words = words or say[f"date.season.{dated.season}"].format(year=year)
    if dated.doubt in ("~", "%"):
        words = say["date.about"].format(date=words)
    return say["date.unsure"].format(date=words) if dated.doubt in ("?", "%") else words


def _period(unit: str, first: dt.date, last: dt.date, language: str) -> str:
    """From one day, month or year to another, or a single one; what they share is said once."""
    calendar = _CALENDARS[language]
    parts = {"d": first.day, "m": calendar.months[first.month - 1], "y": first.year}
    parts |= {"e": last.day, "n": calendar.months[last.month - 1]}
    same_year = first.year == last.year
    if unit in ("year", "season"):
        return str(first.year) if same_year else f"{first.year}{calendar.years}{last.year}"
    if same_year and first.month == last.month:
        pattern = "{m} {y}" if unit == "month" else calendar.day if first == last else calendar.days
        return pattern.format(**parts)
    if same_year:
        return (calendar.months_of_year if unit == "month" else calendar.days_of_months).format(**parts)
    one = "{m} {y}" if unit == "month" else calendar.day
    ended = {"d": last.day, "m": calendar.months[last.month - 1], "y": last.year}
    return one.format(**parts) + _DASH + one.format(**ended)


@cache
def _strings(language: str) -> Mapping[str, str]:
    """The page's strings; KeyError where dates are not spoken in a language."""
    if language not in _CALENDARS:
        raise KeyError(language)
    text = package_file("frontend", f"{language}.json").read_text(encoding="utf-8")
    strings: Mapping[str, str] = json.loads(text)
    return strings
