"""Clauses of places and roads: names, several names, "A-B highway", kilometre posts."""

from __future__ import annotations

from geomap.model import RelationKind
from geomap.relations.clause import COMMA, SEPARATORS, BaseReader, Clause
from geomap.relations.lexicon import POINT_NAMES, bits
from geomap.relations.noun import Noun
from geomap.relations.scan import Heading, Post

_TO = bits("to", "towards")
_LEADS_POST = bits("at", "in", "near", "filler")
_AFTER_POST = bits("of", "in", "at")


class PlaceReader(BaseReader):
    """Reads noun phrases, and whatever turns them into a road, a border or several places."""

    def _place(self, index: int) -> tuple[Clause | None, int]:
        """A noun phrase, and whatever turns it into a road, a border or several places."""
        noun, after = self.nouns.read(index)
        if noun is None:
            return self._bare_part(index)
        clause = self._new(RelationKind.PART if noun.part else RelationKind.AT, index, after)
        clause.nouns = [noun]
        if noun.feature in ("road", "railway") or noun.ends:
            return self._road(clause, noun, after)
        if noun.name.endswith(("'s", "’s")):
            after = self._possessed(clause, noun, after)
        following = self.items[after] if after < self.count else None
        if following is not None and following.senses and following.kind == "word":
            if "conj" in following.senses:
                return self._conjunction(clause, after)
            if (
                "border" in following.senses
                and following.word in ("border", "boundary", "frontier")
                and not (following.end - following.start > 9)
            ):
                clause.kind = RelationKind.BORDER
                return clause, after + 1
            if "near" in following.senses and following.senses["near"] == "vicinity":
                ahead = after + 1
                if (
                    ahead >= self.count
                    or self.items[ahead].kind in SEPARATORS
                    or self.items[ahead].kind == ")"
                ):
                    clause.kind, clause.word = RelationKind.NEAR, "vicinity"
                    return clause, ahead
            if "part" in following.senses:
                ahead = after + 1
                if (
                    ahead >= self.count
                    or self.items[ahead].kind in SEPARATORS
                    or self.items[ahead].kind == ")"
                ):
                    noun.part = following.senses["part"]
                    noun.full = self.text[noun.span[0] : following.end]
                    clause.kind, clause.end = RelationKind.PART, following.end
                    return clause, ahead
        if (
            following is not None
            and following.kind == ","
            and noun.plural
            and noun.name
            and not noun.suffixed
        ):
            return self._conjunction(clause, after)
        if noun.plural and noun.generic:
            clause.kind = RelationKind.SEVERAL
        elif noun.feature == "area" and noun.name:
            clause.kind, clause.word = RelationKind.NEAR, "area"
        elif noun.rank >= 5 and noun.feature and noun.name and clause.kind is RelationKind.AT:
            clause.kind = RelationKind.WITHIN
        return clause, after

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
        after = index
        while after < self.count and len(clause.nouns) < 30:
            ahead = after
            if self.items[ahead].kind == "," and not noun.plural:
                break
            while ahead < self.count and (
                self.items[ahead].kind == "," or "conj" in self.items[ahead].senses
            ):
                ahead += 1
            if ahead == after:
                break
            other, end = self.nouns.read(ahead)
            if other is None or (other.generic and not other.plural):
                break
            clause.nouns.append(other)
            clause.end = self.items[end - 1].end
            after = end
        if len(clause.nouns) == 1:
            return clause, index
        last = clause.nouns[-1]
        features = {one.feature for one in clause.nouns if one.feature}
        if features <= {"street", "road"} and features and len(clause.nouns) == 2:
            clause.kind = RelationKind.JUNCTION
        else:
            clause.kind = RelationKind.SEVERAL
        if last.suffixed and last.plural:
            self._enumerated(clause)
            for one in clause.nouns[:-1]:
                one.feature = one.feature or last.feature
        elif noun.plural:
            for one in clause.nouns[1:]:
                one.feature = one.feature or noun.feature
        return clause, after

    def _enumerated(self, clause: Clause) -> None:
        """ "A, B, C and D provinces": the names before the last comma belong to the list."""
        while self.clauses and len(clause.nouns) < 30:
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
                    if noun.name and not noun.ends and len(noun.name) > 3 and not noun.name[0].isdigit():
                        pass
                    return clause, after
        return clause, self._post_after(clause, index)

    def _two_ends(self, clause: Clause, index: int) -> int:
        first, after = self.nouns.read(index + 1)
        if first is None:
            return index
        ends = [first]
        ahead = self._skip(after, "conj", "to", "towards")
        joined = ahead > after or (ahead < self.count and self.items[ahead].word == "with")
        if joined and ahead < self.count:
            second, end = self.nouns.read(ahead + 1 if self.items[ahead].word == "with" else ahead)
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
