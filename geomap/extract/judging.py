"""What is likely: which place is an incident's, and whether a mention tells of an incident at all.

Two logistic models over named features; the weights stand in `judgement.json`, made by
`tests/evaluation/fit_judgement.py`. The features say how something is told (the words for it, tense
and place of the mention, its own date and place, counts of people harmed), never whose deed it was.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from geomap.extract.lexicon import Lexicon
from geomap.extract.model import Incident, Reading, Trigger
from geomap.extract.placing import Option, Scene, options
from geomap.resources import package_file

MIN_CHANCE = 0.3
"""Mentions that are less likely to tell of an incident are left out."""

_MARKED = frozenset(
    {"killing", "massacre", "assassination", "bombing", "armed_attack", "kidnapping", "disappearance"}
    | {"torture", "arson", "robbery", "occupation"}
)
"""Kinds that the reports fitted on mark; others are judged only where they are told in passing."""

SPOKEN = ("first_person", "past_perfect", "speech", "reporting", "modal", "law", "talks", "reaction", "claim")
"""Groups of words of a lexicon; whether a sentence has one of them is a feature."""

_FIRM = frozenset({"absolute", "year_from_context", "from_document", "from_story", "from_incident"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """Weights of the features: `place` of an option, `told` of a mention. Empty ones judge nothing."""

    place: Mapping[str, float]
    told: Mapping[str, float]

    def settle(self, scene: Scene) -> list[Incident]:
        """Give incidents whose own sentences name no place their likeliest; return those that are told of.

        Parameters
        ----------
        scene : Scene
            The report; the places of its incidents are changed.
        """
        if self.place:
            unsure = [incident for incident in scene.incidents if not surely_placed(incident)]
            chosen = [self._best(options(incident, scene)) for incident in unsure]
            for incident, option in zip(unsure, chosen, strict=True):
                _put(incident, option)
        if not self.told:
            return list(scene.incidents)
        readings = {one.sentence.start: one for one in scene.readings}
        report = report_words(scene)
        features = [[*telling(scene, readings, n), *report] for n in range(len(scene.incidents))]
        return [
            incident
            for incident, own in zip(scene.incidents, features, strict=True)
            if _plainly_told(incident) or self.chance(own) >= MIN_CHANCE
        ]

    def chance(self, features: list[str]) -> float:
        """Probability that a mention with these features tells of an incident."""
        return 1 / (1 + math.exp(-sum(self.told.get(name, 0.0) for name in features)))

    def _best(self, found: list[Option]) -> Option | None:
        """The likeliest option; None if no place at all is likelier."""
        scores = [sum(self.place.get(name, 0.0) for name in option.features) for option in found]
        best = max(range(len(found)), key=lambda n: scores[n], default=None)
        return found[best] if best is not None and scores[best] >= self.place.get("none", 0.0) else None


@cache
def shipped() -> Judgement:
    """The weights that come with the package."""
    held = json.loads(package_file("extract", "judgement.json").read_bytes())
    return Judgement(held["place"], held["told"])


def surely_placed(incident: Incident) -> bool:
    """Whether the incident's own sentences name a place that is more than a country.

    What happens in politics, such as a coup, happens to the country where no place is named.
    """
    if incident.family == "politics":
        return True
    return incident.placed and incident.where is not None and not incident.where.wide


def _plainly_told(incident: Incident) -> bool:
    """Whether it is never left out: the text itself gives its date and its place."""
    if incident.kind not in _MARKED and not incident.loose:
        return True
    if incident.when is None or incident.when.rule not in _FIRM:
        return False
    return surely_placed(incident) or (bool(incident.harms) and incident.when.days <= 2)


def _put(incident: Incident, option: Option | None) -> None:
    """Change the place of an incident, and say so where its own sentences do not name it."""
    if option is None:
        incident.where, incident.placed = None, False
        return
    held = incident.where
    if held is not None and (held.start, held.end) == (option.where.start, option.where.end):
        return
    if held is not None and held.names and set(option.where.names[:1]) <= set(held.names):
        return  # a part of what the rules put together
    incident.where, incident.placed = option.where, option.told == "own"
    if option.told == "filed":
        incident.remarks.append(
            f"The text names no place for it; {option.where.text} is where the report was filed."
        )


def report_words(scene: Scene) -> list[str]:
    """Features of the whole report: its common words, which tell news from talks and opinions."""
    if scene.words.language != "en":
        return []
    said = {token.word for one in scene.readings for token in one.sentence.tokens}
    return [f"report:{word}" for word in sorted((said & scene.words.common) - _deeds(scene.words))]


def telling(scene: Scene, readings: Mapping[int, Reading], number: int) -> Iterator[str]:
    """Features of how incident `number` of a report is told."""
    incident = scene.incidents[number]
    own = [readings[part.start] for part in incident.sentences if part.start in readings]
    yield "always"
    yield f"kind:{incident.kind}"
    yield from _of_date(incident)
    yield from _of_where(incident)
    harms = sorted({harm.harm for harm in incident.harms})
    yield from (f"harm:{harm}" for harm in harms) if harms else ("no_harm",)
    yield f"sentences:{min(len(incident.sentences), 4)}"
    yield f"begins:{min(own[0].number if own else 0, 6)}"
    yield f"nth:{min(number, 4)}"
    yield f"of:{min(len(scene.incidents), 5)}"
    if incident.actor:
        yield "actor"
    if incident.assertion != "asserted":
        yield incident.assertion
    yield from _of_report(scene)
    if own:
        yield from _of_mention(incident, own[0], scene)


def _of_date(incident: Incident) -> Iterator[str]:
    when = incident.when
    if when is None:
        yield "no_date"
        return
    yield f"rule:{when.rule}"
    yield f"days:{next((str(most) for most in (1, 2, 7) if when.days <= most), 'more')}"
    if incident.days_ago is not None:
        yield f"ago:{next((str(most) for most in (1, 7, 31, 365) if incident.days_ago <= most), 'years')}"


def _of_where(incident: Incident) -> Iterator[str]:
    where = incident.where
    if where is None:
        yield "no_place"
        return
    yield "placed" if incident.placed else "borrowed"
    yield "wide" if where.wide else "narrow"
    yield f"feature:{where.feature or 'none'}"
    yield "unknown" if not where.countries else "home" if incident.country in where.countries else "abroad"


def _of_mention(incident: Incident, first: Reading, scene: Scene) -> Iterator[str]:
    """How the first sentence speaks: form of its words, tense, who speaks."""
    forms = sorted({trigger.form for trigger in first.triggers})
    yield f"forms:{'+'.join(forms)}"
    if incident.loose:
        yield f"loose:{forms[0] if forms else ''}"
    if any(trigger.definite for trigger in first.triggers):
        yield "definite"
    words, groups = [token.word for token in first.sentence.tokens], scene.words.words
    if scene.words.language == "en":
        yield from (f"word:{name}" for name in sorted({_words(first, trigger) for trigger in first.triggers}))
    said = set(words)
    if scene.words.language == "en":
        yield from (f"said:{word}" for word in sorted((said & scene.words.common) - _deeds(scene.words)))
    yield from (f"says:{name}" for name in SPOKEN if said & groups[name])
    if '"' in said or "“" in said:
        yield "quote"
    if words[0] == "[":
        yield "bracket"
    yield f"long:{min(len(words) // 15, 4)}"
    if not first.triggers:
        return
    starts = [token.start for token in first.sentence.tokens]
    at = starts.index(first.triggers[0].start)
    yield f"stands:{min(at // 6, 4)}"
    before = words[at - 1] if at else "^"
    yield f"before:{scene.words.pivot.get(before, before) if before in groups['grammar'] else 'other'}"
    if words[at] in groups["plural"]:
        yield "plural"
    yield f"triggers:{min(len(first.triggers), 3)}"


def _deeds(words: Lexicon) -> frozenset[str]:
    """Words that say whose deed it was: no features."""
    own = words.words
    return own["actors"] | own["army"] | own["rebels"]


def _words(reading: Reading, trigger: Trigger) -> str:
    """The words of a trigger."""
    inside = (t.word for t in reading.sentence.tokens if trigger.start <= t.start < trigger.end)
    return " ".join(inside)


def _of_report(scene: Scene) -> Iterator[str]:
    """How much of the report tells of happenings, and how soon."""
    telling = [one.number for one in scene.readings if one.triggers]
    share = len(telling) / max(1, len(scene.readings))
    yield f"dense:{min(int(share * 6), 4)}"
    yield f"opens:{min(telling[0], 3) if telling else 'not'}"
    yield f"told:{min(len(telling), 6)}"
