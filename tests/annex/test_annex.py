"""The annex: the numbers of the figure, what was used, and nothing that the data could smuggle in."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geomap.annex import FORMATS, LANGUAGES, annex, compose, content
from geomap.errors import UsageError
from geomap.figure.incidents import incidents_of, ranges
from geomap.model import KINDS
from geomap.resources import package_file

HOSTILE = '=cmd|"</td><script>alert(1)</script>` [x](javascript:1) \x07\u202e *b* | c'
PROVENANCE = {
    "tool": "geomap 9.9",
    "gazetteer": "f00d",
    "sources": ["GeoNames 1"],
    "inputs": [{"sha256": "abc123"}],
    "options": {"country": "PE"},
}


def table(**changed: list) -> gpd.GeoDataFrame:
    columns = {
        "id": ["a", "b", "c", "d"],
        "title": ["One", HOSTILE, "Three", None],
        "date": ["1992-05-06", None, "May 1992", "1992"],
        "place": ["12 km NE of Lima", "San Juan", "Xyzzy", None],
        "kind": ["armed_attack", "my own words", None, "killing"],
        "country": ["Peru", "Peru", None, None],
        "source": ["Report 1", "Report 2", None, None],
        "source_url": ["https://example.org/", None, None, "javascript:alert(1)"],
        "status": ["located", "ambiguous", "not_found", "located"],
        "method": ["offset", "at", None, "decision"],
        "place_name": ["Lima", "San Juan", None, None],
        "admin1_name": ["Lima Province", "Ica", None, None],
        "feature_code": ["PPLC", "PPL", None, None],
        "uncertainty_m": [5_200.0, 40_000.0, None, None],
        "remarks": ["12 km.", "Several.", "Not known.", "A. B. decided."],
        "witness": ["W. Itness", "x", None, None],
    }
    points = [shapely.Point(-76.95, -11.97), shapely.Point(-75.1, -14.2), None, shapely.Point(30.5, 50.4)]
    return gpd.GeoDataFrame(pd.DataFrame(columns | changed), geometry=points, crs=4326)


def test_a_row_says_when_what_where_how_sure_and_why() -> None:
    first, second, third, fourth = compose(table()).rows
    assert first == [
        "1", "May 6, 1992", "armed attack: One", "12 km NE of Lima",
        "round Lima, Lima Province, Peru (11.97° S, 76.95° W)".replace("° ", "°\u00a0"),
        "5.2 km", "12 km.", "Report 1, https://example.org/",
    ]  # fmt: skip
    assert second[4].endswith("; could be elsewhere")
    assert third[4:6] == ["not placed", "–"]
    assert fourth[4:6] == ["50.40000°\u00a0N, 30.50000°\u00a0E", "not known"]


def test_dates_are_words_for_people_and_edtf_for_programs() -> None:
    dated = table(date=["1992-05-14/1992-05-16", "1992-05~", "2019-XX", "9 May 1992, at night"])
    words = ["May 14 – 16, 1992", "about May 1992", "2019", "9 May 1992, at night"]
    assert [row[1] for row in compose(dated).rows] == words
    assert compose(dated, language="es").rows[1][1] == "hacia may 1992"
    html, markdown = (annex(dated, name).decode() for name in ("html", "md"))
    assert '<data value="1992-05-14/1992-05-16">May 14 – 16, 1992</data>' in html
    assert "<td>9 May 1992, at night</td>" in html
    assert "| May 14 – 16, 1992 |" in markdown
    rows = list(csv.reader(io.StringIO(annex(dated, "csv").decode())))
    assert [row[1] for row in rows[1:]] == list(dated["date"])


def test_numbers_are_those_of_the_figure() -> None:
    made = table()
    shown = incidents_of(made)
    rows = compose(made).rows
    for spot in shown.spots:
        for row in spot.rows:
            assert rows[row][0] == ranges([row])
            assert rows[row][6] == made["remarks"].iloc[row]


def test_the_note_says_what_was_used_and_counted() -> None:
    note = "\n".join(compose(table(), provenance=PROVENANCE).note)
    for words in (
        "where: 2 of 4 places",
        "by a person: 1 of 4 places",
        "several places: 1 of 4",
        "Not placed: 1 of 4",
        "gazetteer f00d",
        "GeoNames 1",
        "abc123",
        "geomap 9.9",
        "country PE",
    ):
        assert words in note
    assert "Taken as they came" not in note


def test_calibration_is_what_was_measured_or_said_to_be_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(content, "calibration", lambda: None)
    assert "No calibration has been measured" in "\n".join(compose(table()).note)
    measured = {
        "tool": "geomap 1",
        "references": [{"reference": "R", "placed": 200, "held": 181, "median_radius_m": 9_000.0}],
    }
    monkeypatch.setattr(content, "calibration", lambda: measured)
    note = "\n".join(compose(table()).note)
    assert (
        "R: the area held the coder's point for 90\u00a0% of 200 places (median uncertainty 9.0 km)" in note
    )
    assert "not with the truth" in note


def test_only_named_columns_are_added() -> None:
    assert all("W. Itness" not in cell for row in compose(table()).rows for cell in row)
    assert compose(table(), extra=["witness"]).rows[0][-1] == "W. Itness"
    with pytest.raises(UsageError, match="no column 'nobody'"):
        compose(table(), extra=["nobody"])


def test_languages_say_the_same_things() -> None:
    import tomllib

    one, other = (
        tomllib.loads(package_file("annex", f"{name}.toml").read_text("utf-8")) for name in LANGUAGES
    )
    assert set(other) - set(one) == {"kinds"}
    assert set(other["kinds"]) == set(KINDS)
    page = json.loads(package_file("frontend", "es.json").read_text("utf-8"))["kinds"]
    assert {kind: name.lower() for kind, name in page.items()} == dict(other["kinds"])
    for group in ("columns", "cells", "method"):
        assert list(one[group]) == list(other[group])
        for key, template in one[group].items():
            assert sorted(re.findall(r"\{\w+\}", template)) == sorted(
                re.findall(r"\{\w+\}", other[group][key])
            )
    spanish = compose(table(), language="es")
    assert spanish.rows[0][2] == "ataque armado: One"
    assert "alrededor de Lima" in spanish.rows[0][4]
    assert spanish.rows[0][4].endswith("O)")
    with pytest.raises(UsageError):
        compose(table(), language="fr")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}


def test_html_has_the_structure_of_harmless_text() -> None:
    made = [table(), table(title=["One", "Two", "Three", None])]
    parsed = []
    for each in made:
        parser = Tags()
        parser.feed(annex(each, "html").decode("utf-8"))
        parsed.append(parser)
    assert parsed[0].tags == parsed[1].tags
    assert parsed[0].attributes <= {
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "scope",
        "class",
        "value",
    }
    text = annex(table(), "html").decode("utf-8")
    assert "\u202e" not in text
    assert "\x07" not in text


def test_markdown_gives_hostile_text_no_meaning() -> None:
    text = annex(table(), "md").decode("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| 2 ")]
    assert len(rows) == 1
    assert len(re.findall(r"(?<!\\)\|", rows[0])) == 9
    assert "<script" not in text.replace("\\<script", "")
    assert "\\[x\\](javascript" in text  # brackets that make no link


def test_csv_is_the_table_harmless_to_spreadsheets() -> None:
    rows = list(csv.reader(io.StringIO(annex(table(kind=["=x", None, None, None]), "csv").decode("utf-8"))))
    assert len(rows) == 5
    assert rows[1][2].startswith("'=x")
    assert {len(row) for row in rows} == {8}


def test_docx_has_the_table_its_head_on_each_page_and_the_note() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(annex(table(), "docx", provenance=PROVENANCE)))
    (made,) = document.tables
    expected = compose(table())
    assert [[cell.text for cell in row.cells] for row in made.rows] == [
        list(expected.columns),
        *expected.rows,
    ]
    assert made.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert any("f00d" in paragraph.text for paragraph in document.paragraphs)
    assert document.core_properties.author == ""


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_table_gives_the_same_bytes(format: str) -> None:
    assert annex(table(), format, provenance=PROVENANCE) == annex(table(), format, provenance=PROVENANCE)


def test_measured_figures_are_well_formed_if_there_are_any() -> None:
    found = content.calibration()
    if found is not None:
        assert all(0 <= each["held"] <= each["placed"] for each in found["references"])
        json.dumps(found)
