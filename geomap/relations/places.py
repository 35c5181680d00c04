"""Clauses of places and roads: names, several names, "A-B highway", kilometre posts."""

from __future__ import annotations

from geomap.model import RelationKind
from geomap.relations.clause import COMMA, SEPARATORS, BaseReader, Clause
from geomap.relations.lexicon import ADMINISTRATIVE, POINT_NAMES, bits
from geomap.relations.noun import Noun
from geomap.relations.scan import Heading, Post
from geomap.relations.tokens import Item

_TO = bits("to", "towards")
_LEADS_POST = bits("at", "in", "near", "filler")
_AFTER_POST = bits("of", "in", "at")
_BORDER_WORDS = frozenset({"border", "boundary", "frontier", "state", "county"})
_LEADS_ON = frozenset({"of", "with", "between", "to", "bordering"})
_TOWNS = frozenset({"town", "city", "village", "settlement", "district", "crossing"})
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
                elif following.word == "to" and not noun.feature:
                    return self._to_road(clause, after)
                elif self._qualified(clause, noun, after):
                    return clause, after + 1
        if noun.feature in ("road", "railway"):
            return self._road(clause, noun, after)
        if noun.ends and not noun.feature and "/" in noun.name and noun.ends[1][0][0].isalpha():
            clause.kind, clause.nouns = RelationKind.SEVERAL, self._two_sides(noun)
            return clause, after
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

    def _to_road(self, clause: Clause, index: int) -> tuple[Clause, int]:
        """ "the Kabul to Kandahar highway"."""
        end, after = self.nouns.read(index + 1)
        if end is None or not end.suffixed or end.feature not in ("road", "railway") or not end.name:
            return clause, index
        clause.kind, clause.end = RelationKind.ALONG, self.items[after - 1].end
        end.feature, end.full = "", ""
        clause.nouns.append(end)
        return clause, self._post_after(clause, after)

    def _settle_kind(self, clause: Clause, noun: Noun) -> None:
        """What the feature word alone makes of a place: several, an area around, an area."""
        if noun.plural and noun.generic:
            clause.kind = RelationKind.SEVERAL
        elif noun.feature == "area" and noun.name and not noun.name.isdecimal():
            clause.kind, clause.word = RelationKind.NEAR, "area"
        elif noun.feature in ADMINISTRATIVE and noun.name and clause.kind is RelationKind.AT:
            clause.kind = RelationKind.WITHIN

    def _before_border(self, clause: Clause, noun: Noun, index: int) -> tuple[Clause, int]:
        """ "the Uganda/Sudan border"; but "X, bordering Y" is read on."""
        item = self.items[index]
        if not self._ends_border(item):
            self._settle_kind(clause, noun)
            return clause, index
        town = self._border_town(index)
        if town is not None:
            clause.nouns, clause.end = [town[0]], self.items[town[1] - 1].end
            return clause, town[1]
        clause.kind = RelationKind.BORDER
        clause.nouns = self._two_sides(noun)
        return clause, index + 1

    def _border_town(self, index: int) -> tuple[Noun, int] | None:
        """ "the Mexican border city of Tijuana": the town after the word, and the index after it."""
        following = self.items[index + 1] if index + 1 < self.count else None
        word = following.senses.get("feature") if following is not None else None
        if word is None or word.key not in _TOWNS:
            return None
        noun, after = self.nouns.read(index + 1)
        return None if noun is None else (noun, after)

    def _ends_border(self, item: Item) -> bool:
        """Whether a word for a border ends the phrase: "the Uganda/Sudan border area"."""
        if item.word not in _BORDER_WORDS or "border" not in item.senses:
            return False
        return self.text[item.start : item.end].lower().split()[-1] not in _LEADS_ON

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
        elif "part" in item.senses:
            point = item.senses["part"]
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
        part, after = item.senses.get("part", ""), index + 1
        if not part and self.clauses and not self._preposition:
            part, after = self.nouns.side(index)
        if not part:
            return None, index + 1
        clause = self._new(RelationKind.PART, index, after)
        clause.word, clause.trailing = part, True
        if not self.clauses:
            noun = Noun((item.start, item.end))
            noun.feature, noun.part, noun.name = "room", clause.word, self.text[item.start : item.end]
            clause.nouns, clause.trailing = [noun], False
        return clause, after

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
            if noun.generic and noun.plural and other.plural and other.name and not other.suffixed:
                clause.nouns, noun = [], other  # "towns and cities of A, B and C"
                joined = False
            clause.nouns.append(other)
            clause.end = self.items[end - 1].end
            after = end
        if len(clause.nouns) == 1:
            return clause, index
        if not joined:
            return self._apart(clause), after
        self._list(clause)
        return clause, after

    def _apart(self, clause: Clause) -> Clause:
        """ "calles de X, Iguala": no list after all; a clause for each noun, the last returned."""
        for noun in clause.nouns:
            single = Clause(RelationKind.PART if noun.part else RelationKind.AT, *noun.span)
            single.nouns, single.separator = [noun], self._separator
            self._settle_kind(single, noun)
            if noun is clause.nouns[-1]:
                break
            if self._start >= 0:
                self._led(single)
            self.clauses.append(single)
            self._separator = COMMA
        return single

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

    def _two_sides(self, noun: Noun) -> list[Noun]:
        """The two names of "Uganda/Sudan", "Syrian-Turkish" as nouns of their own; else the noun alone."""
        if not noun.ends:
            return [noun]
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
                    start = self._where_from(noun)
                    if start is not None:
                        clause.nouns, clause.word = [start, end], ""
                    return clause, after
        return clause, self._post_after(clause, index)

    def _where_from(self, road: Noun) -> Noun | None:
        """The first end of "carretera de Lima a Canta"; "Highway 5 to X" has none."""
        words = road.full.split(maxsplit=2)
        if road.suffixed or not road.name or len(words) < 3 or words[1].lower() not in ("de", "del"):
            return None
        start = Noun((road.span[1] - len(road.name), road.span[1]))
        start.name = road.name
        return start

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
                if clause.road is None:  # "km 7 vía A-B"
                    clause.nouns = [side for noun in road.nouns for side in self._two_sides(noun)]
                return clause, end
        clause.trailing = not clause.nouns
        return clause, index + 1

    def _towards(self, index: int) -> tuple[Clause | None, int]:
        clause, after = self._with_noun(RelationKind.ALONG, index, index + 1)
        if clause is None:
            self._word = "towards"
            self._lead_in(self.items[index])
            return None, after
        clause.word = "towards"
        if after < self.count and self.items[after].word == "border":
            return self._before_border(clause, clause.nouns[0], after)
        clause.trailing = bool(self.clauses)
        return clause, after
