"""Fit what `geomap.extract.judging` weighs, and say how good it is on reports that were not fitted on.

    python tests/evaluation/fit_judgement.py [--write] [--words] [--folds N]

Reads the MUC reports of the development set from GEOMAP_SHARED. Two models over the features of
`geomap.extract`: which place is an incident's (conditional logistic regression over its options),
and whether a mention tells of an incident (logistic regression), the second on places chosen by
weights that were fitted on other reports. `--write` replaces `geomap/extract/judgement.json`;
`--words` counts anew, in the news texts of the toponym corpora, which words are hardly ever
names, and replaces `common.json`. The last line is `F1: value`, date and place, cross-validated.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from incidents import ROOT, SHARED, load_scorer, require_shared
from shared import fit_options

from geomap.extract import Document, Extractor
from geomap.extract.judging import MIN_CHANCE, Judgement, report_words, surely_placed, telling
from geomap.extract.model import Incident
from geomap.extract.placing import Option, Scene, options
from geomap.files import replacing
from geomap.gazetteer import Gazetteer

SET = "muc-dev"
CORPORA = ("lgl-even", "geowebnews", "geocorpora")
PLACE_PENALTY, TOLD_PENALTY = 5.0, 14.0
MIN_SEEN = 4
STEPS, RATE = 250, 0.1

Gold = dict[str, Any]
Report = dict[str, Any]


@dataclass
class Read:
    """A report as it was read, and its options of place."""

    report: Report
    document: Document
    scene: Scene
    extractor: Extractor
    options: list[list[Option]] = field(default_factory=list)

    def record(self, incident: Incident) -> dict[str, Any]:
        return self.extractor.record(incident, self.document)


def main() -> None:
    """Fit, cross-validate, report; write if asked to."""
    parser = fit_options(__doc__, folds=4)
    parser.add_argument("--words", action="store_true", help="replace the list of common words")
    arguments = parser.parse_args()
    if arguments.words:
        write("common.json", {"en": " ".join(common_words())})
    packed = (SHARED / f"data/reports/{SET}.jsonl.gz").read_bytes()
    reports = [json.loads(line) for line in gzip.decompress(packed).decode().splitlines()]
    fold = [zlib.crc32(report["doc_id"].encode()) % arguments.folds for report in reports]
    scorer = load_scorer()
    with Gazetteer.open() as gazetteer:
        read = read_all(reports, gazetteer)
        weights = fit_place(read, scorer)
        held = [
            fit_place([one for one, n in zip(read, fold, strict=True) if n != k], scorer)
            for k in range(arguments.folds)
        ]
        for one, n in zip(read, fold, strict=True):
            Judgement(held[n], {}).settle(one.scene)
        examples = [examples_of(one, scorer) for one in read]
        told = fit_told([example for own in examples for example in own])
        found = []
        for k in range(arguments.folds):
            left = fit_told([e for own, n in zip(examples, fold, strict=True) if n != k for e in own])
            found.append(Judgement({}, left))
        drawn = [
            [one.record(incident) for incident in found[n].settle(one.scene)]
            for one, n in zip(read, fold, strict=True)
        ]
        report = {
            "gazetteer": gazetteer.fingerprint,
            "reports": len(reports),
            **figures(reports, drawn, scorer),
        }
    if arguments.write:
        write("judgement.json", {"report": report, "place": weights, "told": told})
    print(json.dumps(report, indent=1))
    print(f"F1: {report['date+place']}")


def write(name: str, content: Mapping[str, Any]) -> None:
    with replacing(ROOT / "geomap" / "extract" / name) as path:
        path.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", "utf-8")


def read_all(reports: Sequence[Report], gazetteer: Gazetteer) -> list[Read]:
    """The reports with all their mentions, judged by nothing."""
    extractor = Extractor(gazetteer, judgement=Judgement({}, {}))
    found = []
    for report in reports:
        document = Document(report["doc_id"], report["text"])
        scene = extractor.story(document).scene()
        found.append(Read(report, document, scene, extractor))
        found[-1].options = [
            [] if surely_placed(incident) else options(incident, scene) for incident in scene.incidents
        ]
    return found


def common_words() -> list[str]:
    """Words written small more often than twice as a name's beginning, in news."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for corpus in CORPORA:
        with gzip.open(SHARED / "data" / "toponyms" / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                for match in re.finditer(r"[^\W\d_]{3,}", json.loads(line)["text"]):
                    if match[0].islower():
                        small[match[0]] += 1
                    elif match[0].istitle():
                        capital[match[0].lower()] += 1
    return sorted(word for word, n in small.items() if n >= 2 and 2 * n >= capital[word] and word.isascii())


# --- which place ---------------------------------------------------------------------


def fit_place(read: Sequence[Read], scorer: Any) -> dict[str, float]:
    """Weights under which right places are likelier than all other options of their incidents."""
    groups: list[tuple[list[Sequence[str]], list[bool]]] = []
    for one in read:
        records = [one.record(incident) for incident in one.scene.incidents]
        for incident, own, meant in zip(
            one.scene.incidents, one.options, meant_by(one.report["incidents"], records, scorer), strict=True
        ):
            places = [list(option.where.names) for option in own] + [[]]
            country = one.extractor.country_name(incident)
            right = [
                any(scorer.place_ok(gold, {"places": [*names, country]}) for gold in meant)
                for names in places
            ]
            if own and any(right):
                groups.append(([*(option.features for option in own), ("none",)], right))
    rows = [features for features, _ in groups for features in features]
    right = np.array([label for _, labels in groups for label in labels], dtype=float)
    group = np.array([n for n, (own, _) in enumerate(groups) for _ in own])

    def slope(odds: Any) -> Any:
        highest = np.full(len(groups), -np.inf)
        np.maximum.at(highest, group, odds)
        raised = np.exp(odds - highest[group])
        among = raised / np.bincount(group, raised)[group]
        hit = raised * right
        return hit / np.bincount(group, hit)[group] - among

    return climb(rows, slope, PLACE_PENALTY)


def meant_by(gold: Sequence[Gold], records: Sequence[Mapping[str, Any]], scorer: Any) -> list[list[Gold]]:
    """The gold incidents that each drawn one can be: its match, else those of its date that are left."""
    left = list(range(len(gold)))
    found: list[list[Gold] | None] = []
    for own in records:
        hit = next((n for n in left if scorer.date_ok(gold[n], own) and scorer.place_ok(gold[n], own)), None)
        found.append(None if hit is None else [gold[hit]])
        if hit is not None:
            left.remove(hit)
    return [
        [gold[n] for n in left if scorer.date_ok(gold[n], own)] if hit is None else hit
        for own, hit in zip(records, found, strict=True)
    ]


# --- told of or not ------------------------------------------------------------------


def examples_of(one: Read, scorer: Any) -> list[tuple[Sequence[str], bool]]:
    """Features of each mention, and whether it is a gold incident; kinds that the keys lack are left out."""
    records = [one.record(incident) for incident in one.scene.incidents]
    _, left = scorer.match(
        one.report["incidents"], records, lambda g, p: scorer.date_ok(g, p) and scorer.place_ok(g, p)
    )
    readings = {reading.sentence.start: reading for reading in one.scene.readings}
    report = report_words(one.scene)
    return [
        ([*telling(one.scene, readings, n), *report], n not in left)
        for n, own in enumerate(records)
        if own["kind"] not in scorer.OTHER
    ]


def fit_told(examples: Sequence[tuple[Sequence[str], bool]]) -> dict[str, float]:
    """Weights of the logistic regression."""
    hit = np.array([label for _, label in examples], dtype=float)
    return climb([own for own, _ in examples], lambda odds: hit - 1 / (1 + np.exp(-odds)), TOLD_PENALTY)


def climb(rows: Sequence[Sequence[str]], slope: Callable[[Any], Any], penalty: float) -> dict[str, float]:
    """Adam on the whole batch, from zero, a fixed number of steps: the same weights each time."""
    seen = Counter(name for row in rows for name in set(row))
    names = sorted(name for name, n in seen.items() if n >= MIN_SEEN)
    column = {name: n for n, name in enumerate(names)}
    pairs = [(n, column[name]) for n, row in enumerate(rows) for name in row if name in column]
    at, columns = (np.array(part) for part in zip(*pairs, strict=True))
    theta, one, two = np.zeros(len(names)), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, STEPS + 1):
        odds = np.bincount(at, theta[columns], len(rows))
        upward = np.bincount(columns, slope(odds)[at], len(names)) - penalty * theta
        one, two = 0.9 * one + 0.1 * upward, 0.999 * two + 0.001 * upward**2
        rate = RATE * (1 - step / (STEPS + 1))
        theta += rate * (one / (1 - 0.9**step)) / (np.sqrt(two / (1 - 0.999**step)) + 1e-9)
    return {name: round(float(w), 2) for name, w in zip(names, theta, strict=True) if abs(w) >= 0.03}


