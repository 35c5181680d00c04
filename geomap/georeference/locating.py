"""Descriptions to georeferences, a whole table at once.

Parse every distinct description, look all names up in one go, plan each, draw all
footprints in batches, and derive point and radius from what was drawn. `locate` is the
same with a table of one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geomap import geodesy
from geomap.georeference.codes import Codes, codes
from geomap.georeference.plan import Plan, plan
from geomap.georeference.resolve import Resolver, names_of
from geomap.georeference.shapes import Drawn, Form, draw
from geomap.model import FootprintPart, Georeference, Hints, RelationKind, Remark
from geomap.relations import parse

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geomap.gazetteer import Gazetteer

MAX_ALTERNATIVES = 5

HOME_MIN_SHARE = 0.5
"""Share of a table's certain rows that must lie in one country before it counts as a hint."""

HOME_MIN_ROWS = 3

CERTAIN = 0.8

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Query:
    """One distinct thing to locate: the words, and what the row says besides."""

    text: str
    hints: Hints = field(default_factory=Hints)


def locate(text: str, gazetteer: Gazetteer, hints: Hints | None = None) -> Georeference:
    """Georeference one place description.

    Parameters
    ----------
    text : str
        The words that say where, such as ``a town only 7 miles from downtown Lima``.
    hints : Hints, optional
        Country and areas known from elsewhere.

    Returns
    -------
    Georeference
        Always one: with status `not_found` or `unparsed` where nothing could be placed.
    """
    return georeference([Query(text, hints or Hints())], gazetteer)[0]


def georeference(
    queries: Sequence[Query], gazetteer: Gazetteer, *, progress: Progress | None = None
) -> list[Georeference]:
    """Georeference many descriptions; one result a query, in order.

    Rows without a country of their own take the table's as a weak hint, if most of the
    rows that are certain without it lie in one country.
    """
    tell = progress or (lambda what, share: None)
    descriptions = [parse(query.text, language=query.hints.language or None) for query in queries]
    tell("looking up names", 0.2)
    names = {name for description in descriptions for name in names_of(description)}
    matches = gazetteer.lookup_many(sorted(names))
    tell("choosing among namesakes", 0.4)
    resolver = Resolver(gazetteer, matches)
    plans = [plan(d, q.hints, resolver) for d, q in zip(descriptions, queries, strict=True)]
    home = _home_country(queries, plans)
    if home:
        resolver = Resolver(gazetteer, matches, home)
        for i, (description, query) in enumerate(zip(descriptions, queries, strict=True)):
            if not query.hints.country:
                plans[i] = plan(description, query.hints, resolver)
    tell("drawing footprints", 0.6)
    drawn = iter(draw([shape for made in plans for shape in made.shapes], gazetteer))
    parts = [[next(drawn) for _ in made.shapes] for made in plans]
    tell("measuring", 0.9)
    return _finish(plans, parts, resolver)


def _home_country(queries: Sequence[Query], plans: Sequence[Plan]) -> Mapping[str, float]:
    """The country of most rows that are certain by themselves, with its share; empty if none stands out."""
    if all(query.hints.country for query in queries):
        return {}
    found = [
        made.candidates[0].place.country_code
        for made in plans
        if made.candidates and made.candidates[0].score >= CERTAIN and made.candidates[0].place.country_code
    ]
    if len(found) < HOME_MIN_ROWS:
        return {}
    country = max(sorted(set(found)), key=found.count)
    share = found.count(country) / len(found)
    return {country: share} if share >= HOME_MIN_SHARE else {}


def _finish(
    plans: Sequence[Plan], parts: Sequence[Sequence[Drawn]], resolver: Resolver
) -> list[Georeference]:
    footprints = [_whole(drawn) for drawn in parts]
    points = [_point(made, footprint) for made, footprint in zip(plans, footprints, strict=True)]
    placed = [i for i, point in enumerate(points) if point is not None]
    radii = np.full(len(plans), np.nan)
    if placed:
        lons, lats = zip(*(points[i] for i in placed), strict=True)
        shapes = np.empty(len(placed), dtype=object)
        shapes[:] = [footprints[i] for i in placed]
        radii[placed] = geodesy.reach(lons, lats, shapes)
    return [
        _georeference(made, footprint, point, float(radius), drawn, resolver)
        for made, footprint, point, radius, drawn in zip(plans, footprints, points, radii, parts, strict=True)
    ]


