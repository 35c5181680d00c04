"""Reasons are codes, and every code has its sentence in every language."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

from geomap.dates import DateInterval
from geomap.georeference.remarks import LANGUAGES, length, say
from geomap.model import Remark
from geomap.resources import package_file

WORDS = {
    language: tomllib.loads(package_file("georeference", f"remarks_{language}.toml").read_text("utf-8"))
    for language in LANGUAGES
}
SENTENCES = {
    language: {code: said for code, said in words.items() if isinstance(said, str)}
    for language, words in WORDS.items()
}


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_languages_have_the_same_codes() -> None:
    assert SENTENCES["en"].keys() == SENTENCES["es"].keys()


@pytest.mark.parametrize("code", SENTENCES["en"])
def test_languages_use_the_same_parameters(code: str) -> None:
    assert _fields(SENTENCES["en"][code]) == _fields(SENTENCES["es"][code])


def test_every_code_in_the_program_has_a_sentence() -> None:
    package = Path(package_file("georeference")).parent
    modules = [*package.rglob("*.py")]
    used = {
        code
        for module in modules
        for code in re.findall(r'(?:Remark|Flag|_flag|flags\.append)\(\s*"(\w+)"', module.read_text("utf-8"))
    }
    documented = (DateInterval.__doc__ or "").split("remarks :")[1]
    used |= {f"date_{code}" for code in re.findall(r"``(\w+)``", documented)}
    assert len(used) >= 15
    assert used <= SENTENCES["en"].keys()


def test_sentences_are_plain() -> None:
    for sentences in SENTENCES.values():
        for sentence in sentences.values():
            assert sentence.endswith((".", "{why}"))
            assert sentence[0].isupper() or sentence[0] == "{"


def test_what_contains_nothing_is_not_said() -> None:
    assert "()" not in say([Remark("at_area", {"name": "Peru", "where": "", "radius_m": 1.0})])


@pytest.mark.parametrize(
    ("metres", "said"),
    [(0.6, "1 m"), (999.4, "999 m"), (1_000, "1.0 km"), (99_949, "99.9 km"), (1_118_393, "1\u00a0118 km")],
)
def test_lengths(metres: float, said: str) -> None:
    assert length(metres) == said


@pytest.mark.parametrize("table", ["parts", "directions", "sides"])
def test_languages_name_the_same_parts(table: str) -> None:
    assert WORDS["en"][table].keys() == WORDS["es"][table].keys()


@pytest.mark.parametrize(
    ("part", "language", "said"),
    [
        ("north", "en", "The northern part of X."),
        ("west_slope", "en", "The western slope of X."),
        ("west_slope", "es", "La ladera oeste de X."),
        ("left_bank", "es", "La margen izquierda de X."),
        ("pavilion 4b", "en", "A part (“pavilion 4b”) of X."),
    ],
)
def test_parts_are_said_in_words(part: str, language: str, said: str) -> None:
    assert say([Remark("part", {"part": part, "name": "X", "where": ""})], language) == said


def test_braces_in_names_are_text() -> None:
    assert "{where}" in say([Remark("not_found", {"name": "{where}"})])
