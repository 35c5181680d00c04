from __future__ import annotations

import io
import random
from pathlib import Path

import geopandas
import pandas as pd
import pytest
import shapely

from geomap.errors import InputError, InputNotFoundError, UsageError
from geomap.readers import concatenate, read_incidents, read_plain


def read(text: str, **options: object) -> tuple[pd.DataFrame, list[str]]:
    said: list[str] = []
    return read_incidents(io.StringIO(text), format="csv", notify=said.append, **options), said


def test_types_and_order() -> None:
    table, said = read('killed_min,Notes,place,lat,lon\n3,007," ",-12,-77\n,x,Lima,,\n')
    assert list(table.columns) == ["id", "place", "lon", "lat", "killed_min", "Notes"]
    assert [str(dtype) for dtype in table.dtypes] == ["str", "str", "float64", "float64", "Int64", "str"]
    assert table["place"].isna().tolist() == [True, False]
    assert table["Notes"].tolist() == ["007", "x"]
    assert said == []


def test_values_that_are_set_aside_are_said_with_row_and_column() -> None:
    table, said = read("place,deaths,radius_m,lat\nLima,about 30,0,north\nIca,90-100,250,-14\n")
    assert table["killed_min"].tolist() == [pd.NA, 90]
    assert table["killed_max"].tolist() == [pd.NA, 100]
    assert table["deaths"].tolist() == ["about 30", "90-100"]
    assert table["uncertainty_m"].dropna().tolist() == [250.0]
    assert sorted(said) == [
        "the open file, column 'deaths': 1 value that is not a count and stays empty (row 1: 'about 30').",
        "the open file, column 'lat': 1 value that is not a coordinate and stays empty (row 1: 'north').",
        "the open file, column 'radius_m': 1 value is zero or less and counts as unknown.",
    ]


def test_a_radius_beyond_the_globe_is_not_known() -> None:
    table, said = read("place,uncertainty_m\nLima,1e300\nIca,inf\nPuno,20000000\n")
    assert table["uncertainty_m"].dropna().tolist() == [20_000_000.0]
    assert any("more than half the globe and counts as unknown" in sentence for sentence in said)


def test_impossible_coordinates_are_kept_as_numbers() -> None:
    table, said = read("lat,lon\n-177,-12\n0,0\n")
    assert table["lat"].tolist() == [-177.0, 0.0]
    assert said == []


def test_names_that_geomap_gives_itself_are_kept_under_another() -> None:
    table, said = read("place,status,score\nLima,verified,7\n")
    assert list(table.columns) == ["id", "place", "input_status", "input_score"]
    assert said == [
        "the open file: kept as 'input_status', 'input_score': 'status', 'score', which geomap fills itself."
    ]


def test_ids_come_from_the_content_alone() -> None:
    rows = ["Lima,1992,x", "Ica,1993,", "Lima,1992,x", "Puno,1994,z"]
    head, shuffled = "place,date,n", rows[:]
    random.Random(1).shuffle(shuffled)
    of = {}
    for lines in (rows, shuffled):
        table, _ = read("\n".join([head, *lines]))
        of[tuple(lines)] = sorted(table["id"])
        assert table["id"].is_unique
    assert of[tuple(rows)] == of[tuple(shuffled)]
    turned, _ = read("n,place,empty,date\nx,Lima,,1992\n,Ica,,1993\n")
    first, _ = read("\n".join([head, *rows]))
    assert turned["id"].tolist() == first["id"].tolist()[:2]
    assert first["id"][2] == f"{first['id'][0]}-2"


def test_ids_of_the_user_stay() -> None:
    table, said = read("id,place\n7,Lima\n7,Ica\n,Puno\n")
    assert table["id"].tolist()[:2] == ["7", "7"]
    assert len(table["id"][2]) == 12
    assert said == ["the open file: one id stands at several rows: 7."]


def test_a_mapping_names_the_columns_and_keeps_the_other() -> None:
    table, said = read("place,where_it_was\nsecret,Lima\n", mapping={"place": "where_it_was"})
    assert table["place"].tolist() == ["Lima"]
    assert table["input_place"].tolist() == ["secret"]
    assert "input_place" in said[0]


def test_points_in_wkt_where_there_are_no_coordinate_columns() -> None:
    table, _ = read("where,geom_wkt\nLima,POINT (-77 -12)\nIca,\n")
    assert table["lon"].tolist()[0] == -77.0
    assert table["lat"].isna().tolist() == [False, True]


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "fgb", "shp", "parquet"])
def test_spatial_files(tmp_path: Path, suffix: str) -> None:
    made = geopandas.GeoDataFrame(
        {"place": ["Lima", "Ica"], "n": [1, 2]},
        geometry=[shapely.Point(-77.5, -12.25), shapely.Point(-75, -14)],
        crs=4326,
    ).to_crs(3857)
    path = tmp_path / f"a.{suffix}"
    made.to_parquet(path) if suffix == "parquet" else made.to_file(path)
    said: list[str] = []
    table = read_incidents(path, notify=said.append)
    if suffix == "fgb":  # its index, which GDAL writes unless told not to, re-orders the rows
        table = table.iloc[::-1]
    assert table["place"].tolist() == ["Lima", "Ica"]
    assert table["lon"].tolist() == pytest.approx([-77.5, -75], abs=1e-8)
    assert table["lat"].tolist() == pytest.approx([-12.25, -14], abs=1e-8)
    assert table["n"].dtype == "Int64"
    assert ["Mercator" in notice for notice in said] == [True]


