"""A document to its incidents: the whole of extraction, in one screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geomap.extract.bare import bare_incidents
from geomap.extract.dateline import heading_date, read_dateline
from geomap.extract.drafting import record
from geomap.extract.joining import Story
from geomap.extract.judging import Judgement, shipped
from geomap.extract.kinds import UserKind, with_kinds
from geomap.extract.lexicon import LANGUAGES, Lexicon, detect_language, lexicon
from geomap.extract.mentions import Recogniser
from geomap.extract.model import Document, Incident
from geomap.extract.names import Names
from geomap.extract.text import flat, sentences, tokens
from geomap.extract.when import WhenReader
from geomap.extract.where import WhereReader

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer


_SAMPLE = 2_000
_KNOWN = f" Known are: {', '.join(LANGUAGES)}."

MAX_CHARS = 300_000
"""Longer texts are read in parts that end with a paragraph, so that memory stays bounded."""


class Extractor:
    """Draws incidents from reports; remembers the names that it has looked up.

    Parameters
    ----------
    language : str, optional
        ``en`` or ``es``; by default found out for each document.
    kinds : iterable of UserKind, optional
        Kinds of the user's own; see `geomap.extract.kinds.read_kinds`.
    unclaimed : bool
        Draft also what the text says to be planned, threatened, feared or denied, with that
        in `assertion`.
    judgement : Judgement, optional
        Other weights than those shipped.
    notify : callable, optional
        Takes a sentence for the user: a language without a lexicon.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        *,
        language: str = "",
        kinds: Iterable[UserKind] = (),
        unclaimed: bool = False,
        judgement: Judgement | None = None,
        notify: Callable[[str], None] | None = None,
    ) -> None:
        self._gazetteer = gazetteer
        self._judgement = shipped() if judgement is None else judgement
        self._language, self._unclaimed = language, unclaimed
        self._notify = notify or (lambda _: None)
        self._names = Names(gazetteer)
        self._wheres = WhereReader(self._names)
        self._lexicons = {name: with_kinds(lexicon(name), kinds) for name in LANGUAGES}
        self._country_names: dict[str, str] = {}

    def incidents(self, document: Document) -> list[Incident]:
        """The incidents of a document, in the order in which the text first tells of them."""
        line = read_dateline(document.text)
        language = self._language_of(document.text, line.end)
        if language not in self._lexicons:
            self._notify(
                f"{document.doc_id}: {language} has no lexicon; only dates and places are read.{_KNOWN}"
            )
            return bare_incidents(document, Recogniser(self._gazetteer), line.end)
        story = self.story(document, language)
        found = [*self._judgement.settle(story.scene()), *story.aside]
        return sorted(found, key=lambda incident: incident.sentences[0].start)

    def story(self, document: Document, language: str = "") -> Story:
        """A document as it was read: its incidents, and what they were drawn from."""
        text = document.text
        level = flat(text)
        line = read_dateline(text)
        parts = sentences(text, level, line.end)
        words = self._lexicons[language or self._language_of(text, line.end)]
        written = document.date or line.date or _heading_date(text, line.end, words) or document.made
        home = self._names.countries(text, parts, words.common, line.country or line.place)
        whens = WhenReader(text, level, words, written)
        story = Story(text, level, words, whens, self._wheres, home, written)
        story.filed, story.unclaimed = self._names.filed_at(line.place), self._unclaimed
        for part in parts:
            story.tell(part)
        return story

    def records(self, document: Document) -> list[dict[str, Any]]:
        """Incident columns with ``date_start``, ``date_end`` and ``places`` (DESIGN.md, section 7)."""
        return [self.record(one, part) for part in _parts(document) for one in self.incidents(part)]

    def _language_of(self, text: str, begin: int) -> str:
        """The language of a text, English if nothing says."""
        if self._language:
            return self._language
        sample = text[begin : begin + _SAMPLE]
        letters = [char for char in sample[:500] if char.isalpha()]
        if sum(char < "\u0250" for char in letters) * 2 < len(letters):
            return "its script"
        return detect_language(token.word for token in tokens(flat(sample))) or LANGUAGES[0]

    def record(self, incident: Incident, document: Document) -> dict[str, Any]:
        """An incident of a document as such columns."""
        return record(incident, document, country_of(incident), self.country_name(incident))

    def country_name(self, incident: Incident) -> str:
        """The name of an incident's country; empty if unknown."""
        country = country_of(incident)
        if country not in self._country_names:
            place = self._gazetteer.country(country) if country else None
            self._country_names[country] = place.name if place else ""
        return self._country_names[country]


def country_of(incident: Incident) -> str:
    """The country of an incident: the story's, unless its place lies elsewhere for certain."""
    where = incident.where
    if where is None or incident.country in where.countries:
        return incident.country
    only = next(iter(where.countries)) if len(where.countries) == 1 else ""
    sure = where.wide or (only in incident.home and not incident.sentences[0].capitals)
    return only if only and sure else incident.country


def _heading_date(text: str, begin: int, words: Lexicon) -> dt.date | None:
    """The date of a report that the lines above it give."""

    def tells(line: str) -> bool:
        said = tokens(flat(line))
        return any(words.triggers.at(said, index) for index in range(len(said)))

    return heading_date(text, begin, tells)


def _parts(document: Document) -> Iterator[Document]:
    """A document, or its parts if it is very long; the date of its dateline stays with each."""
    text, begin = document.text, 0
    if len(text) <= MAX_CHARS:
        yield document
        return
    date = document.date or read_dateline(text).date
    while begin < len(text):
        end = begin + MAX_CHARS
        if end < len(text):
            cuts = (text.rfind(mark, begin + 1, end) + len(mark) for mark in ("\n\n", "\n", ". ", " "))
            end = next((cut for cut in cuts if cut > begin + 2), end)
        yield replace(document, text=text[begin:end], date=date, begins=document.begins + begin)
        begin = end
