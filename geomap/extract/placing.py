"""Which of the places that a report names is where an incident happened.

Every place phrase of the report is an option; features say where it stands, which words
are around it and what the gazetteer knows of it. `geomap.extract.judging` weighs them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geomap.extract.lexicon import Lexicon
from geomap.extract.model import Incident, Reading, Token, Trigger, Where
from geomap.gazetteer.names import fold

FAR = 6
"""Sentences from an incident beyond which a place is no option, unless it is named early on."""

EARLY = 3
"""Sentences at the head of a report whose places are options for every incident."""

_NEAR, _MIDDLE = 6, 15


@dataclass(frozen=True, slots=True)
class Option:
    """A place that can be the incident's, with the names of the features that hold.

    Attributes
    ----------
    told : str
        ``own`` if the incident's own sentences name it, ``elsewhere``, or ``filed`` for the
        place where the report was filed.
    """

    where: Where
    features: tuple[str, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A report as far as the choice of places needs it."""

    readings: Sequence[Reading]
    words: Lexicon
    home: Counter[str]
    filed: Where | None
    incidents: Sequence[Incident]


def options(incident: Incident, scene: Scene) -> list[Option]:
    """The places that can be an incident's, in the order of the text."""
    own = {part.start for part in incident.sentences}
    numbers = [one.number for one in scene.readings if one.sentence.start in own]
    others = [other for other in scene.incidents if other is not incident]
    told = {part.start for other in others for part in other.sentences} - own
    dated = {
        other.sentences[0].start
        for other in others
        if other.placed
        and other.when is not None
        and incident.when is not None
        and other.when != incident.when
    } - own
    taken = {fold(other.where.names[0]) for other in others if other.where and other.where.names}
    mentions = Counter(fold(p.names[0]) for one in scene.readings for p in one.places if p.names)
    main = next(iter(scene.home.most_common(1)), ("", 0))[0]
    found = []
    for one in scene.readings:
        if one.number >= EARLY and min((abs(one.number - n) for n in numbers), default=99) > FAR:
            continue
        stand = _standing(one, numbers, own)
        inside = stand in ("first", "own")
        if stand.startswith("after") and one.sentence.start in dated:
            continue
        for place in one.places:
            name = fold(place.names[0]) if place.names else ""
            features = [
                "some",
                stand,
                f"mentions:{min(mentions[name], 4)}",
                *_around(one, place, scene.words, first=stand == "first"),
                *_of_place(place, name, main, scene.filed),
                *_taken(incident, place, name),
            ]
            if one.sentence.start in told:
                features.append("told_of_other")
                features.append(f"told_of_other:{stand.split(':')[0]}")
            if name in taken:
                features.append("taken_by_other:" + ("own" if inside else "not"))
            found.append(Option(place, tuple(features), "own" if inside else "elsewhere"))
    return found + list(_filed(incident, scene))


def _filed(incident: Incident, scene: Scene) -> Iterator[Option]:
    """Where the report was filed, if the incident's sentences name no place but a thing of a city."""
    if scene.filed is None or (incident.placed and incident.where is not None):
        return
    said = {token.word for part in incident.sentences[:3] for token in part.tokens}
    features = (
        "filed",
        "filed:of_a_city" if said & scene.words.words["of_a_city"] else "filed:no_word",
        "alone" if len(scene.incidents) == 1 else "among",
        "filed:first" if scene.incidents[0] is incident else "filed:later",
        "filed:wide" if incident.where is not None and incident.where.wide else "filed:nowhere",
        f"filed:{incident.when.rule if incident.when else 'no_date'}",
    )
    yield Option(scene.filed, features, "filed")


def _standing(one: Reading, numbers: Sequence[int], own: set[int]) -> str:
    """Where a sentence stands to the incident's."""
    if one.sentence.start in own:
        return "first" if one.number == numbers[0] else "own"
    apart = min((one.number - n for n in numbers), key=lambda n: (abs(n), -n), default=99)
    side = "before" if apart < 0 else "after"
    return f"{side}:{min(abs(apart), 4) if abs(apart) <= FAR else 'far'}"


def _around(one: Reading, place: Where, words: Lexicon, *, first: bool) -> Iterator[str]:
    """The words before and after, and how far the nearest happening is."""
    tokens, own = one.sentence.tokens, words.words
    at = next((n for n, token in enumerate(tokens) if token.start >= place.start), len(tokens))
    end = next((n for n, token in enumerate(tokens) if token.start >= place.end), len(tokens))
    back = at - 1
    while back >= 0 and tokens[back].word in own["skip"]:
        back -= 1
    before = tokens[back].word if back >= 0 else "^"
    if before in own["locative"]:
        yield f"prep:{words.pivot.get(before, before)}"
        if any(token.word in own["reporting"] for token in tokens[max(0, back - 2) : back]):
            yield "reported_in"
    else:
        yield "no_prep" if before[0].isalnum() else "sign_before"
    after = tokens[end].word if end < len(tokens) else "."
    if after in own["reporting"]:
        yield "speaks"
    elif not after[0].isalnum():
        yield f"then:{after}" if after in ".,;:])" else "then:sign"
    elif after in words.first_words:
        yield "then:trigger"
    if one.triggers:
        yield _distance(tokens, at, end, one.triggers) + (":first" if first else "")
    if one.number < EARLY:
        yield "early"


def _distance(tokens: Sequence[Token], at: int, end: int, triggers: Sequence[Trigger]) -> str:
    """How far the nearest happening of the sentence is, and whether the place follows it."""
    best, side = 99, ""
    for trigger in triggers:
        n = next((n for n, token in enumerate(tokens) if token.start >= trigger.start), 0)
        apart = n - end if n >= end else at - n
        if apart < best:
            best, side = apart, "follows" if n < at else "leads"
    return f"{side}:{'near' if best <= _NEAR else 'middle' if best <= _MIDDLE else 'far'}"


def _of_place(place: Where, name: str, main: str, filed: Where | None) -> Iterator[str]:
    """What the names themselves say."""
    yield f"feature:{place.feature or 'none'}"
    yield f"names:{min(len(place.names), 3)}"
    if place.wide:
        yield "wide_home" if main in place.countries else "wide_abroad"
    elif not place.countries:
        yield "unknown"
    elif main in place.countries:
        yield "home"
    else:
        yield f"abroad:{min(len(place.countries), 3)}"
    if filed is not None and name == fold(filed.names[0]):
        yield "is_filed"
    if len(name) <= 3:
        yield "short"


def _taken(incident: Incident, place: Where, name: str) -> Iterator[str]:
    """Whether the rules took this place, or one of its names."""
    held = incident.where
    if held is None:
        return
    if (place.start, place.end) == (held.start, held.end):
        yield "taken" if incident.placed else "taken_before"
    elif held.names and name == fold(held.names[0]):
        yield "same_name_taken"
    elif name in {fold(own) for own in held.names}:
        yield "part_of_taken"
