"""Write, then read, is identity in every format."""

from __future__ import annotations

import datetime as dt
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

from geomap.export import FORMATS, write, write_stream
from geomap.model import COLUMNS, DAY, INTEGER, JSON, REAL, Status, table_columns
from geomap.readers import is_geocoded, read_geocoded, read_incidents, read_table
from geomap.readers.formulas import neutralised, restored
from geomap.readers.objects import json_text

UNTYPED = {"csv", "tsv"}
"""Formats that cannot say what type a column has that geomap does not know."""

CELL = 32_000
"""Characters that a cell of a workbook surely holds."""

AWKWARD = st.sampled_from(
    [
        "=1+1",
        "'=1+1",
        "''",
        "-5",
        "+51 1",
        "@x",
        "\t=x",
        " =x",
        'say "no"',
        "a\nb\r\nc",
        ";=cmd",
        "007",
        "1992-05",
        "Ñuñoa 🕊️ مدينة",
        "NA",
        "null",
        "true",
        "_x0041_",
        "{}",
        "[1, 2.0]",
        "<script>",
        "\x07",
        "x" * 40000 + "é",
    ]
)
TEXTS = st.one_of(
    AWKWARD, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
)
KEPT = TEXTS.filter(lambda text: text.strip() != "")
DAYS = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=64).map(lambda x: x + 0.0)
EXACT = st.integers(-(2**53), 2**53)
JSONS = st.recursive(st.integers(-9, 9) | KEPT, lambda x: st.lists(x, max_size=3), max_leaves=3).map(
    json_text
)
POINTS = st.builds(shapely.Point, st.floats(-180, 180), st.floats(-90, 90))
AREAS = st.builds(
    lambda x, y, w: shapely.box(x, y, x + w, y + w),
    st.floats(-170, 170),
    st.floats(-80, 80),
    st.floats(0.01, 5),
).map(lambda box: box if box.area > 1 else shapely.MultiPolygon([box]))
NAMES = st.sampled_from(
    ["fid", "Fid", "geom", "Place", "=cmd", "a b", "ñ", "ogc_fid", "wkt", "STATUS", "key"]
)


@st.composite
def tables(draw: st.DrawFn) -> geopandas.GeoDataFrame:
    size = draw(st.integers(1, 4))

    def values(kind: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(st.none() | kind, min_size=size, max_size=size))

    columns: dict[str, Any] = {"id": pd.Series([f"r{at // 2}" for at in range(size)], dtype="str")}
    statuses = st.sampled_from([status.value for status in Status])
    columns["status"] = pd.Series(draw(st.lists(statuses, min_size=size, max_size=size)), dtype="str")
    for name in ("place", "method", "remarks", "uncertainty_m", "killed_min", "date_start", "alternatives"):
        columns[name] = _column(values, COLUMNS[name])
    others = draw(
        st.lists(st.tuples(NAMES, st.sampled_from("sifb")), max_size=3, unique_by=lambda o: o[0].lower())
    )
    for name, kind in others:
        columns[name] = _other(values, kind)
    table = geopandas.GeoDataFrame(columns, geometry=values(POINTS), crs=4326)
    areas = [None, *draw(st.lists(AREAS, min_size=1, max_size=2))]
    shared = draw(st.lists(st.sampled_from(areas), min_size=size, max_size=size))
    table["footprint"] = geopandas.GeoSeries(shared, crs=4326)
    return table[table_columns(table.columns)]


def _column(values: Any, kind: str) -> pd.Series:
    if kind == REAL:
        return pd.Series(values(NUMBERS), dtype="float64")
    if kind == INTEGER:
        return pd.Series(values(EXACT), dtype="Int64")
    if kind == DAY:
        return pd.Series(values(DAYS)).astype("datetime64[ms]")
    return pd.Series(values(JSONS if kind == JSON else KEPT), dtype="str")


def _other(values: Any, kind: str) -> pd.Series:
    made = {
        "s": lambda: pd.Series(values(KEPT), dtype="str"),
        "i": lambda: pd.Series(values(EXACT), dtype="Int64"),
        "f": lambda: pd.Series(values(NUMBERS), dtype="float64"),
        "b": lambda: pd.Series(values(st.booleans()), dtype="boolean"),
    }
    return made[kind]()


