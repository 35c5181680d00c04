"""Time the gazetteer: compiling, opening, one name, many names, land and outlines.

Run from the repository: ``python tests/benchmarks/gazetteer.py [--compile] [--names N]``.
Each line of the output is ``name: value``.
"""

from __future__ import annotations

import argparse
import os
import random
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
        print(f"search 'ayacuc': {1e3 * best(lambda: gazetteer.search('ayacuc')):.1f} ms")
        print(f"search 'sa': {1e3 * best(lambda: gazetteer.search('sa')):.1f} ms")


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
