"""How a distance goes: by road or by air, up a river, on towards a place."""

from __future__ import annotations

from geomap.relations.clause import Clause
from geomap.relations.lexicon import bits
from geomap.relations.noun import Noun
from geomap.relations.ties import TieReader
from geomap.relations.tokens import Item

OF_FROM = bits("from", "of")
_BY_WAY = bits("along", "at", "in")
_TIES = bits("junction", "border")
_ONWARD = bits("to", "towards")


class WayReader(TieReader):
    """Reads what stands between a distance and its anchor, and after it."""

    def _way(self, clause: Clause, index: int) -> int:
        """Past "by road", "(air)", "approximately", setting what they say."""
        while index < self.count:
            item = self.items[index]
            bracket = item.kind == "(" and index + 2 < self.count and self.items[index + 2].kind == ")"
            senses = self.items[index + 1].senses if bracket else item.senses
            if "by_road" in senses and (bracket or not self._names_road(index)):
                clause.by_road = True
            elif "by_air" in senses:
                clause.by_road = False
            elif self._by_a_road(index) > index:
                clause.by_road = True
                index = self._by_a_road(index)
                continue
            elif "travel" in senses:
                pass
            elif "approx" in senses and (bracket or len(item.word) > 2):
                clause.approx = senses.get("approx", "about")
            elif "filler" in senses and not bracket and not self._leads_to_heading(index):
                pass
            else:
                return index
            index += 3 if bracket else 1
        return index

    def _by_a_road(self, index: int) -> int:
        """Past "along the road", "por la carretera" if what follows is where from; else the index itself."""
        if not self.items[index].senses.mask & _BY_WAY:
            return index
        road = self._skip(index + 1, "article")
        word = self.items[road].senses.get("feature") if road < self.count else None
        if word is None or word.key not in ("road", "railway") or road + 1 >= self.count:
            return index
        return road + 1 if self.items[road + 1].senses.mask & OF_FROM else index

    def _names_road(self, index: int) -> bool:
        """ "2 km road to X": a road by its own right, not a way of measuring."""
        item = self.items[index]
        after = self.items[index + 1] if index + 1 < self.count else None
        if "feature" not in item.senses:
            return False
        return after is None or (after.kind not in ("heading",) and not after.senses.mask & OF_FROM)

    def _leads_to_heading(self, index: int) -> bool:
        return index + 1 < self.count and self.items[index + 1].kind == "heading"

    def _up_river(self, clause: Clause, noun: Noun, index: int) -> tuple[Noun, int]:
        """ "25 km up the Marañón river from Nauta": the distance starts from Nauta."""
        if not noun.linear or index >= self.count or "from" not in self.items[index].senses:
            return noun, index
        start, end = self.nouns.read(index + 1)
        if start is None:
            return noun, index
        clause.road = noun
        return start, end

    def _onward(self, clause: Clause, index: int) -> int:
        """ "12 km along the road from A to B": the end of the way."""
        if not clause.by_road or index >= self.count or not self.items[index].senses.mask & _ONWARD:
            return index
        end, after = self.nouns.read(index + 1)
        if end is None:
            return index
        clause.towards, clause.end = end, self.items[after - 1].end
        return after

    def _road_follows(self, index: int) -> bool:
        """Whether "on the A-B road" follows: it says where the distance starts."""
        if index >= self.count or not self.items[index].senses.mask & _BY_WAY:
            return False
        noun, _ = self.nouns.read(self._skip(index + 1, "article"))
        return noun is not None and noun.feature == "road" and bool(noun.ends)

    def _starts_tie(self, index: int) -> bool:
        """Whether a junction or a border starts at an item, not a name such as "El Cruce"."""
        return bool(self.items[index].senses.mask & _TIES) and not self.nouns.names_itself(index)

    def _past_article(self, index: int) -> int:
        """Past the article of a border, a junction or a kilometre post: "de la frontera con X"."""
        if index + 1 >= self.count or "article" not in self.items[index].senses:
            return index
        leads = self.items[index + 1].kind == "post" or self._starts_tie(index + 1)
        return index + 1 if leads else index

    def _nameless_part(self, item: Item) -> Noun:
        """ "from the city center": a part of a place that was named before."""
        noun = Noun((item.start, item.end))
        noun.generic, noun.part = True, item.senses["part"]
        return noun
