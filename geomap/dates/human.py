"""Dates in words: "6–9 May 1992", "early 1999", "principios de mayo de 1992"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from unicodedata import combining, normalize

from geomap.dates.interval import DateInterval, Span, from_to, interval, one_day, whole_month, whole_year
from geomap.dates.numeric import full_year
from geomap.dates.words import WORDS

_HOURS = r"(?:\s?[ap]\.?\s?m\b\.?|\s?(?:hours|hrs|horas|hs|h|z|utc|gmt)\b)?"
TIME = re.compile(
    rf"(?:\ba las? |\bat )?\b\d{{1,2}}(?:[:h]\d{{2}}){{1,2}}{_HOURS}|\b\d{{1,2}}\s?[ap]\.?m\b\.?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(\d+)(st|nd|rd|th|º|°|ª|s)?(?![^\W\d_])|([^\W\d_]+)\.?|([-–—/])|([?~%])|(['’,])|(\S)")


# "09MAY1992": between figures and a word of three letters and more.
_GLUED = re.compile(r"(?<=\d)(?=[^\W\d_]{3})|(?<=[^\W\d_]{3})(?=\d)")


@dataclass(slots=True)
class _Parts:
    """What one end of a range says; None where it is silent."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    part: str = ""
    season: str = ""
    nth: int | None = None
    week: bool = False
    half: bool = False
    quarter: bool = False
    decade: bool = False
    short_year: bool = False

    @property
    def empty(self) -> bool:
        return self.year is None and self.month is None and self.day is None


class NotADateError(Exception):
    """Internal: why a text is no date; the argument is the remark code."""


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    return "".join(char for char in normalize("NFD", text.casefold()) if not combining(char))


def read_words(text: str) -> DateInterval:
    """English and Spanish words; raises NotADateError."""
    ends = [_Parts()]
    mark, opened = "", ""
    previous = ""
    tokens = list(_tokens(_GLUED.sub(" ", text)))
    for index, (kind, value, number) in enumerate(tokens):
        following = tokens[index + 1 :]
        if value == "-" and _joins_one_date(ends[-1], following):
            continue
        if kind == "range" and ends[-1].empty and (opened or (following[:1] and following[0][0] == "mark")):
            continue  # "prior to May", "on or about 9 May"
        if value == "," and _lists_days(ends[-1], following):
            ends = [ends[0], _Parts()]  # "6, 7 and 9 May" lasts from the 6th to the 9th
            continue
        if kind == "range" and not value and len(ends) == 2 and _is_day(ends[-1]):
            ends[-1] = _Parts()
            continue
        if kind in ("range", "slash") or (value == "until" and not ends[-1].empty):
            opened = ""
            if not ends[-1].empty and len(ends) < 2:
                ends.append(_Parts())
            elif kind == "slash" or value not in ("a", "-"):
                raise NotADateError("unreadable")
        elif kind == "mark":
            mark += value
        elif kind == "open":
            opened = value
        elif kind == "number":
            _add_number(ends[-1], number, value, previous == "'")
        elif kind not in ("filler", "'"):
            _add_word(ends[-1], kind, value)
        previous = kind
    if ends[-1].empty and len(ends) > 1:
        raise NotADateError("unreadable")
    return _join(ends, mark, opened)


def _is_day(parts: _Parts) -> bool:
    """Whether only a day of the month is known so far."""
    return parts.day is not None and parts.month is None and parts.year is None


def _lists_days(parts: _Parts, following: list[tuple[str, str, int]]) -> bool:
    """Whether a comma stands between days: "6, 7 and 9 May", not "May 9, 92"."""
    if parts.day is None or parts.year is not None or len(following) < 2:
        return False
    (kind, _, number), (after, sign, _) = following[:2]
    return kind == "number" and number <= 31 and (after == "range" or sign == ",")


def _joins_one_date(parts: _Parts, following: list[tuple[str, str, int]]) -> bool:
    """Whether a hyphen stands inside one date: "1-May-1992", "May-92"."""
    kind, _, number = following[0] if following else ("", "", 0)
    if kind == "month":
        return parts.day is not None and parts.month is None and parts.year is None
    if kind != "number" or parts.month is None or parts.year is not None:
        return False
    return number > 31 or (parts.day is not None and len(following) == 1)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    for match in _TOKEN.finditer(text):
        digits, suffix, word, dash, qualifier, sign, other = match.groups()
        if digits is not None:
            if len(digits) > 4 or digits in ("0000", "000"):
                raise NotADateError("unreadable")
            yield "number", (suffix or "") if suffix != "s" else f"{len(digits)}s", int(digits)
        elif word is not None:
            known = WORDS.get(_fold(word))
            if known is None:
                raise NotADateError("unreadable")
            yield known[0], known[1], 0
        elif dash is not None:
            yield ("slash" if dash == "/" else "range"), "-", 0
        elif qualifier is not None:
            yield "mark", "?~" if qualifier == "%" else qualifier, 0
        elif sign is not None:
            yield ("filler", ",", 0) if sign == "," else ("'", "", 0)
        elif other not in '()[]"“”.':
            raise NotADateError("unreadable")


