"""Datelines: "Lima, 20 Aug 88 (EFE) --" says where and when a report was filed, not where it happened."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from geomap.dates import parse_date

_WIRE = re.compile(
    r"\s*(?P<place>[^\W\d_][^\n,()]{1,40}?(?:,\s[^\n,()\d]{2,30})?)\s*(?:\((?P<country>[^)\n]{2,30})\))?,\s+"
    r"(?P<date>\d{1,2}\s+[^\W\d_]{3,10}\.?(?:\s+(?:\d{4}|\d{2}))?)\s*(?P<agency>\([^)\n]{2,80}\))?\s*(?:--|—|–|\.-|-)"
)
_PRESS = re.compile(
    r"\s*(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ' ]{2,30}(?:,\s[^\n,()\d]{2,30})?)(?P<country>)?(?:,\s+|\s+\(|\s+)"
    r"(?P<date>[^\W\d_]{3,10}\.?\s\d{1,2},\s\d{4})?\)?\s*(?P<agency>\([^)\n]{2,40}\))?\s*(?:--|—|–)"
)
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
    match = _WIRE.match(head) or _PRESS.match(head)
    if match is None:
        return Dateline()
    date = parse_date(match["date"]).start if match["date"] else None
    tags = _TAGS.match(text, match.end(), match.end() + 300)
    end = tags.end() if tags else match.end()
    return Dateline(match["place"].strip(), (match["country"] or "").strip(), date, match[0].strip(), end)
