"""From rows of the name table to matches, the best spelling first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from geomap.gazetteer import schema
from geomap.gazetteer.names import bare, fold
from geomap.gazetteer.search import Match
from geomap.model import Place

EXACT, SAME_BUT_CASE, FOLDED, WITHOUT_ARTICLE, BEGINNING = 1.0, 0.98, 0.95, 0.85, 0.6
ONE_EDIT, TWO_EDITS = 0.7, 0.5
"""Exactness of a match: as written; but for case; but for accents and punctuation; but for an article;
only its beginning (search). A name asked for in capitals or in small letters throughout says nothing by
its case, so there case is free.
"""

IN_CAPITALS = tuple(schema.NAME_KINDS.index(kind) for kind in ("code", "abbreviation"))
"""Written in capitals, these are asked for in capitals: "US" is a country, "us" is not."""

_POPULATION = 4 + schema.PLACE_COLUMNS.replace(" ", "").split(",").index("population")


WORDS_APART, WITHOUT_DESIGNATOR = 0.9, 0.8
_OF = r"(?:(?:of|del?|da|do|du) )?(?:(?:the|la) )?"
_DESIGNATORS = {
    "A": "state|province|region|department|departamento|provincia|estado|municipio|municipality|district|"
    "distrito|county|co|oblast|raion|rayon|governorate|prefecture|lga|local government area|parish|regency|"
    "borough|division|canton|commune|comuna|cercle|woreda|tehsil|upazila",
    "P": "city|town|township|village|ciudad|pueblo|localidad|aldea|ville|cidade|vila",
    "H": "river|rio|lake|lago|laguna|lac|creek|gulf|golfo|bay|bahia|strait|estrecho|sea|mar",
    "T": "mount|monte|mountain|mountains|montana|cerro|mt|mts|range|sierra|island|islands|isla|islas|isle|"
    "volcano|volcan",
}
"""Words that say what a place is, by the feature class that they ask for."""

_DESIGNATED = {
    letter: re.compile(rf"(?:(?:{words}) {_OF}(.+)|(.+) (?:{words}))")
    for letter, words in _DESIGNATORS.items()
}
_KIND_WORDS = frozenset(
    word for words in _DESIGNATORS.values() for kind in words.split("|") for word in kind.split()
)
_ELIDED = re.compile(r"\b[ld]['’](?=[^\W\d_])", re.IGNORECASE)
"""An article before a vowel, which folding would join to the name."""

_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Plainer:
    """A key to try where nothing has the whole name: only places of some class, with some exactness."""

    key: str
    feature_class: str
    exactness: float


def plainer(name: str, key: str = "") -> list[Plainer]:
    """What a name may be without the word that says what it is, and with its words apart; `key` is its own.

    Examples
    --------
    >>> [form.key for form in plainer("Maiduguri LGA")], [form.key for form in plainer("SouthSudan")]
    (['maiduguri'], ['south sudan'])
    >>> [(form.key, form.feature_class) for form in plainer("departamento de Antioquia")]
    [('antioquia', 'A')]
    >>> [form.key for form in plainer("l'Ituri")], [form.key for form in plainer("province de l'Ituri")]
    (['ituri'], ['province de ituri', 'ituri'])
    >>> plainer("Lima")
    []
    """
    forms = []
    if " " not in name and (apart := _JOINED.sub(" ", name)) != name:
        forms.append(Plainer(fold(apart), "", WORDS_APART))
    key = key or fold(name)
    if (whole := _ELIDED.sub("", name)) != name:
        key = fold(whole)
        forms.append(Plainer(key, "", WORDS_APART))
    words = key.split(" ")
    if len(words) == 1 or not (words[0] in _KIND_WORDS or words[-1] in _KIND_WORDS):
        return forms
    for letter, pattern in _DESIGNATED.items():
        if found := pattern.fullmatch(key):
            forms.append(Plainer(found[1] or found[2], letter, WITHOUT_DESIGNATOR))
    return forms


def by_plainer(forms: Iterable[Plainer], found: dict[str, list[tuple[Any, ...]]]) -> list[Match]:
    """Places that have the plainer name and are what the word that came off says."""
    return [
        Match(match.place, match.matched_name, match.name_kind, form.exactness)
        for form in forms
        for match in matches(form.key, form.key, found)
        if form.feature_class in ("", match.place.feature_class)
        and (form.feature_class != "A" or match.place.admin1)
    ]


def place_of(row: tuple[Any, ...]) -> Place:
    """Place from a row of its columns."""
    fields = (*row[:-1], bool(row[-1]))
    return Place(*fields)


def matches(name: str, key: str, found: dict[str, list[tuple[Any, ...]]]) -> list[Match]:
    """Matches of one name, one for each place, best spelling first."""
    name = name.strip()
    best: dict[str, tuple[float, int, tuple[Any, ...]]] = {}
    for wanted, ceiling in {bare(key): WITHOUT_ARTICLE, key: EXACT}.items():
        for row in found.get(wanted, ()):
            _, is_bare, kind, written, place_id = row[:5]
            if kind in IN_CAPITALS and written.isupper() and not name.isupper():
                continue
            exactness = WITHOUT_ARTICLE if is_bare else min(ceiling, _exactness(name, written))
            if place_id not in best or (exactness, -kind) > best[place_id][:2]:
                best[place_id] = (exactness, -kind, row)
    ranked = list(best.values())
    if len(ranked) > 1:
        ranked.sort(key=lambda rank: (-rank[0], -rank[1], -rank[2][_POPULATION], rank[2][4]))
    return [
        Match(place_of(row[4:]), row[3], schema.NAME_KINDS[row[2]], exactness) for exactness, _, row in ranked
    ]


def _exactness(name: str, written: str) -> float:
    if name == written:
        return EXACT
    if name.casefold() != written.casefold():
        return FOLDED
    return EXACT if name.islower() or name.isupper() else SAME_BUT_CASE
