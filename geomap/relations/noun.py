"""A noun phrase while it is being read."""

from __future__ import annotations

from geomap.relations.lexicon import LINEAR, RANKS
from geomap.relations.model import Anchor, Span


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
