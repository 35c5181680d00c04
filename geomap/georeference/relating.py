"""Relations to plans: which anchors, which shapes, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf

from geomap import geodesy
from geomap.georeference import anchored, lines, regions, spread
from geomap.georeference.case import SITE_RANK, Case, Check, codes_of, rank_of
from geomap.georeference.places import at_candidates, containing
from geomap.georeference.planned import Plan
from geomap.georeference.rank import contains, is_feature
from geomap.georeference.rivals import together
from geomap.georeference.shapes import Form, Shape
from geomap.model import Candidate, Place, RelationKind, Remark, Status
from geomap.relations import Anchor, Coordinates, Relation


def place(case: Case, relation: Relation) -> Plan | None:
    """Plan for one relation; None if its anchors are not in the gazetteer.

    Parameters
    ----------
    case : Case
        The description that the relation stands in, with its row.
    """
    return _MAKERS[_drawable(relation)](case, relation)


def _drawable(relation: Relation) -> RelationKind:
    """The kind to draw: without metres ("two hours from"), near or the heading is left of a distance."""
    if relation.kind in (RelationKind.DISTANCE, RelationKind.OFFSET) and not relation.distance_m:
        return RelationKind.NEAR if relation.heading_deg is None else RelationKind.HEADING
    return relation.kind


def _at(case: Case, relation: Relation) -> Plan | None:
    anchor = relation.anchor
    if anchor is None:
        return None
    checks = case.checks() if relation is case.description.relation else []
    candidates = case.candidates(anchor, checks=[check for _, check in checks])
    if not candidates or _is_another_site(case, anchor, candidates[0]):
        return None
    candidates = _confirmed(case, candidates, checks)
    return at_candidates(case, relation.kind, candidates) if candidates else None


def _is_another_site(case: Case, anchor: Anchor, best: Candidate) -> bool:
    """Whether a building only bears the name of the best match: the US embassy in Lima."""
    rank = rank_of(anchor)
    named_elsewhere = bool(anchor.within or case.description.within)
    return (
        rank is not None
        and rank <= SITE_RANK
        and named_elsewhere
        and not is_feature(best.place, frozenset(codes_of(anchor)))
    )


def _confirmed(case: Case, candidates: list[Candidate], checks: list[tuple[Place, Check]]) -> list[Candidate]:
    """The candidates that the rest of the words bear out; empty if that rest had better place it.

    "Las Minas, 5 mi. E of Tapanatepec" is none of the known Las Minas elsewhere; "Morelos,
    5 km S Cuernavaca" is not all of Morelos.
    """
    if not checks:
        return candidates
    holder = next((c.place for c in candidates if any(contains(c.place, start) for start, _ in checks)), None)
    if holder is not None and holder.feature_class == "A":
        case.subject_area = holder
        return []
    best = candidates[0].place
    # What is said of a place is said by way of a better known one: "Maiduguri (3 km from Giwa)" is Maiduguri.
    telling = [check for start, check in checks if start.population >= best.population]
    return [c for c in candidates if any(check(c.place) for check in telling)] if telling else candidates


def _part(case: Case, relation: Relation) -> Plan | None:
    made = _at(case, relation)
    name = relation.anchor.part if relation.anchor else ""
    if made is None or not name or (name == "centre" and made.candidates[0].place.feature_class != "P"):
        return made
    whole = regions.whole(made.candidates[0].place)
    if made.shapes[0].place_id != whole.place_id:
        return made
    places = {c.place.place_id: c.place for c in made.candidates}
    shapes = [replace(regions.part(places[s.place_id], name), inside=s.inside) for s in made.shapes]
    made.part = name
    if shapes[0].form is not whole.form or shapes[0] != replace(whole, inside=shapes[0].inside):
        made.remarks[0] = Remark("part", case.names(made.candidates[0].place) | {"part": name})
    made.shapes = shapes
    return made


def _several(case: Case, relation: Relation) -> Plan | None:
    around = tuple(dict.fromkeys(area for anchor in relation.anchors for area in anchor.within))
    named = [replace(anchor, within=around) for anchor in relation.anchors if not anchor.generic]
    found = [case.candidates(anchor) for anchor in named]
    known = [candidates for candidates in found if candidates]
    if len(known) > 1:
        return _several_known(case, known, len(named) - len(known))
    made = containing(case, relation) if not known or case.description.within else None
    if made is None and known:
        wider = spread.SEVERAL_M if len(named) > 1 else 0.0
        made = at_candidates(case, relation.kind, [_widened(candidate, wider) for candidate in known[0]])
    if made is None:
        return None
    count = relation.anchors[0].count or 0
    remark = Remark(
        "several" if count else "several_uncounted",
        {"count": count, "name": made.candidates[0].place.name},
    )
    made.kind = RelationKind.SEVERAL
    made.remarks = [remark]
    return made


def _widened(candidate: Candidate, metres: float) -> Candidate:
    one = candidate.place
    return replace(candidate, place=replace(one, extent_m=one.extent_m + metres))


def _several_known(case: Case, known: list[list[Candidate]], lacking: int) -> Plan:
    """Each of the places that are named; wider round each where some of them are not known."""
    first, second = together(known[0], known[1])
    chosen = [first, second] + [together([first], other)[1] for other in known[2:]]
    chosen = list({c.place.place_id: c for c in chosen}.values())
    more = spread.SEVERAL_M if lacking else 0.0
    shapes = [
        regions.whole(c.place, case.inside(c.place))
        if c.place.has_outline
        else Shape(Form.DISC, c.place.lon, c.place.lat, c.place.extent_m + more, inside=case.inside(c.place))
        for c in chosen
    ]
    remark = Remark("several_named", {"names": "; ".join(case.described(c.place) for c in chosen)})
    reach = max(c.place.extent_m + more for c in chosen)
    shares = [1.0 / len(chosen)] * len(chosen)
    return Plan(Status.LOCATED, RelationKind.SEVERAL, chosen, shapes, None, [remark], reach, shares)


def _coordinates(case: Case, relation: Relation) -> Plan | None:
    position = relation.coordinates
    found = _position(position) if position is not None else None
    if found is None:
        return None
    lon, lat, radius = found
    shape = Shape(Form.DISC, lon, lat, radius, on_land=False)
    remark = Remark("coordinates", {"radius_m": radius})
    return Plan(Status.LOCATED, relation.kind, [], [shape], None, [remark], reach_m=radius)


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


_MAKERS: dict[RelationKind, Callable[[Case, Relation], Plan | None]] = {
    RelationKind.AT: _at,
    RelationKind.PART: _part,
    RelationKind.WITHIN: _at,
    RelationKind.SEVERAL: _several,
    RelationKind.NEAR: anchored.near,
    RelationKind.JUNCTION: lines.between,
    RelationKind.BORDER: lines.border,
    RelationKind.DISTANCE: anchored.distance,
    RelationKind.OFFSET: anchored.offset,
    RelationKind.HEADING: anchored.heading,
    RelationKind.ORTHOGONAL: anchored.orthogonal,
    RelationKind.BETWEEN: lines.between,
    RelationKind.ALONG: lines.along,
    RelationKind.COORDINATES: _coordinates,
}
