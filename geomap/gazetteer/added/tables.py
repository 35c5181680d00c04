"""Tables with a header: any CSV or TSV with a column mapping, and Who's On First's own columns."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from geomap.errors import UsageError
from geomap.gazetteer import extent
from geomap.gazetteer.added.record import Reading, Record, Records, Tally, written
from geomap.gazetteer.features import feature_class
from geomap.gazetteer.sources import Entry
from geomap.model import Place

KNOWN = (
    "id", "name", "lon", "lat", "country", "admin1", "admin2", "feature_code", "population", "names",
    "radius_m",
)  # fmt: skip
"""What a column can hold; ``names`` are separated by a vertical bar or semicolon."""

_SYNONYMS = {
    "id": ("id", "code", "codigo", "ubigeo", "inei_ccpp", "fid"),
    "name": ("name", "nombre", "place", "ccpp", "toponym", "nomcp"),
    "lon": ("lon", "lng", "long", "longitude", "longitud", "x"),
    "lat": ("lat", "latitude", "latitud", "y"),
    "country": ("country", "country_code", "iso2", "pais"),
    "admin1": ("admin1", "departamento", "region_name", "state", "province"),
    "admin2": ("admin2", "provincia", "county_name", "county", "district"),
    "feature_code": ("feature_code", "fcode"),
    "population": ("population", "poblacion", "pop"),
    "names": ("names", "alt_names", "alternatenames", "alternative_names"),
    "radius_m": ("radius_m", "uncertainty_m"),
}

WOF_HEADER = frozenset({"wof_id", "placetype", "superseded_by"})
_WOF_CODES = {
    "country": "PCLI", "region": "ADM1", "macroregion": "RGN", "county": "ADM2", "macrocounty": "RGN",
    "localadmin": "ADM3", "locality": "PPL", "borough": "PPLX", "macrohood": "PPLX", "neighbourhood": "PPLX",
    "microhood": "PPLX", "campus": "AIRP", "marinearea": "SEA", "ocean": "OCN", "island": "ISL",
    "dependency": "PCLD", "disputed": "ZN", "empire": "PCLH", "continent": "CONT",
}  # fmt: skip


_DEGREE_M = 111_195.0


def mapping(header: list[str], reading: Reading, path: Path) -> dict[str, str]:
    """What each column holds: as the user said, else by its usual names.

    Raises
    ------
    UsageError
        With the columns that there are, if one is missing.
    """
    columns = ", ".join(header)
    for meaning, column in reading.columns.items():
        if meaning not in KNOWN:
            raise UsageError(
                f"--column {meaning}={column}: {meaning} is not known.",
                hint=f"Use one of {', '.join(KNOWN)}.",
            )
        if column not in header:
            raise UsageError(f"{path} has no column {column!r}.", hint=f"It has: {columns}.")
    by_lower = {column.lower(): column for column in reversed(header)}
    found = dict(reading.columns)
    for meaning, names in _SYNONYMS.items():
        known = [by_lower[name] for name in names if name in by_lower]
        if known:
            found.setdefault(meaning, known[0])
    for meaning in ("name", "lon", "lat"):
        if meaning not in found:
            raise UsageError(
                f"{path}: which column holds the {meaning}?",
                hint=f"Say it with --column {meaning}=COLUMN. The file has: {columns}.",
            )
    return found


def places(lines: Iterable[str], path: Path, reading: Reading, tally: Tally) -> Records:
    """Places of a table with a column mapping."""
    rows, header = _rows(lines)
    columns = mapping(header, reading, path)
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        tally.rows += 1
        if len(row) != len(header):
            tally.leave_out(number, f"{len(row)} columns instead of {len(header)}")
            continue
        field = {meaning: row[header.index(column)].strip() for meaning, column in columns.items()}
        key = field.get("id") or str(number)
        record = None if key in seen else _record(field, key, reading)
        if record is None:
            tally.leave_out(
                number, "its id came before" if key in seen else "no name or no position on the globe"
            )
            continue
        seen.add(key)
        tally.kept += 1
        yield record


def whos_on_first(lines: Iterable[str], reading: Reading, tally: Tally) -> Records:
    """Current records of a Who's On First table; superseded, deprecated and unplaced ones are left out."""
    rows, header = _rows(lines)
    for number, row in enumerate(rows, start=1):
        tally.rows += 1
        if len(row) != len(header):
            tally.leave_out(number, f"{len(row)} columns instead of {len(header)}")
            continue
        field = dict(zip(header, row, strict=True))
        code = _WOF_CODES.get(field["placetype"], "")
        if field["deprecated"] or field["superseded_by"] or not code:
            tally.leave_out(number, "deprecated, superseded, or of a kind that is no place")
            continue
        field |= {"lon": field["longitude"], "lat": field["latitude"], "names": field.get("alt_names", "")}
        field |= {"feature_code": code, "admin1": field.get("region_name", "")}
        field |= {"admin2": field.get("county_name", ""), "radius_m": _reach(field)}
        record = _record(field, field["wof_id"], reading)
        if record is None:
            tally.leave_out(number, "no name or no position on the globe")
            continue
        tally.kept += 1
        other = field["geonames_id"]
        yield Record(
            record.entry,
            same_as=f"geonames:{other}" if other else "",
            admin1_name=record.admin1_name,
            admin2_name=record.admin2_name,
        )


