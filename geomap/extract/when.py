"""Dates in running text: absolute, partial, and relative to the document's or the story's date.

A reader goes through a document once and remembers the story's last date, so that "two
days earlier" and a day without a year have something to start from.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from geomap.dates import parse_date
from geomap.dates.words import WORDS
from geomap.extract.lexicon import Lexicon
from geomap.extract.model import Sentence, When

_DAY = dt.timedelta(days=1)
_MONTHS = "|".join(
    sorted((word for word, sense in WORDS.items() if sense[0] == "month"), key=len, reverse=True)
)
_WEEKDAYS = "|".join(
    sorted((w for w, sense in WORDS.items() if sense[0] == "weekday" and len(w) > 3), key=len)
)
_OF = r"(?:,? (?:of |del? (?:ano )?)?|, )"
_PART = (
    r"(?P<part>early|late|mid|(?:the )?(?:beginning|start|end|middle) of|(?:the )?(?:first|second) half of|"
    r"(?:the )?(?:first|second|third|fourth|last) week (?:of|in)|"
    r"(?:la )?(?:primera|segunda|tercera|cuarta|ultima) semana de|(?:la )?(?:primera|segunda) quincena de|"
    r"principios de|comienzos de|inicios de|mediados de|fines de|finales de)"
)
_ABSOLUTE = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d\d-\d\d)"
    rf"|(?P<m1>{_MONTHS})\.? (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"(?: ?(?:-|–|to|and|through) ?(?P<e1>\d{{1,2}}))?(?!\d|:\d)(?:{_OF}(?P<y1>\d{{4}}))?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|º|o)?(?: ?(?:-|–|to|and|al|y)(?: el)? ?(?P<e2>\d{{1,2}}))?"
    rf"[ -](?:of |de )?(?P<m2>{_MONTHS})\b(?:\.?{_OF}(?P<y2>\d{{4}})|\.? (?P<y7>\d{{2}})(?=[\s.,;)]))?"
    rf"|{_PART}[ -](?P<m3>{_MONTHS})(?:{_OF}(?P<y3>\d{{4}}))?"
    rf"|(?:in|during|since|en|durante|desde) (?P<m4>{_MONTHS})\b(?! \d)(?:{_OF}(?P<y4>\d{{4}}))?"
    rf"|(?P<m5>{_MONTHS})\.?{_OF}(?P<y5>\d{{4}})"
    rf"|(?:in|of|en|de|since|desde|during|durante|early|late|mid-?) ?(?P<y6>(?:19|20)\d\d)(?![\d-]))\b"
)
_CLOCK = re.compile(r"(?:at |a las? )?(?:[01]?\d|2[0-3])[:.h][0-5]\d(?: ?hrs| ?hours| ?[ap]m)?\b")
_CUE = re.compile(rf"\d|{_MONTHS}")
_MAX_BACK = 200
_WEEK = 7
_WIDEST = (("month", 31), ("mes", 31), ("year", 366), ("ano", 366))
"""Days of a date from which so many months or years are counted; others are counted from a week at most."""
_NUMBERS = dict(
    zip(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
        range(1, 11),
        strict=True,
    )
) | dict(
    zip(
        ["un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"],
        range(1, 11),
        strict=True,
    )
)


class WhenReader:
    """Reads the dates of one document, sentence by sentence, in their order.

    Parameters
    ----------
    written : datetime.date or None
        The document's date.

    Attributes
    ----------
    story : When or None
        The last date that the text gave for something that happened.
    latest : When or None
        The latest such date.
    """

    def __init__(self, text: str, level: str, words: Lexicon, written: dt.date | None) -> None:
        self._text, self._level, self._words, self._written = text, level, words, written
        self._year: int | None = None
        self.story: When | None = None
        self.latest: When | None = None

    def happened(self, when: When) -> None:
        """Tell the reader that an incident has this date."""
        self.story = when
        if self.latest is None or when.last >= self.latest.last:
            self.latest = when

    def read(self, sentence: Sentence, *, happening: bool = True) -> list[When]:
        """The dates of a sentence, in their order; one without a happening only tells the year."""
        found = list(self._absolute(sentence))
        if not happening:
            return found
        taken = [(when.start, when.end) for when in found]
        for when in self._relative(sentence):
            if not any(start < when.end and when.start < end for start, end in taken):
                taken.append((when.start, when.end))
                found.append(when)
        return sorted(found, key=lambda when: when.start)

    def at_time(self, sentence: Sentence, section: When | None) -> Iterator[When]:
        """The day of a heading or of the report, for a line of a log that begins with a time of day."""
        match = _CLOCK.match(self._level, sentence.start, sentence.end)
        if match is None or self._written is None:
            return
        if section is not None:
            yield section
        else:
            yield self._when(match.start(), match.end(), self._written, self._written, "from_document")

    # --- absolute ---------------------------------------------------------------------

    def _absolute(self, sentence: Sentence) -> Iterator[When]:
        if not _CUE.search(self._level, sentence.start, sentence.end):
            return
        for match in _ABSOLUTE.finditer(self._level, sentence.start, sentence.end):
            when = self._of_match(match)
            if when is not None:
                yield when

    def _of_match(self, match: re.Match[str]) -> When | None:
        group = match.groupdict()
        if group["iso"]:
            return self._made(match, group["iso"], "absolute")
        year = next((group[f"y{n}"] for n in range(1, 8) if group.get(f"y{n}")), None)
        month = next((group[f"m{n}"] for n in range(1, 6) if group.get(f"m{n}")), None)
        day, end = group["d1"] or group["d2"], group["e1"] or group["e2"]
        if day is not None and not 1 <= int(day) <= 31:
            return None
        if group["y7"] and not self._can_be_year(group["y7"]):
            year = None  # "on 28 April 12 peasants"
        rule = "absolute" if year else "year_from_context"
        if year is None:
            year = self._year_for(month, int(day) if day else None)
            if year is None:
                return None
        part = f"{group['part']} " if group["part"] else ""
        days = f"{day}-{end} " if end else f"{day} " if day else ""
        when = self._made(match, f"{part}{days}{month + ' ' if month else ''}{year}", rule)
        if when is not None and rule == "absolute":
            self._year = when.first.year
        return when

    def _can_be_year(self, digits: str) -> bool:
        """Whether two digits after a month can be a year: not one after the report was written."""
        year = int(digits) + (1900 if int(digits) > 50 else 2000)
        return self._written is None or year <= self._written.year

    def _year_for(self, month: str | None, day: int | None) -> str | None:
        """The year of the text, or the last one that keeps the day before the document's date."""
        if self._year is not None and self._written is None:
            return str(self._year)
        if self._written is None or month is None:
            return None
        number = int(WORDS[month][1])
        ahead = (number, day or 1) > ((self._written + 7 * _DAY).month, (self._written + 7 * _DAY).day)
        return str(self._written.year - (ahead and number >= self._written.month))

    def _made(self, match: re.Match[str], date: str, rule: str) -> When | None:
        read = parse_date(date)
        if read.start is None or read.end is None:
            return None
        return self._when(match.start(), match.end(), read.start, read.end, rule, read.edtf)

    # --- relative ---------------------------------------------------------------------

    def _relative(self, sentence: Sentence) -> Iterator[When]:
        if self._words.words["relative_cue"].isdisjoint([token.word for token in sentence.tokens]):
            return
        for pattern, rule, first, last in self._words.relative:
            for match in pattern.finditer(self._level, sentence.start, sentence.end):
                span = self._span_of(rule, match, first, last)
                if span is not None:
                    yield self._when(match.start(), match.end(), span[0], span[1], span[2])

    def _span_of(
        self, rule: str, match: re.Match[str], first: int, last: int
    ) -> tuple[dt.date, dt.date, str] | None:
        if rule in ("story", "latest", "before", "later"):
            anchor = self.latest if rule == "latest" else self.story
            unit = match.groupdict().get("unit") or "day"
            widest = next((days for name, days in _WIDEST if unit.startswith(name)), _WEEK)
            if anchor is None or anchor.days > widest:
                return None
            named = "from_incident" if rule == "latest" else "from_story"
            if rule in ("before", "later"):
                return *_counted(match, anchor.last, 1 if rule == "later" else -1), named
            return anchor.last + first * _DAY, anchor.last + last * _DAY, named
        base = self._written
        if base is None:
            if rule == "weekday" and self.story is not None and self.story.days <= 7:
                return *_nearest(match["day"], self.story.last), "from_story"
            return None
        return *self._from_document(rule, match, base, first, last), "from_document"

    def _from_document(
        self, rule: str, match: re.Match[str], base: dt.date, first: int, last: int
    ) -> tuple[dt.date, dt.date]:
        if rule == "ago":
            return _counted(match, base, -1)
        if rule == "weekday":
            return _weekday(match["day"], base)
        if rule == "weekend":
            sunday = base - (base.weekday() + 1 if base.weekday() < 6 else 0) * _DAY
            return sunday - _DAY, sunday
        if rule == "week":
            monday = base - base.weekday() * _DAY + 7 * first * _DAY
            return monday, min(base, monday + 6 * _DAY)
        if rule == "month":
            month = (base.replace(day=1) - _DAY) if first else base
            end = month.replace(day=calendar.monthrange(month.year, month.month)[1])
            return month.replace(day=1), min(base, end)
        if rule == "year":
            year = base.year + first
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        return base + first * _DAY, base + last * _DAY

    def _when(self, start: int, end: int, first: dt.date, last: dt.date, rule: str, edtf: str = "") -> When:
        written = edtf or _edtf(first, last)
        before = self._level[max(0, start - _MAX_BACK) : start]
        aside = before.rfind("(") > before.rfind(")")
        return When(start, end, first, last, written, self._text[start:end], rule, aside)


