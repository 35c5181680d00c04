"""Fit the recogniser of place names, and say how good it is on documents that were not fitted on.

    python tests/evaluation/fit_recogniser.py [--write] [--folds N]

Reads LGL (even), GeoWebNews and GeoCorpora from GEOMAP_SHARED; corpora whose licence is
non-commercial are not read. A logistic regression with an L2 penalty over the features of
`geomap.extract.mentions`, those that occur in at least three documents. `--write` replaces
`geomap/extract/recogniser.json`. The last line is `overlap F1: value`, cross-validated.
"""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from geomap.extract.mentions import Option, Recogniser  # noqa: E402
from geomap.files import replacing  # noqa: E402
from geomap.gazetteer import Gazetteer  # noqa: E402
from tests.evaluation.shared import SHARED, fit_options, require_shared  # noqa: E402

CORPORA = ("lgl-even", "geowebnews", "geocorpora")
MIN_DOCUMENTS = 3
PENALTY = 1.0
STEPS, RATE = 300, 0.1
THRESHOLD = 0.7
"""Added to the log odds: what makes the overlap F1 largest lies below even odds."""

Document = dict[str, Any]


def main() -> None:
    """Fit, cross-validate, report; write if asked to."""
    arguments = fit_options(__doc__, folds=4).parse_args()
    documents = read_documents()
    with Gazetteer.open() as gazetteer:
        finder = Recogniser(gazetteer, {})
        options = [finder.options(document["text"]) for document in documents]
        labels = [judged(own, document["toponyms"]) for own, document in zip(options, documents, strict=True)]
        number = [zlib.crc32(d["key"].encode()) % arguments.folds for d in documents]
        report: dict[str, Any] = {"threshold": THRESHOLD}
        counts: dict[str, Counter[str]] = {}
        for fold in range(arguments.folds):
            train = [i for i, n in enumerate(number) if n != fold]
            held = Recogniser(gazetteer, fit([options[i] for i in train], [labels[i] for i in train]))
            for document in (d for d, n in zip(documents, number, strict=True) if n == fold):
                tally(counts.setdefault(document["corpus"], Counter()), held.find(document["text"]), document)
        weights = fit(options, labels)
        report |= {"gazetteer": gazetteer.fingerprint, "documents": len(documents)}
    report |= {corpus: figures(own) for corpus, own in counts.items()}
    if arguments.write:
        with replacing(ROOT / "geomap" / "extract" / "recogniser.json") as path:
            path.write_text(
                json.dumps({"report": report, "weights": weights}, ensure_ascii=False, indent=0) + "\n",
                "utf-8",
            )
    print(json.dumps(report, indent=1))
    print(f"overlap F1: {figures(sum(counts.values(), Counter()))['f1']}")


def read_documents() -> list[Document]:
    """Documents; of the tweets without a name one in four, the rest teach little.

    One document in six comes in capitals as well, as old wire reports do. It is counted apart.
    """
    found = []
    for corpus in CORPORA:
        with gzip.open(SHARED / "data" / "toponyms" / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                document = json.loads(line)
                if document["toponyms"] or number % 4 == 0:
                    own = {**document, "corpus": corpus, "key": f"{corpus}:{document['doc_id']}"}
                    found.append(own)
                    capitals = document["text"].upper()
                    if number % 6 == 1 and len(capitals) == len(document["text"]) > 200:
                        found.append({**own, "text": capitals, "corpus": "in capitals"})
    return found


def judged(options: Sequence[Option], gold: Sequence[Mapping[str, Any]]) -> list[bool]:
    """Which options are names: the gold's own span, else the one that shares most with it."""
    right = [False] * len(options)
    for name in gold:
        best, most = -1, 0.0
        for i, option in enumerate(options):
            shared = min(option.end, name["end"]) - max(option.start, name["start"])
            if shared > 0:
                union = max(option.end, name["end"]) - min(option.start, name["start"])
                if shared / union > most:
                    best, most = i, shared / union
        if best >= 0:
            right[best] = True
    return right


def fit(options: Sequence[Sequence[Option]], labels: Sequence[Sequence[bool]]) -> dict[str, float]:
    """Logistic regression by Adam on the whole batch, from zero, a fixed number of steps."""
    seen = Counter(name for own in options for name in {f for option in own for f in option.features})
    names = ["size", "namesakes", *sorted(name for name, n in seen.items() if n >= MIN_DOCUMENTS)]
    column = {name: i for i, name in enumerate(names)}
    flat = [option for own in options for option in own]
    hit = np.array([label for own in labels for label in own], dtype=float)
    entries = [
        (row, column[name], value)
        for row, option in enumerate(flat)
        for name, value in (*((f, 1.0) for f in option.features), *option.values)
        if name in column
    ]
    rows, columns, values = (np.array(part) for part in zip(*entries, strict=True))
    theta, one, two = np.zeros(len(names)), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, STEPS + 1):
        odds = np.bincount(rows, theta[columns] * values, len(flat))
        slope = (
            np.bincount(columns, (hit - 1 / (1 + np.exp(-odds)))[rows] * values, len(names)) - PENALTY * theta
        )
        one, two = 0.9 * one + 0.1 * slope, 0.999 * two + 0.001 * slope**2
        rate = RATE * (1 - step / (STEPS + 1))
        theta += rate * (one / (1 - 0.9**step)) / (np.sqrt(two / (1 - 0.999**step)) + 1e-9)
    weights = {n: round(float(w), 2) for n, w in zip(names, theta, strict=True) if abs(w) >= 0.05}
    return {"threshold": THRESHOLD, **weights}


def tally(counts: Counter[str], found: Sequence[tuple[int, int]], document: Document) -> None:
    """Count names that share a character with a gold name of their own."""
    free = [(g["start"], g["end"]) for g in document["toponyms"]]
    counts["gold"] += len(free)
    counts["found"] += len(found)
    for start, end in found:
        match = next((g for g in free if min(g[1], end) > max(g[0], start)), None)
        if match:
            free.remove(match)
            counts["right"] += 1


def figures(counts: Mapping[str, int]) -> dict[str, float]:
    """Precision, recall and F1."""
    p, r = counts["right"] / max(1, counts["found"]), counts["right"] / max(1, counts["gold"])
    return {"precision": round(p, 3), "recall": round(r, 3), "f1": round(2 * p * r / max(1e-9, p + r), 3)}


if __name__ == "__main__":
    require_shared()
    main()