def _rows(lines: Iterable[str]) -> tuple[Iterable[list[str]], list[str]]:
    """Rows and header of a table separated by comma, semicolon or tab."""
    waiting = iter(lines)
    first = next(waiting, "")
    delimiter = max(",;\t", key=first.count)
    header = next(csv.reader([first], delimiter=delimiter), [])
    return csv.reader(waiting, delimiter=delimiter), header


def _record(field: Mapping[str, str], key: str, reading: Reading) -> Record | None:
    name = field.get("name", "")
    try:
        lon, lat = float(field["lon"].replace(",", ".")), float(field["lat"].replace(",", "."))
        population = int(float(field.get("population") or 0))
    except ValueError:
        return None
    if not name or not (-180 <= lon <= 180 and -90 <= lat <= 90) or (lon == 0 and lat == 0):
        return None
    code = field.get("feature_code") or reading.feature_code or "PPL"
    letter = feature_class(code) or "P"
    stated = field.get("radius_m", "")
    place = Place(
        place_id=f"{reading.slug}:{key}",
        name=written(name),
        feature_class=letter,
        feature_code=code,
        country_code=(field.get("country") or reading.country).upper()[:2],
        admin1="",
        admin2="",
        lon=lon,
        lat=lat,
        population=population,
        extent_m=float(stated) if stated else extent.estimate(letter, code, population),
        extent_basis="stated" if stated else "population" if letter == "P" else "class",
        source=reading.slug,
    )
    spoken = field.get("names", "").replace(";", "|").split("|")
    names = tuple(("alternate", other.strip()) for other in dict.fromkeys(spoken) if other.strip())
    return Record(
        Entry(place, names), admin1_name=field.get("admin1", ""), admin2_name=field.get("admin2", "")
    )


def _reach(field: Mapping[str, str]) -> str:
    """Metres from the point of an area to the middle of the sides of its box; empty for a bare point.

    The area reaches each side of the box somewhere, so it reaches at least so far, and
    no farther than the corners.
    """
    try:
        west, south, east, north = (float(part) for part in field["bbox"].split(","))
        lon, lat = float(field["lon"]), float(field["lat"])
    except ValueError:
        return ""
    across = max(abs(lon - west), abs(east - lon)) * math.cos(math.radians(lat))
    reach_m = _DEGREE_M * max(across, abs(lat - south), abs(north - lat))
    return f"{reach_m:.0f}" if reach_m > 0 else ""
