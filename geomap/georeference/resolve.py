"""Anchors of a description to ranked candidates, with what the row and the words say.

All names of a table are looked up in one go (`names_of`, then `Gazetteer.lookup_many`);
resolving an anchor then only reads what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from geomap.georeference.clip import LAND
from geomap.georeference.rank import Wanted, rank
from geomap.model import Candidate, Hints, Place
from geomap.relations import Anchor, Description, feature_codes

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer, Match

READINGS = 4
"""Rival readings kept of an area that the words name ("Lima": the city, the province, the region)."""


def names_of(description: Description) -> Iterator[str]:
    """Every name that has to be looked up to resolve a description."""
    for anchor in anchors_of(description):
        yield from anchor.forms


def anchors_of(description: Description) -> Iterator[Anchor]:
    """All anchors of a description, containing areas included."""
    relations = [description.relation, *description.checks] if description.relation else description.checks
    tops = [anchor for relation in relations for anchor in relation.anchors]
    if description.subject is not None:
        tops.append(description.subject)
    for anchor in (*tops, *description.within, *description.mentions):
        yield anchor
        yield from anchor.within


class Resolver:
    """Resolves anchors against what the gazetteer has for the names of a whole table.

    Parameters
    ----------
    matches : mapping
        Name as worded to what `Gazetteer.lookup_many` found for it.
    home : mapping
        Share of the table's incidents in each country, used as a weak hint.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        matches: Mapping[str, Sequence[Match]],
        home: Mapping[str, float] | None = None,
    ) -> None:
        self._gazetteer = gazetteer
        self._matches = matches
        self._home = home or {}

    def country(self, text: str) -> Place | None:
        """The country that a text names or codes; None if it names none."""
        return self._gazetteer.country(text) if text else None

    def candidates(
        self,
        anchor: Anchor,
        hints: Hints,
        *,
        within: Sequence[Anchor] = (),
        preferred: frozenset[str] = frozenset(),
        checks: Sequence[Callable[[Place], bool]] = (),
    ) -> list[Candidate]:
        """Ranked candidates for an anchor; empty if the gazetteer has none of its forms.

        Parameters
        ----------
        within : sequence of Anchor
            Areas named for the whole description, besides those of the anchor itself.
        preferred : frozenset of str
            Feature classes that the relation usually starts from.
        """
        found: list[tuple[Match, bool]] = []
        for form in anchor.forms:
            whole = form == anchor.full_name != anchor.name
            found += [(match, whole) for match in self._matches.get(form, ())]
        return rank(found, self._wanted(anchor, hints, within, preferred, checks))

    def areas(self, anchors: Sequence[Anchor], hints: Hints) -> list[tuple[Place, ...]]:
        """Containing areas as lists of rival readings, those that the gazetteer lacks left out."""
        readings = []
        for anchor in anchors:
            ranked = self.candidates(anchor, Hints(country=hints.country))
            if ranked:
                readings.append(tuple(candidate.place for candidate in ranked[:READINGS]))
        return readings

    def _wanted(
        self,
        anchor: Anchor,
        hints: Hints,
        within: Sequence[Anchor],
        preferred: frozenset[str],
        checks: Sequence[Callable[[Place], bool]],
    ) -> Wanted:
        named = [*anchor.within, *within]
        country_code = ""
        areas: list[tuple[Place, ...]] = []
        for readings in self.areas(named, hints):
            if readings[0].feature_code.startswith("PCL"):
                country_code = readings[0].country_code
            else:
                areas.append(readings)
        country = self.country(hints.country)
        if not country_code and country is not None:
            country_code = country.country_code
        if country is not None:
            admin1 = self._gazetteer.admin1(country.country_code, hints.admin1) if hints.admin1 else None
            if admin1 is not None:
                areas.append((admin1,))
        return Wanted(
            country_code=country_code,
            areas=tuple(areas),
            feature_codes=frozenset(feature_codes(anchor.feature)) if anchor.feature else frozenset(),
            preferred=preferred,
            home={} if country_code else self._home,
            checks=tuple(checks),
        )

    # --- naming places in remarks ---------------------------------------------------------

    def area(self, country: Place, name: str) -> Place | None:
        """The first-level area of a country that a name or code means; None if there is none."""
        return self._gazetteer.admin1(country.country_code, name)

    def where(self, place: Place) -> str:
        """What a place lies in, in words: "Lima Province, Peru"; empty for a country."""
        if place.feature_code.startswith("PCL"):
            return ""
        country = self.country(place.country_code)
        parts = [self.admin1_name(place), country.name if country else ""]
        return ", ".join(part for part in parts if part and part != place.name)

    def admin1_name(self, place: Place) -> str:
        """Name of the first-level area of a place; empty if unknown."""
        return self._gazetteer.admin1_name(place.country_code, place.admin1) if place.admin1 else ""

    def admin2_name(self, place: Place) -> str:
        """Name of the second-level area of a place; empty if unknown."""
        if not (place.admin1 and place.admin2):
            return ""
        return self._gazetteer.admin2_name(place.country_code, place.admin1, place.admin2)

    def cut_name(self, cut: str) -> str:
        """Name of what cut a footprint: an area, or land."""
        place = None if cut == LAND else self._gazetteer.place(cut)
        return LAND if place is None else place.name
