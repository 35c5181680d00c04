"""A relation and the place that it starts from, to the shape that is drawn.

One function a relation, without any choosing among places: `plan` chooses, this module
says what follows from the choice.
"""

from __future__ import annotations

from geomap import geodesy
from geomap.georeference import spread
from geomap.georeference.shapes import Form, Shape
from geomap.model import LonLat, Place
from geomap.relations import Relation

_AZIMUTHS = {
    "north": 0.0,
    "northeast": 45.0,
    "east": 90.0,
    "southeast": 135.0,
    "south": 180.0,
    "southwest": 225.0,
    "west": 270.0,
    "northwest": 315.0,
}

Areas = tuple[str, ...]
"""Ids of the areas that a shape is cut to; see `Shape.inside`."""

METRES_OF = {"mi": 1_609.344}
"""Metres between two posts, where they do not stand at kilometres."""

PART_HALF_WIDTH_DEG = 60.0
"""Half of the angle in which a compass part of a place without an outline lies: the part of a
disc is wider than the direction, since towns are not laid out round their middle."""


def whole(place: Place, inside: Areas = ()) -> Shape:
    """The place itself: its outline, or a disc of its radial; cut to areas."""
    form = Form.OUTLINE if place.has_outline else Form.DISC
    return Shape(form, place.lon, place.lat, place.extent_m, place_id=place.place_id, inside=inside)


def part_azimuth(part: str) -> float | None:
    """Direction of a compass part ("north", "north_east", "west_slope"); None for other parts."""
    words = part.split("_")
    joined = "".join(words[:2])
    return _AZIMUTHS.get(joined, _AZIMUTHS.get(words[0]))


def part(place: Place, name: str) -> Shape:
    """A part of a place: of its outline, or of the disc that stands for it."""
    azimuth = part_azimuth(name)
    if place.has_outline:
        return Shape(
            Form.OUTLINE, place.lon, place.lat, place.extent_m, place_id=place.place_id, part_deg=azimuth
        )
    if name == "centre":
        return Shape(Form.DISC, place.lon, place.lat, spread.centre_extent(place.extent_m))
    if name == "outskirts":
        inner, outer = spread.outskirts_reach(place.extent_m)
        return Shape(Form.RING, place.lon, place.lat, outer, inner_m=inner)
    if azimuth is not None:
        return Shape(
            Form.SECTOR,
            place.lon,
            place.lat,
            place.extent_m,
            azimuth_deg=azimuth,
            half_width_deg=PART_HALF_WIDTH_DEG,
            extent_m=place.extent_m / 5,
        )
    return whole(place)


def distance(relation: Relation, place: Place, inside: Areas = ()) -> Shape:
    """At a distance in an unknown direction: a ring."""
    inner, outer = spread.reach_of_distance(
        relation.distance_m or 0.0,
        relation.half_precision_m or 0.0,
        relation.bound,
        place.extent_m,
        relation.by_road,
    )
    return Shape(Form.RING, place.lon, place.lat, outer, inner_m=inner, inside=inside)


def offset(relation: Relation, place: Place, inside: Areas = ()) -> Shape:
    """At a distance in a direction: a sector, widened by the place's extent."""
    d = relation.distance_m or 0.0
    inner, outer = spread.reach_of_offset(
        d, relation.half_precision_m or 0.0, relation.bound, relation.by_road
    )
    return Shape(
        Form.SECTOR,
        place.lon,
        place.lat,
        outer,
        inner_m=inner,
        azimuth_deg=relation.heading_deg or 0.0,
        half_width_deg=spread.half_width(_published(relation)),
        extent_m=spread.start_extent(d, place.extent_m),
        inside=inside,
    )


def heading(relation: Relation, place: Place, inside: Areas = ()) -> Shape:
    """In a direction at no stated distance: a sector as far as "near" can reach."""
    return Shape(
        Form.SECTOR,
        place.lon,
        place.lat,
        spread.VICINITY_M,
        azimuth_deg=relation.heading_deg or 0.0,
        half_width_deg=max(_published(relation), spread.half_width(_published(relation))),
        extent_m=place.extent_m + spread.START_ERROR_M,
        inside=inside,
    )


def orthogonal(relation: Relation, place: Place, inside: Areas = ()) -> Shape:
    """Two offsets at right angles: a disc about their end (METHODS: R + p * sqrt(2)).

    Legs are rounded and measured by road as other distances are: a tenth of the way is added.
    """
    lon, lat = moved(place, steps(relation))
    half = max((leg.half_precision_m for leg in relation.offsets), default=0.0)
    way = sum(leg.distance_m for leg in relation.offsets)
    radius = spread.start_extent(way, place.extent_m) + half * 2**0.5 + 0.1 * way
    return Shape(Form.DISC, lon, lat, radius, inside=inside)


def corridor(start: Place, end: Place, length_m: float, relation: Relation) -> Shape:
    """The way from one place to another, or the stretch of it round a stated kilometre post.

    Parameters
    ----------
    length_m : float
        Of the geodesic between the two.
    """
    # A post far out on the road has nothing to do with how wide the towns at its ends are.
    wider = max(start.extent_m, end.extent_m) if relation.km_post is None else 0.0
    width = spread.corridor_half_width(length_m, wider)
    a, b = start.lonlat, end.lonlat
    if relation.km_post is not None:
        metres = METRES_OF.get(relation.unit, 1_000.0)
        posts = relation.km_post * metres, (relation.km_post_end or relation.km_post) * metres
        near, far = spread.SHORT_FACTOR * min(posts), max(posts)
        if near < length_m:
            azimuth, _ = geodesy.inverse(start.lon, start.lat, end.lon, end.lat)
            lons, lats = geodesy.destination(start.lon, start.lat, azimuth, [near, min(far, length_m)])
            a, b = LonLat(float(lons[0]), float(lats[0])), LonLat(float(lons[1]), float(lats[1]))
    return Shape(Form.CORRIDOR, a.lon, a.lat, width, end_lon=b.lon, end_lat=b.lat)


def post(start: Place, relation: Relation) -> Shape:
    """At a kilometre post of a road that starts at a place and leads somewhere unknown: a ring."""
    metres = METRES_OF.get(relation.unit, 1_000.0) * (relation.km_post or 0.0)
    far = metres + spread.start_extent(metres, start.extent_m)
    near = spread.SHORT_FACTOR * metres - spread.start_extent(metres, start.extent_m)
    return Shape(Form.RING, start.lon, start.lat, far, inner_m=max(0.0, near))


def steps(relation: Relation) -> list[tuple[float, float]]:
    """The way from the anchor to the point: metres and degrees of each leg."""
    if relation.offsets:
        return [(leg.distance_m, leg.heading_deg) for leg in relation.offsets]
    return [(relation.distance_m or 0.0, relation.heading_deg or 0.0)]


def moved(place: Place, legs: list[tuple[float, float]]) -> tuple[float, float]:
    """Longitude and latitude at the end of the legs."""
    lon, lat = place.lon, place.lat
    for metres, azimuth in legs:
        x, y = geodesy.destination(lon, lat, azimuth, metres)
        lon, lat = float(x), float(y)
    return lon, lat


def _published(relation: Relation) -> float:
    return 45.0 if relation.heading_half_deg is None else relation.heading_half_deg
