"""Clauses of places and roads: names, several names, "A-B highway", kilometre posts."""

from __future__ import annotations

from geomap.model import RelationKind
from geomap.relations.clause import COMMA, SEPARATORS, BaseReader, Clause
from geomap.relations.lexicon import ADMINISTRATIVE, POINT_NAMES, bits
from geomap.relations.noun import Noun
from geomap.relations.scan import Heading, Post

_TO = bits("to", "towards")
_LEADS_POST = bits("at", "in", "near", "filler")
_AFTER_POST = bits("of", "in", "at")
_BORDER_WORDS = frozenset({"border", "boundary", "frontier"})
_MAX_LISTED = 30


class PlaceReader(BaseReader):
    """Reads noun phrases, and whatever turns them into a road, a border or several places."""

    def _place(self, index: int) -> tuple[Clause | None, int]:
        """A noun phrase, and whatever turns it into a road, a border, a part or several places."""
        noun, after = self.nouns.read(index)
        if noun is None:
            return self._bare_part(index)
        clause = self._new(RelationKind.PART if noun.part else RelationKind.AT, index, after)
        clause.nouns = [noun]
        following = self.items[after] if after < self.count else None
        if following is not None and following.kind == "word" and following.senses:
            if "border" in following.senses and following.word in _BORDER_WORDS:
                return self._before_border(clause, noun, after)
            if noun.feature not in ("road", "railway"):
                if noun.name.endswith(("'s", "’s")):
                    after = self._possessed(clause, noun, after)
                elif "conj" in following.senses and not noun.within:
                    return self._conjunction(clause, after)
                elif self._qualified(clause, noun, after):
                    return clause, after + 1
        if noun.feature in ("road", "railway"):
            return self._road(clause, noun, after)
        if (
            following is not None
            and following.kind == ","
            and noun.plural
            and noun.name
            and not noun.suffixed
        ):
            return self._conjunction(clause, after)
        self._settle_kind(clause, noun)
        return clause, after

    def _settle_kind(self, clause: Clause, noun: Noun) -> None:
        """What the feature word alone makes of a place: several, an area around, an area."""
        if noun.plural and noun.generic:
            clause.kind = RelationKind.SEVERAL
        elif noun.feature == "area" and noun.name:
            clause.kind, clause.word = RelationKind.NEAR, "area"
        elif noun.feature in ADMINISTRATIVE and noun.name and clause.kind is RelationKind.AT:
            clause.kind = RelationKind.WITHIN

    def _before_border(self, clause: Clause, noun: Noun, index: int) -> tuple[Clause, int]:
        """ "the Uganda/Sudan border"; but "X, bordering Y" is read on."""
        item = self.items[index]
        if " " in self.text[item.start : item.end]:
            self._settle_kind(clause, noun)
            return clause, index
        clause.kind = RelationKind.BORDER
        if noun.ends:
            clause.nouns = self._split(noun)
        return clause, index + 1

    def _qualified(self, clause: Clause, noun: Noun, index: int) -> bool:
        """ "X and vicinity", "Lima downtown": the word after the name ends the clause."""
        item = self.items[index]
        ahead = index + 1
        if ahead < self.count and self.items[ahead].kind not in SEPARATORS and self.items[ahead].kind != ")":
            return False
        if item.senses.get("near") == "vicinity":
            clause.kind, clause.word = RelationKind.NEAR, "vicinity"
            return True
        if "part" in item.senses:
            noun.part = item.senses["part"]
            noun.full = self.text[noun.span[0] : item.end]
            clause.kind, clause.end = RelationKind.PART, item.end
            return True
        return False

    def _possessed(self, clause: Clause, noun: Noun, index: int) -> int:
        """ "Ukraine's eastern regions", "Donetsk's west": a part of the place before."""
        item = self.items[index] if index < self.count else None
        if item is None:
            return index
        if item.kind == "heading" and isinstance(item.value, Heading):
            point = item.value.point
        elif "heading_adjective" in item.senses:
            point = item.senses["heading_adjective"]
        else:
            return index
        index = self._skip(index + 1, "heading_sideways", "feature")
        noun.name, noun.part = noun.name[:-2], POINT_NAMES.get(point, point)
        noun.span = (noun.span[0], self.items[index - 1].end)
        noun.full = self.text[slice(*noun.span)]
        clause.kind, clause.end = RelationKind.PART, noun.span[1]
        return index

    def _bare_part(self, index: int) -> tuple[Clause | None, int]:
        """ "(downtown)", "outskirts": a part of the place before, or of the one after."""
        item = self.items[index]
        if "part" not in item.senses:
            return None, index + 1
        clause = self._new(RelationKind.PART, index, index + 1)
        clause.word, clause.trailing = item.senses["part"], True
        if not self.clauses:
            noun = Noun((item.start, item.end))
            noun.feature, noun.part, noun.name = "room", clause.word, self.text[item.start : item.end]
            clause.nouns, clause.trailing = [noun], False
        return clause, index + 1

    def _conjunction(self, clause: Clause, index: int) -> tuple[Clause | None, int]:
        """ "A and B": several places; "A and B streets": a corner."""
        noun = clause.nouns[0]
        after, joined = index, False
        while after < self.count and len(clause.nouns) < _MAX_LISTED and not joined:
            ahead = after
            while ahead < self.count and ahead - after < 2:
                item = self.items[ahead]
                joined = joined or "conj" in item.senses
                if item.kind != "," and "conj" not in item.senses:
                    break
                ahead += 1
            other, end = self.nouns.read(ahead) if ahead > after else (None, after)
            if other is None or (other.generic and not other.plural):
                break
            if noun.plural and other.feature and not other.suffixed and not other.plural:
                break  # "towns of A and B, municipality of C"
            clause.nouns.append(other)
            clause.end = self.items[end - 1].end
            after = end
        if len(clause.nouns) == 1:
            return clause, index
        self._list(clause)
        return clause, after

    def _list(self, clause: Clause) -> None:
        """Names joined by "and" to several places, or to a corner of two streets."""
        first, last = clause.nouns[0], clause.nouns[-1]
        features = {noun.feature for noun in clause.nouns if noun.feature}
        clause.kind = RelationKind.SEVERAL
        if features and features <= {"street", "road"} and len(clause.nouns) == 2:
            clause.kind = RelationKind.JUNCTION
        if (last.suffixed and last.plural) or not features:
            self._enumerated(clause)
        shared = last.feature if last.suffixed and last.plural else first.feature if first.plural else ""
        for noun in clause.nouns:
            noun.feature = noun.feature or shared

    def _split(self, noun: Noun) -> list[Noun]:
        """The two names of "Uganda/Sudan" as nouns of their own."""
        halves = []
        for name, span in noun.ends:
            half = Noun(span)
            half.name, half.feature = name, noun.feature
            halves.append(half)
        return halves

    def _enumerated(self, clause: Clause) -> None:
        """ "A, B, C and D provinces": the names before the last comma belong to the list."""
        while self.clauses and len(clause.nouns) < _MAX_LISTED:
            before = self.clauses[-1]
            listed = before.kind is RelationKind.AT and before.nouns[0].name and not before.nouns[0].feature
            if not listed or before.nouns[0].within:
                return
            self.clauses.pop()
            clause.nouns[:0] = before.nouns
            clause.start = before.start
            self._separator = before.separator
            if before.separator != COMMA:
                return

    def _road(self, clause: Clause, noun: Noun, index: int) -> tuple[Clause, int]:
        """What a road noun says about its ends: "road from A to B", "A-B highway", "camino a C"."""
        clause.kind = RelationKind.ALONG if noun.feature else clause.kind
        if not noun.feature:
            return clause, index
        clause.road = noun
        following = self.items[index] if index < self.count else None
        if following is None or following.kind != "word" or not following.senses:
            return clause, self._post_after(clause, index)
        senses = following.senses
        how = senses.get("roadto", "")
        if how == "between" or "between" in senses:
            return clause, self._two_ends(clause, index)
        if how == "from" or "from" in senses:
            return clause, self._from_to(clause, index)
        if how == "to" or "towards" in senses or "to" in senses:
            ahead = index + 1
            if ahead < self.count and self.items[ahead].kind not in ("distance", "heading"):
                end, after = self.nouns.read(ahead)
                if end is not None:
                    clause.nouns, clause.word, clause.end = [end], "towards", self.items[after - 1].end
                    return clause, after
        return clause, self._post_after(clause, index)

    def _two_ends(self, clause: Clause, index: int) -> int:
        first, after = self.nouns.read(index + 1)
        if first is None:
            return index
        ends = [first]
        ahead = self._skip(after, "conj", "to", "towards")
        joined = ahead > after or (ahead < self.count and "with" in self.items[ahead].senses)
        if joined and ahead < self.count:
            second, end = self.nouns.read(ahead + 1 if "with" in self.items[ahead].senses else ahead)
            if second is not None:
                ends.append(second)
                after = end
        clause.nouns, clause.end = ends, self.items[after - 1].end
        return after

    def _from_to(self, clause: Clause, index: int) -> int:
        first, after = self.nouns.read(index + 1)
        if first is None:
            return index
        clause.nouns = [first]
        if after < self.count and (self.items[after].senses.mask & _TO):
            second, end = self.nouns.read(after + 1)
            if second is not None:
                clause.nouns.append(second)
                after = end
        clause.end = self.items[after - 1].end
        return after

    def _post_after(self, clause: Clause, index: int) -> int:
        """ "… highway at kilometre 116", "carretera Creel, km 20"."""
        ahead = index
        while ahead < self.count and ahead - index < 3:
            item = self.items[ahead]
            if item.kind == "post" and isinstance(item.value, Post):
                clause.post, clause.end = item.value, item.end
                return ahead + 1
            if item.kind != "," and not item.senses.mask & _LEADS_POST:
                break
            ahead += 1
        return index

    def _post(self, index: int, near: str | None) -> tuple[Clause | None, int]:
        """ "km 53 Durango-Parral highway", "kilometre 19 of the road to X"."""
        item = self.items[index]
        clause = self._new(RelationKind.ALONG, index, index + 1)
        clause.post = item.value if isinstance(item.value, Post) else None
        after = index + 1
        while after < self.count and (
            self.items[after].kind == "," or self.items[after].senses.mask & _AFTER_POST
        ):
            after += 1
        if after < self.count and self.items[after].kind not in SEPARATORS:
            road, end = self._place(after) if self.items[after].kind == "word" else (None, after)
            if (
                road is not None
                and road.nouns
                and (road.road is not None or self.items[after - 1].kind != ",")
            ):
                clause.nouns, clause.road, clause.word = road.nouns, road.road, road.word
                clause.end = road.end
                return clause, end
        clause.trailing = not clause.nouns
        return clause, index + 1

    def _towards(self, index: int) -> tuple[Clause | None, int]:
        clause, after = self._with_noun(RelationKind.ALONG, index, index + 1)
        if clause is not None:
            clause.word = "towards"
            clause.trailing = bool(self.clauses)
        return clause, after
