"""What the words of one sentence mean for an incident: which trigger says what it was, which dates are its.

Nothing here remembers the text before; `geomap.extract.joining` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from geomap.extract.lexicon import Lexicon
from geomap.extract.model import Incident, Sentence, Trigger, When, Where
from geomap.extract.sameness import triples

_SPAN = 7
"""Days of a date beyond which what lies in it can be several incidents."""

_SINCE_BACK = 12
_LASTING = frozenset({"disappearance", "kidnapping", "arrest", "displacement", "occupation"})
"""Kinds that last, so that a date after "since" is when they began."""


def main_trigger(level: str, triggers: Sequence[Trigger], words: Lexicon) -> Trigger:
    """The trigger that says what it was: of a flood that killed people, the flood."""
    kinds = words.kinds
    mishaps = [trigger for trigger in triggers if kinds[trigger.kind].family == "mishap"]
    deaths = all(_only_harm(level, trigger, words) for trigger in triggers if trigger not in mishaps)
    among = mishaps if mishaps and deaths else triggers
    return min(among, key=lambda trigger: (trigger.definite, kinds[trigger.kind].rank))


def _only_harm(level: str, trigger: Trigger, words: Lexicon) -> bool:
    """Whether words say that people were harmed, but not by whom or what: "died", "were injured"."""
    said = level[trigger.start : trigger.end]
    return (trigger.kind == "killing" and trigger.form == "outcome") or said in words.words["hurt"]


def both_armed(sentences: Iterable[Sentence], words: Lexicon) -> bool:
    """Whether the sentences name armed people on both sides, which makes an attack a clash."""
    said = {token.word for sentence in sentences for token in sentence.tokens}
    return bool(said & words.words["army"]) and bool(said & words.words["rebels"])


def says_since(level: str, when: When, triggers: Sequence[Trigger], words: Lexicon) -> bool:
    """Whether a date only says from when on things have been so: "has burned villages since 2021"."""
    if when.days <= _SPAN or any(trigger.kind in _LASTING for trigger in triggers):
        return False
    said = level[max(0, when.start - _SINCE_BACK) : when.start + _SINCE_BACK]
    return any(f"{word} " in said for word in words.words["general"])


def of_report(sentence: Sentence, when: When, triggers: Sequence[Trigger], words: Lexicon) -> bool:
    """Whether a date says when something was said, not when it happened: "reported today"."""
    if when.rule not in ("from_document", "year_from_context"):
        return False
    own = words.words["reporting"]
    for one, two, three in triples(sentence.tokens):
        if (one.word in own and (two.start == when.start or three.start == when.start)) or (
            three.word in own and (one.end == when.end or two.end == when.end)
        ):
            return not any(trigger.start - when.end in range(3) for trigger in triggers)
    return False


def one_of_several(incident: Incident, when: When, place: Where | None) -> bool:
    """Whether a day and a place tell of one of several incidents in the weeks of a wide date."""
    held, where = incident.when, incident.where
    if held is None or held.rule == "report_date" or held.days <= _SPAN or when.days > 2:
        return False
    return place is not None and where is not None and place.names[:1] != where.names[:1]


def inside(place: Where | None, town: Where | None) -> Where | None:
    """A building with the town that the text named before, where its own words name none."""
    if place is None or place.feature != "site" or len(place.names) > 1 or town is None:
        return place
    if town.feature == "site" and place.names[0] in town.names:
        return town
    if town.feature == "site" or not town.countries:
        return place
    names = (*place.names, *town.names)
    return replace(place, names=names, text=f"{place.text}, {town.text}", countries=town.countries)
