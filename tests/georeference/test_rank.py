"""Namesakes: what the words and the row say decides, and wrong hints do not poison."""

from __future__ import annotations

import pytest

from geomap.gazetteer import Gazetteer
from geomap.georeference import locate
from geomap.model import Hints, Status

CASES = [
    # words, country, place_id that is meant
    ("Lima", "", "geonames:3936456"),
    ("Lima, Ohio", "", "geonames:5160783"),
    ("Lima", "US", "geonames:5160783"),
    ("Ayacucho", "PE", "geonames:3947019"),
    ("Ayacucho department", "PE", "geonames:3947018"),
    ("department of Ayacucho", "", "geonames:3947018"),
    ("Peru", "", "geonames:3932488"),
    ("Perú", "", "geonames:3932488"),
    ("PERU", "", "geonames:3932488"),
    ("Sidon, Lebanon", "", "geonames:268064"),
    ("Paris, Texas", "", "geonames:4717560"),
    ("St. Louis, Missouri", "", "geonames:4407066"),
    ("Kano state", "NG", "geonames:2335196"),
]


@pytest.mark.parametrize(("words", "country", "place_id"), CASES)
def test_the_right_namesake(gazetteer: Gazetteer, words: str, country: str, place_id: str) -> None:
    found = locate(words, gazetteer, Hints(country=country))
    assert found.place_id == place_id, (found.place_name, found.country_code, found.score)


def test_a_wrong_country_does_not_poison(gazetteer: Gazetteer) -> None:
    right = locate("Huancavelica", gazetteer, Hints(country="PE"))
    wrong = locate("Huancavelica", gazetteer, Hints(country="Lebanon"))
    assert wrong.status is not Status.NOT_FOUND
    assert wrong.place_id == right.place_id
    assert any(remark.code == "country_contradicts" for remark in wrong.remarks)


def test_rivals_show_as_area(gazetteer: Gazetteer) -> None:
    found = locate("San José", gazetteer)
    assert found.status is Status.AMBIGUOUS
    assert found.footprint is not None
    assert found.footprint.geom_type == "MultiPolygon"
    assert len(found.alternatives) >= 2
    assert any(remark.code == "ambiguous" for remark in found.remarks)


def test_an_offset_in_apposition_chooses_the_namesake(gazetteer: Gazetteer) -> None:
    found = locate("San Fernando, 30 km northwest of Los Angeles", gazetteer)
    plain = locate("San Fernando", gazetteer)
    assert found.method == "at"
    assert plain.score is not None
    assert found.score is not None
