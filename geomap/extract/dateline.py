"""Datelines: "Lima, 20 Aug 88 (EFE) --" says where and when a report was filed, not where it happened."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from geomap.dates import parse_date

_DAY = r"(?:\d{1,2}\s+(?:de\s+)?[^\W\d_]{3,10}\.?(?:,?\s+(?:de\s+|del\s+)?(?:\d{4}|\d{2}))?)"
_AMERICAN = r"(?:[^\W\d_]{3,10}\.?\s\d{1,2}(?:,\s\d{4})?)"
_END = r"(?:--|—|–|\.-|-(?=\s)|(?<=\d):(?=\s))"
_NO_PLACE = r"(?!(?:[Oo]n|[Ii]n|[Aa]t|[Ee]l|[Ee]n|[Aa]l|[Ss]ince|[Dd]esde)\b)"
_WIRE = re.compile(
    rf"\s*{_NO_PLACE}"
    r"(?P<place>[^\W\d_][^\n,()]{1,40}?(?:,\s[^\n,()\d]{2,30})?)\s*(?:\((?P<country>[^)\n]{2,30})\))?,\s+"
    rf"(?P<date>{_DAY})[^\S\n]*(?P<agency>\([^)\n]{{2,80}}\))?[^\S\n]*(?:{_END}|-|(?<=\d)\.(?=\s)|(?<=\))\.?(?=\s))"
)
_PRESS = re.compile(
    r"\s*(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ' ]{2,30}(?:,\s[^\n,()\d]{2,30})?)(?P<country>)?(?:,\s+|\s+\(|\s+)"
    rf"(?P<date>{_AMERICAN}|{_DAY})?\)?\s*(?P<agency>\([^)\n]{{2,40}}\))?\s*{_END}"
)
_BRACKET = re.compile(
    r"\s*\((?P<place>[^\W\d_][^\n,()]{1,40}?(?:,\s[^\n,()\d]{2,30})?)(?P<country>)?,\s+"
    rf"(?P<date>{_AMERICAN}|{_DAY})(?P<agency>)?\)\s*(?:{_END})?"
)
_FULL = re.compile(
    r"(?<![\w-])(?:\d{4}-\d\d-\d\d|\d{1,2}(?:st|nd|rd|th)?\s+(?:de\s+|of\s+)?[^\W\d_]{3,10}\.?,?\s+(?:de\s+|del\s+)?\d{4}"
    r"|[^\W\d_]{3,10}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4})(?!\w)"
)
_RANGE = re.compile(r"\d\s*(?:-|–|to|al?|y|and)\s*$")
_HEAD_LINES, _HEAD_CHARS = 6, 140
_TAGS = re.compile(r"(?:\s*\[[^\]\n]{1,60}\])+")


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when a report was filed; `end` is the index at which the report itself begins."""

    place: str = ""
    country: str = ""
    date: dt.date | None = None
    words: str = ""
    end: int = 0


def read_dateline(text: str) -> Dateline:
    """The dateline at the beginning of a text; an empty one if there is none.

    Examples
    --------
    >>> read_dateline("Lima, 20 Aug 88 (EFE) -- [Text] A bomb").date
    datetime.date(1988, 8, 20)
    """
    head = text[:300]
    match = _WIRE.match(head) or _PRESS.match(head) or _BRACKET.match(head)
    if match is None:
        return Dateline()
    date = _day(match["date"]) if match["date"] else None
    tags = _TAGS.match(text, match.end(), match.end() + 300)
    end = tags.end() if tags else match.end()
    return Dateline(match["place"].strip(), (match["country"] or "").strip(), date, match[0].strip(), end)


def heading_date(text: str, begin: int, tells: Callable[[str], bool]) -> dt.date | None:
    """The date in the lines above a report: "15 March 2021", "Daily situation report, 18 July 2022".

    Parameters
    ----------
    begin : int
        Where the text begins after its dateline.
    tells : callable
        Whether a line tells of a happening: then its date is that one's, not the report's.

    Returns
    -------
    datetime.date or None
        None too where the text itself speaks of later days, so that it was not written then.
    """
    lines = [line.strip(" \t#*_|") for line in text[begin : begin + 2_000].split("\n")]
    for line in [line for line in lines if line][:_HEAD_LINES]:
        if len(line) > _HEAD_CHARS:
            break
        found = list(_FULL.finditer(line))
        if len(found) != 1 or _RANGE.search(line[: found[0].start()]) or tells(line):
            continue
        if line.endswith(".") and line.count(" ") > found[0][0].count(" ") + 4:
            continue
        day = _day(found[0][0])
        later = (_day(match[0]) for match in _FULL.finditer(text, begin))
        return None if day is None or any(other and other > day for other in later) else day
    return None


def _day(words: str) -> dt.date | None:
    """The day that words name; None for a day without a year."""
    read = parse_date(words)
    return read.start if read.start is not None and read.start == read.end else None
