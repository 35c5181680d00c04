"""The words of each language, read from the `*.toml` files beside this module.

A language is one file; adding a third means adding a file. `lexicon(language)` merges
them all: where two languages give one phrase different meanings, the leading one wins,
because real descriptions mix them ("12 km ne of, mpio. de Guaymas").
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from geomap.errors import GeomapError
from geomap.resources import package_file

_BITS: dict[str, int] = {}


@lru_cache(maxsize=1024)
def bits(*categories: str) -> int:
    """A mask of categories, to ask of `Senses.mask` whether a phrase has any of them."""
    mask = 0
    for category in categories:
        mask |= _BITS.setdefault(category, 1 << len(_BITS))
    return mask


class Senses(dict[str, Any]):
    """Meanings of a phrase: category → value; `mask` holds the categories as bits."""

    __slots__ = ("mask",)

    def __init__(self, meanings: dict[str, Any] | None = None) -> None:
        super().__init__(meanings or {})
        self.mask = bits(*self)


class FeatureWord(NamedTuple):
    """A word for a kind of place.

    `keeps`: usually part of the name ("Rio Grande"); `plural`: "prisons".
    """

    key: str
    keeps: bool
    plural: bool
    language: str


class Feature(NamedTuple):
    """What a place can be said to be (`features.toml`)."""

    key: str
    rank: int
    codes: tuple[str, ...]
    linear: bool


class Node:
    """A word in the tree of phrases: its meanings if a phrase ends here, and how phrases go on."""

    __slots__ = ("children", "senses")

    def __init__(self) -> None:
        self.senses: Senses | None = None
        self.children: dict[str, Node] = {}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases, with one language leading.

    Attributes
    ----------
    phrases : dict
        First word → the tree of phrases that begin with it.
    abbreviations : frozenset of str
        Words after which a full stop ends no sentence.
    """

    language: str
    phrases: dict[str, Node]
    abbreviations: frozenset[str]
    markers: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Lower case, without accents; apostrophes unified.

    Examples
    --------
    >>> fold("Ñuñoa"), fold("N’Djamena")
    ('nunoa', "n'djamena")
    """
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFD", word.casefold().replace("’", "'"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


# Where a table of the file gives phrases for several values of one category.
_TABLES = (
    "approx",
    "depth",
    "near",
    "along",
    "roadto",
    "post",
    "junction",
    "border",
    "headings",
    "parts",
    "units",
)
# Where a list of the file gives phrases of one category without a value.
_LISTS = (
    "articles",
    "of",
    "from",
    "in",
    "within",
    "at",
    "conj",
    "with",
    "fillers",
    "adjectives",
    "at_most",
    "at_least",
    "by_road",
    "by_air",
    "travel",
    "towards",
    "to",
    "between",
    "elevation",
    "somewhere",
    "several",
    "unknown",
    "relative",
    "names",
)
_RENAMED = {"articles": "article", "fillers": "filler", "adjectives": "adjective", "names": "name"}
_TABLE_RENAMED = {"headings": "heading", "parts": "part", "units": "unit"}

_POINTS = ("n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw")
HEADING_DEG = MappingProxyType({point: 22.5 * index for index, point in enumerate(_POINTS)})
"""Degrees clockwise from north of the sixteen compass points."""

POINT_NAMES = MappingProxyType(
    {
        "n": "north",
        "ne": "northeast",
        "e": "east",
        "se": "southeast",
        "s": "south",
        "sw": "southwest",
        "w": "west",
        "nw": "northwest",
    }
)
"""Words for the parts of a place by compass point."""

HEADING_HALF_DEG = MappingProxyType({1: 45.0, 2: 22.5, 3: 11.25})
"""Half-width of the sector by the number of letters of the point (Chapman & Wieczorek 2020)."""

# Single letters and their groups mean a heading only beside a distance or "to the"; O is oeste.
_ABBREVIATED = {point: point for point in _POINTS} | {
    "o": "w",
    "so": "sw",
    "no": "nw",
    "oso": "wsw",
    "ono": "wnw",
    "nno": "nnw",
    "sso": "ssw",
}


def _add(phrases: dict[str, dict[str, Any]], phrase: str, category: str, value: Any) -> None:
    phrases.setdefault(phrase, {}).setdefault(category, value)


def _add_features(phrases: dict[str, dict[str, Any]], table: dict[str, list[str]], language: str) -> None:
    for key, words in table.items():
        for marked in words:
            phrase = marked.rstrip("+*")
            marks = marked[len(phrase) :]
            _add(phrases, phrase, "feature", FeatureWord(key, "+" in marks, "*" in marks, language))


def _phrases_of(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every phrase of one language with its meanings."""
    phrases: dict[str, dict[str, Any]] = {}
    for name in _LISTS:
        for phrase in data.get(name, ()):
            _add(phrases, phrase, _RENAMED.get(name, name), True)
    for name in _TABLES:
        for value, words in data.get(name, {}).items():
            for phrase in words:
                _add(phrases, phrase, _TABLE_RENAMED.get(name, name), value)
    for value, words in data.get("heading_adjectives", {}).items():
        for phrase in words:
            _add(phrases, phrase, "heading_adjective", value)
    for name, words in data.get("heading_words", {}).items():
        for phrase in words:
            _add(phrases, phrase, f"heading_{name}", True)
    for value, words in data.get("numbers", {}).items():
        for phrase in words:
            _add(phrases, phrase, "number", float(value))
    for name, words in data.get("number_words", {}).items():
        for phrase in words:
            _add(phrases, phrase, f"number_{name}", True)
    _add_features(phrases, data.get("features", {}), data["language"])
    return phrases


