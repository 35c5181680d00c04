"""Time the gazetteer: compiling, opening, one name, many names, land and outlines.

Run from the repository: ``python tests/benchmarks/gazetteer.py [--compile] [--names N]``.
Each line of the output is ``name: value``.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from geomap.gazetteer import Gazetteer

_OPEN = "from geomap.gazetteer import Gazetteer; Gazetteer.open().lookup('Lima')"
_COMPILE = (
    "import resource; from geomap.gazetteer import Gazetteer; g = Gazetteer.open(); "
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
)
ROUND_LIMA = (-77.3, -12.3, -76.8, -11.8)
WORLD = (-180.0, -90.0, 180.0, 90.0)
PERU = "geonames:3932488"


def main() -> None:
    """Run the benchmarks that are asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--compile", action="store_true", help="also compile into a fresh folder (about 30 s)"
    )
    parser.add_argument(
        "--names", type=int, default=100_000, help="how many distinct names to look up at once"
    )
    options = parser.parse_args()
    if options.compile:
        compile_afresh()
    with Gazetteer.open() as gazetteer:
        print(f"size: {gazetteer.path.stat().st_size / 1e6:.0f} MB")
        bare, opened = best(lambda: python("pass")), best(lambda: python(_OPEN))
        print(f"process, import, open, one name: {1e3 * opened:.0f} ms (python alone {1e3 * bare:.0f} ms)")
        rows = gazetteer._query("SELECT DISTINCT name FROM name ORDER BY name", ())
        names = random.Random(0).sample([name for (name,) in rows], options.names)
        some = names[:5_000]
        single = best(lambda: [gazetteer.lookup(name) for name in some])
        print(f"lookup: {1e6 * single / len(some):.0f} µs a name")
        many = best(lambda: gazetteer.lookup_many(names), times=1)
        print(f"lookup_many of {len(names)} names: {many:.2f} s")
        print(f"land round a point: {1e6 * best(lambda: gazetteer.land(ROUND_LIMA)):.0f} µs")
        pieces = best(lambda: gazetteer.outline_pieces(PERU, ROUND_LIMA))
        print(f"outline_pieces round a point: {1e6 * pieces:.0f} µs")
        print(f"outline of a country: {1e6 * best(lambda: gazetteer.outline(PERU)):.0f} µs")
        print(f"within: {1e6 * best(lambda: gazetteer.within(ROUND_LIMA, min_population=10_000)):.0f} µs")
        world = best(lambda: gazetteer.within(WORLD, min_population=700_000))
        print(f"within the world, 700,000 people and more: {1e3 * world:.1f} ms")
        for start in ("ayacuc", "san", "sa"):
            print(f"search {start!r}: {1e3 * best(lambda start=start: gazetteer.search(start)):.1f} ms")
        misspelt(gazetteer)


def misspelt(gazetteer: Gazetteer) -> None:
    """Search for 200 names with one or two slips, everywhere and in the country of the name."""
    rows = gazetteer._query(
        "SELECT name, country_code FROM place WHERE population > 3000 AND length(name) BETWEEN 5 AND 24 "
        "ORDER BY place_id",
        (),
    )
    draw = random.Random(7)
    asked = [(slip(slip(name, draw) if draw.random() < 1 / 3 else name, draw), name, country)
             for name, country in draw.sample(rows, 200)]  # fmt: skip
    for where in ("everywhere", "in its country"):
        times, hits = [], 0
        for text, name, country in asked:
            start = time.perf_counter()
            found = gazetteer.search(text, country=None if where == "everywhere" else country)
            times.append(1e3 * (time.perf_counter() - start))
            hits += any(match.place.name == name for match in found)
        median, most = statistics.median(times), max(times)
        tail = sorted(times)[int(0.95 * len(times))]
        print(
            f"search with a misspelling, {where}: {median:.1f} ms median, {tail:.1f} ms at 95 %, "
            f"{most:.1f} ms at most; {hits} of {len(asked)} names offered"
        )


def slip(name: str, draw: random.Random) -> str:
    """A name with a letter left out, put in, changed, or two swapped."""
    at, letter = draw.randrange(len(name) - 1), draw.choice(string.ascii_lowercase)
    kinds = (name[:at] + name[at + 1 :], name[:at] + letter + name[at:], name[:at] + letter + name[at + 1 :],
             name[:at] + name[at + 1] + name[at] + name[at + 2 :])  # fmt: skip
    return draw.choice(kinds)


def compile_afresh() -> None:
    """Compile in a process of its own, so that its peak of memory is its own too."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        peak_kb = python(_COMPILE, GEOMAP_CACHE=folder)
        print(f"compile: {time.perf_counter() - start:.1f} s, {int(peak_kb) / 1024:.0f} MB at most")


def python(code: str, **environment: str) -> str:
    """What a fresh Python prints when it runs some code."""
    environment = {**os.environ, **environment}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout


def best(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of several runs."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


if __name__ == "__main__":
    main()
