"""Which place is meant: candidates scored by features, each with a weight and a readable reason.

Utilities add up; a softmax over the candidates of one name turns them into shares of
belief. The weights below are set by hand and stand until they are fitted on the
development corpora.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geomap.model import Candidate, Place

if TYPE_CHECKING:
    from geomap.gazetteer import Match

MAX_CANDIDATES = 12
"""Candidates kept for one name, best first."""

POPULATION_WEIGHT = 1.8
"""Utility of a tenfold population."""

AREA_PRIOR = {"PCL": 14.0, "ADM1": 8.8, "ADM2": 6.2, "ADM": 5.2}
"""Utility of areas by feature code prefix, in the place of population."""

SPOT_PRIOR = 7.0
"""Utility of curated sites: they are in the gazetteer because reports name them."""

NAME_KIND = {"official": 0.8, "alternate": 0.0, "historical": -0.3, "code": -2.5, "demonym": -1.0}

IN_COUNTRY, NOT_IN_COUNTRY = 5.0, -4.0
IN_AREA, NOT_IN_AREA = 4.0, -2.5
IS_FEATURE, NOT_FEATURE = 4.0, -3.5
WHOLE_PHRASE = 6.0
IS_PREFERRED = 4.0
HOME_COUNTRY = 3.0
AT_STATED_DISTANCE, NOT_AT_STATED_DISTANCE = 3.0, -3.0


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


def rank(matches: Sequence[tuple[Match, bool]], wanted: Wanted) -> list[Candidate]:
    """Candidates of one name, best first, their scores adding up to 1.

    Parameters
    ----------
    matches : sequence of (Match, bool)
        What the gazetteer has for the name; the flag says whether the match explains the
        whole phrase ("Canto Grande prison") rather than a part of it ("Canto Grande").
    """
    best: dict[str, tuple[float, Place, tuple[str, ...]]] = {}
    for match, whole in matches:
        utility, reasons = _utility(match, whole, wanted)
        known = best.get(match.place.place_id)
        if known is None or utility > known[0]:
            best[match.place.place_id] = (utility, match.place, reasons)
    ordered = sorted(best.values(), key=lambda entry: (-entry[0], entry[1].place_id))
    if not ordered:
        return []
    top = ordered[0][0]
    weights = [math.exp(utility - top) for utility, _, _ in ordered]
    total = sum(weights)
    return [
        Candidate(place, weight / total, reasons)
        for (_, place, reasons), weight in zip(ordered[:MAX_CANDIDATES], weights, strict=False)
    ]


def _utility(match: Match, whole: bool, wanted: Wanted) -> tuple[float, tuple[str, ...]]:
    place = match.place
    utility = _prominence(place) + NAME_KIND.get(match.name_kind, 0.0) + match.exactness
    reasons = [f"{match.name_kind} name"]

    def add(amount: float, reason: str) -> None:
        nonlocal utility
        utility += amount
        reasons.append(reason)

    if whole:
        add(WHOLE_PHRASE, "explains the whole phrase")
    if wanted.country_code:
        inside = place.country_code == wanted.country_code
        add(
            *(
                (IN_COUNTRY, "in the named country")
                if inside
                else (NOT_IN_COUNTRY, "not in the named country")
            )
        )
    for readings in wanted.areas:
        inside = any(contains(area, place) for area in readings)
        add(*((IN_AREA, "in the named area") if inside else (NOT_IN_AREA, "not in the named area")))
    if wanted.feature_codes:
        fits = is_feature(place, wanted.feature_codes)
        add(*((IS_FEATURE, "the kind of place named") if fits else (NOT_FEATURE, "another kind of place")))
    if is_feature(place, wanted.preferred):
        add(IS_PREFERRED, "the kind of place that distances start from")
    share = wanted.home.get(place.country_code, 0.0)
    if share:
        add(HOME_COUNTRY * share, "in the table's country")
    for check in wanted.checks:
        holds = check(place)
        add(
            *(
                (AT_STATED_DISTANCE, "at the stated distance")
                if holds
                else (NOT_AT_STATED_DISTANCE, "not at the stated distance")
            )
        )
    return utility, tuple(reasons)


def _prominence(place: Place) -> float:
    if place.feature_class == "A":
        for prefix, prior in AREA_PRIOR.items():
            if place.feature_code.startswith(prefix):
                return prior
        return AREA_PRIOR["ADM"]
    if place.population <= 0 and place.place_id.startswith("curated:"):
        return SPOT_PRIOR
    return POPULATION_WEIGHT * math.log10(place.population + 50)


def is_feature(place: Place, feature_codes: frozenset[str]) -> bool:
    """Whether a place has one of the codes, or one of the classes (single letters)."""
    return place.feature_code in feature_codes or place.feature_class in feature_codes


NEAR_AREA_DEG = 1.0
"""How near, in degrees, a place has to be to a settlement that is named as its surroundings."""


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
