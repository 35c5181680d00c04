"""Which of a description's relations places it, and what happens when names are not known."""

from __future__ import annotations

import pytest

from geomap import geodesy
from geomap.gazetteer import Gazetteer
from geomap.georeference import locate
from geomap.model import Georeference, Hints, Status


def codes(found: Georeference) -> list[str]:
    return [remark.code for remark in found.remarks]


CASES = [
    # words, country, method, place_name, remark
    ("las minas, 5 mi. e of tapanatepec", "MX", "offset", "San Pedro Tapanatepec", "name_elsewhere"),
    ("Morelos, 5 km s cuernavaca", "MX", "offset", "Cuernavaca", "offset"),
    ("Xyzzyqwertz, 5 km s cuernavaca", "MX", "offset", "Cuernavaca", "name_unknown"),
    ("Xyzzyqwertz village, near Biu", "NG", "near", "Biu", "name_unknown"),
    ("13 km nnw andalgala, choya", "AR", "offset", "Andalgalá", "offset"),
    ("12 km NE of Lima, in Ecuador", "", "offset", "Lima", "words_contradict"),
    ("Xyzzyqwertz Road, Chattanooga, Tennessee", "US", "within", "Chattanooga", "at_place"),
    ("towns of Marte and Dikwa", "NG", "several", "Marte", "several_named"),
    ("near the Colombian border", "EC", "border", "Colombia", "border"),
    ("Maiduguri town (three kilometres from Giwa barracks)", "NG", "at", "Maiduguri", "at_place"),
    ("12 km from Bama on the road to Gwoza", "NG", "distance", "Bama", "offset"),
]


@pytest.mark.parametrize(("words", "country", "method", "place", "remark"), CASES)
def test_what_places_it(
    gazetteer: Gazetteer, words: str, country: str, method: str, place: str, remark: str
) -> None:
    found = locate(words, gazetteer, Hints(country=country))
    assert (found.method, found.place_name) == (method, place)
    assert remark in codes(found)


def test_a_contradiction_costs_belief(gazetteer: Gazetteer) -> None:
    plain = locate("12 km NE of Lima", gazetteer)
    contradicted = locate("12 km NE of Lima, in Ecuador", gazetteer)
    assert contradicted.place_id == plain.place_id
    assert contradicted.score is not None
    assert plain.score is not None
    assert contradicted.score < plain.score


def test_an_impossible_distance_is_no_place(gazetteer: Gazetteer) -> None:
    found = locate("50,000 km from Lima", gazetteer)
    assert found.status is Status.UNPARSED
    assert codes(found) == ["impossible_distance"]
    within = locate("50,000 km from Lima, Peru", gazetteer)
    assert (within.method, within.place_name) == ("within", "Peru")


def test_a_namesake_outside_the_named_area_is_not_covered(gazetteer: Gazetteer) -> None:
    found = locate("North Fork Road, Lyons, Oregon", gazetteer, Hints(country="US"))
    assert found.status is Status.LOCATED
    assert found.admin1_name == "Oregon"
    assert locate("Clermont, Fl", gazetteer, Hints(country="US")).admin1_name == "Florida"


def test_the_row_names_the_area_too(gazetteer: Gazetteer) -> None:
    found = locate("Xyzzyqwertz", gazetteer, Hints(country="PE", admin1="Ayacucho"))
    assert found.place_name == "Ayacucho"
    assert "row_area" in codes(found)
    town = locate("Springfield", gazetteer, Hints(country="US", admin1="Oregon"))
    assert town.admin1_name == "Oregon"
    assert town.status is Status.LOCATED


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("a school in Wukari", "Xyzzyqwertz village, Wukari"),
        ("just outside Wukari", "near Wukari"),
        ("near Wukari", "Xyzzyqwertz village, near Wukari"),
        ("Xyzzyqwertz Road, Wukari", "on the road to Wukari"),
    ],
)
def test_vaguer_words_reach_farther(gazetteer: Gazetteer, narrow: str, wide: str) -> None:
    inner, outer = (locate(words, gazetteer, Hints(country="NG")) for words in (narrow, wide))
    assert inner.place_name == outer.place_name == "Wukari"
    assert inner.uncertainty_m is not None
    assert outer.uncertainty_m is not None
    assert inner.uncertainty_m < outer.uncertainty_m


def test_posts_are_counted_from_the_first_end(gazetteer: Gazetteer) -> None:
    near, far = (
        locate(f"km {post} on the road from Lima to Canta", gazetteer, Hints(country="PE"))
        for post in (20, 70)
    )
    assert near.anchor is not None
    lima = near.anchor
    distances = [
        float(geodesy.distance(lima.lon, lima.lat, found.lon or 0, found.lat or 0)) for found in (near, far)
    ]
    assert 10_000 < distances[0] <= 20_000
    assert 35_000 < distances[1] <= 70_000


def test_nearly_the_same_name_inside_is_a_runner_up(gazetteer: Gazetteer) -> None:
    found = locate("Xochitepc, Morelos", gazetteer, Hints(country="MX"))
    assert found.place_name == "Morelos"
    likeness = [c for c in found.alternatives if "near spelling" in c.reasons]
    assert [candidate.place.name for candidate in likeness] == ["Xochitepec"]
    assert all(candidate.score < (found.score or 0) for candidate in likeness)


def test_a_road_through_an_unknown_place_leads_between_its_outermost_ones(gazetteer: Gazetteer) -> None:
    through = locate("along the Damboa-Xyzzyq-Gwoza road", gazetteer, Hints(country="NG"))
    straight = locate("along the Damboa-Gwoza road", gazetteer, Hints(country="NG"))
    assert through.method == "along"
    assert through.footprint == straight.footprint


def test_a_first_level_area_without_an_outline_keeps_its_size_when_named_with_its_kind(
    gazetteer: Gazetteer,
) -> None:
    bare, named = (locate(words, gazetteer, Hints(country="CD")) for words in ("Ituri", "Ituri Province"))
    assert bare.uncertainty_m is not None
    assert named.uncertainty_m is not None
    assert named.uncertainty_m >= bare.uncertainty_m > 100_000
