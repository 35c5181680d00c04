"""`geomap geocode`: every format out, from a file or a stream."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest

from geomap.readers import read_geocoded

FORMATS = ["geojson", "gpkg", "parquet", "csv", "fgb", "jsonl", "tsv", "xlsx", "json"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_comes_back(run, founding: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"located.{suffix}"
    result = run("geocode", founding, "-o", out)
    assert result.exit_code == 0, result.stderr
    back = read_geocoded(out)
    assert back["id"].tolist() == pd.read_csv(founding)["id"].tolist()
    assert back["status"].eq("located").all()
    assert back["footprint"].notna().all()


def test_a_located_table_is_mapped_without_locating_again(run, founding: Path, tmp_path: Path) -> None:
    located, page = tmp_path / "located.gpkg", tmp_path / "map.html"
    assert run("geocode", founding, "-o", located).exit_code == 0
    result = run("map", located, "-o", page)
    assert result.exit_code == 0, result.stderr
    assert "8 incidents: 8 located" in result.stderr


def test_stream_to_stream(run, founding: Path) -> None:
    result = run(
        "geocode", "-", "--input-format", "csv", "-o", "-", "--format", "geojson", stdin=founding.read_bytes()
    )
    assert result.exit_code == 0, result.stderr
    assert len(json.loads(result.stdout)["features"]) == 8


def test_stdout_needs_a_format(run, founding: Path) -> None:
    result = run("geocode", founding, "-o", "-")
    assert result.exit_code == 2
    assert "--format" in result.stderr


def test_unknown_ending_lists_the_known_ones(run, founding: Path, tmp_path: Path) -> None:
    result = run("geocode", founding, "-o", tmp_path / "out.docx")
    assert result.exit_code == 2
    assert "gpkg" in result.stderr


def test_own_coordinates_are_kept_and_their_radius_is_unknown(run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(
        "id,lat,lon,uncertainty_m,place\n1,-12.05,-77.03,,Lima\n2,-12.05,-77.03,0,Lima\n3,-12.05,-77.03,250,Lima\n"
        "4,-77.03,-120.05,,\n5,999,5,,Lima\n6,0,0,,Lima\n",
        encoding="utf-8",
    )
    result = run("geocode", source, "-o", "-", "--format", "jsonl")
    assert result.exit_code == 0, result.stderr
    rows = [json.loads(line) for line in io.StringIO(result.stdout)]
    assert [row["uncertainty_m"] for row in rows[:3]] == [None, None, 250]
    assert rows[0]["lon"] == -77.03
    assert rows[4]["coder_lat"] == 999
    assert rows[4]["place_name"] == "Lima"
    assert rows[5]["place_name"] == "Lima"
    assert "0, 0" in rows[5]["remarks"]


def test_unknown_country_is_said(run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,place,country\n1,Lima,Atlantis\n", encoding="utf-8")
    result = run("geocode", source, "-o", "-", "--format", "jsonl")
    assert result.exit_code == 0
    row = json.loads(result.stdout)
    assert row["place_name"] == "Lima"
    assert "Atlantis" in row["remarks"]


def test_unknown_country_option_is_refused(run, founding: Path) -> None:
    result = run("geocode", founding, "-o", "-", "--format", "csv", "--country", "Atlantis")
    assert result.exit_code == 2
    assert "Atlantis" in result.stderr


def test_distance_without_a_unit_is_said(run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,place,country\n1,20 from Lima,PE\n", encoding="utf-8")
    result = run("geocode", source, "-o", "-", "--format", "jsonl")
    assert result.exit_code == 0
    assert "no unit" in json.loads(result.stdout)["remarks"]


def test_columns_by_option(run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("Nr;Lugar;Muertos\n1;Ayacucho;3\n", encoding="utf-8")
    result = run(
        "geocode", source, "-o", "-", "--format", "jsonl", "--place-column", "Lugar", "--country", "PE",
        "--column", "killed_min=Muertos",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    row = json.loads(result.stdout)
    assert row["place_name"] == "Ayacucho"
    assert row["killed_min"] == 3
    assert row["Nr"] in (1, "1")


@pytest.mark.parametrize("option", ["--column nonsense=a", "--column place", "--place-column Nowhere"])
def test_bad_column_options_are_said(run, founding: Path, option: str) -> None:
    result = run("geocode", founding, "-o", "-", "--format", "csv", *option.split())
    assert result.exit_code in (2, 3)
    assert "Error" in result.stderr
