"""Clauses with a distance or a heading: "18 mi. s of X", "30 km from X", "al sur de X"."""

from __future__ import annotations

from geomap.model import RelationKind
from geomap.relations.clause import BREAK, SEPARATORS, Clause
from geomap.relations.lexicon import bits
from geomap.relations.noun import Noun
from geomap.relations.quantity import Distance
from geomap.relations.scan import Heading
from geomap.relations.tokens import DASH, Item
from geomap.relations.ways import OF_FROM, WayReader

_MAX_LEGS = 4
# Units of a distance that needs no "from"; a measure in any other may be a size or a height.
_SAID_ALONE = frozenset({"km", "mi", "league_es", "league_en", "nmi", "hour", "minute", "day"})

_LEADS_HEADING = bits("heading_before", "of", "to", "filler", "article", "in", "at", "towards")
_LEADS_LEG = bits("conj", "filler", "to")
_ON_ROAD = bits("at", "in", "along", "near", "between", "towards", "roadto")
_ARTICLE = bits("article", "filler")
_LEADS_LATE = bits("approx", "filler", "to", "at")


class OffsetReader(WayReader):
    """Reads offsets in all their orders, orthogonal ones included."""

    def _heading_after(self, index: int) -> tuple[Heading | None, int, int]:
        """The heading after a distance, past "to the", "al", "de": it, its index, the index after."""
        ahead = index
        while ahead < self.count and ahead - index < 4:
            item = self.items[ahead]
            if item.kind == "heading":
                assert isinstance(item.value, Heading)
                after = ahead + 1
                if after + 1 < self.count and self.items[after + 1].kind == "heading":
                    joined = self._quadrant(item.value, after)
                    if joined is not None:
                        return joined, ahead, after + 2
                if (
                    after + 2 < self.count
                    and self.items[after].kind == "("
                    and self.items[after + 1].kind == "number"
                ):
                    after += 3 if self.items[after + 2].kind == ")" else 4
                return item.value, ahead, min(after, self.count)
            if (
                item.kind == ","
                and ahead == index
                and ahead + 1 < self.count
                and self.items[ahead + 1].kind == "heading"
            ):
                follows = self.items[ahead + 2] if ahead + 2 < self.count else None
                if follows is not None and not follows.senses.mask & OF_FROM:
                    break
                ahead += 1
                continue
            if not item.senses.mask & _LEADS_HEADING:
                break
            ahead += 1
        return None, index, index

    def _quadrant(self, first: Heading, index: int) -> Heading | None:
        """ "n & e": the whole quadrant between two cardinal points."""
        joint, second = self.items[index], self.items[index + 1].value
        if (joint.kind != "&" and "conj" not in joint.senses) or not isinstance(second, Heading):
            return None
        if (
            len(first.point) != 1
            or len(second.point) != 1
            or {first.point, second.point} & {"n", "s"} == set()
        ):
            return None
        return (
            Heading(first.point + second.point, Heading.of(first.point + second.point).degrees, 45.0)
            if (first.point in "ns" and second.point in "ew")
            else None
        )

    def _offset(self, index: int) -> tuple[Clause | None, int]:
        """Everything that begins with a distance."""
        item = self.items[index]
        assert isinstance(item.value, Distance)
        clause = self._new(RelationKind.DISTANCE, index, index + 1)
        clause.distance, clause.by_road = item.value, item.value.by_road
        self._distance_flags(item.value, item)
        after = self._way(clause, index + 1)
        heading, at, ahead = self._heading_after(after)
        if heading is None or self._is_part_side(ahead):
            return self._distance_from(clause, index, after)
        clause.kind, clause.heading = RelationKind.OFFSET, heading
        clause.heading_words = self.text[self.items[at].start : self.items[at].end]
        clause.end = self.items[ahead - 1].end
        ahead = self._legs(clause, ahead)
        ahead = self._way(clause, ahead)
        return self._offset_anchor(clause, ahead)

    def _is_part_side(self, index: int) -> bool:
        """ "200 m from N side of X": the heading belongs to the place."""
        return index < self.count and "heading_sideways" in self.items[index].senses

    def _distance_flags(self, distance: Distance, item: Item) -> None:
        unit = distance.unit
        if unit == "unknown":
            unit = self.text[item.start : item.end].split()[-1]
        for code in distance.flags:
            self._flag(code, item, unit=unit)

    def _unmeasured(self, index: int, after: int) -> tuple[Clause | None, int]:
        """A number that is no distance: "7 parsecs from Lima" is still somewhere off Lima."""
        if after >= self.count or "from" not in self.items[after].senses:
            return None, after
        return self._distance_from(self._new(RelationKind.DISTANCE, index, after), index, after)

    def _legs(self, clause: Clause, index: int) -> int:
        """Further legs: "3 mi E, 1 mi S", "2 km n and 12 km e"."""
        assert clause.distance is not None
        assert clause.heading is not None
        legs = [(clause.distance, clause.heading)]
        if not clause.distance.known:
            return index
        while index < self.count and len(legs) < _MAX_LEGS:
            ahead = index
            while (
                ahead < self.count
                and ahead - index < 3
                and (
                    self.items[ahead].kind in (",", "&", ".?", "+", "/")
                    or self.items[ahead].senses.mask & _LEADS_LEG
                )
            ):
                ahead += 1
            if ahead >= self.count or self.items[ahead].kind != "distance":
                break
            distance = self.items[ahead].value
            heading, _, after = self._heading_after(ahead + 1)
            if heading is None or not isinstance(distance, Distance) or not distance.known:
                break
            if not 60 <= abs((heading.degrees - legs[-1][1].degrees + 180) % 360 - 180) <= 120:
                break
            legs.append((distance, heading))
            clause.end = self.items[after - 1].end
            index = after
        if len(legs) > 1:
            clause.kind, clause.legs = RelationKind.ORTHOGONAL, legs
        return index

    def _offset_anchor(self, clause: Clause, index: int) -> tuple[Clause, int]:
        """The anchor after "S of", or none if the place stood before ("Topeka, 1 mi W")."""
        ahead = index
        if ahead < self.count and self.items[ahead].kind == ".?":
            follows = self.items[ahead + 1] if ahead + 1 < self.count else None
            said = follows is not None and bool(follows.senses.mask & OF_FROM)
            if not said and (follows is None or (self.clauses and self._separator < BREAK)):
                clause.trailing = True
                return clause, index
            ahead += 1
        of = self._skip(ahead, "of", "from", "filler")
        of += of < self.count and self.items[of].word == "off"
        of = self._past_article(of)
        if of < self.count and self.items[of].gap != DASH:
            item = self.items[of]
            if item.kind == "post":
                inner, after = self._post(of, None)
                if inner is not None and (inner.nouns or inner.road):
                    clause.nouns = inner.nouns or ([inner.road] if inner.road else [])
                    clause.end = inner.end
                    return clause, after
            if self._starts_tie(of):
                return self._wrapped(clause, of)
            on_road = item.senses.mask & _ON_ROAD
            if not on_road or of > ahead:
                noun, after = self.nouns.read(of)
                if noun is None and "part" in item.senses:
                    noun, after = self._nameless_part(item), of + 1
                if noun is not None and not (
                    noun.generic and of == ahead and noun.feature in ("road", "river")
                ):
                    clause.nouns, clause.end = [noun], self.items[after - 1].end
                    self._road_name(noun)
                    return clause, after
        if of > ahead:
            clause.end = self.items[of - 1].end
        clause.trailing = True
        return clause, max(of, index)

    def _road_name(self, noun: Noun) -> None:
        """A road as an anchor is itself the place, ends or not."""
        noun.ends = []

    def _wrapped(self, clause: Clause, index: int) -> tuple[Clause, int]:
        """ "5 km N of the junction of A and B": the anchor is where they meet."""
        inner, after = self._clause(index)
        if inner is None or not inner.nouns:
            clause.trailing = True
            return clause, after
        clause.nouns, clause.end = inner.nouns, inner.end
        clause.word = inner.kind.value
        return clause, after

    def _distance_from(self, clause: Clause, index: int, after: int) -> tuple[Clause | None, int]:
        """A distance without a heading: "30 km from Cancun", "8 mi. above Belize", "X, 7 km"."""
        ahead = after
        said = False
        while ahead < self.count and ahead - after < 4:
            item = self.items[ahead]
            senses = item.senses
            if senses.mask & OF_FROM:
                said = True
            elif senses.get("near") in ("outside", "just_outside"):
                said, clause.word = True, "outside"
            elif "depth" in senses:
                said, clause.word = True, senses["depth"]
            elif (
                not said
                or not senses.mask & _ARTICLE
                or ("article" in senses and item.word not in ("the", "a", "an"))
            ):
                break
            ahead += 1
        if ahead < self.count and said:
            ahead = self._past_article(ahead)
            item = self.items[ahead]
            if item.kind == "post" or self._starts_tie(ahead):
                return self._wrapped(clause, ahead)
            noun, end = self.nouns.read(ahead)
            if noun is None and "part" in item.senses:
                noun, end = self._nameless_part(item), ahead + 1
            if noun is not None:
                noun, end = self._up_river(clause, noun, end)
                clause.nouns, clause.end = [noun], self.items[end - 1].end
                if self._at_border(end):  # "5 km from the Texas border"
                    clause.nouns, clause.word = self._two_sides(noun)[:1], RelationKind.BORDER.value
                    end += 1
                return clause, self._said_late(clause, self._onward(clause, end))
        if said:
            clause.trailing = True
            clause.end = self.items[ahead - 1].end
            return clause, ahead
        return self._distance_alone(clause, index, after)

    def _said_late(self, clause: Clause, index: int) -> int:
        """ "3 km from X, downstream", "3 km from X to the south"."""
        ahead = index + 1 if index < self.count and self.items[index].kind == "," else index
        way = self.items[ahead].senses.get("depth") if ahead < self.count else None
        if way in ("upstream", "downstream") and self._ends_here(ahead + 1):
            clause.word, clause.end = way, self.items[ahead].end
            return ahead + 1
        return self._heading_late(clause, index)

    def _heading_late(self, clause: Clause, index: int) -> int:
        """ "3 km from Caitité to the south", "3 km from Caitité, S along the road"."""
        ahead = index + 1 if index < self.count and self.items[index].kind == "," else index
        heading, at, after = self._heading_after(ahead)
        if heading is None or (after < self.count and (self.items[after].senses.mask & OF_FROM)):
            return index
        if after < self.count and self.nouns._names(after) and "along" not in self.items[after].senses:
            return index
        clause.kind, clause.heading = RelationKind.OFFSET, heading
        clause.heading_words = self.text[self.items[at].start : self.items[at].end]
        clause.end = self.items[after - 1].end
        return after

    def _distance_alone(self, clause: Clause, index: int, after: int) -> tuple[Clause | None, int]:
        """Without "from", miles and kilometres are said of the next or last name; else a mere measure."""
        assert clause.distance is not None
        item = self.items[after] if after < self.count else None
        if clause.distance.unit == "unknown":
            return None, self._clause_end(after)  # "1.5 Meilen nördlich von Berlin"
        if clause.distance.unit not in _SAID_ALONE:
            return None, index + 1
        if item is not None and item.kind == "word" and not item.senses and not self.clauses:
            noun, end = self.nouns.read(after)
            if noun is not None:
                clause.nouns, clause.end = [noun], self.items[end - 1].end
                return clause, end
        if not self.clauses and not self._road_follows(after):
            return None, index + 1
        clause.trailing = True
        return clause, self._onward(clause, after)

    def _heading(self, index: int, *, said: bool = False) -> tuple[Clause | None, int]:
        """What begins with a heading: "north of X", "NW 5 mi of X", "al sur de X", "north side of X"."""
        item = self.items[index]
        heading = item.value
        assert isinstance(heading, Heading)
        after = index + 1
        following = self.items[after] if after < self.count else None
        if following is not None and following.kind == ".?":
            after += 1
            following = self.items[after] if after < self.count else None
        if following is not None and following.kind == "distance":
            clause, end = self._offset(after)
            if clause is not None and clause.kind is RelationKind.DISTANCE:
                clause.kind, clause.heading, clause.start = RelationKind.OFFSET, heading, item.start
                clause.heading_words = self.text[item.start : item.end]
            return clause, end
        article = index > 0 and "article" in self.items[index - 1].senses
        if following is None or not following.senses.mask & OF_FROM or (article and not said):
            if following is None and self.clauses and item.end - item.start > 2 and (said or article):
                return None, after
            return self._place(index) if not said else (None, after)
        start = self._skip(after, "of", "from")
        if (
            not said
            and following.word != "of"
            and item.end - item.start > 2
            and "from" not in following.senses
        ):
            return self._place(index)
        clause, end = self._with_noun(RelationKind.HEADING, index, start)
        if clause is None:
            clause = self._new(RelationKind.HEADING, index, start)
            clause.trailing, end = True, start
        clause.heading, clause.heading_words = heading, self.text[item.start : item.end]
        return clause, self._late_distance(clause, end)

    def _late_distance(self, clause: Clause, index: int) -> int:
        """ "al norte de Lima a 5 km", "north of Lima about 5 miles"."""
        ahead = index
        while ahead < self.count and ahead - index < 3 and self.items[ahead].senses.mask & _LEADS_LATE:
            ahead += 1
        if ahead < self.count and self.items[ahead].kind == "distance":
            after = self._way(clause, ahead + 1)
            item = self.items[after] if after < self.count else None
            value = self.items[ahead].value
            free = item is None or item.kind in SEPARATORS or item.kind == ")"
            if free and isinstance(value, Distance):
                clause.kind, clause.distance = RelationKind.OFFSET, value
                clause.end = self.items[ahead].end
                self._distance_flags(value, self.items[ahead])
                return after
        return index
