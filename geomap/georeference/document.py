"""The names of one text, resolved together.

Each name is looked up once; the candidates of all names stand in one matrix. Beliefs from
the names alone give the first votes; the votes give the context columns (what is named
next to it, where the other names lie); the second weights give the answer. Places that
are named with their area once ("Alexandria, Va.") keep that sense throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geomap.gazetteer.names import fold
from geomap.georeference.certainty import Certainty, calibrated, certainty, evidence
from geomap.georeference.context import Names, context
from geomap.georeference.features import COLUMN, TELLING, Wanted, add_rivals, dense, describe, reasons
from geomap.georeference.forms import Spelling, spellings
from geomap.georeference.rank import Floats, Weights, distinct, softmax, unknown, weights
from geomap.georeference.vicinity import placed_by_neighbours
from geomap.model import Candidate

if TYPE_CHECKING:
    from geomap.gazetteer import Match
    from geomap.gazetteer.remembered import LooksUp

MAX_READINGS = 24
"""Candidates that compete for one name in a text."""

MAX_TOGETHER = 150
"""Distinct names resolved together; a longer text is taken part by part."""

ROUNDS = 2
"""How often the votes are taken anew."""

KEPT = 20_000
"""Names remembered from text to text."""


_PARTIAL = COLUMN["part_of_phrase"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, by its span."""

    start: int
    end: int


@dataclass(slots=True)
class Reading:
    """What a name can mean: matches, their rows, and the row of the option that it is none of them."""

    matches: list[Match]
    rows: Floats
    nothing: Floats


@dataclass(slots=True)
class Part:
    """Names of a text that are resolved together.

    Attributes
    ----------
    first : int
        Number of its first mention in the text.
    readings, beliefs : one for each unit of `names`.
    unknown_names : float
        Share of its names that the gazetteer lacks.
    """

    first: int
    names: Names
    readings: list[Reading]
    beliefs: list[Floats]
    unknown_names: float

    def order(self, unit: int) -> list[int]:
        """Matches of a name, the likeliest first."""
        beliefs, matches = self.beliefs[unit].tolist(), self.readings[unit].matches
        return sorted(range(len(beliefs)), key=lambda i: (-beliefs[i], matches[i].place.place_id))

    def evidence(self, unit: int, order: Sequence[int]) -> list[float]:
        """What speaks for the likeliest, in the order of `certainty.EVIDENCE`."""
        reading, beliefs = self.readings[unit], self.beliefs[unit].tolist()
        partial = float(reading.rows[order[0], _PARTIAL])
        places = [reading.matches[i].place for i in order]
        return evidence(places, [beliefs[i] for i in order], partial, self.unknown_names)


