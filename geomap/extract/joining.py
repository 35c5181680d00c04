"""Sentences to incidents: what tells of the same happening becomes one incident.

A sentence opens an incident if it gives a date, or a place of its own, that the incidents
told so far do not have; else it adds to the one that is being told. Nouns with "the"
point back. Only what has a date, or a document's date to start from, stands alone.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise

from geomap.extract.actors import read_actor
from geomap.extract.harm import group_size, read_harm
from geomap.extract.lexicon import Lexicon
from geomap.extract.meaning import (
    both_armed,
    inside,
    main_trigger,
    of_report,
    one_of_several,
    says_since,
)
from geomap.extract.model import Harm, Incident, Reading, Sentence, Trigger, When, Where
from geomap.extract.moments import moments
from geomap.extract.phrase import inner_part
from geomap.extract.placing import Scene
from geomap.extract.sameness import (
    best_date,
    best_place,
    can_be_one,
    place_fits,
    refine,
    said_there,
    up_to,
)
from geomap.extract.triggers import find_triggers
from geomap.extract.when import WhenReader
from geomap.extract.where import WhereReader

BACKGROUND_DAYS = 300
"""An incident that lies this long before the latest one is told in passing."""

_SECTION_DAYS, _PLACE_WORDS = 31, 4
"""Days of a date, and words of a place, that a heading can be made of."""

_CLAIMED = frozenset({"asserted", "alleged"})

LOOK_BACK = 200
"""Incidents told before among which a mention is looked for, so that time stays linear in the text."""


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
    paragraph: int = -1
    group: int | None = None
    filed: Where | None = None
    """Where the report was filed: no place of an incident unless the text says "in this city"."""
    unclaimed: bool = False
    """Whether to take in what is planned or denied as well."""
    aside: list[Incident] = field(default_factory=list)
    """What is planned or denied."""
    featured: dict[str, Where] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    section: When | None = None
    """The date that a heading gives for what stands below it."""
    below: Where | None = None
    """The place that a heading gives for what stands below it."""

    def tell(self, sentence: Sentence) -> None:
        """Take in the next sentence."""
        if sentence.paragraph != self.paragraph:
            self.paragraph = sentence.paragraph
            if sentence.listed:
                self.current = None
            self.group = None
            if self.current is not None and self._is_background(self.current):
                self.current = self.focus
        said = [] if sentence.heading else find_triggers(sentence, self.words)
        triggers = [trigger for trigger in said if trigger.assertion in _CLAIMED]
        happening = bool(said if self.unclaimed else triggers)
        whens = [when for when in self.whens.read(sentence, happening=happening) if not when.aside]
        if sentence.heading:
            self._section(sentence, whens)
            return
        if not whens and sentence.listed and self.written is not None:
            whens = list(self.whens.at_time(sentence, self.section))
        places = self._places(sentence)
        self._meet_city(places)
        self.readings.append(Reading(len(self.readings), sentence, tuple(triggers), tuple(places)))
        whens = [when for when in whens if not says_since(self.level, when, triggers, self.words)]
        whens = [
            up_to(when.last) if of_report(sentence, when, triggers, self.words) else when for when in whens
        ]
        firm = [t for t in triggers if t.form != "base" or (whens and whens[0].days <= 7)]
        if not firm:
            if said and not triggers and self.unclaimed:
                self._aside(sentence, said[0], whens, places)
                return
            self._harm_alone(sentence)
            if any(not place.wide for place in places):
                self._remember(places)
            return
        there = [place for place in places if not said_there(sentence, place, self.words)]
        self._happening(sentence, firm, whens, there)
        self.group = group_size(sentence, self.words) or self.group
        if any(not place.wide for place in places):
            self._remember(places)

    def _meet_city(self, places: list[Where]) -> None:
        """Remember the first city or town, for a text that says "the city" later."""
        for place in places:
            if place.names and place.countries and not place.wide and place.feature in ("", "city", "town"):
                name = place.names[-1] if not place.away else place.names[0]
                self.featured.setdefault("city", replace(place, text=name, names=(name,), among=-1))

    def _section(self, sentence: Sentence, whens: list[When]) -> None:
        """Take in a heading that is only a date or a place: what stands below it happened then, there."""
        words = [token.word for token in sentence.tokens if token.word[0].isalnum()]
        if len(whens) == 1 and whens[0].days <= _SECTION_DAYS:
            inside = sum(whens[0].start <= token.start < whens[0].end for token in sentence.tokens)
            if len(words) <= inside + 1 and (self.written is None or whens[0].last != self.written):
                self.section = whens[0]
                self.current = None
        place = self._heading_place(sentence) if len(words) <= _PLACE_WORDS and not whens else None
        if place is not None:
            self.near = self.below = place
            self.current = None

    def _heading_place(self, sentence: Sentence) -> Where | None:
        found = self._places(replace(sentence, heading=False))
        whole = found[0] if len(found) == 1 and not found[0].wide else None
        if whole is None:
            return None
        rest = [t.word for t in sentence.tokens if not whole.start <= t.start < whole.end]
        return whole if all(word in ":-#*.,–—" or word in self.words.words["skip"] for word in rest) else None

    def scene(self) -> Scene:
        """What was read, for the choice of places and of what is told of."""
        for incident in self.incidents:
            if incident.kind == "armed_attack" and both_armed(incident.sentences, self.words):
                incident.kind = "clash"
        return Scene(self.readings, self.words, self.home, self.filed, self.incidents)

    def _aside(self, sentence: Sentence, trigger: Trigger, whens: list[When], places: list[Where]) -> None:
        """What is planned or denied: a row of its own, with which nothing else is joined."""
        when, place = best_date(trigger, whens), best_place(trigger, places)
        if when is None and place is None:
            return
        incident = Incident(trigger.kind, when, place, [sentence], assertion=trigger.assertion)
        incident.country, incident.home = self._country(), self._countries()
        incident.family = self.words.kinds[trigger.kind].family
        incident.actor = read_actor(self.text, sentence, trigger, self.words)
        self.aside.append(incident)

    def _country(self) -> str:
        """The country that the report names most."""
        return next(iter(self.home.most_common(1)), ("", 0))[0]

    def _countries(self) -> tuple[str, ...]:
        """The countries that it speaks of, without those named by the way."""
        named = self.home.most_common()
        return tuple(code for code, votes in named if 3 * votes >= named[0][1])

    def _places(self, sentence: Sentence) -> list[Where]:
        return self.wheres.read(self.text, self.level, sentence, self.words, self.home)

    def _remember(self, places: list[Where]) -> None:
        self.near = next(place for place in places if not place.wide)

    def _harm_alone(self, sentence: Sentence) -> None:
        """Counts in a sentence without a trigger belong to what is being told: "80 have disappeared"."""
        if self.current is None or self.words.kinds[self.current.kind].family == "politics":
            return
        if self.current.sentences[-1].paragraph < sentence.paragraph - 1:
            return
        harms = read_harm(self.text, sentence, self.words)
        if harms:
            self._add(self.current, sentence, [], harms)

    def _happening(
        self, sentence: Sentence, triggers: list[Trigger], whens: list[When], places: list[Where]
    ) -> None:
        main = main_trigger(self.level, triggers, self.words)
        if main.kind in ("armed_attack", "killing") and both_armed([sentence], self.words):
            main = replace(main, kind="clash")
            triggers = [main]
        place = best_place(main, places)
        inner = inner_part(self.text, self.level, sentence)
        if place is None or place.wide:
            place = self._referred(sentence, inner) or place
        place = inside(place, self.near)
        when = best_date(main, whens)
        harms = read_harm(self.text, sentence, self.words, self.group)
        apart = self._apart(sentence, main, triggers)
        if apart and when is None and self.current is not None and not self._is_background(self.current):
            when = self.current.when
        incident = None if apart else self._known(sentence, main, triggers, when, place)
        known = incident is not None
        if incident is None:
            incident = self._open(main, when, place, bool(harms))
            if incident is not None:
                incident.inner = inner
                self._beside(incident, sentence, main, triggers, places)
        if incident is None:
            return
        self._add(incident, sentence, triggers, harms)
        incident.actor = incident.actor or read_actor(self.text, sentence, main, self.words)
        if place is not None and known:
            refine(incident, place)
        if known and main.definite and when is not None and self.current is not None:
            return  # "the initial May 6 attack": points back, the story goes on where it was
        self.current = incident
        if not self._is_background(incident):
            self.focus = incident
            if incident.where is not None and incident.where.feature:
                self.featured[incident.where.feature] = incident.where

    def _beside(
        self,
        incident: Incident,
        sentence: Sentence,
        main: Trigger,
        triggers: list[Trigger],
        places: list[Where],
    ) -> None:
        """Incidents of their own at the other places of a list: "attacks in A, B and C"."""
        where = incident.where
        if where is None or where.among < 0 or not incident.placed or main.form == "outcome":
            return
        for place in places:
            if place.among == where.among and place is not where:
                other = replace(incident, where=place, sentences=[], harms=[], remarks=[])
                other.remarks.append(
                    f"Told together with {where.text}: what the text counts for all stands there."
                )
                self._add(other, sentence, triggers, [])
                other.actor = read_actor(self.text, sentence, main, self.words)
                self.incidents.append(other)

    def _apart(self, sentence: Sentence, main: Trigger, triggers: list[Trigger]) -> bool:
        """Whether the sentence tells of one more happening: "another bomb went off", "they also attacked"."""
        if main.form == "outcome" or any(trigger.definite for trigger in triggers):
            return False
        said = [token.word for token in sentence.tokens if token.start < main.start]
        return not self.words.words["one_more"].isdisjoint(said)

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

    # --- known already? ---------------------------------------------------------------

    def _known(
        self,
        sentence: Sentence,
        main: Trigger,
        triggers: list[Trigger],
        when: When | None,
        place: Where | None,
    ) -> Incident | None:
        family = self.words.kinds[main.kind].family
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
            return target if can_be_one(target, family, main.kind) and place_fits(target, place) else None
        if near and can_be_one(self.current, family, main.kind) and place_fits(self.current, place):
            return self.current
        return self._same_place(main, family, place)

    def _same_place(self, main: Trigger, family: str, place: Where | None) -> Incident | None:
        """An incident told before at the same place, if the sentence gives no date."""
        for incident in reversed(self.incidents[-LOOK_BACK:]):
            if self._is_background(incident) or not can_be_one(incident, family, main.kind, strict=True):
                continue
            if place is None or place.wide or (incident.where is not None and place_fits(incident, place)):
                return incident
        return None

    def _same_date(
        self, main: Trigger, family: str, when: When, place: Where | None, reference: bool
    ) -> Incident | None:
        best: tuple[int, Incident] | None = None
        for incident in self.incidents[-LOOK_BACK:]:
            if incident.when is None or not can_be_one(incident, family, main.kind, strict=True):
                continue
            apart = max((incident.when.first - when.last).days, (when.first - incident.when.last).days, 0)
            if (
                apart <= (1 if reference else 0)
                and place_fits(incident, place)
                and not one_of_several(incident, when, place)
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
        family, loose = self.words.kinds[main.kind].family, False
        if when is not None and when.days > 62 and not (harmed and place):
            return None
        if when is None:
            narrow = place is not None and not place.wide
            vague = main.form == "noun" and (main.definite or not harmed or not narrow)
            loose = vague or (not narrow and (main.form == "outcome" or bool(self.incidents)))
            if loose and any(
                can_be_one(one, self.words.kinds[main.kind].family, main.kind, strict=True)
                for one in self.incidents
            ):
                return None
            when = self.section or self._date_without_words()
            if when is None and not (place and harmed and not loose):
                return None
        anchored = place or self._place_of_anchor(when)
        where = anchored or self.near or self.below
        incident = Incident(main.kind, when, where, country=self._country(), assertion=main.assertion)
        incident.home = self._countries()
        incident.placed = anchored is not None
        incident.loose, incident.family = loose, family
        if when is not None and self.written is not None:
            incident.days_ago = (self.written - when.last).days
        self.incidents.append(incident)
        if when is not None and when.rule != "report_date":
            self.whens.happened(when)
        return incident

    def _date_without_words(self) -> When | None:
        """The days up to the report, for news that it does not date."""
        return up_to(self.written) if self.written is not None else None

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
            incident.remarks += moments(self.text, self.level, sentence, incident.when, self.words)
        incident.harms += harms
        for trigger in triggers:
            kinds = self.words.kinds
            if kinds[trigger.kind].family == kinds[incident.kind].family and (
                kinds[trigger.kind].rank < kinds[incident.kind].rank
            ):
                incident.kind = trigger.kind

    def _is_background(self, incident: Incident) -> bool:
        latest = self.whens.latest
        if incident.when is None or latest is None:
            return False
        return (latest.last - incident.when.last).days > BACKGROUND_DAYS
