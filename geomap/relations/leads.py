"""What stands before a name: articles, parts of a place, amounts."""

from __future__ import annotations

from geomap.relations.lexicon import POINT_NAMES, bits
from geomap.relations.scan import Heading
from geomap.relations.tokens import DASH, Item

# Meanings that end a name.
STOPS = bits(
    "in", "within", "at", "near", "relative", "between", "from", "to", "towards", "along", "depth", "roadto",
    "border", "junction", "somewhere", "conj", "unknown", "heading_before", "elevation", "by_road", "by_air",
    "at_most", "at_least",
)  # fmt: skip
_SKIPPED = bits("adjective", "filler")
_COUNTED = bits("name", "several")
_AFTER_ARTICLE = bits("part", "feature", "adjective")
MAX_LEAD = 10
"""Items that may lead up to a name; more are no phrase, and reading on would cost squared time."""

_COUNTS = bits("number", "several")
_IN_AMOUNT = bits("adjective", "several", "filler", "of", "article")
_POINT_WORDS = frozenset(POINT_NAMES.values())
_SIDES = frozenset({"slope", "bank", "outskirts", "end", "foot", "summit", "countryside"})


def is_sign(item: Item) -> bool:
    """Whether an item is neither a word nor a number nor a heading."""
    return item.kind not in ("word", "number", "heading")


