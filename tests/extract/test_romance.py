"""Names of places in Spanish, French and Portuguese sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from geomap.extract import Recogniser
from geomap.extract.romance import tongue_of
from geomap.gazetteer import Gazetteer

CASES = [
    line.split("\t")[1:]
    for line in (Path(__file__).parents[1] / "cases" / "toponyms_romance.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def recogniser(gazetteer: Gazetteer) -> Recogniser:
    return Recogniser(gazetteer)


@pytest.mark.parametrize(("sentence", "names"), CASES)
def test_names_are_found_whole_and_nothing_else(recogniser: Recogniser, sentence: str, names: str) -> None:
    found = [sentence[start:end] for start, end in recogniser.find(sentence)]
    assert found == [name for name in names.split("|") if name]


@pytest.mark.parametrize(
    "text",
    [
        "The police of Santiago de los Caballeros and of Rio de Janeiro were in the Côte d'Ivoire.",
        "BREAKING: Tornado on the ground near Santa Fe #wx http://t.co/x",
        "",
    ],
)
def test_english_with_romance_names_stays_english(text: str) -> None:
    assert tongue_of(text.split()) is None


@pytest.mark.parametrize(
    ("sentence", "country"),
    [
        ("Des soldats maliens ont quitté la ville.", "ML"),
        ("Cinco migrantes haitianos murieron en la frontera.", "HT"),
        ("Soldados portugueses foram feridos na fronteira.", "PT"),
    ],
)
def test_demonyms_mean_their_country(gazetteer: Gazetteer, sentence: str, country: str) -> None:
    from geomap.pipeline import toponym_finder

    (only,) = toponym_finder(gazetteer)(sentence, None)
    place = gazetteer.place(only["place_id"])
    assert place is not None
    assert (place.feature_code, place.country_code) == ("PCLI", country)
