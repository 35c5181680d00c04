"""Second look at the items: distances, headings and kilometre posts become one item each."""

from __future__ import annotations

from typing import NamedTuple

from geomap.relations.lexicon import HEADING_DEG, HEADING_HALF_DEG, Senses, bits
from geomap.relations.quantity import Distance, read_distance, read_number
from geomap.relations.tokens import HYPHEN, NO_SENSES, Item

_BETWEEN = bits("by_road", "by_air", "approx", "filler", "conj")
_LOOKED_AT = bits("number", "number_few", "post", "heading", "heading_abbreviated")


class Heading(NamedTuple):
    """A compass heading: its point in English letters, degrees, half the sector's width."""

    point: str
    degrees: float
    half_width: float

    @classmethod
    def of(cls, point: str) -> Heading:
        """The heading of a compass point such as "nne"."""
        return cls(point, HEADING_DEG[point], HEADING_HALF_DEG[len(point)])


class Post(NamedTuple):
    """A kilometre (or mile) post, or a stretch between two."""

    unit: str
    number: float
    end: float | None


def scan(items: list[Item], text: str, language: str) -> list[Item]:
    """Items with every distance, heading and kilometre post joined to one.

    Measures of height ("Elev. 520 m") become items of kind ``measure``.
    """
    out: list[Item] = []
    index, count = 0, len(items)
    while index < count:
        item = items[index]
        senses = item.senses
        if item.kind == "(" and out and out[-1].kind in ("distance", "heading"):
            way, index = _way(items, index)
            if way is not None:
                out.append(way)
                continue
        if item.kind == "number" or (senses and ("number" in senses or "number_few" in senses)):
            joined, after = _distance(items, index, language)
            if joined is not None and not _is_name(items, index, after, text):
                out.append(joined)
                index = after
                continue
        if senses:
            if "post" in senses and index + 1 < count and items[index + 1].kind == "number":
                post, after = _post(items, index, language)
                if post is not None:
                    out.append(post)
                    index = after
                    continue
            if "heading" in senses:
                item.kind, item.value = "heading", Heading.of(senses["heading"])
            elif "heading_abbreviated" in senses and _is_heading(items, index, out):
                item.kind, item.value = "heading", Heading.of(senses["heading_abbreviated"])
        out.append(item)
        index += 1
    return out


def _distance(items: list[Item], index: int, language: str) -> tuple[Item | None, int]:
    distance, after = read_distance(items, index, language)
    if distance is None:
        return None, index
    start, end = items[index].start, items[after - 1].end
    kind = "distance"
    if _is_height(items, index, after, distance):
        kind = "measure"
    joined = Item(kind, NO_SENSES, start, end, items[index].gap, items[index].word)
    joined.value = distance
    return joined, _skip_restated(items, after, language)


def _way(items: list[Item], index: int) -> tuple[Item | None, int]:
    """A bracket that says how the distance goes, "(by dirt road)", as one item; and the index after it."""
    if index + 2 >= len(items) or items[index].kind != "(":
        return None, index
    first = items[index + 1]
    for close in range(index + 2, min(index + 7, len(items))):
        if items[close].kind != ")":
            continue
        inside = items[index + 1 : close]
        for category in ("by_air", "by_road"):
            roads = (one.senses.get("feature") for one in inside if category == "by_road")
            if category in first.senses or (
                first.word in ("by", "por") and any(road and road.key == "road" for road in roads)
            ):
                joined = Item(
                    "word",
                    Senses({category: True}),
                    items[index].start,
                    items[close].end,
                    items[index].gap,
                    "(",
                )
                return joined, close + 1
        return None, index
    return None, index


def _is_name(items: list[Item], index: int, after: int, text: str) -> bool:
    """ "Ten Mile Creek": number and unit in capitals before a feature word."""
    if items[index].kind == "number" or after >= len(items) or "feature" not in items[after].senses:
        return False
    return not text.isupper() and all(text[item.start].isupper() for item in items[index:after])


def _is_height(items: list[Item], index: int, after: int, distance: Distance) -> bool:
    """Whether a length says how high something lies, not how far."""
    if distance.unit not in ("m", "ft"):
        return False
    before = index - 1
    while before >= 0 and items[before].kind in (":", ".", ".?", "=") and index - before < 3:
        before -= 1
    if before >= 0 and "elevation" in items[before].senses:
        return True
    return after < len(items) and "elevation" in items[after].senses


def _skip_restated(items: list[Item], index: int, language: str) -> int:
    """Past the same distance in another unit: "(32 kms)", "/32 km", "[or] (about 7 km)"."""
    if index >= len(items) or items[index].kind not in ("(", "/"):
        return index
    bracket = items[index].kind == "("
    ahead = index + 1
    while ahead < len(items) and "approx" in items[ahead].senses and ahead - index < 3:
        ahead += 1
    if ahead >= len(items):
        return index
    restated, after = read_distance(items, ahead, language)
    if restated is None:
        return index
    if not bracket:
        return after
    return after + 1 if after < len(items) and items[after].kind == ")" else index


def _post(items: list[Item], index: int, language: str) -> tuple[Item | None, int]:
    unit = items[index].senses["post"]
    if items[index].word == "mile" and index + 2 < len(items) and "feature" in items[index + 2].senses:
        return None, index
    number, after = read_number(items, index + 1, language)
    if number is None or (after < len(items) and "unit" in items[after].senses):
        return None, index
    end = None
    if after + 1 < len(items):
        joint = items[after]
        if joint.kind == "number" and joint.gap >= HYPHEN:
            second, after = read_number(items, after, language)
            end = second.value if second else None
        elif joint.kind == "+" and items[after + 1].kind == "number":
            metres, after = read_number(items, after + 1, language)
            number = number._replace(value=number.value + (metres.value / 1000 if metres else 0))
        elif ("conj" in joint.senses or "number_range" in joint.senses) and (
            items[after + 1].kind == "number" or "post" in items[after + 1].senses
        ):
            ahead = after + 1 if items[after + 1].kind == "number" else after + 2
            second, ended = read_number(items, ahead, language) if ahead < len(items) else (None, after)
            if second is not None and not (ended < len(items) and "unit" in items[ended].senses):
                end, after = second.value, ended
    joined = Item(
        "post", NO_SENSES, items[index].start, items[after - 1].end, items[index].gap, items[index].word
    )
    joined.value = Post(unit, number.value, end)
    return joined, after


def _is_heading(items: list[Item], index: int, out: list[Item]) -> bool:
    """Whether a letter or two stand for a compass point here.

    Beside a distance or "to the" they do; before "of" or "side of" they do if no
    language reads them as another word.
    """
    item = items[index]
    for before in out[:-5:-1]:
        if before.kind in ("distance", "number"):
            return True
        if "heading_before" in before.senses:
            return True
        said = before.senses.mask & _BETWEEN
        if not said and before.kind not in ("(", ")", "&", "heading"):
            break
    if index + 1 >= len(items):
        return False
    after = items[index + 1]
    ahead = index + 1
    if after.kind == ".?":
        ahead += 1
        if ahead >= len(items):
            return False
        after = items[ahead]
    if item.word in ("o", "so", "no", "oso", "a"):
        return False
    if after.word == "of" or "heading_sideways" in after.senses:
        return True
    if len(item.word) > 1 and "heading_after" in after.senses:
        return True
    return after.kind == "number" and ahead + 1 < len(items) and "unit" in items[ahead + 1].senses