def there_and_back(table: pd.DataFrame, format: str) -> geopandas.GeoDataFrame:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{format}"
        write(table, path, notify=[].append)
        return read_geocoded(path, notify=pytest.fail)


def assert_same(found: geopandas.GeoDataFrame, table: geopandas.GeoDataFrame, format: str) -> None:
    assert len(found) == len(table)
    for name, shown in zip(table.columns, found.columns, strict=True):
        if name in ("geometry", "footprint"):
            tolerance = 0 if name == "geometry" else 1e-6
            for one, other in zip(table[name], found[name], strict=True):
                assert (one is None) == (other is None)
                assert one is None or shapely.equals_exact(_single(one, format), other, tolerance)
            continue
        expected, got = table[name], found[shown]
        if name not in COLUMNS:
            expected, got = _as_the_format_holds_it(expected, got, format)
        else:
            assert shown == name
        assert_series_equal(got, expected, check_names=False, check_exact=True)


def _single(shape: shapely.Geometry, format: str) -> shapely.Geometry:
    """A layer has one type of geometry: in GeoPackage an area of one part comes back as a polygon."""
    parts = shapely.get_parts([shape])
    return parts[0] if format == "gpkg" and len(parts) == 1 else shape


def _as_the_format_holds_it(expected: pd.Series, got: pd.Series, format: str) -> tuple[pd.Series, pd.Series]:
    """A column that geomap does not know: its values always, its type where the format has it."""
    if format in ("gpkg", "fgb", "parquet"):
        return expected, got
    if format in UNTYPED and expected.dtype == "boolean":
        got = got.map({"true": True, "false": False})
    if expected.dtype == "str" or expected.notna().any():
        return expected, got.astype(expected.dtype)
    return expected, expected if got.isna().all() else got


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(table=tables())
def test_write_then_read_is_identity(format: str, table: geopandas.GeoDataFrame) -> None:
    if format == "xlsx":
        for name in table.columns[table.dtypes == "str"]:
            table[name] = table[name].str.slice(0, CELL)
    assert_same(there_and_back(table, format), table, format)


@given(st.lists(TEXTS, min_size=1))
def test_neutralised_texts_come_back(texts: list[str]) -> None:
    column = pd.Series(texts, dtype="str")
    safe = neutralised(column)
    assert restored(safe).tolist() == texts
    assert not any(text.lstrip(" ")[:1] in {*"=+-@\t\r\n"} - {""} for text in safe if text.strip(" "))


def simple() -> geopandas.GeoDataFrame:
    area = shapely.Point(-77, -12).buffer(0.1)
    table = geopandas.GeoDataFrame(
        {
            "id": ["a", "b", "c"],
            "place": ["=1+1", "Lima, Peru", None],
            "status": ["located", "ambiguous", "not_found"],
            "method": ["at", "coordinates", None],
            "remarks": ["é", "x", None],
            "uncertainty_m": [500.5, 10.0, None],
            "where_prec": pd.array([None] * 3, dtype="Int64"),
            "coder_lon": [1.5, None, None],
            "coder_lat": [2.5, None, None],
            "note": ["n1", None, "n3"],
        },
        geometry=[shapely.Point(-77.03, -12.05), shapely.Point(1 / 3, 2 / 3), None],
        crs=4326,
    )
    table["footprint"] = geopandas.GeoSeries([area, area, None], crs=4326)
    return table


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_table_gives_the_same_bytes(tmp_path: Path, format: str) -> None:
    made = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.{format}"
        write(simple(), path, provenance={"tool": "geomap 0", "inputs": ["é"]})
        made.append(path.read_bytes())
    stream = io.BytesIO()
    write_stream(simple(), stream, format, provenance={"tool": "geomap 0", "inputs": ["é"]})
    assert made[0] == made[1] == stream.getvalue()


