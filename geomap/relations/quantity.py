"""Numbers, units and how precisely a distance was stated."""

from __future__ import annotations

import math
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from geomap.relations.tokens import HYPHEN, Item

METRES = MappingProxyType(
    {
        "km": 1000.0,
        "m": 1.0,
        "mi": 1609.344,
        "ft": 0.3048,
        "yd": 0.9144,
        "nmi": 1852.0,
        "league_en": 4828.032,
        "league_es": 5572.7,
        "furlong": 201.168,
        "chain": 20.1168,
        "rod": 5.0292,
        "vara": 0.8359,
        "block": 100.0,
    }
)
"""Metres of a unit. The English league is three statute miles; the Spanish legua is the
common one of 20,000 pies (5,572.7 m), the usual value in Peru and Mexico; a block (cuadra)
is taken as 100 m, half of which its precision covers; the vara is Castile's. Units of time
("two hours' walk") are not here: they say a distance only with a speed, so they are flagged,
not converted; nor are words for lengths of many sizes (``unknown``: Meilen, versts)."""

FARTHEST_M = 20_037_508.0
"""Half the equator: no two places lie farther apart."""

_VULGAR = MappingProxyType(
    {
        "½": Fraction(1, 2),
        "⅓": Fraction(1, 3),
        "⅔": Fraction(2, 3),
        "¼": Fraction(1, 4),
        "¾": Fraction(3, 4),
        "⅕": Fraction(1, 5),
        "⅛": Fraction(1, 8),
        "⅜": Fraction(3, 8),
        "⅝": Fraction(5, 8),
        "⅞": Fraction(7, 8),
    }
)
# Decimals that stand for a common fraction: their denominator is the precision.
_DECIMAL_DENOMINATORS = MappingProxyType(
    {
        "5": 2,
        "25": 4,
        "75": 4,
        "33": 3,
        "66": 3,
        "67": 3,
        "333": 3,
        "667": 3,
        "666": 3,
        "125": 8,
        "375": 8,
        "625": 8,
        "875": 8,
    }
)


class Number(NamedTuple):
    """A number as written: its value, and the denominator of its fraction (1: a whole number)."""

    value: float
    denominator: int = 1
    ambiguous: bool = False
    vague: bool = False


class Distance(NamedTuple):
    """A stated distance.

    `half_precision_m` is half the unit of statement; for a range the half range is added.
    `metres` is nan for units that are not lengths; `by_road` is set by "road miles" (True)
    and "airline miles" (False).
    """

    metres: float
    half_precision_m: float
    unit: str
    flags: tuple[str, ...]
    by_road: bool | None = None

    @property
    def known(self) -> bool:
        """Whether the metres are known."""
        return not math.isnan(self.metres)


def half_precision(value: float, denominator: int = 1) -> float:
    """Half the precision with which a distance was stated, in its own unit.

    The rule of 2020 (Chapman & Wieczorek, Georeferencing Best Practices): half of
    1/denominator for fractions; for whole numbers half of 10 to the number of trailing
    zeros, but of no more than a tenth of the number's leading place (100 gives 5, not 50).

    Parameters
    ----------
    value : float
        As written, not negative.
    denominator : int
        Of its fractional part; 1 for a whole number.

    Examples
    --------
    >>> half_precision(10), half_precision(100), half_precision(10.5, 2), half_precision(7)
    (0.5, 5.0, 0.25, 0.5)
    """
    if denominator > 1:
        return 0.5 / denominator
    whole = round(value)
    if whole <= 0:
        return 0.5
    digits = str(whole)
    zeros = len(digits) - len(digits.rstrip("0"))
    return 0.5 * 10.0 ** max(0, min(zeros, len(digits) - 2))


