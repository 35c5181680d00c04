"""One description to a plan: which of its relations is drawn, and what is said of the others.

A plan holds everything but the drawn geometry, so that the footprints of a whole table
can be drawn in batches afterwards.
"""

from __future__ import annotations

from dataclasses import replace

from geomap.georeference.case import SITE_RANK, Case, rank_of
from geomap.georeference.places import containing
from geomap.georeference.planned import Plan
from geomap.georeference.relating import place
from geomap.georeference.resolve import Resolver
from geomap.model import Candidate, Hints, RelationKind, Remark, Status
from geomap.relations import Anchor, Description, Relation

__all__ = ["Plan", "plan"]

CONTRADICTED = 0.5
"""What is left of the belief in a place that the row or the words contradict."""


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
    made = _first_that_holds(Case(description, hints, resolver), description.relation)
    if made is None and _is_impossible(description, description.relation):
        made = Plan(Status.UNPARSED)
    if made is None:
        names = ", ".join(dict.fromkeys(_spoken(anchor) for anchor in _named(description)))
        made = Plan(Status.NOT_FOUND, remarks=[Remark("not_found", {"name": names})])
    made.remarks[:0] = flags
    return made


def _first_that_holds(case: Case, first: Relation) -> Plan | None:
    """The relation that the words put first; else its checks; else what contains it all."""
    lacking: list[Remark] = []
    unknown: list[str] = []
    made = None
    for relation in (first, *case.description.checks):
        made = None if _is_impossible(case.description, relation) else place(case, relation)
        if made is not None:
            break
        lacking += _lacking(case, relation)
        unknown += [anchor.name for anchor in relation.anchors if anchor.name]
    else:
        made = _contradicting(case, first) if case.is_contradicted(by_words=True) else None
        made = made or containing(case)
        if made is None and case.is_contradicted(by_words=False):
            made = _contradicting(case, first)
    if made is not None and not case.is_anywhere:
        made.remarks[:0] = lacking
        made.candidates[1:1] = _like_named(case, made, unknown)
    return made


def _is_impossible(description: Description, relation: Relation) -> bool:
    """Whether a relation is a distance that no two places on Earth are apart: it says nothing of where."""
    unstated = relation.kind in (RelationKind.DISTANCE, RelationKind.OFFSET) and not relation.distance_m
    return unstated and any(flag.code == "impossible_distance" for flag in description.flags)


def _like_named(case: Case, made: Plan, unknown: list[str]) -> list[Candidate]:
    """Places inside the footprint whose names are nearly those that the gazetteer lacks."""
    if not made.candidates:
        return []
    known = {candidate.place.place_id for candidate in made.candidates}
    found = [c for name in unknown for c in case.resolver.surroundings.like_named(name, made.shapes[0])]
    return [candidate for candidate in found if candidate.place.place_id not in known]


def _contradicting(case: Case, relation: Relation) -> Plan | None:
    """A well-known place of the name in another country than the row's or the words': shown and said."""
    case.is_anywhere = True
    made = place(case, relation)
    if made is None or not made.candidates:
        return made
    made.candidates = [replace(c, score=c.score * CONTRADICTED) for c in made.candidates]
    made.shares = [share * CONTRADICTED for share in made.shares]
    best = made.candidates[0].place
    named = case.resolver.country(case.hints.country)
    if named is not None and named.country_code != best.country_code:
        found = case.resolver.country(best.country_code)
        where = found.name if found is not None else best.country_code
        params = {"name": best.name, "found": where, "named": named.name}
        made.remarks.append(Remark("country_contradicts", params))
    else:
        around = ", ".join(anchor.full_name or anchor.name for anchor in case.description.within)
        params = {"name": case.described(best), "named": around}
        made.remarks.append(Remark("words_contradict", params))
    return made


def _lacking(case: Case, relation: Relation) -> list[Remark]:
    """What there is to say of the anchors of a relation that could not place the incident."""
    if case.subject_area is not None and relation is case.description.relation:
        return []
    return [
        Remark(_reason(case, anchor), {"name": _spoken(anchor)})
        for anchor in relation.anchors
        if not (anchor.generic and relation.kind is RelationKind.SEVERAL)
    ]


def _reason(case: Case, anchor: Anchor) -> str:
    if anchor.generic:
        return "site_unknown"
    rank = rank_of(anchor)
    if rank is not None and rank <= SITE_RANK:
        return "name_unknown"
    return "name_elsewhere" if anchor.name in case.misfits else "name_unknown"


def _spoken(anchor: Anchor) -> str:
    return anchor.full_name or anchor.name or anchor.feature.replace("_", " ")


def _named(description: Description) -> list[Anchor]:
    """The anchors that have a name, or what is only described if none has."""
    tops = [*(description.relation.anchors if description.relation else ()), *description.within]
    anchors = list(dict.fromkeys(one for anchor in tops for one in (anchor, *anchor.within)))
    return [anchor for anchor in anchors if not anchor.generic] or anchors
