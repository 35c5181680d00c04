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
    assert "1 error and 1 warning in 2 rows" in result.stderr
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


def test_two_tables_are_compared(run, tmp_path: Path) -> None:
    source, before, after = tmp_path / "in.csv", tmp_path / "before.csv", tmp_path / "after.gpkg"
    source.write_text(BAD, encoding="utf-8")
    assert run("geocode", source, "-o", before).exit_code == 0
    source.write_text(BAD.replace("Xyzzyqwertz", "Cusco"), encoding="utf-8")
    assert run("geocode", source, "-o", after).exit_code == 0
    found = json.loads(run("check", before, after, "--json").stdout)
    assert [(one["id"], one["change"]) for one in found] == [("b", "changed")]
    assert "status" in found[0]["columns"]
    assert found[0]["values"]["place"] == ["Xyzzyqwertz", "Cusco"]
    result = run("check", before, after)
    assert "2 and 2 rows: 0 removed, 0 added, 1 changed." in result.stderr
    assert run("check", before, after, "--strict").exit_code == 5
    assert run("check", before, before, "--strict").exit_code == 0


def test_tables_can_be_checked_together(run, tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.csv").write_text("id,place,date\nx,Lima,1992\n", encoding="utf-8")
    three = [tmp_path / f"{name}.csv" for name in "abc"]
    found = json.loads(run("check", *three, "--together", "--json").stdout)
    assert [one["code"] for one in found].count("duplicate_id") == 2
    result = run("check", *three)
    assert result.exit_code == 2
    assert "--together" in result.stderr


def test_the_report_is_one_page(run, tmp_path: Path) -> None:
    source, page = tmp_path / "in.csv", tmp_path / "report.html"
    source.write_text(BAD, encoding="utf-8")
    result = run("check", source, "--html", page)
    assert result.exit_code == 0, result.stderr
    text = page.read_text(encoding="utf-8")
    assert "killed_min is 3" in text
    assert "SHA-256 of the inputs" in text
    assert run("check", source, "--html", page).exit_code == 1  # it stands there already
    first = page.read_bytes()
    assert run("check", source, "--html", page, "--force").exit_code == 0
    assert page.read_bytes() == first


CODED = (
    "id,relid,where_prec,where_coordinates,where_description,date_prec,type_of_violence,country,"
    "latitude,longitude,date_start,date_end\n"
    "1,R,1,Lima town,Lima,1,1,Peru,-12.05,-77.03,1992-05-06,1992-05-06\n"
    "2,R,1,Cusco town,Cusco,1,1,Peru,-16.4,-71.5,1992-05-06,1992-05-06\n"
    "3,R,1,Ica town,Xyzzyqwertz,1,1,Peru,-14.1,-75.7,1992-05-06,1992-05-06\n"
)


def test_the_coders_points_are_compared_with_the_words(run, tmp_path: Path) -> None:
    source, work = tmp_path / "ged.csv", tmp_path / "work.csv"
    source.write_text(CODED, encoding="utf-8")
    result = run("check", source, "--against", "coder", "--worklist", work)
    assert result.exit_code == 0, result.stderr
    assert [line.split()[3] for line in result.stdout.splitlines()] == ["2", "3"]
    assert (
        "3 rows have a coder's point: 1 within what the words support, 1 outside, 1 not placed"
        in result.stderr
    )
    assert "coder: lon -71.5, lat -16.4" in work.read_text(encoding="utf-8")
    found = json.loads(run("check", source, "--against", "coder", "--json").stdout)
    assert [one["id"] for one in found] == ["2", "3", "1"]
    assert found[0]["outside_m"] > 300_000


def test_the_coder_is_compared_whatever_the_coordinates_were_taken_for(run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,place,country,lon,lat\na,Cusco,Peru,-77,-12\n", encoding="utf-8")
    found = json.loads(run("check", source, "--against", "coder", "--json").stdout)
    assert found[0]["beyond_m"] > 500_000


def test_two_peoples_decisions_are_compared(run, tmp_path: Path) -> None:
    source, first, second = (tmp_path / name for name in ("in.csv", "a.csv", "b.csv"))
    source.write_text("id,place\na,Lima\nb,Xyzzyqwertz\nc,Cusco\nd,Ica\n", encoding="utf-8")
    head = "id,place_id,lon,lat,uncertainty_m,who,why\n"
    first.write_text(head + "a,,-77,-12,500,A,x\nb,,-70,-12,500,A,x\nc,,-72,-13.5,,A,x\n", encoding="utf-8")
    second.write_text(head + "a,,-77.004,-12,,B,y\nb,,-71,-12,,B,y\nd,,-75.7,-14,,B,y\n", encoding="utf-8")
    result = run("check", source, "--decisions", first, "--against", second)
    assert result.exit_code == 0, result.stderr
    assert (
        "2 rows decided by both: 1 agree, 1 differ. 2 rows decided by one of the two alone." in result.stderr
    )
    found = json.loads(run("check", source, "--decisions", first, "--against", second, "--json").stdout)
    assert [(one["id"], one["verdict"]) for one in found] == [
        ("b", "differ"), ("c", "first"), ("d", "second"), ("a", "agree"),
    ]  # fmt: skip
    assert run("check", source, "--against", second).exit_code == 2


def test_decisions_for_other_data_are_refused(run, tmp_path: Path) -> None:
    source, decisions = tmp_path / "in.csv", tmp_path / "d.csv"
    source.write_text("id,place\na,Lima\n", encoding="utf-8")
    decisions.write_text("id,lon,lat,who,why\nx,1,1,A,y\nz,1,1,A,y\n", encoding="utf-8")
    result = run("check", source, "--decisions", decisions)
    assert result.exit_code == 3
    assert "none of the 2 decisions is for a row of this table" in result.stderr.replace("\n", " ")


def test_it_speaks_spanish_too(run, tmp_path: Path) -> None:
    source, page = tmp_path / "in.csv", tmp_path / "informe.html"
    source.write_text(BAD, encoding="utf-8")
    result = run("check", source, "--lang", "es", "--html", page)
    assert result.exit_code == 0, result.stderr
    assert "killed_min es 3 y killed_max solo 1." in result.stdout
    assert "fila 2" in result.stdout
    assert "1 error y 1 aviso en 2 filas" in result.stderr
    text = page.read_text(encoding="utf-8")
    assert '<html lang="es">' in text
    for said in ("Revisión de una tabla de incidentes", "No encontrados: 1", "Lugar según la fuente"):
        assert said in text
    codes = [one["code"] for one in json.loads(run("check", source, "--lang", "es", "--json").stdout)]
    assert codes == ["min_over_max", "not_found"]  # for programs nothing changes
    other = tmp_path / "b.csv"
    other.write_text(BAD.replace("Xyzzyqwertz", "Cusco"), encoding="utf-8")
    assert (
        "2 y 2 filas: 0 quitadas, 0 añadidas, 1 cambiadas."
        in run("check", source, other, "--lang", "es").stderr
    )