@pytest.mark.parametrize("format", FORMATS)
def test_own_output_is_known_and_its_words_are_the_input_again(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"a.{format}"
    write(simple(), path)
    assert is_geocoded(read_table(path))
    table = read_incidents(path, notify=pytest.fail)
    assert table["lon"].tolist()[1] == 1 / 3
    assert table["lon"].isna().tolist() == [True, False, True]
    assert table["coder_lat"].tolist()[0] == 2.5
    assert table["uncertainty_m"].isna().tolist() == [True, False, True]
    assert table.columns.tolist() == [
        "id", "place", "lon", "lat", "uncertainty_m", "coder_lon", "coder_lat", "note",
    ]  # fmt: skip


def test_impossible_coordinates_that_were_set_aside_are_input_again(tmp_path: Path) -> None:
    table = simple().assign(coder_lon=[-12.0, None, None], coder_lat=[-177.0, None, None])
    write(table, tmp_path / "a.csv")
    found = read_incidents(tmp_path / "a.csv", notify=pytest.fail)
    assert (found["lon"][0], found["lat"][0]) == (-12.0, -177.0)
    assert "coder_lon" not in found


def test_another_tables_status_is_not_ours(tmp_path: Path) -> None:
    frame = pd.DataFrame({"place": ["x"], "status": ["closed"], "method": ["m"], "remarks": ["r"]})
    assert not is_geocoded(frame)


def test_csv_is_safe_for_spreadsheets(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(simple().rename(columns={"note": "=note"}), path)
    first, second, *_ = path.read_text("utf-8").splitlines()
    assert '"\'=note"' in first
    assert '"\'=1+1"' in second
    assert ",-77.03,-12.05," in second


def test_geojson_is_rfc_7946(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    write(simple(), path, provenance={"tool": "x"})
    document = json.loads(path.read_bytes())
    assert list(document) == ["type", "geomap", "features"]
    assert [feature["geometry"] is None for feature in document["features"]] == [False, False, True]
    assert "lon" not in document["features"][0]["properties"]
    assert geopandas.read_file(path).geometry.iloc[0].equals(simple().geometry[0])


def test_geopackage_has_two_layers_that_gdal_knows(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    write(simple(), path)
    assert geopandas.list_layers(path).values.tolist() == [["incidents", "Point"], ["footprints", "Polygon"]]
    two_parts = simple()
    two_parts.loc[0, "footprint"] = shapely.union(shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1))
    write(two_parts, tmp_path / "b.gpkg")
    assert geopandas.list_layers(tmp_path / "b.gpkg").values.tolist()[1] == ["footprints", "MultiPolygon"]
    areas = geopandas.read_file(path, layer="footprints")
    assert areas["id"].tolist() == ["a", "b", "c"]
    assert areas.geometry.isna().tolist() == [False, False, True]


def test_geopandas_opens_parquet_and_flatgeobuf(tmp_path: Path) -> None:
    write(simple(), tmp_path / "a.parquet")
    found = geopandas.read_parquet(tmp_path / "a.parquet")
    assert found.crs == found["footprint"].crs == "EPSG:4326"
    assert found["footprint"][0].equals(simple()["footprint"][0])
    write(simple(), tmp_path / "a.fgb")
    assert geopandas.read_file(tmp_path / "a.fgb", use_arrow=False)["place"].tolist()[:2] == [
        "=1+1",
        "Lima, Peru",
    ]


def test_shared_footprints_are_stored_once(tmp_path: Path) -> None:
    area = shapely.Point(0, 0).buffer(1, quad_segs=20_000)
    many = pd.concat([simple()] * 100, ignore_index=True)
    many["footprint"] = geopandas.GeoSeries([area] * len(many), crs=4326)
    write(many, tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").stat().st_size < 2 * len(shapely.to_wkb(area))


def test_a_footprint_too_long_for_a_cell_comes_back(tmp_path: Path) -> None:
    table = simple()
    area = shapely.Point(0, 0).buffer(1, quad_segs=2_000)
    table["footprint"] = geopandas.GeoSeries([area, area, None], crs=4326)
    table = table[table_columns(table.columns)]
    assert_same(there_and_back(table, "xlsx"), table, "xlsx")
