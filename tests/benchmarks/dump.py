"""Add a made-up dump of the size of GeoNames' allCountries: time and memory.

Run from the repository: ``python tests/benchmarks/dump.py [--rows N]``. The dump is written to
a temporary folder by a seeded generator (names of syllables, positions on the globe, 2.3 names
a row on average), zipped, and added by ``geomap gazetteer add`` in a process with a cache of its
own. What that prints and the peak of its memory are shown. 13 million rows need about 12 GB of
disk. The last line is ``peak memory: N MB``.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from geomap.gazetteer import Gazetteer

_SYLLABLES = [
    "ba",
    "be",
    "bo",
    "da",
    "di",
    "du",
    "fa",
    "ga",
    "go",
    "ha",
    "ka",
    "ke",
    "ki",
    "la",
    "le",
    "lo",
    "ma",
    "me",
    "mi",
    "na",
    "ne",
    "no",
    "pa",
    "ra",
    "ri",
    "ro",
    "sa",
    "se",
    "ta",
    "te",
    "to",
    "va",
]
_CODES = ("P PPL", "H STM", "T MT", "S SCH", "L LCTY", "A ADM4", "R RD")
_COUNTRIES = ["PE", "CO", "CL", "NG", "UA", "SY", "BF", "MM", "US", "IN", "CN", "BR", "MX", "ID", "TR"]


def main() -> None:
    """Write the dump, add it, show what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=13_000_000, help="how many places")
    parser.add_argument("--folder", type=Path, help="where to write it all (temporary if not given)")
    options = parser.parse_args()
    with Gazetteer.open() as gazetteer:
        default = gazetteer.path
    with tempfile.TemporaryDirectory(dir=options.folder) as temporary:
        folder = Path(temporary)
        shutil.copyfile(default, folder / default.name)
        start = time.perf_counter()
        write(folder / "allCountries.zip", options.rows)
        print(f"written: {options.rows:,} rows in {time.perf_counter() - start:.0f} s", flush=True)
        start = time.perf_counter()
        command = "from geomap.cli import main; main()"
        subprocess.run(
            [sys.executable, "-c", command, "gazetteer", "add", str(folder / "allCountries.zip")],
            env={**os.environ, "GEOMAP_CACHE": str(folder)},
            check=True,
        )
        print(f"added: {time.perf_counter() - start:.0f} s")
        held = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        print(f"on disk: {held / 1e9:.1f} GB")
        print(f"peak memory: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


def write(path: Path, rows: int) -> None:
    """Write a zipped dump of so many rows."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
        packed.open("allCountries.txt", "w", force_zip64=True) as out,
    ):
        for line in made_up(rows):
            out.write(line.encode())


def made_up(rows: int) -> Iterator[str]:
    """Lines of a dump; the same ones each time."""
    draw = random.Random(13)
    for number in range(rows):
        names = [
            " ".join(
                "".join(draw.choices(_SYLLABLES, k=draw.randint(2, 4))).title()
                for _ in range(draw.randint(1, 2))
            )
            for _ in range(1 + (draw.random() < 0.65) + (draw.random() < 0.65))
        ]
        letter, code = draw.choice(_CODES).split()
        place = f"{draw.uniform(-60, 75):.5f}\t{draw.uniform(-180, 180):.5f}\t{letter}\t{code}"
        people = draw.randint(0, 9_999) if letter == "P" and draw.random() < 0.1 else 0
        yield (
            f"{900_000_000 + number}\t{names[0]}\t{names[0]}\t{','.join(names[1:])}\t{place}\t"
            f"{draw.choice(_COUNTRIES)}\t\t{draw.randint(1, 30):02d}\t\t\t\t{people}\t\t100\tEtc/UTC\t"
            "2026-01-01\n"
        )


if __name__ == "__main__":
    main()
