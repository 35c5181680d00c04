"""Noun phrases: what is named, what it is said to be, which part of it, and what contains it."""

from __future__ import annotations

from geomap.relations.leads import MAX_LEAD, STOPS, is_sign
from geomap.relations.lexicon import FeatureWord, bits
from geomap.relations.model import Anchor
from geomap.relations.names import ENDS_PLAIN, NameReader
from geomap.relations.noun import Draft, Noun
from geomap.relations.tokens import DASH, GLUED, HYPHEN, Item

_STOPS = STOPS | bits("with")
# Of these, the ones that go on as part of a name if they are capitalised inside it.
_WEAK = bits("by_road", "by_air", "at_least", "at_most", "elevation", "depth")
_PASSABLE = bits("article", "adjective", "filler", "approx")
# Words that can be names themselves: "El Cruce", "La Cerca", "Vanity Crossing".
_NAMEABLE = bits("junction", "near", "border")
_NAMED_BORDERS = frozenset({"frontera", "fronteras"})
_CONJ = bits("conj")
_IN, _OF = bits("in", "within"), bits("of")
_ENDS_NAMEABLE = bits("of", "conj")
_QUALIFIES = bits("approx", "filler", "at_most", "at_least")
_SHORT_AREAS = frozenset({"dist", "prov", "dept", "depto", "dpto", "mun", "mpio", "edo"})
_PREPOSITIONS = frozenset({"on", "in", "at", "near", "en", "a"})
_MAX_WITHIN = 6
_WAYS = frozenset({"road", "railway"})  # contain nothing; what runs along them is a clause of its own
_LOOK_AHEAD = 10
_AFTER_ONLY = frozenset({"st", "dr", "way", "rd", "ave", "co", "lane", "bar"})


