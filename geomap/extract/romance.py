"""Spanish, French and Portuguese for a recogniser that learned from English texts.

The words beside a name say the same in these languages ("près de Kidal", "near Kidal"), so
they are read as the English ones. Capitals say more than in English, where titles and
demonyms have them; names hold small words ("Valle del Cauca") and small adjectives
("République centrafricaine").
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from geomap.extract.lexicon import marks
from geomap.resources import package_file


def _words(said: str) -> frozenset[str]:
    return frozenset(said.split())


WORD = re.compile(
    r"(?:[A-Z]\.){2,}|(?:[dlDL]|[Qq]u)['’](?=[^\W_])|[^\W_]+(?:['’][^\W_]+)*(?:\.(?=\s*[,;)]))?|[#@][^\W_]+"
)
"""A word; "d'" and "l'" are words of their own."""

LINKS = frozenset(["d'", "d’", "l'", "l’", "en", "sous", "lès", "em", "à", "aux"])
"""Small words within names, besides those of the recogniser."""

CAPITAL = 1.2
"""Log odds that a known name in capitals inside a sentence gains."""

MAX_SMALL = 2
"""Small words in a row that a name may hold besides links."""

EXACT = 0.97
"""Exactness from which a name with small words in it, or a demonym, is taken as known."""

DEMONYM_CHARS = 4
"""Letters from which a word in small letters is looked up as one for a country's people."""


LEAST, SHARE = 2, 0.1
"""Different small words, and their share of all words, from which a text is in the language."""

_SHARED = _words(
    "a an as capital cite com commune district do e has in large no on pour province six sud ville village"
)
"""Words of English, or of addresses in the web, as well as of these languages."""

_KEYS = {"Spanish": "es", "French": "French", "Portuguese": "Portuguese"}


def singular(word: str) -> str:
    """A word for a country's people without the ending of the plural.

    Examples
    --------
    >>> singular("haitianos"), singular("nicaragüenses"), singular("Maliennes"), singular("français")
    ('haitiano', 'nicaragüense', 'Malienne', 'français')
    >>> singular("portugueses"), singular("españoles"), singular("belge")
    ('portugues', 'español', 'belge')
    """
    if word.endswith(("eses", "oles")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ais", "ois", "és", "ês")) else word


@dataclass(frozen=True)
class Tongue:
    """A language by the English words for its own."""

    english: Mapping[str, str]

    def is_small(self, word: str) -> bool:
        """Whether a word stands beside names and is none by itself, whatever its case: "À", "Tres"."""
        return word[-1] in "'’" or word.lower() in self.english

    def said(self, word: str) -> str:
        """The English word that stands in the same place beside a name; the word itself if it has none."""
        key = word.lower()
        return self.english.get(key.replace("’", "'"), key)


def tongue_of(words: Iterable[str]) -> Tongue | None:
    """The language of a text, if it is plainly one of these."""
    counts = Counter(map(str.lower, words))
    own = {name: [counts[mark] for mark in own if mark in counts] for name, own in _marks().items()}
    best = max(own, key=lambda name: sum(own[name]))
    english = sum(counts[mark] for mark in marks()["en"] - _SHARED)
    is_plain = len(own[best]) >= LEAST and sum(own[best]) > 2 * english
    return _tongues()[best] if is_plain and sum(own[best]) >= SHARE * counts.total() else None


@cache
def _marks() -> dict[str, frozenset[str]]:
    """Words by which each language is known, as they are written."""
    return {
        name: (marks()[_KEYS[name]] | set(tongue.english)) - _SHARED for name, tongue in _tongues().items()
    }


@cache
def _tongues() -> dict[str, Tongue]:
    return {
        name: Tongue({form: english for english, forms in _table()[name].items() for form in forms})
        for name in _KEYS
    }


def no_places(text: str) -> bytearray:
    """For each character, whether it belongs to a name that is no place's whatever its words are."""
    held = bytearray(len(text))
    for name in _table()["no_places"]:
        at = text.find(name)
        while at >= 0:
            held[at : at + len(name)] = b"\1" * len(name)
            at = text.find(name, at + len(name))
    return held


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(package_file("extract", "romance.toml").read_text(encoding="utf-8"))
