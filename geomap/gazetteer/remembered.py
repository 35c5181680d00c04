"""Names of running text, looked up once: the same words come again in every document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from geomap.gazetteer.search import Match

KEPT = 50_000
"""Names remembered; then all are forgotten."""


class LooksUp(Protocol):
    """What finds the places of names: a gazetteer, or one with a memory before it."""

    def lookup_many(self, names: Iterable[str]) -> dict[str, list[Match]]: ...


class Remembered:
    """A gazetteer's `lookup_many` with a memory; the lists that it gives are not to be changed."""

    def __init__(self, gazetteer: LooksUp) -> None:
        self._gazetteer = gazetteer
        self._known: dict[str, list[Match]] = {}

    def lookup_many(self, names: Iterable[str]) -> dict[str, list[Match]]:
        """Matches of each name, as the gazetteer gives them."""
        wanted = list(names)
        known = self._known
        new = [name for name in wanted if name not in known]
        if new:
            if len(known) > KEPT:
                known.clear()
                new = wanted
            known.update(self._gazetteer.lookup_many(new))
        return {name: known[name] for name in wanted}
