"""One description to a plan: which place, which shapes, and why.

A plan holds everything but the drawn geometry, so that the footprints of a whole table
can be drawn in batches afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from geomap import geodesy
from geomap.georeference import regions, spread
from geomap.georeference.rank import contains, is_feature
from geomap.georeference.resolve import Resolver
from geomap.georeference.shapes import Form, Shape, area_m2
from geomap.model import Candidate, Hints, Place, RelationKind, Remark, Status
from geomap.relations import Anchor, Coordinates, Description, Relation, feature

ENOUGH = 0.9
"""Belief that the footprint has to hold, over all rival candidates."""

MAX_RIVALS = 5

SITE_RANK = 1
"""Feature words of this rank and below are buildings and sites (`relations/features.toml`)."""

STARTS = frozenset({"P", "S"})
"""Feature classes that distances and directions usually start from."""


@dataclass(slots=True)
class Plan:
    """What is to be drawn for one description.

    Attributes
    ----------
    shapes : list of Shape
        One for each rival candidate that has to be covered, the best first.
    shares : list of float
        The belief in each of these; empty where there are no rivals to weigh.
    point : (lon, lat) or None
        Where the words put the point; None lets the best shape's anchor stand.
    """

    status: Status
    kind: RelationKind | None = None
    candidates: list[Candidate] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    point: tuple[float, float] | None = None
    remarks: list[Remark] = field(default_factory=list)
    reach_m: float = 0.0
    shares: list[float] = field(default_factory=list)


def plan(description: Description, hints: Hints, resolver: Resolver) -> Plan:
    """Decide how a description is to be drawn.

    Returns
    -------
    Plan
        With status `unparsed` if the words hold no name and no relation, `not_found` if
        the gazetteer has nothing that bounds them.
    """
    flags = [Remark(flag.code, flag.params) for flag in description.flags]
    if hints.country and resolver.country(hints.country) is None:
        flags.append(Remark("country_unknown", {"name": hints.country}))
    if description.relation is None:
        remark = Remark("unparsed", {"position": (description.unparsed_at or 0) + 1})
        return Plan(Status.UNPARSED, remarks=[*flags, remark])
    made = _first_that_holds(description, hints, resolver)
    if made is None:
        names = ", ".join(dict.fromkeys(_spoken(anchor) for anchor in _named(description)))
        made = Plan(Status.NOT_FOUND, remarks=[Remark("not_found", {"name": names})])
    made.remarks[:0] = flags
    return made


def _first_that_holds(description: Description, hints: Hints, resolver: Resolver) -> Plan | None:
    """The relation that the words put first; else its checks; else what contains it all."""
    maker = _Maker(description, hints, resolver)
    unknown: list[Remark] = []
    for relation in (description.relation, *description.checks):
        made = maker.place(relation) if relation else None
        if made is not None:
            break
        unknown += _unknown(relation)
    else:
        made = maker.containing() or maker.contradicting()
    if made is not None:
        made.remarks[:0] = unknown
    return made


def _unknown(relation: Relation | None) -> list[Remark]:
    anchors = relation.anchors if relation else ()
    return [
        Remark(
            "site_unknown" if anchor.generic else "name_unknown", {"name": anchor.full_name or anchor.feature}
        )
        for anchor in anchors
        if not (anchor.generic and relation and relation.kind is RelationKind.SEVERAL)
    ]


def _spoken(anchor: Anchor) -> str:
    return anchor.name or anchor.full_name or anchor.feature.replace("_", " ")


def _named(description: Description) -> list[Anchor]:
    anchors = [*(description.relation.anchors if description.relation else ()), *description.within]
    return [anchor for anchor in anchors if not anchor.generic]


class _Maker:
    """Makes plans for the relations of one description."""

    def __init__(self, description: Description, hints: Hints, resolver: Resolver) -> None:
        self.description = description
        self.hints = hints
        self.resolver = resolver
        self.elsewhere: list[Candidate] = []
        self._areas: list[Place] | None = None
        self._countries: frozenset[str] | None = None

    def place(self, relation: Relation) -> Plan | None:
        """Plan for one relation; None if its anchors are not in the gazetteer."""
        maker = {
            RelationKind.AT: self._at,
            RelationKind.PART: self._part,
            RelationKind.WITHIN: self._at,
            RelationKind.SEVERAL: self._several,
            RelationKind.NEAR: self._near,
            RelationKind.JUNCTION: self._near,
            RelationKind.BORDER: self._border,
            RelationKind.DISTANCE: self._distance,
            RelationKind.OFFSET: self._offset,
            RelationKind.HEADING: self._heading,
            RelationKind.ORTHOGONAL: self._orthogonal,
            RelationKind.BETWEEN: self._between,
            RelationKind.ALONG: self._along,
            RelationKind.COORDINATES: self._coordinates,
        }[_drawable(relation)]
        return maker(relation)

    def containing(self) -> Plan | None:
        """The smallest named area that holds the place, if any area is named."""
        anchors = list(self.description.within)
        for anchor in self.description.relation.anchors if self.description.relation else ():
            anchors[:0] = anchor.within
        for position, anchor in enumerate(anchors):
            candidates = self.resolver.candidates(anchor, self.hints, within=anchors[position + 1 :])
            candidates = self._in_country(candidates)
            if candidates:
                return self._at_candidates(RelationKind.WITHIN, _widened(candidates))
        for hint in (self.hints.admin2, self.hints.admin1):
            area = self._hinted_area(hint)
            if area is not None:
                made = self._at_candidates(RelationKind.WITHIN, [Candidate(area, 1.0, ("the row's area",))])
                made.remarks.insert(0, Remark("row_area", {"name": area.name}))
                return made
        return None

    def contradicting(self) -> Plan | None:
        """A well-known place of the name in another country than the row's: shown and said."""
        if not any(_is_notable(candidate.place) for candidate in self.elsewhere):
            return None
        self._countries = frozenset()
        relation = self.description.relation
        made = self.place(relation) if relation else None
        return made or self.containing()

    def _hinted_area(self, name: str) -> Place | None:
        country = self.resolver.country(self.hints.country)
        return self.resolver.area(country, name) if country is not None and name else None

    # --- relations, one a method --------------------------------------------------------

    def _at(self, relation: Relation) -> Plan | None:
        anchor = relation.anchor
        candidates = self._candidates(anchor, checks=self._checks()) if anchor else []
        if anchor and candidates and self._is_another_site(anchor, candidates[0]):
            return None
        return self._at_candidates(relation.kind, candidates) if candidates else None

    def _is_another_site(self, anchor: Anchor, best: Candidate) -> bool:
        """Whether a building only bears the name of the best match: the US embassy in Lima."""
        asked = feature(anchor.feature)
        named_elsewhere = bool(anchor.within or self.description.within)
        return (
            asked is not None
            and asked.rank <= SITE_RANK
            and named_elsewhere
            and not is_feature(best.place, frozenset(asked.codes))
        )

    def _at_candidates(self, kind: RelationKind, candidates: list[Candidate]) -> Plan:
        def shape(place: Place) -> Shape:
            inside = () if place.feature_class == "A" else self._inside(place)
            return replace(regions.whole(place), inside=inside)

        best = candidates[0].place
        code = "at_area" if best.feature_class == "A" else "at_place"
        if best.feature_class == "A" and not best.has_outline:
            code = "at_area_without_outline"
        return self._with_rivals(
            kind,
            candidates,
            shape,
            Remark(code, self._names(best) | {"radius_m": best.extent_m}),
            best.extent_m,
        )

    def _several(self, relation: Relation) -> Plan | None:
        anchor = relation.anchors[0]
        made = None if anchor.generic else self._at(relation)
        if made is None:
            made = self.containing()
        if made is None:
            return None
        count = anchor.count or 0
        remark = Remark(
            "several" if count else "several_uncounted",
            {"count": count, "name": made.candidates[0].place.name},
        )
        made.kind = RelationKind.SEVERAL
        made.remarks = [remark]
        return made

    def _part(self, relation: Relation) -> Plan | None:
        made = self._at(relation)
        name = relation.anchor.part if relation.anchor else ""
        if made is None or not name or (name == "centre" and made.candidates[0].place.feature_class != "P"):
            return made
        whole = regions.whole(made.candidates[0].place)
        if made.shapes[0].place_id != whole.place_id:
            return made
        places = {c.place.place_id: c.place for c in made.candidates}
        shapes = [replace(regions.part(places[s.place_id], name), inside=s.inside) for s in made.shapes]
        if shapes[0].form is not whole.form or shapes[0] != replace(whole, inside=shapes[0].inside):
            made.remarks[0] = Remark("part", self._names(made.candidates[0].place) | {"part": name})
        made.shapes = shapes
        return made

    def _border(self, relation: Relation) -> Plan | None:
        ends = [self._candidates(anchor) for anchor in relation.anchors[:2]]
        if len(ends) < 2 or not all(ends):
            return self._near(relation)
        first, second = ends[0][0], ends[1][0]
        if not (first.place.has_outline and second.place.has_outline):
            return self._near(relation)
        shape = Shape(
            Form.BORDER,
            first.place.lon,
            first.place.lat,
            first.place.extent_m,
            place_id=first.place.place_id,
            other_id=second.place.place_id,
            extent_m=spread.BORDER_M,
        )
        remark = Remark(
            "border", {"name": first.place.name, "other": second.place.name, "width_m": spread.BORDER_M}
        )
        return Plan(
            Status.LOCATED,
            relation.kind,
            [first, second],
            [shape],
            None,
            [remark],
            reach_m=first.place.extent_m,
        )

    def _near(self, relation: Relation) -> Plan | None:
        reach = spread.near_reach(0.0, relation.word)
        return self._from_anchor(
            relation,
            lambda place: replace(regions.near(relation, place), inside=self._inside(place)),
            "near",
            lambda place: reach + place.extent_m,
            {"near_m": reach},
        )

    def _distance(self, relation: Relation) -> Plan | None:
        d = relation.distance_m or 0.0
        made = self._from_anchor(
            relation,
            lambda place: replace(regions.distance(relation, place), inside=self._inside(place)),
            "distance",
            lambda place: d,
            {"distance_m": d},
        )
        if made is not None:
            ring = made.shapes[0]
            _amend(made, inner_m=ring.inner_m, outer_m=ring.outer_m)
            if ring.inner_m > 0:
                made.remarks.append(Remark("point_is_anchor", {"name": made.candidates[0].place.name}))
        return made

    def _offset(self, relation: Relation) -> Plan | None:
        d, azimuth = relation.distance_m or 0.0, relation.heading_deg or 0.0
        made = self._from_anchor(
            relation,
            lambda place: replace(regions.offset(relation, place), inside=self._inside(place)),
            "offset",
            lambda place: d,
            {"distance_m": d, "heading_deg": azimuth},
        )
        if made is not None:
            _amend(made, inner_m=made.shapes[0].inner_m, outer_m=made.shapes[0].outer_m)
        return self._moved(made, relation)

    def _heading(self, relation: Relation) -> Plan | None:
        return self._from_anchor(
            relation,
            lambda place: replace(regions.heading(relation, place), inside=self._inside(place)),
            "heading",
            lambda place: spread.VICINITY_M + place.extent_m,
            {"heading_deg": relation.heading_deg or 0.0, "outer_m": spread.VICINITY_M},
        )

    def _orthogonal(self, relation: Relation) -> Plan | None:
        way = sum(leg.distance_m for leg in relation.offsets)
        made = self._from_anchor(
            relation,
            lambda place: replace(regions.orthogonal(relation, place), inside=self._inside(place)),
            "orthogonal",
            lambda place: way + place.extent_m,
            {},
        )
        return self._moved(made, relation)

    def _between(self, relation: Relation) -> Plan | None:
        if len(relation.anchors) < 2:
            return self._near(relation)
        ends = [self._candidates(anchor, preferred=STARTS) for anchor in relation.anchors[:2]]
        if not all(ends):
            known = next((a for a, found in zip(relation.anchors, ends, strict=False) if found), None)
            return None if known is None else self._near(replace(relation, anchors=(known,)))
        first, second = _closest_pair(*ends)
        a, b = first.place, second.place
        length = float(geodesy.distance(a.lon, a.lat, b.lon, b.lat))
        width = spread.corridor_half_width(length, max(a.extent_m, b.extent_m))
        azimuth, _ = geodesy.inverse(a.lon, a.lat, b.lon, b.lat)
        lon, lat = geodesy.destination(a.lon, a.lat, azimuth, length / 2)
        shape = Shape(
            Form.CORRIDOR, a.lon, a.lat, width, end_lon=b.lon, end_lat=b.lat, inside=self._inside(a, b)
        )
        remark = Remark(
            str(relation.kind), {"name": a.name, "other": b.name, "length_m": length, "width_m": 2 * width}
        )
        return Plan(
            Status.LOCATED,
            relation.kind,
            [first, second],
            [shape],
            (float(lon), float(lat)),
            [remark],
            reach_m=length / 2 + width,
        )

    def _along(self, relation: Relation) -> Plan | None:
        return self._between(relation) if len(relation.anchors) > 1 else self._near(relation)

    def _coordinates(self, relation: Relation) -> Plan | None:
        position = relation.coordinates
        found = _position(position) if position is not None else None
        if found is None:
            return None
        lon, lat, radius = found
        shape = Shape(Form.DISC, lon, lat, radius, on_land=False)
        remark = Remark("coordinates", {"radius_m": radius})
        return Plan(Status.LOCATED, relation.kind, [], [shape], None, [remark], reach_m=radius)

    # --- shared -------------------------------------------------------------------------

    def _candidates(
        self,
        anchor: Anchor,
        *,
        preferred: frozenset[str] = frozenset(),
        checks: Sequence[Callable[[Place], bool]] = (),
    ) -> list[Candidate]:
        found = self.resolver.candidates(
            anchor, self.hints, within=self.description.within, preferred=preferred, checks=checks
        )
        found = self._in_areas(anchor, self._in_country(found))
        asked = feature(anchor.feature)
        is_district = asked is not None and any(code.startswith("ADM") for code in asked.codes)
        return _widened(found) if is_district else found

    def _in_country(self, candidates: list[Candidate]) -> list[Candidate]:
        """Those in the country that the words or the row name; a namesake elsewhere is not the place.

        A name that the gazetteer lacks would else be taken for the same name on another
        continent. All stay where the country is not known.
        """
        if self._countries is None:
            self._countries = self._known_countries()
        kept = candidates
        if self._countries:
            kept = [c for c in candidates if c.place.country_code in self._countries]
            if candidates and not kept:
                self.elsewhere.append(candidates[0])
        return kept

    def _in_areas(self, anchor: Anchor, candidates: list[Candidate]) -> list[Candidate]:
        """Those that lie in or near the areas that the words name round the place.

        Where none does ("Sabon Gari, Madagali LGA" of a gazetteer that has others of the name
        only), the place is not in the gazetteer, and what the words name round it stands.
        """
        for readings in self.resolver.areas([*anchor.within, *self.description.within], self.hints):
            readings = tuple(area for area in readings if self._countries_hold(area))
            if not readings:
                continue
            candidates = [c for c in candidates if any(_is_in_reach(area, c.place) for area in readings)]
        return candidates

    def _countries_hold(self, area: Place) -> bool:
        return not self._countries or area.country_code in self._countries

    def _known_countries(self) -> frozenset[str]:
        country = self.resolver.country(self.hints.country)
        codes = {country.country_code} if country is not None else set()
        if not codes:
            return frozenset()
        for anchor in self.description.within:
            named = self.resolver.country(anchor.name)
            if named is not None:
                codes.add(named.country_code)
        return frozenset(codes - {""})

    def _from_anchor(
        self,
        relation: Relation,
        shape: Callable[[Place], Shape],
        code: str,
        reach: Callable[[Place], float],
        params: dict[str, str | int | float],
    ) -> Plan | None:
        candidates = self._candidates(relation.anchor, preferred=STARTS) if relation.anchor else []
        if not candidates:
            return None
        best = candidates[0].place
        remark = Remark(code, self._names(best) | params)
        return self._with_rivals(relation.kind, candidates, shape, remark, reach(best))

    def _with_rivals(
        self,
        kind: RelationKind,
        candidates: list[Candidate],
        shape: Callable[[Place], Shape],
        remark: Remark,
        reach_m: float,
    ) -> Plan:
        candidates, rivals = _rivals(candidates, lambda place: area_m2(shape(place)))
        remarks = [remark]
        status = Status.LOCATED
        if len(rivals) > 1:
            status = Status.AMBIGUOUS
            others = "; ".join(self._described(rival.place) for rival in rivals[1:])
            remarks.append(Remark("ambiguous", {"count": len(rivals), "others": others}))
        remarks += self._contradictions(candidates)
        shapes = [shape(rival.place) for rival in rivals]
        shares = [rival.score for rival in rivals]
        return Plan(status, kind, candidates, shapes, None, remarks, reach_m, shares)

    def _contradictions(self, candidates: list[Candidate]) -> list[Remark]:
        country = self.resolver.country(self.hints.country)
        best = candidates[0].place
        if country is None or not best.country_code or country.country_code == best.country_code:
            return []
        return [
            Remark(
                "country_contradicts", {"name": best.name, "found": best.country_code, "named": country.name}
            )
        ]

    def _moved(self, made: Plan | None, relation: Relation) -> Plan | None:
        if made is not None:
            made.point = regions.moved(made.candidates[0].place, regions.steps(relation))
        return made

    def _inside(self, *places: Place) -> tuple[str, ...]:
        """Countries that the footprint is cut to: those of its anchors, if all are the same one."""
        codes = {place.country_code for place in places}
        if len(codes) != 1:
            return ()
        country = self.resolver.country(codes.pop())
        areas = () if country is None else (country.place_id,)
        return areas + tuple(
            area.place_id for area in self._named_areas() if all(contains(area, place) for place in places)
        )

    def _named_areas(self) -> list[Place]:
        """First-level areas with an outline that the words themselves name round the place."""
        if self._areas is None:
            readings = self.resolver.areas(self.description.within, self.hints)
            self._areas = [
                place
                for rivals in readings
                for place in rivals
                if place.feature_code == "ADM1" and place.has_outline
            ]
        return self._areas

    def _names(self, place: Place) -> dict[str, str | int | float]:
        return {"name": place.name, "where": self.resolver.where(place)}

    def _described(self, place: Place) -> str:
        where = self.resolver.where(place)
        return f"{place.name} ({where})" if where else place.name

    def _checks(self) -> list[Callable[[Place], bool]]:
        checks = []
        for relation in self.description.checks:
            if relation.anchors and relation.distance_m is not None:
                anchors = self._candidates(relation.anchors[0], preferred=STARTS)
                if anchors:
                    checks.append(_check(relation, anchors[0].place))
        return checks


