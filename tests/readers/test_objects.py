from __future__ import annotations

import io

import pandas as pd
import pytest

from geomap.errors import InputError
from geomap.readers import read_incidents

ROWS = [{"place": "Lima", "n": 1}, {"place": "Cusco", "extra": [1, {"a": "é"}]}]


def read(text: str, format: str) -> pd.DataFrame:
    return read_incidents(io.StringIO(text), format=format, notify=pytest.fail)


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ('[{"place": "Lima", "n": 1}, {"place": "Cusco", "extra": [1, {"a": "é"}]}]', "json"),
        ('{"incidents": [{"place": "Lima", "n": 1}, {"place": "Cusco", "extra": [1, {"a": "é"}]}]}', "json"),
        ('{"place": ["Lima", "Cusco"], "n": [1, null], "extra": [null, [1, {"a": "é"}]]}', "json"),
        ('{"place": "Lima", "n": 1}\n\n{"place": "Cusco", "extra": [1, {"a": "é"}]}\n', "jsonl"),
        ("- {place: Lima, n: 1}\n- place: Cusco\n  extra: [1, {a: é}]\n", "yaml"),
    ],
)
def test_the_same_table_in_every_form(text: str, format: str) -> None:
    table = read(text, format)
    assert table["place"].tolist() == ["Lima", "Cusco"]
    assert table["n"].tolist() == [1, pd.NA]
    assert table["extra"].tolist()[1] == '[1, {"a": "é"}]'


def test_yaml_dates_are_text_again_and_aliases_repeat_a_value() -> None:
    table = read("- {place: Lima, date: 1992-05-06, source: &s Report}\n- {place: Ica, source: *s}\n", "yaml")
    assert table["date"].tolist()[0] == "1992-05-06"
    assert table["source"].tolist() == ["Report", "Report"]


@pytest.mark.parametrize(
    ("text", "format", "words"),
    [
        ('[{"place": "Lima"', "json", "not JSON.*line 1, column"),
        ("[1]", "json", "row 1: it is a number"),
        ("[]", "json", "no row"),
        ('{"place": ["a"], "n": [1, 2]}', "json", "different lengths: place 1, n 2"),
        ('"x"', "json", "a text, not a table"),
        ("[" * 100_000, "json", "nested too deeply"),
        ('{"place": "a"}\n[1]\n', "jsonl", "line 2 is a list"),
        ('{"place": "a"}\n{"pl\n', "jsonl", "line 2 is not JSON"),
        ("a: [b", "yaml", "not YAML.*line 2"),
        ("- !!python/object/apply:os.getcwd []", "yaml", "not YAML"),
        (
            "a: &a [x, x]\nb: &b [*a, *a]\nincidents: [{place: *b}]\n",
            "yaml",
            "alias inside an anchored value",
        ),
        ("[" * 5000, "yaml", "not YAML"),
    ],
)
def test_what_is_no_table(text: str, format: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(text, format)


def test_half_an_emoji_and_nul_do_no_harm() -> None:
    assert read('[{"place": "a\\ud83d\\u0000b"}]', "json")["place"].tolist() == ["a?\ufffdb"]
