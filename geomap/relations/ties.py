"""Clauses that tie to one place or two: near, along, between, junction, border."""

from __future__ import annotations

from geomap.model import RelationKind
from geomap.relations.clause import SEPARATORS, Clause
from geomap.relations.lexicon import bits
from geomap.relations.noun import Noun
from geomap.relations.places import PlaceReader

_NEAR_WHAT = bits("border", "junction", "between")
_JOINS = bits("conj", "to", "towards")
_MEETS = bits("conj", "at", "to")
_AND = bits("conj")


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
        if item.kind == "post" or item.senses.mask & _NEAR_WHAT:
            self._word = word
            self._start = self.items[index].start
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
        if item is not None and "border" in item.senses and item.word == "border":
            clause.kind = RelationKind.BORDER
            clause.end = item.end
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
        if after < self.count and self.items[after].kind == "post":
            clause, end = self._post(after, None)
            return clause, end
        first, after = self.nouns.read(after)
        if first is None:
            return None, index + 1
        clause = self._new(RelationKind.BETWEEN, index, after)
        clause.nouns = [first]
        ahead = after
        while (
            ahead < self.count
            and ahead - after < 3
            and (self.items[ahead].kind in (",", "&") or self.items[ahead].senses.mask & _JOINS)
        ):
            ahead += 1
        if ahead > after and ahead < self.count:
            second, end = self.nouns.read(ahead)
            if second is not None:
                clause.nouns.append(second)
                clause.end = self.items[end - 1].end
                self._share_feature(clause.nouns)
                return clause, end
        if first.ends:
            return clause, after
        self._flag("second_place_missing")
        return clause, after

    def _share_feature(self, nouns: list[Noun]) -> None:
        """ "between A and B streets", "between the towns of A and B"."""
        first, last = nouns[0], nouns[-1]
        if last.plural and last.suffixed and not first.feature:
            first.feature = last.feature
        elif first.plural and not last.feature:
            last.feature = first.feature

    def _junction(self, index: int, word: str) -> tuple[Clause | None, int]:
        after = self._skip(index + 1, "of", "between")
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
        if word == "mouth":
            noun.part = "mouth"
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
            if second is not None:
                second.ends = []
                clause.nouns.append(second)
                clause.end = self.items[stop - 1].end
                self._share_feature(clause.nouns)
                end = stop
        return clause, end

    def _border(self, index: int) -> tuple[Clause | None, int]:
        item = self.items[index]
        single = len(self.text[item.start : item.end].split()) == 1
        after = self._skip(index + 1, "of", "between")
        noun, end = self.nouns.read(after) if after < self.count else (None, after)
        if noun is None or (single and after == index + 1 and noun.feature and noun.generic):
            return self._border_alone(index, noun, end)
        clause = self._new(RelationKind.BORDER, index, end)
        clause.nouns = [noun]
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
        return clause, end

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
            return None, index + 1
        clause.word = word
        if clause.nouns[0].linear and kind is RelationKind.ALONG:
            return self._road(clause, clause.nouns[0], after)
        return clause, after
