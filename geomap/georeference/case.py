"""One description with what its row says: what the planning of every relation asks of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from math import inf

from geomap import geodesy
from geomap.georeference import spread
from geomap.georeference.rank import contains, is_feature
from geomap.georeference.resolve import Resolver
from geomap.model import Candidate, Hints, Place, RelationKind
from geomap.relations import Anchor, Description, Relation, feature, parse

STARTS = frozenset({"P", "S"})
"""Feature classes that distances and directions usually start from."""

SITE_RANK = 1
"""Feature words of this rank and below are buildings and sites (`relations/features.toml`)."""

SETTLEMENT_RANK = 4
"""Feature words of this rank and above hold other places; so do names without any."""

AROUND_M = 50_000.0
"""How far outside the row's area a place can lie that a distance starts from."""

SEVERAL_RANK = 6
"""Several places together take as much room as a district."""

CODE_LETTERS = 2
"""Length of the codes of first-level areas that people write ("Clermont, Fl")."""

LEAST_BELIEF = 0.02
"""Candidates that hold less belief together are none: four in five of them were wrong on real records."""

LEAST_READING = 0.2
"""Readings of an area with less than this share of the best one's belief are left out."""

NOTABLE_POPULATION = 100_000

MOST_NOTABLE_POPULATION = 500_000

PARTIAL = "explains a part of the words"
"""The reason of a candidate that leaves some of the words unexplained."""

IN_AREA = "in the named area"
"""The reason of a candidate that lies in an area which row or words name."""

Check = Callable[[Place], bool]


