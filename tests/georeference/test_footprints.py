"""What holds of every footprint, whatever the words."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap import geodesy
from geomap.gazetteer import Gazetteer
from geomap.georeference import codebook, locate, regions
from geomap.georeference.locating import _whole
from geomap.georeference.shapes import Drawn, Form, Shape, draw
from geomap.model import Hints, Place, RelationKind, Status
from geomap.relations import Relation

WORDS = [
    "12 km NE of Chilpancingo, Guerrero",
    "7 miles from Lima",
    "near Kano",
    "Springfield",
    "between Aleppo and Homs",
    "northern Syria",
    "outskirts of Maiduguri",
    "north of Suva",
    "border between Uganda and South Sudan",
    "UTM 18L 279000 8666000",
    "40 km east of Suva",
    "3 mi E, 1 mi S of Snyder",
]


@pytest.mark.parametrize("words", WORDS)
def test_footprint_point_and_radius_agree(gazetteer: Gazetteer, words: str) -> None:
    found = locate(words, gazetteer)
    assert found.footprint is not None
    assert found.lon is not None
    assert found.lat is not None
    assert found.footprint.is_valid
    assert not found.footprint.is_empty
    inside = shapely.dwithin(found.footprint, shapely.Point(found.lon, found.lat), 1e-5)
    assert inside or found.method == RelationKind.DISTANCE or "outskirts" in words
    reach = float(geodesy.reach(found.lon, found.lat, [found.footprint])[0])
    assert found.uncertainty_m == pytest.approx(reach, abs=1)
    west, south, east, north = found.footprint.bounds
    assert west >= -180
    assert east <= 180
    assert south >= -90
    assert north <= 90


@pytest.mark.parametrize("words", WORDS)
def test_the_parts_make_up_the_footprint(gazetteer: Gazetteer, words: str) -> None:
    found = locate(words, gazetteer)
    assert found.footprint is not None
    whole = shapely.union_all([part.footprint for part in found.parts])
    assert shapely.symmetric_difference(whole, found.footprint).area == pytest.approx(0, abs=1e-9)
    assert sum(part.share for part in found.parts) <= 1 + 1e-3


PLACE = Place("x", "X", "P", "PPL", "", "", "", 20.0, 10.0, 5_000, 2_000.0, "", "")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    kind=st.sampled_from([regions.offset, regions.distance]),
    metres=st.floats(1_000, 300_000),
    precision=st.floats(0, 5_000),
    more=st.floats(0, 5_000),
    azimuth=st.floats(0, 360),
    lon=st.floats(-180, 180),
    lat=st.floats(-89, 89),
)
def test_a_wider_stated_error_never_shrinks_a_footprint(
    gazetteer: Gazetteer,
    kind: object,
    metres: float,
    precision: float,
    more: float,
    azimuth: float,
    lon: float,
    lat: float,
) -> None:
    def drawn(half_precision_m: float) -> shapely.Geometry:
        relation = Relation(
            RelationKind.OFFSET,
            (),
            (0, 0),
            metres,
            half_precision_m,
            heading_deg=azimuth,
            heading_half_deg=45,
        )
        shape = kind(relation, replace(PLACE, lon=lon, lat=lat))  # type: ignore[operator]
        return draw([replace(shape, on_land=False)], gazetteer)[0].footprint

    narrow, wide = drawn(precision), drawn(precision + more)
    assert narrow.is_valid
    assert geodesy.area_m2(wide) >= geodesy.area_m2(narrow) * (1 - 1e-6)


FORMS = ["disc", "ring", "sector", "corridor"]


def shape_at(form: str, lon: float, lat: float, metres: float, azimuth: float) -> Shape:
    end_lon, end_lat = geodesy.destination(lon, lat, azimuth, 3 * metres)
    return Shape(
        Form(form),
        lon,
        lat,
        metres,
        inner_m=metres / 3 if form in ("ring", "sector") else 0.0,
        azimuth_deg=azimuth,
        half_width_deg=40.0,
        extent_m=metres / 5 if form == "sector" else 0.0,
        end_lon=float(end_lon),
        end_lat=float(end_lat),
        on_land=False,
    )


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    form=st.sampled_from(FORMS),
    metres=st.floats(1_000, 200_000),
    azimuth=st.floats(0, 360),
    lon=st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 179.999, 180.0])),
    lat=st.one_of(st.floats(-89, 89), st.sampled_from([-90.0, -89.99, 89.999, 90.0])),
)
def test_shapes_are_the_same_all_over_the_globe(
    gazetteer: Gazetteer, form: str, metres: float, azimuth: float, lon: float, lat: float
) -> None:
    """Across the antimeridian and round the poles a shape keeps its area, its start and its bounds."""
    here, plain = (
        draw([shape_at(form, *at, metres, azimuth)], gazetteer)[0].footprint for at in ((lon, lat), (10, 45))
    )
    assert here.is_valid
    west, south, east, north = here.bounds
    assert west >= -180
    assert east <= 180
    assert south >= -90
    assert north <= 90
    assert geodesy.area_m2(here) == pytest.approx(geodesy.area_m2(plain), rel=0.02)
    if form in ("disc", "corridor") and abs(lat) < 89:
        turned = [lon] if abs(lon) < 180 else [-180.0, 180.0]
        assert any(shapely.dwithin(here, shapely.Point(x, lat), 1e-6) for x in turned)


def test_northern_is_the_northern_part(gazetteer: Gazetteer) -> None:
    whole, part = locate("Syria", gazetteer), locate("northern Syria", gazetteer)
    assert whole.footprint is not None
    assert part.footprint is not None
    assert part.where_prec == 5
    assert 0.3 < part.footprint.area / whole.footprint.area < 0.8
    assert shapely.intersects_xy(part.footprint, 37.16, 36.2)
    assert not shapely.intersects_xy(part.footprint, 36.1, 32.6)


def test_a_namesake_in_another_country_is_not_the_place(gazetteer: Gazetteer) -> None:
    found = locate("Sabon Gari, Borno State", gazetteer, Hints(country="Nigeria"))
    assert found.country_code == "NG"
    assert found.admin1_name.startswith("Borno")


@pytest.mark.parametrize("words", ["Springfield", "near San José", "12 km NE of Santa Rosa"])
def test_an_ambiguous_name_shows_as_area(gazetteer: Gazetteer, words: str) -> None:
    found = locate(words, gazetteer)
    assert found.status is Status.AMBIGUOUS
    assert len(found.parts) > 1
    shares = [part.share for part in found.parts]
    assert 0 < sum(shares) <= 1 + 1e-3
    places = [part.place for part in found.parts if part.place is not None]
    assert len({place.place_id for place in places}) == len(found.parts)
    for part in found.parts:
        assert part.place is not None
        near = geodesy.reach(part.place.lon, part.place.lat, [part.footprint])[0]
        assert near < 100_000


def test_ucdp_codes_a_distance_at_its_place(gazetteer: Gazetteer) -> None:
    found = codebook.apply(locate("17 km from Kampala", gazetteer), "ucdp")
    assert found.anchor is not None
    assert (found.lon, found.lat) == (round(found.anchor.lon, 6), round(found.anchor.lat, 6))
    assert found.where_prec == 2


def test_darwin_core_terms(gazetteer: Gazetteer) -> None:
    terms = codebook.darwin_core(locate("near Kano", gazetteer), "near Kano")
    assert terms["pointRadiusSpatialFit"] >= 1
    assert terms["footprintWKT"].startswith(("POLYGON", "MULTIPOLYGON"))
    assert terms["verbatimLocality"] == "near Kano"


@given(st.lists(st.lists(st.integers(0, 5), max_size=4), max_size=6))
def test_parts_that_lie_apart_are_put_together_as_their_union(columns: list[list[int]]) -> None:
    drawn = [[Drawn(shapely.box(at, 0, at + 0.75, 1)) for at in own] for own in columns]
    for own, whole in zip(drawn, _whole(drawn), strict=True):
        if not own:
            assert whole is None
        else:
            assert whole is not None
            assert whole.is_valid
            assert whole.equals(shapely.union_all([part.footprint for part in own]))
