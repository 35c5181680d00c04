"""Incidents drawn from MUC texts, scored by `../shared/eval/score_incidents.py`, and texts a second.

Run: python tests/evaluation/incidents.py [SET…], where SET is a file name in ../shared/data/reports
without its ending; by default all. Texts a second are of processor time, one core, names looked up anew.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = Path(os.environ.get("GEOMAP_SHARED", ROOT.parent / "shared"))
sys.path.insert(0, str(ROOT))

from geomap.extract import Document, Extractor  # noqa: E402
from geomap.gazetteer import Gazetteer  # noqa: E402

SETS = ("muc-dev", "muc-tst1", "muc-tst2", "muc-tst4-mixed-first50")


def load_scorer() -> Any:
    """The scorer of the shared folder, as a module."""
    spec = importlib.util.spec_from_file_location("scorer", SHARED / "eval/score_incidents.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def main(sets: tuple[str, ...]) -> None:
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
    main(tuple(sys.argv[1:]) or SETS)
