"""Second look at the items: distances, headings and kilometre posts become one item each."""

from __future__ import annotations

from typing import NamedTuple

from geomap.relations.lexicon import HEADING_DEG, HEADING_HALF_DEG, LINEAR, Senses, bits
from geomap.relations.quantity import (
    METRES,
    Distance,
    half_precision,
    read_digits,
    read_distance,
    read_number,
)
from geomap.relations.tokens import HYPHEN, NO_SENSES, SPACED, Item

_BETWEEN = bits("by_road", "by_air", "approx", "filler", "conj")
_NUMERIC = bits("number", "number_few", "number_one")
_SOURCE = bits("from", "of")
_PLAIN = frozenset({"word", ","})
_SCANNED = bits(
    "number", "number_few", "number_one", "post", "heading", "heading_abbreviated", "border"
)  # fmt: skip
_MEETING = bits("junction")
_NAMED_AFTER = bits("feature", "junction")
_ADJECTIVE = Senses({"adjective": True})
_POINTS = bits("heading", "heading_abbreviated")
_ON_ROAD = bits("of", "at", "along")


DEGREES_HALF_WIDTH = 1.0
"""Half-width of the sector of a heading in degrees (Chapman & Wieczorek's calculator)."""


class Heading(NamedTuple):
    """A compass heading: its point in English letters, degrees, half the sector's width.

    The point is empty for a heading in degrees.
    """

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
        if not senses.mask & _SCANNED and item.kind in _PLAIN:
            out.append(item)
            index += 1
            continue
        if item.kind == "(" and out and out[-1].kind in ("distance", "heading"):
            way, index = _way(items, index)
            if way is not None:
                out.append(way)
                continue
        if item.kind == "number" or senses.mask & _NUMERIC:
            joined, after = _distance(items, index, language)
            if joined is not None and not _is_name(items, index, after, text):
                out.append(joined)
                index = after
                continue
            bearing, after = _bearing(items, index, out, text)
            if bearing is not None:
                out.append(bearing)
                index = after
                continue
        if senses:
            if item.word == "border" and _is_border_town(items, index, out, text):
                item.senses = _ADJECTIVE
            elif "post" in senses and index + 1 < count and items[index + 1].kind == "number":
                post, after = _post(items, index, text, language)
                if post is not None:
                    out.append(_measured(post, items, after))
                    index = after
                    continue
            if "heading" in senses:
                item.kind, item.value = "heading", Heading.of(senses["heading"])
            elif "heading_abbreviated" in senses and _is_heading(items, index, out):
                item.kind, item.value = "heading", Heading.of(senses["heading_abbreviated"])
                index = _spaced_heading(items, index)
        out.append(item)
        index += 1
    return out


def _spaced_heading(items: list[Item], index: int) -> int:
    """ "N. E." and "N E" as one heading; the index of the last item that belongs to it."""
    item = items[index]
    last = index + 1
    if last < len(items) and items[last].kind == ".?":
        last += 1
    if len(item.word) > 1 or last >= len(items) or len(items[last].word) > 1 or items[last].gap > SPACED:
        return index
    second = items[last].senses.get("heading_abbreviated", "")
    point = item.senses["heading_abbreviated"] + second
    if not second or point not in HEADING_DEG:
        return index
    item.value, item.end = Heading.of(point), items[last].end
    return last


def _bearing(items: list[Item], index: int, out: list[Item], text: str) -> tuple[Item | None, int]:
    """A heading in degrees, as one item: "130° off Sandy Point", "at 345 degrees from X"."""
    item = items[index]
    if item.kind != "number" or index + 1 >= len(items) or (out and out[-1].kind == "("):
        return None, index
    sign = items[index + 1]
    if text[sign.start : sign.end] not in ("°", "º") and sign.word not in ("degrees", "deg", "grados"):
        return None, index
    degrees = read_digits(item.word, "en").value
    follows = items[index + 2].senses if index + 2 < len(items) else NO_SENSES
    beside = any(before.kind == "distance" for before in out[:-4:-1])
    if degrees > 360 or not (beside or follows.mask & _SOURCE):
        return None, index
    joined = Item("heading", NO_SENSES, item.start, sign.end, item.gap, item.word)
    joined.value = Heading("", degrees % 360, DEGREES_HALF_WIDTH)
    return joined, index + 2


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
    """ "Ten Mile Creek", "Two Mile": number and unit in capitals before a feature word, or alone."""
    if items[index].kind == "number":
        return False
    if after < len(items) and items[after].kind != "," and "feature" not in items[after].senses:
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


def _names_post(items: list[Item], index: int, text: str) -> bool:
    """Whether a post is a name: "Mile 12 checkpoint", "Mile 12, Lagos"; not "mile 12 on the road"."""
    item = items[index]
    if index + 2 >= len(items):
        return item.word == "mile" and text[item.start].isupper()
    if item.word != "mile":
        word = items[index + 2].senses.get("feature")
        named = word is not None and word.key not in LINEAR
        return named or bool(items[index + 2].senses.mask & _MEETING)
    follows = items[index + 2].senses
    return bool(follows.mask & _NAMED_AFTER) or (text[item.start].isupper() and not follows.mask & _ON_ROAD)


def _is_border_town(items: list[Item], index: int, out: list[Item], text: str) -> bool:
    """ "the border town of X": a word for the town; "the Mexican border city" is read by the clauses."""
    word = items[index + 1].senses.get("feature") if index + 1 < len(items) else None
    if word is None or word.key not in ("town", "city", "village", "settlement"):
        return False
    named = bool(out) and out[-1].kind == "word" and not out[-1].senses and text[out[-1].start].isupper()
    return not named or text.isupper()


def _measured(post: Item, items: list[Item], index: int) -> Item:
    """ "Km 25 noroeste de X" is a distance, "km 25 de la carretera" a post."""
    while index < len(items) and "heading_before" in items[index].senses:
        index += 1
    if index + 1 >= len(items) or not items[index].senses.mask & _POINTS:
        return post
    stated = post.value
    if not isinstance(stated, Post) or stated.end is not None or not items[index + 1].senses.mask & _SOURCE:
        return post
    scale = METRES[stated.unit]
    half = half_precision(stated.number) if stated.number == round(stated.number) else 0.5
    post.kind, post.value = "distance", Distance(stated.number * scale, half * scale, stated.unit, ())
    return post


def _post(items: list[Item], index: int, text: str, language: str) -> tuple[Item | None, int]:
    unit = items[index].senses["post"]
    if _names_post(items, index, text):
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
