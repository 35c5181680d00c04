"""GeoNames dumps, tab-separated: places (19 columns), alternate names (10), area codes (4), hierarchy (3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from geomap.gazetteer import extent
from geomap.gazetteer.added.record import Record, Records, Tally
from geomap.gazetteer.features import feature_class
from geomap.gazetteer.names import initials_or_code
from geomap.gazetteer.sources import Entry
from geomap.model import Place

PLACE_COLUMNS, NAME_COLUMNS, CODE_COLUMNS, HIERARCHY_COLUMNS = 19, 10, 4, (3, 2)
_NO_NAMES = frozenset({"link", "wkdt", "post", "unlc", "iata", "icao", "faac", "phon", "piny", "tcid"})
_CODES = frozenset({"abbr", "iata", "icao", "faac", "unlc"})


@dataclass(frozen=True, slots=True)
class ExtraName:
    """Another name of a place that is there."""

    place_id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class AreaCode:
    """Name of a first- or second-level area (``PE.15``, ``PE.15.1501``), also without accents."""

    code: str
    name: str
    plain_name: str
    place_id: str


def places(lines: Iterable[str], tally: Tally) -> Records:
    """Places of a country, cities or allCountries dump."""
    for number, line in enumerate(lines, start=1):
        tally.rows += 1
        row = line.rstrip("\r\n").split("\t")
        if len(row) != PLACE_COLUMNS:
            tally.leave_out(number, f"{len(row)} columns instead of {PLACE_COLUMNS}")
            continue
        try:
            key, lat, lon = int(row[0]), float(row[4]), float(row[5])
            population = int(row[14] or 0)
        except ValueError:
            tally.leave_out(number, f"no number where one is due in {line[:60]!r}")
            continue
        if not row[1] or not (-180 <= lon <= 180 and -90 <= lat <= 90):
            tally.leave_out(number, "no name, or a position off the globe")
            continue
        letter = row[6] or feature_class(row[7])
        names = dict.fromkeys([row[2], *row[3].split(",")])
        place = Place(
            place_id=f"geonames:{key}",
            name=row[1],
            feature_class=letter,
            feature_code=row[7],
            country_code=row[8],
            admin1="" if row[10] == "00" else row[10],
            admin2=row[11],
            lon=lon,
            lat=lat,
            population=population,
            extent_m=extent.estimate(letter, row[7], population),
            extent_basis="population" if letter == "P" else "class",
            source="GeoNames",
        )
        kinds = tuple(
            ("code" if initials_or_code(name) else "alternate", name)
            for name in names
            if name and name != row[1]
        )
        tally.kept += 1
        tally.newest = max(tally.newest, row[18])
        yield Record(Entry(place, kinds))


def names(lines: Iterable[str], tally: Tally) -> Iterator[ExtraName]:
    """Names of alternateNamesV2, without links and postal codes."""
    for row in _rows(lines, (NAME_COLUMNS, NAME_COLUMNS - 2), 1, tally):
        language = row[2]
        if language in _NO_NAMES or not row[3]:
            continue
        tally.kept += 1
        kind = "abbreviation" if language in _CODES else "historical" if row[7] == "1" else "alternate"
        yield ExtraName(f"geonames:{row[1]}", kind, row[3])


def codes(lines: Iterable[str], tally: Tally) -> Iterator[AreaCode]:
    """Rows of admin1CodesASCII or admin2Codes."""
    for row in _rows(lines, (CODE_COLUMNS,), 3, tally):
        tally.kept += 1
        yield AreaCode(row[0], row[1], row[2], f"geonames:{row[3]}")


def hierarchy(lines: Iterable[str], tally: Tally) -> Iterator[tuple[str, str]]:
    """Ids of child and parent of each row of the hierarchy."""
    for row in _rows(lines, HIERARCHY_COLUMNS, 1, tally):
        if not row[0].isdigit():
            tally.leave_out(tally.rows, "the parent is no number")
            continue
        tally.kept += 1
        yield f"geonames:{row[1]}", f"geonames:{row[0]}"


def _rows(
    lines: Iterable[str], columns: tuple[int, ...], id_column: int, tally: Tally
) -> Iterator[list[str]]:
    """Rows that have one of the numbers of columns and an id where it is due; the others are counted."""
    for number, line in enumerate(lines, start=1):
        tally.rows += 1
        row = line.rstrip("\r\n").split("\t")
        if len(row) not in columns:
            tally.leave_out(number, f"{len(row)} columns instead of {columns[0]}")
        elif not row[id_column].isdigit():
            tally.leave_out(number, f"no id where one is due in {line[:60]!r}")
        else:
            yield row
