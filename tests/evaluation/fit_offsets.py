"""Fit how far and how wide stated offsets reach (geomap/georeference/spread.py).

    python tests/evaluation/fit_offsets.py FILE [--shared FOLDER]

On the rows of `offsets.py`: sectors in the plane of each anchor, with every combination of
shortest and longest factor of the stated distance, half width of cardinal and NE-type
headings, share of the distance that the anchor's extent may take, and error of the
anchor's point. Printed: for each number of rows held, the combination with the smallest
median area; how well the best of each half of the rows, by a hash of the words, does on
the other half; and by genre what the statements are worth: specimen labels from FILE,
conflict reports and news from the incidents of the development data, each with the
anchors that geomap takes, if they lie within 100 km. The last line is `in use: N of M`,
before any cut to land.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from calibration import read
from offsets import anchor_of, relation_of, usable

from geomap import geodesy
from geomap.gazetteer import Gazetteer
from geomap.georeference import Query, georeference, spread
from geomap.model import Hints
from geomap.relations import parse

ROOT = Path(__file__).resolve().parents[2]
STEPS = np.linspace(-1, 1, 33)
GRID = (
    (0.5, 0.6, 0.7),  # shortest factor
    (1.05, 1.1, 1.15, 1.25),  # longest factor
    (34, 40, 45),  # half width of N, E, S, W
    (22.5, 25, 30),  # half width of NE, SE, SW, NW
    (0.5, 0.6, 0.75),  # share of the distance that an extent may take
    (0, 750, 1_500),  # error of the anchor's point
)
GENRES = {
    "news": "nasa_glc_2018_dev10.csv",
    "conflict reports, Nigeria": "ucdp_ged_nigeria_1990_2019_hdx.csv.gz",
    "conflict reports, Ukraine": "ucdp_ged_ukraine_2014_2019_hdx.csv.gz",
}
SURE_M = 5_000.0
NEAR_ENOUGH_M = 100_000.0
Values = tuple[float, ...]


class Records:
    """The rows as arrays, in the plane of their anchor turned so that the heading points up."""

    def __init__(self, rows: pd.DataFrame) -> None:
        anchors = [anchor_of(row) for row in rows.itertuples()]
        self.extent = np.array([anchor.extent_m for anchor in anchors])
        self.stated = rows.offset_m.to_numpy()
        self.precision = np.array([relation_of(row).half_precision_m or 0.0 for row in rows.itertuples()])
        azimuth, length = geodesy.inverse(rows.anchor_lon, rows.anchor_lat, rows.lon, rows.lat)
        turned = np.radians(azimuth - rows.stated_azimuth_deg.to_numpy())
        self.points = shapely.points(np.column_stack([np.sin(turned) * length, np.cos(turned) * length]))
        self.half_width = rows.sector_half_width_deg.to_numpy()

    def sectors(self, values: Values) -> np.ndarray:
        """The sectors of all rows, widened by the anchors' extents."""
        short, long, cardinal, northeast, share, error = values
        fine = spread.half_width(11.25)
        half = np.select([self.half_width > 40, self.half_width > 20], [cardinal, northeast], fine)
        angle = np.radians(half)[:, None] * STEPS
        arc = np.stack([np.sin(angle), np.cos(angle)], axis=-1)
        far = arc * (long * (self.stated + self.precision))[:, None, None]
        near = arc[:, ::-1] * np.maximum(1, short * (self.stated - self.precision))[:, None, None]
        shapes = shapely.polygons(np.concatenate([far, near, far[:, :1]], axis=1))
        start = np.minimum(self.extent, share * self.stated) + np.minimum(error, self.stated / 2)
        return shapely.buffer(shapes, start, quad_segs=4)

    def measure(self, values: Values) -> tuple[np.ndarray, np.ndarray]:
        """Which rows their sectors hold, and how large these are in square kilometres."""
        shapes = self.sectors(values)
        return shapely.intersects(shapes, self.points), shapely.area(shapes) / 1e6


