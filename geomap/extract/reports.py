"""A document to its incidents: the whole of extraction, in one screen."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from geomap.extract.dateline import read_dateline
from geomap.extract.drafting import record
from geomap.extract.joining import Story
from geomap.extract.lexicon import detect_language, lexicon
from geomap.extract.model import Document, Incident
from geomap.extract.text import flat, sentences
from geomap.extract.when import WhenReader
from geomap.extract.where import WhereReader

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer


class Extractor:
    """Draws incidents from reports; remembers the names that it has looked up.

    Parameters
    ----------
    language : str, optional
        ``en`` or ``es``; by default found out for each document.
    """

    def __init__(self, gazetteer: Gazetteer, *, language: str = "") -> None:
        self._gazetteer = gazetteer
        self._language = language
        self._wheres = WhereReader(gazetteer)
        self._names: dict[str, str] = {}

    def incidents(self, document: Document) -> list[Incident]:
        """The incidents of a document, in the order in which the text first tells of them."""
        text = document.text
        level = flat(text)
        line = read_dateline(text)
        parts = sentences(text, level, line.end)
        words = lexicon(
            self._language or detect_language(t.word for p in parts[:40] for t in p.tokens) or "en"
        )
        written = document.date or line.date
        home = self._wheres.countries(parts, line.country or line.place)
        story = Story(
            text, level, words, WhenReader(text, level, words, written), self._wheres, home, written
        )
        story.filed = self._wheres.filed_at(line.place)
        for part in parts:
            story.tell(part)
        return story.incidents

    def records(self, document: Document) -> list[dict[str, Any]]:
        """Incident columns with ``date_start``, ``date_end`` and ``places`` (DESIGN.md, section 7)."""
        found = []
        for incident in self.incidents(document):
            country = country_of(incident)
            found.append(record(incident, document, country, self._name_of(country)))
        return found

    def _name_of(self, country: str) -> str:
        if country not in self._names:
            place = self._gazetteer.country(country) if country else None
            self._names[country] = place.name if place else ""
        return self._names[country]


def country_of(incident: Incident) -> str:
    """The country of an incident: the story's, unless its place lies elsewhere for certain."""
    own = incident.where.countries if incident.where and incident.where.wide else frozenset()
    return next(iter(own)) if len(own) == 1 and incident.country not in own else incident.country


def document_date(text: str) -> dt.date | None:
    """The date of a text's dateline; None if there is none."""
    return read_dateline(text).date
