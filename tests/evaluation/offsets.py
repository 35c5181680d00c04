"""Whether the footprints of stated offsets hold real records, and how large they are.

    python tests/evaluation/offsets.py FILE [--from-text]

FILE is a CSV such as offset_anchored_dev.csv.gz. Rows with a unique and plausible anchor,
an offset of 3 km and more and a point that is not on the anchor are used. The anchor is
given, and the published point-radius circle stands beside (`point_radius`, the same
radial and precision); with ``--from-text`` the words and the country alone place it, and
every miss of more than 100 km is printed. The last line is `held: N of M`.
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
from geomap.model import Hints, Place, RelationKind
from geomap.relations import Relation, half_precision, parse


def relation_of(row: Any) -> Relation:
    """The row's offset as a relation; its precision as parsed from the words, else by the 2020 rule."""
    found = parse(row.text)
    for one in ([found.relation] if found.relation else []) + list(found.checks):
        if one.distance_m and abs(one.distance_m / row.offset_m - 1) < 0.02:
            precision = one.half_precision_m
            break
    else:
        precision = 1_000 * half_precision(row.offset_m / 1_000)
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
    options = parser.parse_args()
    rows = pd.read_csv(options.file)
    rows = rows[rows.unique_anchor & rows.anchor_plausible & ~rows.point_at_anchor & (rows.offset_m >= 3_000)]
    with Gazetteer.open() as gazetteer:
        return _from_text(rows, gazetteer) if options.from_text else _anchored(rows, gazetteer)


def _anchored(rows: pd.DataFrame, gazetteer: Gazetteer) -> int:
    shapes, circles, held_circle = [], [], 0
    for row in rows.itertuples():
        people = int(row.anchor_population)
        place = Place(
            "row", row.anchor_name, "P", "PPL", row.country, "", "", row.anchor_lon, row.anchor_lat,
            people, estimate("P", "PPL", people), "", "",
        )  # fmt: skip
        relation = relation_of(row)
        shapes.append(regions.offset(relation, place))
        half = relation.heading_half_deg
        name = {45.0: "NESW", 22.5: "NE SE SW NW"}.get(half or 0)
        points = {0.0: "N", 90.0: "E", 180.0: "S", 270.0: "W"} if name == "NESW" else {}
        direction = points.get(row.stated_azimuth_deg, "NE" if half == 22.5 else "NNE")
        circle = point_radius(
            "distance_at_heading",
            distance=row.offset_m,
            direction=direction,
            radial=place.extent_m,
            distance_precision=relation.half_precision_m,
        ).uncertainty_m
        circles.append(np.pi * circle**2)
        lon, lat = regions.moved(place, regions.steps(relation))
        held_circle += float(geodesy.distance(lon, lat, row.lon, row.lat)) <= circle
    drawn = draw(shapes, gazetteer)
    held = [
        bool(shapely.intersects_xy(one.footprint, row.lon, row.lat))
        for one, row in zip(drawn, rows.itertuples(), strict=True)
    ]
    areas = [geodesy.area_m2(one.footprint) for one in drawn]
    for width, some in rows.assign(held=held).groupby("sector_half_width_deg"):
        print(f"half width {width} as published: {some.held.sum()} of {len(some)} held")
    print(f"published circle: {held_circle} of {len(rows)} held, median {np.median(circles) / 1e6:.0f} km2")
    print(f"median area: {np.median(areas) / 1e6:.0f} km2")
    print(f"held: {sum(held)} of {len(rows)}")
    return 0


def _from_text(rows: pd.DataFrame, gazetteer: Gazetteer) -> int:
    queries = [Query(row.text, Hints(country=str(row.country))) for row in rows.itertuples()]
    held = 0
    for row, one in zip(rows.itertuples(), georeference(queries, gazetteer), strict=True):
        point = shapely.Point(row.lon, row.lat)
        outside = np.inf
        if one.footprint is not None:
            end = shapely.get_point(shapely.shortest_line(point, one.footprint), 1)
            outside = float(geodesy.distance(row.lon, row.lat, end.x, end.y))
        held += outside <= 0.0
        if outside > 100_000:
            print(
                f"{row.text[:90]!r}: {one.status} {one.method} {one.place_name}, {outside / 1e3:.0f} km off"
            )
    print(f"held: {held} of {len(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
