"""Reproduce the published results of the point-radius method.

    python tests/evaluation/calculator.py FILE

FILE holds JSON lines (gzip or not), one case each, such as
calculator_cases_published.jsonl.gz. Every case goes through the public
`geomap.georeference.point_radius` and nothing else, and is reproduced if the uncertainty
is within its `tolerance_m`. The last line is `reproduced: N of M`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path
from typing import Any

from geomap.georeference import point_radius

SAME_NAME = ("lon", "lat", "radial", "map_error_m", "measurement_error", "coordinate_error_m")
RENAMED = {
    "coordinate_precision_deg": "coordinate_precision_deg",
    "datum_error_m": "datum_error_m",
    "distance_uncertainty": "distance_precision",
    "offset": "distance",
    "distance": "distance",
    "direction": "direction",
    "units": "unit",
}
AGAINST = {"S": -1.0, "W": -1.0}


def parameters(case: dict[str, Any]) -> dict[str, Any]:
    """The function's parameters from a case's fields."""
    found = {name: case[name] for name in SAME_NAME if case.get(name) is not None}
    found |= {own: case[field] for field, own in RENAMED.items() if case.get(field) is not None}
    for axis, own in (("ns", "distance_north"), ("ew", "distance_east")):
        if case.get(f"offset_{axis}") is not None:
            found[own] = case[f"offset_{axis}"] * AGAINST.get(case.get(f"offset_{axis}_dir", ""), 1.0)
    return found


def main() -> int:
    """Count the cases that come out as published."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    path = parser.parse_args().file
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    cases = [json.loads(line) for line in text.splitlines() if line.strip()]
    reproduced = 0
    for case in cases:
        found = point_radius(case["locality_type"], **parameters(case))
        apart = abs(found.uncertainty_m - case["expected_uncertainty_m"])
        held = apart <= case["tolerance_m"]
        reproduced += held
        if not held:
            print(
                f"{case['id']}: {found.uncertainty_m} m, published {case['expected_uncertainty_m']} m "
                f"(tolerance {case['tolerance_m']} m)"
            )
    print(f"reproduced: {reproduced} of {len(cases)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