def _edtf(first: dt.date, last: dt.date) -> str:
    """A day, a whole month or year, else an interval."""
    if first == last:
        return first.isoformat()
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"{first.year:04}"
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"{first.year:04}-{first.month:02}"
    return f"{first.isoformat()}/{last.isoformat()}"


def _weekday(name: str, base: dt.date) -> tuple[dt.date, dt.date]:
    """The last such day up to the base; on that weekday itself, the base."""
    day = base - ((base.weekday() - int(WORDS[name][1])) % 7) * _DAY
    return day, day


def _nearest(name: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """The day of that name nearest to another; on that weekday itself, the same day."""
    ahead = (int(WORDS[name][1]) - day.weekday()) % 7
    found = day + (ahead if ahead <= 3 else ahead - 7) * _DAY
    return found, found


def _counted(match: re.Match[str], base: dt.date, sign: int) -> tuple[dt.date, dt.date]:
    """So many days, weeks, months or years from a day; the longer the unit, the wider the answer."""
    number, unit = sign * _number(match["n"]), match["unit"]
    if unit.startswith(("week", "semana")):
        day = base + 7 * number * _DAY
        return day - 3 * _DAY, day + 3 * _DAY
    if unit.startswith(("month", "mes")):
        months = base.year * 12 + base.month - 1 + number
        year, month = max(1, months // 12), months % 12 + 1
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    if unit.startswith(("year", "ano")):
        year = max(1, base.year + number)
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    return base + number * _DAY, base + number * _DAY


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return 1 if text in ("a", "an", "una") else _NUMBERS.get(text, 3)
