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
_TIED = bits("near", "between")
_FROM_OF = frozenset({"de", "del"})
_SOURCES = frozenset({"of", "from", "de", "del", "desde"})
_TIES = bits("border", "junction", "between", "along")


class ClauseReader(OffsetReader):
    """Reads the clauses of a description, left to right, never twice the same item."""

    def read(self) -> list[Clause]:
        """All clauses in the order of the text."""
        index, separator = 0, BREAK
        while index < self.count:
            item = self.items[index]
            if item.kind in SEPARATORS:
                separator = max(separator, SEPARATORS[item.kind])
                if self._start >= 0:
                    self._reset()
                index += 1
                continue
            if item.gap == DASH:
                separator = max(separator, COMMA)
            self._separator = separator
            clause, after = self._clause(index)
            if clause is not None:
                clause.separator = self._separator
                if self._start >= 0:
                    self._led(clause)
                self.clauses.append(clause)
                separator = NOTHING
            index = max(after, index + 1)
        return self.clauses

    def _clause(self, index: int) -> tuple[Clause | None, int]:
        item = self.items[index]
        if item.kind == "word":
            return self._by_sense(index, item) if item.senses else self._place(index)
        if item.kind == "distance":
            return self._offset(index)
        if item.kind == "heading":
            return self._heading(index)
        if item.kind == "number":
            return self._number(index, item)
        if item.kind == "post":
            return self._post(index, None)
        if item.kind == "coordinates":
            clause = self._new(RelationKind.COORDINATES, index, index + 1)
            clause.coordinates = item.value if isinstance(item.value, Coordinates) else None
            return clause, index + 1
        return self._place(index)

    def _number(self, index: int, item: Item) -> tuple[Clause | None, int]:
        """A number that is no distance: it lacks its unit, has an unknown one, or begins a name."""
        if self._without_unit(index):
            self._flag("distance_without_unit", item, number=item.word)
            return self._unmeasured(index, index + 1)
        if self._unknown_unit(index):
            self._flag("unknown_unit", item, unit=self.items[index + 1].word)
            return self._unmeasured(index, index + 2)
        return self._place(index)

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
        if "approx" in senses and self._before_filler(index):
            self._approx = senses["approx"]
            self._lead_in(item)
            return None, index + 1
        if "name" in senses:
            return self._place(index)
        if "relative" in senses and self._separator == NOTHING:
            return None, self._clause_end(index + 1)
        if "article" in senses and following is not None and self._leads_tie(index + 1, following):
            self._lead_in(item)
            return None, index + 1
        if "unknown" in senses and self._ends_here(index + 1):
            self._flag("place_not_stated", item)
            return None, self._clause_end(index + 1)
        if "between" in senses:
            return self._between(index)
        if "junction" in senses and not self._named_after_junction(item, following):
            return self._junction(index, senses["junction"])
        if "border" in senses and not self.nouns.names_itself(index):
            return self._border(index)
        if "near" in senses:
            return self._near(index, senses["near"])
        if "somewhere" in senses:
            if following is not None and following.senses.mask & _TIED:
                return None, index + 1  # "somewhere near X" is near X
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
        if "depth" in senses and self._says_from(item):
            return self._simple(index, RelationKind.NEAR, senses["depth"])
        if self._separator != NOTHING and ("from" in senses or item.word in _FROM_OF):
            clause, after = self._passage(index)
            if clause is not None:
                return clause, after
        if "in" in senses or "at" in senses or "depth" in senses:
            self._preposition = True
            self._lead_in(item)
            return None, index + 1
        return self._place(index)

    def _passage(self, index: int) -> tuple[Clause | None, int]:
        """ "from A to B": somewhere on the way."""
        start, after = self.nouns.read(index + 1) if index + 1 < self.count else (None, index)
        if start is None or after + 1 >= self.count:
            return None, index
        if "to" not in self.items[after].senses and self.items[after].word != "hasta":
            return None, index
        end, stop = self.nouns.read(after + 1)
        if end is None:
            return None, index
        clause = self._new(RelationKind.ALONG, index, stop)
        clause.nouns = [start, end]
        return clause, stop

    def _leads_tie(self, index: int, following: Item) -> bool:
        """ "la frontera con X", "el km 83", "the junction of": the article of a relation, not of a name."""
        if following.kind == "post":
            return True
        return bool(following.senses.mask & _TIES) and not self.nouns.names_itself(index)

    def _before_filler(self, index: int) -> bool:
        """ "aproximadamente a 7 km"."""
        if index + 2 >= self.count or self.items[index + 2].kind != "distance":
            return False
        return bool(self.items[index + 1].senses.mask & _LEADS_DISTANCE)

    def _says_from(self, item: Item) -> bool:
        """ "upstream of X", "off X", but not "above X", which may be a mere height."""
        return item.word == "off" or self.text[item.start : item.end].lower().split()[-1] in _SOURCES

    def _before_distance(self, item: Item) -> bool:
        """Whether the item qualifies the distance after it: "about", "within", "more than"."""
        senses = item.senses
        if "at_most" in senses:
            self._bound = "at_most"
        elif "at_least" in senses:
            self._bound = "at_least"
        elif "approx" in senses or "near" in senses:
            self._approx = senses.get("approx", "about")
        elif not senses.mask & _LEADS_DISTANCE:
            return False
        self._lead_in(item)
        return True
