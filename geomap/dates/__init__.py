"""Dates with the honesty of places: EDTF and human forms to an interval and its precision.

Reads Extended Date/Time Format levels 0 and 1 (ISO 8601-2:2019) and the usual English and
Spanish forms. Every text gives a `DateInterval`; what cannot be read has neither start nor
end and a remark. Times of day are dropped. Words for parts of a year follow the UCDP GED
codebook 19.1 ("early 1999" is January to April).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from geomap.dates.edtf import parse_edtf
from geomap.dates.human import TIME, NotADateError, read_words
from geomap.dates.interval import DateInterval, at, one_day, precision, unreadable
from geomap.dates.numeric import CENTURY_PIVOT, NUMERIC, read_numeric

__all__ = ["CENTURY_PIVOT", "DateInterval", "parse_date", "parse_dates", "precision"]

MAX_DATE_CHARS = 200
"""Longer texts are no dates."""


@lru_cache(maxsize=1 << 16)
def parse_date(text: str, *, day_first: bool | None = None) -> DateInterval:
    """Read a date in EDTF, ISO 8601 or plain English or Spanish.

    Parameters
    ----------
    text : str
    day_first : bool, optional
        Order of "3/5/1992". By default a date that both orders allow covers both and is
        marked ``ambiguous_day_month``.

    Returns
    -------
    DateInterval
        Always; `start` and `end` are None and `remarks` says why where nothing can be read.

    Examples
    --------
    >>> parse_date("6–9 May 1992").edtf, parse_date("principios de 1999").edtf
    ('1992-05-06/1992-05-09', '1999-01/1999-04')
    >>> parse_date("3/5/1992").remarks
    ('ambiguous_day_month',)
    """
    stripped = text.strip()
    if not stripped or len(stripped) > MAX_DATE_CHARS:
        return unreadable()
    try:
        found = parse_edtf(stripped) or read_numeric(TIME.sub("", stripped).strip(" ,"), day_first)
        return found if found is not None else _range_or_words(stripped)
    except NotADateError as error:
        return unreadable(str(error))
    except (ValueError, OverflowError):
        return unreadable("no_such_day")


_TO = re.compile(r"(.{4,40}?)\s+(?:to|through|until|al?|hasta|and|or|[yo]|-|–|—)\s+(.{4,40})")


def _range_or_words(text: str) -> DateInterval:
    """ "1992-05-06 to 1992-05-09": ISO dates joined by a word; else words."""
    if text[:4].isdigit() and len(text) > 8:
        match = _TO.fullmatch(text)
        ends = [parse_edtf(part) for part in match.groups()] if match is not None else []
        if len(ends) == 2 and ends[0] is not None and ends[1] is not None:
            return parse_edtf(f"{ends[0].edtf}/{ends[1].edtf}") or unreadable()
    if text.isdecimal() and len(text) == 8:
        return at(one_day(dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))))
    return read_words(TIME.sub(" ", text))


def parse_dates(texts: Iterable[str], *, day_first: bool | None = None) -> list[DateInterval]:
    """Read a column of dates, each distinct text once.

    Where dates such as "3/5/1992" can be read both ways, the column itself decides if its
    other dates all agree on one order ("25/4/1992"); the remark ``day_month_from_column``
    says so.
    """
    column = list(texts)
    found = {text: parse_date(text, day_first=day_first) for text in dict.fromkeys(column)}
    open_texts = [text for text, date in found.items() if "ambiguous_day_month" in date.remarks]
    order = _order_of(found) if open_texts else None
    for text in open_texts if order is not None else ():
        date = parse_date(text, day_first=order)
        found[text] = replace(date, remarks=(*date.remarks, "day_month_from_column"))
    return [found[text] for text in column]


def _order_of(texts: Iterable[str]) -> bool | None:
    """Whether the unambiguous numeric dates of a column put the day first; None if they differ or lack."""
    orders: set[bool] = set()
    for text in texts:
        match = NUMERIC.match(text.strip())
        if match is None or match[2] == "." or len(match[1]) > 2:
            continue
        first, second = int(match[1]), int(match[3])
        if (first > 12) != (second > 12):
            orders.add(first > 12)
    return orders.pop() if len(orders) == 1 else None
