"""Whether the footprints of stated offsets hold real records, and how large they are.

    python tests/evaluation/offsets.py FILE [--from-text] [--misses]

FILE is a CSV such as offset_anchored_dev.csv.gz. Rows with a unique and plausible anchor,
an offset of 3 km and more and a point that is not on the anchor are used. The anchor is
given, and the published point-radius circle stands beside (`point_radius`, the same
radial and precision); with ``--from-text`` the words and the country alone place it, and
every miss of more than 100 km is listed with its reason. ``--misses`` lists all misses.
The last line is `held: N of M`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geomap import geodesy
from geomap.gazetteer import Gazetteer
from geomap.gazetteer.extent import estimate
from geomap.georeference import Query, georeference, point_radius, regions
from geomap.georeference.shapes import draw
from geomap.model import Georeference, Hints, Place, RelationKind
from geomap.relations import Relation, half_precision, parse

FAR_M = 100_000.0
OTHER_PLACE_M = 30_000.0
FAR_OFF_RATIO = (0.5, 1.6)
FAR_OFF_DEG = 60.0


def usable(path: Path) -> pd.DataFrame:
    """The rows that say where, of an anchor that can be told."""
    rows = pd.read_csv(path)
    return rows[rows.unique_anchor & rows.anchor_plausible & ~rows.point_at_anchor & (rows.offset_m >= 3_000)]


def stated(text: str, offset_m: float) -> Relation | None:
    """The relation in the words that states about this distance; None if it was not read."""
    found = parse(text)
    relations = ([found.relation] if found.relation else []) + list(found.checks)
    return next((r for r in relations if r.distance_m and abs(r.distance_m / offset_m - 1) < 0.02), None)


def relation_of(row: Any) -> Relation:
    """The row's offset as a relation; its precision as parsed from the words, else by the 2020 rule."""
    read = stated(row.text, row.offset_m)
    precision = 1_000 * half_precision(row.offset_m / 1_000) if read is None else read.half_precision_m
    return Relation(
        RelationKind.OFFSET,
        (),
        (0, 0),
        distance_m=row.offset_m,
        half_precision_m=precision,
        heading_deg=row.stated_azimuth_deg,
        heading_half_deg=row.sector_half_width_deg,
    )


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--from-text", action="store_true", help="find the anchor from the words")
    parser.add_argument("--misses", action="store_true", help="list every miss with its reason")
    options = parser.parse_args()
    rows = usable(options.file)
    with Gazetteer.open() as gazetteer:
        measure = _from_text if options.from_text else _anchored
        return measure(rows, gazetteer, options.misses)


def anchor_of(row: Any) -> Place:
    """The row's own anchor, as wide as its population makes it."""
    people = int(row.anchor_population)
    return Place(
        "row", row.anchor_name, "P", "PPL", row.country, "", "", row.anchor_lon, row.anchor_lat,
        people, estimate("P", "PPL", people), "", "",
    )  # fmt: skip


def circle_of(row: Any, relation: Relation, radial_m: float) -> float:
    """Radius of the published point-radius circle of the row, metres."""
    half = relation.heading_half_deg
    cardinal = {0.0: "N", 90.0: "E", 180.0: "S", 270.0: "W"}.get(row.stated_azimuth_deg)
    direction = cardinal if half == 45.0 and cardinal else "NE" if half == 22.5 else "NNE"
    return point_radius(
        "distance_at_heading",
        distance=row.offset_m,
        direction=direction,
        radial=radial_m,
        distance_precision=relation.half_precision_m,
    ).uncertainty_m


