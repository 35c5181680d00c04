"""`geomap extract`: documents in, tables and JSON lines out; what cannot be read is said."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from geomap.model import INPUT_COLUMNS
from tests.cli.conftest import Run

REPORT = "Lima, 3 May 90 (EFE) -- A bomb exploded yesterday in Ayacucho, killing two policemen.\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_report_to_table_to_map(run: Run, report: Path, tmp_path: Path) -> None:
    table = tmp_path / "incidents.csv"
    result = run("extract", report, "-o", table)
    assert result.exit_code == 0, result.stderr
    assert "1990-05-02 · bombing · Ayacucho · killed 2" in result.stderr
    with open(table, encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert set(row) - set(INPUT_COLUMNS) == {"extract_remarks"}
    assert (row["date"], row["place"], row["killed_min"]) == ("1990-05-02", "Ayacucho", "2")
    corrected = table.read_text(encoding="utf-8").replace("bombing", "massacre")
    table.write_text(corrected, encoding="utf-8")
    located = run("geocode", table, "-o", "-", "--format", "jsonl")
    assert located.exit_code == 0, located.stderr
    (line,) = located.stdout.splitlines()
    assert json.loads(line)["kind"] == "massacre"
    assert json.loads(line)["id"] == row["id"]


def test_map_reads_prose(run: Run, report: Path, tmp_path: Path) -> None:
    result = run("map", report, "-o", tmp_path / "map.html")
    assert result.exit_code == 0, result.stderr
    assert "1 incident: 1 located" in result.stderr


def test_json_lines(run: Run) -> None:
    lines = [
        json.dumps({"doc_id": "a", "text": REPORT}),
        json.dumps({"doc_id": "b", "text": "Nothing here."}),
    ]
    result = run("extract", "-", "--jsonl", stdin="\n".join(lines))
    assert result.exit_code == 0, result.stderr
    one, two = map(json.loads, result.stdout.splitlines())
    assert one["incidents"][0]["places"] == ["Ayacucho", "Peru"]
    assert (one["incidents"][0]["date_start"], two) == ("1990-05-02", {"doc_id": "b", "incidents": []})


def test_document_date(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("A bomb exploded yesterday in Ayacucho.", encoding="utf-8")
    result = run("extract", path, "--jsonl", "--document-date", "1990-05-03")
    assert json.loads(result.stdout)["incidents"][0]["date"] == "1990-05-02"
    assert run("extract", path, "--document-date", "May 1990").exit_code == 2


def test_formulas_are_harmless(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("=cmd() A bomb exploded on 3 May 1990 in Ayacucho.", encoding="utf-8")
    result = run("extract", path)
    assert ",'=cmd()" in result.stdout.replace('"', "")


def test_output_is_not_overwritten(run: Run, report: Path, tmp_path: Path) -> None:
    table = tmp_path / "incidents.csv"
    table.write_text("kept", encoding="utf-8")
    assert run("extract", report, "-o", table).exit_code == 1
    assert table.read_text(encoding="utf-8") == "kept"
    assert run("extract", report, "-o", table, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("a.txt", b"", 3, "empty"),
        ("a.txt", b"  \n", 3, "empty"),
        ("a.txt", b"\0\1\2", 3, "not text"),
        ("a.jsonl", b'{"doc_id": 1}\n', 3, "no member text"),
        ("a.xyz", b"text", 2, "ending"),
    ],
)
def test_what_cannot_be_read(
    run: Run, tmp_path: Path, name: str, content: bytes, code: int, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    result = run("extract", path)
    assert result.exit_code == code
    assert said in result.stderr


def test_missing_file(run: Run, tmp_path: Path) -> None:
    assert run("extract", tmp_path / "none.txt").exit_code == 3


def test_reports_on_one_incident_are_joined(run: Run, report: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(
        "Ayacucho, 4 May 90 (AP) -- A bomb exploded on 2 May in Ayacucho, killing three policemen. "
        "On 3 May, rebels attacked the town of Huanta.",
        encoding="utf-8",
    )
    result = run("extract", report, other, "--join")
    assert result.exit_code == 0, result.stderr
    one, two = csv.DictReader(result.stdout.splitlines())
    assert (one["source"], one["killed_min"], one["killed_max"]) == ("report; other", "2", "3")
    assert "The reports differ on people killed: report 2; other 3." in one["extract_remarks"]
    assert set(json.loads(one["quote_spans"])) == {"report", "other"}
    assert (two["source"], two["place"]) == ("other", "town of Huanta")
    assert run("extract", report, other, "--join", "--jsonl").exit_code == 2
    located = run("map", report, other, "--join", "-o", tmp_path / "map.html")
    assert "2 incidents" in located.stderr


def test_own_kinds(run: Run, tmp_path: Path) -> None:
    report, kinds = tmp_path / "r.txt", tmp_path / "kinds.toml"
    report.write_text("On 3 May 1990, soldiers demolished twelve houses in Huanta.", encoding="utf-8")
    kinds.write_text('[demolition]\nverb = ["demolished"]\n', encoding="utf-8")
    assert run("extract", report).stderr.startswith("0 incidents")
    result = run("extract", report, "--kinds", kinds, "--jsonl")
    (found,) = json.loads(result.stdout)["incidents"]
    assert (found["kind"], found["date"], found["place"]) == ("demolition", "1990-05-03", "Huanta")
    assert run("map", report, "--kinds", kinds, "-o", tmp_path / "map.html").exit_code == 0
    kinds.write_text("[demolition]\nverb = 3\n", encoding="utf-8")
    broken = run("extract", report, "--kinds", kinds)
    assert broken.exit_code == 3
    assert "expected a list of words" in " ".join(broken.stderr.split())
    assert broken.stdout == ""


def test_planned_and_denied_are_drafted_when_asked_for(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "r.txt"
    report.write_text(
        "The rebels threatened to attack Huanta on 5 May 1990. The minister denied that two peasants "
        "were killed in Tarma on 4 May 1990. On 3 May 1990, a bomb exploded in Cusco.",
        encoding="utf-8",
    )
    (asserted,) = json.loads(run("extract", report, "--jsonl").stdout)["incidents"]
    every = json.loads(run("extract", report, "--jsonl", "--unclaimed").stdout)["incidents"]
    assert [one["assertion"] for one in every] == ["planned", "denied", "asserted"]
    assert [one["place"] for one in every] == ["Huanta", "Tarma", "Cusco"]
    assert asserted == every[2]


def test_a_draft_corrected_in_a_spreadsheet_stands(run: Run, report: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    draft, located = tmp_path / "draft.xlsx", tmp_path / "located.csv"
    assert run("extract", report, "-o", draft).exit_code == 0
    book = openpyxl.load_workbook(draft)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for name, value in (("place", "Huanta"), ("killed_max", 4), ("kind", "massacre"), ("date", "1990-05-01")):
        sheet.cell(2, columns[name]).value = value
    book.save(draft)
    result = run("geocode", draft, "-o", located)
    assert result.exit_code == 0, result.stderr
    with open(located, encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["place"], row["place_name"], row["kind"], row["date"]) == (
        "Huanta", "Huanta", "massacre", "1990-05-01",
    )  # fmt: skip
    assert (row["killed_min"], row["killed_max"]) == ("2", "4")
    assert "killing two policemen" in row["quote"]


def test_date_of_the_report_reaches_the_map(run: Run, tmp_path: Path) -> None:
    path, page = tmp_path / "r.txt", tmp_path / "map.html"
    path.write_text("A bomb exploded yesterday in Ayacucho, killing two policemen.", encoding="utf-8")
    located = tmp_path / "o.csv"
    assert run("geocode", path, "--document-date", "1990-05-03", "-o", located).exit_code == 0
    assert "1990-05-02" in located.read_text(encoding="utf-8")
    assert run("map", path, "--document-date", "May", "-o", page).exit_code == 2


def test_another_language_is_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text(
        "No dia 1990-05-04 dois policiais foram mortos pelo grupo em Belém, e as autoridades "
        "não disseram quem foi; os moradores da cidade fugiram para o norte do estado.",
        encoding="utf-8",
    )
    result = run("extract", path, "--jsonl")
    (found,) = json.loads(result.stdout)["incidents"]
    assert "Portuguese has no lexicon" in result.stderr
    assert (found["date"], found["kind"]) == ("1990-05-04", "other")
    assert "Belém" in found["places"]
