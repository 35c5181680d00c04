"""Names in running text against the development corpora: found, and put where?

    python tests/evaluation/toponyms.py [--corpus NAME …] [--raw] [--out FOLDER]

For each corpus: the share of gold names within 161 km and within 20 km and with the
gold's own GeoNames id, areas apart from settlements; the Brier score of `score` beside that
of the base rate; the error of the half with the highest scores beside that of all. Gold
spans are given unless `--raw`: then the names are found in the text, and the overlap F1 is
shown too. Gold names without an answer count as wrong, as in the scorer of the shared data,
whose figures these are (`score_toponyms.py --gold … --pred FOLDER/NAME.jsonl` tells the same
of the predictions that `--out` keeps). LGL, GeoWebNews and GeoCorpora were fitted on:
`fit_ranker.py`, `fit_scores.py` and `fit_recogniser.py` report the cross-validated figures. TUD-Loc was not.
The last line is `within 161 km: N of M` over all corpora asked for.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from geomap.gazetteer import Gazetteer  # noqa: E402
from geomap.pipeline import toponym_finder  # noqa: E402
from tests.evaluation.shared import SHARED, require_shared  # noqa: E402

REQUIRE = {"lgl-even": "", "geowebnews": "geonameid", "tudloc-even": "", "geocorpora": ""}
"""What a gold name must have to count, by corpus."""

NEAR_KM, CLOSE_KM = 161.0, 20.0

Name = dict[str, Any]


def main() -> None:
    """Score each corpus; one paragraph each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", nargs="+", choices=list(REQUIRE), default=list(REQUIRE))
    parser.add_argument(
        "--raw", action="store_true", help="find the names in the text instead of giving them"
    )
    parser.add_argument("--nlp", default="", metavar="MODEL", help="spaCy model to use besides our own")
    parser.add_argument("--out", type=Path, help="folder to keep the predictions in")
    arguments = parser.parse_args()
    scorer = load_scorer()
    near = total = 0
    with Gazetteer.open() as gazetteer:
        find = toponym_finder(gazetteer, nlp=arguments.nlp)
        for corpus in arguments.corpus:
            with gzip.open(
                SHARED / "data" / "toponyms" / f"{corpus}.jsonl.gz", "rt", encoding="utf-8"
            ) as lines:
                documents = [json.loads(line) for line in lines]
            found = [predicted(find, document, arguments.raw) for document in documents]
            if arguments.out:
                arguments.out.mkdir(parents=True, exist_ok=True)
                with (arguments.out / f"{corpus}.jsonl").open("w", encoding="utf-8") as out:
                    for document, own in zip(documents, found, strict=True):
                        out.write(json.dumps({"doc_id": document["doc_id"], "toponyms": own}) + "\n")
            hits, names = report(corpus, documents, found, scorer, arguments.raw)
            near, total = near + hits, total + names
    print(f"within 161 km: {near} of {total}")


def load_scorer() -> Any:
    """The scorer of the shared data as a module."""
    spec = importlib.util.spec_from_file_location("score_toponyms", SHARED / "eval" / "score_toponyms.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer in {SHARED}; set GEOMAP_SHARED")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predicted(find: Callable[..., list[Name]], document: Mapping[str, Any], raw: bool) -> list[Name]:
    """What geomap says of one document."""
    return find(document["text"], None if raw else [(g["start"], g["end"]) for g in document["toponyms"]])


