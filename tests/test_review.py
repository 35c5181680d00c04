"""A human's decision beats the machine's, shows, and is refused where it cannot be meant."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import geomap
from geomap.errors import InputError
from geomap.gazetteer import Gazetteer
from geomap.review import read_decisions

ROWS = pd.DataFrame({"id": ["a", "b"], "place": ["Lima, Peru", "Xyzzyqwertz"]})


def _decided(gazetteer: Gazetteer, **decision: object):
    decisions = pd.DataFrame([decision])
    return geomap.geocode(ROWS, decisions=decisions, gazetteer=gazetteer).set_index("id")


def test_a_place_is_taken(gazetteer: Gazetteer) -> None:
    row = _decided(gazetteer, id="b", place_id="geonames:3947019", who="A. B.", why="Named in the annex").loc[
        "b"
    ]
    assert row["status"] == "located"
    assert row["method"] == "decision"
    assert row["place_name"] == "Ayacucho"
    assert row["uncertainty_m"] > 0
    assert "A. B." in row["remarks"]
    assert "Named in the annex" in row["remarks"]


def test_a_point_is_taken_and_the_machine_s_answer_is_kept_beside_it(gazetteer: Gazetteer) -> None:
    row = _decided(
        gazetteer, id="a", lon=-77.0, lat=-12.0, uncertainty_m=250, who="A. B.", why="Visited"
    ).loc["a"]
    assert (row.geometry.x, row.geometry.y) == (-77.0, -12.0)
    assert row["uncertainty_m"] == 250
    assert json.loads(row["alternatives"])[0]["place_id"] == "geonames:3936456"
    assert pd.isna(row["place_id"])


def test_a_point_without_a_radius_has_an_unknown_one(gazetteer: Gazetteer) -> None:
    row = _decided(gazetteer, id="a", lon=-77.0, lat=-12.0, who="A. B.", why="Visited").loc["a"]
    assert pd.isna(row["uncertainty_m"])
    assert row["footprint"] is None


def test_the_other_rows_stay_as_they_were(gazetteer: Gazetteer) -> None:
    plain = geomap.geocode(ROWS, gazetteer=gazetteer).set_index("id")
    decided = _decided(gazetteer, id="b", place_id="geonames:3947019", who="A", why="B")
    pd.testing.assert_series_equal(plain.loc["a"].drop("footprint"), decided.loc["a"].drop("footprint"))


BAD = [
    ({"id": "a", "lon": "1", "who": "A", "why": "B"}, "half a position"),
    ({"id": "a", "lon": "1", "lat": "100", "who": "A", "why": "B"}, "not on the globe"),
    ({"id": "a", "lon": "x", "lat": "1", "who": "A", "why": "B"}, "not a number"),
    ({"id": "a", "lon": "1", "lat": "1", "uncertainty_m": "0", "who": "A", "why": "B"}, "more than zero"),
    ({"id": "a", "place_id": "p", "who": "", "why": "B"}, "without 'who'"),
    ({"id": "", "place_id": "p", "who": "A", "why": "B"}, "without the id"),
]


@pytest.mark.parametrize(("decision", "said"), BAD)
def test_a_decision_that_cannot_be_meant_is_refused(decision: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_decisions(pd.DataFrame([decision]))


def test_undecided_rows_of_a_worklist_are_passed_over() -> None:
    table = pd.DataFrame({"id": ["a", "b"], "place_id": ["", "p"], "who": ["", "A"], "why": ["", "B"]})
    assert [decision.id for decision in read_decisions(table)] == ["b"]


def test_deciding_twice_on_a_row_is_refused() -> None:
    table = pd.DataFrame({"id": ["a", "a"], "place_id": ["p", "q"], "who": ["A", "A"], "why": ["B", "B"]})
    with pytest.raises(InputError, match="second time"):
        read_decisions(table)


@pytest.mark.parametrize(
    "decision", [{"id": "z", "place_id": "geonames:3947019"}, {"id": "a", "place_id": "geonames:0"}]
)
def test_unknown_rows_and_places_are_refused(gazetteer: Gazetteer, decision: dict[str, str]) -> None:
    with pytest.raises(InputError, match=r"'z'|'geonames:0'"):
        _decided(gazetteer, who="A", why="B", **decision)


def test_from_a_file(gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text("id,place_id,who,why\nb,geonames:3947019,A. B.,annex 4\n", encoding="utf-8")
    row = geomap.geocode(ROWS, decisions=path, gazetteer=gazetteer).set_index("id").loc["b"]
    assert row["method"] == "decision"