def figures(reports: Sequence[Report], drawn: Sequence[Sequence[Any]], scorer: Any) -> dict[str, Any]:
    """F1 by date and place, place, date, as the scorer counts, and reports with nothing but predictions."""
    tests = {
        "date+place": lambda g, p: scorer.date_ok(g, p) and scorer.place_ok(g, p),
        "place": scorer.place_ok,
        "date": scorer.date_ok,
    }
    found: dict[str, Any] = {}
    for name, right in tests.items():
        gold = hits = good = bad = 0
        for report, own in zip(reports, drawn, strict=True):
            must = [g for g in report["incidents"] if not g["optional"]]
            free = [g for g in report["incidents"] if g["optional"]]
            hit, left = scorer.match(must, own, right)
            also, rest = scorer.match(free, [own[n] for n in left], right)
            gold, hits, good = gold + len(must), hits + len(hit), good + len(hit) + len(also)
            bad += sum(own[left[n]]["kind"] not in scorer.OTHER for n in rest)
        recall, precision = hits / gold, good / max(1, good + bad)
        found[name] = round(2 * recall * precision / max(1e-9, recall + precision), 3)
    empty = [own for report, own in zip(reports, drawn, strict=True) if not report["incidents"]]
    found["empty"] = round(
        sum(any(p["kind"] not in scorer.OTHER for p in own) for own in empty) / len(empty), 3
    )
    found["least chance"] = MIN_CHANCE
    return found


if __name__ == "__main__":
    require_shared()
    main()
