"""Continents, regions, seas, rivers, lakes, ranges, islands, former countries: `geodata/regions`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from geomap.gazetteer.features import feature_class
from geomap.gazetteer.sources import Entry
from geomap.gazetteer.sources.outlines import Outline
from geomap.gazetteer.sources.tables import rows
from geomap.model import Place

# GeoNames counts continents to class L, which its list of codes leaves out.
_CLASSES = {"CONT": "L", "RGN": "L", "ISL": "T", "ISLS": "T"}


def read(folder: Path, outlines: Mapping[str, Outline]) -> Iterator[Entry]:
    """Every row of ``regions.tsv`` with the position that `geodata/derive/regions.py` gave it."""
    positions = {key: tuple(map(float, numbers)) for key, *numbers in rows(folder / "positions.tsv")}
    for row in rows(folder / "regions.tsv"):
        key, name, code, country, how, _, _, names, demonyms = (*row, "", "")[:9]
        if key not in positions:
            continue
        lon, lat, extent_m = positions[key]
        place = Place(
            place_id=f"geonames:{key}" if key.isdigit() else f"region:{key}",
            name=name,
            feature_class=_CLASSES.get(code) or feature_class(code),
            feature_code=code,
            country_code=country,
            admin1="",
            admin2="",
            lon=lon,
            lat=lat,
            population=0,
            extent_m=extent_m,
            extent_basis="outline" if key in outlines else "stated",
            source=_SOURCES.get(how, "geomap, drawn by hand over Natural Earth"),
            has_outline=key in outlines,
        )
        spoken = [("alternate", other) for other in names.split("|") if other]
        spoken += [("demonym", other) for other in demonyms.split("|") if other]
        yield Entry(place, tuple(spoken))


_SOURCES = {
    "union": "Natural Earth, put together by geomap",
    "continent": "Natural Earth, put together by geomap",
    "island": "Natural Earth",
    "lake": "Natural Earth",
    "lakes": "Natural Earth",
    "river": "GeoNames, settlements on its banks",
    "town": "GeoNames, the town it stands in",
    "point": "geomap, placed by hand",
}
