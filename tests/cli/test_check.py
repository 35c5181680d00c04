"""`geomap check` from end to end."""

from __future__ import annotations

import json
from pathlib import Path

BAD = "id,place,country,killed_min,killed_max\na,Lima,Peru,3,1\nb,Xyzzyqwertz,Peru,,\n"


def test_findings_as_lines_and_as_json(run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(BAD, encoding="utf-8")
    result = run("check", source)
    assert result.exit_code == 0, result.stderr
    assert "killed_min is 3" in result.stdout
    assert "1 errors and 1 warnings in 2 rows" in result.stderr
    found = json.loads(run("check", source, "--json").stdout)
    assert [(one["row"], one["code"]) for one in found] == [(1, "min_over_max"), (2, "not_found")]
    assert run("check", source, "--strict").exit_code == 5


def test_a_worklist_comes_back_as_decisions(run, tmp_path: Path) -> None:
    source, work, out = tmp_path / "in.csv", tmp_path / "work.csv", tmp_path / "out.csv"
    source.write_text(BAD, encoding="utf-8")
    assert run("check", source, "--worklist", work).exit_code == 0
    lines = work.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("b,"))
    lines[at] = lines[at].replace("b,,,,,,", "b,,-77,-12,500,AB,seen there", 1)
    work.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = run("geocode", source, "-o", out, "--decisions", work)
    assert result.exit_code == 0, result.stderr
    assert "2 located" in result.stderr


def test_compare_says_what_changed(run, tmp_path: Path) -> None:
    source, before = tmp_path / "in.csv", tmp_path / "before.csv"
    source.write_text(BAD, encoding="utf-8")
    assert run("geocode", source, "-o", before).exit_code == 0
    source.write_text(BAD.replace("Xyzzyqwertz", "Cusco"), encoding="utf-8")
    after = tmp_path / "after.csv"
    assert run("geocode", source, "-o", after).exit_code == 0
    found = json.loads(run("check", after, "--compare", before, "--json").stdout)
    assert [(one["id"], one["change"]) for one in found] == [("b", "changed")]
    assert "status" in found[0]["columns"]
