"""What speaks for and against a candidate, as numbers: one row a candidate, one column a feature.

The columns come in four groups. `BASE` is what the name and the place say by
themselves; `SAID` is what the phrase or the row says about where; `RIVALS` is how the
place stands among its namesakes; `CONTEXT` is what the other names of a document say. The
weights that turn a row into a utility are fitted (`tests/evaluation/fit_ranker.py`); here
stands only what is counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.model import Place

if TYPE_CHECKING:
    from geomap.gazetteer import Match

BASE = (
    "population", "unpeopled", "area_population",
    "alternate", "abbreviation", "demonym", "historical", "code", "short_code",
    "inexact", "without_article", "other_name", "part_of_phrase", "fuller_known",
    "country", "first_level", "second_level", "other_area",
    "capital", "seat", "second_seat", "section", "water", "relief", "region", "spot",
)  # fmt: skip
"""Of the name and the place."""

SAID = (
    "in_country", "not_in_country", "in_area", "not_in_area", "asked_kind", "other_kind",
    "preferred", "home", "at_distance", "not_at_distance",
)  # fmt: skip
"""Of the phrase or the row."""

RIVALS = ("country_code", "largest_town", "town_share", "area_unpeopled")
"""Of the other places of the same name, and what only texts need; counted for names in texts alone."""

CONTEXT = (
    "in_next", "not_in_next", "in_next_elsewhere", "holds_previous",
    "otherwise_named",
    "country_share", "country_mass", "country_named", "division_share", "division_mass", "division_named",
    "second_mass", "second_named",
    "near_100", "near_400", "nearest_100", "beside_150", "beside_600", "class_beside",
)  # fmt: skip
"""Of the other names of the document."""

FEATURES = (*BASE, *SAID, *RIVALS, *CONTEXT)
COLUMN = {name: column for column, name in enumerate(FEATURES)}

NOTHING = ("always", "inexact", "rivals", "part_of_phrase", "small_letters", "site_word")
"""Features of the option that the gazetteer lacks the place meant."""

_KINDS = {kind: COLUMN[kind] for kind in ("alternate", "abbreviation", "demonym", "historical", "code")}
_SPOT = COLUMN["spot"]
_CLASSES = {
    "H": COLUMN["water"],
    "T": COLUMN["relief"],
    "L": COLUMN["region"],
    "V": COLUMN["region"],
    "U": COLUMN["relief"],
}
_SEATS = {
    "PPLC": COLUMN["capital"],
    "PPLA": COLUMN["seat"],
    "PPLA2": COLUMN["second_seat"],
    "PPLA3": COLUMN["second_seat"],
    "PPLX": COLUMN["section"],
}
INEXACT, PARTIAL = COLUMN["inexact"], COLUMN["part_of_phrase"]
_SHORT_CODE, _WITHOUT_ARTICLE, _OTHER_NAME, _FULLER_KNOWN = (
    COLUMN[name] for name in ("short_code", "without_article", "other_name", "fuller_known")
)
_POPULATION, _UNPEOPLED, _AREA_POPULATION = (
    COLUMN[name] for name in ("population", "unpeopled", "area_population")
)
_IN_COUNTRY, _NOT_IN_COUNTRY, _IN_AREA, _NOT_IN_AREA, _ASKED_KIND, _OTHER_KIND = (
    COLUMN[name] for name in SAID[:6]
)
_PREFERRED, _HOME, _AT_DISTANCE, _NOT_AT_DISTANCE = (COLUMN[name] for name in SAID[6:])
_SHORT = 3

NEAR_AREA_DEG = 1.0
"""How near, in degrees, a place has to be to a settlement that is named as its surroundings."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words and the row say about the place meant.

    Attributes
    ----------
    country_code : str
        From the row or the words; empty if neither names one.
    areas : tuple of tuple of Place
        Containing areas that the words or the row name; each as its own rival readings.
    feature_codes : frozenset of str
        GeoNames classes and codes that the wording asks for ("prison": PRN).
    preferred : frozenset of str
        Classes that the relation usually starts from: distances are stated from towns.
    home : mapping of country code to share
        Where the table's other incidents lie.
    checks : tuple of functions
        Each takes a place and says whether a stated distance to another place holds.
    """

    country_code: str = ""
    areas: tuple[tuple[Place, ...], ...] = ()
    feature_codes: frozenset[str] = frozenset()
    preferred: frozenset[str] = frozenset()
    home: Mapping[str, float] = field(default_factory=dict)
    checks: tuple[Callable[[Place], bool], ...] = ()


Row = dict[int, float]
"""Features of one candidate by their column; those that are not there are zero."""


def describe(matches: Sequence[tuple[Match, float]], wanted: Wanted) -> list[Row]:
    """One row for each match of a name, the context columns empty.

    Parameters
    ----------
    matches : sequence of (Match, float)
        The number is 0 if the match explains the whole phrase ("Canto Grande prison"),
        more the less of it is explained.
    """
    fullest = min((partial for _, partial in matches), default=0.0)
    return [_row(match, partial, partial > fullest, wanted) for match, partial in matches]


def dense(rows: Sequence[Row]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Rows as an array of shape (n, len(FEATURES))."""
    table = np.zeros((len(rows), len(FEATURES)))
    for number, row in enumerate(rows):
        table[number, list(row)] = list(row.values())
    return table