def _drawable(relation: Relation) -> RelationKind:
    """The kind to draw: without metres ("two hours from"), near or the heading is left of a distance."""
    if relation.kind in (RelationKind.DISTANCE, RelationKind.OFFSET) and not relation.distance_m:
        return RelationKind.NEAR if relation.heading_deg is None else RelationKind.HEADING
    return relation.kind


def _check(relation: Relation, anchor: Place) -> Callable[[Place], bool]:
    """Whether a place lies at the distance, and in the direction, that an apposition states."""
    low, high = spread.reach_of_distance(
        relation.distance_m or 0.0, relation.half_precision_m or 0.0, relation.bound, anchor.extent_m
    )

    def holds(place: Place) -> bool:
        azimuth, length = geodesy.inverse(anchor.lon, anchor.lat, place.lon, place.lat)
        if not low - place.extent_m <= float(length) <= high + place.extent_m:
            return False
        if relation.heading_deg is None:
            return True
        turn = abs((float(azimuth) - relation.heading_deg + 180) % 360 - 180)
        return turn <= max(45.0, relation.heading_half_deg or 0.0)

    return holds


def _rivals(
    candidates: list[Candidate], area: Callable[[Place], float]
) -> tuple[list[Candidate], list[Candidate]]:
    """Candidates with other readings of the best place folded into it, and those that must be covered.

    The best stays; of its rivals those with the most belief for their area are added until
    nine tenths of the belief are held: the smallest area that does it.

    "Lima" is a city, a province and a region, one inside the other: that is a question of
    how widely the name is meant, not of which place, so their belief counts for the best.
    """
    best = candidates[0]
    same = [c for c in candidates[1:] if contains(c.place, best.place) or contains(best.place, c.place)]
    others = [c for c in candidates[1:] if c not in same]
    score = best.score + sum(c.score for c in same)
    best = replace(best, score=min(1.0, score))
    ranked = [best, *sorted([*same, *others], key=lambda c: -c.score)]
    rivals, held = [best], best.score
    # What is missing to 1 is the belief that the gazetteer lacks the place: no area holds that.
    enough = ENOUGH * sum(candidate.score for candidate in candidates)
    for other in sorted(others[: 2 * MAX_RIVALS], key=lambda c: -c.score / max(1.0, area(c.place))):
        if held >= enough or len(rivals) >= MAX_RIVALS:
            break
        rivals.append(other)
        held += other.score
    return ranked, rivals


