"""Two versions of a table, and the coder's points against the words."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geomap import geodesy
from geomap.check import against_coder, coder_findings, versions, worklist
from geomap.check.coder import said


def table(**columns: list) -> gpd.GeoDataFrame:
    points = columns.pop("xy")
    made = [None if xy is None else shapely.Point(*xy) for xy in points]
    return gpd.GeoDataFrame(columns, geometry=made, crs=4326)


# --- versions -------------------------------------------------------------------------


def test_added_removed_changed_and_how_far_a_point_moved() -> None:
    before = table(id=["a", "b", "c"], n=[1.0, 2.0, 3.0], xy=[(0, 0), (1, 1), None])
    after = table(id=["c", "a", "d"], n=pd.array([3, 1, 4], dtype="Int64"), xy=[(5, 5), (0, 1), (2, 2)])
    found = versions(before, after)
    assert [(one.id, one.change) for one in found.changes] == [
        ("b", "removed"), ("d", "added"), ("a", "changed"), ("c", "changed"),
    ]  # fmt: skip
    moved, placed = found.changes[2:]
    assert moved.moved_m == pytest.approx(geodesy.distance(0, 0, 0, 1))
    assert moved.values == {"geometry": ("POINT (0 0)", "POINT (0 1)")}  # 1.0 and 1 are one number
    assert placed.moved_m is None
    assert placed.as_json() == {
        "id": "c", "change": "changed", "columns": ["geometry"], "values": {"geometry": ["", "POINT (5 5)"]},
    }  # fmt: skip


def test_a_table_is_like_itself_whatever_the_order_and_the_digits_of_a_format() -> None:
    one = table(id=["a", "b"], t=["x", None], d=pd.to_datetime(["1992-05-06", None]), xy=[(1 / 3, 2), None])
    other = table(id=["b", "a"], t=["", "x"], d=["", "1992-05-06"], xy=[None, (0.33333333, 2)])
    assert not versions(one, other)


def test_columns_of_one_version_alone_are_named_and_not_compared() -> None:
    found = versions(pd.DataFrame({"id": ["a"], "x": [1]}), pd.DataFrame({"id": ["a"], "y": [2]}))
    assert (found.changes, found.only_before, found.only_after) == ((), ("x",), ("y",))
    assert found


def test_rows_of_one_id_are_compared_in_their_order() -> None:
    before = pd.DataFrame({"id": ["a", "a"], "t": ["x", "y"]})
    after = pd.DataFrame({"id": ["a", "a"], "t": ["x", "z"]})
    assert [(one.id, one.values) for one in versions(before, after).changes] == [("a (2)", {"t": ("y", "z")})]


def test_ids_made_from_content_are_pointed_out() -> None:
    before, after = (pd.DataFrame({"id": [key]}) for key in ("0123456789ab", "ba9876543210"))
    assert versions(before, after).made_ids
    assert not versions(before, pd.DataFrame({"id": ["x"]})).made_ids


# --- the coder ------------------------------------------------------------------------


def coded(**changed: list) -> gpd.GeoDataFrame:
    """Five rows with a disc of 10 km round 0, 0: in it, beyond, beyond but an area, near enough, unplaced."""
    disc = geodesy.disc(0.0, 0.0, 10_000.0)[0]
    columns = {
        "id": list("abcde"),
        "place": ["X"] * 5,
        "coder_lon": [0.05, 1.0, 2.0, 0.15, 0.0],
        "coder_lat": [0.0] * 5,
        "coder_uncertainty_m": [np.nan, np.nan, np.nan, 25_000.0, np.nan],
        "coder_precision": ["point", "point", "area", "near", ""],
        "uncertainty_m": [10_000.0] * 4 + [np.nan],
        "xy": [(0, 0)] * 4 + [None],
    }
    made = table(**(columns | changed))
    return made.assign(footprint=gpd.GeoSeries([disc] * 4 + [None], crs=4326))


def test_rows_worth_a_second_look_come_first() -> None:
    found = against_coder(coded())
    assert [gap.id for gap in found.gaps] == ["b", "c", "e", "a", "d"]
    assert [gap.id for gap in found.outside] == ["b", "c"]
    assert found.within == 2
    assert [finding.code for finding in coder_findings(found)] == ["coder_elsewhere"] * 2 + ["coder_only"]


def test_metres_are_those_on_the_ground() -> None:
    gap = against_coder(coded()).gaps[0]
    away = float(geodesy.distance(0, 0, 1, 0))
    assert gap.distance_m == pytest.approx(away)
    assert gap.outside_m == pytest.approx(away - 10_000, rel=1e-3)
    near = against_coder(coded()).gaps[-1]
    assert near.outside_m > 0 == near.beyond_m  # within the coder's own 25 km


def test_an_area_across_the_date_line_is_one_area() -> None:
    made = coded(coder_lon=[-179.99, 0, 0, 0, 0], xy=[(179.99, 0), (0, 0), (0, 0), (0, 0), None])
    made.loc[0, "footprint"] = geodesy.disc(179.99, 0.0, 10_000.0)[0]
    gap = next(gap for gap in against_coder(made).gaps if gap.id == "a")
    assert gap.outside_m == 0
    assert gap.distance_m == pytest.approx(float(geodesy.distance(179.99, 0, -179.99, 0)))


def test_without_a_footprint_the_points_are_compared() -> None:
    gap = against_coder(coded().drop(columns="footprint")).gaps[0]
    assert gap.outside_m == gap.distance_m


def test_nothing_to_compare_is_said() -> None:
    assert said(against_coder(coded(coder_lon=[None] * 5))) == [
        "No row has a coder's point (coder_lon, coder_lat) to compare with."
    ]


def test_the_worklist_of_a_comparison_has_the_coders_point_to_copy() -> None:
    made = coded()
    work = worklist(made, coder_findings(against_coder(made)), ranked=True)
    assert list(work["id"]) == ["b", "c", "e"]
    assert work["candidates"][0] == "coder: lon 1.0, lat 0.0"
