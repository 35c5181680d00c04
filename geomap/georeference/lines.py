"""Relations to a line, planned: between two places, along a road, on a border."""

from __future__ import annotations

from dataclasses import replace

from geomap import geodesy
from geomap.georeference import regions, spread
from geomap.georeference.anchored import from_anchor, near, say_ring
from geomap.georeference.case import STARTS, Case, is_wide
from geomap.georeference.places import containing
from geomap.georeference.planned import Plan
from geomap.georeference.rivals import together
from geomap.georeference.shapes import Form, Shape
from geomap.model import Candidate, Place, RelationKind, Remark, Status
from geomap.relations import Relation

ROAD_BELIEF = 1 / 3
"""Least belief in the one place that a road is named after: streets bear names from everywhere."""

MAX_CODE = 3
"""Letters of the codes of countries."""


def between(case: Case, relation: Relation) -> Plan | None:
    """Between places: the corridors that join them; round the one that is known, if only one is."""
    found = [case.candidates(anchor, preferred=STARTS) for anchor in relation.anchors if not anchor.generic]
    known = [candidates for candidates in found if candidates]
    if len(known) < 2:
        named = [anchor for anchor in relation.anchors if not anchor.generic]
        anchor = next((a for a, c in zip(named, found, strict=True) if c), None)
        if anchor is None:
            return None
        # Posts are counted from the end that is named first.
        post = relation.km_post if anchor is relation.anchor else None
        if relation.road is not None and sum(c.score for c in known[0]) < ROAD_BELIEF:
            return None
        one_ended = replace(relation, anchors=(anchor,), km_post=post)
        return _towards(case, one_ended, _way_from_one_end(relation))
    first, second = together(known[0], known[1])
    made = _corridor(case, relation, first, second)
    for more in known[2:]:
        third = together([first], more)[1]
        made.shapes += [_corridor(case, relation, end, third).shapes[0] for end in (first, second)]
        made.candidates.append(third)
    made.shares = [1.0 / len(made.shapes)] * len(made.shapes)
    return made


def _way_from_one_end(relation: Relation) -> float:
    """How far from the one end that is known, in metres."""
    if relation.kind is RelationKind.BETWEEN:
        return spread.BETWEEN_M
    leads_away = len(relation.anchors) > 1 or relation.word == "towards" or relation.road is None
    return spread.ROAD_M if leads_away and relation.kind is RelationKind.ALONG else spread.NAMED_ROAD_M


def _towards(case: Case, relation: Relation, road_m: float) -> Plan | None:
    """On a road that leads from or to the one known end: at a post of it, or for an unknown way.

    Parameters
    ----------
    road_m : float
        That way at most, in metres.
    """
    metres = (relation.km_post or 0.0) * regions.METRES_OF.get(relation.unit, 1_000.0)
    counted = 0 < metres <= spread.FARTHEST_POST_M

    def shape(one: Place) -> Shape:
        if counted:
            return replace(regions.post(one, relation), inside=case.inside(one))
        radius = one.extent_m + road_m
        return Shape(Form.DISC, one.lon, one.lat, radius, inside=case.inside(one))

    code, reach = ("distance", metres) if counted else ("near", road_m)
    made = from_anchor(case, relation, shape, code, reach, {f"{code}_m": reach})
    if made is not None and counted:
        say_ring(made)
    return made


def _corridor(case: Case, relation: Relation, first: Candidate, second: Candidate) -> Plan:
    a, b = first.place, second.place
    length = float(geodesy.distance(a.lon, a.lat, b.lon, b.lat))
    shape = regions.corridor(a, b, length, relation)
    shape = replace(shape, inside=case.inside(a, b))
    azimuth, way = geodesy.inverse(shape.lon, shape.lat, shape.end_lon, shape.end_lat)
    lon, lat = geodesy.destination(shape.lon, shape.lat, azimuth, way / 2)
    width = shape.outer_m
    params: dict[str, str | int | float] = {
        "name": a.name,
        "other": b.name,
        "length_m": length,
        "width_m": 2 * width,
    }
    code = str(relation.kind)
    if relation.km_post is not None:
        code, params["post"] = "km_post", f"{relation.km_post:g}"
    elif code not in ("between", "along"):
        code = "along"
    return Plan(
        Status.LOCATED,
        relation.kind,
        [first, second],
        [shape],
        (float(lon), float(lat)),
        [Remark(code, params)],
        reach_m=length / 2 + width,
    )


def along(case: Case, relation: Relation) -> Plan | None:
    """On a road or river: the way between its ends, unless something smaller holds the place."""
    return _or_smaller_holder(case, relation, between(case, relation))


def _or_smaller_holder(case: Case, relation: Relation, made: Plan | None) -> Plan | None:
    """The plan for something long, or what the words name round the place, if that is smaller."""
    holder = containing(case) if case.description.within else None
    if made is None or holder is None:
        return made
    area = holder.candidates[0].place
    wide = is_wide(area) or holder.reach_m > max(made.reach_m, spread.DISTRICT_M)
    return made if wide else replace(holder, kind=relation.kind)


def border(case: Case, relation: Relation) -> Plan | None:
    """Along the outline that two areas share; near a place that is only called so."""
    ends = _bordering(case, relation)
    if len(ends) < 2 or not all(end.place.has_outline for end in ends):
        return near(case, relation)
    first, second = (end.place for end in ends)
    shape = Shape(
        Form.BORDER,
        first.lon,
        first.lat,
        first.extent_m,
        place_id=first.place_id,
        other_id=second.place_id,
        extent_m=spread.BORDER_M,
    )
    remark = Remark("border", {"name": first.name, "other": second.name, "width_m": spread.BORDER_M})
    reach = first.extent_m
    made = Plan(Status.LOCATED, relation.kind, ends, [shape], None, [remark], reach_m=reach)
    return _or_smaller_holder(case, relation, made)


def _bordering(case: Case, relation: Relation) -> list[Candidate]:
    """The two areas that share the border: countries first, the row's own if only one is named."""
    own = case.resolver.country(case.hints.country)
    ends = []
    for anchor in relation.anchors[:2]:
        # Two or three letters are as often the code of a state: "near the NC border".
        country = case.resolver.country(anchor.name) if len(anchor.name) > MAX_CODE else None
        found = [Candidate(country, 1.0, ("country",))] if country else case.candidates(anchor)
        ends += found[:1]
    if len(ends) == 1 and own is not None and ends[0].place.feature_code.startswith("PCL"):
        ends.append(Candidate(own, 1.0, ("the row's country",)))
    return ends if len({end.place.place_id for end in ends}) == len(ends) else ends[:1]
