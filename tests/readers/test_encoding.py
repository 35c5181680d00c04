from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import InputError, UsageError
from geomap.readers.encoding import first_broken_byte, guess_legacy, to_utf8

TEXT = "place,note\nÁncash y Junín,«niño»\nLima,\n" * 3


def convert(content: bytes, encoding: str | None = None) -> tuple[str, list[str]]:
    said: list[str] = []
    return to_utf8(content, encoding=encoding, name="a.csv", notify=said.append).decode("utf-8"), said


@pytest.mark.parametrize(
    ("content", "notices"),
    [
        (TEXT.encode("utf-8"), 0),
        (codecs.BOM_UTF8 + TEXT.encode("utf-8"), 0),
        (TEXT.encode("utf-16"), 0),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), 0),
        (TEXT.encode("utf-16-le"), 0),
        (TEXT.encode("utf-16-be"), 0),
        (TEXT.encode("utf-32"), 0),
        (TEXT.encode("cp1252"), 1),
    ],
)
def test_text_is_the_same_from_every_encoding(content: bytes, notices: int) -> None:
    text, said = convert(content)
    assert text == TEXT
    assert len(said) == notices


def test_a_guess_is_said_with_the_option_that_corrects_it() -> None:
    _, said = convert("Cañete".encode("latin-1"))
    assert said == ["a.csv is not UTF-8; read as cp1252; name it with --encoding if that is wrong."]


def test_cyrillic_is_not_taken_for_accented_latin() -> None:
    russian = "место,дата\nДонецк, район аэропорта,2014-05-26\nСлавянск,2014-04-12\n" * 4
    assert guess_legacy(russian.encode("cp1251")) == "cp1251"
    assert convert(russian.encode("cp1251"))[0] == russian


def test_a_named_encoding_is_believed() -> None:
    assert convert("Łódź".encode("cp1250"), "cp1250") == ("Łódź", [])
    assert convert(codecs.BOM_UTF8 + b"x", "utf-8") == ("x", [])


@pytest.mark.parametrize(
    ("content", "encoding", "error", "words"),
    [
        (b"a\nb\xff", "utf-8", InputError, r"byte 3 \(line 2\)"),
        (b"a,b\n1,\x00\n", None, InputError, "byte 6 is zero"),
        (b"x", "klingon", UsageError, "klingon"),
        (b"x", "base64", UsageError, "base64"),
        ("ñandú é í ó ú á ñ ü\n".encode() * 3 + b"caf\xe9 x", None, InputError, r"1 damaged place.*line 4"),
    ],
)
def test_what_cannot_be_read(content: bytes, encoding: str | None, error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        convert(content, encoding)


@given(st.binary(max_size=40), st.binary(max_size=3))
def test_the_first_broken_byte_is_where_python_finds_it(good: bytes, tail: bytes) -> None:
    content = good + tail
    try:
        content.decode("utf-8")
        expected = None
    except UnicodeDecodeError as error:
        expected = error.start
    assert first_broken_byte(content) == expected
