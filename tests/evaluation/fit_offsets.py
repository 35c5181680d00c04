"""Fit how far and how wide stated offsets reach (geomap/georeference/spread.py).

    python tests/evaluation/fit_offsets.py FILE

On the rows of `offsets.py`: sectors in the plane of each anchor, with every combination of
shortest and longest factor of the stated distance and half width of cardinal and NE-type
headings. Printed: for each number of rows held, the combination with the smallest median
area, and the published circle beside it; then how well the best of each half of the rows
does on the other half. The last line is `in use: N of M`.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from offsets import relation_of

from geomap import geodesy
from geomap.gazetteer.extent import estimate
from geomap.georeference import spread

STEPS = np.linspace(-1, 1, 33)


class Records:
    """The rows as arrays, in the plane of their anchor turned so that the heading points up."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.extent = np.array([estimate("P", "PPL", int(people)) for people in rows.anchor_population])
        self.stated = rows.offset_m.to_numpy()
        self.precision = np.array([relation_of(row).half_precision_m or 0.0 for row in rows.itertuples()])
        azimuth, length = geodesy.inverse(rows.anchor_lon, rows.anchor_lat, rows.lon, rows.lat)
        turned = np.radians(azimuth - rows.stated_azimuth_deg.to_numpy())
        self.points = shapely.points(np.column_stack([np.sin(turned) * length, np.cos(turned) * length]))
        self.half_width = rows.sector_half_width_deg.to_numpy()

    def sectors(self, short: float, long: float, cardinal: float, northeast: float) -> np.ndarray:
        """The sectors of all rows, widened by the anchors' extents."""
        fine = spread.half_width(11.25)
        half = np.select([self.half_width > 40, self.half_width > 20], [cardinal, northeast], fine)
        angle = np.radians(half)[:, None] * STEPS
        arc = np.stack([np.sin(angle), np.cos(angle)], axis=-1)
        far = arc * (long * (self.stated + self.precision))[:, None, None]
        near = arc[:, ::-1] * np.maximum(1, short * (self.stated - self.precision))[:, None, None]
        shapes = shapely.polygons(np.concatenate([far, near, far[:, :1]], axis=1))
        return shapely.buffer(shapes, np.minimum(self.extent, self.stated / 2), quad_segs=4)


def main() -> int:
    """Fit and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    rows = pd.read_csv(parser.parse_args().file)
    rows = rows[rows.unique_anchor & rows.anchor_plausible & ~rows.point_at_anchor & (rows.offset_m >= 3_000)]
    records = Records(rows)
    grid = list(
        itertools.product((0.45, 0.55, 0.65, 0.75), (1.1, 1.2, 1.25, 1.3), (35, 40, 45), (22.5, 30, 35))
    )
    held, areas = [], []
    for values in grid:
        shapes = records.sectors(*values)
        held.append(shapely.intersects(shapes, records.points))
        areas.append(shapely.area(shapes) / 1e6)
    hits, sizes = np.array(held), np.array(areas)
    for least in range(int(hits.sum(axis=1).max()), int(0.85 * len(rows)), -1):
        best = _smallest(hits, sizes, least / len(rows), np.ones(len(rows), bool))
        print(f"{least} of {len(rows)} held: {grid[best]}, median {np.median(sizes[best]):.0f} km2")
    halves = np.arange(len(rows)) % 2 == 0
    for half in (halves, ~halves):
        best = _smallest(hits, sizes, 0.89, half)
        print(f"fitted on one half {grid[best]}: holds {hits[best][~half].mean():.1%} of the other")
    used = (spread.SHORT_FACTOR, spread.LONG_FACTOR, spread.half_width(45), spread.half_width(22.5))
    shapes = records.sectors(*used)
    print(f"in use {used}: median {np.median(shapely.area(shapes)) / 1e6:.0f} km2")
    print(f"in use: {int(shapely.intersects(shapes, records.points).sum())} of {len(rows)}")
    return 0


def _smallest(hits: np.ndarray, sizes: np.ndarray, share: float, rows: np.ndarray) -> int:
    enough = hits[:, rows].mean(axis=1) >= min(share, hits[:, rows].mean(axis=1).max())
    return int(np.argmin(np.where(enough, np.median(sizes[:, rows], axis=1), np.inf)))


if __name__ == "__main__":
    sys.exit(main())
