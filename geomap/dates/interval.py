"""The interval that a date stands for, and the spans that it is made of."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DateInterval:
    """When, as far as the words say.

    Attributes
    ----------
    start, end : datetime.date or None
        First and last day, both inclusive; None for an open or unreadable end.
    edtf : str
        The same in EDTF; empty if unreadable.
    date_prec : int or None
        UCDP GED: 1 a day, 2 two to six days, 3 a week, 4 up to a month, 5 longer.
    time_precision : int or None
        ACLED: 1 a day, 2 up to a week, 3 up to a month; None beyond, which ACLED does not code.
    approximate, uncertain : bool
        Said to be "about" (``~``), or doubted (``?``).
    remarks : tuple of str
        ``unreadable``, ``year_missing``, ``no_such_day``, ``ambiguous_day_month`` (both
        readings lie inside), ``day_month_from_column``, ``two_digit_year``,
        ``weekday_differs``, ``ends_before_start``, ``season``.
    """

    start: dt.date | None
    end: dt.date | None
    edtf: str = ""
    date_prec: int | None = None
    time_precision: int | None = None
    approximate: bool = False
    uncertain: bool = False
    remarks: tuple[str, ...] = ()


def unreadable(*remarks: str) -> DateInterval:
    """No date, and why."""
    return DateInterval(None, None, remarks=remarks or ("unreadable",))


def precision(
    start: dt.date | None, end: dt.date | None, *, approximate: bool = False
) -> tuple[int | None, int | None]:
    """UCDP `date_prec` and ACLED `time_precision` of an interval.

    A day that is only approximate counts as a few days.

    Examples
    --------
    >>> precision(dt.date(1992, 5, 6), dt.date(1992, 5, 9))
    (2, 2)
    """
    if start is None or end is None:
        return None, None
    days = (end - start).days + 1
    if days <= 1 and not approximate:
        return 1, 1
    if days <= 6:
        return 2, 2
    if days == 7:
        return 3, 2
    return (4, 3) if days <= 31 else (5, None)


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day with the EDTF text; the unit in which dates are joined to ranges."""

    start: dt.date
    end: dt.date
    edtf: str
    mark: str = ""
    remark: str = ""


def whole_year(year: int, mark: str = "", edtf: str = "") -> Span:
    """January to December."""
    return Span(dt.date(year, 1, 1), dt.date(year, 12, 31), edtf or f"{year:04d}", mark)


def whole_month(year: int, month: int, mark: str = "") -> Span:
    """First to last day of a month; ValueError if there is no such month."""
    start = dt.date(year, month, 1)
    return Span(start, start.replace(day=monthrange(year, month)[1]), f"{year:04d}-{month:02d}", mark)


def one_day(day: dt.date, mark: str = "") -> Span:
    """A single day."""
    return Span(day, day, day.isoformat(), mark)


def from_to(start: dt.date, end: dt.date) -> Span:
    """From day to day, both inclusive."""
    return Span(start, end, f"{start.isoformat()}/{end.isoformat()}")


def interval(first: Span | None, last: Span | None, remarks: Iterable[str] = ()) -> DateInterval:
    """The interval from the first day of one span to the last of the other; None is open."""
    noted = [*remarks, *(span.remark for span in (first, last) if span is not None and span.remark)]
    if first is not None and last is not None and first.start > last.end:
        return unreadable("ends_before_start")
    marks = "".join(span.mark for span in (first, last) if span is not None)
    approximate, uncertain = "~" in marks or "%" in marks, "?" in marks or "%" in marks
    begun = ".." if first is None else first.edtf.split("/")[0] + first.mark
    ended = ".." if last is None else last.edtf.split("/")[-1] + last.mark
    edtf = begun if first is last and first is not None and "/" not in first.edtf else f"{begun}/{ended}"
    start, end = None if first is None else first.start, None if last is None else last.end
    ucdp, acled = precision(start, end, approximate=approximate)
    return DateInterval(start, end, edtf, ucdp, acled, approximate, uncertain, tuple(dict.fromkeys(noted)))


def at(span: Span) -> DateInterval:
    """The interval of one span alone."""
    return interval(span, span)
