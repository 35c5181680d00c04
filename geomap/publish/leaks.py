"""Texts that would give away what the rest of a public copy hides."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from geomap.gazetteer import Gazetteer
from geomap.gazetteer.names import fold

MAX_CHARS = 20_000
"""Longer texts are not looked through but left out."""

_PHONE = re.compile(r"(?<![\w.])\+?\(?\d[\d ()./\u2010-\u2015-]{5,30}\d(?!\w)")
_DAY = r"(?:\d{4}(?:[-/.]\d{1,2}){0,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})"
_DATES = re.compile(rf"\s*{_DAY}(?:\s*[-/\u2010-\u2015]\s*{_DAY})?\s*")
_LINK = re.compile(r"https?://\S+")
_CONTACT = re.compile(r"[\w.+-]{1,60}@[\w-]{1,60}\.\w|\b(?:wa\.me|t\.me)/|\btel:", re.IGNORECASE)
_POSITION = re.compile(
    r"\d\s*[°º]|-?\b\d{1,3}[.,]\d{3,}\b|\b\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?\d{2,5}\s?\d{2,5}\b"
    r"|\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b",
)
NAMING = ("place", "place_name", "admin1", "admin1_name", "admin2", "admin2_name")
"""Columns that name a row's place."""

_SHORTEST_WORD = 4
_SHORTEST_PHRASE = 3
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        about above along among area around away banks base between border camp central centre church city
        community country county department district east eastern farm federal from hill hospital house
        island kilometers kilometres lake local metres miles mountain near north northern outside
        outskirts parish part place police port prison province region river road rural school south
        southern state station street town university upper valley village west western with within zone
        afueras barrio cerca ciudad carretera comunidad departamento desde distrito entre este frontera
        hacia isla lago norte oeste penal pueblo puerto provincia sierra valle zona
        """,
    )
)
"""Words of a place description that name no place."""


def contacts(text: str) -> bool:
    """Whether a text has what may be a telephone number or an address for messages.

    Examples
    --------
    >>> contacts("call +51 999 888 777"), contacts("raid of 1992-05-06/1992-05-09")
    (True, False)
    """
    if _CONTACT.search(text):
        return True
    plain = _LINK.sub(" ", text)
    numbers = (found[0] for found in _PHONE.finditer(plain))
    return any(sum(c.isdigit() for c in part) >= 7 and not _DATES.fullmatch(part) for part in numbers)


def positions(text: str) -> bool:
    """Whether a text has what may be coordinates.

    Examples
    --------
    >>> positions("at -12.0464, -77.0428"), positions("12 km NE of the town")
    (True, False)
    """
    return _POSITION.search(text) is not None


class Phrases:
    """Phrases that must not stand in a text, found as whole words whatever their case and accents."""

    def __init__(self, phrases: Iterable[str], *, fewest: int = 1) -> None:
        self._by_first: dict[str, list[list[str]]] = {}
        for phrase in dict.fromkeys(phrases):
            words = _words(phrase)
            if len(words) >= fewest:
                self._by_first.setdefault(words[0], []).append(words)

    def found_in(self, text: str) -> bool:
        """Whether one of the phrases stands in the text."""
        words = _words(text)
        return any(
            words[at : at + len(phrase)] == phrase
            for at, word in enumerate(words)
            for phrase in self._by_first.get(word, ())
        )


def own_words(row: Mapping[str, Any], *, rivals: bool = True) -> set[str]:
    """Words of a row that name its place, and, with `rivals`, the other places that could be meant."""
    names = [row.get(name) for name in NAMING]
    if rivals:
        names += [entry.get("name") for entry in _entries(row.get("alternatives"))]
    found = {word for name in names if isinstance(name, str) for word in _words(name)}
    return {word for word in found if len(word) >= _SHORTEST_WORD} - _COMMON


class Toponyms:
    """Finds texts that name places of the gazetteer, each distinct text looked through once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        from geomap.extract import Recogniser

        self._recogniser = Recogniser(gazetteer)
        self._known: dict[str, list[set[str]]] = {}

    def named_beyond(self, text: str, shown: set[str]) -> bool:
        """Whether the text names a place in other words than those that are shown anyway."""
        if text not in self._known:
            spans = self._recogniser.find(text)
            self._known[text] = [set(_words(text[start:end])) for start, end in spans]
        return any(not words <= shown for words in self._known[text])


def words_of(text: str) -> set[str]:
    """Folded words of a text."""
    return set(_words(text))


def repeats(text: str, words: set[str]) -> bool:
    """Whether a text has one of some folded words."""
    return not words.isdisjoint(_words(text))


def sentences(row: Mapping[str, Any]) -> list[str]:
    """What of a sensitive row must not stand in any text: its place wording and its quote."""
    found = [row.get(name) for name in ("place", "quote")]
    return [text for text in found if isinstance(text, str) and len(_words(text)) >= _SHORTEST_PHRASE]


def near_number(value: float, lon: float, lat: float) -> bool:
    """Whether a number is all but one of the coordinates of a place."""
    return min(abs(value - lon), abs(value - lat)) < 0.01


def _entries(text: Any) -> list[dict[str, Any]]:
    try:
        found = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return []
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text[:MAX_CHARS]))
