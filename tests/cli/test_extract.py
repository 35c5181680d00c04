"""`geomap extract`: documents in, tables and JSON lines out; what cannot be read is said."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from geomap.model import INPUT_COLUMNS
from geomap.readers.documents import article, read_documents, without_furniture
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


def test_furniture_of_a_page_is_left_out() -> None:
    above = "Skip navigation\n× You have 2 more free articles available this month. Subscribe today."
    text = f"{above}\nA raid.\nAlready a subscriber? Login"
    assert without_furniture(text).split() == ["A", "raid."]


def test_a_sentence_about_subscribers_stays() -> None:
    text = "Subscribers of the paper were attacked in Lima on 3 May 1990."
    assert without_furniture(text) == text


def test_article_of_a_page() -> None:
    page = (
        "<html><head><title>T</title><script>var a='<p>x</p>'</script></head><body><nav>Home</nav>"
        "<article><h1>Raid</h1><p>On 3 May &amp; after,\n two men.</p><aside>More</aside></article>"
        "<footer>Address</footer></body></html>"
    )
    assert article(page) == "Raid\n\nOn 3 May & after, two men."


def test_legacy_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Ataque en Junín y Áncash, año 1990.".encode("cp1252"))
    said: list[str] = []
    (found,) = read_documents(str(path), notify=said.append)
    assert "Junín" in found.text
    assert "cp1252" in said[0]
