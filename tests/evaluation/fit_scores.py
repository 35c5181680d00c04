"""Fit what makes the ranker's beliefs probabilities, and say how good they are on documents not fitted on.

    python tests/evaluation/fit_scores.py [--write] [--folds N]

Reads the documents of `fit_ranker.py` and answers each of them with weights of the ranker
that were fitted without it. Two logistic regressions are fitted on whether an answer is
within 161 km: `certainty` for places of the gazetteer, `vicinity` for names that only their
neighbours in the text place. Reported are the Brier score beside that of the base rate for
each corpus, fitted on other documents of all corpora (`cross_validated`) and on the other
corpora alone (`other_corpora`). `--write` replaces both in
`geomap/georeference/weights.json`. The last line is `Brier score lower by: SHARE`, the least
of the corpora by `other_corpora`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from geomap.gazetteer import Gazetteer  # noqa: E402
from geomap.georeference import certainty, vicinity  # noqa: E402
from geomap.georeference.certainty import Certainty  # noqa: E402
from geomap.georeference.document import DocumentResolver, Mention  # noqa: E402
from geomap.model import Candidate, Place  # noqa: E402
from tests.evaluation import fit_ranker as ranker  # noqa: E402
from tests.evaluation.fit_ranker import Documents  # noqa: E402
from tests.evaluation.shared import fit_options, require_shared  # noqa: E402

RIDGE = {"certainty": 1.0, "vicinity": 2.0}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the ranker says of one gold name: what speaks for it, and whether it is right.

    Attributes
    ----------
    key : corpus and document.
    weight : a name counts less the more often it stands in the document.
    """

    key: str
    evidence: list[float]
    right: bool
    weight: float

    @property
    def corpus(self) -> str:
        return self.key.partition(":")[0]


def main() -> None:
    """Fit, cross-validate, report; write if asked to."""
    arguments = fit_options(__doc__, folds=5).parse_args()
    with Gazetteer.open() as gazetteer:
        resolvers = held_out(gazetteer, arguments.folds)
        known = [answer for resolver, documents in resolvers for answer in own_answers(resolver, documents)]
        sure = fit(known, RIDGE["certainty"])
        around = [a for resolver, documents in resolvers for a in by_neighbours(resolver, documents, sure)]
    bearing = fit(around, RIDGE["vicinity"])
    report = {
        "certainty": judged(known, RIDGE["certainty"], arguments.folds),
        "vicinity": judged(around, RIDGE["vicinity"], arguments.folds),
    }
    if arguments.write:
        ranker.write(
            {
                "certainty": named(certainty.EVIDENCE, sure),
                "vicinity": named(vicinity.EVIDENCE, bearing),
                "report": {"scores": report},
            }
        )
    print(json.dumps(report, indent=1))
    print(named(certainty.EVIDENCE, sure), named(vicinity.EVIDENCE, bearing), sep="\n")
    print(f"Brier score lower by: {min(own['other_corpora'] for own in report['certainty'].values()):.2f}")


def held_out(gazetteer: Gazetteer, folds: int) -> list[tuple[DocumentResolver, Documents]]:
    """Documents with a resolver whose weights were fitted without them."""
    documents = list(ranker.read_documents())
    rows = list(ranker.ucdp_cases(gazetteer))
    alone = ranker.unweighted_cases(gazetteer, documents)
    pairs: list[tuple[DocumentResolver, Documents]] = []
    for fold in range(folds):

        def is_held(key: str, fold: int = fold) -> bool:
            return ranker.fold_of(key, folds) == fold

        others = [one for one in documents if not is_held(one[0])]
        first, second, _ = ranker.fit_both(
            gazetteer, others, [*[c for c in alone if not is_held(c.fold)], *rows]
        )
        own = [one for one in documents if is_held(one[0])]
        pairs.append((DocumentResolver(gazetteer, first=first, second=second), own))
    return pairs


