"""A clause while a description is being put together, and what all its readers need."""

from __future__ import annotations

from geomap.model import RelationKind
from geomap.relations.lexicon import bits
from geomap.relations.model import Coordinates, Flag
from geomap.relations.noun import Noun
from geomap.relations.nouns import NounReader
from geomap.relations.quantity import Distance
from geomap.relations.scan import Heading, Post
from geomap.relations.tokens import Item

NOTHING, COMMA, BRACKET, COLON, BREAK = 0, 1, 2, 3, 4
"""How strongly a clause is parted from the one before: a bracket opens, a sentence ends."""

SEPARATORS = {
    ",": COMMA,
    "(": BRACKET,
    ":": COLON,
    ";": BREAK,
    ".": BREAK,
    ".?": BREAK,
    "|": BREAK,
    "--": COMMA,
}


class Clause:
    """A relation while the description is being put together.

    `trailing`: said of the place before it ("Topeka, 1 mi W"); `preposition`: begun by
    "in" or "at"; `separator`: what stands before it.
    """

    __slots__ = (
        "approx",
        "bound",
        "by_road",
        "coordinates",
        "distance",
        "end",
        "heading",
        "heading_words",
        "kind",
        "legs",
        "nouns",
        "post",
        "preposition",
        "road",
        "separator",
        "start",
        "trailing",
        "word",
    )

    def __init__(self, kind: RelationKind, start: int, end: int) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.nouns: list[Noun] = []
        self.separator = NOTHING
        self.word = ""
        self.preposition = False
        self.trailing = False
        self.distance: Distance | None = None
        self.heading: Heading | None = None
        self.heading_words = ""
        self.legs: list[tuple[Distance, Heading]] = []
        self.by_road: bool | None = None
        self.approx = False
        self.bound = ""
        self.road: Noun | None = None
        self.post: Post | None = None
        self.coordinates: Coordinates | None = None


class BaseReader:
    """State and helpers of the clause readers.

    `_clause` is the dispatch that `ClauseReader` gives.
    """

    def __init__(self, text: str, items: list[Item], flags: list[Flag], language: str = "") -> None:
        self.text = text
        self.items = items
        self.count = len(items)
        self.flags = flags
        self.nouns = NounReader(text, items, language)
        self.clauses: list[Clause] = []
        self._reset()

    def _reset(self) -> None:
        self._approx = False
        self._bound = ""
        self._preposition = False
        self._word = ""
        self._start = -1
        self._separator = BREAK

    def _new(self, kind: RelationKind, first: int, after: int) -> Clause:
        return Clause(kind, self.items[first].start, self.items[after - 1].end)

    def _flag(self, code: str, **params: str | int | float) -> None:
        flag = Flag(code, params)
        if flag not in self.flags:
            self.flags.append(flag)

    def _skip(self, index: int, *categories: str) -> int:
        mask = bits(*categories)
        while index < self.count and self.items[index].senses.mask & mask:
            index += 1
        return index

    def _with_noun(self, kind: RelationKind, first: int, index: int) -> tuple[Clause | None, int]:
        noun, after = self.nouns.read(index)
        if noun is None:
            return None, first + 1
        clause = self._new(kind, first, after)
        clause.nouns = [noun]
        return clause, after

    def _clause(self, index: int) -> tuple[Clause | None, int]:
        """The clause that starts at an item, if one does, and the index after it."""
        raise NotImplementedError
