"""A million rows over 100,000 distinct descriptions: Parquet in, located Parquet with footprints out.

Plain names, offsets and "near", drawn from the gazetteer's own settlements with a fixed
seed. Time and memory are those of the whole command `geomap geocode` (process start
included); a sample of rows is compared with what `locate` says of each alone.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from geomap.gazetteer import Gazetteer
from geomap.georeference import locate
from geomap.model import Hints

HEADINGS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW", "north", "southwest")
WORLD = (-180.0, -90.0, 180.0, 90.0)


def descriptions(count: int, gazetteer: Gazetteer, seed: int = 20) -> pd.DataFrame:
    """Distinct descriptions with their country, of three kinds in equal shares."""
    generator = random.Random(seed)
    towns = gazetteer.within(WORLD, min_population=1_000, limit=200_000)
    rows: dict[tuple[str, str], None] = {}
    while len(rows) < count:
        town = generator.choice(towns)
        distance, heading = generator.randint(1, 60), generator.choice(HEADINGS)
        forms = (
            town.name,
            f"{distance} km {heading} of {town.name}",
            f"{distance} km from {town.name}",
            f"near {town.name}",
        )
        rows[generator.choice(forms), town.country_code] = None
    return pd.DataFrame(list(rows), columns=["place", "country"])


def table(distinct: pd.DataFrame, rows: int, seed: int = 21) -> pd.DataFrame:
    """Rows that use every description, most of them often."""
    generator = np.random.default_rng(seed)
    extra = generator.integers(0, len(distinct), rows - len(distinct))
    taken = np.concatenate([np.arange(len(distinct)), extra])
    generator.shuffle(taken)
    drawn = distinct.iloc[taken].reset_index(drop=True)
    days = pd.Timestamp("1992-01-01") + pd.to_timedelta(generator.integers(0, 5_000, rows), unit="D")
    return drawn.assign(id=np.arange(rows).astype(str), date=days.strftime("%Y-%m-%d"))


def run(source: Path, target: Path) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak megabytes of the whole command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [sys.executable, "-m", "geomap", "geocode", str(source), "-o", str(target), "--force", "-q"]
    subprocess.run(command, check=True)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, cpu, after.ru_maxrss / 1024


def differing(target: Path, gazetteer: Gazetteer, sample: int, seed: int = 22) -> int:
    """How many rows of a sample are not what `locate` says of them alone."""
    import geopandas as gpd

    found = gpd.read_parquet(target)
    rows = np.random.default_rng(seed).choice(len(found), sample, replace=False)
    wrong = 0
    for row in found.iloc[rows].itertuples():
        alone = locate(row.place, gazetteer, Hints(country=row.country))
        same = (
            row.status == str(alone.status)
            and ("" if pd.isna(row.place_id) else row.place_id) == alone.place_id
            and (alone.lon is None or (row.geometry.x, row.geometry.y) == (alone.lon, alone.lat))
            and (alone.footprint is None or row.footprint.equals_exact(alone.footprint, 0.0))
        )
        if not same:
            wrong += 1
            print(f"differs: {row.place!r} in {row.country}")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--distinct", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=500, help="rows compared with `locate`")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave input and output there")
    options = parser.parse_args()
    with Gazetteer.open() as gazetteer, tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        source, target = folder / "bulk.parquet", folder / "located.parquet"
        table(descriptions(options.distinct, gazetteer), options.rows).to_parquet(source)
        seconds, cpu, peak = run(source, target)
        print(f"rows: {options.rows}, distinct descriptions: {options.distinct}")
        print(f"seconds: {seconds:.1f} (CPU {cpu:.1f})")
        print(f"peak memory: {peak:.0f} MB; output: {target.stat().st_size / 1e6:.0f} MB")
        wrong = differing(target, gazetteer, options.sample)
    print(f"rows equal to locate: {options.sample - wrong} of {options.sample}")


if __name__ == "__main__":
    main()
