"""`geomap toponyms`: the lines that go in and come out, and what is said of bad ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from geomap.cli import main

KEYS = {"start", "end", "name", "lon", "lat", "uncertainty_m", "place_id", "feature_code", "score"}


def run(line: str) -> list[dict[str, object]]:
    result = CliRunner().invoke(main, ["toponyms", "-", "--quiet"], input=line)
    assert result.exit_code == 0, result.output
    return [json.loads(one) for one in result.stdout.splitlines()]


def test_spans_get_one_entry_each_in_order() -> None:
    text = "Xyzzyq and Sidon, Lebanon"
    (answer,) = run(json.dumps({"doc_id": "a", "text": text, "spans": [[18, 25], [0, 6], [11, 16]]}))
    assert answer["doc_id"] == "a"
    toponyms = answer["toponyms"]
    assert isinstance(toponyms, list)
    assert [one["name"] for one in toponyms] == ["Lebanon", "Xyzzyq", "Sidon"]
    assert all(set(one) == KEYS for one in toponyms)
    assert toponyms[2]["place_id"] == "geonames:268064"


def test_a_name_that_the_gazetteer_lacks_is_put_where_its_neighbours_are() -> None:
    (answer,) = run('{"text": "Xyzzyq and Sidon, Lebanon", "spans": [[0, 6], [11, 16], [18, 25]]}')
    unlisted, sidon, _ = answer["toponyms"]  # type: ignore[misc]
    assert unlisted["place_id"] is None
    assert unlisted["feature_code"] is None
    assert (unlisted["lon"], unlisted["lat"]) == (sidon["lon"], sidon["lat"])
    assert unlisted["uncertainty_m"] > 30_000
    assert 0.5 < unlisted["score"] <= sidon["score"]


def test_without_neighbours_it_has_no_place() -> None:
    (answer,) = run('{"text": "Xyzzyq was quiet.", "spans": [[0, 6]]}')
    (unlisted,) = answer["toponyms"]  # type: ignore[misc]
    assert [unlisted[key] for key in ("lon", "lat", "uncertainty_m", "place_id", "score")] == [None] * 5


def test_names_are_found_without_spans() -> None:
    answers = run('{"doc_id": 1, "text": "A clash near Sidon, Lebanon."}\n\n{"doc_id": 2, "text": ""}\n')
    assert [answer["doc_id"] for answer in answers] == [1, 2]
    assert [one["name"] for one in answers[0]["toponyms"]] == ["Sidon", "Lebanon"]  # type: ignore[attr-defined]
    assert answers[1]["toponyms"] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"doc_id": 1, "text": "ok"}\n{broken', "line 2, column 2"),
        ('{"doc_id": 1}', 'no object with a "text"'),
        ('["text"]', 'no object with a "text"'),
        ('{"text": "Lima", "spans": [[0, 9]]}', "span 1"),
        ('{"text": "Lima", "spans": [[0, 1.5]]}', "span 1"),
        ('{"text": "Lima", "spans": "0-4"}', "no list"),
    ],
)
def test_a_bad_line_is_named(line: str, said: str) -> None:
    result = CliRunner().invoke(main, ["toponyms", "-"], input=line)
    assert result.exit_code == 3
    assert said in " ".join(result.stderr.split())
    assert "Traceback" not in result.output


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["toponyms", str(tmp_path / "none.jsonl")])
    assert result.exit_code == 3
    assert "none.jsonl" in result.stderr.replace("\n", "")
