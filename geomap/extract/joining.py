"""Sentences to incidents: what tells of the same happening becomes one incident.

A sentence opens an incident if it gives a date, or a place of its own, that the incidents
told so far do not have; else it adds to the one that is being told. Nouns with "the"
point back. Only what has a date, or a document's date to start from, stands alone.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from geomap.extract.actors import read_actor
from geomap.extract.harm import group_size, read_harm
from geomap.extract.lexicon import Lexicon, typology
from geomap.extract.model import Harm, Incident, Sentence, Token, Trigger, When, Where
from geomap.extract.phrase import inner_part
from geomap.extract.triggers import find_triggers
from geomap.extract.when import WhenReader
from geomap.extract.where import WhereReader
from geomap.gazetteer.names import fold

BACKGROUND_DAYS = 300
"""An incident that lies this long before the latest one is told in passing."""

REPORTED_WITHIN = 6
"""Days before a report within which its undated news is taken to lie."""

LOOK_BACK = 200
"""Incidents told before among which a mention is looked for, so that time stays linear in the text."""

_PARTS_OF_TOWNS = frozenset({"neighborhood"})
_OUTCOMES = frozenset({"killing", "disappearance", "arrest", "torture"})


@dataclass(slots=True)
class Story:
    """One document on its way to incidents."""

    text: str
    level: str
    words: Lexicon
    whens: WhenReader
    wheres: WhereReader
    home: Counter[str]
    written: dt.date | None
    incidents: list[Incident] = field(default_factory=list)
    current: Incident | None = None
    focus: Incident | None = None
    near: Where | None = None
    unread: list[Sentence] = field(default_factory=list)
    paragraph: int = -1
    group: int | None = None
    filed: Where | None = None
    """Where the report was filed: no place of an incident unless the text says "in this city"."""
    featured: dict[str, Where] = field(default_factory=dict)

    def tell(self, sentence: Sentence) -> None:
        """Take in the next sentence."""
        if sentence.paragraph != self.paragraph:
            self.paragraph = sentence.paragraph
            self.group = None
            if self.current is not None and self._is_background(self.current):
                self.current = self.focus
        triggers = [] if sentence.heading else find_triggers(sentence, self.words)
        whens = [when for when in self.whens.read(sentence, happening=bool(triggers)) if not when.aside]
        if sentence.heading:
            return
        whens = [_up_to(when.last) if self._of_report(sentence, when, triggers) else when for when in whens]
        firm = [t for t in triggers if t.form != "base" or (whens and whens[0].days <= 7)]
        if not firm:
            self._harm_alone(sentence)
            self.unread.append(sentence)
            return
        places = self._places(sentence)
        self._happening(sentence, firm, whens, places)
        self.group = group_size(sentence, self.words) or self.group
        if any(not place.wide for place in places):
            self._remember(places)

    def _of_report(self, sentence: Sentence, when: When, triggers: list[Trigger]) -> bool:
        """Whether a date says when something was said, not when it happened: "reported today"."""
        if when.rule not in ("from_document", "year_from_context"):
            return False
        own = self.words.words["reporting"]
        for one, two, three in _triples(sentence.tokens):
            if (one.word in own and (two.start == when.start or three.start == when.start)) or (
                three.word in own and (one.end == when.end or two.end == when.end)
            ):
                return not any(trigger.start - when.end in range(3) for trigger in triggers)
        return False

    def _places(self, sentence: Sentence) -> list[Where]:
        return self.wheres.read(self.text, self.level, sentence, self.words, self.home)

    def _remember(self, places: list[Where]) -> None:
        self.near = next(place for place in places if not place.wide)
        self.unread.clear()

    def _last_named(self) -> Where | None:
        """The last place that the text named; sentences without a happening are read for it only now."""
        for sentence in reversed(self.unread):
            places = self._places(sentence)
            if any(not place.wide for place in places):
                self._remember(places)
                break
        self.unread.clear()
        return self.near

    def _harm_alone(self, sentence: Sentence) -> None:
        """Counts in a sentence without a trigger belong to what is being told: "80 have disappeared"."""
        if self.current is None or typology()[self.current.kind].family == "politics":
            return
        if self.current.sentences[-1].paragraph < sentence.paragraph - 1:
            return
        harms = read_harm(self.text, sentence, self.words)
        if harms:
            self._add(self.current, sentence, [], harms)

    def _happening(
        self, sentence: Sentence, triggers: list[Trigger], whens: list[When], places: list[Where]
    ) -> None:
        main = min(triggers, key=lambda t: (t.definite, typology()[t.kind].rank))
        if main.kind in ("armed_attack", "killing") and self._both_armed(sentence):
            main = replace(main, kind="clash")
            triggers = [main]
        place = _best_place(main, places)
        inner = inner_part(self.text, self.level, sentence)
        if place is None or place.wide:
            place = self._referred(sentence, inner) or place
        when = _best_date(main, whens)
        harms = read_harm(self.text, sentence, self.words, self.group)
        incident = self._known(sentence, main, triggers, when, place)
        known = incident is not None
        if incident is None:
            incident = self._open(main, when, place, bool(harms))
            if incident is not None:
                incident.inner = inner
        if incident is None:
            return
        self._add(incident, sentence, triggers, harms)
        incident.actor = incident.actor or read_actor(self.text, sentence, main, self.words)
        if place is not None and known:
            _refine(incident, place)
        if known and main.definite and when is not None and self.current is not None:
            return  # "the initial May 6 attack": points back, the story goes on where it was
        self.current = incident
        if not self._is_background(incident):
            self.focus = incident
            if incident.where is not None and incident.where.feature:
                self.featured[incident.where.feature] = incident.where

    def _referred(self, sentence: Sentence, inner: str) -> Where | None:
        """The place that "the prison", or a part of a building, refers to."""
        tokens = sentence.tokens
        if self.filed is not None:
            said = self.level[sentence.start : sentence.end]
            if any(words in said for words in self.words.words["filed"]):
                return self.filed
        for one, two in pairwise(tokens):
            feature = self.words.features.get(two.word)
            if feature in self.featured and one.word in self.words.words["definite"]:
                return self.featured[feature]
        return self.featured.get("prison") if inner else None

    def _both_armed(self, sentence: Sentence) -> bool:
        """Whether the sentence names armed people on both sides, which makes an attack a clash."""
        said = {token.word for token in sentence.tokens}
        return bool(said & self.words.words["army"]) and bool(said & self.words.words["rebels"])

    # --- known already? ---------------------------------------------------------------

    def _known(
        self,
        sentence: Sentence,
        main: Trigger,
        triggers: list[Trigger],
        when: When | None,
        place: Where | None,
    ) -> Incident | None:
        family = typology()[main.kind].family
        if when is not None:
            reference = main.definite and main.form == "noun"
            return self._same_date(main, family, when, place, reference)
        if self.current is None:
            return None
        near = sentence.paragraph - self.current.sentences[-1].paragraph <= 1
        pointing = all(trigger.definite for trigger in triggers)
        if pointing:
            same = near and sentence.paragraph == self.current.sentences[-1].paragraph
            target = self.current if same or self.focus is None else self.focus
            return target if _can_be_one(target, family, main.kind) and _place_fits(target, place) else None
        if near and _can_be_one(self.current, family, main.kind) and _place_fits(self.current, place):
            return self.current
        return self._same_place(main, family, place)

    def _same_place(self, main: Trigger, family: str, place: Where | None) -> Incident | None:
        """An incident told before at the same place, if the sentence gives no date."""
        for incident in reversed(self.incidents[-LOOK_BACK:]):
            if self._is_background(incident) or not _can_be_one(incident, family, main.kind, strict=True):
                continue
            if place is None or place.wide or (incident.where is not None and _place_fits(incident, place)):
                return incident
        return None

    def _same_date(
        self, main: Trigger, family: str, when: When, place: Where | None, reference: bool
    ) -> Incident | None:
        best: tuple[int, Incident] | None = None
        for incident in self.incidents[-LOOK_BACK:]:
            if incident.when is None or not _can_be_one(incident, family, main.kind, strict=True):
                continue
            apart = max((incident.when.first - when.last).days, (when.first - incident.when.last).days, 0)
            if (
                apart <= (1 if reference else 0)
                and _place_fits(incident, place)
                and (best is None or apart < best[0])
            ):
                best = apart, incident
        if best is not None and best[0]:
            best[1].remarks.append(f"The text also says “{when.words}”.")
        return best[1] if best else None

    # --- new ------------------------------------------------------------------------------

    def _open(self, main: Trigger, when: When | None, place: Where | None, harmed: bool) -> Incident | None:
        if when is not None and self.written is not None and when.first > self.written:
            return None  # to come
        if when is not None and when.days > 62 and not (harmed and place):
            return None
        if when is None:
            if main.form == "noun" and (main.definite or not harmed or place is None or place.wide):
                return None
            if (place is None or place.wide) and (main.form == "outcome" or self.incidents):
                return None
            when = self._date_without_words()
            if when is None and not (place and harmed):
                return None
        anchored = place or self._place_of_anchor(when)
        where = anchored or self._last_named()
        country = next(iter(self.home.most_common(1)), ("", 0))[0]
        incident = Incident(main.kind, when, where, country=country, assertion=main.assertion)
        incident.placed = anchored is not None
        self.incidents.append(incident)
        if when is not None and when.rule != "report_date":
            self.whens.happened(when)
        return incident

    def _date_without_words(self) -> When | None:
        """The days up to the report, for news that it does not date."""
        return _up_to(self.written) if self.written is not None else None

    def _place_of_anchor(self, when: When | None) -> Where | None:
        """Where the incident lies that a date starts from: "the day after the latest attack"."""
        if when is None or when.rule not in ("from_incident", "from_story"):
            return None
        anchor = self.whens.latest if when.rule == "from_incident" else self.whens.story
        return next((one.where for one in self.incidents if one.when is anchor), None)

    def _add(
        self, incident: Incident, sentence: Sentence, triggers: list[Trigger], harms: list[Harm]
    ) -> None:
        if not incident.sentences or incident.sentences[-1] is not sentence:
            incident.sentences.append(sentence)
        incident.harms += harms
        for trigger in triggers:
            kinds = typology()
            if kinds[trigger.kind].family == kinds[incident.kind].family and (
                kinds[trigger.kind].rank < kinds[incident.kind].rank
            ):
                incident.kind = trigger.kind

    def _is_background(self, incident: Incident) -> bool:
        latest = self.whens.latest
        if incident.when is None or latest is None:
            return False
        return (latest.last - incident.when.last).days > BACKGROUND_DAYS


def _up_to(day: dt.date) -> When:
    """The days in which something lies that was reported on a day."""
    first = day - dt.timedelta(days=REPORTED_WITHIN)
    return When(0, 0, first, day, f"{first.isoformat()}/{day.isoformat()}", "", "report_date")


def _refine(incident: Incident, place: Where) -> None:
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


def _triples(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, Token, Token]]:
    return zip(tokens, tokens[1:], tokens[2:], strict=False)


def _best_date(main: Trigger, whens: list[When]) -> When | None:
    """The narrowest date, of those the nearest to the trigger."""
    if not whens:
        return None
    return min(whens, key=lambda when: (when.days > 7, abs(when.start - main.start)))


def _best_place(main: Trigger, places: list[Where]) -> Where | None:
    """The place phrase that follows the trigger, else the one before it; a country only if alone."""
    if not places:
        return None
    return min(places, key=lambda p: (p.wide, p.end < main.start, abs(p.start - main.end)))


def _can_be_one(incident: Incident, family: str, kind: str, *, strict: bool = False) -> bool:
    own = typology()[incident.kind].family
    if own == family:
        return True
    if strict:
        return False
    return kind in _OUTCOMES and family == "holding"


def _place_fits(incident: Incident, place: Where | None) -> bool:
    """Whether a place phrase can be where the incident is: a name in common, or one says nothing narrow."""
    held = incident.where
    if place is None or held is None or place.wide or held.wide or not incident.placed:
        return True
    if place.feature in _PARTS_OF_TOWNS:
        return True
    one, two = ({fold(name) for name in each.names if name not in each.away} for each in (held, place))
    return bool(one & two)
