"""The finished form of a name: what of its words is the name, and what it is said to be."""

from __future__ import annotations

from geomap.relations.leads import LeadReader, is_sign
from geomap.relations.lexicon import FeatureWord
from geomap.relations.model import Anchor, Span
from geomap.relations.noun import Draft, Noun, is_road_number
from geomap.relations.tokens import DASH

ENDS_PLAIN = frozenset({",", ";", "|", "(", ")"})
"""Signs that end a name."""
_SENTENCE = frozenset({".", ".?", "|", ";", ":", ",", "(", ")"})


class NameReader(LeadReader):
    """Turns the items that a name was read from into a noun phrase."""

    def _finish(self, draft: Draft, index: int) -> tuple[Noun | None, int]:
        word = draft.suffix or draft.prefix
        if draft.first < 0 and word is None:
            return None, draft.begin
        items, text = self.items, self.text
        end_item = index - 1
        while end_item > draft.begin and is_sign(items[end_item]):
            end_item -= 1
        noun = Noun((items[draft.begin].start, items[end_item].end))
        if word is not None:
            noun.feature, noun.plural = word.key, word.plural
            noun.suffixed = draft.suffix is not None
        if draft.first < 0 and word is not None and self._stands_alone(draft.begin, word, index):
            noun.name, noun.feature = text[noun.span[0] : noun.span[1]], ""
            return noun, index
        if draft.first < 0 or self._describes(draft):
            noun.generic = True
            return noun, index
        if draft.suffix is not None and draft.prefix is not None and draft.prefix.plural:
            return self._several_in(draft, noun), index
        first = draft.first
        if draft.suffix is not None and draft.prefix is not None and (draft.prefix.keeps or draft.kept):
            first = draft.begin  # "Rancho Nuevo military base"
        noun.name = text[items[first].start : items[draft.last].end]
        if word is None:
            noun.feature = "road" if is_road_number(noun.name) else ""
            noun.bare = self._without_first(first, draft.last)
        else:
            if "'" in noun.name or "’" in noun.name:
                noun.bare = self._owned(noun.name)
            noun.full = text[noun.span[0] : noun.span[1]]
            shown = noun.suffixed and (self.caseless or self._capital(items[end_item]))
            if word.keeps and (draft.kept or shown):
                noun.bare, noun.name = noun.name, noun.full
        if draft.splits and (word is None or word.key in ("road", "railway")):
            noun.ends = [] if is_road_number(noun.name) else self._ends(draft)
        return noun, index

    def _several_in(self, draft: Draft, noun: Noun) -> Noun:
        """ "LGAs of Benue state": the state contains them."""
        assert draft.prefix is not None
        assert draft.suffix is not None
        inner = (self.items[draft.first].start, noun.span[1])
        name = self.text[inner[0] : self.items[draft.last].end]
        noun.within = [Anchor(name, inner, self.text[slice(*inner)], feature=draft.suffix.key)]
        noun.feature, noun.plural, noun.generic = draft.prefix.key, draft.prefix.plural, True
        noun.suffixed = False
        return noun

    def _stands_alone(self, index: int, word: FeatureWord, after: int) -> bool:
        """A word for a place that is a name by itself.

        "Laguna, Philippines", "10 mi. E Ensenada", "Benue, Plateau and Taraba states".
        """
        before = self.items[index - 1] if index > 0 else None
        following = self.items[after] if after < self.count else None
        ends = following is None or following.kind in ENDS_PLAIN
        if before is not None and "article" in before.senses:
            return False
        if not self.caseless and not self._capital(self.items[index]):
            return False
        if word.language != "en" and word.keeps:
            inside = before is not None and before.kind not in _SENTENCE
            if following is None:
                return inside or before is None
            return (ends and inside) or following.kind == ","
        listed = before is not None and before.kind == ","
        joined = following is not None and (following.kind == "," or "conj" in following.senses)
        return listed and joined and not self.caseless

    def _describes(self, draft: Draft) -> bool:
        """ "a highway bridge": nothing but feature words in lower case names nothing."""
        if self.caseless or self._capital(self.items[draft.first]):
            return False
        if draft.suffix is not None and self.language != "es":  # "an army patrol base"
            return all(self.text[item.start].islower() for item in self.items[draft.first : draft.last + 1])
        return all(
            "feature" in item.senses and not self._capital(item)
            for item in self.items[draft.first : draft.last + 1]
        )

    def _without_first(self, first: int, last: int) -> str:
        """ "Perú" of "el Perú" (a small article), "Lebanon" of "South Lebanon"; else nothing."""
        item = self.items[first]
        article = "article" in item.senses and not self._capital(item) and not self.caseless
        if last == first or not (article or item.kind == "heading"):
            return ""
        return self.text[self.items[first + 1].start : self.items[last].end]

    def _owned(self, name: str) -> str:
        """ "Donetsk" of "Ukraine's Donetsk"; else nothing."""
        _, owner, owned = name.replace("’", "'").replace("'S ", "'s ").rpartition("'s ")
        return name[len(name) - len(owned) :] if owner else ""

    def _ends(self, draft: Draft) -> list[tuple[str, Span]]:
        """The names on both sides of the dash; of several the spaced one or the middle one parts."""
        inner = [split for split in draft.splits if draft.first < split <= draft.last]
        if not inner:
            return []
        spaced = [split for split in inner if self.items[split].gap == DASH]
        split = (spaced or inner)[len(spaced or inner) // 2]
        before = split - 1 if not is_sign(self.items[split - 1]) else split - 2
        left = (self.items[draft.first].start, self.items[before].end)
        right = (self.items[split].start, self.items[draft.last].end)
        return [(self.text[slice(*span)], span) for span in (left, right)]
