"""`geomap export` from end to end."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from geomap.readers import read_geocoded

KML = {"k": "http://www.opengis.net/kml/2.2"}


@pytest.mark.parametrize("ending", ["gpkg", "parquet", "geojson", "csv"])
def test_a_located_table_goes_from_format_to_format(run, founding: Path, tmp_path: Path, ending: str) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / f"b.{ending}"
    assert run("geocode", founding, "-o", first).exit_code == 0
    result = run("export", first, "-o", second)
    assert result.exit_code == 0, result.stderr
    before, after = read_geocoded(first), read_geocoded(second)
    assert list(after["id"]) == list(before["id"])
    assert list(after["remarks"]) == list(before["remarks"])


def test_kml_has_a_folder_a_kind_and_time_spans(run, founding: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.kml"
    result = run("export", founding, "-o", out)
    assert result.exit_code == 0, result.stderr
    root = ElementTree.parse(out).getroot()
    folders = [folder.findtext("k:name", namespaces=KML) for folder in root.iterfind(".//k:Folder", KML)]
    assert folders[:2] == ["political event", "armed attack"]
    assert len(root.findall(".//k:Placemark", KML)) == 8
    assert root.findtext(".//k:TimeSpan/k:begin", namespaces=KML) == "1992-05-05"


def test_kml_says_what_it_leaves_out_and_escapes_text(run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,title,place\na,<b>&\x07,Lima\nb,x,Xyzzyqwertz\n", encoding="utf-8")
    result = run("export", source, "-o", tmp_path / "a.kml")
    assert "1 rows without a point are left out" in result.stderr
    root = ElementTree.parse(tmp_path / "a.kml").getroot()
    assert root.findtext(".//k:Placemark/k:name", namespaces=KML) == "<b>& "


def test_an_unknown_ending_is_refused_before_any_work(run, founding: Path, tmp_path: Path) -> None:
    result = run("export", founding, "-o", tmp_path / "a.dbf")
    assert result.exit_code == 2
    assert ".dbf" in result.stderr