@lru_cache(maxsize=1)
def _languages() -> dict[str, dict[str, Any]]:
    """Language code → its file, English first, then by name."""
    files = [path for path in package_file("relations").glob("*.toml") if path.stem != "features"]
    if not files:
        raise GeomapError(
            "The installation lacks its lexicons (geomap/relations/*.toml).",
            hint="Install geomap-incidents again.",
        )
    read = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(files))
    return {data["language"]: data for data in sorted(read, key=lambda data: data["language"] != "en")}


def languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that have a lexicon."""
    return tuple(_languages())


@lru_cache(maxsize=16)
def lexicon(language: str = "") -> Lexicon:
    """All lexicons merged, with one language leading.

    Parameters
    ----------
    language : str, optional
        Code of the leading language; one without a lexicon, or none, means English.
    """
    files = _languages()
    order = sorted(files, key=lambda code: code != language)
    merged: dict[str, dict[str, Any]] = {}
    for code in order:
        for phrase, senses in _phrases_of(files[code]).items():
            for category, value in senses.items():
                _add(merged, phrase, category, value)
    for abbreviation, point in _ABBREVIATED.items():
        _add(merged, abbreviation, "heading_abbreviated", point)
    phrases: dict[str, Node] = {}
    for phrase, senses in merged.items():
        first, *rest = phrase.split()
        node = phrases.setdefault(first, Node())
        for word in rest:
            node = node.children.setdefault(word, Node())
        node.senses = Senses(senses)
    return Lexicon(
        language,
        phrases,
        frozenset(word for data in files.values() for word in data.get("abbreviations", ())),
        _markers(files),
    )


def _markers(files: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Words that only one language has among its markers → that language."""
    markers: dict[str, str] = {}
    for code, data in files.items():
        for word in data["markers"]:
            markers[word] = "" if word in markers else code
    return {word: code for word, code in markers.items() if code}


def _read_features() -> dict[str, Feature]:
    data = tomllib.loads(package_file("relations", "features.toml").read_text(encoding="utf-8"))
    return {
        key: Feature(key, entry["rank"], tuple(entry["codes"]), entry.get("linear", False))
        for key, entry in data.items()
    }


_FEATURES = _read_features()
RANKS = {key: found.rank for key, found in _FEATURES.items()}
"""Feature key → size class."""

ADMINISTRATIVE = frozenset(
    key for key, found in _FEATURES.items() if found.rank >= 5 and found.codes[0].startswith(("ADM", "PCL"))
)
"""Keys of administrative areas."""

LINEAR = frozenset(key for key, found in _FEATURES.items() if found.linear)
"""Keys of roads, rivers and other lines."""


def feature(key: str) -> Feature | None:
    """What is known about a feature key; None for an unknown or empty one."""
    return _FEATURES.get(key)


def feature_codes(key: str) -> tuple[str, ...]:
    """GeoNames codes (a single letter: a class) that the feature word asks for, best first.

    Examples
    --------
    >>> feature_codes("prison")
    ('PRN', 'PRNJ', 'PRNQ')
    >>> feature_codes("")
    ()
    """
    found = feature(key)
    return found.codes if found else ()
