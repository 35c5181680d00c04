"""A memory of looked-up names says what the gazetteer says."""

from __future__ import annotations

import pytest

from geomap.gazetteer import Gazetteer, remembered
from geomap.gazetteer.remembered import Remembered

NAMES = ["Lima", "Xyzzyq", "Lima", "SouthSudan", "Maiduguri LGA", "", "US", "us"]


@pytest.mark.parametrize("kept", [0, 1, 1000])
def test_it_says_the_same_however_little_it_keeps(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr(remembered, "KEPT", kept)
    known = Remembered(gazetteer)
    expected = gazetteer.lookup_many(NAMES)
    assert expected["Lima"]
    for part in (NAMES[:2], NAMES, NAMES[3:], ["Lima"]):
        assert known.lookup_many(part) == {name: expected[name] for name in part}


def test_a_name_is_asked_for_once(gazetteer: Gazetteer) -> None:
    asked: list[str] = []

    class Counting:
        def lookup_many(self, names):  # type: ignore[no-untyped-def]
            asked.extend(names)
            return gazetteer.lookup_many(names)

    known = Remembered(Counting())
    known.lookup_many(["Lima", "Cusco"])
    known.lookup_many(["Cusco", "Puno"])
    assert asked == ["Lima", "Cusco", "Puno"]
