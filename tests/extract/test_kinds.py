"""Kinds of incident that a user adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from geomap.errors import InputError
from geomap.extract import Document, Extractor
from geomap.extract.kinds import read_kinds
from geomap.gazetteer import Gazetteer

TEXT = "On 3 May 1990, soldiers razed the church in Huanta. They arrested two men there."


def written(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("k.toml", '["Demolición"]\nverb = ["Razed"]\nfamily = "violence"\n'),
        ("k.csv", "kind,words,form,family\nDemolición,razed,,violence\n"),
    ],
)
def test_words_of_a_kind(gazetteer: Gazetteer, tmp_path: Path, name: str, text: str) -> None:
    kinds = read_kinds(written(tmp_path, name, text))
    assert [(kind.name, kind.phrases, kind.family) for kind in kinds] == [
        ("Demolición", {"razed": "verb"}, "violence")
    ]
    found = Extractor(gazetteer, kinds=kinds).records(Document("a", TEXT))
    assert [one["kind"] for one in found] == ["Demolición"]


def test_a_known_kind_gains_words(gazetteer: Gazetteer, tmp_path: Path) -> None:
    kinds = read_kinds(written(tmp_path, "k.toml", '[arson]\nverb = ["razed"]\n'))
    (found,) = Extractor(gazetteer, kinds=kinds).records(Document("a", TEXT))
    assert found["kind"] == "arson"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("k.toml", "", "no kinds"),
        ("k.toml", "a = [", "not TOML"),
        ("k.toml", 'a = "razed"', "expected a table"),
        ("k.toml", '[a]\nverbs = ["razed"]', "the form verbs"),
        ("k.toml", '[a]\nverb = [" "]', "needs a name and words"),
        ("k.csv", "name,words\na,b\n", "columns kind and words"),
        ("k.csv", "kind,words\n,b\n", "line 2"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_kinds(written(tmp_path, name, text))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_kinds(tmp_path / "none.toml")
