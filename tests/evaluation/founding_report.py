"""The founding report, read end to end, against what it says (`../shared/eval/founding_report_gold.json`).

Run: python tests/evaluation/founding_report.py
An incident counts if its date is right, its places are named and, where stated, its counts are the same.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from geomap.extract import Document, Extractor  # noqa: E402
from geomap.gazetteer import Gazetteer  # noqa: E402
from geomap.gazetteer.names import fold  # noqa: E402
from geomap.readers.documents import read_documents, without_furniture  # noqa: E402
from tests.evaluation.shared import SHARED, require_shared  # noqa: E402

COUNTS = tuple(
    f"{harm}_{end}" for harm in ("killed", "injured", "disappeared", "detained") for end in ("min", "max")
)


def wrong(gold: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What of an incident differs from the gold one."""
    said = {fold(name) for name in found["places"]}
    lacking = [name for name in gold["places"] if fold(name) not in said]
    differing = [name for name in COUNTS if name in gold and gold[name] != found.get(name)]
    return [f"no place {name}" for name in lacking] + [f"{n} {found.get(n)} for {gold[n]}" for n in differing]


def compare(gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> int:
    """How many of the gold incidents are right, with a line on each."""
    left, right = list(found), 0
    for one in gold:
        match = next((own for own in left if own["date_start"] == own["date_end"] == one["date"]), None)
        if match is None:
            print(f"missing  {one['date']} {one['id']}")
            continue
        left.remove(match)
        faults = wrong(one, match)
        right += not faults
        print(f"{'differs' if faults else 'right':8} {one['date']} {one['id']} {'; '.join(faults)}")
    for own in left:
        print(f"invented {own['date_start']} {own['kind']} {own['places']}")
    return right - len(left)


def incidents(text: str, gazetteer: Gazetteer) -> list[dict[str, Any]]:
    """What `geomap extract` finds in a report."""
    return Extractor(gazetteer).records(Document("report", without_furniture(text)))


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    gold = json.loads((SHARED / "eval/founding_report_gold.json").read_text())["incidents"]
    (document,) = read_documents(str(SHARED / "data/reports/founding_report.txt"))
    with Gazetteer.open() as gazetteer:
        right = compare(gold, incidents(document.text, gazetteer))
    print(f"founding_report: {max(0, right)} of {len(gold)}")


if __name__ == "__main__":
    require_shared()
    main()
