"""The words of each language, read from the `*.toml` files beside this module.

A language is one file; the typology of kinds is `typology.toml`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from geomap.extract.model import Token
from geomap.resources import package_file

LANGUAGES = ("en", "es")

_SURE = 5
"""Function words from which on a language without a lexicon is told from one that has some in common."""


@dataclass(frozen=True, slots=True)
class Kind:
    """An entry of the typology.

    Attributes
    ----------
    family : str
        Kinds of one family can be one incident: ``violence``, ``holding``, ``politics``, ``mishap``.
    rank : int
        Of the kinds that the sentences of one incident name, the one of lowest rank is its kind.
    acled : str
        ACLED sub-event type; empty where ACLED does not code such events.
    ucdp : tuple of int
        UCDP GED types of violence that it can belong to (1 state-based, 2 non-state, 3 one-sided).
    """

    family: str
    rank: int
    acled: str
    ucdp: tuple[int, ...]


class Phrases:
    """Phrases of folded words, each with a value; the longest that matches wins."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.table = table
        self.first_words = frozenset(phrase.split()[0] for phrase in table)
        self._by_first: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
        for phrase, value in table.items():
            words = tuple(phrase.split())
            self._by_first.setdefault(words[0], []).append((words, value))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def at(self, tokens: tuple[Token, ...], index: int) -> tuple[int, Any] | None:
        """Number of tokens and value of the longest phrase that begins at `index`."""
        held = self._by_first.get(tokens[index].word)
        if held is None:
            return None
        for words, value in held:
            stop = index + len(words)
            if len(words) == 1 or tuple(token.word for token in tokens[index:stop]) == words:
                return len(words), value
        return None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that the rules need to know of one language.

    Attributes
    ----------
    common : frozenset of str
        Words that are hardly ever names, though some place may bear them: "siege", "stamp".
    tolls : Phrases
        Words before a number of people harmed: "death toll".
    plain_harms : frozenset of str
        The single words of harm.
    not_people : frozenset of str
        Words after a number that are no people.
    count_words : frozenset of str
        Words that a count can begin with.
    pivot : mapping of str to str
        Words of place → the English ones that do the same work, for weights fitted on English.
    """

    language: str
    kinds: Mapping[str, Kind]
    triggers: Phrases
    harms: Phrases
    tolls: Phrases
    plain_harms: frozenset[str]
    not_people: frozenset[str]
    count_words: frozenset[str]
    people: Mapping[str, str]
    numbers: Mapping[str, int]
    vague: Mapping[str, tuple[int, int | None]]
    words: Mapping[str, frozenset[str]]
    features: Mapping[str, str]
    relative: tuple[tuple[re.Pattern[str], str, int, int], ...]
    times: tuple[re.Pattern[str], ...]
    lasting: tuple[re.Pattern[str], ...]
    first_words: frozenset[str]
    common: frozenset[str]
    pivot: Mapping[str, str]


@lru_cache
def typology() -> dict[str, Kind]:
    """The kinds of incident, in the order of `geomap.model.KINDS`."""
    table = _read("typology")
    return {
        name: Kind(entry["family"], entry["rank"], entry.get("acled", ""), tuple(entry.get("ucdp", ())))
        for name, entry in table.items()
    }


@lru_cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language, one of `LANGUAGES`."""
    raw = _read(language)
    triggers: dict[str, tuple[str, str]] = {}
    for kind, forms in raw["triggers"].items():
        for form, phrases in forms.items():
            triggers |= dict.fromkeys(phrases, (kind, form))
    triggers |= dict.fromkeys(raw["words"]["ignore"], ("", ""))
    harms = {
        phrase: (harm, form)
        for harm, forms in raw["harm"].items()
        for form in forms
        for phrase in forms[form]
    }
    own = {name: frozenset(words) for name, words in raw["words"].items()}
    plain = frozenset(phrase for phrase in harms if " " not in phrase)
    return Lexicon(
        language,
        typology(),
        Phrases(triggers),
        Phrases(harms),
        Phrases({phrase: harm for harm, phrases in raw["tolls"].items() for phrase in phrases}),
        plain,
        own["things"] | own["stop"] | own["between"] | own["bare"] | _forms(raw["features"]).keys() | plain,
        own["article"] | own["none"] | own["the_one"] | raw["numbers"].keys() | raw["vague"].keys(),
        _forms(raw["people"]),
        raw["numbers"],
        {word: (ends[0], ends[1] if len(ends) > 1 else None) for word, ends in raw["vague"].items()},
        own,
        _forms(raw["features"]),
        tuple((re.compile(rf"\b(?:{rule[0]})\b"), rule[1], rule[2], rule[3]) for rule in raw["relative"]),
        tuple(re.compile(rf"\b(?:{pattern})(?!\w)") for pattern in raw["times"]),
        tuple(re.compile(rf"\b(?:{pattern})(?!\w)") for pattern in raw["lasting"]),
        frozenset(phrase.split()[0] for phrase in triggers),
        frozenset(_common().get(language, "").split()),
        raw.get("pivot", {}),
    )


@lru_cache
def _common() -> dict[str, str]:
    """Words that are hardly ever names (`tests/evaluation/fit_judgement.py` counts them)."""
    found: dict[str, str] = json.loads(package_file("extract", "common.json").read_bytes())
    return found


def detect_language(words: Iterable[str]) -> str:
    """The language whose function words are most frequent.

    Parameters
    ----------
    words : iterable of str
        Folded words of a text.

    Returns
    -------
    str
        One of `LANGUAGES`; the English name of another known one; empty if none has any.
    """
    counts = Counter(words)
    shares = {name: sum(counts[word] for word in own) for name, own in marks().items()}
    best = max(shares, key=lambda name: shares[name])
    own = max(LANGUAGES, key=lambda name: shares[name])
    if shares[best] < _SURE or shares[best] < 1.25 * shares[own]:
        return own if shares[own] else ""
    return best


@lru_cache
def marks() -> dict[str, frozenset[str]]:
    """Function words of each language, those with a lexicon first."""
    own = {language: lexicon(language).words["markers"] for language in LANGUAGES}
    return own | {name: frozenset(words) for name, words in _read("languages").items()}


def _forms(table: Mapping[str, list[str]]) -> dict[str, str]:
    """Every form → the first of its list, which stands for all."""
    return {form: name for name, forms in table.items() for form in (name, *forms)}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(package_file("extract", f"{name}.toml").read_text(encoding="utf-8"))
