"""Tables that geomap did not make: right where they can be, refused by name where not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geomap.errors import UsageError
from geomap.page import Map
from geomap.page.coerced import coerced
from tests.page import decode
from tests.page.test_map import rendered


def points(n: int, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(k, k) for k in range(n)], crs=4326)


def test_a_located_table_passes_as_it_is(table):
    assert coerced(table)["title"] is not None
    pd.testing.assert_frame_equal(pd.DataFrame(coerced(table)), pd.DataFrame(table))


def test_numbers_and_days_written_as_text():
    table = points(2, killed_min=["3", None], date_start=["1992-05-09", None], uncertainty_m=["100", ""])
    html = rendered(Map(coerced(table.replace("", None))))
    assert decode.texts(html)[0]["killed_min"] == 3
    assert decode.settings(html)["payload"]["firstDay"] == (dt.date(1992, 5, 9) - dt.date(1970, 1, 1)).days


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("score", "A+", r"'score' holds 'A\+', where geomap keeps a number"),
        ("killed_min", "about 30", "where geomap keeps a number"),
        ("date_start", "in spring", "where geomap keeps a day"),
        ("footprint", "POLYGON EMPTY", "where geomap keeps a shape"),
        ("lon", "</script>", "where geomap keeps a number"),
    ],
)
def test_a_column_with_our_name_and_something_else_in_it(name, value, said):
    with pytest.raises(UsageError, match=said):
        Map(points(2, **{name: [None, value]}))


def test_texts_may_be_anything():
    odd = [{"a": 1}, ["b"], b"c", Decimal("1.5"), dt.date(1992, 5, 9), np.int64(3), "\ud800", float("inf")]
    table = points(8, title=odd, status=odd, alternatives=odd, kind=odd, actor=odd, remark_of_ours=odd)
    rows = decode.texts(rendered(Map(table, columns=["*", "remark_of_ours"])))
    for name in ("title", "status", "alternatives", "remark_of_ours"):
        assert [row[name] for row in rows][:7] == [
            *("{'a': 1}", "['b']", "b'c'", "1.5", "1992-05-09", "3", "?"),
        ]


def test_two_columns_of_one_name_are_refused(table):
    with pytest.raises(UsageError, match="two columns 'place'"):
        Map(table.rename(columns={"title": "place"}))


def test_the_table_is_not_changed():
    table = points(1, title=[{"a": 1}], killed_min=["3"])
    Map(table)
    assert table["title"].iloc[0] == {"a": 1}
    assert table["killed_min"].iloc[0] == "3"


def test_long_numbers_keep_their_digits():
    rows = decode.texts(rendered(Map(points(1, id=[9_007_199_254_740_993]))))
    assert rows[0]["id"] == "9007199254740993"


def test_no_geometry_at_all_and_no_geodataframe():
    assert decode.texts(rendered(Map(gpd.GeoDataFrame({"title": ["One"]})))) == [{"title": "One"}]
    with pytest.raises(UsageError, match=r"geomap\.geocode"):
        Map(pd.DataFrame({"title": ["One"]}))


def test_points_that_are_nowhere_are_listed():
    shapes = [shapely.Point(), shapely.Point(float("nan"), 0), None, shapely.Point(180, -90)]
    table = gpd.GeoDataFrame({"title": list("abcd")}, geometry=shapes, crs=4326)
    header = decode.settings(rendered(Map(table)))["payload"]
    assert (header["rows"], header["onMap"]) == (4, 1)


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (shapely.box(0, 0, 1, 1), "Row 2 is a Polygon, not a point"),
        (shapely.Point(-8_571_000, -1_344_000), "Row 2 is at longitude .* not on the earth.*set_crs"),
    ],
)
def test_what_is_no_point_on_the_earth_is_said(shape, said):
    table = gpd.GeoDataFrame({"title": ["a", "b"]}, geometry=[shapely.Point(0, 0), shape])
    with pytest.raises(UsageError, match=said):
        Map(table)


def test_footprints_follow_their_points_into_degrees(table):
    def shapes(map_: Map) -> list:
        html = rendered(map_)
        page, header = decode.skeleton(html), decode.settings(html)["payload"]
        block = decode.inflate(page.scripts["geomap-shapes"])
        return decode.shapes_of(header["shapes"], block, header["shapeQuantum"])

    wanted = shapes(Map(table))
    metres = table.to_crs(3857)
    metres["footprint"] = table["footprint"].to_crs(3857)
    bare = metres.assign(footprint=metres["footprint"].to_numpy(object))
    for other in (metres, bare, table.to_crs(3857)):
        for one, two in zip(shapes(Map(other)), wanted, strict=True):
            assert one.symmetric_difference(two).area < 1e-3 * two.area
