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
    assert folders[0] == "massacre"  # the most frequent first, as in the legend
    assert len(folders) == len(set(folders)) > 2
    assert len(root.findall(".//k:Placemark", KML)) == 8
    begins = {begin.text for begin in root.iterfind(".//k:TimeSpan/k:begin", KML)}
    assert {"1992-05-05", "1985-10-04"} <= begins


def test_kml_says_what_it_leaves_out_and_escapes_text(run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,title,place\na,<b>&\x07,Lima\nb,x,Xyzzyqwertz\n", encoding="utf-8")
    result = run("export", source, "-o", tmp_path / "a.kml")
    assert "1 row has no point" in result.stderr
    root = ElementTree.parse(tmp_path / "a.kml").getroot()
    assert [mark.text for mark in root.iterfind(".//k:Placemark/k:name", KML)] == ["<b>& ", "x"]


def test_standard_output_needs_a_format(run, founding: Path) -> None:
    result = run("export", founding, "-o", "-", "--format", "dwc")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith('"eventID","eventDate"')
    assert len(result.stdout.splitlines()) > 8
    assert "standard output: 8 incidents" in result.stderr
    assert run("export", founding, "-o", "-").exit_code == 2


def test_a_preset_says_what_becomes_of_the_coordinates(run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(
        "event_id,event_date,location_description,location_accuracy,landslide_category,country_name,"
        "longitude,latitude\n1,2/7/2009 0:00,Lima,5km,landslide,Peru,-77.1,-12.1\n",
        encoding="utf-8",
    )
    result = run("export", source, "-o", tmp_path / "words.csv")
    assert "read as NASA landslides" in result.stderr
    assert "--coordinates given takes them instead" in result.stderr
    found = read_geocoded(tmp_path / "words.csv")
    assert (found["method"][0], found["coder_lon"][0]) == ("at", -77.1)
    run("export", source, "-o", tmp_path / "given.csv", "--coordinates", "given")
    found = read_geocoded(tmp_path / "given.csv")
    assert (found["method"][0], found.geometry[0].x, found["uncertainty_m"][0]) == (
        "coordinates",
        -77.1,
        5_000,
    )


def test_an_unknown_ending_is_refused_before_any_work(run, founding: Path, tmp_path: Path) -> None:
    result = run("export", founding, "-o", tmp_path / "a.dbf")
    assert result.exit_code == 2
    assert ".dbf" in result.stderr
