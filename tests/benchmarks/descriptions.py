"""Descriptions parsed a second on one core, and how long the worst text takes.

    python tests/benchmarks/descriptions.py FILE

FILE is a CSV (gzip or not) with a column text, such as localities_dev.csv.gz. Each distinct
text is parsed once a pass; a first pass over the first tenth warms up. Reported are the
first pass and the best of five (the table of known words is full by then), the time of the
slowest description, and hostile texts at the length limit. CPU time, so that other work on
the machine distorts it less. The last line is `descriptions a second: N`, of the first pass.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
import time
from pathlib import Path

from geomap.model import MAX_DESCRIPTION_CHARS
from geomap.relations import parse

HOSTILE = (
    "a-",
    "( ",
    "7 ",
    "between ",
    "of the ",
    "1/",
    "north ",
    "km 5 ",
    "X and ",
    "1.1.",
    "''",
    "в ",
    "\u202e",
)
PASSES = 5


def distinct(path: Path) -> list[str]:
    """Distinct texts of a CSV, in its order."""
    with (
        gzip.open(path, "rt", encoding="utf-8", newline="")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8", newline="") as file
    ):
        return list(dict.fromkeys(row["text"] for row in csv.DictReader(file)))


def seconds(texts: list[str]) -> float:
    """CPU seconds to parse them all."""
    start = time.process_time()
    for text in texts:
        parse(text)
    return time.process_time() - start


def slowest(texts: list[str]) -> float:
    """Milliseconds of wall time that the slowest takes, the best of three passes."""
    worst = 0.0
    for text in texts:
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            parse(text)
            best = min(best, time.perf_counter() - start)
        worst = max(worst, best)
    return 1000 * worst


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    texts = distinct(parser.parse_args().file)
    seconds(texts[: len(texts) // 10])
    first = seconds(texts)
    best = min(seconds(texts) for _ in range(PASSES))
    hostile = [(part * MAX_DESCRIPTION_CHARS)[:MAX_DESCRIPTION_CHARS] for part in HOSTILE]
    characters = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} distinct descriptions, {characters:.0f} characters on average")
    print(f"best of {PASSES} passes: {len(texts) / best:.0f} a second")
    print(f"slowest description: {slowest(texts):.2f} ms; hostile text: {slowest(hostile):.2f} ms")
    print(f"descriptions a second: {len(texts) / first:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
