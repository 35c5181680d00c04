"""Relations to one anchor, planned: near it, so far from it, in a direction from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from geomap import geodesy
from geomap.georeference import regions, spread
from geomap.georeference.case import STARTS, Case
from geomap.georeference.places import with_rivals
from geomap.georeference.planned import Plan
from geomap.georeference.rivals import together
from geomap.georeference.shapes import Form, Shape
from geomap.model import Place, Remark
from geomap.relations import Relation


def from_anchor(
    case: Case,
    relation: Relation,
    shape: Callable[[Place], Shape],
    code: str,
    reach_m: float,
    params: dict[str, str | int | float],
) -> Plan | None:
    """A shape round the relation's anchor, or round each of the places that it can be.

    Parameters
    ----------
    shape : callable
        What is drawn round a place.
    code, params
        Of the remark that says so.
    reach_m : float
        As `Plan.reach_m`.

    Returns
    -------
    Plan or None
        None if the anchor is not in the gazetteer.
    """
    if relation.anchor is None:
        return None
    loosely = relation.distance_m is not None
    candidates = case.candidates(relation.anchor, preferred=STARTS, loosely=loosely)
    if not candidates:
        return None
    best = candidates[0].place
    remark = Remark(code, case.names(best) | params)
    return with_rivals(case, relation.kind, candidates, shape, remark, reach_m)


def near(case: Case, relation: Relation) -> Plan | None:
    """Near a place: within the reach of the word, and no nearer to an equal of the place."""
    # "Kimba village, near Biu": near enough to be told by Biu, but a place of its own.
    is_own = relation is not case.description.relation
    reach = max(spread.near_reach(relation.word), spread.NEAR_NAMED_M if is_own else 0.0)

    def shape(one: Place) -> Shape:
        radius = one.extent_m + reach
        equals = max(1, one.population) if one.feature_class == "P" else None
        return Shape(
            Form.DISC,
            one.lon,
            one.lat,
            radius,
            extent_m=one.extent_m,
            inside=case.inside(one),
            equals_from=equals,
        )

    return from_anchor(case, relation, shape, "near", reach, {"near_m": reach})


def distance(case: Case, relation: Relation) -> Plan | None:
    """At a distance in no direction: a ring, or the side of it that a road is said to lead to."""
    azimuth = _azimuth_towards(case, relation)
    if azimuth is not None:
        half = spread.TOWARDS_HALF_WIDTH_DEG
        return offset(case, replace(relation, heading_deg=azimuth, heading_half_deg=half))
    d = relation.distance_m or 0.0
    made = from_anchor(
        case,
        relation,
        lambda one: regions.distance(relation, one, case.inside(one)),
        "distance",
        d,
        {"distance_m": d},
    )
    if made is not None:
        say_ring(made)
    return made


def _azimuth_towards(case: Case, relation: Relation) -> float | None:
    """Direction of the place that a distance is said to lead towards; None if no known one is."""
    if relation.towards is None or relation.anchor is None:
        return None
    ends = [case.candidates(anchor, preferred=STARTS) for anchor in (relation.anchor, relation.towards)]
    if not all(ends):
        return None
    start, end = (candidate.place for candidate in together(*ends))
    azimuth, length = geodesy.inverse(start.lon, start.lat, end.lon, end.lat)
    return float(azimuth) if length > 0 else None


def say_ring(made: Plan) -> None:
    """Add to the remarks how far the ring reaches, and that its point is not where it happened."""
    ring = made.shapes[0]
    made.amend(inner_m=max(0.0, ring.inner_m), outer_m=ring.outer_m)
    if ring.inner_m > 0:
        made.remarks.append(Remark("point_is_anchor", {"name": made.candidates[0].place.name}))


def offset(case: Case, relation: Relation) -> Plan | None:
    """At a distance in a direction: a sector."""
    d, azimuth = relation.distance_m or 0.0, relation.heading_deg or 0.0
    made = from_anchor(
        case,
        relation,
        lambda one: regions.offset(relation, one, case.inside(one)),
        "offset",
        d,
        {"distance_m": d, "heading_deg": azimuth},
    )
    if made is not None:
        made.amend(inner_m=made.shapes[0].inner_m, outer_m=made.shapes[0].outer_m)
    return _moved(made, relation)


def heading(case: Case, relation: Relation) -> Plan | None:
    """In a direction at no stated distance."""
    return from_anchor(
        case,
        relation,
        lambda one: regions.heading(relation, one, case.inside(one)),
        "heading",
        spread.VICINITY_M,
        {"heading_deg": relation.heading_deg or 0.0, "outer_m": spread.VICINITY_M},
    )


def orthogonal(case: Case, relation: Relation) -> Plan | None:
    """Two distances at right angles, added."""
    way = sum(leg.distance_m for leg in relation.offsets)
    made = from_anchor(
        case,
        relation,
        lambda one: regions.orthogonal(relation, one, case.inside(one)),
        "orthogonal",
        way,
        {},
    )
    return _moved(made, relation)


def _moved(made: Plan | None, relation: Relation) -> Plan | None:
    if made is not None:
        made.point = regions.moved(made.candidates[0].place, regions.steps(relation))
    return made
