"""Fit the weights of the ranker, and say how good they are on documents that were not fitted on.

    python tests/evaluation/fit_ranker.py [--write] [--folds N]

Reads LGL (even), GeoWebNews, GeoCorpora and the UCDP rows of Nigeria, Ukraine and
Colombia with `where_prec` 1 or 2 from GEOMAP_SHARED. Corpora whose licence is
non-commercial are not read. Two conditional logits are fitted by gradient ascent with an
L2 penalty: `phrase` (the name, and what the phrase or the row says) on all of it, `text`
(the other names of the document as well) on the documents. Documents are the folds of the
cross-validation. `--write` replaces them in `geomap/georeference/weights.json`; then
`fit_scores.py --write` has to follow, which makes the beliefs probabilities. The last line is
`cross-validated: N of M`, names whose place is within 161 km, over those with a candidate.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from geomap.files import replacing  # noqa: E402
from geomap.gazetteer import Gazetteer  # noqa: E402
from geomap.georeference.document import DocumentResolver, Mention  # noqa: E402
from geomap.georeference.features import BASE, FEATURES, NOTHING, SAID, dense, describe  # noqa: E402
from geomap.georeference.rank import Weights, distinct, softmax, unknown  # noqa: E402
from geomap.georeference.resolve import Resolver, names_of  # noqa: E402
from geomap.model import Hints, Place  # noqa: E402
from geomap.relations import parse  # noqa: E402
from tests.evaluation.shared import SHARED, fit_options, require_shared  # noqa: E402

CORPORA = ("lgl-even", "geowebnews", "geocorpora")
UCDP = ("nigeria_1990_2019", "ukraine_2014_2019", "colombia_1989_2018")
RIGHT_KM = 161.0
SAME_KM = 25.0
MAX_ROWS = 800
"""Distinct descriptions taken of each UCDP file, so that three countries do not outweigh the world."""

PENALTY = {"phrase": 2.0, "text": 2.0}
STEPS, RATE = 500, 0.08

BY_HAND = {
    "phrase": {
        "preferred": 2.0, "home": 3.0, "at_distance": 3.0, "not_at_distance": -3.0, "spot": 7.0,
        "fuller_known": -6.0,
    },
    "text": {},
}  # fmt: skip
"""Weights that no corpus bears on: what rows say besides their words, and curated sites."""


Documents = Sequence[tuple[str, dict[str, Any]]]
"""Documents with gold names, each with the key of its fold."""


@dataclass(slots=True)
class Case:
    """One name to choose a place for.

    Attributes
    ----------
    rows, nothing : features of the candidates and of the option that it is none of them.
    right : array of bool, the candidates that are the place meant.
    near : array of bool, the candidates within 161 km of it.
    """

    rows: np.ndarray[Any, Any]
    nothing: np.ndarray[Any, Any]
    places: list[Place]
    right: np.ndarray[Any, Any]
    near: np.ndarray[Any, Any]
    fold: str
    weight: float = 1.0


def main() -> None:
    """Fit, cross-validate, report; write if asked to."""
    arguments = fit_options(__doc__, folds=5).parse_args()
    with Gazetteer.open() as gazetteer:
        fitted, report = fit_all(gazetteer, arguments.folds)
        fingerprint = gazetteer.fingerprint
    if arguments.write:
        write({**fitted, "report": {**report, "gazetteer": fingerprint}})
    print(json.dumps(report, indent=1))
    total = report["cross_validated"]
    print(f"cross-validated: {total['right']} of {total['names']}")


def write(changed: Mapping[str, Any]) -> None:
    """Replace parts of the shipped weights; what they do not name stays."""
    target = ROOT / "geomap" / "georeference" / "weights.json"
    content = json.loads(target.read_bytes())
    report = {**content["report"], **changed["report"]}
    with replacing(target) as path:
        path.write_text(
            json.dumps({**content, **changed, "report": report}, indent=1) + "\n", encoding="utf-8"
        )


def fit_all(gazetteer: Gazetteer, folds: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both models and the report on them."""
    documents = list(read_documents())
    rows = list(ucdp_cases(gazetteer))
    alone = unweighted_cases(gazetteer, documents)
    phrase, text, cases = fit_both(gazetteer, documents, [*alone, *rows])
    held = cross_validated(cases, FEATURES, PENALTY["text"], folds)
    phrase_held = cross_validated([*alone, *rows], (*BASE, *SAID), PENALTY["phrase"], folds)
    report = {
        "fitted_on": {
            **{c: sum(x.fold.startswith(c) for x in cases) for c in CORPORA},
            "ucdp_rows": len(rows),
        },
        "cross_validated": measure(held),
        **{c: measure([h for h in held if h[0].fold.startswith(c)]) for c in CORPORA},
        "phrase_on_ucdp": measure([h for h in phrase_held if h[0].fold.startswith("ucdp")]),
    }
    fitted = {"phrase": as_object(phrase), "text": as_object(text)}
    for model, values in BY_HAND.items():
        fitted[model]["features"] |= values
    return fitted, {**report, "set_by_hand": BY_HAND}


