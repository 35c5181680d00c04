"""Folding of names: a table of spellings, and what holds for any text."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.gazetteer.names import MAX_NAME_CHARS, bare, fold

CASES = Path(__file__).resolve().parents[1] / "cases" / "folding.tsv"

with open(CASES, encoding="utf-8", newline="") as _file:
    ROWS = [(row["name"], row["key"]) for row in csv.DictReader(_file, delimiter="\t")]

NAMES_APART = [("La Paz", "Paz"), ("San Juan", "San Juán Nuevo"), ("Wall St", "Wall Saint"), ("बिहार", "बहर")]


@pytest.mark.parametrize(("name", "key"), ROWS)
def test_key_of_a_name(name: str, key: str) -> None:
    assert fold(name) == key


@pytest.mark.parametrize(("one", "other"), NAMES_APART)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=MAX_NAME_CHARS + 20))
def test_folding_a_key_gives_the_key(text: str) -> None:
    key = fold(text)
    assert fold(key) == key


@given(st.text(max_size=60))
def test_a_name_with_a_letter_or_digit_keeps_something(text: str) -> None:
    named = any(unicodedata.category(character)[0] in "LN" for character in text)
    assert bool(fold(text)) >= named


@given(st.text(max_size=60))
def test_case_does_not_matter(text: str) -> None:
    if text.upper().casefold() == text.casefold():
        assert fold(text.upper()) == fold(text)


@given(st.text(max_size=60))
def test_bare_takes_at_most_one_word_and_never_the_last(text: str) -> None:
    key = fold(text)
    assert key.endswith(bare(key))
    assert len(key.split()) - len(bare(key).split()) in (0, 1)
    assert bool(bare(key)) == bool(key)
