"""Fit the estimate of how far a settlement reaches (geomap/gazetteer/extent.py).

On the Who's On First localities of the development data that have an outline, 500
inhabitants and more, and a bounding box: the farthest part of the outline lies between
the farthest side and the farthest corner of the box; their mean is fitted as
``a * population ** b`` by Theil and Sen's medians, which outliers do not move.

Run from the repository: ``python tests/evaluation/extent.py [--shared FOLDER]``.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np
import pandas as pd

from geomap.gazetteer import extent

ROOT = Path(__file__).resolve().parents[2]
_DEGREE_M = 111_195.0


def main() -> None:
    """Fit, and compare the fit with the estimate in use."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Path(os.environ.get("GEOMAP_SHARED", ROOT.parent / "shared"))
    parser.add_argument("--shared", type=Path, default=default, help="folder of the development data")
    options = parser.parse_args()
    if not options.shared.is_dir():
        parser.error(f"there is no development data in {options.shared}: name its folder in GEOMAP_SHARED")
    people, reach_m = outlines(options.shared / "data" / "gazetteer_wof")
    x, y = np.log(people), np.log(reach_m)
    one, other = np.triu_indices(len(x), 1)
    apart = np.abs(x[one] - x[other]) > 0.1
    power = float(np.median((y[one] - y[other])[apart] / (x[one] - x[other])[apart]))
    factor = float(np.exp(np.median(y - power * x)))
    used = np.array([extent.estimate("P", "PPL", int(number)) for number in people])
    print(f"fit: {factor:.1f} m x population ** {power:.3f}")
    for low, high in ((500, 5_000), (5_000, 50_000), (50_000, 500_000), (500_000, 10**8)):
        band = (people >= low) & (people < high)
        shares = np.quantile(reach_m[band] / used[band], (0.1, 0.5, 0.9))
        print(f"true / used, {low} people and more ({band.sum()}): " + ", ".join(f"{q:.2f}" for q in shares))
    within = np.mean(np.abs(np.log(reach_m / used)) < np.log(2))
    print(f"within a factor of two: {round(within * len(used))} of {len(used)}")


def outlines(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Population, and metres to the farthest part, of each locality with an outline."""
    frames = [pd.read_csv(path, low_memory=False) for path in sorted(folder.glob("wof_*.csv.gz"))]
    rows = pd.concat(frames, ignore_index=True)
    rows = rows[
        rows.placetype.eq("locality")
        & rows.geom_type.ne("Point")
        & rows.area_m2.gt(0)
        & rows.population.ge(500)
    ]
    west, south, east, north = rows.bbox.str.split(",", expand=True).astype(float).to_numpy().T
    shrink = np.cos(np.radians(rows.latitude.to_numpy()))
    across = np.maximum(rows.longitude - west, east - rows.longitude).to_numpy() * shrink
    along = np.maximum(rows.latitude - south, north - rows.latitude).to_numpy()
    reach = (np.maximum(across, along) + np.hypot(across, along)) / 2 * _DEGREE_M
    return rows.population.to_numpy(float), reach


if __name__ == "__main__":
    main()
