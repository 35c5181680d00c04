"""How long commands take against the imports that they cannot do without, in one run.

Each pair is timed in turn, A B A B …, and the median of the ratios is printed, because
machines are noisy and ratios are not. Compiling the gazetteer is timed once.

    python tests/benchmarks/startup.py --runs 9
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOUNDING = ROOT / "geodata" / "peru-prisons" / "incidents.csv"
GEOMAP = [str(Path(sys.executable).with_name("geomap"))]


def seconds(command: list[str]) -> float:
    """Wall time of a command that has to succeed."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def ratio(command: list[str], against: list[str], runs: int) -> tuple[float, float, float]:
    """Median seconds of both commands and the median of their ratios, after one run of each."""
    seconds(command), seconds(against)
    pairs = [(seconds(command), seconds(against)) for _ in range(runs)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=9, help="counted runs of each command (default 9)")
    parser.add_argument("--no-compile", action="store_true", help="leave out compiling the gazetteer")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        page = str(Path(folder) / "map.html")
        pairs = [
            ("geomap --help", [*GEOMAP, "--help"], "import click"),
            (
                "founding map",
                [*GEOMAP, "map", str(FOUNDING), "-o", page, "--force"],
                "import folium, geopandas",
            ),
        ]
        for name, command, imports in pairs:
            a, b, times = ratio(command, [sys.executable, "-c", imports], options.runs)
            print(f"{name}: {a:.3f} s, {imports}: {b:.3f} s, ratio {times:.2f}")
        locate = statistics.median(seconds([*GEOMAP, "locate", "Lima"]) for _ in range(options.runs))
        print(f"geomap locate, process start included: {locate:.3f} s")
        if not options.no_compile:
            os.environ["GEOMAP_CACHE"] = folder
            wall = seconds([*GEOMAP, "gazetteer", "build"])
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"gazetteer compiled in {wall:.1f} s, largest process so far {peak:.0f} MB")


if __name__ == "__main__":
    main()