def _add_number(parts: _Parts, number: int, suffix: str, apostrophe: bool) -> None:
    """A number as day or year, by its size and by what is known already."""
    if parts.quarter and parts.nth is None and number <= 4:
        parts.nth = number
    elif parts.decade and parts.year is None and number < 100 and number % 10 == 0:
        parts.year = 1900 + number
    elif suffix in ("4s", "2s"):
        parts.year, parts.decade = number if suffix == "4s" else 1900 + number, True
    elif number >= 100:
        if parts.year is not None:
            raise NotADateError("unreadable")
        parts.year = number
    elif (number > 31 or apostrophe or parts.day is not None) and not suffix:
        if parts.year is not None:
            raise NotADateError("unreadable")
        parts.year, parts.short_year = full_year(number), True
    elif parts.day is None:
        parts.day = number
    else:
        raise NotADateError("unreadable")


def _add_word(parts: _Parts, kind: str, value: str) -> None:
    if kind == "month":
        if parts.month is not None:
            raise NotADateError("unreadable")
        parts.month = int(value)
    elif kind == "weekday":
        parts.weekday = int(value)
    elif kind == "part":
        parts.part = value
    elif kind == "season":
        parts.season = value
    elif kind == "nth":
        parts.nth = int(value)
    elif kind == "week":
        parts.week = True
    elif kind == "half":
        parts.half = True
    elif kind == "quarter":
        parts.quarter = True
    elif kind == "decade":
        parts.decade = True


def _join(ends: list[_Parts], mark: str, opened: str) -> DateInterval:
    """Ends that are silent on month or year take them from the other; spans to an interval."""
    first, last = ends[0], ends[-1]
    if first is not last:
        if last.year is not None and first.year is not None and last.short_year and last.month is None:
            last.year = first.year - first.year % 100 + last.year % 100  # "1992-93"
        for one, other in ((first, last), (last, first)):
            one.year = other.year if one.year is None else one.year
        if first.month is None and first.day is not None:
            first.month = last.month
        if last.month is None and last.day is not None:
            last.month = first.month
    remarks = ["two_digit_year"] if first.short_year or last.short_year else []
    begun = _span(first, remarks)
    ended = begun if last is first else _span(last, remarks)
    if mark:
        sign = "%" if "~" in mark and "?" in mark else mark[0]
        begun, ended = replace(begun, mark=sign), replace(ended, mark=sign)
    if last is first:
        ended = begun
    return _opened(begun, opened, remarks) if opened and last is first else interval(begun, ended, remarks)


def _opened(span: Span, opened: str, remarks: list[str]) -> DateInterval:
    """ "since May 1992" holds May, "after May 1992" begins in June."""
    if opened == "since":
        return interval(span, None, remarks)
    if opened == "until":
        return interval(None, span, remarks)
    one = dt.timedelta(days=1)
    if opened == "after":
        return interval(one_day(span.end + one, span.mark), None, remarks)
    return interval(None, one_day(span.start - one, span.mark), remarks)


def _span(parts: _Parts, remarks: list[str]) -> Span:
    """First and last day of one end."""
    if parts.year is None:
        raise NotADateError("unreadable" if parts.empty else "year_missing")
    year, month = parts.year, parts.month
    if parts.decade:
        return _decade(parts)
    if parts.season:
        return replace(whole_year(year, edtf=f"{year:04d}-{parts.season}"), remark="season")
    if month is None:
        if parts.day is not None:
            raise NotADateError("unreadable")
        return _year_part(parts, year)
    if parts.day is None:
        return _month_part(parts, year, month)
    day = dt.date(year, month, parts.day)
    if parts.week:
        return from_to(day, day + dt.timedelta(days=6))
    if parts.weekday is not None and day.weekday() != parts.weekday:
        remarks.append("weekday_differs")
    return one_day(day)


def _decade(parts: _Parts) -> Span:
    assert parts.year is not None
    start = parts.year - parts.year % 10
    years = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(parts.part)
    if years is None:
        return Span(dt.date(start, 1, 1), dt.date(start + 9, 12, 31), f"{start // 10}X")
    first, last = start + years[0], start + years[1]
    return Span(dt.date(first, 1, 1), dt.date(last, 12, 31), f"{first}/{last}")


def _year_part(parts: _Parts, year: int) -> Span:
    """ "early 1999": thirds of the year (UCDP); "first half of 1999"."""
    months = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}.get(parts.part)
    if parts.half:
        months = (1, 6) if parts.nth == 1 else (7, 12)
    elif parts.quarter and parts.nth is not None:
        months = (10, 12) if parts.nth < 0 else (3 * parts.nth - 2, 3 * parts.nth)
    if months is None:
        return whole_year(year)
    first, last = whole_month(year, months[0]), whole_month(year, months[1])
    return Span(first.start, last.end, f"{first.edtf}/{last.edtf}")


def _month_part(parts: _Parts, year: int, month: int) -> Span:
    """ "early May 1992": thirds of the month; "first week of", "second half of"."""
    whole = whole_month(year, month)
    length = whole.end.day
    days = {"early": (1, 10), "mid": (11, 20), "late": (21, length)}.get(parts.part)
    if parts.week and parts.nth is not None:
        days = (length - 6, length) if parts.nth < 0 else (parts.nth * 7 - 6, parts.nth * 7)
    elif parts.half and parts.nth is not None:
        days = (1, 15) if parts.nth == 1 else (16, length)
    if days is None:
        return whole
    return from_to(whole.start.replace(day=days[0]), whole.start.replace(day=days[1]))
