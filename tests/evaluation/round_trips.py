"""UCDP GED of a country, located, through every format and back: what comes back otherwise?

    python tests/evaluation/round_trips.py [TABLE] [--shared FOLDER]

By default Nigeria, 4,603 rows. Of each format that geomap reads again, every cell is
compared: text, whole numbers, days and nulls exactly, numbers to the last bit, points to the
last bit, footprints as exactly as the format's docstring says. Types count for columns that
geomap knows, and for all where the format has types. KML and Darwin Core, which are not read
as located tables, are compared by id, point and place words. One line a format; the last line
is `cells that came back: N of M`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import geopandas as gpd  # noqa: E402
import pandas as pd  # noqa: E402
import shapely  # noqa: E402

import geomap  # noqa: E402
from geomap.export import FORMATS, write  # noqa: E402
from geomap.model import COLUMNS  # noqa: E402
from geomap.readers import read_geocoded, read_incidents  # noqa: E402
from geomap.readers.formulas import restored  # noqa: E402
from tests.evaluation.shared import SHARED, require_shared  # noqa: E402

KML = "{http://www.opengis.net/kml/2.2}"
WKB_FORMATS = ("gpkg", "parquet")
TYPED_FORMATS = ("gpkg", "parquet", "fgb")


def main() -> int:
    """Write, read, compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("table", nargs="?", type=Path, help="a table of incidents")
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the development data")
    options = parser.parse_args()
    source = options.table or options.shared / "data" / "incidents" / "ucdp_ged_nigeria_1990_2019_hdx.csv.gz"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        located = geomap.geocode(read_incidents(unpacked(source, folder), notify=lambda said: None))
        print(f"{len(located)} rows, {len(located.columns)} columns")
        same = total = 0
        for format in FORMATS:
            path = folder / f"table.{format}"
            started = time.perf_counter()
            write(located, path, notify=lambda said: None)
            found = read_geocoded(path, notify=lambda said: print(f"  {said}"))
            right, cells, otherwise = compare(located, found, format)
            same, total = same + right, total + cells
            seconds = time.perf_counter() - started
            size = path.stat().st_size / 1e6
            print(f"{format:8} {right:>8} of {cells:>8}  {size:7.1f} MB {seconds:5.1f} s  {otherwise}")
        for format, read in (("kml", kml_rows), ("dwc", dwc_rows)):
            path = folder / f"table.{format}"
            write(located, path, format=format, notify=lambda said: None)
            right, cells = compare_records(located, read(path))
            same, total = same + right, total + cells
            print(f"{format:8} {right:>8} of {cells:>8}  (id, point and place words)")
    print(f"cells that came back: {same} of {total}")
    return 0


def unpacked(source: Path, folder: Path) -> Path:
    """The file itself, or what a .gz holds."""
    if source.suffix != ".gz":
        return source
    target = folder / source.stem
    target.write_bytes(gzip.decompress(source.read_bytes()))
    return target


def compare(expected: gpd.GeoDataFrame, found: gpd.GeoDataFrame, format: str) -> tuple[int, int, str]:
    """Cells that are the same, all cells, and the columns that differ in value or type."""
    right = 0
    otherwise = []
    for name in expected.columns:
        if name not in found.columns:
            otherwise.append(f"{name} is missing")
            continue
        one, other = expected[name], found[name]
        equal = (
            shapes_equal(one, other, name, format)
            if name in ("geometry", "footprint")
            else equals(one, other)
        )
        right += int(equal.sum())
        known = name in COLUMNS or format in TYPED_FORMATS
        if not equal.all():
            otherwise.append(f"{name} differs in {int((~equal).sum())}")
        elif known and one.dtype != other.dtype:
            otherwise.append(f"{name} is {other.dtype}, not {one.dtype}")
    if len(found) != len(expected):
        otherwise.append(f"{len(found)} rows")
    return right, len(expected) * len(expected.columns), "; ".join(otherwise)


def equals(one: pd.Series, other: pd.Series) -> pd.Series:
    """Equal or both missing; a text of a format without types is read as what it was."""
    if one.dtype != other.dtype and one.notna().any():
        if one.dtype == "boolean":
            other = other.map({"true": True, "false": False, True: True, False: False})
        other = other.astype(one.dtype)
    there = one.notna() & other.notna()
    return (one.isna() & other.isna()) | (there & (one == other).fillna(False).astype(bool))


def shapes_equal(one: pd.Series, other: pd.Series, name: str, format: str) -> pd.Series:
    """Points to the last bit; footprints so where they are WKB, else to six decimals."""
    tolerance = 0.0 if name == "geometry" or format in WKB_FORMATS else 1e-6
    first, second = (column.to_numpy() for column in (one, other))
    both_none = shapely.is_missing(first) & shapely.is_missing(second)
    if format == "gpkg":
        first = [single(shape) for shape in first]
    return pd.Series(both_none | shapely.equals_exact(first, second, tolerance), index=one.index)


def single(shape: Any) -> Any:
    """An area of one part as a polygon."""
    if shape is not None and shape.geom_type == "MultiPolygon" and len(shape.geoms) == 1:
        return shape.geoms[0]
    return shape


def kml_rows(path: Path) -> dict[str, tuple[str, str, str]]:
    """Longitude, latitude and place words by id."""
    rows = {}
    for mark in ElementTree.parse(path).getroot().iter(f"{KML}Placemark"):
        data = {each.get("name"): each.findtext(f"{KML}value") or "" for each in mark.iter(f"{KML}Data")}
        rows[data["id"]] = (data.get("lon", ""), data.get("lat", ""), data.get("place", ""))
    return rows


def dwc_rows(path: Path) -> dict[str, tuple[str, str, str]]:
    """The same of Darwin Core."""
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8", newline="") as lines:
        records = list(csv.DictReader(lines))
    places = restored(pd.Series([row["verbatimLocality"] for row in records], dtype="str"))
    return {
        row["eventID"]: (row["decimalLongitude"], row["decimalLatitude"], place)
        for row, place in zip(records, places, strict=True)
    }


def compare_records(expected: gpd.GeoDataFrame, found: dict[str, tuple[str, str, str]]) -> tuple[int, int]:
    """Longitude, latitude and place words that are the same."""
    right = 0
    for key, place, point in zip(expected["id"], expected["place"], expected.geometry, strict=True):
        lon, lat, words = found.get(key, ("missing",) * 3)
        right += (float(lon) if lon else None) == (point.x if point else None)
        right += (float(lat) if lat else None) == (point.y if point else None)
        right += words == ("" if pd.isna(place) else place)
    return right, 3 * len(expected)


if __name__ == "__main__":
    require_shared()
    sys.exit(main())
