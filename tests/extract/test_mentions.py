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
]
NOT_FOUND = [
    "no capitals here at all",
    "Mr. Washington spoke.",
    "",
    "@Paris hello",
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


def test_spans_are_ordered_and_apart(recogniser: Recogniser) -> None:
    text = "From New York City to York County, then South Sudan, Sudan and North Sudan. " * 20
    spans = recogniser.find(text)
    assert spans
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert all(text[start:end].strip() == text[start:end] for start, end in spans)
