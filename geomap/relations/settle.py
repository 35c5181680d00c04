"""Clauses to settled clauses: what is said of the place before, and of the way after, is tied to it."""

from __future__ import annotations

from geomap.model import RelationKind
from geomap.relations.clause import ADMIN_RANK, BRACKET, COMMA, PLAIN, Clause
from geomap.relations.lexicon import fold
from geomap.relations.model import Span
from geomap.relations.noun import Noun

_MEASURED = frozenset({RelationKind.DISTANCE, RelationKind.OFFSET})
_WAYS = frozenset({"road", "street", "railway"})


def settle(clauses: list[Clause]) -> list[Clause]:
    """Trailing clauses take the place before them: "Topeka, 1 mi W", "Tepic (outskirts)"."""
    _head(clauses)
    settled: list[Clause] = []
    for clause in clauses:
        if clause.nouns and clause.nouns[0].generic and clause.nouns[0].part and not clause.nouns[0].feature:
            _complete_part(clause, settled)
        if clause.kind is RelationKind.JUNCTION and len(clause.nouns) == 1 and settled:
            _corner(clause, settled)
        if clause.kind is RelationKind.SEVERAL and settled and settled[-1].kind is RelationKind.SEVERAL:
            for noun in clause.nouns:  # "two prisons, A and B"
                noun.feature = noun.feature or settled[-1].nouns[0].feature
        if not clause.trailing:
            settled.append(clause)
            continue
        last = next((one for one in reversed(settled) if one.nouns or one.road), None)
        if last is None:
            if clause.nouns or clause.road:
                settled.append(clause)
            continue
        _tie(clause, last, settled)
    return settled


def _head(clauses: list[Clause]) -> None:
    """Give a distance the way that is named after it: "12 km from A on the road to B"."""
    for index, way in enumerate(clauses[1:]):
        clause = clauses[index]
        if clause.kind not in _MEASURED or way.kind is not RelationKind.ALONG or way.separator >= BRACKET:
            continue
        if clause.trailing and way.road is not None and len(way.nouns) == 1 and not way.word:
            _start_on(clause, way)  # "2 mi N on Highway 281 from X"
            continue
        ends = _ends_of(way)
        if not ends or clause.towards is not None:
            continue
        if len(ends) == 1:
            clause.towards = ends[0]
        elif clause.nouns:
            known = [fold(end.name) == fold(clause.nouns[0].name) for end in ends]
            if any(known):
                clause.towards = ends[known.index(False)] if False in known else None
        elif all(before.nouns[0].rank >= ADMIN_RANK for before in clauses[:index] if before.nouns):
            # "14 km on the A-B road": roads are measured from the end that is named first.
            clause.nouns, clause.towards, clause.trailing = [ends[0]], ends[1], False
        clause.road = clause.road or (way.road if way.road is not None and not way.road.ends else None)


def _ends_of(way: Clause) -> list[Noun]:
    """The place that a road leads to, or the two that it joins."""
    road = way.road
    if road is not None and road.ends and (not way.nouns or way.nouns[0] is road):
        return [_named(name, span) for name, span in road.ends]
    if road is not None and way.nouns == [road] and _leads_to(road):
        return [_named(road.name, road.span)]
    if way.word == "towards" or len(way.nouns) == 2:
        return [noun for noun in way.nouns if noun.name][:2]
    return []


def _start_on(clause: Clause, way: Clause) -> None:
    clause.nouns, clause.road, clause.by_road, clause.trailing = way.nouns, way.road, True, False
    clause.end = max(clause.end, way.end)


def _leads_to(road: Noun) -> bool:
    """ "the Bakouma road", but not "Highway 12"."""
    if road.feature != "road" or not road.suffixed or not road.name:
        return False
    return not any(char.isdigit() for char in road.name)


def _named(name: str, span: Span) -> Noun:
    noun = Noun(span)
    noun.name = name
    return noun


def _complete_part(clause: Clause, settled: list[Clause]) -> None:
    """ "3 miles from the city center" speaks of the last place named."""
    for before in reversed(settled):
        noun = before.nouns[0] if before.nouns else None
        if noun is not None and noun.name and not noun.linear:
            part = clause.nouns[0]
            part.name, part.feature, part.generic = noun.name, noun.feature, False
            return


def _corner(clause: Clause, settled: list[Clause]) -> None:
    """ "Las Torres Avenue, on the corner of Topógrafos Street": the street before is the other side."""
    before = settled[-1]
    noun = before.nouns[0] if len(before.nouns) == 1 else None
    if noun is None or noun.feature not in _WAYS or before.kind not in (RelationKind.AT, RelationKind.ALONG):
        return
    if clause.separator >= BRACKET or not noun.name or noun.ends or before.post is not None:
        return
    settled.pop()
    clause.nouns = [noun, *clause.nouns]
    clause.start, clause.separator = before.start, before.separator


def _tie(clause: Clause, last: Clause, settled: list[Clause]) -> None:
    """Tie a trailing clause to the clause that it speaks of."""
    kind = clause.kind
    if kind is RelationKind.PART:
        noun = last.nouns[0] if last.nouns else None
        if noun is not None and not noun.part and last.kind in PLAIN:
            noun.part, last.kind = clause.word, RelationKind.PART
        return
    if kind is RelationKind.NEAR:
        if last.kind in PLAIN:
            last.kind, last.word = RelationKind.NEAR, clause.word
        return
    if kind is RelationKind.ALONG and clause.post is not None:
        if last.kind is RelationKind.ALONG:
            last.post, last.end = clause.post, max(last.end, clause.end)
        else:
            clause.nouns = [last.nouns[0]] if last.nouns else []
            settled.append(clause)
        return
    if kind is RelationKind.ALONG:
        clause.nouns = [*last.nouns[:1], *clause.nouns]
        if last.kind in PLAIN:
            settled.remove(last)
            clause.start, clause.separator = last.start, last.separator
        settled.append(clause)
        return
    if kind is RelationKind.JUNCTION and clause.word != "mouth" and not clause.nouns:
        if last.kind in (RelationKind.ALONG, RelationKind.SEVERAL, RelationKind.AT):
            last.kind, last.word = RelationKind.JUNCTION, clause.word
        return
    if kind is RelationKind.BORDER and not clause.nouns:
        if last.kind in PLAIN:
            last.kind = RelationKind.BORDER
        return
    if kind is RelationKind.DISTANCE and last.kind is RelationKind.HEADING and clause.separator <= COMMA:
        last.kind, last.distance = RelationKind.OFFSET, clause.distance  # "north of X, at 5 km"
        last.approx, last.bound = clause.approx, clause.bound
        last.end = max(last.end, clause.end)
        return
    # A distance, an offset or a heading said after its anchor.
    if last.kind in PLAIN and last.nouns and not last.nouns[0].generic:
        clause.nouns = last.nouns
        clause.start, clause.separator = last.start, last.separator
        settled[settled.index(last)] = clause
    else:
        clause.nouns = last.nouns[:1] or ([last.road] if last.road else [])
        settled.append(clause)
    clause.trailing = False
