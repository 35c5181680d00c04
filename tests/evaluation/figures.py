"""Figures to look at, written to tests/output: the founding data, UCDP Ukraine, 10,000 synthetic incidents.

    python tests/evaluation/figures.py [NAME…]

Also the hard extents: one point, the world, across the antimeridian. Ends with one line
`figures: N of M`, those that were drawn over those asked for.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
OUTPUT = ROOT / "tests" / "output"

from geomap import pipeline  # noqa: E402
from geomap.figure import Options  # noqa: E402
from geomap.gazetteer import Gazetteer  # noqa: E402
from geomap.model import KINDS  # noqa: E402
from tests.evaluation.shared import SHARED  # noqa: E402


def founding(gazetteer: Gazetteer) -> gpd.GeoDataFrame:
    """The project's first table."""
    return pipeline.geocode(ROOT / "geodata" / "peru-prisons" / "incidents.csv", gazetteer=gazetteer)


def ukraine(gazetteer: Gazetteer) -> gpd.GeoDataFrame:
    """UCDP GED for Ukraine, with the coder's own coordinates."""
    path = SHARED / "data" / "incidents" / "ucdp_ged_ukraine_2014_2019_hdx.csv.gz"
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(gzip.decompress(path.read_bytes()))
        file.flush()
        return pipeline.geocode(file.name, gazetteer=gazetteer)


def synthetic(gazetteer: Gazetteer, n: int = 10_000) -> gpd.GeoDataFrame:
    """Incidents in the towns of north-western Africa, most of them in the largest."""
    dice = np.random.default_rng(7)
    towns = gazetteer.within((-10.0, 4.0, 16.0, 24.0), min_population=500, limit=4_000)
    weight = np.array([town.population for town in towns], float) ** 0.7
    chosen = dice.choice(len(towns), n, p=weight / weight.sum())
    days = pd.to_datetime("2012-01-01") + pd.to_timedelta(dice.integers(0, 3_650, n), "D")
    kinds = dice.choice(KINDS[:9], n, p=np.array([9, 8, 7, 6, 5, 4, 3, 2, 1]) / 45)
    points = shapely.points([towns[at].lon for at in chosen], [towns[at].lat for at in chosen])
    columns = {"kind": kinds, "title": "Synthetic incident", "status": "located", "method": "at"}
    columns |= {"killed_max": dice.geometric(0.2, n), "uncertainty_m": 2_000.0}
    dates = {"date_start": days.to_numpy("datetime64[ms]"), "date_end": days.to_numpy("datetime64[ms]")}
    return gpd.GeoDataFrame({**columns, **dates}, geometry=points, crs=4326)


def spread(*positions: tuple[float, float]) -> Callable[[Gazetteer], gpd.GeoDataFrame]:
    """Single incidents at positions."""

    def made(_: Gazetteer) -> gpd.GeoDataFrame:
        columns = {"title": "An incident", "kind": "clash", "status": "located", "method": "at"}
        return gpd.GeoDataFrame(
            {**columns, "uncertainty_m": 900.0}, index=range(len(positions)),
            geometry=list(shapely.points(positions)), crs=4326,
        )  # fmt: skip

    return made


WORLD = ((-100, 40), (140, -30), (10, 50), (30, 0), (-60, -15), (100, 60))
FIGURES: dict[str, tuple[Callable[[Gazetteer], gpd.GeoDataFrame], str, str, Options]] = {
    "founding": (founding, "png", "map", Options(title="Prisons of Lima, 1985–1992")),
    "founding-grey": (founding, "png", "map", Options(columns=1, grey=True)),
    "founding-killed": (founding, "pdf", "map", Options(size_by="killed", language="es")),
    "founding-vector": (founding, "svg", "map", Options(title="Prisons of Lima, 1985–1992")),
    "timeline": (founding, "png", "timeline", Options(title="Prisons of Lima, 1985–1992")),
    "ukraine": (ukraine, "png", "map", Options(title="UCDP GED: Ukraine 2014–2019")),
    "ukraine-killed": (ukraine, "png", "map", Options(size_by="killed")),
    "ukraine-timeline": (ukraine, "png", "timeline", Options(columns=1)),
    "synthetic": (synthetic, "png", "map", Options(title="10,000 synthetic incidents")),
    "synthetic-grey": (synthetic, "png", "map", Options(grey=True)),
    "world": (spread(*WORLD), "png", "map", Options()),
    "antimeridian": (spread((178.4, -18.1), (-179.2, -17.3), (179.9, -16.5)), "png", "map", Options()),
    "point": (spread((-77.03, -12.05)), "png", "map", Options(columns=1)),
}


def main() -> None:
    """Draw those that are named, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(FIGURES)}; by default all")
    names = parser.parse_args().names or list(FIGURES)
    if unknown := set(names) - set(FIGURES):
        parser.error(f"there is no figure {', '.join(sorted(unknown))}")
    OUTPUT.mkdir(exist_ok=True)
    drawn = 0
    with pipeline.open_gazetteer() as gazetteer:
        for name in names:
            source, format, chart, options = FIGURES[name]
            try:
                table = source(gazetteer)
            except FileNotFoundError as error:
                print(f"{name}: skipped, there is no {error.filename}")
                continue
            content = pipeline.make_figure(table, format, gazetteer=gazetteer, chart=chart, options=options)
            path = OUTPUT / f"figure-{name}.{format}"
            path.write_bytes(content)
            drawn += 1
            print(f"{path.relative_to(ROOT)}: {len(table)} incidents, {len(content) // 1024} kB")
    print(f"figures: {drawn} of {len(names)}")


if __name__ == "__main__":
    main()