def read_digits(text: str, language: str) -> Number:
    """A number in digits, with either decimal separator.

    A comma before exactly three digits parts thousands, in Spanish a point does too (that
    reading is marked as ambiguous).

    Examples
    --------
    >>> read_digits("1,500", "en").value, read_digits("1,5", "es").value, read_digits("1.5", "es").value
    (1500.0, 1.5, 1.5)
    """
    text = text.replace("\u066b", ".")
    groups = text.replace(",", ".").split(".")
    if len(groups) == 1:
        return Number(_float(groups[0]))
    thousands = all(len(group) == 3 for group in groups[1:]) and groups[0] not in ("0", "00", "000")
    comma, point = "," in text, "." in text
    if comma and point:
        decimal = max(text.rfind(","), text.rfind("."))
        whole = text[:decimal].replace(",", "").replace(".", "")
        return _decimal(whole, text[decimal + 1 :])
    if len(groups) > 2:
        return Number(_float("".join(groups))) if thousands else Number(_float(groups[0]), ambiguous=True)
    if thousands and len(groups[0]) <= 3 and (comma or language == "es"):
        return Number(_float("".join(groups)), ambiguous=point)
    return _decimal(groups[0], groups[1])


def _float(digits: str) -> float:
    """Digits of any script as a float; absurdly long ones as infinity."""
    return float(digits[:400])


def _decimal(whole: str, decimals: str) -> Number:
    decimals = decimals[:12]
    value = _float(f"{whole[:300]}.{decimals}")
    return Number(value, _DECIMAL_DENOMINATORS.get(decimals, 10 ** len(decimals)))


def read_number(items: list[Item], index: int, language: str) -> tuple[Number | None, int]:
    """The number that starts at an item, and the index after it.

    Handles "7", "1.5", "1/2", "2 1/2", "2½", "seven", "twenty five", "half a", "a" before a
    unit, "treinta y cinco".
    """
    item = items[index]
    if item.kind == "number":
        return _read_numeral(items, index, language)
    if "number" in item.senses:
        return _read_words(items, index)
    if "number_few" in item.senses:
        return Number(3.0, vague=True), index + 1
    if "number_one" in item.senses and _is_singular(items, index + 1):
        return Number(1.0), index + 1
    return None, index


def _is_singular(items: list[Item], index: int) -> bool:
    """ "a mile", "an hour's walk"; not "a metros" nor "a m"."""
    if index >= len(items) or "unit" not in items[index].senses:
        return False
    word = items[index].word
    return len(word) > 3 and (not word.endswith("s") or "'" in word)


def _read_numeral(items: list[Item], index: int, language: str) -> tuple[Number, int]:
    word = items[index].word
    if word in _VULGAR:
        vulgar = _VULGAR[word]
        return Number(float(vulgar), vulgar.denominator), index + 1
    number = read_digits(word, language)
    share, after = _read_share(items, index)
    if share is not None:
        return Number(float(share), share.denominator), after
    index += 1
    if index < len(items) and items[index].kind == "number" and number.denominator == 1:
        share, after = _VULGAR.get(items[index].word), index + 1
        if share is None:
            share, after = _read_share(items, index)
        if share is not None and share < 1:
            return Number(number.value + float(share), share.denominator), after
    if index < len(items) and "number_and_a_half" in items[index].senses:
        return Number(number.value + 0.5, 2), index + 1
    return number, index


def _read_share(items: list[Item], index: int) -> tuple[Fraction | None, int]:
    """A fraction written with a slash."""
    if index + 2 < len(items) and items[index + 1].kind == "/" and items[index + 2].kind == "number":
        over, under = items[index].word, items[index + 2].word
        if over.isdecimal() and under.isdecimal() and len(over) < 4 and 0 < len(under) < 4 and int(under) > 1:
            return Fraction(int(over), int(under)), index + 3
    return None, index


def _read_words(items: list[Item], index: int) -> tuple[Number, int]:
    """Numbers in words below a thousand, and their halves."""
    value = float(items[index].senses["number"])
    index += 1
    if 0 < value < 1:
        return Number(value, round(1 / value) if value <= 0.5 else 4), index
    # "twenty five", "treinta y cinco": tens, then an optional "y", then ones.
    if value >= 20 and value % 10 == 0 and index < len(items):
        ahead = index + 1 if "conj" in items[index].senses and index + 1 < len(items) else index
        ones = items[ahead].senses.get("number", 0.0)
        if 1 <= ones < (100 if value >= 100 else 10):
            value, index = value + ones, ahead + 1
    elif 1 <= value < 10 and index < len(items) and items[index].senses.get("number") == 100.0:
        value, index = value * 100, index + 1
    if index < len(items) and "number_and_a_half" in items[index].senses:
        return Number(value + 0.5, 2), index + 1
    return Number(value), index


