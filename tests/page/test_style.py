"""A style file gives what the command line and the arguments give, and says what it does not know."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from geomap.errors import InputError, InputNotFoundError
from geomap.page import Map
from geomap.page.style import read_style
from tests.page import decode
from tests.page.test_logo import png
from tests.page.test_map import rendered

WHOLE = """
title: Prisons
subtitle: 1985 to 1992
lang: es
tiles: [OpenStreetMap]
columns:
  - place
  - Fuente=source_url
exclude: actor
max-text: 300
layer_by: kind
colours:
  massacre: "#7e042c"
theme: dark
logo: house.png
logo_alt: The house
about: note.md
hide: [timeline, search]
"""


@pytest.fixture
def style(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "house.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_every_key_is_an_argument_of_the_map(style, tmp_path, table):
    (tmp_path / "house.png").write_bytes(png())
    (tmp_path / "note.md").write_text("By *hand*.", encoding="utf-8")
    options = read_style(style(WHOLE))
    assert options.keys() <= inspect.signature(Map).parameters.keys()
    html = rendered(Map(table, **options))
    assert '<html lang="es" data-theme="dark" data-hide="timeline search">' in html
    assert "By <em>hand</em>." in html
    assert decode.settings(html)["colours"][0] == "#7e042c"
    assert decode.settings(html)["facts"] == [["place", None], ["place_name", None], ["source_url", "Fuente"]]


@pytest.mark.parametrize(
    ("columns", "read"),
    [
        ("columns: 'place, Fuente=source_url'", {"place": "", "source_url": "Fuente"}),
        ("columns: ['a, b', '*']", {"a, b": "", "*": ""}),
        ("columns: {place: , source_url: Fuente}", {"place": "", "source_url": "Fuente"}),
    ],
)
def test_columns_in_three_ways(style, columns, read):
    assert read_style(style(columns)) == {"columns": read}


WRONG = [
    ("titel: x", "no option 'titel'.*Keys are: title, subtitle, lang,"),
    ("title: [x]", "'title': expected a text"),
    ("max_text: many", "'max_text': expected a whole number"),
    ("max_text: true", "'max_text': expected a whole number"),
    ("colours: red", "'colours': expected KIND"),
    ("colours: {arrest: #4b47ac}", "not YAML"),
    ("colours:\n  arrest: #4b47ac", "'colours': a colour stands in quotes"),
    ("columns: 'place,place'", "'columns': The column 'place' is named twice"),
    ("tiles: {a: b}", "'tiles': expected a text or a list"),
    ("max-text: 1\nmax_text: 2", "'max_text' is there twice"),
    ("- title", "a style is a list of KEY: VALUE"),
    ("title: 'x", "not YAML"),
    ("!!python/object/apply:os.system ['true']", "not YAML"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_what_is_wrong_names_file_and_key(style, text, said):
    with pytest.raises(InputError, match=rf"(?s)house\.yaml: .*{said}"):
        read_style(style(text))


def test_an_empty_file_and_no_file(style, tmp_path):
    assert read_style(style("# nothing yet\n")) == {}
    with pytest.raises(InputNotFoundError):
        read_style(tmp_path / "absent.yaml")