class Case:
    """One description, what its row says, and what the gazetteer has for its names.

    Attributes
    ----------
    elsewhere, elsewhere_by_words : list of Candidate
        The best of the places that were set aside because the row, or the words, name
        another country.
    is_anywhere : bool
        Whether places outside the country and the areas that row and words name count.
    misfits : set of str
        Names that the gazetteer has, but nowhere that the other words allow.
    subject_area : Place or None
        An area that the words put the place in by way of its subject ("Morelos, 5 km s cuernavaca").
    """

    def __init__(self, description: Description, hints: Hints, resolver: Resolver) -> None:
        self.description = description
        self.hints = hints
        self.resolver = resolver
        self.elsewhere: list[Candidate] = []
        self.elsewhere_by_words: list[Candidate] = []
        self.misfits: set[str] = set()
        self.subject_area: Place | None = None
        self.is_anywhere = False
        self._countries = self._known_countries()
        self._row_area = self._first_level_named(hints.admin1)
        self._readings: dict[tuple[Anchor, ...], list[tuple[Place, ...]]] = {}

    # --- which place -----------------------------------------------------------------------

    def candidates(
        self,
        anchor: Anchor,
        *,
        preferred: frozenset[str] = frozenset(),
        checks: Sequence[Check] = (),
        loosely: bool = False,
    ) -> list[Candidate]:
        """Ranked candidates that lie where the row and the words allow; empty if there are none.

        Parameters
        ----------
        preferred : frozenset of str
            Feature classes that the relation usually starts from.
        loosely : bool
            Of the words round the place only countries and first-level areas have to hold, if not all can:
            "13 km nnw Andalgalá, Choya" starts from Andalgalá, whichever Choya is known.
        """
        found = self._find(anchor, self.description.within, preferred, checks)
        if _is_believed(found):
            self.misfits.add(anchor.name)
        # What distances start from may lie over the border of the row's area.
        margin = AROUND_M if preferred else 0.0
        if any(not self._allows(c.place, margin) for c in found):
            kept = [c for c in found if self._allows(c.place, margin)]
            self.elsewhere += found[:1] if not kept else []
            found = kept
        surrounding = [*anchor.within, *self.description.within]
        readings = self.areas(tuple(dict.fromkeys(surrounding)))
        if readings and found and not self.is_anywhere:
            kept = _within(found, readings)
            if not kept and loosely:
                kept = _within(found, [area for area in readings if is_wide(area[0])])
            if not kept and readings[-1][0].feature_code.startswith("PCL"):
                self.elsewhere_by_words.append(found[0])
            found = kept
        if not _is_believed(found):
            return []
        return [self._with_reach(candidate, is_district(anchor)) for candidate in found]

    def holders(self, anchor: Anchor, around: Sequence[Anchor]) -> list[Candidate]:
        """Candidates for what holds the place, inside what the words name round it in turn."""
        found = _within(self._holding(anchor, around), self.areas(tuple(around)))
        return found if _is_believed(found) else []

    def _holding(self, anchor: Anchor, around: Sequence[Anchor]) -> list[Candidate]:
        """Candidates that can hold others: "Cueva del Tigre" cannot, "Glenwood Springs" can."""
        coded = self._coded(anchor.name)
        if coded is not None:
            return [Candidate(coded, 1.0, ("code",))]
        # What holds others is a first-level area sooner than the town that bears its name.
        found = [c for c in self._find(anchor, around, frozenset({"ADM1"})) if self._allows(c.place)]
        if may_hold(anchor):
            return found
        asked = frozenset(codes_of(anchor))
        return [c for c in found if PARTIAL not in c.reasons or is_feature(c.place, asked)]

    def _coded(self, name: str) -> Place | None:
        """First-level area of the row's country by its code: "Clermont, Fl", and NY is not the city."""
        country = self.resolver.country(self.hints.country)
        is_code = len(name) == CODE_LETTERS and name.isalpha() and name[0].isupper()
        return self.resolver.area(country, name.upper()) if is_code and country is not None else None

    def _find(
        self,
        anchor: Anchor,
        around: Sequence[Anchor],
        preferred: frozenset[str] = frozenset(),
        checks: Sequence[Check] = (),
    ) -> list[Candidate]:
        if not any(letter.isalpha() for letter in anchor.name) and anchor.name:
            # "Highway 169": a number by itself names nothing.
            anchor = replace(anchor, name="", bare="")
        return self.resolver.candidates(anchor, self.hints, within=around, preferred=preferred, checks=checks)

    def _allows(self, place: Place, margin_m: float = 0.0) -> bool:
        """Whether a place lies in the country and the area that the row names: no namesake elsewhere.

        A name that the gazetteer lacks would else be taken for the same name on another
        continent. All places are allowed where country and area are not known.
        """
        if self.is_anywhere or not self._countries:
            return True
        if place.country_code not in self._countries:
            return False
        area = self._row_area
        if area is None or not place.admin1 or place.admin1 == area.admin1:
            return True
        apart = float(geodesy.distance(area.lon, area.lat, place.lon, place.lat)) if margin_m else inf
        return apart <= area.extent_m + margin_m

    def _known_countries(self) -> frozenset[str]:
        country = self.resolver.country(self.hints.country)
        if country is None:
            return frozenset()
        named = [self.resolver.country(anchor.name) for anchor in self.description.within]
        return frozenset({country.country_code, *(c.country_code for c in named if c)} - {""})

    def is_contradicted(self, *, by_words: bool) -> bool:
        """Whether a place set aside is so well known that a wrong area is likelier than a namesake."""
        population = MOST_NOTABLE_POPULATION if by_words else NOTABLE_POPULATION
        places = self.elsewhere_by_words if by_words else [*self.elsewhere, *self.elsewhere_by_words]
        return any(_is_notable(candidate, population) for candidate in places)

    # --- what is round it ------------------------------------------------------------------

    def areas(self, anchors: tuple[Anchor, ...]) -> list[tuple[Place, ...]]:
        """Readings of the areas that hold the place, smallest first, each inside the next.

        Areas that the gazetteer lacks, or that lie in none of the larger ones, are left out.
        """
        if anchors not in self._readings:
            kept: list[tuple[Place, ...]] = []
            for position in range(len(anchors) - 1, -1, -1):
                found = self._holding(anchors[position], anchors[position + 1 :])
                fitting = _within(found, kept)
                if fitting:
                    least = LEAST_READING * max(c.score for c in fitting)
                    kept.insert(0, tuple(c.place for c in fitting if c.score >= least))
            self._readings[anchors] = kept
        return self._readings[anchors]

    def inside(self, *places: Place) -> tuple[str, ...]:
        """Areas that a footprint is cut to: their country, and what the words name round them."""
        codes = {place.country_code for place in places}
        if len(codes) != 1:
            return ()
        country = self.resolver.country(codes.pop())
        areas = () if country is None else (country.place_id,)
        return areas + tuple(
            area.place_id for area in self._first_level() if all(contains(area, place) for place in places)
        )

    def _first_level(self) -> list[Place]:
        """First-level areas with an outline that the words themselves name round the place."""
        named = [place for readings in self.areas(self.description.within) for place in readings]
        if self.subject_area is not None:
            named.append(self.subject_area)
        return [place for place in named if place.feature_code == "ADM1" and place.has_outline]

    def row_area(self) -> Place | None:
        """The smallest area that the row's own columns name, as far as it is known."""
        return self._first_level_named(self.hints.admin2) or self._row_area

    def _first_level_named(self, text: str) -> Place | None:
        """First-level area of the row's country by its name or code, with or without the word for it."""
        country = self.resolver.country(self.hints.country)
        if not text or country is None:
            return None
        areas = (self.resolver.area(country, name) for name in _area_forms(text))
        return next((area for area in areas if area is not None), None)

    # --- how far it reaches ----------------------------------------------------------------

    def _with_reach(self, candidate: Candidate, named_district: bool) -> Candidate:
        """The candidate as wide as districts are, if it is one without an outline."""
        place = candidate.place
        if place.has_outline or is_wide(place):
            return candidate
        unbounded = place.extent_basis == "settlements"
        if not (unbounded or named_district):
            return candidate
        reach = self.resolver.surroundings.district_reach(place)
        if not unbounded:
            reach = min(max(reach, place.extent_m), spread.DISTRICT_M)
        return replace(candidate, place=replace(place, extent_m=reach))

    def as_holder(self, candidate: Candidate, anchor: Anchor, unknown_rank: int | None) -> Candidate:
        """The candidate as wide as an unknown place inside it can lie from its reference point."""
        place = candidate.place
        if place.has_outline:
            return candidate
        if place.feature_class == "P" and not is_district(anchor):
            is_seat = place.feature_code.startswith("PPLA")
            reach = spread.held_reach(place.extent_m, unknown_rank, is_seat=is_seat)
        else:
            reach = self.resolver.surroundings.district_reach(place)
            if unknown_rank != SEVERAL_RANK:
                most = spread.HELD_IN_DISTRICT_M.get(-1 if unknown_rank is None else unknown_rank)
                reach = min(reach, most or spread.DISTRICT_M)
        return replace(candidate, place=replace(place, extent_m=reach))

    # --- what else the words say -----------------------------------------------------------

    def checks(self) -> list[tuple[Place, Check]]:
        """Appositions that a candidate can be held against, each with the place that it starts from."""
        found = []
        for relation in self.description.checks:
            if relation.anchors and (relation.distance_m or relation.kind is RelationKind.NEAR):
                anchors = self.candidates(relation.anchors[0], preferred=STARTS)
                if anchors:
                    found.append((anchors[0].place, _check(relation, anchors[0].place)))
        return found

    # --- naming places in remarks ----------------------------------------------------------

    def names(self, place: Place) -> dict[str, str | int | float]:
        """The parameters of a remark about a place."""
        return {"name": place.name, "where": self.resolver.where(place)}

    def described(self, place: Place) -> str:
        """A place with what it lies in."""
        where = self.resolver.where(place)
        return f"{place.name} ({where})" if where else place.name


