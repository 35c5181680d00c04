"""Anchors of a description to ranked candidates, with what the row and the words say.

All names of a table are looked up in one go (`names_of`, then `Gazetteer.lookup_many`);
resolving an anchor then only reads what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from geomap.georeference.clip import LAND
from geomap.georeference.features import Wanted
from geomap.georeference.forms import partial
from geomap.georeference.rank import rank
from geomap.georeference.surroundings import Surroundings
from geomap.model import Candidate, Hints, Place
from geomap.relations import Anchor, Description, feature_codes, parse

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer, Match
    from geomap.gazetteer.selecting import DivisionCode

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
        self.surroundings = Surroundings(gazetteer)
        self._gazetteer = gazetteer
        self._matches = matches
        self._home = home or {}
        self._countries: dict[str, Place | None] = {"": None}
        self._hinted: dict[tuple[str, str], tuple[Place, ...]] = {}
        self._divisions: dict[DivisionCode, str] = {}
        self._cut_names = {LAND: LAND}

    def know(self, matches: Mapping[str, Sequence[Match]]) -> None:
        """Resolve against these matches from now on, instead of those before."""
        self._matches = matches

    def country(self, text: str) -> Place | None:
        """The country that a text names or codes; None if it names none."""
        if text not in self._countries:
            self._countries[text] = self._gazetteer.country(text)
        return self._countries[text]

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
        wanted = self.wanted(anchor, hints, within, preferred, checks)
        return rank(self.matches(anchor), wanted, anchor.full_name or anchor.name)

    def matches(self, anchor: Anchor) -> list[tuple[Match, float]]:
        """What the gazetteer has for the forms of an anchor, and how much each leaves unexplained.

        A part that the gazetteer knows as a place ("downtown Lima", "Northern Ireland") is
        that place and nothing else.
        """
        whole = self._matches.get(anchor.full_name, ()) if anchor.part else ()
        if whole:
            return [(match, 0.0) for match in whole]
        found: list[tuple[Match, float]] = []
        for form in anchor.forms:
            if own := self._matches.get(form):
                unexplained = partial(anchor, form)
                found += [(match, unexplained) for match in own]
        return found

    def areas(self, anchors: Sequence[Anchor], hints: Hints) -> list[tuple[Place, ...]]:
        """Containing areas as lists of rival readings, those that the gazetteer lacks left out."""
        readings = []
        for anchor in anchors:
            ranked = self.candidates(anchor, Hints(country=hints.country))
            if ranked:
                readings.append(tuple(candidate.place for candidate in ranked[:READINGS]))
        return readings

    def wanted(
        self,
        anchor: Anchor,
        hints: Hints,
        within: Sequence[Anchor],
        preferred: frozenset[str],
        checks: Sequence[Callable[[Place], bool]],
    ) -> Wanted:
        """What the words and the row say about the place meant, for the ranker."""
        named = tuple(dict.fromkeys((*anchor.within, *within)))
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
            hinted = (self._hinted_areas(country.country_code, name) for name in (hints.admin1, hints.admin2))
            areas += [readings for readings in hinted if readings]
        return Wanted(
            country_code=country_code,
            areas=tuple(areas),
            feature_codes=frozenset(feature_codes(anchor.feature)) if anchor.feature else frozenset(),
            preferred=preferred,
            home={} if country_code else self._home,
            checks=tuple(checks),
        )

    def _hinted_areas(self, country_code: str, text: str) -> tuple[Place, ...]:
        """Areas that a column of the row can mean: "Borno", "Borno state", "NG-BO"."""
        key = (country_code, text)
        if text and key not in self._hinted:
            self._hinted[key] = self._areas_named(country_code, text)
        return self._hinted[key] if text else ()

    def _areas_named(self, country_code: str, text: str) -> tuple[Place, ...]:
        first = self._gazetteer.admin1(country_code, text)
        if first is not None:
            return (first,)
        relation = parse(text).relation
        anchor = relation.anchor if relation else None
        forms = anchor.forms if anchor is not None else (text,)
        for matches in self._gazetteer.lookup_many(forms).values():
            inside = [m.place for m in matches if m.place.country_code == country_code]
            areas = [place for place in inside if place.feature_class == "A"] or inside
            if areas:
                return tuple(areas[:READINGS])
        return ()

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

    def know_areas(self, places: Iterable[Place]) -> None:
        """Look up the names of the areas that places lie in, of all at once."""
        codes = {(p.country_code, p.admin1, second) for p in places if p.admin1 for second in ("", p.admin2)}
        self._divisions |= self._gazetteer.division_names(codes.difference(self._divisions))

    def admin1_name(self, place: Place) -> str:
        """Name of the first-level area of a place; empty if unknown."""
        return self._division((place.country_code, place.admin1, "")) if place.admin1 else ""

    def admin2_name(self, place: Place) -> str:
        """Name of the second-level area of a place; empty if unknown."""
        if not (place.admin1 and place.admin2):
            return ""
        return self._division((place.country_code, place.admin1, place.admin2))

    def _division(self, code: DivisionCode) -> str:
        if code not in self._divisions:
            self._divisions |= self._gazetteer.division_names([code])
        return self._divisions[code]

    def cut_name(self, cut: str) -> str:
        """Name of what cut a footprint: an area, or land."""
        if cut not in self._cut_names:
            place = self._gazetteer.place(cut)
            self._cut_names[cut] = LAND if place is None else place.name
        return self._cut_names[cut]
