"""Plans for places themselves: the one that is named, its rivals, and what holds an unknown one."""

from __future__ import annotations

from collections.abc import Callable

from geomap.georeference import regions
from geomap.georeference.case import SETTLEMENT_RANK, SEVERAL_RANK, Case, rank_of
from geomap.georeference.planned import Plan
from geomap.georeference.rivals import rivals
from geomap.georeference.shapes import Shape, area_m2
from geomap.model import Candidate, Place, RelationKind, Remark, Status
from geomap.relations import Relation


def at_candidates(case: Case, kind: RelationKind, candidates: list[Candidate]) -> Plan:
    """The places themselves, as rivals where more than one could be meant."""

    def shape(one: Place) -> Shape:
        return regions.whole(one, () if one.feature_class == "A" else case.inside(one))

    best = candidates[0].place
    code = "at_area" if best.feature_class == "A" else "at_place"
    if best.feature_class == "A" and not best.has_outline:
        code = "at_area_without_outline"
    remark = Remark(code, case.names(best) | {"radius_m": best.extent_m})
    return with_rivals(case, kind, candidates, shape, remark, best.extent_m)


def with_rivals(
    case: Case,
    kind: RelationKind,
    candidates: list[Candidate],
    shape: Callable[[Place], Shape],
    remark: Remark,
    reach_m: float,
) -> Plan:
    """The same shape round each place that has to be covered.

    Parameters
    ----------
    remark : Remark
        What is said of the best of them.
    reach_m : float
        As `Plan.reach_m`.
    """
    candidates, covered = rivals(candidates, lambda one: area_m2(shape(one)))
    remarks = [remark]
    status = Status.LOCATED
    if len(covered) > 1:
        status = Status.AMBIGUOUS
        others = "; ".join(case.described(rival.place) for rival in covered[1:])
        remarks.append(Remark("ambiguous", {"count": len(covered), "others": others}))
    shapes = [shape(rival.place) for rival in covered]
    shares = [rival.score for rival in covered]
    return Plan(status, kind, candidates, shapes, None, remarks, reach_m, shares)


def containing(case: Case, relation: Relation | None = None) -> Plan | None:
    """The smallest named area that holds the place, if any area is named.

    Parameters
    ----------
    relation : Relation, optional
        The one whose anchors are not known; the description's first if not given.
    """
    relation = relation or case.description.relation
    own = relation.anchors if relation else ()
    anchors = tuple(
        dict.fromkeys([*(area for anchor in own for area in anchor.within), *case.description.within])
    )
    unknown = _unknown_rank(relation)
    for position, anchor in enumerate(anchors):
        found = case.holders(anchor, anchors[position + 1 :])
        if found:
            held = [case.as_holder(candidate, anchor, unknown) for candidate in found]
            return at_candidates(case, RelationKind.WITHIN, held)
        unknown = _wider(unknown, rank_of(anchor))
    area = case.row_area()
    if area is None:
        return None
    made = at_candidates(case, RelationKind.WITHIN, [Candidate(area, 1.0, ("the row's area",))])
    made.remarks.insert(0, Remark("row_area", {"name": area.name}))
    return made


def _unknown_rank(relation: Relation | None) -> int | None:
    """Rank of what is not known: of one building in a village it is the building's."""
    if relation is None or not relation.anchors:
        return SETTLEMENT_RANK
    return SEVERAL_RANK if relation.kind is RelationKind.SEVERAL else rank_of(relation.anchors[0])


def _wider(unknown: int | None, skipped: int | None) -> int | None:
    """Of two unknown places, one inside the other, the wider says how far off the known one can be."""
    if unknown is None or skipped is None:
        return next((rank for rank in (unknown, skipped) if rank and rank >= SETTLEMENT_RANK), None)
    return max(unknown, skipped)
