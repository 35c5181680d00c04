"""Names of places found in running text."""

from __future__ import annotations

from itertools import pairwise

import pytest

from geomap.extract import Recogniser
from geomap.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def recogniser(gazetteer: Gazetteer) -> Recogniser:
    return Recogniser(gazetteer)


FOUND = [
    ("Two people were held near Sidon, Lebanon, on Friday.", ["Sidon", "Lebanon"]),
    ("The Peruvian army came to Ayacucho and Huancavelica.", ["Peruvian", "Ayacucho", "Huancavelica"]),
    ("Fires in New\nYork City and in Rapides Parish were put out.", ["Rapides Parish"]),
    ("Flooding in #Nigeria today", ["Nigeria"]),
    ("He lived in St. Louis, Missouri.", ["St. Louis", "Missouri"]),
    ("Refugees from the Democratic Republic of the Congo came.", ["Democratic Republic of the Congo"]),
    ("He flew from Chad to Niger over Lake Chad.", ["Chad", "Niger", "Lake Chad"]),
    ("The governor of Valle del Cauca, Colombia, spoke.", ["Valle del Cauca"]),
]
NOT_FOUND = [
    "no capitals here at all",
    "Mr. Washington spoke.",
    "",
    "@Paris hello",
    "Bank of America paid.",
    "Au moins deux personnes.",
]


@pytest.mark.parametrize(("text", "names"), FOUND)
def test_names_are_found(recogniser: Recogniser, text: str, names: list[str]) -> None:
    found = [text[start:end] for start, end in recogniser.find(text)]
    assert set(names) <= set(found)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_other_words_are_not(recogniser: Recogniser, text: str) -> None:
    assert recogniser.find(text) == []


def test_all_capitals(recogniser: Recogniser) -> None:
    text = (
        "LIMA, 12 MAY -- GUERRILLAS ATTACKED A POLICE STATION IN AYACUCHO AND FLED "
        "TOWARDS HUANCAVELICA, PERU."
    )
    found = [text[start:end] for start, end in recogniser.find(text)]
    assert {"LIMA", "AYACUCHO", "PERU"} <= set(found)


def test_capitals_keep_names_that_begin_with_an_article(recogniser: Recogniser) -> None:
    text = "GUNMEN ATTACKED A CHECKPOINT NEAR EL ARISH, EGYPTIAN SECURITY SOURCES SAID ON TUESDAY."
    assert "EL ARISH" in [text[start:end] for start, end in recogniser.find(text)]


def test_persons_are_told_by_given_names(recogniser: Recogniser) -> None:
    text = "Sheriff John Houston spoke. Houston said that the road to Dallas was closed."
    found = [text[start:end] for start, end in recogniser.find(text)]
    assert found == ["Dallas"]


def test_what_the_gazetteer_knows_of_a_name_is_a_feature(recogniser: Recogniser) -> None:
    kinds = {
        f
        for o in recogniser.options("He went to Lima.")
        for f in o.features
        if f.startswith(("kind:", "is:"))
    }
    assert "is:P" in kinds


def test_spans_are_ordered_and_apart(recogniser: Recogniser) -> None:
    text = "From New York City to York County, then South Sudan, Sudan and North Sudan. " * 20
    spans = recogniser.find(text)
    assert spans
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert all(text[start:end].strip() == text[start:end] for start, end in spans)
