"""Descriptions to georeferences, a whole table at once.

Parse every distinct description, look all names up in one go, plan each, draw all
footprints in batches, and derive point and radius from what was drawn. `locate` is the
same with a table of one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geomap import geodesy
from geomap.georeference.clip import Clipper
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

HOME_SAMPLE = 2_000
"""Descriptions of a table that are looked at to find its home."""

CHUNK = 4_000
"""Descriptions that are looked up, planned and drawn together: what bounds the memory."""

WORKERS = 3
"""Threads that draw while the next chunk is being chosen; also the chunks that may wait for them. On two
cores three are a tenth faster than two: each waits in turn for the thread that chooses."""

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
    return [found for part in georeference_parts(queries, gazetteer, progress=progress) for found in part]


def georeference_parts(
    queries: Sequence[Query], gazetteer: Gazetteer, *, progress: Progress | None = None
) -> Iterator[list[Georeference]]:
    """`georeference` in parts of `CHUNK` at most, for a caller that does not keep all that there is."""
    tell = progress or (lambda what, share: None)
    tell("reading descriptions", 0.0)
    home = _home_country(_spread(queries), gazetteer)
    resolver = Resolver(gazetteer, {}, home)
    clipper = Clipper(gazetteer)

    def drawn(plans: Sequence[Plan]) -> list[Georeference]:
        parts = iter(draw([shape for made in plans for shape in made.shapes], gazetteer, clipper))
        return _finish(plans, [[next(parts) for _ in made.shapes] for made in plans], resolver)

    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        waiting: deque[Future[list[Georeference]]] = deque()
        for start in range(0, len(queries), CHUNK):
            plans = _plans(queries[start : start + CHUNK], gazetteer, resolver)
            # Drawing is compiled code that runs beside the choosing of the next chunk.
            waiting.append(pool.submit(drawn, plans))
            while len(waiting) > WORKERS:
                yield waiting.popleft().result()
            tell("locating", (start + CHUNK / 2) / len(queries))
        while waiting:
            yield waiting.popleft().result()


def _plans(queries: Sequence[Query], gazetteer: Gazetteer, resolver: Resolver) -> list[Plan]:
    descriptions = [parse(query.text, language=query.hints.language or None) for query in queries]
    names = {name for description in descriptions for name in names_of(description)}
    resolver.know(gazetteer.lookup_many(sorted(names)))
    plans = [plan(d, query.hints, resolver) for d, query in zip(descriptions, queries, strict=True)]
    resolver.know_areas(made.candidates[0].place for made in plans if made.candidates)
    return plans


def _spread(queries: Sequence[Query]) -> list[Query]:
    """Queries without a country, evenly spread over all of them, enough to tell a table's home."""
    unhinted = [query for query in queries if not query.hints.country]
    step = max(1, len(unhinted) // HOME_SAMPLE)
    return unhinted[::step][:HOME_SAMPLE]


def _home_country(queries: Sequence[Query], gazetteer: Gazetteer) -> Mapping[str, float]:
    """The country of most rows that are certain by themselves, with its share; empty if none stands out."""
    if len(queries) < HOME_MIN_ROWS:
        return {}
    plans = _plans(queries, gazetteer, Resolver(gazetteer, {}))
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
    footprints = _whole(parts)
    points = _points(plans, footprints)
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


def _whole(parts: Sequence[Sequence[Drawn]]) -> list[BaseGeometry | None]:
    """The union of the parts of each footprint; parts that lie apart are only put together."""
    whole: list[BaseGeometry | None] = [own[0].footprint if own else None for own in parts]
    several = [i for i, own in enumerate(parts) if len(own) > 1]
    drawn = np.array([part.footprint for i in several for part in parts[i]], dtype=object)
    owner = np.repeat(np.arange(len(several)), [len(parts[i]) for i in several])
    apart = _lie_apart(shapely.bounds(drawn), owner, len(several))
    polygons, part = shapely.get_parts(drawn, return_index=True)
    kept = apart[owner[part]]
    # Numbered without gaps, as shapely asks for.
    number = np.cumsum(apart) - 1
    together = iter(shapely.multipolygons(polygons[kept], indices=number[owner[part[kept]]]))
    for i, is_apart in zip(several, apart, strict=True):
        whole[i] = next(together) if is_apart else shapely.union_all([one.footprint for one in parts[i]])
    return whole


def _lie_apart(bounds: geodesy.Floats, owner: geodesy.Integers, owners: int) -> Any:
    """For each owner whether no two of its boxes meet; an array of bool."""
    apart = np.ones(owners, dtype=bool)
    for step in range(1, int(np.bincount(owner, minlength=1).max())):
        one, other = bounds[:-step], bounds[step:]
        meet = (one[:, :2] <= other[:, 2:]).all(axis=1) & (other[:, :2] <= one[:, 2:]).all(axis=1)
        apart[owner[step:][meet & (owner[step:] == owner[:-step])]] = False
    return apart


def _points(
    plans: Sequence[Plan], footprints: Sequence[BaseGeometry | None]
) -> list[tuple[float, float] | None]:
    """Where the words put the points: inside the footprints, unless that is a ring round its anchor."""
    stated = [
        (nan, nan) if footprint is None else made.point or (made.shapes[0].lon, made.shapes[0].lat)
        for made, footprint in zip(plans, footprints, strict=True)
    ]
    areas = np.empty(len(plans), dtype=object)
    areas[:] = footprints
    lons, lats = np.array(stated, dtype=float).reshape(-1, 2).T
    inside = shapely.intersects_xy(areas, lons, lats)
    return [
        None
        if footprint is None
        else point
        if within or made.shapes[0].form is Form.RING
        else _point_inside(*point, footprint, made.shapes[0].form)
        for made, footprint, point, within in zip(plans, footprints, stated, inside, strict=True)
    ]


def _point_inside(lon: float, lat: float, footprint: BaseGeometry, form: Form) -> tuple[float, float]:
    if form is Form.OUTLINE:
        inside = shapely.point_on_surface(footprint)
    else:
        inside = shapely.get_point(shapely.shortest_line(shapely.Point(lon, lat), footprint), 1)
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
    code = Codes(1, 1)
    if place:
        code = codes(kind, place.feature_class, place.feature_code, made.reach_m, made.part)
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
    best = made.candidates[0].place if made.candidates else None
    if len(drawn) == 1:
        return (FootprintPart(drawn[0].footprint, round(made.shares[0] if made.shares else 1.0, 4), best),)
    shares = made.shares or [1.0] * len(drawn)
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
    cut = dict.fromkeys([name for part in drawn for name in part.cut_by])
    return [Remark("cut", {"areas": " and ".join(resolver.cut_name(name) for name in cut)})] if cut else []
