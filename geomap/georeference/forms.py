"""The spellings under which a name of running text is looked up, the fullest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geomap.relations import Anchor, feature_codes, parse

MAX_WORDS = 8
"""Longer names are looked up as they stand, and by no part."""

_SPACES = re.compile(r"\s+")
_POSSESSIVE = re.compile(r"['’]s?$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_EDGE = " \t\n.,;:!?\"“”‘’'()[]#@-–—"
_PREFIX = re.compile(r"^(?:pro|anti|non|ex|trans|mid|north|south|east|west)-(?=\w)", re.IGNORECASE)
_SUFFIX = re.compile(
    r"-(?:based|area|born|led|backed|bound|wide|style|controlled|held|occupied|administered|run|owned|linked)$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"^(?:(?:north|south|east|west|central|middle|mid|upper|lower|inner|outer|greater|metro|metropolitan|"
    r"downtown|uptown|suburban|rural|old|mainland|northern|southern|eastern|western|northeast|northwest|"
    r"southeast|southwest|northeastern|northwestern|southeastern|southwestern)[- ])+(?=\w)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^(?:the\s+)?(?:city|town|state|province|republic|county|village|region|district|port|borough|"
    r"commonwealth|kingdom|university|people'?s republic)\s+of\s+(?:the\s+)?(?=\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One thing to look up.

    Attributes
    ----------
    partial : float
        0 for the whole name, 1 without a word that says what it is, 2 for a lesser part.
    feature_codes : frozenset of str
        Kinds of place that the name's own words ask for.
    last_resort : bool
        Only where nothing fuller is known.
    """

    text: str
    partial: float = 0.0
    feature_codes: frozenset[str] = frozenset()
    last_resort: bool = False


def spellings(name: str) -> tuple[Spelling, ...]:
    """Spellings of a name as written, each once.

    Examples
    --------
    >>> [one.text for one in spellings("Rapides Parish")]
    ['Rapides Parish', 'Rapides', 'Parish']
    >>> [one.text for one in spellings("#SouthSudan")]
    ['South Sudan', 'SouthSudan', 'Sudan', 'South']
    """
    clean = _SPACES.sub(" ", name).strip(_EDGE if len(name) > 4 else " \t\n#@")
    clean = _POSSESSIVE.sub("", clean) or clean
    if not clean:
        return ()
    split = _CAMEL.sub(" ", clean) if " " not in clean else clean
    codes, parsed = _parsed(split)
    found: dict[str, Spelling] = {}
    for one in (*_whole(clean, split, codes), *parsed, *_lesser(split)):
        if one.text:
            found.setdefault(one.text, one)
    return tuple(found.values())


def _whole(clean: str, split: str, codes: frozenset[str]) -> Iterator[Spelling]:
    yield Spelling(split, 0.0, codes)
    yield Spelling(clean, 0.0, codes)
    if clean.endswith(".") or "." in clean:
        yield Spelling(clean.rstrip("."), 0.0, codes)


def _parsed(name: str) -> tuple[frozenset[str], list[Spelling]]:
    """What the grammar of place descriptions makes of a name of several words."""
    if " " not in name or name.count(" ") >= MAX_WORDS:
        return frozenset(), []
    relation = parse(name).relation
    anchor = relation.anchor if relation is not None else None
    if anchor is None or anchor.generic:
        return frozenset(), []
    codes = frozenset(feature_codes(anchor.feature)) if anchor.feature else frozenset()
    return codes, [
        Spelling(form, max(1.0, partial(anchor, form)), codes, last_resort=not _is_area_or_town(codes))
        for form in anchor.forms
        if form != name
    ]


def partial(anchor: Anchor, form: str) -> float:
    """How much of an anchor's words a form leaves unexplained: 0 none, 1 an area's word, 2 a site's."""
    if form == anchor.forms[0]:
        return 0.0
    codes = frozenset(feature_codes(anchor.feature)) if anchor.feature else frozenset()
    return 1.0 if not codes or _is_area_or_town(codes) else 2.0


def _is_area_or_town(codes: frozenset[str]) -> bool:
    return any(code in _AREAS_AND_TOWNS or code.startswith(("ADM", "PPL", "PCL")) for code in codes)


_AREAS_AND_TOWNS = frozenset({"A", "P"})


def _lesser(name: str) -> Iterator[Spelling]:
    """Parts of a name that may still say where: without prefixes, then its beginnings and ends."""
    for pattern in (_PREFIX, _SUFFIX, _PART, _TITLE):
        shorter = pattern.sub("", name)
        if shorter != name:
            yield Spelling(shorter, 1.0, last_resort=True)
    if name.endswith("s") and len(name) > 4:
        yield Spelling(name[:-1], 1.0, last_resort=True)
    if name.endswith(("eses", "oles")):
        yield Spelling(name[:-2], 1.0, last_resort=True)
    words = name.replace("-", " ").split(" ")
    if 1 < len(words) <= MAX_WORDS:
        for size in range(len(words) - 1, 0, -1):
            for part in (words[:size], words[-size:]):
                if part[0][:1].isupper() and len(" ".join(part)) > 2:
                    yield Spelling(" ".join(part), 2.0 + (size < 2), last_resort=True)
