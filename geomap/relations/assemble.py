"""Clauses to a description: which relation places the incident, which are checks, what contains it."""

from __future__ import annotations

import re

from geomap.model import RelationKind
from geomap.relations.clause import ADMIN_RANK, BRACKET, BREAK, COLON, COMMA, PLAIN, Clause
from geomap.relations.lexicon import POINT_NAMES
from geomap.relations.model import Anchor, Description, Flag, Offset, Relation, Span
from geomap.relations.noun import Noun
from geomap.relations.quantity import Distance
from geomap.relations.scan import Heading
from geomap.relations.settle import settle

_LINES = frozenset({"road", "railway", "river"})  # contain nothing
_HYPHEN = re.compile(r"\s*[-–—]\s*")

_UNMEASURED = frozenset({*PLAIN, RelationKind.ALONG, RelationKind.BETWEEN, RelationKind.SEVERAL})
_MEASURED = frozenset({RelationKind.OFFSET, RelationKind.DISTANCE, RelationKind.ORTHOGONAL})
_TIED_TO_ONE = frozenset({RelationKind.OFFSET, RelationKind.DISTANCE, RelationKind.NEAR})
_REGIONS = frozenset({*POINT_NAMES.values(), "central"})  # parts that a large area is spoken of by
_TOWNS = frozenset({"town", "city", "village", "settlement", "neighbourhood"})
_STREAMWARD = frozenset({"upstream", "downstream"})


def assemble(clauses: list[Clause], text: str, flags: list[Flag], language: str) -> Description:
    """The description that the clauses make up."""
    if len(clauses) > 1:
        clauses = settle(clauses)
    elif clauses and clauses[0].trailing and not (clauses[0].nouns or clauses[0].road):
        clauses = []
    if not clauses:
        return Description(text, None, flags=tuple(flags), language=language, unparsed_at=_first_char(text))
    if len(clauses) == 1:
        return Description(text, _relation(clauses[0]), flags=tuple(flags), language=language)
    descent = _descent(clauses) if len(clauses) > 2 else 0
    main = _main(clauses, descent)
    subject, checks, within, mentions = _around(clauses, main, descended=descent > 0)
    containers = tuple(noun.anchor() for noun in within)
    relation = _relation(clauses[main], containers if _takes_within(clauses, main) else ())
    return Description(
        text,
        relation,
        subject=subject,
        checks=tuple(_relation(clause) for clause in checks),
        within=containers,
        mentions=tuple(noun.anchor() for noun in mentions),
        flags=tuple(flags),
        language=language,
    )


def _first_char(text: str) -> int:
    return len(text) - len(text.lstrip())


# -- which clause places the incident --


def _main(clauses: list[Clause], descent: int) -> int:
    """Index of the clause that places the incident.

    Coordinates first; else the first clause with a place of its own, unless that is only
    a container or a line (a road, a river) and a later clause is finer.
    """
    for index, clause in enumerate(clauses):
        if clause.coordinates is not None:
            return index
    best, labelled = descent, False
    if best and best + 1 < len(clauses) and _goes_on(clauses[best + 1]):
        best += 1  # "Laos, X province, Y district, Z"
    for index in range(best + 1, len(clauses)):
        clause = clauses[index]
        labelled = labelled or clause.separator == COLON
        after_label = labelled and clause.separator == BREAK and clause.kind in _MEASURED
        if _finer(clauses[best], clause) or (after_label and clauses[best].kind in PLAIN):
            best = index
    return best


def _goes_on(clause: Clause) -> bool:
    """Whether a plain name goes on a list of areas."""
    plain = clause.kind is RelationKind.AT and clause.separator <= COMMA and not clause.preposition
    return plain and not clause.nouns[0].generic and _grain(clause) < ADMIN_RANK


def _descent(clauses: list[Clause]) -> int:
    """Index of the last area of a list that begins with the largest: "Laos, X province, Y district"."""
    last = 0
    for index, clause in enumerate(clauses[1:], 1):
        if clause.kind is not RelationKind.WITHIN or clause.separator == BRACKET or clause.preposition:
            break
        if last and _order(clause) >= _order(clauses[last]):
            break
        last = index
    first = clauses[0]
    plain = first.kind in PLAIN and first.kind is not RelationKind.NEAR and not first.nouns[0].feature
    return last if plain and last > 1 else 0


def _order(clause: Clause) -> int:
    """Size class of an area; a province lies in a department where a country has both."""
    return 2 * _grain(clause) - (clause.nouns[0].feature == "province")


