"""The large airports of the world: `geodata/airports/airports.tsv`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from geomap.gazetteer import extent
from geomap.gazetteer.sources import Entry
from geomap.gazetteer.sources.tables import rows
from geomap.model import Place


def read(path: Path) -> Iterator[Entry]:
    """Every airport of the table, `airport:` and its ICAO code as its id."""
    for code, name, country, admin1, lon, lat, names in rows(path):
        place = Place(
            place_id=f"airport:{code}",
            name=name,
            feature_class="S",
            feature_code="AIRP",
            country_code=country,
            admin1=admin1,
            admin2="",
            lon=float(lon),
            lat=float(lat),
            population=0,
            extent_m=extent.estimate("S", "AIRP", 0),
            extent_basis="class",
            source="OurAirports",
        )
        yield Entry(place, tuple(("alternate", other) for other in names.split("|") if other))
