"""The names that a spaCy model finds, with a stand-in for spaCy: the real one is no part of the tests."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from geomap.cli import main
from geomap.errors import MissingExtraError, UsageError
from geomap.extract import SpacyRecogniser, joined

TEXT = "Troops left the Hague for Sidon on Monday."


class Entity(list[Any]):
    """As spaCy gives them: tokens, with a label and their place in the text."""

    def __init__(self, words: str, label: str) -> None:
        self.start_char = TEXT.index(words)
        self.end_char = self.start_char + len(words)
        self.label_ = label
        at = self.start_char
        super().__init__()
        for word in words.split():
            self.append(SimpleNamespace(lower_=word.lower(), idx=TEXT.index(word, at)))


class Model:
    max_length = 10

    def __call__(self, text: str) -> Any:
        assert len(text) < self.max_length
        found = [("the Hague", "GPE"), ("Sidon", "GPE"), ("Monday", "DATE")]
        return SimpleNamespace(ents=[Entity(*one) for one in found])

    def has_pipe(self, name: str) -> bool:
        return name == "ner"


def load(name: str, exclude: list[str]) -> Model:
    if name != "small":
        raise OSError(f"Can't find model {name!r}")
    return Model()


@pytest.fixture
def spacy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", SimpleNamespace(load=load))  # type: ignore[arg-type]


def test_places_are_taken_without_their_article(spacy: None) -> None:
    assert [TEXT[a:b] for a, b in SpacyRecogniser("small").find(TEXT)] == ["Hague", "Sidon"]


def test_an_unknown_model_is_named(spacy: None) -> None:
    with pytest.raises(UsageError, match="--nlp large: no such spaCy model"):
        SpacyRecogniser("large")


def test_without_spacy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)  # type: ignore[arg-type]
    with pytest.raises(MissingExtraError) as raised:
        SpacyRecogniser("small")
    assert "[nlp]" in str(raised.value)


def test_the_command_takes_its_names_besides_our_own(spacy: None) -> None:
    line = '{"doc_id": 1, "text": "' + TEXT + '"}'
    result = CliRunner().invoke(main, ["toponyms", "-", "--nlp", "small"], input=line)
    assert result.exit_code == 0, result.output
    assert '"name": "Sidon"' in result.stdout
    assert result.stdout.count('"name": "Sidon"') == 1


@pytest.mark.parametrize(
    ("lists", "together"),
    [
        ([[(0, 4)], [(10, 14)]], [(0, 4), (10, 14)]),
        ([[(10, 14)], [(0, 4)]], [(0, 4), (10, 14)]),
        ([[(2, 8)], [(0, 4), (7, 9), (8, 9)]], [(2, 8), (8, 9)]),
        ([[], []], []),
    ],
)
def test_where_two_overlap_the_first_list_stands(
    lists: list[list[tuple[int, int]]], together: list[tuple[int, int]]
) -> None:
    assert joined(lists) == together
