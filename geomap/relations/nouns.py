"""Noun phrases: what is named, what it is said to be, which part of it, and what contains it."""

from __future__ import annotations

import re

from geomap.relations.leads import MAX_LEAD, LeadReader, is_sign
from geomap.relations.lexicon import FeatureWord, bits
from geomap.relations.model import Anchor, Span
from geomap.relations.noun import Noun
from geomap.relations.tokens import DASH, GLUED, HYPHEN, Item

# Meanings that end a name.
_STOPS = bits(
    "in", "within", "at", "near", "between", "from", "to", "towards", "along", "depth", "roadto", "border",
    "junction", "somewhere", "conj", "unknown", "heading_before", "elevation", "by_road", "by_air", "at_most",
    "at_least", "with",
)  # fmt: skip
# Of these, the ones that go on as part of a name if they are capitalised inside it.
_WEAK = bits("by_road", "by_air", "at_least", "at_most", "elevation", "depth")
_PASSABLE = bits("article", "adjective", "filler", "approx")
# Words that can be names themselves: "El Cruce", "La Cerca", "Vanity Crossing".
_NAMEABLE = bits("junction", "near", "border")
_CONJ = bits("conj")
_ENDS_NAMEABLE = bits("of", "conj")
_QUALIFIES = bits("approx", "filler", "at_most", "at_least")
_MAX_WITHIN = 6
_LOOK_AHEAD = 10
# Road numbers as written: "US 101", "BR-116", "NH 44A".
_ROAD_NUMBER = re.compile(r"[A-Z]{1,3}[- ]?\d{1,4}[A-Z]?")
_AFTER_ONLY = frozenset({"st", "dr", "way", "rd", "ave", "co", "lane", "bar"})


class _Draft:
    """Items of a name while it is being read: where it starts, its first and last word, its features."""

    __slots__ = ("begin", "first", "kept", "last", "prefix", "splits", "suffix")

    def __init__(self, begin: int) -> None:
        self.begin = begin
        self.first = self.last = -1
        self.prefix: FeatureWord | None = None
        self.suffix: FeatureWord | None = None
        self.kept = False
        self.splits: list[int] = []

    def start_with(self, prefix: FeatureWord, index: int, *, kept: bool) -> None:
        """Begin at a feature word that stands before its name."""
        self.prefix, self.kept, self.begin = prefix, kept, index
        self.first = self.last = -1
        self.splits = []