class DocumentResolver:
    """Resolves the names of texts; remembers the names that it has looked up.

    Parameters
    ----------
    first, second : Weights, optional
        Other weights than those shipped, to fit them.
    fitted : Certainty, optional
        The same for the scores.
    """

    def __init__(
        self,
        gazetteer: LooksUp,
        *,
        first: Weights | None = None,
        second: Weights | None = None,
        fitted: Certainty | None = None,
    ) -> None:
        self._gazetteer = gazetteer
        self._first = first or weights("phrase")
        self._second = second or weights("text")
        self.fitted = fitted or certainty()
        self._known: dict[str, Reading] = {}

    def resolve(self, text: str, mentions: Sequence[Mention]) -> list[list[Candidate]]:
        """Ranked candidates for each mention, in their order.

        The score of the first is the probability that the place is right. A name that the
        gazetteer lacks is put where its neighbours in the text are, by a candidate whose
        place has no id; it has no candidates where nothing else is known either.
        """
        return placed_by_neighbours(text, [(m.start, m.end) for m in mentions], self.answers(text, mentions))

    def answers(self, text: str, mentions: Sequence[Mention]) -> list[list[Candidate]]:
        """Ranked candidates of the gazetteer alone for each mention."""
        answers: list[list[Candidate]] = []
        for part in self.parts(text, mentions):
            own = [self._candidates(part, unit) for unit in range(len(part.readings))]
            answers += [own[unit] for unit in part.names.unit_of]
        return answers

    def prepared(self, text: str, mentions: Sequence[Mention]) -> tuple[Names, list[Reading]]:
        """The names of a text with the context columns filled in; for fitting and for `resolve`."""
        names = Names.of(text, [(m.start, m.end) for m in mentions])
        readings = self._readings(names.names)
        beliefs = [self._beliefs(reading, self._first) for reading in readings]
        columns: list[Floats] = []
        for turn in range(ROUNDS):
            columns = context(names, [[m.place for m in r.matches] for r in readings], beliefs)
            if turn + 1 < ROUNDS:
                beliefs = [
                    self._beliefs(_with(r, c), self._second) for r, c in zip(readings, columns, strict=True)
                ]
        return names, [_with(r, c) for r, c in zip(readings, columns, strict=True)]

    def parts(self, text: str, mentions: Sequence[Mention]) -> Iterator[Part]:
        """What the names of a text can mean and how likely, part by part."""
        first = 0
        for own in _parts(text, mentions):
            names, readings = self.prepared(text, own)
            unknown = sum(not reading.matches for reading in readings) / max(1, len(readings))
            yield Part(first, names, readings, [self._beliefs(r, self._second) for r in readings], unknown)
            first += len(own)

    def _candidates(self, part: Part, unit: int) -> list[Candidate]:
        reading = part.readings[unit]
        if not reading.matches:
            return []
        order = part.order(unit)
        beliefs = part.beliefs[unit]
        telling = reading.rows >= TELLING
        scores = calibrated([float(beliefs[i]) for i in order], self.fitted.score(part.evidence(unit, order)))
        return [
            Candidate(
                reading.matches[i].place,
                score,
                reasons(reading.matches[i], dict.fromkeys(np.flatnonzero(telling[i]).tolist(), 1.0)),
            )
            for i, score in zip(order, scores, strict=True)
        ]

    @staticmethod
    def _beliefs(reading: Reading, fitted: Weights) -> Floats:
        if not reading.matches:
            return np.zeros(0)
        utilities = (reading.rows @ fitted.features).tolist()
        return np.array(softmax(utilities, float(reading.nothing @ fitted.nothing)))

    # --- names -------------------------------------------------------------------------

    def _readings(self, names: Sequence[str]) -> list[Reading]:
        new = [name for name in dict.fromkeys(names) if name not in self._known]
        if new:
            if len(self._known) > KEPT:
                self._known.clear()
                new = list(dict.fromkeys(names))
            self._learn(new)
        return [self._known[name] for name in names]

    def _learn(self, names: Iterable[str]) -> None:
        forms = {name: spellings(name) for name in names}
        found = self._gazetteer.lookup_many({one.text for own in forms.values() for one in own})
        for name, own in forms.items():
            self._known[name] = self._reading(name, own, found)

    def _reading(self, name: str, forms: Sequence[Spelling], found: dict[str, list[Match]]) -> Reading:
        wanted = Wanted(feature_codes=forms[0].feature_codes if forms else frozenset())
        pairs: list[tuple[Match, float]] = []
        for form in forms:
            if form.last_resort and pairs:
                break
            pairs += [(match, form.partial) for match in found.get(form.text, ())]
        best = distinct(pairs)
        described = describe(best, wanted)
        add_rivals(described, [match for match, _ in best])
        nothing = np.array(unknown(name, described, bool(wanted.feature_codes)))
        rows = dense(described)
        if len(best) > MAX_READINGS:
            utility = rows @ self._first.features
            keep = sorted(np.argsort(-utility, kind="stable")[:MAX_READINGS])
            best, rows = [best[i] for i in keep], rows[keep]
        return Reading([match for match, _ in best], rows, nothing)


def _with(reading: Reading, columns: Floats) -> Reading:
    if not reading.matches:
        return reading
    rows = reading.rows.copy()
    rows[:, rows.shape[1] - columns.shape[1] :] = columns
    return Reading(reading.matches, rows, reading.nothing)


def _parts(text: str, mentions: Sequence[Mention]) -> Iterable[Sequence[Mention]]:
    """Mentions in runs of so many distinct names that one matrix holds them."""
    start, seen = 0, set[str]()
    for position, mention in enumerate(mentions):
        key = fold(text[mention.start : mention.end])
        if key not in seen and len(seen) >= MAX_TOGETHER:
            yield mentions[start:position]
            start, seen = position, set()
        seen.add(key)
    if start < len(mentions):
        yield mentions[start:]
