"""Geodesics and the shapes drawn with them, by property and at the awkward places of the globe."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geomap import geodesy

lons = st.floats(-180, 180)
lats = st.floats(-90, 90)
mid_lats = st.floats(-80, 80)
azimuths = st.floats(0, 360, exclude_max=True)
lengths = st.floats(1, 15_000_000)

AWKWARD = [
    pytest.param(-77.03, -12.05, 11_265.0, id="lima"),
    pytest.param(179.95, 10.0, 50_000.0, id="antimeridian-west-side"),
    pytest.param(-179.95, -17.0, 50_000.0, id="antimeridian-east-side"),
    pytest.param(180.0, 0.0, 100_000.0, id="antimeridian"),
    pytest.param(0.0, 90.0, 1_000_000.0, id="north-pole"),
    pytest.param(33.0, 89.0, 500_000.0, id="beside-north-pole"),
    pytest.param(100.0, -89.5, 300_000.0, id="beside-south-pole"),
]


@given(lons, lats, azimuths, lengths)
def test_forward_and_inverse_agree(lon: float, lat: float, azimuth: float, length: float) -> None:
    end_lon, end_lat = geodesy.destination(lon, lat, azimuth, length)
    assert float(geodesy.distance(lon, lat, end_lon, end_lat)) == pytest.approx(length, rel=1e-9, abs=1e-3)


def test_known_distance() -> None:
    # Karney's GeodSolve, Wellington to Salamanca: 19959.679 km.
    found = geodesy.distance(174.81, -41.32, -5.50, 40.96)
    assert float(found) == pytest.approx(19_959_679.267, abs=0.01)


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_destination_refuses_bad_distances(bad: float) -> None:
    with pytest.raises(ValueError, match="distance_m"):
        geodesy.destination(0, 0, 0, bad)


@pytest.mark.parametrize("bad", [0.0, -5.0, math.nan])
def test_disc_refuses_bad_radii(bad: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        geodesy.disc(0, 0, bad)


@pytest.mark.parametrize(("lon", "lat", "radius"), AWKWARD)
def test_disc_is_valid_and_as_large_as_it_should_be(lon: float, lat: float, radius: float) -> None:
    shape = geodesy.disc(lon, lat, radius)[0]
    cap = math.pi * radius**2
    assert shape.is_valid
    assert geodesy.area_m2(shape) == pytest.approx(cap, rel=0.006)
    west, south, east, north = shape.bounds
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90


@pytest.mark.parametrize(("lon", "lat", "radius"), AWKWARD)
def test_ring_leaves_its_middle_out(lon: float, lat: float, radius: float) -> None:
    shape = geodesy.ring(lon, lat, radius / 2, radius)[0]
    assert shape.is_valid
    assert geodesy.area_m2(shape) == pytest.approx(math.pi * radius**2 * 0.75, rel=0.006)
    at_lon, at_lat = geodesy.destination(lon, lat, 200.0, radius * 0.75)
    assert shapely.intersects_xy(shape, float(at_lon), float(at_lat))
    assert not shapely.intersects_xy(shape, lon, lat * 0.999999)


@given(lons, mid_lats, st.floats(10, 500_000), azimuths, st.floats(0, 0.99))
def test_disc_holds_what_is_nearer_than_its_radius(
    lon: float, lat: float, radius: float, azimuth: float, share: float
) -> None:
    shape = geodesy.disc(lon, lat, radius)[0]
    at_lon, at_lat = geodesy.destination(lon, lat, azimuth, radius * share)
    assert shapely.intersects_xy(shape, float(at_lon), float(at_lat))


@given(
    st.floats(-170, 170),
    st.floats(-60, 60),
    azimuths,
    st.floats(5, 90),
    st.floats(0, 50_000),
    st.floats(1_000, 50_000),
    st.floats(0, 5_000),
)
def test_wider_extent_never_shrinks_a_sector(
    lon: float, lat: float, azimuth: float, half: float, inner: float, depth: float, extent: float
) -> None:
    narrow = geodesy.sector(lon, lat, azimuth, half, inner, inner + depth)[0]
    wide = geodesy.sector(lon, lat, azimuth, half, inner, inner + depth, extent_m=extent + 10)[0]
    assert narrow.is_valid
    assert shapely.difference(narrow, wide).area <= narrow.area * 1e-3


@given(lons, mid_lats, st.floats(-0.4, 0.4), st.floats(-0.4, 0.4))
def test_projection_round_trip(lon: float, lat: float, dx: float, dy: float) -> None:
    geometry = shapely.box(lon + dx, lat + dy, lon + dx + 0.1, lat + dy + 0.1)
    back = geodesy.unproject(lon, lat, geodesy.project(lon, lat, geometry))[0]
    assert geodesy.area_m2(back) == pytest.approx(geodesy.area_m2(geometry), rel=1e-6)


def test_sector_points_where_it_should() -> None:
    shape = geodesy.sector(-77, -12, 45, 22.5, 8_000, 12_000)[0]
    inside = geodesy.destination(-77, -12, [45, 30, 60], 10_000)
    outside = geodesy.destination(-77, -12, [90, 0, 225], 10_000)
    assert shapely.intersects_xy(shape, *inside).all()
    assert not shapely.intersects_xy(shape, *outside).any()


def test_corridor_crosses_the_antimeridian_in_two_parts() -> None:
    shape = geodesy.corridor(179, 0, -179, 1, 10_000)[0]
    assert shape.is_valid
    assert shape.geom_type == "MultiPolygon"
    length = float(geodesy.distance(179, 0, -179, 1))
    assert geodesy.area_m2(shape) == pytest.approx(length * 20_000 + math.pi * 1e8, rel=0.01)


def test_corridor_from_a_point_to_itself_is_a_disc() -> None:
    shape = geodesy.corridor(10, 50, 10, 50, 5_000)[0]
    assert geodesy.area_m2(shape) == pytest.approx(math.pi * 25e6, rel=0.005)


@given(lons, mid_lats, st.floats(100, 200_000))
def test_enclosing_circle_of_a_disc_is_that_disc(lon: float, lat: float, radius: float) -> None:
    if abs(lon) > 177:
        lon = 0.0
    x, y, found = geodesy.enclosing_circle(geodesy.disc(lon, lat, radius)[0])
    assert found == pytest.approx(radius, rel=2e-3)
    assert float(geodesy.distance(lon, lat, x, y)) <= radius * 2e-3


def test_reach_counts_row_by_row() -> None:
    shapes = np.append(geodesy.disc([0, 50], [0, 60], [1_000, 2_000]), shapely.Polygon())
    found = geodesy.reach([0, 50, 0], [0, 60, 0], shapes)
    assert found[:2] == pytest.approx([1_000, 2_000], rel=1e-6)
    assert np.isnan(found[2])


@given(st.floats(-170, 170), st.floats(-70, 70), st.floats(0, 360), st.floats(1_000, 40_000))
def test_a_cell_ends_half_way_to_its_neighbour(lon: float, lat: float, azimuth: float, apart: float) -> None:
    other = tuple(float(x) for x in geodesy.destination(lon, lat, azimuth, apart))
    disc = geodesy.disc(lon, lat, 30_000.0)[0]
    cell = geodesy.cells(lon, lat, 30_000.0, [0], *other)[0]
    assert disc.buffer(1e-9).contains(cell)
    for share, inside in ((0.49, True), (0.53, False)):
        point = geodesy.destination(lon, lat, azimuth, share * apart)
        assert shapely.intersects_xy(cell, *point) == inside
    behind = geodesy.destination(lon, lat, azimuth + 180, 29_900.0)
    assert shapely.intersects_xy(cell, *behind)


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(1, 500_000))
def test_a_box_holds_its_disc(lon: float, lat: float, radius: float) -> None:
    west, south, east, north = geodesy.box_round(lon, lat, radius)
    own = geodesy.disc(lon, lat, radius)[0].bounds
    assert west <= own[0] + 1e-9
    assert south <= own[1] + 1e-9
    assert east >= own[2] - 1e-9
    assert north >= own[3] - 1e-9


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=3, max_size=30), st.data())
def test_reach_is_that_of_the_farthest_vertex_of_all(
    vertices: list[tuple[float, float]], data: st.DataObject
) -> None:
    lon, lat = data.draw(st.tuples(st.floats(-180, 180), st.floats(-90, 90)))
    shape = shapely.MultiPoint(vertices)
    metres = geodesy.distance(lon, lat, *shapely.get_coordinates(shape).T)
    assert geodesy.reach(lon, lat, shape)[0] == pytest.approx(metres.max(), rel=1e-5, abs=1e-3)
