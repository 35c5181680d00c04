"""Incidents drawn from MUC texts, scored by `../shared/eval/score_incidents.py`, and texts a second.

Texts a second are of processor time, one core, names looked up anew.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from geomap.extract import Document, Extractor  # noqa: E402
from geomap.gazetteer import Gazetteer  # noqa: E402
from tests.evaluation.shared import SHARED, require_shared  # noqa: E402

SETS = ("muc-dev", "muc-tst1", "muc-tst2", "muc-tst4-mixed-first50")


def load_scorer() -> Any:
    """The scorer of the shared folder, as a module."""
    spec = importlib.util.spec_from_file_location("scorer", SHARED / "eval/score_incidents.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def main(sets: Sequence[str]) -> None:
    scorer = load_scorer()
    texts, spent = 0, 0.0
    with Gazetteer.open() as gazetteer, tempfile.TemporaryDirectory() as folder:
        for name in sets:
            gold, found = Path(folder, "gold"), Path(folder, "found")
            gold.write_bytes(gzip.decompress((SHARED / f"data/reports/{name}.jsonl.gz").read_bytes()))
            documents = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
            extractor, started = Extractor(gazetteer), time.process_time()
            with found.open("w", encoding="utf-8") as file:
                for one in documents:
                    drawn = extractor.records(Document(one["doc_id"], one["text"]))
                    file.write(json.dumps({"doc_id": one["doc_id"], "incidents": drawn}) + "\n")
            spent += time.process_time() - started
            texts += len(documents)
            print(f"-- {name}")
            scorer.main(gold, found)
    print(f"texts_per_second: {texts / spent:.0f}")


if __name__ == "__main__":
    require_shared()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "sets", nargs="*", metavar="SET", help=f"files of the shared reports; by default {', '.join(SETS)}"
    )
    chosen = parser.parse_args().sets or SETS
    lacking = [name for name in chosen if not (SHARED / f"data/reports/{name}.jsonl.gz").is_file()]
    if lacking:
        parser.error(f"{SHARED} (GEOMAP_SHARED) has no data/reports/{lacking[0]}.jsonl.gz")
    main(chosen)
