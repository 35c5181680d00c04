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

PLAIN = frozenset({RelationKind.AT, RelationKind.WITHIN, RelationKind.PART, RelationKind.NEAR})
"""Kinds of clauses that name a place and no direction, distance or line."""

ADMIN_RANK = 5
"""Places of this rank (`features.toml`) and above contain others."""

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


_WHERE = frozenset({"where", "donde"})


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
        "towards",
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
        self.approx = ""
        self.bound = ""
        self.towards: Noun | None = None
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
        self._separator = BREAK
        self._reset()

    def _reset(self) -> None:
        """Forget what was said ahead of a clause."""
        self._approx = ""
        self._bound = ""
        self._preposition = False
        self._word = ""
        self._start = -1

    def _lead_in(self, item: Item) -> None:
        """Begin the next clause here: a word ahead of it says something about it."""
        if self._start < 0:
            self._start = item.start

    def _led(self, clause: Clause) -> None:
        """Give a clause what was said ahead of it."""
        clause.approx = clause.approx or self._approx
        clause.bound = clause.bound or self._bound
        clause.preposition = self._preposition
        clause.word = clause.word or self._word
        clause.start = min(clause.start, self._start)
        self._reset()

    def _new(self, kind: RelationKind, first: int, after: int) -> Clause:
        return Clause(kind, self.items[first].start, self.items[after - 1].end)

    def _flag(self, code: str, item: Item, **params: str | int | float) -> None:
        """Note something about an item, the first of its kind; `position` counts characters from 1."""
        if not any(flag.code == code for flag in self.flags):
            self.flags.append(Flag(code, {**params, "position": item.start + 1}))

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

    def _ends_here(self, index: int) -> bool:
        """Whether nothing that could name a place follows in the clause."""
        return index >= self.count or self.items[index].kind in SEPARATORS or self.items[index].word in _WHERE

    def _clause_end(self, index: int) -> int:
        """The next separator, or the end."""
        while index < self.count and self.items[index].kind not in SEPARATORS:
            index += 1
        return index

    def _clause(self, index: int) -> tuple[Clause | None, int]:
        """The clause that starts at an item, if one does, and the index after it."""
        raise NotImplementedError