def _unit_at(items: list[Item], index: int, language: str) -> tuple[str, int]:
    """The unit at an item, "" if none; skips a full stop after it."""
    if index >= len(items):
        return "", index
    item = items[index]
    unit = item.senses.get("unit", "")
    if not unit and item.kind == "(" and index + 2 < len(items) and items[index + 2].kind == ")":
        # "2 (miles)" and "2 m[iles]": the bracket completes the unit.
        unit = items[index + 1].senses.get("unit", "")
        return (unit, index + 3) if unit else ("", index)
    if not unit:
        return "", index
    if (
        unit == "m"
        and item.word == "m"
        and index + 3 < len(items)
        and items[index + 1].kind == "("
        and items[index + 1].gap == 0
        and items[index + 2].word in ("iles", "ile", "i")
    ):
        return "mi", index + 4
    index += 1
    if index < len(items) and items[index].kind == ".?":
        index += 1
    return str(unit), index


def read_distance(items: list[Item], index: int, language: str) -> tuple[Distance | None, int]:
    """The distance that starts at an item, and the index after it.

    A number without a unit is no distance. A range ("2-3 mi", "3/4 to 1 mile") gives its
    middle, with half the range added to the half-precision.
    """
    first, after = read_number(items, index, language)
    if first is None or after >= len(items):
        return None, index
    second = None
    by_road, after = _way(items, after)
    unit, end = _unit_at(items, after, language)
    ahead = after if not unit else end
    if ahead + 1 < len(items):
        item = items[ahead]
        joined = item.gap >= HYPHEN and item.kind == "number"
        if joined or item.kind == "--" or "number_range" in item.senses or "conj" in item.senses:
            second, after = read_number(items, ahead if joined else ahead + 1, language)
            if second is not None:
                unit_after, end_after = _unit_at(items, after, language)
                # "5 km and 10 mi" are two distances, "5 to 10 km" and "5 km to 10 km" one.
                if unit_after and (not unit or (unit_after == unit and "conj" not in item.senses)):
                    unit, end = unit_after, end_after
                else:
                    second = None
    if not unit:
        return None, index
    if end < len(items) and "number_and_a_half" in items[end].senses and first.denominator == 1:
        first, end = Number(first.value + 0.5, 2), end + 1
    return _distance(first, second, unit)._replace(by_road=by_road), end


def _way(items: list[Item], index: int) -> tuple[bool | None, int]:
    """Past the word before a unit that says how it was measured: "road miles", "airline miles"."""
    if index + 1 >= len(items) or "unit" not in items[index + 1].senses:
        return None, index
    senses = items[index].senses
    if "by_road" in senses or "by_air" in senses:
        return "by_road" in senses, index + 1
    return None, index


def _distance(first: Number, second: Number | None, unit: str) -> Distance:
    scale = METRES.get(unit, math.nan)
    if second is None:
        value, half = first.value, half_precision(min(first.value, 1e12), first.denominator)
    else:
        value = (first.value + second.value) / 2
        half = abs(second.value - first.value) / 2
        half += half_precision(
            min(max(first.value, second.value), 1e12), max(first.denominator, second.denominator)
        )
    flags = []
    if math.isnan(scale):
        flags.append("unknown_unit" if unit == "unknown" else "unsupported_unit")
    elif value * scale > FARTHEST_M:
        scale = math.nan
        flags.append("impossible_distance")
    if first.ambiguous:
        flags.append("ambiguous_number")
    if first.vague:
        half = value
        flags.append("vague_number")
    return Distance(value * scale, half * scale, unit, tuple(flags))
