"""From names to place phrases: "Canto Grande prison in Lima, Peru" is one, with three names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geomap.extract.model import Sentence, Token, Where

_POINTS = r"(?:north|south|east|west)"
_BEARING = (
    rf"(?:{_POINTS}(?:-?(?:east|west))?|norte|sur|este|oeste|(?:nor|sur|sud)(?:este|oeste)|oriente|occidente)"
)
_LENGTH = r"(?:km|kms|kilomet(?:er|re)s?|kilometros?|miles?|millas?)"
_ABOUT = r"(?:only|just|about|some|around|approximately|roughly|nearly|almost|solo|a|apenas|unos)"
_LINK = re.compile(
    r"(?:\s+local government(?: area)?|\s+lga)?\s*(?:,|\(|\)?,)?\s*(?:(?:a|an|the|una|un|la|el)\s+)?"
    r"(?:\w+\s+)?(?:(?:located|situated|ubicad[oa]|situad[oa])\s+)?"
    rf"(?:(?:{_ABOUT}|situated|located)\s+){{0,2}}"
    rf"(?:(?:a|solo|apenas|unos)\s+){{0,3}}(?:\d+(?:[.,]\d+)?\s?{_LENGTH}\s+)?"
    rf"(?:(?:to the\s+)?(?:{_BEARING}|al|away)\s+){{0,2}}"
    r"(?:(?:in|of|from|near|de|del|en|cerca de|outside)\s+)?"
    r"(?:(?:centro de|the|la|el|los|downtown|central|northern|southern|eastern|western)\s+){0,2}"
)
_AND = re.compile(r"\s*,?\s*(?:and|as well as|y|e)\s+(?:(?:the|in|at|en|el|la)\s+){0,2}")
_COMMA = re.compile(r"\s*,\s*(?:the\s+|el\s+|la\s+)?")
_TO = re.compile(r"\s+(?:to|and|y|a|hasta|con)\s+(?:the\s+|el\s+|la\s+)?")
_WAY = (
    r"(?:road|highway|motorway|route|track|railway|via|carretera|autopista|ruta|camino)"
    r"(?: that| que)?(?: linking| connecting| leading| conduce| une| comunica)?"
)
_BETWEEN = re.compile(
    rf"(?:\b{_WAY} (?:from|de) (?:the |el |la )?"
    rf"|(?:\b{_WAY} )?\b(?:between|entre) (?:the |el |la |las |los )?)$"
)
_LEAD = re.compile(
    rf"(?:(?:\b(?:{_ABOUT}|over|cerca de) )?"
    rf"(?<![\d.,])\d{{1,4}}(?:[.,]\d{{1,3}})? ?(?:{_LENGTH}|m|met(?:er|re)s|metros) "
    rf"(?:(?:to the |al )?{_BEARING}(?:ern)? )?(?:of|from|outside|off|de|del) "
    r"|\b(?:just |close )?(?:near|outside|nearby)(?: to)? |\bon the edge of |\bclose to "
    rf"|\bin the vicinity of |\b(?:{_POINTS}ern )?outskirts of "
    rf"|\b(?:the )?(?:\w+-held )?(?:just )?{_BEARING} of |\b{_WAY} to |\b(?:muy )?cerca (?:de|del) "
    r"|\b(?:en )?las afueras de |\b(?:en )?(?:las )?inmediaciones de "
    rf"|\bal {_BEARING} (?:de|del) |\b{_WAY} a )(?:the |el |la |los |las )?$"
)
_MAX_LEAD = 70
_INNER = re.compile(r"\b(?:pavilion|pabellon|cell ?block|block|wing|ward|pavilions)\s+\d{1,2}\s?[a-z]?\b")
_DIGIT = re.compile(r"\d")
_MAX_LINK = 70


@dataclass(frozen=True, slots=True)
class Atom:
    """One name with its word for a kind of place; token indices `first` to `last`, inclusive."""

    first: int
    last: int
    name: str
    feature: str
    countries: frozenset[str]
    wide: bool
    located: bool
    generic: bool = False


def linked(level: str, tokens: tuple[Token, ...], one: Atom, two: Atom) -> bool:
    """Whether the words between two names make them one phrase: ", a town 7 miles from"."""
    between = level[tokens[one.last].end : tokens[two.first].start]
    return len(between) <= _MAX_LINK and bool(between.strip()) and _LINK.fullmatch(between) is not None


def enumerated(level: str, tokens: tuple[Token, ...], atoms: list[Atom], at: int) -> int:
    """How many atoms from `at` on are a list of places, "A, B, and C"; 0 if they are none."""
    last = at
    while last + 1 < len(atoms):
        between = level[tokens[atoms[last].last].end : tokens[atoms[last + 1].first].start]
        last += 1
        if atoms[last].wide or atoms[last - 1].wide:
            return 0
        if _AND.fullmatch(between):
            return last - at + 1
        if not _COMMA.fullmatch(between):
            return 0
    return 0


def spanned(level: str, tokens: tuple[Token, ...], one: Atom, two: Atom) -> bool:
    """Whether two names are the ends of something: "the road from A to B", "between A and B"."""
    start = tokens[one.first].start
    between = level[tokens[one.last].end : tokens[two.first].start]
    return (
        _TO.fullmatch(between) is not None
        and _BETWEEN.search(level, max(0, start - _MAX_LEAD), start) is not None
    )


def led_in(level: str, begin: int, start: int, *, spans: bool) -> int:
    """Where the words of place begin, with those that tie the incident to the name: "7 km north of"."""
    match = (_BETWEEN if spans else _LEAD).search(level, max(begin, start - _MAX_LEAD), start)
    return match.start() if match else start


def phrase(
    text: str,
    level: str,
    tokens: tuple[Token, ...],
    group: list[Atom],
    *,
    among: int = -1,
    spans: bool = False,
) -> Where:
    """The place phrase of names that belong together.

    Parameters
    ----------
    among : int
        Where the list begins that the name stands in; -1 if in none.
    spans : bool
        Whether the names are the ends of a stretch.
    """
    start, end = tokens[group[0].first].start, tokens[group[-1].last].end
    led = led_in(level, tokens[0].start, start, spans=spans) if among < 0 else start
    names, away = [], []
    for before, atom in zip([None, *group], group, strict=False):
        if before is not None and _DIGIT.search(text[tokens[before.last].end : tokens[atom.first].start]):
            away.append(atom.name)
        names.append(text[tokens[atom.first].start : tokens[atom.last].end] if atom.generic else atom.name)
    countries: frozenset[str] = frozenset()
    for atom in reversed(group):
        if atom.countries:
            shared = countries & atom.countries
            countries = shared or countries or atom.countries
    return Where(
        start,
        end,
        text[led:end],
        tuple(dict.fromkeys(name for name in names if name)),
        countries=countries,
        wide=all(atom.wide for atom in group),
        feature=group[0].feature,
        away=frozenset(away),
        among=among,
    )


def inner_part(text: str, level: str, sentence: Sentence) -> str:
    """A part of a building that the sentence names: "pavilion 4b"; empty if none."""
    match = _INNER.search(level, sentence.start, sentence.end)
    return text[match.start() : match.end()] if match else ""
