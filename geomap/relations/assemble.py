"""Clauses to a description: which relation places the incident, which are checks, what contains it."""

from __future__ import annotations

from geomap.model import RelationKind
from geomap.relations.clause import BRACKET, BREAK, COLON, Clause
from geomap.relations.model import Anchor, Description, Flag, Offset, Relation
from geomap.relations.noun import Noun
from geomap.relations.quantity import Distance
from geomap.relations.scan import Heading

_PLAIN = frozenset({RelationKind.AT, RelationKind.WITHIN, RelationKind.PART, RelationKind.NEAR})
_ADMIN_RANK = 5


def assemble(clauses: list[Clause], text: str, flags: list[Flag], language: str) -> Description:
    """The description that the clauses make up."""
    clauses = _settle(clauses)
    if not clauses:
        return Description(text, None, flags=tuple(flags), language=language, unparsed_at=_first_char(text))
    if len(clauses) == 1:
        return Description(text, _relation(clauses[0]), flags=tuple(flags), language=language)
    main = _main(clauses)
    subject, checks, within, mentions = _around(clauses, main)
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


def _settle(clauses: list[Clause]) -> list[Clause]:
    """Trailing clauses take the place before them: "Topeka, 1 mi W", "Tepic (outskirts)"."""
    if len(clauses) == 1 and (not clauses[0].trailing or clauses[0].nouns or clauses[0].road):
        return clauses
    settled: list[Clause] = []
    for clause in clauses:
        if clause.nouns and clause.nouns[0].generic and clause.nouns[0].part and not clause.nouns[0].feature:
            _complete_part(clause, settled)
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


def _complete_part(clause: Clause, settled: list[Clause]) -> None:
    """ "3 miles from the city center" speaks of the last place named."""
    for before in reversed(settled):
        noun = before.nouns[0] if before.nouns else None
        if noun is not None and noun.name and not noun.linear:
            part = clause.nouns[0]
            part.name, part.feature, part.generic = noun.name, noun.feature, False
            return


def _tie(clause: Clause, last: Clause, settled: list[Clause]) -> None:
    """Tie a trailing clause to the clause that it speaks of."""
    kind = clause.kind
    if kind is RelationKind.PART:
        noun = last.nouns[0] if last.nouns else last.road
        if noun is not None and not noun.part:
            noun.part = clause.word
            last.kind = RelationKind.PART if last.kind in _PLAIN else last.kind
        return
    if kind is RelationKind.NEAR:
        if last.kind in _PLAIN:
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
        if last.kind in _PLAIN:
            settled.remove(last)
            clause.start, clause.separator = last.start, last.separator
        settled.append(clause)
        return
    if kind is RelationKind.JUNCTION and clause.word != "mouth" and not clause.nouns:
        if last.kind in (RelationKind.ALONG, RelationKind.SEVERAL, RelationKind.AT):
            last.kind, last.word = RelationKind.JUNCTION, clause.word
        return
    if kind is RelationKind.BORDER and not clause.nouns:
        if last.kind in _PLAIN:
            last.kind = RelationKind.BORDER
        return
    # A distance, an offset or a heading said after its anchor.
    if last.kind in _PLAIN and last.nouns and not last.nouns[0].generic:
        clause.nouns = last.nouns
        clause.start, clause.separator = last.start, last.separator
        settled[settled.index(last)] = clause
    else:
        clause.nouns = last.nouns[:1] or ([last.road] if last.road else [])
        settled.append(clause)
    clause.trailing = False


# -- which clause places the incident --


def _main(clauses: list[Clause]) -> int:
    """Index of the clause that places the incident.

    Coordinates first; else the first clause with a place of its own, unless that is only
    a container or a line (a road, a river) and a later clause is finer.
    """
    for index, clause in enumerate(clauses):
        if clause.coordinates is not None:
            return index
    best = 0
    for index in range(1, len(clauses)):
        if _finer(clauses[best], clauses[index]):
            best = index
    return best


