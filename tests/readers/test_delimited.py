from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import InputError
from geomap.readers.delimited import DELIMITERS, read_delimited, sniff_delimiter

CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


def read(text: str) -> list[dict[str, object]]:
    frame = read_delimited(text.encode(), name="a.csv")
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("place,date\nLima,1992\n", ","),
        ("place;date\nLima, Peru;1992\nCusco, Peru;1993\n", ";"),
        ("place\tdate\nLima, Peru\t1992\n", "\t"),
        ("place|date|n\nLima; centre, Peru|1992|1\n", "|"),
        ('place;date\n"a\nb;c,d,e\n";1992\n"f";1\n', ";"),
        ("place\nCanto Grande, Lima\nLurigancho, Lima\n", ","),
        ("place;lat;lon\nLima;-12,04;-77,03\nIca;-14,06;-75,72\n", ";"),
    ],
)
def test_delimiters_are_found(text: str, delimiter: str) -> None:
    assert sniff_delimiter(text) == delimiter


@given(st.sampled_from(DELIMITERS), st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8))
def test_what_the_csv_module_writes_is_read(delimiter: str, rows: list[tuple[str, str, str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("place", "note", "a;b,c\n\td|"), *rows])
    read_rows = read(text.getvalue())
    assert [tuple(cell or "" for cell in row.values()) for row in read_rows] == rows


def test_nothing_is_interpreted() -> None:
    assert read("code,date,country,flag\n007,1992-05-06,NA,true\n") == [
        {"code": "007", "date": "1992-05-06", "country": "NA", "flag": "true"}
    ]


def test_the_first_line_of_a_spreadsheet_may_name_the_delimiter() -> None:
    assert read("sep=|\r\na|b\r\n1,5|2\r\n") == [{"a": "1,5", "b": "2"}]


def test_a_column_without_a_name_gets_one() -> None:
    assert read("place,,n\nLima,x,1\n") == [{"place": "Lima", "column_2": "x", "n": "1"}]


def test_cells_longer_than_any_limit() -> None:
    long = "x" * (17 << 20)
    assert read(f'place,note\nLima,"{long}"\n')[0]["note"] == long


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n\n", "no header"),
        ("place,date\n", "a header but no row"),
        ("place,place\nLima,x\n", "'place' is there 2 times"),
        ("place,date\nLima,1992\nCanto Grande, Lima,1992\n", "row 2: it has 3 fields, the header 2"),
        ('place,date,n\n"Li\nma",1992,1\nCusco,1993\n', "row 2: it has 2 fields, the header 3"),
        ('place,date\nLima,1992\n"Cusco,1993\nPuno,1994\n', "row 2: a double quote opens here"),
    ],
)
def test_broken_tables_say_where(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(text)
