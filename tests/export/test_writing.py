"""Nothing is lost: what stood there stays until the new file is whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import geopandas
import pandas as pd
import pytest
import shapely

from geomap.errors import OutputError, OutputExistsError, UsageError
from geomap.export import FORMATS, write

FULL_DISK = """
import random, resource, sys
import geopandas, shapely
from geomap.errors import OutputError
from geomap.export import write
n = 3000
table = geopandas.GeoDataFrame(
    {"id": [str(i) for i in range(n)], "status": "located", "method": "at",
     "remarks": [str(random.random()) * 9 for i in range(n)]},
    geometry=[shapely.Point(i / n, 0) for i in range(n)], crs=4326)
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
try:
    write(table, sys.argv[1], force=True)
except OutputError as error:
    print(type(error).__name__)
"""


@pytest.mark.parametrize("format", FORMATS)
def test_an_output_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path, format: str) -> None:
    target = tmp_path / f"out.{format}"
    target.write_bytes(b"what stood there")
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(target)], capture_output=True, text=True, check=False
    )
    assert (run.stdout.strip(), run.returncode) == ("OutputError", 0), run.stderr
    assert target.read_bytes() == b"what stood there"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_an_existing_file_is_replaced_only_on_demand(tmp_path: Path) -> None:
    table = geopandas.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(1, 2)], crs=4326)
    target = tmp_path / "out.csv"
    write(table, target)
    with pytest.raises(OutputExistsError, match="--force"):
        write(table, target)
    write(table, target, force=True)


def test_an_unknown_ending_names_those_that_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"out\.dbf is none that can be written.*geojson, gpkg"):
        write(pd.DataFrame({"id": ["a"]}), tmp_path / "out.dbf")


def test_a_text_that_no_cell_holds_is_named(tmp_path: Path) -> None:
    table = geopandas.GeoDataFrame(
        {"id": ["a", "b"], "place": ["x", "y" * 40_000]}, geometry=[None, None], crs=4326
    )
    with pytest.raises(OutputError, match="Row 2, column 'place': 40000 characters"):
        write(table, tmp_path / "out.xlsx")


def test_names_that_differ_in_case_only_are_said(tmp_path: Path) -> None:
    table = geopandas.GeoDataFrame({"id": ["a"], "Place": ["x"], "place": ["y"]}, geometry=[None], crs=4326)
    said: list[str] = []
    write(table, tmp_path / "out.gpkg", notify=said.append)
    assert said == ["This format takes 'Place' for another column's name; it is written as 'Place_'."]


def test_an_incident_table_without_geometry_is_written_from_its_coordinates(tmp_path: Path) -> None:
    table = pd.DataFrame({"id": ["a", "b"], "lon": [1.5, None], "lat": [2.5, None]})
    write(table, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == '"id","lon","lat"\n"a",1.5,2.5\n"b",,\n'