@lru_cache(maxsize=4096)
def _area_forms(text: str) -> tuple[str, ...]:
    """An area as a column names it, and without the word for its kind."""
    relation = parse(text).relation
    anchor = relation.anchor if relation is not None else None
    return tuple(dict.fromkeys([text, *(anchor.forms if anchor is not None else ())]))


def rank_of(anchor: Anchor) -> int | None:
    """Rank of what an anchor is said to be; None if it is not said."""
    asked = feature(anchor.feature)
    return None if asked is None else asked.rank


def codes_of(anchor: Anchor) -> Sequence[str]:
    """GeoNames codes of what an anchor is said to be."""
    asked = feature(anchor.feature)
    return () if asked is None else asked.codes


def is_district(anchor: Anchor) -> bool:
    """Whether the words say that it is an administrative area."""
    return any(code.startswith("ADM") for code in codes_of(anchor))


def may_hold(anchor: Anchor) -> bool:
    """Whether other places can lie in it: a settlement or an area, or a name without a word for its kind."""
    rank = rank_of(anchor)
    return rank is None or rank >= SETTLEMENT_RANK


def _within(candidates: list[Candidate], areas: Sequence[Sequence[Place]]) -> list[Candidate]:
    """Those that lie in every area by one of its readings.

    A seat ("Lugansk") also stands for its first-level area, where no candidate lies near
    the seat itself.
    """
    for readings in areas:
        near = [c for c in candidates if any(is_in_reach(area, c.place) for area in readings)]
        candidates = near or [c for c in candidates if any(_is_seat_of(area, c.place) for area in readings)]
    return candidates


