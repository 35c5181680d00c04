"""Rows of several reports on one incident, made one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from geomap.extract.lexicon import typology
from geomap.extract.reconcile import join_reports


def row(source: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": source,
        "title": f"As {source} has it",
        "kind": "bombing",
        "date": "1990-05-02",
        "date_start": "1990-05-02",
        "date_end": "1990-05-02",
        "place": "Huanta",
        "places": ["Huanta", "Peru"],
        "country": "PE",
        "assertion": "asserted",
        "source": source,
        "quote": f"Words of {source}.",
        "quote_spans": "[[0, 10]]",
    } | changes


def join(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return join_reports(rows, lambda kind: typology()[kind].family)


def test_counts_become_a_range_and_all_sources_stay() -> None:
    (found,) = join(
        row("a", killed_min=2, killed_max=2, actor="rebels"),
        row("b", killed_min=5, injured_min=1, injured_max=1),
        row("c", actor="an armed group"),
    )
    assert (found["source"], found["actor"]) == ("a; b; c", "rebels")
    assert (found["killed_min"], "killed_max" in found) == (2, False)
    assert (found["injured_min"], found["injured_max"]) == (1, 1)
    assert found["quote"] == "Words of a. […] Words of b. […] Words of c."
    assert json.loads(found["quote_spans"]) == {name: [[0, 10]] for name in "abc"}
    assert "The reports differ on people killed: a 2; b 5 or more." in found["extract_remarks"]


def test_the_narrowest_date_and_the_fullest_place_stand() -> None:
    wide = {"date": "1990-05-01/1990-05-04", "date_start": "1990-05-01", "date_end": "1990-05-04"}
    (found,) = join(
        row("a", **wide), row("b", place="Los Pinos, Huanta", places=["Los Pinos", "Huanta", "Peru"])
    )
    assert (found["date"], found["place"]) == ("1990-05-02", "Los Pinos, Huanta")
    assert found["id"] == "a"


@pytest.mark.parametrize(
    "other",
    [
        {"source": "a"},
        {"kind": "negotiation"},
        {"date_start": "1990-05-03", "date_end": "1990-05-03"},
        {"date_start": None, "date_end": None},
        {"date_start": "1990-01-01", "date_end": "1990-12-31"},
        {"places": ["Cusco", "Peru"]},
        {"places": ["Peru"]},
        {"country": "CO"},
        {"assertion": "denied"},
    ],
    ids=lambda other: ", ".join(other),
)
def test_rows_that_stay_apart(other: dict[str, Any]) -> None:
    one, two = row("a"), row("b") | other
    assert join(one, two) == [one, two]