def report(
    corpus: str, documents: Sequence[Any], found: Sequence[list[Name]], scorer: Any, raw: bool
) -> tuple[int, int]:
    """Print the figures of one corpus; gives the names within 161 km and all names."""
    predictions = {str(d["doc_id"]): own for d, own in zip(documents, found, strict=True)}
    official = scorer.score(documents, predictions, require=REQUIRE[corpus] or None)
    pairs = [pair for d, own in zip(documents, found, strict=True) for pair in paired(d, own, corpus, scorer)]
    near = sum(away(g, p, scorer) <= NEAR_KM for g, p in pairs)
    print(f"{corpus}{' from raw text' if raw else ''}: {len(pairs)} names with a gold coordinate")
    if raw:
        print(f"  overlap F1 {official['recognition_overlap']['F1']:.3f}")
    groups = {
        "all": pairs,
        "areas": [x for x in pairs if is_area(x[0], x[1])],
        "settlements and others": [x for x in pairs if not is_area(x[0], x[1])],
    }
    for title, own in groups.items():
        print(f"  {title:24s} {shares(own, scorer)}")
    judged = [(p["score"], away(g, p, scorer) <= NEAR_KM) for g, p in pairs if p and p["score"] is not None]
    print(f"  {'score':24s} {calibration(judged)}")
    for score, own in sorted(by_neighbours(pairs).items(), reverse=True):
        apart = [away(g, p, scorer) for g, p in own]
        held = sum(d * 1000 <= p["uncertainty_m"] for d, (_, p) in zip(apart, own, strict=True))
        print(
            f"  put by neighbours, score from {score:.1f}: n={len(own)}  "
            f"161 km {sum(d <= NEAR_KM for d in apart) / len(own):.2f}  in radius {held / len(own):.2f}"
        )
    return near, len(pairs)


def paired(document: Any, own: list[Name], corpus: str, scorer: Any) -> list[tuple[Name, Name | None]]:
    """Gold names that count, each with its prediction."""
    gold = document["toponyms"]
    partner = {i: own[j] for i, j in scorer.pair(gold, own)}
    return [
        (name, partner.get(i))
        for i, name in enumerate(gold)
        if scorer.good(name) and (not REQUIRE[corpus] or name.get(REQUIRE[corpus]))
    ]


def by_neighbours(pairs: Sequence[tuple[Name, Name | None]]) -> dict[float, list[tuple[Name, Name]]]:
    """Names that the gazetteer lacks and that their neighbours in the text placed, by score in fifths."""
    groups: dict[float, list[tuple[Name, Name]]] = {}
    for gold, own in pairs:
        if own is not None and own["lon"] is not None and own["place_id"] is None:
            groups.setdefault(int(own["score"] * 5) / 5, []).append((gold, own))
    return groups


def away(gold: Name, own: Name | None, scorer: Any) -> float:
    """Kilometres from the gold; half round the world where there is no answer."""
    if own is None or own["lat"] is None:
        return float(scorer.MAXERR)
    return float(scorer.hav(gold["lat"], gold["lon"], own["lat"], own["lon"]))


def is_area(gold: Name, own: Name | None) -> bool:
    """Whether a name means a country or an area, by the gold's code, else by the answer's."""
    code = gold.get("fcode") or (own or {}).get("feature_code") or ""
    return str(code).startswith(("ADM", "PCL", "TERR", "CONT", "RGN"))


def shares(pairs: Sequence[tuple[Name, Name | None]], scorer: Any) -> str:
    """Shares within 161 km, within 20 km, and with the gold's id."""
    if not pairs:
        return "none"
    distances = [away(g, p, scorer) for g, p in pairs]
    known = [(g, p) for g, p in pairs if g.get("geonameid")]
    same = sum(bool(p) and p["place_id"] == f"geonames:{g['geonameid']}" for g, p in known if p)
    n = len(pairs)
    text = f"n={n:<5d} 161 km {sum(d <= NEAR_KM for d in distances) / n:.3f}"
    text += f"  20 km {sum(d <= CLOSE_KM for d in distances) / n:.3f}"
    return text + (f"  own id {same / len(known):.3f}" if known else "")


def calibration(judged: Sequence[tuple[float, bool]]) -> str:
    """Brier score beside that of the base rate, error of the surer half beside that of all."""
    if not judged:
        return "no answers"
    rate = sum(hit for _, hit in judged) / len(judged)
    brier = sum((score - hit) ** 2 for score, hit in judged) / len(judged)
    surer = sorted(judged, key=lambda one: -one[0])[: len(judged) // 2]
    error = sum(not hit for _, hit in surer) / max(1, len(surer))
    base = rate * (1 - rate)
    better = 1 - brier / base if base else 0.0
    text = f"Brier {brier:.3f}, base rate {base:.3f} ({better:.0%} lower); "
    return text + f"error {1 - rate:.3f}, of the surer half {error:.3f}"


if __name__ == "__main__":
    require_shared()
    main()
