"""What a check says: all of it in each language, with the same gaps."""

from __future__ import annotations

from string import Formatter

import pytest

from geomap.check import MEANING, check, words
from tests.check.test_check import AREAS, CASES, LAND, table


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_each_sentence_stands_in_both_languages_with_the_same_gaps() -> None:
    english, spanish = words._SAID["en"], words._SAID["es"]
    assert english.keys() == spanish.keys()
    assert [key for key in english if gaps(english[key]) != gaps(spanish[key])] == []
    assert MEANING.keys() == words._MEANING_ES.keys() == words._HEADINGS_ES.keys()


@pytest.mark.parametrize(("change", "code"), CASES)
def test_each_finding_is_said_in_spanish(change: dict, code: str) -> None:
    both = [
        check(table(change), {"Exland": LAND}.get, lambda *key: AREAS.get(key), language=language)[0]
        for language in ("en", "es")
    ]
    assert [finding.code for finding in both] == [code, code]
    assert both[0].message != both[1].message


def test_distances_and_counts_are_written_as_the_language_does() -> None:
    assert words.distance("en", 12_345) == "12.3 km"
    assert words.distance("es", 1_234_567) == "1.234,6 km"
    assert words.distance("es", 250) == "250 m"
    assert words.counted("es", "row", 1) == "1 fila"
    assert words.counted("es", "error", 2) == "2 errores"