class NounReader(NameReader):
    """Reads noun phrases from a list of items."""

    def read(self, index: int, *, nested: int = 0) -> tuple[Noun | None, int]:
        """The noun phrase that starts at an item, and the index after it; None if none does."""
        start = index
        if start < self.count and not self.items[start].senses and self.items[start].kind == "word":
            noun, index = self._plain(index) or self._name(index)  # nothing leads up to it
            return noun, index if noun is None else self._containers(noun, index, nested)
        index, part, part_item = self._parts(index)
        index, amount, counted = self._amount(index)
        noun, index = self._name(index)
        if noun is None:
            return None, start
        noun.count = amount
        if (counted or noun.feature == "place") and noun.plural and noun.name and not noun.suffixed:
            # "three villages of Borno", "points of Borno": Borno contains them.
            noun.within.append(Anchor(noun.name, noun.span))
            noun.name, noun.full, noun.generic = "", "", True
        if part:
            noun.part = part
            noun.span = (self.items[part_item].start, noun.span[1])
            noun.full = self.text[noun.span[0] : noun.span[1]]
        elif not noun.feature and self.items[start].word == "the" and self._capital(self.items[start]):
            noun.full = self.text[self.items[start].start : noun.span[1]]  # "The Hague"
        return noun, self._containers(noun, index, nested)

    def _plain(self, index: int) -> tuple[Noun, int] | None:
        """A name of words without a meaning, up to a comma, a bracket or the end: most names."""
        items, count = self.items, self.count
        after = index + 1
        while after < count and items[after].kind == "word" and not items[after].senses:
            if items[after].gap >= HYPHEN:
                return None
            after += 1
        if after < count and items[after].kind not in ENDS_PLAIN:
            return None
        noun = Noun((items[index].start, items[after - 1].end))
        noun.name = self.text[noun.span[0] : noun.span[1]]
        return noun, after

    def _name(self, index: int) -> tuple[Noun | None, int]:
        items = self.items
        draft = Draft(index)
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

    def _numbered(self, draft: Draft, index: int) -> int:
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

    def _begins_anew(self, draft: Draft, index: int) -> bool:
        """ "the frontline town of Svitlodarsk": only describing words stood before the feature word."""
        if self.caseless:
            return False
        if any(self._capital(item) or item.kind == "number" for item in self.items[draft.first : index]):
            return False
        after = self._skip_of(index + 1)
        return self._names(after) and self._capital(self.items[after])

    def _after_prefix(self, index: int) -> int:
        """Past a feature word before its name, and the "of" and article between them."""
        index = self._skip_of(self._past_adjective(index))
        while index < self.count and "article" in self.items[index].senses and self._skips_article(index):
            index += 1
        if index < self.count and "filler" in self.items[index].senses:
            index += not self._capital(self.items[index])
        return index

    def _past_adjective(self, index: int) -> int:
        """ "el estado mexicano de Guerrero": the index after the adjective, or after the feature word."""
        if self.caseless or index + 3 >= self.count:
            return index + 1
        adjective, joint, name = self.items[index + 1 : index + 4]
        describes = adjective.kind == "word" and not adjective.senses and not self._capital(adjective)
        if describes and "of" in joint.senses and self._capital(name):
            return index + 2
        return index + 1

    def _following(self, index: int) -> Item | None:
        return self.items[index + 1] if index + 1 < self.count else None

    # -- what one item does to the name: name, skip, split, prefix, suffix or stop --

    def _step(self, index: int, draft: Draft) -> str:
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

    def _step_stop(self, index: int, draft: Draft, stops: int) -> str:
        """A word that ends names, unless it is plainly part of this one."""
        item = self.items[index]
        inside = draft.first >= 0
        shown = self._capital(item) and not self.caseless
        if stops & _NAMEABLE and not stops & ~_NAMEABLE and self.names_itself(index, inside=inside):
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

    def names_itself(self, index: int, *, inside: bool = False) -> bool:
        """Whether a word of a relation is a name: "El Cruce", "Vanity Crossing", "Frontera Comalapa"."""
        item = self.items[index]
        following = self._following(index)
        if following is not None and following.senses.mask & _ENDS_NAMEABLE:
            return False
        if " " in self.text[item.start : item.end]:
            return False
        shown = self._capital(item) and not self.caseless
        if item.word in _NAMED_BORDERS:
            led = index > 0 and "article" in self.items[index - 1].senses
            ends = following is None or is_sign(following)
            return (ends or not led) if self.caseless else shown
        article = index > 0 and self.items[index - 1].word in ("el", "la", "los", "las")
        named_after = following is not None and "feature" in following.senses and following.kind == "word"
        return (article and (shown or self.caseless)) or (shown and (inside or named_after))

    def _step_other(self, index: int, draft: Draft) -> str:
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

    def _step_feature(self, index: int, draft: Draft) -> str:
        item = self.items[index]
        word: FeatureWord = item.senses["feature"]
        if draft.first >= 0:
            return "suffix" if word.language == "en" else "name"
        following = self._following(index)
        if following is None or not self._names(index + 1) or self._headed(index + 1):
            return "name" if draft.prefix is not None else "suffix"
        if word.key == "area" and word.language == "en" and "of" in following.senses:
            return "suffix"  # "a mountainous area of northern Luzon"
        if "of" in following.senses and self._names(index + 2):
            return "name" if draft.prefix is not None and word.keeps else "prefix"
        if following.gap == HYPHEN or draft.prefix is not None or item.word in _AFTER_ONLY:
            return "name"
        if "feature" in following.senses:
            if following.senses["feature"].key == word.key == "road":
                return "prefix"  # "highway Panamericana Norte"
            second: FeatureWord = following.senses["feature"]
            # "Distrito Calzada", "Dist. Río Tambo", but "Litoral Highway".
            leads = word.language != "en" and not word.keeps
            leads = leads and (second.language != "en" or self._names(index + 2))
            leads = leads or (item.word in _SHORT_AREAS and second.keeps and self._names(index + 2))
            plain = word.language == "en" and not word.keeps
            if not leads and (plain or not self._names(index + 2)):
                return "name"  # "Cape Town", "Bridge Street"
        return "prefix"

    def _headed(self, index: int) -> bool:
        """Whether "east of …" starts at an item: "the canyon east of Glenwood"."""
        after = self._following(index)
        return self.items[index].kind == "heading" and after is not None and "heading_after" in after.senses

    def _step_part(self, index: int, inside: bool) -> str:
        """A part after its place ("Lima downtown") ends the name; before a feature it belongs to it."""
        if self.items[index].word in _PREPOSITIONS:
            return "stop"  # "a village on the outskirts of X"
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

    def _containers(self, noun: Noun, index: int, nested: int) -> int:
        """Areas said right after: "in Peru", "of the town of Quila"."""
        while index < self.count and nested < _MAX_WITHIN:
            said = self.items[index].senses.mask
            if not said & _IN and not (said & _OF and (noun.suffixed or noun.generic)):
                return index
            inner, after = self.read(index + 1, nested=nested + 1)
            if inner is None or inner.feature in _WAYS:
                return index
            if inner.generic and not inner.part:
                return after
            within, inner.within = inner.within, []
            noun.within += [inner.anchor(), *within]
            index = after
        return index