def fit_both(
    gazetteer: Gazetteer, documents: Documents, alone: Sequence[Case]
) -> tuple[Weights, Weights, list[Case]]:
    """Weights for phrases, from names taken alone; those for texts, and the cases they were fitted on."""
    phrase = fit(alone, (*BASE, *SAID), PENALTY["phrase"])
    text, cases = phrase, list[Case]()
    for _ in range(2):
        cases = document_cases(gazetteer, documents, phrase, text)
        text = fit(cases, FEATURES, PENALTY["text"])
    return phrase, text, cases


# --- what is read ---------------------------------------------------------------------


def read_documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Documents with gold names, each with the key of its fold."""
    for corpus in CORPORA:
        path = SHARED / "data" / "toponyms" / f"{corpus}.jsonl.gz"
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                document = json.loads(line)
                if document["toponyms"]:
                    yield f"{corpus}:{document['doc_id']}", document


def unweighted_cases(gazetteer: Gazetteer, documents: Documents) -> list[Case]:
    """`document_cases` before there are any weights."""
    flat = Weights(np.zeros(len(FEATURES)), np.zeros(len(NOTHING)))
    return document_cases(gazetteer, documents, flat, flat)


def document_cases(gazetteer: Gazetteer, documents: Documents, first: Weights, second: Weights) -> list[Case]:
    """A case for each distinct name of each document, weighted with how often it occurs."""
    resolver = DocumentResolver(gazetteer, first=first, second=second)
    cases = []
    for fold, document in documents:
        gold = document["toponyms"]
        names, readings = resolver.prepared(document["text"], [Mention(g["start"], g["end"]) for g in gold])
        for unit, reading in enumerate(readings):
            own = [g for g, u in zip(gold, names.unit_of, strict=True) if u == unit and placed(g)]
            if not own or not reading.matches:
                continue
            places = [match.place for match in reading.matches]
            right, near = judged(places, own[0])
            cases.append(Case(reading.rows, reading.nothing, places, right, near, fold, len(own) ** 0.5))
    return cases


def placed(gold: dict[str, Any]) -> bool:
    """Whether a gold name has a usable coordinate."""
    return (
        gold.get("lat") is not None and gold.get("lon") is not None and (gold["lat"], gold["lon"]) != (0, 0)
    )


def judged(places: Sequence[Place], gold: dict[str, Any]) -> tuple[Any, Any]:
    """Which candidates are the gold's own place (else the near ones), and which lie within 161 km."""
    away = np.array([kilometres(p.lon, p.lat, gold["lon"], gold["lat"]) for p in places])
    same = np.array([p.place_id == f"geonames:{gold.get('geonameid')}" for p in places])
    near = away <= RIGHT_KM
    if same.any():
        return same, near
    return (away <= SAME_KM) if (away <= SAME_KM).any() else near, near