def _finer(best: Clause, other: Clause) -> bool:
    """Whether a later clause places the incident better than the best so far."""
    held, offered = _grain(best), _grain(other)
    if other.kind in PLAIN and other.kind is not RelationKind.NEAR:
        if best.kind not in PLAIN:
            return other.separator >= BRACKET and offered <= 2 and held > 2 and other.nouns[0].name != ""
        if best.nouns[0].generic and not best.nouns[0].within:
            return not other.preposition or offered <= held or best.nouns[0].rank > 3
        if best.nouns[0].feature in _LINES and other.nouns[0].part:
            return other.nouns[0].feature != "" and not other.nouns[0].generic  # "River X. Slopes of Mount Y"
        if other.separator == COLON and (best.nouns[0].feature in _LINES or not best.nouns[0].feature):
            return not other.nouns[0].generic  # "River X: Y", "Nigeria: Benue State: Makurdi"
        if best.nouns[0].feature == "island" and other.nouns[0].feature == "bay":
            return False
        if other.separator >= COLON and other.separator != BRACKET:
            return held >= ADMIN_RANK and offered < held
        return (offered < held and held >= ADMIN_RANK and bool(other.nouns[0].feature)) or (
            other.separator == BRACKET and offered <= 2 and offered < held
        )
    if not best.nouns and best.road is None:
        return True
    noun = best.nouns[0] if best.nouns else best.road
    assert noun is not None
    if best.kind in PLAIN:
        if other.kind is RelationKind.NEAR and noun.feature == "island" and noun.name:
            return False
        if other.kind is RelationKind.BORDER and other.nouns and other.nouns[0].generic and noun.name:
            return False  # "Y. Border of the swamp"
        if best.kind is RelationKind.NEAR and not noun.generic:
            return noun.rank >= 7 or best.word == "area"
        if noun.part in _REGIONS and noun.feature not in _TOWNS:
            return True  # "northern Syria, 5 km from X"
        return noun.generic or noun.linear or (noun.rank >= ADMIN_RANK and bool(noun.feature))
    if best.kind is RelationKind.BORDER:
        return other.kind in _TIED_TO_ONE and bool(other.nouns) and not other.nouns[0].generic
    if best.kind is RelationKind.SEVERAL and best.nouns[0].generic:
        return other.kind is RelationKind.SEVERAL and not other.nouns[0].generic
    if best.kind is RelationKind.ALONG and best.post is None:
        return other.kind is not RelationKind.ALONG or not noun.name
    if best.kind is RelationKind.HEADING:
        return other.kind in (RelationKind.OFFSET, RelationKind.DISTANCE, RelationKind.ORTHOGONAL)
    return False


def _grain(clause: Clause) -> int:
    """Size class of the clause's place: its noun's rank."""
    noun = clause.nouns[0] if clause.nouns else clause.road
    return 4 if noun is None else noun.rank


# -- what stands around it --


def _around(
    clauses: list[Clause], main: int, *, descended: bool
) -> tuple[Anchor | None, list[Clause], list[Noun], list[Noun]]:
    """Subject, checks, containing areas and mentions of the description."""
    subject: Anchor | None = None
    checks: list[Clause] = []
    within: list[Noun] = []
    mentions: list[Noun] = []
    for index, clause in enumerate(clauses[:main]):
        noun = clause.nouns[0] if clause.nouns else None
        if (
            noun is None
            or clause.kind not in PLAIN
            or (clause.kind is RelationKind.NEAR and not noun.generic)
        ):
            checks.append(clause)
        elif noun.generic:
            subject = noun.anchor()
            if noun.within and clause.kind in PLAIN:
                within += _as_nouns(noun)
        elif (
            noun.rank >= ADMIN_RANK
            or descended
            or clauses[main].separator == BRACKET
            or clauses[index + 1].separator in (COLON, BREAK)
        ):
            within.insert(0, noun)  # what stands before goes from the largest to the smallest
        else:
            checks.append(clause)
    room = clauses[main].nouns[0] if clauses[main].nouns else None
    broken = False
    for clause in clauses[main + 1 :]:
        broken = broken or clause.separator >= BREAK
        noun = clause.nouns[0] if clause.nouns else None
        if clause.kind in PLAIN and clause.kind is not RelationKind.NEAR and noun is not None:
            if noun.generic or noun.feature == "capital":
                within += _as_nouns(noun) if noun.generic else []
                continue
            if noun.feature in _LINES:
                if clauses[main].word in _STREAMWARD and clauses[main].road is None:
                    clauses[main].road = noun
                else:
                    mentions.append(noun)
            elif room is not None and room.feature == "room":
                room = _enter(clauses[main], room, noun)
            elif (broken and noun.rank < ADMIN_RANK) or (
                clause.separator == BRACKET and noun.rank < 4 and noun.feature
            ):
                mentions.append(noun)
            else:
                within.append(noun)
        elif noun is not None or clause.road is not None or clause.coordinates is not None:
            checks.append(clause)
    return subject, checks, within, mentions