def main() -> int:
    """Fit and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Path(os.environ.get("GEOMAP_SHARED", ROOT.parent / "shared"))
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--shared", type=Path, default=default, help="folder of the development data")
    options = parser.parse_args()
    rows = usable(options.file)
    genres(rows, options.shared / "data" / "incidents")
    records = Records(rows)
    grid = list(itertools.product(*GRID))
    held, areas = zip(*map(records.measure, grid), strict=True)
    hits, sizes = np.array(held), np.array(areas)
    everything = np.ones(len(rows), bool)
    for least in range(int(hits.sum(axis=1).max()), int(0.88 * len(rows)), -1):
        best = _smallest(hits, sizes, least / len(rows), everything)
        print(f"{least} of {len(rows)} held: {grid[best]}, median {np.median(sizes[best]):.0f} km2")
    first = np.array([hashlib.md5(text.encode()).digest()[0] % 2 == 0 for text in rows.text])
    for half in (first, ~first):
        best = _smallest(hits, sizes, 0.91, half)
        print(f"fitted on one half {grid[best]}: holds {hits[best][~half].mean():.1%} of the other")
    report_in_use(records, first)
    return 0


def report_in_use(records: Records, first: np.ndarray) -> None:
    """The values of the package, on each half and on all rows."""
    used = (
        spread.SHORT_FACTOR,
        spread.LONG_FACTOR,
        spread.half_width(45),
        spread.half_width(22.5),
        spread.START_SHARE,
        spread.START_ERROR_M,
    )
    hits, sizes = records.measure(used)
    print(f"in use {used}: median {np.median(sizes):.0f} km2, ", end="")
    print(f"holds {hits[first].mean():.1%} and {hits[~first].mean():.1%} of the halves")
    print(f"in use: {int(hits.sum())} of {len(hits)}")


def genres(labels: pd.DataFrame, folder: Path) -> None:
    """By genre: how the true distance relates to the stated one, and how far off the heading is."""
    _say_genre("specimen labels", labels.distance_ratio, labels.angular_error_deg)
    with Gazetteer.open() as gazetteer:
        for genre, name in GENRES.items():
            rows = read(folder / name)
            rows = rows[rows.accuracy_m <= SURE_M]
            found = georeference(
                [Query(t, Hints(c)) for t, c in zip(rows.text, rows.country, strict=True)], gazetteer
            )
            ratios, turns = [], []
            for row, one in zip(rows.itertuples(), found, strict=True):
                ratio, turn = _against_stated(row, one.anchor)
                ratios += [] if ratio is None else [ratio]
                turns += [] if turn is None else [turn]
            _say_genre(genre, pd.Series(ratios, dtype=float), pd.Series(turns, dtype=float))


def _against_stated(row, anchor) -> tuple[float | None, float | None]:
    description = parse(row.text)
    relations = [description.relation, *description.checks] if description.relation else []
    stated = next((r for r in relations if r.distance_m), None)
    if stated is None or anchor is None or anchor.feature_class != "P":
        return None, None
    azimuth, length = geodesy.inverse(anchor.lon, anchor.lat, row.lon, row.lat)
    if float(length) > max(NEAR_ENOUGH_M, 2 * stated.distance_m):
        return None, None
    turn = None if stated.heading_deg is None else (float(azimuth) - stated.heading_deg + 180) % 360 - 180
    return float(length) / stated.distance_m, turn


def _say_genre(genre: str, ratios: pd.Series, turns: pd.Series) -> None:
    shares = ratios.quantile([0.05, 0.1, 0.5, 0.75, 0.9]).round(2).tolist()
    degrees = turns.abs().quantile([0.5, 0.75, 0.9]).round().tolist()
    print(f"{genre}: {len(ratios)} distances, true / stated at 5, 10, 50, 75, 90 %: {shares}")
    print(f"{'':{len(genre)}}  {len(turns)} headings, degrees off at 50, 75, 90 %: {degrees}")


def _smallest(hits: np.ndarray, sizes: np.ndarray, share: float, rows: np.ndarray) -> int:
    enough = hits[:, rows].mean(axis=1) >= min(share, hits[:, rows].mean(axis=1).max())
    return int(np.argmin(np.where(enough, np.median(sizes[:, rows], axis=1), np.inf)))


if __name__ == "__main__":
    sys.exit(main())