def kilometres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Great-circle distance, as the scorer measures it."""
    a, b, c, d = map(math.radians, (lat, lon, other_lat, other_lon))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


def ucdp_cases(gazetteer: Gazetteer) -> Iterator[Case]:
    """Rows of UCDP: with all columns, with the country alone, with none, and with a wrong country.

    Which of them a row gives is decided by a hash of its words, so that it stays the same.
    """
    seen: dict[str, dict[str, str]] = {}
    for name in UCDP:
        path = SHARED / "data" / "incidents" / f"ucdp_ged_{name}_hdx.csv.gz"
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            own: dict[str, dict[str, str]] = {}
            for row in csv.DictReader(lines):
                if row["where_prec"] in ("1", "2") and row["where_coordinates"]:
                    own.setdefault(row["where_coordinates"], row)
        chosen = sorted(own, key=lambda words: zlib.crc32(words.encode()))[:MAX_ROWS]
        seen |= {words: own[words] for words in chosen}
    descriptions = {words: parse(words) for words in seen}
    names = sorted({n for d in descriptions.values() for n in names_of(d)})
    resolver = Resolver(gazetteer, gazetteer.lookup_many(names))
    for words, row in seen.items():
        relation = descriptions[words].relation
        if relation is None or relation.anchor is None:
            continue
        matches = distinct(resolver.matches(relation.anchor))
        if not matches:
            continue
        places = [match.place for match, _ in matches]
        gold = {"lon": float(row["longitude"]), "lat": float(row["latitude"])}
        right = np.array([kilometres(p.lon, p.lat, gold["lon"], gold["lat"]) <= SAME_KM for p in places])
        for hints in hints_of(words, row):
            wanted = resolver.wanted(relation.anchor, hints, descriptions[words].within, frozenset(), ())
            rows = describe(matches, wanted)
            nothing = unknown(
                relation.anchor.full_name or relation.anchor.name, rows, bool(wanted.feature_codes)
            )
            yield Case(dense(rows), np.array(nothing), places, right, right, f"ucdp:{words}", 0.5)


def hints_of(words: str, row: dict[str, str]) -> Iterator[Hints]:
    """Kinds of hints that tables give, in turn."""
    turn = zlib.crc32(words.encode()) // 7 % 20
    full = Hints(row["country"], row["adm_1"], row["adm_2"])
    yield full
    yield Hints(row["country"])
    if turn < 5:
        yield Hints()
    if turn == 5:
        yield Hints("Lebanon")


# --- the fit --------------------------------------------------------------------------


def fit(cases: Sequence[Case], used: Sequence[str], penalty: float) -> Weights:
    """Conditional logit: the log of the belief in the right candidates, less a penalty on the weights.

    Adam on the whole batch, from zero, a fixed number of steps: the same data give the same weights.
    """
    stack = np.vstack([case.rows for case in cases])
    spread = np.maximum(stack.std(axis=0), 1e-3)
    on = np.isin(FEATURES, used) & (stack.std(axis=0) > 0)
    spread = np.where(on, np.maximum(spread, 0.1), 1.0)
    none = np.vstack([case.nothing for case in cases])
    none_spread = np.maximum(none.std(axis=0), 0.1)
    sizes = [len(case.rows) for case in cases]
    owner = np.repeat(np.arange(len(cases)), sizes)
    starts = np.array([0, *np.cumsum(sizes)[:-1]])
    right = np.concatenate([case.right for case in cases]).astype(float)
    missing = 1.0 - np.maximum.reduceat(right, starts)
    weight = np.array([case.weight for case in cases])
    scaled, none_scaled = (stack / spread) * on, none / none_spread
    theta = np.zeros(len(FEATURES) + len(NOTHING))
    one, two = np.zeros_like(theta), np.zeros_like(theta)
    for step in range(1, STEPS + 1):
        u, v = scaled @ theta[: len(FEATURES)], none_scaled @ theta[len(FEATURES) :]
        top = np.maximum(np.maximum.reduceat(u, starts), v)
        e, f = np.exp(u - top[owner]), np.exp(v - top)
        total = np.add.reduceat(e, starts) + f
        hit = np.add.reduceat(e * right, starts) + f * missing
        push = weight[owner] * (e * right / hit[owner] - e / total[owner])
        push_none = weight * (f * missing / hit - f / total)
        slope = np.concatenate([scaled.T @ push, none_scaled.T @ push_none]) - penalty * theta
        one, two = 0.9 * one + 0.1 * slope, 0.999 * two + 0.001 * slope**2
        rate = RATE * (1 - step / (STEPS + 1))
        theta += rate * (one / (1 - 0.9**step)) / (np.sqrt(two / (1 - 0.999**step)) + 1e-9)
    return Weights(theta[: len(FEATURES)] / spread, theta[len(FEATURES) :] / none_spread)


def fold_of(key: str, folds: int) -> int:
    """Number of the fold that a document or description is in."""
    return zlib.crc32(key.encode()) % folds


def cross_validated(
    cases: Sequence[Case], used: Sequence[str], penalty: float, folds: int
) -> list[tuple[Case, Weights]]:
    """Each case with weights that were fitted without its document."""
    number = [fold_of(case.fold, folds) for case in cases]
    held = []
    for fold in range(folds):
        weights = fit([c for c, n in zip(cases, number, strict=True) if n != fold], used, penalty)
        held += [(case, weights) for case, n in zip(cases, number, strict=True) if n == fold]
    return held


def measure(held: Sequence[tuple[Case, Weights]]) -> dict[str, Any]:
    """Shares of held-out answers, over all occurrences of the names."""
    best = [np.argmax(softmax((c.rows @ w.features).tolist(), float(c.nothing @ w.nothing))) for c, w in held]
    near = np.array([case.near[i] for (case, _), i in zip(held, best, strict=True)], dtype=float)
    right = np.array([case.right[i] for (case, _), i in zip(held, best, strict=True)], dtype=float)
    weight = np.array([case.weight**2 for case, _ in held])
    return {
        "names": round(float(weight.sum())),
        "right": round(float((near * weight).sum())),
        "within_161_km": round(float(np.average(near, weights=weight)), 4),
        "own_place": round(float(np.average(right, weights=weight)), 4),
    }


def as_object(weights: Weights) -> dict[str, Any]:
    """Weights by name, as the file has them."""
    return {
        "features": {
            n: round(float(w), 4)
            for n, w in zip(FEATURES, weights.features, strict=True)
            if round(float(w), 4)
        },
        "nothing": {n: round(float(w), 4) for n, w in zip(NOTHING, weights.nothing, strict=True)},
    }


if __name__ == "__main__":
    require_shared()
    main()
