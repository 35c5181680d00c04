"""A noun phrase while it is being read."""

from __future__ import annotations

import re

from geomap.relations.lexicon import LINEAR, RANKS, FeatureWord
from geomap.relations.model import Anchor, Span

# Road numbers as written: "US 101", "BR-116", "NH 44A".
_ROAD_NUMBER = re.compile(r"(?![TR]\d)[A-Z]{1,3}[- ]?\d{1,4}[A-Z]?")  # T15, R12: a township


class Noun:
    """A noun phrase while it is being read; `anchor()` gives its final form.

    Attributes
    ----------
    ends : list of (str, Span)
        The two ends of a road that is named after them: "Durango-Parral".
    """

    __slots__ = (
        "bare", "count", "ends", "feature", "full", "generic", "name", "part", "plural", "span", "suffixed",
        "within",
    )  # fmt: skip

    def __init__(self, span: Span) -> None:
        self.name = ""
        self.full = ""
        self.bare = ""
        self.feature = ""
        self.part = ""
        self.span = span
        self.generic = False
        self.plural = False
        self.suffixed = False
        self.count: int | None = None
        self.ends: list[tuple[str, Span]] = []
        self.within: list[Anchor] = []

    @property
    def rank(self) -> int:
        """Size class of what it is said to be (`features.toml`); a plain name lies at 4."""
        return RANKS.get(self.feature, 4)

    @property
    def linear(self) -> bool:
        """Whether it is a road, a river, a coast."""
        return self.feature in LINEAR

    def anchor(self, *more_within: Anchor) -> Anchor:
        """The noun phrase in its final form."""
        full = self.full if self.full != self.name else ""
        within = (*self.within, *more_within)
        return Anchor(
            self.name, self.span, full, self.bare, self.feature, self.part, self.generic, self.count, within
        )


def is_road_number(name: str) -> bool:
    """Whether a name is a road's number: "US 101", "BR-116"."""
    return (
        name[0].isupper()
        and (name[-1].isdigit() or name[-2:-1].isdigit())
        and bool(_ROAD_NUMBER.fullmatch(name))
    )


class Draft:
    """Items of a name while it is being read: where it starts, its first and last word, its features."""

    __slots__ = ("begin", "first", "kept", "last", "prefix", "splits", "suffix")

    def __init__(self, begin: int) -> None:
        self.begin = begin
        self.first = self.last = -1
        self.prefix: FeatureWord | None = None
        self.suffix: FeatureWord | None = None
        self.kept = False
        self.splits: list[int] = []

    def start_with(self, prefix: FeatureWord, index: int, *, kept: bool) -> None:
        """Begin at a feature word that stands before its name."""
        self.prefix, self.kept, self.begin = prefix, kept, index
        self.first = self.last = -1
        self.splits = []
