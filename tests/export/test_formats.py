"""What each format is for those who open it elsewhere: QGIS, Google Earth, GBIF, GIS in columns."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil
import sqlite3
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import geopandas
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from pyarrow import parquet

from geomap.errors import UsageError
from geomap.export import FORMATS, WRITE_ONLY, format_of, write, write_stream
from geomap.palette import COLOURS
from geomap.readers import read_geocoded, read_incidents
from geomap.readers.formulas import restored
from tests.export.test_round_trip import tables

KML = "{http://www.opengis.net/kml/2.2}"


def table() -> geopandas.GeoDataFrame:
    """Four rows: two kinds and none, one row without a place, hostile text throughout."""
    made = geopandas.GeoDataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "title": ["<script>alert(1)</script>", "=1+1", None, "x\x07y"],
            "place": ['12 km "NE" of Lima', "Ica & Nasca", "Xyzzy", None],
            "date": ["6–9 May 1992", "May 1992", None, "1992-05-10"],
            "country": ["Peru", "Peru", None, "Peru"],
            "kind": ["bombing", '"><b>', "bombing", None],
            "killed_min": pd.array([1, None, 3, 0], dtype="Int64"),
            "status": ["located", "ambiguous", "not_found", "located"],
            "method": ["offset", "at", None, "decision"],
            "remarks": ["r1", "r2", "r3", "r4"],
            "sources": ["GeoNames; curated", "GeoNames", None, None],
            "uncertainty_m": [5_000.0, 20_000.0, None, 300.0],
            "date_start": pd.to_datetime(["1992-05-06", "1992-05-01", None, "1992-05-10"]),
            "date_end": pd.to_datetime(["1992-05-09", "1992-05-31", None, "1992-05-10"]),
            "witness": ["W", None, None, "V"],
        },
        geometry=[
            shapely.Point(-77.0, -12.0),
            shapely.Point(-75.7, -14.1),
            None,
            shapely.Point(1 / 3, 2 / 3),
        ],
        crs=4326,
    )
    area = shapely.box(-77.04, -12.04, -76.96, -11.96)
    hole = shapely.box(-77.01, -12.01, -76.99, -11.99)
    areas = [area - hole, shapely.union(shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)), None, None]
    made["footprint"] = geopandas.GeoSeries(areas, crs=4326)
    return made


def kml_of(path: Path) -> ElementTree.Element:
    write(table(), path, notify=[].append)
    return ElementTree.parse(path).getroot()


# --- GeoPackage -----------------------------------------------------------------------


def test_qgis_finds_a_style_for_each_layer(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    write(table(), path)
    with sqlite3.connect(path) as file:
        layers = dict(file.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        styles = file.execute(
            "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles"
        ).fetchall()
        contents = dict(file.execute("SELECT table_name, data_type FROM gpkg_contents"))
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert {(name, geometry) for name, geometry, _, default in styles if default} == set(layers.items())
    assert contents == {"incidents": "features", "footprints": "features", "layer_styles": "attributes"}
    for name, _, qml, _ in styles:
        root = ElementTree.fromstring(qml)
        renderer = root.find("renderer-v2")
        assert renderer is not None
        assert renderer.get("attr") == "kind"
        values = [each.get("value") for each in renderer.iterfind("categories/category")]
        assert values == ["bombing", '"><b>', ""]
        kind = "marker" if name == "incidents" else "fill"
        symbols = {each.get("name"): each for each in renderer.iterfind("symbols/symbol")}
        used = [each.get("symbol") for each in renderer.iterfind("categories/category")]
        assert [symbols[key].get("type") for key in used] == [kind] * 3
        colour = symbols["0"].find(".//Option[@name='color']")
        assert colour is not None
        red, green, blue, _ = (int(part) for part in colour.get("value", "").split(","))
        assert f"#{red:02x}{green:02x}{blue:02x}" == COLOURS[0]


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="needs ogrinfo (Debian: gdal-bin)")
def test_ogrinfo_lists_both_layers_and_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    write(table(), path)
    ran = subprocess.run(["ogrinfo", "-so", "-al", path], capture_output=True, text=True, check=True)
    said = ran.stdout.splitlines()
    assert [line for line in said if line.startswith("Layer name")] == [
        "Layer name: incidents", "Layer name: footprints", "Layer name: layer_styles",
    ]  # fmt: skip
    assert [line for line in said if line.startswith(("Geometry:", "Feature Count"))] == [
        "Geometry: Point", "Feature Count: 4", "Geometry: Multi Polygon", "Feature Count: 4",
        "Geometry: None", "Feature Count: 2",
    ]  # fmt: skip
    assert "ERROR" not in ran.stdout + ran.stderr


def test_a_geopackage_with_styles_is_read_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    write(table().drop(columns="footprint"), path)
    assert len(read_geocoded(path, notify=pytest.fail)) == 4


# --- GeoParquet -----------------------------------------------------------------------


def test_geoparquet_has_a_box_for_each_point(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write(table(), path)
    geo = json.loads(parquet.read_schema(path).metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    covering = geo["columns"]["geometry"]["covering"]["bbox"]
    assert covering == {side: ["bbox", side] for side in ("xmin", "ymin", "xmax", "ymax")}
    boxes = parquet.read_table(path, columns=["bbox"])["bbox"].to_pylist()
    assert boxes[0] == {"xmin": -77.0, "ymin": -12.0, "xmax": -77.0, "ymax": -12.0}
    assert boxes[2] is None
    found = geopandas.read_parquet(path, bbox=(-76, -15, -75, -14))
    assert found["id"].tolist() == ["b"]


def test_a_column_called_bbox_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write(table().assign(bbox=["p", "q", None, "r"]), path)
    assert read_geocoded(path, notify=pytest.fail)["bbox"].tolist()[:2] == ["p", "q"]


# --- KML ------------------------------------------------------------------------------


def test_kml_is_valid_by_its_schema(tmp_path: Path) -> None:
    fastkml = pytest.importorskip("fastkml", reason="the OGC schema comes with fastkml")
    etree = pytest.importorskip("lxml.etree")
    kml_of(tmp_path / "a.kml")
    folder = Path(fastkml.__file__).parent / "schema"
    schema = etree.XMLSchema(etree.parse(str(folder / "ogckml22.xsd")))
    schema.assertValid(etree.parse(str(tmp_path / "a.kml")))


def test_kml_has_a_folder_a_kind_every_row_and_its_time(tmp_path: Path) -> None:
    root = kml_of(tmp_path / "a.kml")
    folders = {
        folder.findtext(f"{KML}name"): [_record(mark)["id"] for mark in folder.iterfind(f"{KML}Placemark")]
        for folder in root.iter(f"{KML}Folder")
    }
    assert folders == {"bombing": ["a", "c"], '"><b>': ["b"], "no kind": ["d"]}
    marks = {_record(mark)["id"]: mark for mark in root.iter(f"{KML}Placemark")}
    span = marks["a"].find(f"{KML}TimeSpan")
    assert [part.text for part in span] == ["1992-05-06", "1992-05-09"]
    assert marks["c"].find(f"{KML}TimeSpan") is None
    assert marks["c"].find(f".//{KML}Point") is None
    assert marks["a"].findtext(f".//{KML}Point/{KML}coordinates") == "-77.0,-12.0"
    assert len(marks["a"].findall(f".//{KML}innerBoundaryIs")) == 1
    assert len(marks["b"].findall(f".//{KML}Polygon")) == 2


def test_no_text_becomes_markup_in_a_balloon(tmp_path: Path) -> None:
    root = kml_of(tmp_path / "a.kml")
    shown = [each.text or "" for each in root.iter(f"{KML}description")]
    assert any("&lt;script&gt;alert(1)&lt;/script&gt;" in text for text in shown)
    assert not any("<script" in text for text in shown)
    assert {each.text for each in root.iter(f"{KML}text")} == {"$[description]"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=tables())
def test_kml_holds_every_row_value_date_and_null(made: geopandas.GeoDataFrame) -> None:
    stream = io.BytesIO()
    write_stream(made, stream, "kml", notify=[].append)
    root = ElementTree.fromstring(stream.getvalue())
    found = [_record(mark) for mark in root.iter(f"{KML}Placemark")]
    expected = [_plain(row) for _, row in made.drop(columns=["geometry", "footprint"]).iterrows()]
    without = [
        {key: value for key, value in row.items() if key not in ("lon", "lat", "footprint")} for row in found
    ]
    differing = [at for at, (one, other) in enumerate(zip(without, expected, strict=True)) if one != other]
    assert differing == []  # all rows have no kind, so that they stand in their order
    for row, point in zip(found, made.geometry, strict=True):
        assert (float(row["lon"]), float(row["lat"])) == (point.x, point.y) if point else "lon" not in row


def _record(mark: ElementTree.Element) -> dict[str, str]:
    data = mark.iterfind(f"{KML}ExtendedData/{KML}Data")
    return {each.get("name", ""): each.findtext(f"{KML}value") or "" for each in data}


def _plain(row: pd.Series) -> dict[str, str]:
    """The row as KML has it: text, dates as ISO 8601, what XML cannot hold as a space, nulls left out."""
    made = {}
    for name, value in row.items():
        if pd.isna(value):
            continue
        if isinstance(value, pd.Timestamp):
            value = dt.date(value.year, value.month, value.day).isoformat()
        elif isinstance(value, bool):
            value = str(value).lower()
        text = str(value)
        made[str(name)] = "".join(" " if _unfit(char) else char for char in text)
    return made


def _unfit(char: str) -> bool:
    return (ord(char) < 32 and char not in "\t\n\r") or char in "\ufffe\uffff"


# --- Darwin Core ----------------------------------------------------------------------


def darwin(made: geopandas.GeoDataFrame) -> tuple[list[dict[str, str]], list[str]]:
    said: list[str] = []
    stream = io.BytesIO()
    write_stream(made, stream, "dwc", notify=said.append)
    return list(csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8")))), said


def test_darwin_core_has_event_and_location_terms() -> None:
    (first, second, third, fourth), said = darwin(table())
    assert first["eventDate"] == "1992-05-06/1992-05-09"
    assert first["verbatimLocality"] == '12 km "NE" of Lima'
    assert first["coordinateUncertaintyInMeters"] == "5000"
    assert first["geodeticDatum"] == "EPSG:4326"
    assert first["georeferenceSources"] == "GeoNames | curated"
    assert first["georeferenceRemarks"] == "r1"
    assert float(first["pointRadiusSpatialFit"]) >= 1
    assert shapely.from_wkt(first["footprintWKT"]).equals(table()["footprint"][0])
    assert third["decimalLatitude"] == third["geodeticDatum"] == third["eventDate"] == ""
    assert third["georeferenceVerificationStatus"] == "unable to georeference"
    assert second["georeferenceVerificationStatus"] == "requires verification"
    assert fourth["georeferenceVerificationStatus"] == "verified by data custodian"
    assert "witness" not in first
    assert said == [
        "Darwin Core has no term for these columns, which are left out: title, killed_min, witness."
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=tables())
def test_darwin_core_holds_every_row_value_date_and_null(made: geopandas.GeoDataFrame) -> None:
    made["uncertainty_m"] = made["uncertainty_m"].abs().clip(1.0, 2e7)
    rows, _ = darwin(made)
    assert len(rows) == len(made)
    for row, point, (_, expected) in zip(rows, made.geometry, made.iterrows(), strict=True):
        assert row["eventID"] == expected["id"]
        assert _number(row["decimalLongitude"]) == (point.x if point else None)
        assert _number(row["decimalLatitude"]) == (point.y if point else None)
        radius = expected["uncertainty_m"]
        assert _number(row["coordinateUncertaintyInMeters"]) == (None if pd.isna(radius) else radius)
        place = "" if pd.isna(expected["place"]) else expected["place"]
        told = restored(pd.Series([row["verbatimLocality"]], dtype="str"))[0]
        assert (len(told), told[:99]) == (len(place), place[:99])


def _number(text: str) -> float | None:
    return float(text) if text else None


def test_darwin_core_comes_back_through_its_preset() -> None:
    stream = io.BytesIO()
    write_stream(table(), stream, "dwc", notify=[].append)
    stream.seek(0)
    found = read_incidents(stream, format="csv", notify=[].append)
    assert found["id"].tolist() == ["a", "b", "c", "d"]
    assert found["date"].tolist()[0] == "1992-05-06/1992-05-09"
    assert found["coder_lon"].tolist()[:2] == [-77.0, -75.7]
    assert found["coder_uncertainty_m"].tolist()[0] == 5_000
    assert found["lon"].tolist()[3] == 1 / 3  # no place words


# --- names of formats, and what cannot be held -------------------------------------------


@pytest.mark.parametrize(
    ("path", "format"),
    [
        ("a.dwc.csv", "dwc"),
        ("A.DWC.CSV", "dwc"),
        ("a.csv", "csv"),
        ("a.geoparquet", "parquet"),
        ("a.kml", "kml"),
    ],
)
def test_an_ending_tells_the_format(path: str, format: str) -> None:
    assert format_of(path, None) == format


def test_an_unknown_format_names_all_others() -> None:
    with pytest.raises(UsageError, match=r"kml, dwc"):
        format_of("a.dbf", None)


def test_the_command_line_offers_what_can_be_written() -> None:
    from geomap.cli.options import OUTPUT_FORMATS, PRESETS
    from geomap.readers.presets import NAMES, NONE

    assert set(OUTPUT_FORMATS) == {*FORMATS, *WRITE_ONLY}
    assert list(PRESETS) == [*NAMES, NONE]


@pytest.mark.parametrize(
    ("format", "words"),
    [
        ("csv", "CSV has no types: n, x would be read again as text"),
        ("jsonl", "JSONL holds no infinite numbers: they are empty in x"),
        ("kml", "1 row has no point"),
    ],
)
def test_what_a_format_cannot_hold_is_said(format: str, words: str) -> None:
    said: list[str] = []
    made = table().assign(n=pd.array([1, 2, None, 4], dtype="Int64"), x=[1.0, float("inf"), 3.0, 4.0])
    write_stream(made, io.BytesIO(), format, notify=said.append)
    assert any(words in sentence for sentence in said)


@pytest.mark.parametrize("format", ["gpkg", "parquet", "fgb"])
def test_a_format_that_holds_all_says_nothing(format: str) -> None:
    write_stream(table(), io.BytesIO(), format, notify=pytest.fail)


@pytest.mark.parametrize("format", WRITE_ONLY)
def test_the_same_table_gives_the_same_bytes(format: str) -> None:
    made = [io.BytesIO(), io.BytesIO()]
    for stream in made:
        write_stream(table(), stream, format, notify=[].append)
    assert made[0].getvalue() == made[1].getvalue()