def own_answers(resolver: DocumentResolver, documents: Documents) -> Iterator[Answer]:
    """What speaks for the gazetteer's place of each gold name that it has any for."""
    for key, document in documents:
        gold = document["toponyms"]
        for part in resolver.parts(document["text"], [Mention(g["start"], g["end"]) for g in gold]):
            for i, unit in enumerate(part.names.unit_of):
                name, reading = gold[part.first + i], part.readings[unit]
                if reading.matches and ranker.placed(name):
                    order = part.order(unit)
                    right = is_right(reading.matches[order[0]].place, name)
                    weight = float(part.names.counts[unit]) ** -0.5
                    yield Answer(key, part.evidence(unit, order), right, weight)


def by_neighbours(resolver: DocumentResolver, documents: Documents, sure: Certainty) -> Iterator[Answer]:
    """What speaks for the neighbour of each gold name that the gazetteer has no likely place for."""
    resolver.fitted = sure
    for key, document in documents:
        gold = document["toponyms"]
        mentions = [Mention(g["start"], g["end"]) for g in gold]
        answers: list[list[Candidate]] = resolver.answers(document["text"], mentions)
        found = vicinity.neighbours(document["text"], [(m.start, m.end) for m in mentions], answers)
        for i, near in found.items():
            if ranker.placed(gold[i]):
                yield Answer(key, near.evidence, is_right(near.place, gold[i]), len(found) ** -0.5)


def is_right(place: Place, gold: dict[str, Any]) -> bool:
    """Whether a place is within 161 km of the gold's point."""
    return ranker.kilometres(place.lon, place.lat, gold["lon"], gold["lat"]) <= ranker.RIGHT_KM


def fit(answers: Sequence[Answer], ridge: float) -> Certainty:
    """Logistic regression by Newton's method, with a penalty on the weights of scaled columns."""
    rows = np.array([one.evidence for one in answers])
    spread = rows.std(axis=0)
    spread[spread == 0] = 1.0
    rows = rows / spread
    hit = np.array([one.right for one in answers], dtype=float)
    weight = np.array([one.weight for one in answers])
    penalty = np.diag([1e-6, *[ridge] * (rows.shape[1] - 1)])
    theta = np.zeros(rows.shape[1])
    for _ in range(60):
        share = 1 / (1 + np.exp(-(rows @ theta)))
        slope = rows.T @ ((hit - share) * weight) - penalty @ theta
        theta += np.linalg.solve((rows * (weight * share * (1 - share))[:, None]).T @ rows + penalty, slope)
    return Certainty(theta / spread)


def judged(answers: Sequence[Answer], ridge: float, folds: int) -> dict[str, dict[str, float]]:
    """For each corpus how much lower the Brier score is than the base rate's, on what was not fitted on."""

    def by_fold(one: Answer) -> Any:
        return ranker.fold_of(one.key, folds)

    figures: dict[str, dict[str, float]] = {}
    held = {
        "cross_validated": scores(answers, ridge, by_fold),
        "other_corpora": scores(answers, ridge, lambda one: one.corpus),
    }
    for corpus in ranker.CORPORA:
        own = np.array([one.corpus == corpus for one in answers])
        hit = np.array([one.right for one in answers])[own]
        rate = float(hit.mean())
        figures[corpus] = {"names": int(own.sum()), "within_161_km": round(rate, 4)}
        for title, found in held.items():
            brier = float(((found[own] - hit) ** 2).mean())
            figures[corpus][title] = round(1 - brier / (rate * (1 - rate)), 4)
    return figures


def scores(answers: Sequence[Answer], ridge: float, group: Callable[[Answer], Any]) -> Any:
    """Score of each answer by weights that were fitted on the other groups."""
    groups = [group(one) for one in answers]
    found = np.zeros(len(answers))
    for own in sorted(set(groups)):
        sure = fit([one for one, g in zip(answers, groups, strict=True) if g != own], ridge)
        for i, g in enumerate(groups):
            if g == own:
                found[i] = sure.score(answers[i].evidence)
    return found


def named(evidence: Sequence[str], sure: Certainty) -> dict[str, float]:
    """Weights by name, as the file has them."""
    return {name: round(float(w), 4) for name, w in zip(evidence, sure.weights, strict=True)}


if __name__ == "__main__":
    require_shared()
    main()
