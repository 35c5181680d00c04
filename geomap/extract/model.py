"""What extraction speaks of: a document, its tokens and sentences, and the incidents drawn from it.

All spans are ``(start, end)`` Python string indices into the document's text.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Document:
    """A report to read.

    Attributes
    ----------
    date : datetime.date or None
        When it was written, if known from outside; a dateline is read where it is None.
    source : str
        What the incidents give as their source.
    made : datetime.date or None
        When its file says that it was published or made; taken where `date` and dateline are none.
    begins : int
        Index of the text's beginning in the whole file, for a part of a long one.
    """

    doc_id: str
    text: str
    date: dt.date | None = None
    source: str = ""
    made: dt.date | None = None
    begins: int = 0


class Token(NamedTuple):
    """A word, number or sign: `word` without case and accents, at ``start:end`` of the text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence.

    Attributes
    ----------
    paragraph : int
        Number of its paragraph, from 0.
    capitals : bool
        Written in capitals throughout, so that case says nothing.
    heading : bool
        A short line without a full stop: a title, not a statement.
    listed : bool
        In an item of a list, which stands for itself.
    """

    start: int
    end: int
    tokens: tuple[Token, ...]
    paragraph: int
    capitals: bool
    heading: bool
    listed: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A date in the text.

    Attributes
    ----------
    rule : str
        Which rule read it: ``absolute``, ``year_from_context``, ``from_document``, ``from_story``,
        ``from_incident`` or ``report_date``.
    aside : bool
        Inside brackets, as in a citation: no date of a happening.
    names_event : bool
        Says which happening is meant rather than when one happened: "the May 6 attack".
    """

    start: int
    end: int
    first: dt.date
    last: dt.date
    edtf: str
    words: str
    rule: str
    aside: bool = False
    names_event: bool = False

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Where:
    """A place phrase.

    Attributes
    ----------
    names : tuple of str
        The names in it, the most specific first; empty for "the prison".
    countries : frozenset of str
        ISO 3166-1 alpha-2 of the countries that the names can lie in; empty if unknown.
    wide : bool
        Nothing but a country or a wider region.
    feature : str
        The folded word that says what the first name is, if it stands there: "prison".
    away : frozenset of str
        Names that the place lies at a distance from: "350 km east of Lima".
    among : int
        Where the list of places begins that it stands in: "in A, B and C"; -1 if in none.
    """

    start: int
    end: int
    text: str
    names: tuple[str, ...]
    countries: frozenset[str] = frozenset()
    wide: bool = False
    feature: str = ""
    away: frozenset[str] = frozenset()
    among: int = -1


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that say that something happened.

    Attributes
    ----------
    form : str
        ``verb`` (finite or participle) or ``noun``.
    definite : bool
        A noun with "the", "this", "latest": tells of something known already.
    assertion : str
        A member of `geomap.model.Assertion`.
    """

    start: int
    end: int
    kind: str
    form: str
    definite: bool
    assertion: str


@dataclass(frozen=True, slots=True)
class Harm:
    """People harmed, as a range.

    Attributes
    ----------
    harm : str
        One of `geomap.model.HARMS`.
    low, high : int or None
        Both ends inclusive; `high` is None where the text names no upper end.
    who : str
        The folded noun for the people: ``prisoner``, ``policeman``.
    total : bool
        Said to be the sum of several counts.
    """

    harm: str
    low: int
    high: int | None
    who: str
    total: bool
    words: str


class Reading(NamedTuple):
    """What was read in a sentence; `number` counts the sentences of the report that state something."""

    number: int
    sentence: Sentence
    triggers: tuple[Trigger, ...]
    places: tuple[Where, ...]


@dataclass(slots=True)
class Incident:
    """What happened, drawn from one or more sentences."""

    kind: str
    when: When | None
    where: Where | None
    sentences: list[Sentence] = field(default_factory=list)
    harms: list[Harm] = field(default_factory=list)
    actor: str = ""
    assertion: str = "asserted"
    country: str = ""
    home: tuple[str, ...] = ()
    """Countries that the report names, the most frequent first."""
    remarks: list[str] = field(default_factory=list)
    placed: bool = True
    """Whether its own sentences say where; else the place is the last that the text named before."""
    inner: str = ""
    """A part of the place that the text names: "pavilion 4b"."""
    loose: bool = False
    """Whether it rests on a mention without date and place of its own: "after the murder of"."""
    days_ago: int | None = None
    """Days from its end to the date of the report."""
    family: str = ""
    """Family of its kind: kinds of one family can be one incident."""