class NounReader(LeadReader):
    """Reads noun phrases from a list of items."""

    def read(self, index: int, *, nested: int = 0) -> tuple[Noun | None, int]:
        """The noun phrase that starts at an item, and the index after it; None if none does."""
        start = index
        if start < self.count and not self.items[start].senses and self.items[start].kind == "word":
            noun, index = self._name(index)  # a plain name: nothing leads up to it
            return noun, index if noun is None else self._containers(noun, index, nested)
        index, part, part_item = self._parts(index)
        index, amount, counted = self._amount(index)
        noun, index = self._name(index)
        if noun is None:
            return None, start
        noun.count = amount
        if counted and noun.plural and noun.name and not noun.suffixed:
            # "three villages of Borno": Borno contains them.
            noun.within.append(Anchor(noun.name, noun.span))
            noun.name, noun.full, noun.generic = "", "", True
        if part:
            noun.part = part
            noun.span = (self.items[part_item].start, noun.span[1])
            noun.full = self.text[noun.span[0] : noun.span[1]]
        elif not noun.feature and self.items[start].word == "the" and self._capital(self.items[start]):
            noun.full = self.text[self.items[start].start : noun.span[1]]  # "The Hague"
        return noun, self._containers(noun, index, nested)

    def _name(self, index: int) -> tuple[Noun | None, int]:
        items = self.items
        draft = _Draft(index)
        while index < self.count:
            item = items[index]
            if not item.senses and item.kind == "word" and item.gap < HYPHEN:  # by far the most frequent
                draft.last = index
                if draft.first < 0:
                    draft.first = index
                index += 1
                continue
            if item.gap >= HYPHEN and draft.first >= 0:
                if item.gap == DASH and not self._road_dash(index, draft.prefix):
                    break
                draft.splits.append(index)
            step = "name" if not item.senses and item.kind == "word" else self._step(index, draft)
            if step == "stop" or (step == "skip" and index - draft.begin > MAX_LEAD):
                break
            if step == "prefix" or (
                step == "suffix" and draft.first >= 0 and self._begins_anew(draft, index)
            ):
                word: FeatureWord = item.senses["feature"]
                kept = step == "prefix" and word.keeps and (self.caseless or self._capital(item))
                draft.start_with(word, index, kept=kept)
                index = self._after_prefix(index)
                continue
            index += 1
            if step == "suffix":
                if not self._continues(index, item.senses["feature"]):
                    draft.suffix = item.senses["feature"]
                    index = self._numbered(draft, index)
                    break
                step = "name"
            if step == "name":
                draft.last = index - 1
                if draft.first < 0:
                    draft.first = index - 1
            elif step == "split":
                draft.splits.append(index)
        return self._finish(draft, index)

    def _numbered(self, draft: _Draft, index: int) -> int:
        """Past the number of a road: "National Highway 31A"."""
        assert draft.suffix is not None
        if draft.suffix.key != "road" or index >= self.count or self.items[index].kind != "number":
            return index
        draft.last = index
        index += 1
        if index < self.count and self.items[index].gap == GLUED and self.items[index].kind == "word":
            draft.last = index
            index += 1
        return index

    def _begins_anew(self, draft: _Draft, index: int) -> bool:
        """ "the frontline town of Svitlodarsk": only describing words stood before the feature word."""
        if self.caseless:
            return False
        if any(self._capital(item) or item.kind == "number" for item in self.items[draft.first : index]):
            return False
        after = self._skip_of(index + 1)
        return self._names(after) and self._capital(self.items[after])

    def _after_prefix(self, index: int) -> int:
        """Past a feature word before its name, and the "of" and article between them."""
        index = self._skip_of(index + 1)
        while index < self.count and "article" in self.items[index].senses and self._skips_article(index):
            index += 1
        if index < self.count and "filler" in self.items[index].senses:
            index += not self._capital(self.items[index])
        return index

    def _following(self, index: int) -> Item | None:
        return self.items[index + 1] if index + 1 < self.count else None

    # -- what one item does to the name: name, skip, split, prefix, suffix or stop --

    def _step(self, index: int, draft: _Draft) -> str:
        item = self.items[index]
        if item.kind != "word":
            return self._step_other(index, draft)
        senses, inside = item.senses, draft.first >= 0
        if "name" in senses:
            return "name"
        if "feature" in senses:
            return self._step_feature(index, draft)
        if "of" in senses:
            return "name" if inside and self._names(index + 1) else "stop"
        stops = senses.mask & _STOPS
        if stops:
            return self._step_stop(index, draft, stops)
        if "part" in senses:
            return self._step_part(index, inside)
        following = self._following(index)
        if inside and senses.mask & _QUALIFIES and following is not None and following.kind == "distance":
            return "stop"
        if "heading_adjective" in senses and inside and self.items[index - 1].word.endswith("'s"):
            return "stop"
        capital = self._capital(item)
        if "several" in senses and not inside and not capital:
            return "skip"
        if "heading_adjective" in senses or "number" in senses or "several" in senses or "article" in senses:
            return "name"
        if not capital and ((not inside and senses.mask & _PASSABLE) or "adjective" in senses):
            return "skip"
        return "name"

    def _step_stop(self, index: int, draft: _Draft, stops: int) -> str:
        """A word that ends names, unless it is plainly part of this one."""
        item = self.items[index]
        inside = draft.first >= 0
        shown = self._capital(item) and not self.caseless
        if stops & _NAMEABLE and not stops & ~_NAMEABLE and self._names_itself(index, inside, shown):
            return "name"
        if not stops & ~_WEAK and item.end - item.start > 2 and inside and shown:
            return "name"
        if stops == _CONJ:
            following = self._following(index)
            if shown and not inside and following is not None and following.kind in ("number", "word"):
                return "name"  # "OR 34"
            if inside and item.word == "y" and self.language == "en" and self._names(index + 1):
                return "name"  # "Peña y Peña" in an English text
        return "stop"

    def _names_itself(self, index: int, inside: bool, shown: bool) -> bool:
        """ "El Cruce", "La Cerca", "Vanity Crossing"."""
        item = self.items[index]
        following = self._following(index)
        if following is not None and following.senses.mask & _ENDS_NAMEABLE:
            return False
        if " " in self.text[item.start : item.end]:
            return False
        article = index > 0 and self.items[index - 1].word in ("el", "la", "los", "las")
        named_after = following is not None and "feature" in following.senses and following.kind == "word"
        return (article and (shown or self.caseless)) or (shown and (inside or named_after))

    def _step_other(self, index: int, draft: _Draft) -> str:
        """Numbers, headings and signs."""
        item = self.items[index]
        inside = draft.first >= 0
        following = self._following(index)
        if item.kind == "number":
            if inside or draft.prefix is not None:
                return "name"
            return "name" if following is not None and "of" in following.senses else "skip"
        if item.kind == "heading":
            if inside and self.items[index - 1].word.endswith("'s"):
                return "stop"
            if following is not None and inside and "heading_after" in following.senses:
                return "stop"
            if following is not None and following.kind == "distance":
                return "stop"
            return "name" if item.end - item.start > 2 else "stop"
        if not inside:
            return "skip" if item.kind == "#" else "stop"
        if not self._names(index + 1):
            return "stop"
        if item.kind == ".?":
            return "skip" if len(self.items[index - 1].word) == 1 else "stop"
        if item.kind == "/" and item.gap == GLUED:
            return "split"
        return "skip" if item.kind == "#" or (item.kind == "?" and item.gap == GLUED) else "stop"

    def _step_feature(self, index: int, draft: _Draft) -> str:
        item = self.items[index]
        word: FeatureWord = item.senses["feature"]
        if draft.first >= 0:
            return "suffix" if word.language == "en" else "name"
        following = self._following(index)
        if following is None or not self._names(index + 1) or self._headed(index + 1):
            return "name" if draft.prefix is not None else "suffix"
        if "of" in following.senses and self._names(index + 2):
            return "name" if draft.prefix is not None and word.keeps else "prefix"
        if following.gap == HYPHEN or draft.prefix is not None or item.word in _AFTER_ONLY:
            return "name"
        if "feature" in following.senses:
            leads = word.language != "en" and not word.keeps  # "Distrito Calzada"
            if (not leads and not self._names(index + 2)) or (word.language == "en" and not word.keeps):
                return "name"  # "Cape Town", "Bridge Street"
        return "prefix"

    def _headed(self, index: int) -> bool:
        """Whether "east of …" starts at an item: "the canyon east of Glenwood"."""
        after = self._following(index)
        return self.items[index].kind == "heading" and after is not None and "heading_after" in after.senses

    def _step_part(self, index: int, inside: bool) -> str:
        """A part after its place ("Lima downtown") ends the name; before a feature it belongs to it."""
        following = self._following(index)
        if not inside:
            return "stop" if following is None or is_sign(following) or following.gap == DASH else "name"
        if following is not None and "feature" in following.senses and not is_sign(following):
            return "name"
        return "name" if self._capital(self.items[index]) and self._names(index + 1) else "stop"

    def _continues(self, index: int, word: FeatureWord) -> bool:
        """Whether the name goes on after a feature word: "Mission Bay Park", "Lake Street bridge"."""
        if index >= self.count:
            return False
        item = self.items[index]
        if item.gap == DASH or is_sign(item) or item.kind == "heading":
            return False
        if item.gap == HYPHEN:
            return True
        found = item.senses.get("feature")
        if found is not None:
            return bool(found.language == "en" and not found.plural)
        return word.keeps and item.kind != "number" and not item.senses

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

    # -- the whole --

    def _finish(self, draft: _Draft, index: int) -> tuple[Noun | None, int]:
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
        if draft.first < 0 or self._describes(draft):
            noun.generic = True
            return noun, index
        first = draft.first
        if draft.suffix is not None and draft.prefix is not None and (draft.prefix.keeps or draft.kept):
            first = draft.begin  # "Rancho Nuevo military base"
        noun.name = text[items[first].start : items[draft.last].end]
        if word is None:
            noun.feature = "road" if _ROAD_NUMBER.fullmatch(noun.name) else ""
            noun.bare = self._without_first(first, draft.last)
        else:
            noun.full = text[noun.span[0] : noun.span[1]]
            shown = noun.suffixed and (self.caseless or self._capital(items[end_item]))
            if word.keeps and (draft.kept or shown):
                noun.bare, noun.name = noun.name, noun.full
        if draft.splits and (word is None or word.key in ("road", "railway")):
            noun.ends = self._ends(draft)
        return noun, index

    def _describes(self, draft: _Draft) -> bool:
        """ "a highway bridge": nothing but feature words in lower case names nothing."""
        if self.caseless or self._capital(self.items[draft.first]):
            return False
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

    def _ends(self, draft: _Draft) -> list[tuple[str, Span]]:
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
            within, inner.within = inner.within, []
            noun.within += [inner.anchor(), *within]
            index = after
        return index
