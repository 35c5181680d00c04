"""How often footprints hold the truth, and how large they are for it.

    python tests/evaluation/calibration.py [FILE ...] [--shared FOLDER] [--codebook ucdp] [--plot FILE]

Without FILE: the NASA landslides whose place is stated good to 5 km or better, and UCDP
GED for Nigeria and Ukraine (`where_description`, rows with where_prec 1 and 2, each
distinct wording at a place once). A FILE of labels such as localities_dev.csv.gz is
measured by the uncertainty that its georeferencers state (rows of 5 km or better), with
the row's first-level area as a hint. A footprint counts as holding the reference if,
widened by the reference's own accuracy, it holds it:

- NASA: as stated ("exact" is taken as 250 m).
- UCDP: where_prec 1 is 1 km, the grid of the gazetteers that coders use; where_prec 2 is
  25 km, which is what the codebook means by it.
- labels: as stated, 100 m at least.

Printed for all rows that could be placed, over all and by source, and within both by
relation with 50 rows and more: the share held, the median radius, and the interval score
at 90 % (radius plus twenty times what the reference lies outside, median and mean; and
the mean without the worst tenth, which wrong namesakes fill). Then the reliability: the
share held by tenths of the radius, and by the belief in the chosen place, which is what
the footprint's 90 % rests on. With rows of UCDP, the agreement with the coder's point
(5 km) and code stands below, with the placing rule of the codebook and without. The last
line is `held: N of M`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from geomap import geodesy
from geomap._version import __version__
from geomap.gazetteer import Gazetteer
from geomap.georeference import Query, codebook, georeference
from geomap.model import Georeference, Hints

ROOT = Path(__file__).resolve().parents[2]
NASA_ACCURACY_M = {"exact": 250.0, "1km": 1_000.0, "5km": 5_000.0}
UCDP_ACCURACY_M = {1: 1_000.0, 2: 25_000.0}
LABEL_ACCURACY_M = (100.0, 5_000.0)
AGREES_M = 5_000.0
REFERENCES = {
    "nasa": "NASA landslides 2018",
    "ucdp nigeria": "UCDP GED Nigeria",
    "ucdp ukraine": "UCDP GED Ukraine",
}
MISS_COST = 2 / (1 - 0.9)
LEAST_ROWS = 50
BELIEFS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)


def nasa(path: Path) -> pd.DataFrame:
    """Rows of the landslide catalogue: text, country, admin1, lon, lat, accuracy_m, code."""
    rows = pd.read_csv(path)
    rows = rows[rows.location_accuracy.isin(NASA_ACCURACY_M) & rows.location_description.notna()]
    return pd.DataFrame(
        {
            "source": "nasa",
            "text": rows.location_description,
            "country": rows.country_name.fillna(""),
            "admin1": "",
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
            "admin1": "",
            "lon": rows.longitude,
            "lat": rows.latitude,
            "accuracy_m": rows.where_prec.map(UCDP_ACCURACY_M),
            "code": rows.where_prec,
        }
    )


def labels(path: Path) -> pd.DataFrame:
    """Rows of specimen labels in English and Spanish in the same columns."""
    rows = pd.read_csv(path, low_memory=False)
    least, most = LABEL_ACCURACY_M
    rows = rows[rows.lang.isin(["en", "es"]) & rows.lat.notna() & rows.uncertainty_m.le(most)]
    return pd.DataFrame(
        {
            "source": "labels",
            "text": rows.text,
            "country": rows.country.fillna(""),
            "admin1": rows.admin1.fillna(""),
            "lon": rows.lon,
            "lat": rows.lat,
            "accuracy_m": rows.uncertainty_m.clip(lower=least),
            "code": 0,
        }
    )


def read(path: Path) -> pd.DataFrame:
    """One file by what its name says it is."""
    reader = nasa if "nasa" in path.name else labels if "localit" in path.name else ucdp
    return reader(path)


def measure(rows: pd.DataFrame, found: list[Georeference]) -> pd.DataFrame:
    """Per placed row: relation, radius, distance outside the footprint, distance to our point."""
    rows = rows.assign(
        relation=[one.method for one in found],
        status=[str(one.status) for one in found],
        place=[one.place_name for one in found],
        radius_m=[one.uncertainty_m or np.nan for one in found],
        belief=[np.nan if one.score is None else one.score for one in found],
        where_prec=[one.where_prec or 0 for one in found],
        apart_m=[apart(one, lon, lat) for one, lon, lat in zip(found, rows.lon, rows.lat, strict=True)],
        outside_m=[outside(one, lon, lat) for one, lon, lat in zip(found, rows.lon, rows.lat, strict=True)],
    )
    placed = rows[rows.outside_m.notna()].copy()
    beyond = np.maximum(0, placed.outside_m - placed.accuracy_m)
    return placed.assign(held=beyond <= 0, score=placed.radius_m + MISS_COST * beyond)


def apart(one: Georeference, lon: float, lat: float) -> float:
    """Metres between the point that was given and the reference; nan if there is none."""
    if one.lon is None or one.lat is None:
        return float("nan")
    return float(geodesy.distance(lon, lat, one.lon, one.lat))


def outside(one: Georeference, lon: float, lat: float) -> float:
    """Metres from the reference to the footprint, 0 inside; nan if there is none."""
    if one.footprint is None:
        return float("nan")
    nearest = shapely.shortest_line(shapely.Point(lon, lat), one.footprint)
    end = shapely.get_point(nearest, 1)
    return float(geodesy.distance(lon, lat, end.x, end.y))


HEADER = (
    f"{'':32} {'rows':>6} {'held':>7} {'radius':>9} {'score':>9} {'score':>9} {'best 9/10':>9}\n"
    f"{'':32} {'':6} {'':7} {'median km':>9} {'median':>9} {'mean km':>9} {'mean km':>9}"
)


def line(name: str, rows: pd.DataFrame) -> str:
    """One line of the report."""
    scores = rows.score.sort_values()
    best = scores[: max(1, int(0.9 * len(scores)))]
    figures = (rows.radius_m.median(), scores.median(), scores.mean(), best.mean())
    return f"{name:32} {len(rows):6} {rows.held.mean():7.1%} " + " ".join(f"{m / 1e3:9.1f}" for m in figures)


def report(placed: pd.DataFrame) -> None:
    """Over all, by source, and by relation within both."""
    print(HEADER)
    for name, rows in [("all", placed), *placed.groupby("source")]:
        print(line(str(name), rows))
        for relation, some in rows.groupby("relation"):
            if len(some) >= LEAST_ROWS:
                print(line(f"  {relation}", some))


def by_radius(placed: pd.DataFrame) -> pd.DataFrame:
    """Share held in each tenth of the rows by radius."""
    edges = np.unique(placed.radius_m.quantile(np.linspace(0, 1, 11)))
    return _shares(placed, pd.cut(placed.radius_m, edges, include_lowest=True), "radius_m")


def by_belief(placed: pd.DataFrame) -> pd.DataFrame:
    """Share held by the belief in the chosen place."""
    return _shares(placed, pd.cut(placed.belief, BELIEFS, include_lowest=True), "belief")


def _shares(placed: pd.DataFrame, bins: pd.Series, middle: str) -> pd.DataFrame:
    groups = placed.groupby(bins, observed=True)
    return pd.DataFrame(
        {"rows": groups.size(), "middle": groups[middle].median(), "held": groups.held.mean()}
    )


def reliability(placed: pd.DataFrame) -> None:
    """The same as text: a bar of forty signs is every row held."""
    for name, table, unit in (
        ("radius, km", by_radius(placed), 1e3),
        ("belief in the place", by_belief(placed), 1),
    ):
        print(f"held by {name}:")
        for row in table.itertuples():
            print(f"{row.middle / unit:10.2f} {row.rows:6} {row.held:7.1%} {'#' * round(40 * row.held)}")


def agreement(rows: pd.DataFrame, found: list[Georeference], book: str) -> str:
    """Agreement with coders: the point within 5 km, and the same code."""
    placed = [i for i, one in enumerate(found) if one.lon is not None]
    moved = [codebook.apply(found[i], book) if book else found[i] for i in placed]
    some = rows.iloc[placed]
    near = [apart(one, *at) <= AGREES_M for one, *at in zip(moved, some.lon, some.lat, strict=True)]
    same = [one.where_prec == code for one, code in zip(moved, some.code, strict=True)]
    name = f"{some.source.iloc[0]}, {book or 'no codebook'}"
    return (
        f"{name}: point within 5 km of the coder's {np.mean(near):.1%}, same where_prec {np.mean(same):.1%}"
    )


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Path(os.environ.get("GEOMAP_SHARED", ROOT.parent / "shared"))
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="NASA, UCDP or label tables")
    parser.add_argument("--shared", type=Path, default=default, help="folder of the development data")
    parser.add_argument("--codebook", default="", choices=["", *codebook.CODEBOOKS], help="placing rule")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="reliability plot, SVG or PNG (matplotlib)")
    parser.add_argument("--misses", type=Path, metavar="CSV", help="write the measured rows here")
    parser.add_argument("--figures", type=Path, metavar="JSON", help="write what an annex quotes here")
    options = parser.parse_args()
    if not options.files and not options.shared.is_dir():
        parser.error(f"there is no development data in {options.shared}: name its folder in GEOMAP_SHARED")
    folder = options.shared / "data" / "incidents"
    files = options.files or [
        folder / "nasa_glc_2018_dev10.csv",
        folder / "ucdp_ged_nigeria_1990_2019_hdx.csv.gz",
        folder / "ucdp_ged_ukraine_2014_2019_hdx.csv.gz",
    ]
    measured, agreements, total = [], [], 0
    with Gazetteer.open() as gazetteer:
        for rows in map(read, files):
            hints = [
                Hints(country, admin1) for country, admin1 in zip(rows.country, rows.admin1, strict=True)
            ]
            queries = [Query(text, hint) for text, hint in zip(rows.text, hints, strict=True)]
            found = georeference(queries, gazetteer)
            if rows.code.gt(0).any():
                agreements += [agreement(rows, found, book) for book in ("", options.codebook or "ucdp")]
            if options.codebook:
                found = [codebook.apply(one, options.codebook) for one in found]
            measured.append(measure(rows, found))
            total += len(rows)
    placed = pd.concat(measured, ignore_index=True)
    report(placed)
    reliability(placed)
    print(*agreements, sep="\n")
    if options.plot:
        plot(placed, options.plot)
    if options.figures:
        options.figures.write_text(figures(placed), encoding="utf-8")
    if options.misses:
        placed.to_csv(options.misses, index=False)
    print(f"placed: {len(placed)} of {total}")
    print(f"held: {placed.held.sum()} of {len(placed)}")
    return 0


def figures(placed: pd.DataFrame) -> str:
    """The figures for geodata/calibration/figures.json: by source, placed, held and the median radius."""
    said = {
        "tool": f"geomap {__version__}",
        "references": [
            {
                "reference": REFERENCES.get(str(source), str(source)),
                "placed": len(rows),
                "held": int(rows.held.sum()),
                "median_radius_m": round(float(rows.radius_m.median()), 1),
            }
            for source, rows in placed.groupby("source")
        ],
    }
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def plot(placed: pd.DataFrame, path: Path) -> None:
    """Share held against radius and belief: a calibrated line is flat at nine tenths."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    mpl.rcParams["svg.hashsalt"] = "geomap"
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), sharey=True, layout="constrained")
    for source, rows in [("all", placed), *placed.groupby("source")]:
        style = {"marker": "o", "label": source, "linewidth": 2.5 if source == "all" else 1}
        left.semilogx(by_radius(rows).middle / 1e3, by_radius(rows).held, **style)
        right.plot(by_belief(rows).middle, by_belief(rows).held, **style)
    for axes, name in ((left, "stated radius, km (tenths of the rows)"), (right, "belief in the place")):
        axes.axhline(0.9, color="grey", linewidth=1, linestyle="--")
        axes.set(xlabel=name, ylim=(0, 1.02))
    left.set_ylabel("share of references held")
    right.legend(loc="lower right")
    vector = path.suffix.lower() == ".svg"
    figure.savefig(path, dpi=120, metadata={"Date": None} if vector else {"Software": None})


if __name__ == "__main__":
    sys.exit(main())