def add_rivals(rows: Sequence[Row], matches: Sequence[Match]) -> None:
    """Fill in the columns of `RIVALS` in the rows of all matches of one name."""
    towns = [m.place.population if m.place.feature_class == "P" else 0 for m in matches]
    largest, people = max(towns, default=0), max(1, sum(towns))
    for row, match, population in zip(rows, matches, towns, strict=True):
        if population:
            row[COLUMN["largest_town"]] = float(population == largest)
            row[COLUMN["town_share"]] = population / people
        elif match.name_kind == "code" and level(match.place) == "country":
            row[COLUMN["country_code"]] = float(len(match.matched_name) <= _SHORT)
        if match.place.feature_class == "A" and match.place.population <= 0:
            row[COLUMN["area_unpeopled"]] = 1.0


def _row(match: Match, partial: float, fuller_known: bool, wanted: Wanted) -> Row:
    row: Row = {}
    _of_name(row, match, partial)
    if fuller_known:
        row[_FULLER_KNOWN] = 1.0
    _of_place(row, match.place)
    _of_words(row, match.place, wanted)
    return row


def _of_name(row: Row, match: Match, partial: float) -> None:
    if match.name_kind in _KINDS:
        row[_KINDS[match.name_kind]] = 1.0
        if match.name_kind == "code" and len(match.matched_name) <= _SHORT:
            row[_SHORT_CODE] = 1.0
    if match.exactness < 0.97:
        row[INEXACT] = 1.0
        if match.exactness < 0.9:
            row[_WITHOUT_ARTICLE] = 1.0
    if match.matched_name != match.place.name:
        row[_OTHER_NAME] = 1.0
    if partial:
        row[PARTIAL] = partial


def _of_place(row: Row, place: Place) -> None:
    size = math.log10(max(place.population, 1))
    if place.feature_class == "P":
        row[_POPULATION] = size
        if place.population <= 0:
            row[_UNPEOPLED] = 1.0
        if place.feature_code in _SEATS:
            row[_SEATS[place.feature_code]] = 1.0
    elif place.feature_class == "A":
        row[_AREA_POPULATION] = size
        row[COLUMN[level(place)]] = 1.0
    else:
        row[_CLASSES.get(place.feature_class, _SPOT)] = 1.0


def level(place: Place) -> str:
    """What rank an area has: `country`, `first_level`, `second_level` or `other_area`."""
    if place.feature_code.startswith(("PCL", "TERR")):
        return "country"
    return {"ADM1": "first_level", "ADM2": "second_level"}.get(place.feature_code, "other_area")


def _of_words(row: Row, place: Place, wanted: Wanted) -> None:
    if wanted.country_code:
        row[_IN_COUNTRY if place.country_code == wanted.country_code else _NOT_IN_COUNTRY] = 1.0
    for readings in wanted.areas:
        _count(row, _IN_AREA if any(contains(area, place) for area in readings) else _NOT_IN_AREA)
    if wanted.feature_codes:
        row[_ASKED_KIND if is_feature(place, wanted.feature_codes) else _OTHER_KIND] = 1.0
    if is_feature(place, wanted.preferred):
        row[_PREFERRED] = 1.0
    if place.country_code in wanted.home:
        row[_HOME] = wanted.home[place.country_code]
    for check in wanted.checks:
        _count(row, _AT_DISTANCE if check(place) else _NOT_AT_DISTANCE)


def _count(row: Row, column: int) -> None:
    row[column] = row.get(column, 0.0) + 1.0


REASONS = {
    "official": "official name",
    "alternate": "alternate name",
    "abbreviation": "abbreviation",
    "demonym": "name of its people",
    "historical": "former name",
    "code": "code",
    "part_of_phrase": "explains a part of the words",
    "in_country": "in the named country",
    "not_in_country": "not in the named country",
    "in_area": "in the named area",
    "not_in_area": "not in the named area",
    "asked_kind": "the kind of place named",
    "other_kind": "another kind of place",
    "preferred": "the kind of place that distances start from",
    "home": "in the table's country",
    "at_distance": "at the stated distance",
    "not_at_distance": "not at the stated distance",
    "in_next": "in the area named after it",
    "in_next_elsewhere": "named with its area elsewhere in the text",
    "holds_previous": "contains the place named before it",
    "country_named": "its country is named",
    "division_named": "its first-level area is named",
    "nearest_100": "near another place of the text",
}
"""Features to words, for those that a reader can check."""

TELLING = 0.5
"""Value from which a feature that is a share is worth a word."""

_SAID = [(COLUMN[name], words) for name, words in REASONS.items() if name not in {*_KINDS, "official"}]


def reasons(match: Match, row: Mapping[int, float]) -> tuple[str, ...]:
    """The features of a row in words, the kind of name first."""
    said = [REASONS.get(match.name_kind, "name")]
    said += [words for column, words in _SAID if column in row and row[column] >= TELLING]
    return tuple(said)


def is_feature(place: Place, feature_codes: frozenset[str]) -> bool:
    """Whether a place has one of the codes, or one of the classes (single letters)."""
    return place.feature_code in feature_codes or place.feature_class in feature_codes


def contains(area: Place, place: Place) -> bool:
    """Whether the place belongs to the area, by their codes; by nearness where the area is a settlement."""
    if area.place_id == place.place_id:
        return False
    if area.country_code != place.country_code:
        return False
    if area.feature_code.startswith("PCL"):
        return True
    if area.feature_code == "ADM1":
        return area.admin1 == place.admin1
    if area.feature_code == "ADM2":
        return area.admin1 == place.admin1 and area.admin2 == place.admin2
    return math.hypot(area.lon - place.lon, area.lat - place.lat) <= NEAR_AREA_DEG
