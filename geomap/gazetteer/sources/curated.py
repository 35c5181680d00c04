"""The project's own places: `geodata/places/*.csv`, a source for each coordinate."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from geomap.errors import InputError
from geomap.gazetteer import extent
from geomap.gazetteer.features import feature_class
from geomap.gazetteer.sources import Entry
from geomap.model import Place


def read(path: Path) -> Iterator[Entry]:
    """Every place of a file.

    Raises
    ------
    InputError
        With file, row and column, if a value cannot be used.
    """
    with open(path, encoding="utf-8", newline="") as file:
        for number, record in enumerate(csv.DictReader(file), start=1):
            yield _entry(record, path, number)


def _entry(record: dict[str, str], path: Path, number: int) -> Entry:
    code = record["feature_code"]
    letter = feature_class(code)
    if not letter:
        raise InputError(
            f"{code!r} is no GeoNames feature code.", path=path, row=number, column="feature_code"
        )
    lon, lat = (_number(record, column, path, number) for column in ("lon", "lat"))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise InputError("the position lies off the globe.", path=path, row=number, column="lon")
    stated = bool(record["radius_m"])
    place = Place(
        place_id=f"curated:{record['slug']}",
        name=record["name"],
        feature_class=letter,
        feature_code=code,
        country_code=record["country_code"],
        admin1=record["admin1"],
        admin2=record["admin2"],
        lon=lon,
        lat=lat,
        population=0,
        extent_m=_number(record, "radius_m", path, number) if stated else extent.estimate(letter, code, 0),
        extent_basis="stated" if stated else "class",
        source=record["source"],
    )
    names = [("alternate", name) for name in record["alternative_names"].split("|") if name]
    names += [("historical", name) for name in record["historical_names"].split("|") if name]
    return Entry(place, tuple(names))


def _number(record: dict[str, str], column: str, path: Path, number: int) -> float:
    try:
        return float(record[column])
    except ValueError:
        raise InputError(
            f"{record[column]!r} is not a number.", path=path, row=number, column=column
        ) from None
