"""From names to place phrases: "Canto Grande prison in Lima, Peru" is one, with three names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geomap.extract.model import Sentence, Token, Where

_LINK = re.compile(
    r"\s*(?:,|\(|\)?,)?\s*(?:(?:a|an|the|una|un|la|el)\s+)?(?:\w+\s+)?"
    r"(?:(?:located|situated|ubicad[oa]|situad[oa])\s+)?"
    r"(?:(?:only|just|about|some|solo|a|apenas|unos|situated|located)\s+){0,2}"
    r"(?:(?:a|solo|apenas|unos)\s+){0,3}(?:\d+(?:[.,]\d+)?\s?(?:km|kms|kilometers|kilometres|kilometros|miles?|millas?)\s+)?"
    r"(?:(?:north|south|east|west|northeast|northwest|southeast|southwest|norte|sur|este|oeste|al|away)\s+){0,2}"
    r"(?:(?:in|of|from|near|de|del|en|cerca de|outside)\s+)?"
    r"(?:(?:centro de|the|la|el|los|downtown|central|northern|southern|eastern|western)\s+){0,2}"
)
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


def phrase(text: str, tokens: tuple[Token, ...], group: list[Atom]) -> Where:
    """The place phrase of names that belong together."""
    start, end = tokens[group[0].first].start, tokens[group[-1].last].end
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
        text[start:end],
        tuple(dict.fromkeys(name for name in names if name)),
        countries=countries,
        wide=all(atom.wide for atom in group),
        feature=group[0].feature,
        away=frozenset(away),
    )


def inner_part(text: str, level: str, sentence: Sentence) -> str:
    """A part of a building that the sentence names: "pavilion 4b"; empty if none."""
    match = _INNER.search(level, sentence.start, sentence.end)
    return text[match.start() : match.end()] if match else ""
