"""Extended Date/Time Format, levels 0 and 1 (ISO 8601-2:2019), and ISO 8601 times."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import replace

from geomap.dates.interval import DateInterval, Span, interval, one_day, unreadable, whole_month, whole_year

_EDTF = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)"
    r"(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX|\dX))?)?(?P<mark>[?~%])?",
    re.IGNORECASE,
)
_ISO_TIME = re.compile(
    r"[T ]\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d{1,9})?)?\s?(?:Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)


def _edtf_span(text: str) -> Span | None:
    """One EDTF date; ValueError if the calendar lacks it, None if it is another form."""
    match = _EDTF.fullmatch(text)
    if match is None:
        return None
    year, month, day, mark = match["year"].upper(), match["month"], match["day"], match["mark"] or ""
    if "X" in year:
        first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
        if month and month.upper() != "XX":
            return None
        return Span(dt.date(max(first, 1), 1, 1), dt.date(last, 12, 31), year, mark)
    number = int(year)
    if number == 0:
        return None
    if month is None or month.upper() == "XX":
        return whole_year(number, mark, year if month is None else text.rstrip("?~%").upper())
    if day is None and int(month) > 24 and int(month) == number % 100 + 1:
        return Span(
            dt.date(number, 1, 1), dt.date(number + 1, 12, 31), f"{number:04d}/{number + 1:04d}", mark
        )
    if 21 <= int(month) <= 24 and day is None:
        return replace(whole_year(number, mark, f"{year}-{month}"), remark="season")
    if day is None or day.upper() == "XX":
        span = whole_month(number, int(month), mark)
        return span if day is None else replace(span, edtf=f"{span.edtf}-XX")
    if day[1] in "xX":
        tens = int(day[0]) * 10
        last = min(tens + 9, monthrange(number, int(month))[1])
        start = dt.date(number, int(month), max(tens, 1))
        return Span(start, dt.date(number, int(month), last), text.rstrip("?~%").upper(), mark)
    return one_day(dt.date(number, int(month), int(day)), mark)


def parse_edtf(text: str) -> DateInterval | None:
    """EDTF and ISO texts; None if the text is in neither form."""
    if not text[:2].isdigit() and text[:1] not in ("/", "."):
        return None
    if len(text) > 10:
        text = _ISO_TIME.sub("", text)
    first, slash, last = text.partition("/")
    if not slash:
        span = _edtf_span(first)
        return None if span is None else interval(span, span)
    ends: list[Span | None] = []
    for part in (first.strip(), last.strip()):
        if part in ("", ".."):
            ends.append(None)
            continue
        span = _edtf_span(_ISO_TIME.sub("", part) if len(part) > 10 else part)
        if span is None:
            return None
        ends.append(span)
    if ends == [None, None]:
        return unreadable()
    return interval(ends[0], ends[1])