def _as_nouns(noun: Noun) -> list[Noun]:
    """Containing areas of a generic subject, as nouns: "in the mountains of Guerrero, near X"."""
    found = []
    for anchor in noun.within:
        inner = Noun(anchor.span)
        inner.name, inner.full, inner.bare = anchor.name, anchor.full_name or anchor.name, anchor.bare
        inner.feature, inner.part = anchor.feature, anchor.part
        found.append(inner)
    return found


def _enter(clause: Clause, room: Noun, building: Noun) -> Noun:
    """ "pavilion 4b, Canto Grande prison": the building is the place, the room its part."""
    part = room.part or room.full or room.name
    building.part = part
    building.span = (min(room.span[0], building.span[0]), max(room.span[1], building.span[1]))
    clause.nouns = [building]
    clause.end = max(clause.end, building.span[1])
    if clause.kind is RelationKind.PART or room.part:
        clause.kind = RelationKind.PART
    return building


def _takes_within(clauses: list[Clause], main: int) -> bool:
    """Whether the areas named after the relation contain its anchor too, not only the incident."""
    return not any(clause.distance or clause.heading for clause in clauses[main + 1 :])


# -- the final forms --


def _relation(clause: Clause, containers: tuple[Anchor, ...] = ()) -> Relation:
    anchors = _anchors(clause, containers)
    span = (clause.start, max(clause.end, clause.start))
    road = clause.road.anchor() if clause.road is not None and (clause.road.name or not anchors) else None
    if clause.kind in _UNMEASURED and clause.post is None:
        return Relation(
            clause.kind,
            anchors,
            span,
            approx=bool(clause.approx),
            approx_word=clause.approx,
            word=clause.word,
            road=road,
            coordinates=clause.coordinates,
        )
    legs = tuple(_leg(*leg) for leg in clause.legs) if clause.legs else ()
    post = clause.post
    unit = clause.distance.unit if clause.distance is not None else post.unit if post is not None else ""
    distance = None if legs or clause.distance is None or not clause.distance.known else clause.distance
    heading = None if legs else clause.heading
    return Relation(
        clause.kind,
        anchors,
        span,
        distance_m=None if distance is None else distance.metres,
        half_precision_m=None if distance is None else distance.half_precision_m,
        unit=unit,
        heading_deg=None if heading is None else heading.degrees,
        heading_half_deg=None if heading is None else heading.half_width,
        heading_words=clause.heading_words,
        offsets=legs,
        approx=bool(clause.approx),
        approx_word=clause.approx,
        bound=clause.bound,
        by_road=clause.by_road,
        word=clause.word,
        road=road,
        towards=None if clause.towards is None else clause.towards.anchor(),
        km_post=post.number if post is not None else None,
        km_post_end=post.end if post is not None else None,
        coordinates=clause.coordinates,
    )


def _ends(ends: list[tuple[str, Span]], containers: tuple[Anchor, ...]) -> tuple[Anchor, ...]:
    """The two ends of a road, each also by its outermost part: "A-B-C road" leads from A to C."""
    (first, first_span), (last, last_span) = ends
    return (
        Anchor(first, first_span, bare=_HYPHEN.split(first)[0], within=containers),
        Anchor(last, last_span, bare=_HYPHEN.split(last)[-1], within=containers),
    )


def _anchors(clause: Clause, containers: tuple[Anchor, ...]) -> tuple[Anchor, ...]:
    road = clause.road
    if road is not None and road.ends and (not clause.nouns or clause.nouns[0] is road):
        containers = (*road.within, *containers)
        return _ends(road.ends, containers)
    if clause.kind is RelationKind.BETWEEN and len(clause.nouns) == 1 and clause.nouns[0].ends:
        return _ends(clause.nouns[0].ends, containers)
    if len(clause.nouns) == 1:
        return (clause.nouns[0].anchor(*containers),)
    return tuple(noun.anchor(*containers) for noun in clause.nouns)


def _leg(distance: Distance, heading: Heading) -> Offset:
    return Offset(distance.metres, distance.half_precision_m, heading.degrees, heading.half_width)