class LeadReader:
    """Reads what leads up to a name.

    Parameters
    ----------
    text : str
        Cleaned text that the spans of the items point into.
    """

    def __init__(self, text: str, items: list[Item], language: str = "") -> None:
        self.text = text
        self.items = items
        self.language = language
        self.count = len(items)
        self.caseless = text.islower() or text.isupper()

    def _capital(self, item: Item) -> bool:
        return self.text[item.start].isupper()

    def _names(self, index: int) -> bool:
        """Whether the item can begin or continue a name."""
        if index >= self.count:
            return False
        item = self.items[index]
        if item.gap == DASH or (is_sign(item)):
            return False
        if item.kind == "heading" or "name" in item.senses:
            return True
        return not item.senses.mask & STOPS or "feature" in item.senses

    def _parts(self, index: int) -> tuple[int, str, int]:
        """Past articles, adjectives and the words for a part: "the", "northern part of", "downtown"."""
        part, part_item = "", index
        stop = min(self.count, index + MAX_LEAD)
        while index < stop:
            item = self.items[index]
            senses = item.senses
            if item.kind == "heading":
                word, after = self._heading_part(index)
                if not word:
                    break
            elif not senses:
                break
            elif "heading_adjective" in senses and "feature" not in senses:
                if self._names_with_feature(index):
                    break
                point = senses["heading_adjective"]
                word, after = POINT_NAMES.get(point, point), index + 1
                if after < self.count and "heading_sideways" in self.items[after].senses:
                    word, after = self._sideways(word, after)
            elif "part" in senses and self._is_part(index):
                word, after = senses["part"], index + 1
            elif (
                ("article" in senses and self._skips_article(index))
                or (
                    senses.mask & _SKIPPED
                    and not senses.mask & _COUNTED
                    and (self.caseless or not self._capital(item))
                )
                or ("approx" in senses and len(item.word) > 2 and "near" not in senses)
            ):
                index += 1
                continue
            else:
                break
            if not part:
                part_item = index
                part = word
            elif part in _POINT_WORDS and word in _SIDES:
                part = f"{part}_{word}"
            elif part in _SIDES and word in _POINT_WORDS:  # "ladera sur del volcán"
                part = f"{word}_{part}"
            index = self._skip_of(after)
        return index, part, part_item

    def _names_with_feature(self, index: int) -> bool:
        """ "the Central Highway", "Northern Province": the adjective is the name."""
        if self.caseless or not self._capital(self.items[index]) or index + 1 >= self.count:
            return False
        following = self.items[index + 1]
        if "feature" not in following.senses or not self._capital(following) or following.gap == DASH:
            return False
        return index + 2 >= self.count or is_sign(self.items[index + 2]) or self._ends_name(index + 2)

    def _ends_name(self, index: int) -> bool:
        return bool(self.items[index].senses.mask & STOPS)

    def _is_part(self, index: int) -> bool:
        """Whether a word such as "center" or "upper" says a part here, and something follows."""
        item = self.items[index]
        if "feature" in item.senses and not item.senses.get("part", "").startswith(("centre", "outskirts")):
            return False
        after = index + 1
        if after >= self.count or is_sign(self.items[after]) or self.items[after].gap == DASH:
            return False
        following = self.items[after].senses
        if self.items[after].kind == "heading" or "heading_adjective" in following:
            return True
        if "of" in following or "part" in following or "article" in following:
            return True
        if item.word in ("centro", "center", "centre") and len(self.text[item.start : item.end].split()) == 1:
            return False
        return "feature" not in following or following["feature"].keeps or item.end - item.start > 9

    def _heading_part(self, index: int) -> tuple[str, int]:
        """ "north side of X", "the north of X", "north Lima": the part, and the index after it."""
        item = self.items[index]
        heading = item.value
        assert isinstance(heading, Heading)
        point = POINT_NAMES.get(heading.point, heading.point)
        after = index + 1
        if after >= self.count:
            return "", index
        if "heading_sideways" in self.items[after].senses:
            return self._sideways(point, after)
        if "of" in self.items[after].senses:
            return point, after
        following = self.items[after]
        named = self._capital(item) and self._capital(following) and not self.caseless
        if (
            len(item.word) > 3
            and following.kind == "word"
            and not following.senses.mask & STOPS
            and not named
        ):
            return point, after  # "north Lima", but "North Carolina" is a name
        return "", index

    def _sideways(self, point: str, index: int) -> tuple[str, int]:
        word = self.items[index].word
        after = index + 1
        if word in ("slope", "slopes", "flank", "face"):
            return f"{point}_slope", after
        if word in ("bank", "margin"):
            return f"{point}_bank", after
        if word in ("outskirts", "suburbs", "suburb", "periphery", "countryside"):
            return f"{point}_outskirts", after
        return point, after

    def side(self, index: int) -> tuple[str, int]:
        """ "(northwestern part of)": the part, where no name follows; "" if none is said."""
        item = self.items[index]
        if index + 1 >= self.count or "heading_sideways" not in self.items[index + 1].senses:
            return "", index
        if isinstance(item.value, Heading):
            point = item.value.point
        else:
            point = item.senses.get("heading_adjective", "")
        if not point:
            return "", index
        return self._sideways(POINT_NAMES.get(point, point), index + 1)

    def _skip_of(self, index: int) -> int:
        stop = min(self.count, index + MAX_LEAD)
        while index < stop and "of" in self.items[index].senses:
            index += 1
        return index

    def _skips_article(self, index: int) -> bool:
        """English articles always; Spanish ones only where a feature, part or heading word follows."""
        item = self.items[index]
        if item.word in ("the", "a", "an", "un", "una"):
            return True
        if index + 1 >= self.count:
            return False
        following = self.items[index + 1]
        if following.kind == "heading":
            return index + 2 < self.count and "of" in self.items[index + 2].senses
        return bool(following.senses.mask & _AFTER_ARTICLE) and (
            not self._capital(item) or self._capital(item) == self.caseless
        )

    def _amount(self, index: int) -> tuple[int, int | None, bool]:
        """ "3 different", "several": the index after them, the number, and whether they count a plural."""
        item = self.items[index] if index < self.count else None
        if item is None or not (item.kind == "number" or item.senses.mask & _COUNTS):
            return index, None, False
        amount: int | None = None
        if item.kind == "number":
            if not item.word.isdecimal() or len(item.word) > 5:
                return index, None, False
            amount = int(item.word)
        elif "number" in item.senses:
            if item.senses["number"] < 2:
                return index, None, False
            amount = int(item.senses["number"])
        for ahead in range(index + 1, min(index + 5, self.count)):
            following = self.items[ahead]
            found = following.senses.get("feature")
            if found is not None:
                named = item.kind != "number" and self._capital(following) and not self.caseless
                return (ahead, amount, True) if found.plural and not named else (index, None, False)
            if not following.senses.mask & _IN_AMOUNT:
                break
        return index, None, False