def test_an_area_stays_an_area(tmp_path: Path) -> None:
    area = shapely.box(-78, -13, -77, -12)
    path = tmp_path / "a.geojson"
    geopandas.GeoDataFrame({"place": ["Lima"]}, geometry=[area], crs=4326).to_file(path)
    table = read_incidents(path, notify=[].append)
    assert area.contains(shapely.Point(table["lon"][0], table["lat"][0]))
    assert table["footprint"][0].equals(area)


def test_a_frame_is_read_like_a_file() -> None:
    frame = pd.DataFrame(
        {"place": ["Lima"], "date": pd.to_datetime(["1992-05-06"]), "deaths": [3.0]}, index=[9]
    )
    table = read_incidents(frame)
    assert table["date"].tolist() == ["1992-05-06"]
    assert table["killed_max"].tolist() == [3]
    assert table.index.tolist() == [0]
    assert frame.columns.tolist() == ["place", "date", "deaths"]


def test_sheets_are_chosen_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"x": [1]}).to_excel(book, sheet_name="Read me", index=False)
        pd.DataFrame({"place": ["Lima"], "date": pd.to_datetime(["1992-05-06"])}).to_excel(
            book, sheet_name="Data", index=False
        )
    table = read_incidents(path, sheet="Data")
    assert (table["place"][0], table["date"][0]) == ("Lima", "1992-05-06")
    with pytest.raises(UsageError, match="Its sheets: Read me, Data"):
        read_incidents(path, sheet="data")


@pytest.mark.parametrize(
    ("name", "content", "error", "words"),
    [
        ("incident.csv", None, InputNotFoundError, r"no such file\. Did you mean incidents\.csv"),
        ("empty.csv", b"", InputError, "is empty"),
        ("a.csv", b"\x1f\x8b\x08\x00", InputError, "gzip archive.*gunzip"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00", InputError, "gzip archive"),
        ("a.csv", b"PK\x03\x04....", InputError, "ZIP archive"),
        ("a.csv", b"SQLite format 3\x00", InputError, "SQLite database.*--format gpkg"),
        ("a.dat", b"place\nLima\n", UsageError, "'?.dat'? does not tell the format.*--format"),
        ("a.gpkg", b"<OGRVRTDataSource/>", InputError, "not a GeoPackage"),
        ("a.gpkg", b"SQLite format 3\x00broken", InputError, "cannot be read"),
        ("a.fgb", b"fgb\x03fgb\x00broken", InputError, "has no layer"),
        ("a.parquet", b"PAR1....", InputError, "not a Parquet file"),
        ("a.xlsx", b"PK\x03\x04broken", InputError, "not an XLSX workbook"),
        ("a.geojson", b'{"type": "gdal_streamed_alg", "command_line": "x"}', InputError, "not a GeoJSON"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', InputError, "no feature"),
        (
            "a.geojson",
            b'{"type": "Feature", "geometry": {"type": "Point", "coordinates": ["x", 1]}}',
            InputError,
            "row 1: its geometry is not valid",
        ),
    ],
)
def test_files_that_cannot_be_read(
    tmp_path: Path, name: str, content: bytes | None, error: type, words: str
) -> None:
    (tmp_path / "incidents.csv").write_text("place\nLima\n")
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=words):
        read_incidents(tmp_path / name)


def test_a_folder_and_a_nameless_stream(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a folder"):
        read_incidents(tmp_path)
    with pytest.raises(UsageError, match="--format"):
        read_incidents("-")


def test_tables_are_put_below_each_other() -> None:
    one, _ = read("place,n\nLima,1\n")
    two, _ = read("date,place,m\n1992,Ica,x\n")
    both = concatenate([one, two])
    assert both.columns.tolist() == ["id", "date", "place", "n", "m"]
    assert both["place"].tolist() == ["Lima", "Ica"]
    assert both.index.tolist() == [0, 1]


def test_a_plain_table_keeps_its_names() -> None:
    table = read_plain(io.StringIO("id,who,LAT\n1,me,'=x\n"), format="csv")
    assert table.to_dict("records") == [{"id": "1", "who": "me", "LAT": "=x"}]


@pytest.mark.shared
def test_the_founding_coordinates(shared: Path) -> None:
    table = read_incidents(
        shared / "data" / "incidents" / "founding_example_coordinates.csv", notify=pytest.fail
    )
    assert table["place"].str.contains("Canto Grande").any()
    assert table["lon"].dropna().between(-78, -76).tolist() == [True] * 6


@pytest.mark.shared
def test_landslides_keep_their_wording_and_counts(shared: Path) -> None:
    table = read_incidents(shared / "data" / "incidents" / "nasa_glc_2018_dev10.csv", notify=[].append)
    assert len(table) == 1101
    assert table["killed_min"].equals(table["killed_max"])
    assert table["place"][0] == "Pend Oreille County, State Route 20 near Usk, OR"