def _is_seat_of(seat: Place, place: Place) -> bool:
    return (
        seat.feature_code == "PPLA"
        and bool(seat.admin1)
        and (seat.country_code, seat.admin1) == (place.country_code, place.admin1)
    )


def is_wide(area: Place) -> bool:
    """Whether it is a first-level area or a country."""
    return area.feature_code.startswith(("ADM1", "PCL", "TERR"))


def is_in_reach(area: Place, place: Place) -> bool:
    """Whether a place belongs to an area, by their codes or by lying where the area reaches to."""
    if area.place_id == place.place_id or contains(area, place):
        return True
    if area.country_code and place.country_code and area.country_code != place.country_code:
        return False
    if is_wide(area) and (area.feature_code != "ADM1" or place.admin1):
        return False
    apart = float(geodesy.distance(area.lon, area.lat, place.lon, place.lat))
    return apart <= max(area.extent_m, spread.DISTRICT_M) + min(place.extent_m, spread.DISTRICT_M)


def _is_believed(candidates: Sequence[Candidate]) -> bool:
    """Whether any of them is likely enough to be meant, or lies in an area that row or words name."""
    likely = sum(c.score for c in candidates) >= LEAST_BELIEF
    return likely or any(IN_AREA in candidate.reasons for candidate in candidates)


def _is_notable(candidate: Candidate, population: int) -> bool:
    place = candidate.place
    known = place.feature_code in ("ADM1", "PCLI") or place.population >= population
    return known and "official name" in candidate.reasons and PARTIAL not in candidate.reasons


def _check(relation: Relation, anchor: Place) -> Check:
    """Whether a place lies at the distance, and in the direction, that an apposition states."""
    if relation.distance_m:
        low, high = spread.reach_of_distance(
            relation.distance_m, relation.half_precision_m or 0.0, relation.bound, anchor.extent_m
        )
    else:
        low, high = 0.0, anchor.extent_m + spread.CHECKED_NEAR_M

    def holds(place: Place) -> bool:
        azimuth, length = geodesy.inverse(anchor.lon, anchor.lat, place.lon, place.lat)
        if not low - place.extent_m <= float(length) <= high + place.extent_m:
            return False
        if relation.heading_deg is None or not relation.distance_m:
            return True
        turn = abs((float(azimuth) - relation.heading_deg + 180) % 360 - 180)
        return turn <= max(spread.CHECKED_TURN_DEG, relation.heading_half_deg or 0.0)

    return holds