def _whole(parts: Sequence[Drawn]) -> BaseGeometry | None:
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0].footprint
    whole: BaseGeometry = shapely.union_all([part.footprint for part in parts])
    return whole


def _point(made: Plan, footprint: BaseGeometry | None) -> tuple[float, float] | None:
    """Where the words put the point: inside the footprint, unless that is a ring round its anchor."""
    if footprint is None:
        return None
    best = made.shapes[0]
    lon, lat = made.point or (best.lon, best.lat)
    if best.form is Form.RING or shapely.intersects_xy(footprint, lon, lat):
        return lon, lat
    nearest = shapely.shortest_line(shapely.Point(lon, lat), footprint)
    inside = (
        shapely.point_on_surface(footprint) if best.form is Form.OUTLINE else shapely.get_point(nearest, 1)
    )
    return float(inside.x), float(inside.y)


def _georeference(
    made: Plan,
    footprint: BaseGeometry | None,
    point: tuple[float, float] | None,
    radius_m: float,
    drawn: Sequence[Drawn],
    resolver: Resolver,
) -> Georeference:
    if footprint is None or point is None:
        return Georeference(made.status, remarks=tuple(made.remarks))
    best = made.candidates[0] if made.candidates else None
    kind = made.kind or RelationKind.AT
    place = best.place if best else None
    part = str(made.remarks[0].params.get("part", "")) if made.remarks else ""
    code = Codes(1, 1)
    if place:
        code = codes(kind, place.feature_class, place.feature_code, made.reach_m, part)
    return Georeference(
        status=made.status,
        method=str(kind),
        lon=round(point[0], 6),
        lat=round(point[1], 6),
        uncertainty_m=max(1.0, round(radius_m, 1)),
        footprint=footprint,
        place_name=place.name if place else "",
        place_id=place.place_id if place else "",
        feature_code=place.feature_code if place else "",
        country_code=place.country_code if place else "",
        admin1_name=resolver.admin1_name(place) if place else "",
        admin2_name=resolver.admin2_name(place) if place else "",
        score=round(best.score, 4) if best else None,
        alternatives=tuple(made.candidates[1 : 1 + MAX_ALTERNATIVES]),
        remarks=(*made.remarks, *_cuts(drawn, resolver)),
        sources=_sources(made, kind),
        where_prec=code.where_prec,
        geo_precision=code.geo_precision,
        anchor=place,
        parts=_parts(made, drawn),
    )


def _parts(made: Plan, drawn: Sequence[Drawn]) -> tuple[FootprintPart, ...]:
    """Each rival's footprint with the belief in it; the first is the chosen place's."""
    shares = made.shares or [1.0] * len(drawn)
    best = made.candidates[0].place if made.candidates else None
    by_point = {(c.place.lon, c.place.lat): c.place for c in reversed(made.candidates)}
    places = [best, *(by_point.get((shape.lon, shape.lat)) for shape in made.shapes[1:])]
    return tuple(
        FootprintPart(part.footprint, round(share, 4), place)
        for part, share, place in zip(drawn, shares, places, strict=True)
    )


def _sources(made: Plan, kind: RelationKind) -> tuple[str, ...]:
    used = made.candidates[: 2 if kind in _TWO_ANCHORS else 1]
    return tuple(dict.fromkeys(candidate.place.source for candidate in used))


_TWO_ANCHORS = frozenset({RelationKind.BETWEEN, RelationKind.ALONG})


def _cuts(drawn: Sequence[Drawn], resolver: Resolver) -> list[Remark]:
    cut = dict.fromkeys(name for part in drawn for name in part.cut_by)
    return [Remark("cut", {"areas": " and ".join(resolver.cut_name(name) for name in cut)})] if cut else []
