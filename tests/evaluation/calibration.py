"""How often footprints hold the truth, and how large they are for it.

    python tests/evaluation/calibration.py [FILE ...] [--shared FOLDER] [--codebook ucdp] [--plot PNG]

Without FILE: the NASA landslides whose place is stated good to 5 km or better, and UCDP
GED for Nigeria and Ukraine (`where_description`, rows with where_prec 1 and 2, each
distinct wording at a place once). A footprint counts as holding the reference if, widened
by the reference's own accuracy, it holds it:

- NASA: as stated ("exact" is taken as 250 m).
- UCDP: where_prec 1 is 1 km, the grid of the gazetteers that coders use; where_prec 2 is
  25 km, which is what the codebook means by it.

Printed for all rows that could be placed: the share held, the median radius, and the
interval score at 90 % (radius plus twenty times what the reference lies outside, median
and mean), by source and by relation with 50 rows and more. With ``--codebook`` the point
is moved to where the codebook places it, and the agreement with the coder's point (5 km)
and code is counted. The last line is `held: N of M`.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from geomap import geodesy
from geomap.gazetteer import Gazetteer
from geomap.georeference import Query, codebook, georeference
from geomap.model import Georeference, Hints

ROOT = Path(__file__).resolve().parents[2]
NASA_ACCURACY_M = {"exact": 250.0, "1km": 1_000.0, "5km": 5_000.0}
UCDP_ACCURACY_M = {1: 1_000.0, 2: 25_000.0}
AGREES_M = 5_000.0
MISS_COST = 2 / (1 - 0.9)


def nasa(path: Path) -> pd.DataFrame:
    """Rows of the landslide catalogue: text, country, lon, lat, accuracy_m, code."""
    rows = pd.read_csv(path)
    rows = rows[rows.location_accuracy.isin(NASA_ACCURACY_M) & rows.location_description.notna()]
    return pd.DataFrame(
        {
            "source": "nasa",
            "text": rows.location_description,
            "country": rows.country_name.fillna(""),
            "lon": rows.longitude,
            "lat": rows.latitude,
            "accuracy_m": rows.location_accuracy.map(NASA_ACCURACY_M),
            "code": 0,
        }
    )


def ucdp(path: Path) -> pd.DataFrame:
    """Rows of UCDP GED in the same columns, each wording at a place once."""
    rows = pd.read_csv(path, low_memory=False)
    rows = rows[rows.where_prec.isin(UCDP_ACCURACY_M) & rows.where_description.notna()]
    rows = rows.drop_duplicates(["where_description", "longitude", "latitude", "where_prec"])
    return pd.DataFrame(
        {
            "source": "ucdp " + path.name.split("_")[2],
            "text": rows.where_description,
            "country": rows.country,
            "lon": rows.longitude,
            "lat": rows.latitude,
            "accuracy_m": rows.where_prec.map(UCDP_ACCURACY_M),
            "code": rows.where_prec,
        }
    )


def measure(rows: pd.DataFrame, found: list[Georeference], book: str) -> pd.DataFrame:
    """Per placed row: relation, radius, distance outside the footprint, distance to our point."""
    if book:
        found = [codebook.apply(one, book) for one in found]
    rows = rows.assign(
        relation=[one.method for one in found],
        status=[str(one.status) for one in found],
        place=[one.place_name for one in found],
        radius_m=[one.uncertainty_m or np.nan for one in found],
        where_prec=[one.where_prec or 0 for one in found],
        outside_m=np.nan,
        apart_m=np.nan,
    )
    for position, one in enumerate(found):
        if one.footprint is None or one.lon is None or one.lat is None:
            continue
        lon, lat = rows.lon.iloc[position], rows.lat.iloc[position]
        nearest = shapely.shortest_line(shapely.Point(lon, lat), one.footprint)
        end = shapely.get_point(nearest, 1)
        rows.iloc[position, rows.columns.get_loc("outside_m")] = float(
            geodesy.distance(lon, lat, end.x, end.y)
        )
        rows.iloc[position, rows.columns.get_loc("apart_m")] = float(
            geodesy.distance(lon, lat, one.lon, one.lat)
        )
    placed = rows[rows.outside_m.notna()].copy()
    placed["held"] = placed.outside_m <= placed.accuracy_m
    placed["score"] = placed.radius_m + MISS_COST * np.maximum(0, placed.outside_m - placed.accuracy_m)
    return placed


def line(name: str, rows: pd.DataFrame) -> str:
    """One line of the report."""
    return (
        f"{name:32} {len(rows):6} {rows.held.mean():7.1%} {rows.radius_m.median() / 1e3:9.1f} "
        f"{rows.score.median() / 1e3:9.1f} {rows.score.mean() / 1e3:9.1f}"
    )


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Path(os.environ.get("GEOMAP_SHARED", ROOT.parent / "shared"))
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="NASA or UCDP tables")
    parser.add_argument("--shared", type=Path, default=default, help="folder of the development data")
    parser.add_argument("--codebook", default="", choices=["", *codebook.CODEBOOKS], help="placing rule")
    parser.add_argument("--plot", type=Path, metavar="PNG", help="reliability plot (needs matplotlib)")
    parser.add_argument("--misses", type=Path, metavar="CSV", help="write the measured rows here")
    options = parser.parse_args()
    folder = options.shared / "data" / "incidents"
    files = options.files or [
        folder / "nasa_glc_2018_dev10.csv",
        folder / "ucdp_ged_nigeria_1990_2019_hdx.csv.gz",
        folder / "ucdp_ged_ukraine_2014_2019_hdx.csv.gz",
    ]
    tables = [nasa(path) if "nasa" in path.name else ucdp(path) for path in files]
    measured, total = [], 0
    with Gazetteer.open() as gazetteer:
        for rows in tables:
            queries = [
                Query(text, Hints(country=country))
                for text, country in zip(rows.text, rows.country, strict=True)
            ]
            measured.append(measure(rows, georeference(queries, gazetteer), options.codebook))
            total += len(rows)
    placed = pd.concat(measured, ignore_index=True)
    print(
        f"{'':32} {'rows':>6} {'held':>7} {'radius':>9} {'score':>9} {'score':>9}\n"
        f"{'':32} {'':6} {'':7} {'median km':>9} {'median':>9} {'mean km':>9}"
    )
    for source, rows in placed.groupby("source"):
        print(line(str(source), rows))
        for relation, some in rows.groupby("relation"):
            if len(some) >= 50:
                print(line(f"  {relation}", some))
    for relation, some in placed.groupby("relation"):
        if len(some) >= 50:
            print(line(str(relation), some))
    for source, rows in placed[placed.code > 0].groupby("source"):
        near = (rows.apart_m <= AGREES_M).mean()
        print(f"{source}: point within 5 km of the coder's {near:.1%}, "
              f"same where_prec {(rows.where_prec == rows.code).mean():.1%}")  # fmt: skip
    if options.plot:
        plot(placed, options.plot)
    if options.misses:
        placed.to_csv(options.misses, index=False)
    print(f"placed: {len(placed)} of {total}")
    print(f"held: {placed.held.sum()} of {len(placed)}")
    return 0


def plot(placed: pd.DataFrame, path: Path) -> None:
    """Share held against the radius: a calibrated line is flat at nine tenths."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    edges = np.unique(placed.radius_m.quantile(np.linspace(0, 1, 11)))
    bins = placed.groupby(pd.cut(placed.radius_m, edges, include_lowest=True), observed=True)
    figure, axes = plt.subplots(figsize=(6, 4))
    axes.semilogx(bins.radius_m.median() / 1e3, bins.held.mean(), "o-")
    axes.axhline(0.9, color="grey", linewidth=1)
    axes.set(xlabel="stated radius, km (tenths of the rows)", ylabel="share held", ylim=(0, 1))
    figure.savefig(path, dpi=120, metadata={"Software": None})


if __name__ == "__main__":
    sys.exit(main())
