"""When two mentions can be of one incident, and which of the dates and places of a sentence is its."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from geomap.extract.lexicon import Lexicon
from geomap.extract.model import Incident, Sentence, Token, Trigger, When, Where
from geomap.gazetteer.names import fold

REPORTED_WITHIN = 6
"""Days before a report within which its undated news is taken to lie."""

_PARTS_OF_TOWNS = frozenset({"neighborhood"})

_OUTCOMES = frozenset({"killing", "disappearance", "arrest", "torture"})


def up_to(day: dt.date) -> When:
    """The days in which something lies that was reported on a day."""
    first = day - dt.timedelta(days=REPORTED_WITHIN)
    return When(0, 0, first, day, f"{first.isoformat()}/{day.isoformat()}", "", "report_date")


def refine(incident: Incident, place: Where) -> None:
    """Take what a later sentence adds on where: a first place of its own, or a part of the town."""
    held = incident.where
    if held is None or (not place.wide and (held.wide or not incident.placed)):
        incident.where, incident.placed = place, True
    elif place.feature in _PARTS_OF_TOWNS and held.feature not in _PARTS_OF_TOWNS:
        names = tuple(dict.fromkeys([*place.names, *held.names]))
        text = place.text if held.names[0] in place.names else f"{place.text}, {held.text}"
        incident.where = replace(place, names=names, text=text)
    elif len(place.names) > len(held.names) and held.names[0] in place.names[1:]:
        incident.where = place


def triples(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, Token, Token]]:
    """Neighbouring tokens, three at a time."""
    return zip(tokens, tokens[1:], tokens[2:], strict=False)


def best_date(main: Trigger, whens: list[When]) -> When | None:
    """The narrowest date, of those the nearest to the trigger."""
    if not whens:
        return None
    return min(whens, key=lambda when: (when.days > 7, abs(when.start - main.start)))


def said_there(sentence: Sentence, place: Where, words: Lexicon) -> bool:
    """Whether a place is where something was said, not where it happened: "reported today in Lima"."""
    at = next((n for n, token in enumerate(sentence.tokens) if token.start >= place.start), 0)
    before = [token.word for token in sentence.tokens[max(0, at - 4) : at]]
    while before and before[-1] in words.words["skip"]:
        before.pop()
    if not before or before.pop() not in words.words["inside"]:
        return False
    while before and before[-1] in words.words["days"]:
        before.pop()
    return bool(before) and before[-1] in words.words["reporting"]


def best_place(main: Trigger, places: list[Where]) -> Where | None:
    """The place phrase that follows the trigger, else the one before it; a country only if alone."""
    if not places:
        return None
    return min(places, key=lambda p: (p.wide, p.end < main.start, abs(p.start - main.end)))


def can_be_one(incident: Incident, family: str, kind: str, *, strict: bool = False) -> bool:
    """Whether a mention of this family and kind can be of an incident; `strict`: of the same family only."""
    own = incident.family
    if own == family:
        return True
    if strict:
        return False
    return kind in _OUTCOMES and (family == "holding" or own == "mishap")


def place_fits(incident: Incident, place: Where | None) -> bool:
    """Whether a place phrase can be where the incident is: a name in common, or one says nothing narrow."""
    held = incident.where
    if place is None or held is None or place.wide or held.wide or not incident.placed:
        return True
    if place.feature in _PARTS_OF_TOWNS:
        return True
    one, two = ({fold(name) for name in each.names if name not in each.away} for each in (held, place))
    return bool(one & two)
