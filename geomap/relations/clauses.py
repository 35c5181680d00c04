"""Clauses: one relation with its noun phrases each, in the order of the text."""

from __future__ import annotations

from geomap.model import RelationKind
from geomap.relations.clause import BREAK, COMMA, NOTHING, SEPARATORS, Clause
from geomap.relations.lexicon import bits
from geomap.relations.model import Coordinates
from geomap.relations.offsets import OffsetReader
from geomap.relations.tokens import DASH, Item

_OF_FROM = bits("from", "of")
_LEADS_DISTANCE = bits("filler", "in", "at", "from", "to", "article")
_SKIPPED = bits("filler", "adjective")
_WHERE = frozenset({"where", "donde"})


class ClauseReader(OffsetReader):
    """Reads the clauses of a description, left to right, never twice the same item."""

    def read(self) -> list[Clause]:
        """All clauses in the order of the text."""
        index, separator = 0, BREAK
        while index < self.count:
            item = self.items[index]
            if item.kind in SEPARATORS:
                separator = max(separator, SEPARATORS[item.kind])
                self._reset()
                index += 1
                continue
            if item.gap == DASH:
                separator = max(separator, COMMA)
            self._separator = separator
            clause, after = self._clause(index)
            if clause is not None:
                clause.separator = self._separator
                clause.approx = clause.approx or self._approx
                clause.bound = clause.bound or self._bound
                clause.preposition = self._preposition
                clause.word = clause.word or self._word
                if self._start >= 0:
                    clause.start = min(clause.start, self._start)
                self.clauses.append(clause)
                separator = NOTHING
                self._reset()
            index = max(after, index + 1)
        return self.clauses

    def _clause(self, index: int) -> tuple[Clause | None, int]:
        item = self.items[index]
        if item.kind == "distance":
            return self._offset(index)
        if item.kind == "heading":
            return self._heading(index)
        if item.kind == "post":
            return self._post(index, None)
        if item.kind == "coordinates":
            clause = self._new(RelationKind.COORDINATES, index, index + 1)
            clause.coordinates = item.value if isinstance(item.value, Coordinates) else None
            return clause, index + 1
        if item.kind == "number" and self._without_unit(index):
            self._flag("distance_without_unit", number=item.word)
            return None, index + 1
        if item.kind == "number" and self._unknown_unit(index):
            self._flag("unknown_unit", unit=self.items[index + 1].word)
            return None, index + 2
        if not item.senses:
            return self._place(index)
        return self._by_sense(index, item)

    def _named_after_junction(self, item: Item, following: Item | None) -> bool:
        """ "Junction City"."""
        single = item.end - item.start == len(item.word)
        return single and item.word == "junction" and following is not None and "feature" in following.senses

    def _unknown_unit(self, index: int) -> bool:
        """ "7 parsecs from Lima", "20 verstas al sur de Ica"."""
        following = self.items[index + 1] if index + 1 < self.count else None
        if following is None or following.kind != "word" or following.senses:
            return False
        return self._without_unit(index + 1)

    def _ends_here(self, index: int) -> bool:
        """Whether nothing that could name a place follows in the clause."""
        return index >= self.count or self.items[index].kind in SEPARATORS or self.items[index].word in _WHERE

    def _clause_end(self, index: int) -> int:
        while index < self.count and self.items[index].kind not in SEPARATORS:
            index += 1
        return index

    def _without_unit(self, index: int) -> bool:
        """ "7 north of Lima", "20 al sur de Ica", "7 from Lima": a distance that lacks its unit."""
        heading, _, after = self._heading_after(index + 1)
        if heading is not None:
            return after < self.count and bool(self.items[after].senses.mask & _OF_FROM)
        following = self.items[index + 1].senses if index + 1 < self.count else {}
        return "from" in following and "of" not in following

    def _by_sense(self, index: int, item: Item) -> tuple[Clause | None, int]:
        senses = item.senses
        following = self.items[index + 1] if index + 1 < self.count else None
        if following is not None and following.kind == "distance" and self._before_distance(item):
            return None, index + 1
        if "name" in senses:
            return self._place(index)
        if "unknown" in senses and self._ends_here(index + 1):
            self._flag("place_not_stated")
            return None, self._clause_end(index + 1)
        if "between" in senses:
            return self._between(index)
        if "junction" in senses and not self._named_after_junction(item, following):
            return self._junction(index, senses["junction"])
        if "border" in senses:
            return self._border(index)
        if "near" in senses:
            return self._near(index, senses["near"])
        if "somewhere" in senses:
            return self._simple(index, RelationKind.WITHIN, "somewhere")
        if "along" in senses:
            return self._simple(index, RelationKind.ALONG, "along")
        if "towards" in senses:
            return self._towards(index)
        if "within" in senses:
            return self._simple(index, RelationKind.WITHIN, "within")
        if "heading_before" in senses and following is not None and following.kind == "heading":
            return self._heading(index + 1, said=True)
        if following is not None and following.kind == "heading" and senses.mask & _SKIPPED:
            return None, index + 1  # "located south of X"
        if "in" in senses or "at" in senses or "depth" in senses:
            self._preposition = True
            self._start = item.start if self._start < 0 else self._start
            return None, index + 1
        return self._place(index)

    def _before_distance(self, item: Item) -> bool:
        """Whether the item qualifies the distance after it: "about", "within", "more than"."""
        senses = item.senses
        if "at_most" in senses:
            self._bound = "at_most"
        elif "at_least" in senses:
            self._bound = "at_least"
        elif "approx" in senses or "near" in senses:
            self._approx = True
        elif not senses.mask & _LEADS_DISTANCE:
            return False
        if self._start < 0:
            self._start = item.start
        return True
