"""The coder's points against what the words support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geomap import geodesy
from geomap.check import words
from geomap.check.findings import Finding, Severity
from geomap.check.values import points_of, reals_of, texts_of

AREA = "area"
"""The coder's own word for a point that only stands for an area (`coder_precision`)."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One row with both a coder's point and words.

    Attributes
    ----------
    distance_m : float
        From the coder's point to geomap's; nan if the words were not placed.
    outside_m : float
        From the coder's point to the footprint: 0 inside, nan without a footprint.
    beyond_m : float
        What is left of it when the coder's own radius is taken off.
    precision : str
        ``point``, ``near``, ``area`` or empty: how the coder says that the point is meant.
    """

    row: int
    id: str
    place: str
    distance_m: float
    outside_m: float
    beyond_m: float
    uncertainty_m: float
    precision: str

    def as_json(self) -> dict[str, Any]:
        """The comparison for programs; metres rounded to one decimal."""
        metres = {
            name: None if np.isnan(value) else round(value, 1)
            for name in ("distance_m", "outside_m", "beyond_m", "uncertainty_m")
            for value in [getattr(self, name)]
        }
        return {"row": self.row, "id": self.id, "place": self.place, **metres, "precision": self.precision}


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows with a coder's point.

    Attributes
    ----------
    gaps : tuple of Gap
        Those to look at first come first: points that lie farthest beyond the footprint,
        those that merely stand for an area last; then rows that the words did not place;
        then those within, in the order of the table.
    """

    gaps: tuple[Gap, ...]

    @property
    def outside(self) -> list[Gap]:
        """Points beyond the footprint and the coder's own radius."""
        return [gap for gap in self.gaps if gap.beyond_m > 0]

    @property
    def unplaced(self) -> list[Gap]:
        """Rows that the words did not place."""
        return [gap for gap in self.gaps if np.isnan(gap.distance_m)]

    @property
    def within(self) -> int:
        """Points that lie in the footprint, or as near to it as the coder's own radius."""
        return sum(gap.beyond_m == 0 for gap in self.gaps)

    def median_m(self) -> float | None:
        """Median distance between the coder's points and geomap's, in metres."""
        there = [gap.distance_m for gap in self.gaps if not np.isnan(gap.distance_m)]
        return float(np.median(there)) if there else None


def against_coder(table: gpd.GeoDataFrame) -> Comparison:
    """Compare the coder's points (`coder_lon`, `coder_lat`) with what the words support.

    `coder_uncertainty_m` and `coder_precision` are used where the table has them.
    """
    lon, lat = reals_of(table, "coder_lon"), reals_of(table, "coder_lat")
    rows = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    if not len(rows):
        return Comparison(())
    points = points_of(table)[rows]
    distance = np.full(len(rows), np.nan)
    placed = ~shapely.is_missing(points)
    distance[placed] = geodesy.distance(
        lon[rows][placed], lat[rows][placed], shapely.get_x(points[placed]), shapely.get_y(points[placed])
    )
    areas = np.asarray(table["footprint"], dtype=object) if "footprint" in table else np.full(len(lon), None)
    outside = _outside(lon[rows], lat[rows], areas[rows])
    slack = np.nan_to_num(reals_of(table, "coder_uncertainty_m")[rows])
    # Without a footprint the point is all that there is to compare with.
    outside = np.where(np.isnan(outside) & placed, distance, outside)
    beyond = np.maximum(outside - slack, 0.0)
    radius = reals_of(table, "uncertainty_m")[rows]
    ids, places, precision = (texts_of(table, name) for name in ("id", "place", "coder_precision"))
    gaps = [
        Gap(
            row=int(row) + 1,
            id=ids[row],
            place=places[row],
            distance_m=float(distance[at]),
            outside_m=float(outside[at]),
            beyond_m=float(beyond[at]),
            uncertainty_m=float(radius[at]),
            precision=precision[row],
        )
        for at, row in enumerate(rows)
    ]
    return Comparison(tuple(sorted(gaps, key=_order)))


def _order(gap: Gap) -> tuple[int, float, int]:
    if gap.beyond_m > 0:
        return (1 if gap.precision == AREA else 0, -gap.beyond_m, gap.row)
    return (2 if np.isnan(gap.distance_m) else 3, 0.0, gap.row)


def _outside(lon: Any, lat: Any, areas: Any) -> Any:
    """Metres from each point to its area, 0 inside; nan where there is no area."""
    outside = np.full(len(areas), np.nan)
    there = ~(shapely.is_missing(areas) | shapely.is_empty(areas))
    inside = np.zeros(len(areas), dtype=bool)
    inside[there] = shapely.intersects_xy(areas[there], lon[there], lat[there])
    outside[inside] = 0.0
    # Rows of one description and one point share the way from one to the other.
    pairs: dict[tuple[float, float, int], list[int]] = {}
    for row in np.flatnonzero(there & ~inside).tolist():
        pairs.setdefault((float(lon[row]), float(lat[row]), id(areas[row])), []).append(row)
    if pairs:
        first = [rows[0] for rows in pairs.values()]
        # Seen from the point itself, distances in this plane are those on the ground.
        seen = geodesy.project(lon[first], lat[first], areas[first])
        for rows, metres in zip(pairs.values(), shapely.distance(seen, shapely.Point(0.0, 0.0)), strict=True):
            outside[rows] = metres
    return outside


def coder_findings(comparison: Comparison, *, language: str = "en") -> list[Finding]:
    """The rows worth a second look, in the order of the comparison."""
    return [_finding(gap, language) for gap in (*comparison.outside, *comparison.unplaced)]


def _finding(gap: Gap, language: str) -> Finding:
    if np.isnan(gap.distance_m):
        code, values = "coder_only", {"place": gap.place}
    else:
        meant = {AREA: "coder.area", "near": "coder.near"}.get(gap.precision)
        code, values = (
            "coder_elsewhere",
            {
                "place": gap.place,
                "outside": words.distance(language, gap.outside_m),
                "distance": words.distance(language, gap.distance_m),
                "meant": words.say(language, meant) if meant else "",
            },
        )
    return Finding(gap.row, gap.id, code, Severity.WARNING, words.say(language, code, **values))


def said(comparison: Comparison, *, language: str = "en") -> Sequence[str]:
    """What the comparison comes to, in sentences."""
    total = len(comparison.gaps)
    if not total:
        return [words.say(language, "coder.none")]
    numbers = {"within": comparison.within, "outside": len(comparison.outside)}
    numbers |= {"n": total, "unplaced": len(comparison.unplaced)}
    sentences = [words.say(language, "coder.sum", **numbers)]
    median = comparison.median_m()
    if median is not None:
        sentences.append(words.say(language, "coder.median", distance=words.distance(language, median)))
    return sentences
