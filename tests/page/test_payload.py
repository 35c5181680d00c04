"""What goes into the page comes out of it again."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.page import payload
from geomap.page.columns import pack
from geomap.page.marks import Mark, classify
from geomap.page.shapes import QUANTUM_DEG, distinct, pack_footprints
from tests.page.decode import inflate, shapes_of, texts_of, unpack
from tests.page.founding import circle, ring

lonlat = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
a_day = st.one_of(st.none(), st.dates(min_value=pd.Timestamp("1900-01-01").date()))
a_text = st.one_of(st.none(), st.text(max_size=20))
a_row = st.tuples(
    st.one_of(st.none(), lonlat), a_day, a_text, st.sampled_from(["killing", "arrest", "", None])
)


def frame(rows) -> gpd.GeoDataFrame:
    points = [None if xy is None else shapely.Point(*xy) for xy, *_ in rows]
    start = pd.Series(pd.to_datetime([d for _, d, *_ in rows])).astype("datetime64[ms]")
    columns = {
        "title": pd.Series([t for _, _, t, _ in rows], dtype=object),
        "date_start": start,
        "date_end": start,
    }
    columns["kind"] = pd.Series([k for *_, k in rows], dtype=object)
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(points, crs=4326))


@settings(deadline=None, max_examples=40)
@given(st.lists(a_row, max_size=40))
def test_every_row_comes_back(rows):
    table = frame(rows)
    built = payload.build(table)
    core = unpack(built.header["core"], inflate(built.core))
    texts = texts_of(built.texts)
    on_map = built.header["onMap"]
    seen = []
    for i in range(len(rows)):
        text = texts[core["text"][i]]
        day = core["day"][i]
        since = int(built.header["firstDay"] + day - 1)
        date = None if day == 0 else np.datetime64("1970-01-01") + np.timedelta64(since, "D")
        where = (int(core["lon"][i]), int(core["lat"][i])) if i < on_map else None
        seen.append((where, date, text.get("title"), built.header["kinds"][core["kind"][i]]))
    wanted = [
        (steps(xy), None if d is None else np.datetime64(d), replaced(t), k or "") for xy, d, t, k in rows
    ]
    assert sorted(map(repr, seen)) == sorted(map(repr, wanted))


def replaced(text: str | None) -> str | None:
    return None if text is None else text.encode("utf-8", "replace").decode()


def steps(xy):
    return None if xy is None else (round(xy[0] / 1e-5), round(xy[1] / 1e-5))


@given(st.lists(st.integers(-(2**31), 2**31 - 1)), st.lists(st.integers(0, 2**32 - 1)))
def test_columns_come_back(signed, unsigned):
    header, block = pack(
        [("a", np.array(signed, np.int64), "delta"), ("b", np.array(unsigned, np.int64), "plain")]
    )
    back = unpack(header, block)
    assert [int(v) for v in (back["a"] + 2**31) % 2**32 - 2**31] == signed
    assert back["b"].tolist() == unsigned


@given(st.lists(lonlat, min_size=1, max_size=60), st.integers(0, 24))
def test_every_power_of_two_cell_is_one_run(points, bits):
    lon, lat = np.array(points).T
    keys = np.sort(payload.morton(lon, lat)) >> np.uint64(48 - 2 * bits)
    assert len(np.unique(keys)) == 1 + int((keys[1:] != keys[:-1]).sum())


@pytest.mark.parametrize("radius_m", [50, 5_000, 400_000])
def test_a_footprint_keeps_its_form_to_a_thousandth(radius_m):
    shapes = [circle(-77, -12, radius_m, 180), ring(10, 50, radius_m / 2, radius_m)]
    header, block = pack_footprints(shapes)
    for before, after in zip(shapes, shapes_of(header, block, QUANTUM_DEG), strict=True):
        assert before.symmetric_difference(after).area < 0.006 * before.area + 1e-9


def test_equal_footprints_stand_once_and_none_is_none():
    one, other = circle(0, 0, 1000), circle(5, 5, 1000)
    column = np.array([one, None, other, shapely.from_wkb(one.wkb), one, shapely.Polygon()], dtype=object)
    shapes, numbers = distinct(column)
    assert numbers.tolist() == [1, 0, 2, 1, 1, 0]
    assert [s.equals(t) for s, t in zip(shapes, [one, other], strict=True)] == [True, True]


def box_of(shape) -> list[float]:
    """A box in degrees as shares of the Web Mercator square."""
    west, south, east, north = shape.bounds
    down = [0.5 - np.log(np.tan(np.pi / 4 + np.radians(lat) / 2)) / (2 * np.pi) for lat in (north, south)]
    return [west / 360 + 0.5, down[0], east / 360 + 0.5, down[1]]


def test_the_first_view_holds_points_and_footprints():
    lon, lat, numbers = np.array([10.0, 11.0]), np.array([50.0, 51.0]), np.array([0, 1])
    area = shapely.box(9, 40, 12, 45)
    assert payload.extent(lon, lat, 2, [area], numbers) == pytest.approx(box_of(shapely.box(9, 40, 12, 50)))
    assert payload.extent(lon, lat, 1, [area], numbers) == pytest.approx(box_of(shapely.Point(10, 50)))
    assert payload.extent(lon, lat, 0, [area], numbers) is None


def test_the_first_view_goes_the_short_way_round_the_world():
    lon, lat = np.array([179.0, -178.0]), np.array([10.0, -10.0])
    west, _, east, _ = payload.extent(lon, lat, 2, [], np.zeros(2, int))
    assert (west, east) == pytest.approx((179 / 360 + 0.5, -178 / 360 + 1.5))


def test_only_named_columns_reach_the_page(table):
    table["witness_name"] = "Somebody"
    assert "witness_name" not in payload.build(table).header["columns"]
    assert payload.build(table, texts=["witness_name"]).header["columns"] == ["witness_name"]


def test_a_date_that_the_page_knows_is_not_written_twice(table):
    table.loc[0, "date"] = "1992-05"
    rows = texts_of(payload.build(table).texts)
    assert [row["date"] for row in rows if row["date"]] == ["1992-05"]


def test_actors_are_numbered_by_how_often_they_occur_and_the_rest_are_one():
    table = pd.DataFrame({"actor": ["b", None, "a", "a", " a ", "", "c"]})
    names, codes = payload.frequent(table, "actor", most=2)
    assert names == ["a", "b"]
    assert codes.tolist() == [2, 0, 1, 1, 1, 0, 3]
    assert payload.frequent(pd.DataFrame({"x": [1]}), "actor") == ([], np.zeros(1))


def test_deaths_go_by_the_highest_figure():
    least = pd.array([None, 0, 1, 9, 10, 49, 50, 99, 100, None], dtype="Int64")
    most = pd.array([None, None, None, None, None, None, None, 120, 100, 0], dtype="Int64")
    table = pd.DataFrame({"killed_min": least, "killed_max": most})
    assert payload.deaths(table).tolist() == [0, 1, 2, 2, 3, 3, 4, 5, 5, 1]
    assert payload.deaths(pd.DataFrame({"x": [1]})).tolist() == [0]


MARKS = [
    ("at", "PRN", 118.0, "located", Mark.SITE),
    ("at", "PPLC", 20_000.0, "located", Mark.SITE),
    ("near", "PPL", 9_000.0, "located", Mark.NEAR),
    ("distance", "PPLC", 12_900.0, "ambiguous", Mark.NEAR),
    ("at", "PPL", 9_000.0, "ambiguous", Mark.NEAR),
    ("at", "ADM2", 40_000.0, "located", Mark.AREA),
    ("within", "PPL", 4_000.0, "located", Mark.AREA),
    ("several", "PCLI", 900_000.0, "located", Mark.COUNTRY),
    ("at", "PCLI", 20_000.0, "located", Mark.COUNTRY),
    ("offset", "PCLI", 20_000.0, "located", Mark.NEAR),
    ("offset", "PPL", 400_000.0, "located", Mark.COUNTRY),
    ("coordinates", "", 200.0, "located", Mark.SITE),
    ("coordinates", "", 25_000.0, "located", Mark.NEAR),
    ("coordinates", "", None, "located", Mark.POINT),
    ("decision", "", 100.0, "located", Mark.SITE),
]


@pytest.mark.parametrize(("method", "code", "radius", "status", "mark"), MARKS)
def test_the_mark_says_how_well_the_place_is_known(method, code, radius, status, mark):
    row = {"method": [method], "feature_code": [code], "uncertainty_m": [radius], "status": [status]}
    assert classify(pd.DataFrame(row), np.array([True])).tolist() == [mark]
    assert classify(pd.DataFrame(row), np.array([False])).tolist() == [Mark.UNPLACED]
