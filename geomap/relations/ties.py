"""Clauses that tie to one place or two: near, along, between, junction, border."""

from __future__ import annotations

from geomap.model import RelationKind
from geomap.relations.clause import NOTHING, SEPARATORS, Clause
from geomap.relations.lexicon import bits
from geomap.relations.noun import Noun
from geomap.relations.places import PlaceReader

_NEAR_WHAT = bits("border", "junction", "between")
_JOINS = bits("conj", "to", "towards")
_MEETS = bits("conj", "at", "to")
_AND = bits("conj")
_MAX_BRACKET = 8
_RIVER_ENDS = {"mouth": "mouth", "headwaters": "head"}
_MAX_BETWEEN = 4


class TieReader(PlaceReader):
    """Reads "near X", "between A and B", "junction of A and B", "border with X"."""

    def _near(self, index: int, word: str) -> tuple[Clause | None, int]:
        after = self._skip(index + 1, "of", "article") if index + 1 < self.count else index + 1
        plain = index + 1
        if after >= self.count or self.items[after].kind in SEPARATORS or self.items[after].kind == ")":
            if not self.clauses:
                return None, index + 1
            clause = self._new(RelationKind.NEAR, index, after)
            clause.word, clause.trailing = word, True
            return clause, after
        item = self.items[after]
        if item.kind == "post" or (item.senses.mask & _NEAR_WHAT and not self.nouns.names_itself(after)):
            self._word = word
            self._lead_in(self.items[index])
            return None, after
        noun, end = self.nouns.read(plain)
        if noun is None:
            noun, end = self.nouns.read(after)
        if noun is None:
            return None, index + 1
        clause = self._new(RelationKind.NEAR, index, end)
        clause.nouns, clause.word = [noun], word
        if noun.feature in ("road", "railway"):
            clause, end = self._road(clause, noun, end)
            clause.word = clause.word or word
            return clause, end
        return self._near_more(clause, end)

    def _near_more(self, clause: Clause, index: int) -> tuple[Clause, int]:
        """ "near A and B", "near the Sonora border"."""
        item = self.items[index] if index < self.count else None
        if self._at_border(index):
            return self._to_border(clause, index)
        if item is not None and item.senses.get("junction") == "junction" and self._ends_here(index + 1):
            clause.kind, clause.end = RelationKind.JUNCTION, item.end  # "near the Bama crossroads"
            return clause, index + 1
        if item is not None and "conj" in item.senses:
            other, end = self.nouns.read(index + 1)
            if other is not None and not other.generic:
                clause.nouns.append(other)
                clause.end = self.items[end - 1].end
                return clause, end
        return clause, index

    def _between(self, index: int) -> tuple[Clause | None, int]:
        after = index + 1
        posted = self._skip(after, "article")
        if posted < self.count and self.items[posted].kind == "post":
            clause, end = self._post(posted, None)
            return clause, end
        first, after = self.nouns.read(after)
        if first is None:
            return None, index + 1
        clause = self._new(RelationKind.BETWEEN, index, after)
        clause.nouns = [first]
        after = self._past_bracket(after)
        while len(clause.nouns) < _MAX_BETWEEN:
            ahead, joined = self._joint(after)
            other, end = self._side(ahead) if after < ahead < self.count else (None, after)
            if other is None or not (joined or self._joins_later(end)):
                break
            clause.nouns.append(other)
            clause.end, after = self.items[end - 1].end, end
            if joined:
                break
        self._share_feature(clause.nouns)
        if len(clause.nouns) > 1 or first.ends:
            return clause, after
        self._flag("second_place_missing", self.items[index])
        return clause, after

    def _past_bracket(self, index: int) -> int:
        """ "between A (in B) and C": past the bracket, if the list goes on after it."""
        if index >= self.count or self.items[index].kind != "(":
            return index
        for close in range(index + 1, min(index + _MAX_BRACKET, self.count)):
            if self.items[close].kind == ")":
                return close + 1 if self._joins_later(close + 1) else index
        return index

    def _side(self, index: int) -> tuple[Noun | None, int]:
        """One of the two ends: a name, or "the mouth of the Napo River"."""
        start = self._skip(index, "article")
        word = self.items[start].senses.get("junction") if start < self.count else None
        if word != "mouth":
            return self.nouns.read(index)
        noun, end = self.nouns.read(self._skip(start + 1, "of"))
        if noun is not None:
            noun.part = "mouth"
        return noun, end

    def _joint(self, index: int) -> tuple[int, bool]:
        """Past ", and": the index after it, and whether a word joined, not only a comma."""
        ahead, joined = index, False
        while ahead < self.count and ahead - index < 3:
            item = self.items[ahead]
            if item.kind != "," and not (item.kind == "&" or item.senses.mask & _JOINS):
                break
            joined = joined or item.kind != ","
            ahead += 1
        return ahead, joined

    def _joins_later(self, index: int) -> bool:
        """Whether "and Z" follows: "between X, Y and Z"."""
        ahead, joined = self._joint(index)
        return joined and ahead > index

    def _share_feature(self, nouns: list[Noun]) -> None:
        """ "between A and B streets", "between the towns of A and B"."""
        first, last = nouns[0], nouns[-1]
        if last.plural and last.suffixed and not first.feature:
            first.feature = last.feature
        elif first.plural and not last.feature:
            last.feature = first.feature

    def _junction(self, index: int, word: str) -> tuple[Clause | None, int]:
        after = self._skip(index + 1, "of", "between", "to", "with")
        noun, end = self.nouns.read(after) if after < self.count else (None, after)
        if noun is None:
            if not self.clauses:
                return None, index + 1
            clause = self._new(RelationKind.JUNCTION, index, index + 1)
            clause.word, clause.trailing = word, True
            return clause, index + 1
        clause = self._new(RelationKind.JUNCTION, index, end)
        clause.nouns, clause.word = [noun], word
        noun.ends = []
        if word in _RIVER_ENDS:
            noun.part = _RIVER_ENDS[word]
            noun.full = self.text[self.items[index].start : noun.span[1]]
            return clause, end
        ahead = end
        if ahead < self.count and (
            self.items[ahead].senses.mask & _MEETS or "with" in self.items[ahead].senses
        ):
            if self.items[ahead + 1 : ahead + 2] and self.items[ahead + 1].kind == "post":
                inner, end = self._post(ahead + 1, None)
                if inner is not None:
                    clause.post = inner.post
                    clause.nouns += [inner.road] if inner.road else []
                    clause.end = inner.end
                    return clause, end
            second, stop = self.nouns.read(ahead + 1)
            if second is None and noun.feature == "road":
                second, stop = self._road_number(ahead + 1)
            if second is not None:
                second.ends = []
                clause.nouns.append(second)
                clause.end = self.items[stop - 1].end
                self._share_feature(clause.nouns)
                end = stop
        return clause, end

    def _road_number(self, index: int) -> tuple[Noun | None, int]:
        """ "junction of Highways 190 and 15"."""
        item = self.items[index] if index < self.count else None
        if item is None or item.kind != "number":
            return None, index
        noun = Noun((item.start, item.end))
        noun.name, noun.feature = item.word, "road"
        return noun, index + 1

    def _owner(self) -> list[Noun]:
        """ "Pakistan's border with Afghanistan": the side that was read just before."""
        before = self.clauses[-1] if self.clauses and self._separator == NOTHING else None
        if before is None or len(before.nouns) != 1 or not before.nouns[0].name.endswith(("'s", "’s")):
            return []
        owner = before.nouns[0]
        owner.name, owner.full = owner.name[:-2], ""
        self.clauses.pop()
        self._separator = before.separator
        return [owner]

    def _border(self, index: int) -> tuple[Clause | None, int]:
        item = self.items[index]
        single = len(self.text[item.start : item.end].split()) == 1
        after = self._skip(index + 1, "of", "between", "with")
        noun, end = self.nouns.read(after) if after < self.count else (None, after)
        if noun is None or (single and after == index + 1 and noun.feature and not noun.suffixed):
            return self._border_alone(index, noun, end)
        clause = self._new(RelationKind.BORDER, index, end)
        clause.nouns = self._two_sides(noun)
        for side in clause.nouns if noun.ends else ():
            if side.name.islower():
                side.feature = "country"  # "frontera colombo-venezolana": not the town of Colombo
        ahead = end
        while ahead < self.count and (
            self.items[ahead].senses.mask & _AND
            or "with" in self.items[ahead].senses
            or self.items[ahead].senses.get("border") == "border"
        ):
            ahead += 1
        if ahead > end and ahead < self.count:
            second, stop = self.nouns.read(ahead)
            if second is not None:
                clause.nouns.append(second)
                clause.end = self.items[stop - 1].end
                self._share_feature(clause.nouns)
                end = stop
        if len(clause.nouns) == 1:
            clause.nouns = [*self._owner(), *clause.nouns]
            clause.start = min(clause.start, clause.nouns[0].span[0])
        return clause, end

    def _at_border(self, index: int) -> bool:
        """Whether "border" ends a name: "the Colombian border"."""
        return index < self.count and self._ends_border(self.items[index])

    def _to_border(self, clause: Clause, index: int) -> tuple[Clause, int]:
        """ "near the Syrian-Turkish border": the clause is tied to a border, not to the name."""
        town = self._border_town(index)
        if town is not None:
            clause.nouns = [town[0]]
            clause.end = self.items[town[1] - 1].end
            return clause, town[1]
        clause.kind, clause.end = RelationKind.BORDER, self.items[index].end
        clause.nouns = [side for noun in clause.nouns for side in self._two_sides(noun)]
        return clause, index + 1

    def _border_alone(self, index: int, noun: Noun | None, end: int) -> tuple[Clause | None, int]:
        """ "border town of X" is a town; a bare "border" says nothing that can be placed."""
        if noun is not None:
            clause = self._new(RelationKind.AT, index, end)
            clause.nouns = [noun]
            return clause, end
        if not self.clauses:
            return None, index + 1
        clause = self._new(RelationKind.BORDER, index, index + 1)
        clause.trailing = True
        return clause, index + 1

    def _simple(self, index: int, kind: RelationKind, word: str) -> tuple[Clause | None, int]:
        start = self._skip(index + 1, "of", "in", "at")
        if start < self.count and "near" in self.items[start].senses:
            return None, index + 1
        clause, after = self._with_noun(kind, index, start)
        if clause is None:
            self._word = word
            self._lead_in(self.items[index])
            return None, index + 1
        clause.word = word
        if self._at_border(after):
            return self._to_border(clause, after)
        if clause.nouns[0].linear and kind is RelationKind.ALONG:
            return self._road(clause, clause.nouns[0], after)
        return clause, after