def _finer(best: Clause, other: Clause) -> bool:
    """Whether a later clause places the incident better than the best so far."""
    held, offered = _grain(best), _grain(other)
    if other.kind in _PLAIN and other.kind is not RelationKind.NEAR:
        if best.kind not in _PLAIN:
            return other.separator >= BRACKET and offered <= 2 and held > 2 and other.nouns[0].name != ""
        if best.nouns[0].generic and not best.nouns[0].within:
            return not other.preposition or offered <= held or best.nouns[0].rank > 3
        if other.separator >= COLON and other.separator != BRACKET:
            return held >= _ADMIN_RANK and offered < held
        return (offered < held and held >= _ADMIN_RANK and bool(other.nouns[0].feature)) or (
            other.separator == BRACKET and offered <= 2 and offered < held
        )
    if not best.nouns and best.road is None:
        return True
    noun = best.nouns[0] if best.nouns else best.road
    assert noun is not None
    if best.kind in _PLAIN:
        if best.kind is RelationKind.NEAR and not noun.generic:
            return noun.rank >= 7
        return noun.generic or noun.linear or (noun.rank >= _ADMIN_RANK and bool(noun.feature))
    if best.kind is RelationKind.ALONG and best.post is None:
        return other.kind is not RelationKind.ALONG
    if best.kind is RelationKind.HEADING:
        return other.kind in (RelationKind.OFFSET, RelationKind.DISTANCE, RelationKind.ORTHOGONAL)
    return False


def _grain(clause: Clause) -> int:
    """Size class of the clause's place: its noun's rank."""
    noun = clause.nouns[0] if clause.nouns else clause.road
    return 4 if noun is None else noun.rank


# -- what stands around it --


def _around(clauses: list[Clause], main: int) -> tuple[Anchor | None, list[Clause], list[Noun], list[Noun]]:
    """Subject, checks, containing areas and mentions of the description."""
    subject: Anchor | None = None
    checks: list[Clause] = []
    within: list[Noun] = []
    mentions: list[Noun] = []
    before_main = clauses[:main]
    for clause in before_main:
        noun = clause.nouns[0] if clause.nouns else None
        if (
            noun is None
            or clause.kind not in _PLAIN
            or (clause.kind is RelationKind.NEAR and not noun.generic)
        ):
            checks.append(clause)
        elif noun.generic:
            subject = noun.anchor()
            if noun.within and clause.kind in _PLAIN:
                within += _as_nouns(noun)
        elif (
            noun.rank >= _ADMIN_RANK
            or clauses[main].separator == BRACKET
            or clauses[clauses.index(clause) + 1].separator in (COLON, BREAK)
        ):
            within.append(noun)
        else:
            checks.append(clause)
    room = clauses[main].nouns[0] if clauses[main].nouns else None
    broken = False
    for clause in clauses[main + 1 :]:
        broken = broken or clause.separator >= BREAK
        noun = clause.nouns[0] if clause.nouns else None
        if clause.kind in _PLAIN and clause.kind is not RelationKind.NEAR and noun is not None:
            if noun.generic or noun.feature == "capital":
                within += _as_nouns(noun) if noun.generic else []
                continue
            if room is not None and room.feature == "room":
                room = _enter(clauses[main], room, noun)
            elif (broken and noun.rank < _ADMIN_RANK) or (
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
    legs = tuple(_leg(*leg) for leg in clause.legs) if clause.legs else ()
    post = clause.post
    unit = clause.distance.unit if clause.distance is not None else post.unit if post is not None else ""
    distance = None if legs or clause.distance is None or not clause.distance.known else clause.distance
    heading = None if legs else clause.heading
    road = clause.road.anchor() if clause.road is not None and (clause.road.name or not anchors) else None
    return Relation(
        clause.kind,
        anchors,
        (clause.start, max(clause.end, clause.start)),
        distance_m=None if distance is None else distance.metres,
        half_precision_m=None if distance is None else distance.half_precision_m,
        unit=unit,
        heading_deg=None if heading is None else heading.degrees,
        heading_half_deg=None if heading is None else heading.half_width,
        heading_words=clause.heading_words,
        offsets=legs,
        approx=clause.approx,
        bound=clause.bound,
        by_road=clause.by_road,
        word=clause.word,
        road=road,
        km_post=post.number if post is not None else None,
        km_post_end=post.end if post is not None else None,
        coordinates=clause.coordinates,
    )


def _anchors(clause: Clause, containers: tuple[Anchor, ...]) -> tuple[Anchor, ...]:
    road = clause.road
    if road is not None and road.ends and (not clause.nouns or clause.nouns[0] is road):
        containers = (*road.within, *containers)
        return tuple(Anchor(name, span, within=containers) for name, span in road.ends)
    if clause.kind is RelationKind.BETWEEN and len(clause.nouns) == 1 and clause.nouns[0].ends:
        return tuple(Anchor(name, span, within=containers) for name, span in clause.nouns[0].ends)
    if len(clause.nouns) == 1:
        return (clause.nouns[0].anchor(*containers),)
    return tuple(noun.anchor(*containers) for noun in clause.nouns)


def _leg(distance: Distance, heading: Heading) -> Offset:
    return Offset(distance.metres, distance.half_precision_m, heading.degrees, heading.half_width)