def _is_in_reach(area: Place, place: Place) -> bool:
    """Whether a place belongs to an area, by their codes or by lying where the area reaches to."""
    if area.place_id == place.place_id or contains(area, place):
        return True
    if area.feature_code == "ADM1" and place.admin1:
        return False
    apart = float(geodesy.distance(area.lon, area.lat, place.lon, place.lat))
    return apart <= max(area.extent_m, spread.DISTRICT_M) + min(place.extent_m, spread.DISTRICT_M)


NOTABLE_POPULATION = 100_000


def _is_notable(place: Place) -> bool:
    """Whether a place is known so widely that a wrong country is likelier than an unknown namesake."""
    return place.feature_code in ("ADM1", "PCLI") or place.population >= NOTABLE_POPULATION


def _widened(candidates: list[Candidate]) -> list[Candidate]:
    """The same as districts: those without an outline reach as far as districts do at least."""
    return [
        c
        if c.place.has_outline or c.place.extent_m >= spread.DISTRICT_M
        else replace(c, place=replace(c.place, extent_m=spread.DISTRICT_M))
        for c in candidates
    ]


def _position(position: Coordinates) -> tuple[float, float, float] | None:
    """Longitude, latitude and radius of coordinates stated in the words; None if they are none."""
    if position.lon is not None and position.lat is not None:
        error = geodesy.coordinate_error(position.lat, position.precision_deg or 1e-4)
        return position.lon, position.lat, error
    if position.easting is None or position.northing is None:
        return None
    read = {"utm": geodesy.utm, "mgrs": geodesy.mgrs}.get(position.system)
    try:
        lon, lat = read(position.zone, position.easting, position.northing) if read else (inf, inf)
    except ValueError:
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    return lon, lat, max(1.0, (position.precision_m or 1.0) * 2**0.5)


def _closest_pair(first: list[Candidate], second: list[Candidate]) -> tuple[Candidate, Candidate]:
    """The pair of readings that is both likely and near: belief per kilometre of distance."""
    best, pair = -1.0, (first[0], second[0])
    for a in first[:MAX_RIVALS]:
        for b in second[:MAX_RIVALS]:
            apart = float(geodesy.distance(a.place.lon, a.place.lat, b.place.lon, b.place.lat))
            worth = a.score * b.score / (1.0 + apart / 50_000.0)
            if a.place.place_id != b.place.place_id and worth > best:
                best, pair = worth, (a, b)
    return pair


def _amend(made: Plan, **params: float) -> None:
    first = made.remarks[0]
    made.remarks[0] = Remark(first.code, {**first.params, **params})
