"""Noun phrases: what is named, what it is said to be, which part of it, and what contains it."""

from __future__ import annotations

from geomap.relations.leads import LeadReader, is_sign
from geomap.relations.lexicon import FeatureWord, bits
from geomap.relations.model import Span
from geomap.relations.noun import Noun
from geomap.relations.tokens import DASH, GLUED, HYPHEN

# Meanings that end a name.
_STOPS = bits(
    "in", "within", "at", "near", "between", "from", "to", "towards", "along", "depth", "roadto", "border",
    "junction", "somewhere", "conj", "unknown", "heading_before", "elevation", "by_road", "by_air", "at_most",
    "at_least",
)  # fmt: skip
# Meanings that end a name only at their first word: inside a name they are part of it.
_WEAK = bits("by_road", "by_air", "at_least", "at_most", "elevation", "depth")
_PASSABLE = bits("article", "adjective", "filler", "approx")
_JUNCTION = bits("junction")
_ENDS_JUNCTION = bits("of", "conj")
_MAX_WITHIN = 6
_LOOK_AHEAD = 10


class NounReader(LeadReader):
    """Reads noun phrases from a list of items."""

    def read(self, index: int, *, nested: int = 0) -> tuple[Noun | None, int]:
        """The noun phrase that starts at an item, and the index after it; None if none does."""
        start = index
        index, part, part_item = self._parts(index)
        index, amount = self._amount(index)
        noun, index = self._name(index, start)
        if noun is None:
            return None, start
        noun.count = amount
        if part:
            noun.part = part
            noun.span = (self.items[part_item].start, noun.span[1])
            noun.full = self.text[noun.span[0] : noun.span[1]]
        return noun, self._containers(noun, index, nested)

    def _name(self, index: int, start: int) -> tuple[Noun | None, int]:
        items = self.items
        prefix: FeatureWord | None = None
        suffix: FeatureWord | None = None
        first = last = -1  # items of the name
        begin = index
        splits: list[int] = []
        kept = False
        while index < self.count:
            item = items[index]
            if item.gap == DASH and first >= 0:
                if not self._road_dash(index, prefix):
                    break
                splits.append(index)
            elif item.gap == HYPHEN and first >= 0:
                splits.append(index)
            step = self._step(index, prefix, first, suffix)
            if step == "stop":
                break
            if step == "prefix":
                prefix = item.senses["feature"]
                kept = prefix.keeps and (self.caseless or self._capital(item))
                begin = index
                index = self._after_prefix(index)
                continue
            if step == "suffix" and first >= 0 and self._begins_anew(first, index):
                prefix, first, last, splits = item.senses["feature"], -1, -1, []
                begin = index
                index = self._after_prefix(index)
                continue
            if step == "suffix":
                suffix = item.senses["feature"]
                last_feature = index
                index += 1
                if index < self.count and self._continues(index, suffix):
                    suffix = None
                    last = last_feature
                    continue
                break
            if step == "name":
                if first < 0:
                    first = index
                last = index
            index += 1
        return self._finish(begin, first, last, prefix, suffix, kept, splits, index)

    def _begins_anew(self, first: int, index: int) -> bool:
        """ "the frontline town of Svitlodarsk": only describing words stood before the feature word."""
        if self.caseless or any(
            self._capital(item) or item.kind == "number" for item in self.items[first:index]
        ):
            return False
        after = self._skip_of(index + 1)
        return self._names(after) and self._capital(self.items[after])

    def _after_prefix(self, index: int) -> int:
        """Past a feature word before its name, and the "of" and article between them."""
        index = self._skip_of(index + 1)
        while index < self.count and "article" in self.items[index].senses and self._skips_article(index):
            index += 1
        if (
            index < self.count
            and "filler" in self.items[index].senses
            and not self._capital(self.items[index])
        ):
            index += 1
        return index

    def _step(self, index: int, prefix: FeatureWord | None, first: int, suffix: FeatureWord | None) -> str:
        """What the item does to the name: name, skip, prefix, suffix or stop."""
        item = self.items[index]
        kind = item.kind
        if kind != "word":
            return self._step_other(index, first, prefix)
        senses = item.senses
        if not senses or "name" in senses:
            return "name"
        if "feature" in senses:
            return self._step_feature(index, prefix, first)
        if "of" in senses:
            inside = first >= 0 and self._names(index + 1)
            return "name" if inside else "stop"
        stops = senses.mask & _STOPS
        if stops:
            if stops == _JUNCTION and self._names_junction(index, first):
                return "name"
            if (
                not stops & ~_WEAK
                and item.end - item.start > 2
                and first >= 0
                and self._capital(item)
                and not self.caseless
            ):
                return "name"
            return "stop"
        if "part" in senses:
            return self._step_part(index, first)
        if "heading_adjective" in senses and first >= 0 and self.items[index - 1].word.endswith("'s"):
            return "stop"
        if "several" in senses and first < 0 and not self._capital(item):
            return "skip"
        if "heading_adjective" in senses or "number" in senses or "several" in senses or "article" in senses:
            return "name"
        if first < 0 and senses.mask & _PASSABLE and not self._capital(item):
            return "skip"
        if "adjective" in senses and not self._capital(item):
            return "skip"
        return "name"

    def _names_junction(self, index: int, first: int) -> bool:
        """ "El Cruce", "Vanity Crossing": a junction word that is part of a name."""
        item = self.items[index]
        after = self.items[index + 1] if index + 1 < self.count else None
        if (after is not None and after.senses.mask & _ENDS_JUNCTION) or " " in self.text[
            item.start : item.end
        ]:
            return False
        article = index > 0 and self.items[index - 1].word in ("el", "la", "los", "las")
        return article or (first >= 0 and self._capital(item) and not self.caseless)

    def _step_other(self, index: int, first: int, prefix: FeatureWord | None) -> str:
        """Numbers, headings and signs."""
        item = self.items[index]
        if item.kind == "number":
            if first >= 0 or prefix is not None:
                return "name"
            following = self.items[index + 1] if index + 1 < self.count else None
            if following is None or following.kind != "word":
                return "skip"
            return "name" if "of" in following.senses else "skip"
        if item.kind == "heading":
            if first >= 0 and self.items[index - 1].word.endswith("'s"):
                return "stop"
            if index + 1 < self.count and "heading_after" in self.items[index + 1].senses and first >= 0:
                return "stop"
            if index + 1 < self.count and self.items[index + 1].kind == "distance":
                return "stop"
            return "name" if item.end - item.start > 2 else "stop"
        if item.kind in (".?", "#") and first >= 0 and self._names(index + 1):
            single = self.items[index - 1].word
            return "skip" if item.kind == "#" or len(single) == 1 else "stop"
        if item.kind == "/" and first >= 0 and item.gap == GLUED and self._names(index + 1):
            return "skip"
        if item.kind == "#" or (
            item.kind == "?" and item.gap == GLUED and first >= 0 and self._names(index + 1)
        ):
            return "skip"
        return "stop"

    def _step_feature(self, index: int, prefix: FeatureWord | None, first: int) -> str:
        word: FeatureWord = self.items[index].senses["feature"]
        after = index + 1
        following = self.items[after] if after < self.count else None
        if first < 0:
            if prefix is not None and not self._names(after):
                return "suffix"
            if following is not None and "of" in following.senses and self._names(after + 1):
                return "name" if prefix is not None and word.keeps else "prefix"
            if following is None or not self._names(after):
                return "suffix"
            if following.gap == HYPHEN:
                return "name"
            if word.language == "en" and not word.keeps and "feature" in following.senses:
                return "name"
            if prefix is not None:
                return "name"
            if following.kind == "number" and word.key in ("road", "room", "street"):
                return "prefix"
            return "prefix"
        if word.language != "en" and not (word.plural and word.language == "en"):
            return "name"
        return "suffix"

    def _step_part(self, index: int, first: int) -> str:
        """A part after its place ("Lima downtown") ends the name; before a feature it belongs to it."""
        following = self.items[index + 1] if index + 1 < self.count else None
        if first < 0:
            return "stop" if following is None or is_sign(following) or following.gap == DASH else "name"
        if following is not None and "feature" in following.senses and not is_sign(following):
            return "name"
        item = self.items[index]
        if self._capital(item) and following is not None and self._names(index + 1):
            return "name"
        return "stop"

    def _continues(self, index: int, word: FeatureWord) -> bool:
        """Whether the name goes on after a feature word: "Mission Bay Park", "Lake Street bridge"."""
        item = self.items[index]
        if item.gap == DASH or is_sign(item) or item.kind == "heading":
            return False
        if item.gap == HYPHEN:
            return True
        if "feature" in item.senses:
            return item.senses["feature"].language == "en" and not item.senses["feature"].plural
        if item.kind == "number" or item.senses:
            return False
        return word.keeps

    def _road_dash(self, index: int, prefix: FeatureWord | None) -> bool:
        """Whether a spaced dash joins the two ends of a road."""
        if prefix is not None:
            return prefix.key in ("road", "railway")
        for item in self.items[index : index + _LOOK_AHEAD]:
            found = item.senses.get("feature")
            if found is not None and found.key in ("road", "railway") and found.language == "en":
                return True
            if is_sign(item):
                return False
        return False

    def _finish(
        self,
        begin: int,
        first: int,
        last: int,
        prefix: FeatureWord | None,
        suffix: FeatureWord | None,
        kept: bool,
        splits: list[int],
        index: int,
    ) -> tuple[Noun | None, int]:
        if first < 0 and prefix is None and suffix is None:
            return None, begin
        items, text = self.items, self.text
        end_item = index - 1
        while end_item > begin and is_sign(items[end_item]):
            end_item -= 1
        noun = Noun((items[begin].start, items[end_item].end))
        word = suffix or prefix
        noun.feature = word.key if word else ""
        noun.plural = word.plural if word else False
        noun.suffixed = suffix is not None
        described = (
            first >= 0
            and not self.caseless
            and all("feature" in one.senses and not self._capital(one) for one in items[first : last + 1])
        )
        if first < 0 or last < first or described:
            noun.generic = True
            noun.full = ""
            return noun, index
        name_end = items[last].end
        noun.name = text[items[first].start : name_end]
        noun.capital = self._capital(items[first])
        if word is not None:
            noun.full = text[noun.span[0] : noun.span[1]]
            if word.keeps and (
                kept or (suffix is not None and (self.caseless or self._capital(items[end_item])))
            ):
                noun.bare, noun.name = noun.name, noun.full
        if splits and (word is None or word.key in ("road", "railway")):
            noun.ends = self._ends(first, last, splits)
        return noun, index

    def _ends(self, first: int, last: int, splits: list[int]) -> list[tuple[str, Span]]:
        """The names on both sides of the dash; of several dashes the spaced or the middle one parts."""
        inner = [split for split in splits if first < split <= last]
        if not inner:
            return []
        spaced = [split for split in inner if self.items[split].gap == DASH]
        split = (spaced or inner)[len(spaced or inner) // 2]
        left = (self.items[first].start, self.items[split - 1].end)
        right = (self.items[split].start, self.items[last].end)
        return [(self.text[slice(*span)], span) for span in (left, right)]

    def _containers(self, noun: Noun, index: int, nested: int) -> int:
        """Areas said right after: "in Peru", "of the town of Quila"."""
        while index < self.count and nested < _MAX_WITHIN:
            item = self.items[index]
            said = "in" in item.senses or "within" in item.senses
            if not said and not ("of" in item.senses and (noun.suffixed or noun.generic)):
                return index
            inner, after = self.read(index + 1, nested=nested + 1)
            if inner is None or (inner.generic and not inner.part):
                return index if inner is None else after
            if noun.generic and not said and not noun.plural and not inner.generic and not noun.suffixed:
                return index
            within, inner.within = inner.within, []
            noun.within += [inner.anchor(), *within]
            index = after
        return index