def _anchored(rows: pd.DataFrame, gazetteer: Gazetteer, misses: bool) -> int:
    shapes, circles, held_circle = [], [], 0
    for row in rows.itertuples():
        place, relation = anchor_of(row), relation_of(row)
        shapes.append(regions.offset(relation, place))
        circle = circle_of(row, relation, place.extent_m)
        circles.append(np.pi * circle**2)
        lon, lat = regions.moved(place, regions.steps(relation))
        held_circle += float(geodesy.distance(lon, lat, row.lon, row.lat)) <= circle
    drawn = draw(shapes, gazetteer)
    held = [
        bool(shapely.intersects_xy(one.footprint, row.lon, row.lat))
        for one, row in zip(drawn, rows.itertuples(), strict=True)
    ]
    areas = [geodesy.area_m2(one.footprint) for one in drawn]
    for row, is_held in zip(rows.itertuples(), held, strict=True):
        if misses and not is_held:
            print(f"{row.text[:90]!r}: {off_its_anchor(row) or 'a little outside'}")
    for width, some in rows.assign(held=held).groupby("sector_half_width_deg"):
        print(f"half width {width} as published: {some.held.sum()} of {len(some)} held")
    print(f"published circle: {held_circle} of {len(rows)} held, median {np.median(circles) / 1e6:.0f} km2")
    print(f"median area: {np.median(areas) / 1e6:.0f} km2")
    print(f"held: {sum(held)} of {len(rows)}")
    return 0


def off_its_anchor(row: Any) -> str:
    """How far the record lies from where its own words put it; empty if about there."""
    nearest, farthest = FAR_OFF_RATIO
    turn = abs(row.angular_error_deg)
    if not nearest <= row.distance_ratio <= farthest or turn > FAR_OFF_DEG:
        return (
            f"the record lies {row.distance_ratio:.1f} times as far from {row.anchor_name} as stated, "
            f"{turn:.0f} degrees off"
        )
    return ""


def _from_text(rows: pd.DataFrame, gazetteer: Gazetteer, misses: bool) -> int:
    queries = [Query(row.text, Hints(country=str(row.country))) for row in rows.itertuples()]
    held = 0
    for row, one in zip(rows.itertuples(), georeference(queries, gazetteer), strict=True):
        point = shapely.Point(row.lon, row.lat)
        outside = np.inf
        if one.footprint is not None:
            end = shapely.get_point(shapely.shortest_line(point, one.footprint), 1)
            outside = float(geodesy.distance(row.lon, row.lat, end.x, end.y))
        held += outside <= 0.0
        if outside > FAR_M or (misses and outside > 0):
            how_far = "not placed" if np.isinf(outside) else f"{outside / 1e3:.0f} km off"
            print(f"{row.text[:90]!r}: {how_far}; {why(row, one, gazetteer)}")
    print(f"held: {held} of {len(rows)}")
    return 0


def why(row: Any, one: Georeference, gazetteer: Gazetteer) -> str:
    """What went wrong: the words were not read, the name is not known, or another place was taken."""
    read = stated(row.text, row.offset_m)
    if read is None:
        return f"the grammar did not read the {row.offset_m / 1e3:.1f} km from {row.anchor_name}"
    anchor = read.anchor
    asked = anchor.full_name or anchor.name if anchor else ""
    known = [match.place for form in (anchor.forms if anchor else ()) for match in gazetteer.lookup(form)]
    there = [p for p in known if _apart(p.lon, p.lat, row.anchor_lon, row.anchor_lat) < OTHER_PLACE_M]
    if not known:
        return f"the grammar read “{asked}” for {row.anchor_name}, and the gazetteer has no such name"
    if not there:
        return f"none of the gazetteer's “{asked}” lies at {row.anchor_name}"
    taken = one.anchor
    if taken is None:
        return f"“{asked}” is known but was not taken"
    if _apart(taken.lon, taken.lat, row.anchor_lon, row.anchor_lat) > OTHER_PLACE_M:
        return f"{one.method} {taken.name} ({one.admin1_name}) was taken, not {row.anchor_name}"
    return off_its_anchor(row) or f"drawn as {one.method} {taken.name}"


def _apart(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    return float(geodesy.distance(lon1, lat1, lon2, lat2))


if __name__ == "__main__":
    sys.exit(main())
