"""How many footprints a second of one core are drawn and cut, inland and on broken coasts.

    python tests/benchmarks/footprints.py [--number N]

Rings and sectors of 5 to 40 km round random towns: of Bolivia, Chad, Hungary and Kansas
for inland, of Norway, Chile south of 40 degrees and Greece for coasts. The last lines are
`inland: N a second` and `coasts: N a second`.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from geomap.gazetteer import Gazetteer
from geomap.georeference.shapes import Form, Shape, draw

AREAS = {
    "inland": {"BO": (-68, -21, -60, -11), "TD": (15, 9, 21, 15), "HU": (17, 46, 22, 48)},
    "coasts": {"NO": (4, 58, 30, 71), "CL": (-76, -55, -71, -40), "GR": (20, 35, 28, 41)},
}


def main() -> None:
    """Draw them and tell the rate."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--number", type=int, default=6_000, help="footprints of each kind")
    options = parser.parse_args()
    chance = np.random.default_rng(1)
    with Gazetteer.open() as gazetteer:
        for name, countries in AREAS.items():
            shapes = []
            for code, box in countries.items():
                country = gazetteer.country(code)
                towns = [p for p in gazetteer.within(box, limit=5_000) if p.country_code == code]
                for town in chance.choice(len(towns), options.number // len(countries)):
                    metres = float(chance.uniform(5_000, 40_000))
                    shapes.append(
                        Shape(
                            Form.SECTOR if len(shapes) % 2 else Form.RING,
                            towns[town].lon,
                            towns[town].lat,
                            1.25 * metres,
                            inner_m=0.6 * metres,
                            azimuth_deg=45.0 * (len(shapes) % 8),
                            half_width_deg=40.0,
                            extent_m=1_500.0,
                            inside=(country.place_id,) if country else (),
                        )
                    )
            start = time.process_time()
            draw(shapes, gazetteer)
            print(f"{name}: {len(shapes) / (time.process_time() - start):,.0f} a second")


if __name__ == "__main__":
    main()
