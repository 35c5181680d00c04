"""Texts as words: given back to the letter, whatever they hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.page import texts, words
from tests.page.decode import texts_of, words_of

a_word = st.sampled_from(["the", "prison", "Lima,", "", "a\nb", '"q"', "\\", "حلب", "\x00", "🙂", "\ud800"])
a_text = st.one_of(st.none(), st.text(max_size=30), st.lists(a_word, max_size=40).map(" ".join))


def rows_of(table: pd.DataFrame, names: list[str]) -> list[dict]:
    return texts_of(texts.encode(table, np.arange(len(table)), names))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(a_text, a_text), max_size=30), st.booleans())
def test_texts_come_back_to_the_letter(rows, as_objects):
    whole = [[None if t is None else t.encode("utf-8", "replace").decode() for t in row] for row in rows]
    given_ = rows if as_objects else whole
    table = pd.DataFrame(given_, columns=["title", "quote"], dtype=object if as_objects else "str")
    back = rows_of(table, ["title", "quote"])
    assert [[row.get("title"), row.get("quote")] for row in back] == whole


@given(st.lists(st.integers(0, words.MOST_WORDS)))
def test_numbers_of_words_come_back(numbers):
    vocabulary = [str(n + 1) for n in range(words.MOST_WORDS)]
    stream = words.to_bytes(np.array(numbers, np.int64))
    back = words_of(stream, vocabulary, iter(["0"] * len(numbers)))
    assert list(map(int, back)) == numbers


def test_the_vocabulary_holds_the_most_frequent_words_first():
    column = pa.array(["a b a", "b a c", "c c a d", None, "d"])
    assert words.vocabulary([column]).to_pylist() == ["a", "c"]
    coded = words.encode(column, words.vocabulary([column]))
    assert coded.counts.tolist() == [3, 3, 4, 0, 1]
    assert coded.numbers.tolist() == [1, 0, 1, 0, 1, 2, 2, 2, 1, 0, 0]
    assert coded.rare == ["b", "b", "d", "d"]


@pytest.mark.parametrize("rows", [texts.CHUNK_ROWS - 1, texts.CHUNK_ROWS * texts.BATCH_CHUNKS + 1])
def test_chunks_and_batches_join_where_they_end(rows):
    table = pd.DataFrame({"title": [f"number {n}" for n in range(rows)], "kind": ["x"] * rows})
    table["weight"] = np.where(np.arange(rows) % 3 == 0, np.nan, np.arange(rows) / 7)
    table["place"] = np.where(np.arange(rows) % 2 == 0, "Lima", None)
    back = rows_of(table, ["title", "weight", "place"])
    assert [row["title"] for row in back] == table["title"].tolist()
    assert [row.get("place") for row in back[:4]] == ["Lima", None, "Lima", None]
    assert [row["weight"] for row in back[:4]] == [None, round(1 / 7, 6), round(2 / 7, 6), None]


def test_columns_of_several_sorts_are_carried_as_what_they_are():
    mixed = ["text", 1, None, [1, 2]]
    table = pd.DataFrame({"mixed": pd.Series(mixed, dtype=object), "flag": [True, False, True, True]})
    table["day"] = pd.to_datetime(["1992-05-09", None, "1992-05-10", "1992-05-10"])
    back = rows_of(table, ["mixed", "flag", "day"])
    assert [row["mixed"] for row in back] == ["text", 1, None, "[1, 2]"]
    assert [row["flag"] for row in back] == [True, False, True, True]
    assert [row["day"] for row in back] == ["1992-05-09", None, "1992-05-10", "1992-05-10"]


def test_equal_tables_are_equal_bytes():
    table = pd.DataFrame({"title": ["b a", "a b", "a", "b"] * 400})
    first, second = (texts.encode(table, np.arange(1600), ["title"]) for _ in range(2))
    assert (first.common, list(first.batches)) == (second.common, list(second.batches))
