"""Findings: each kind found where it is, and not where it is not."""

from __future__ import annotations

import io

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geomap.check import MEANING, Country, Severity, check, is_link, worklist, worklist_csv
from geomap.review import read_decisions

LAND = Country("XX", "Exland", 5.0, 5.0, shapely.box(0, 0, 10, 10))
GOOD = {"id": "a", "title": "t", "place": "Lima", "country": "Exland", "date": "1992-05-09",
        "status": "located", "method": "at", "date_start": "1992-05-09", "date_end": "1992-05-09",
        "killed_min": 1, "killed_max": 2, "source_url": "https://example.org/", "xy": (3, 3)}  # fmt: skip


def table(*changed: dict) -> gpd.GeoDataFrame:
    rows = [GOOD | {"id": str(at), "title": f"title {at}"} | row for at, row in enumerate(changed)]
    frame = pd.DataFrame(rows)
    points = [None if xy is None else shapely.Point(*xy) for xy in frame.pop("xy")]
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326)


AREAS = {("XX", "North"): shapely.box(0, 5, 10, 10)}


def codes(*changed: dict) -> list[tuple[int, str]]:
    found = check(table(*changed), {"Exland": LAND}.get, lambda *key: AREAS.get(key))
    return [(finding.row, finding.code) for finding in found]


def test_a_good_table_has_no_finding() -> None:
    assert codes({}, {"place": "Cusco", "xy": (7, 7)}) == []


CASES = [
    ({"status": "ambiguous"}, "ambiguous"),
    ({"status": "not_found", "xy": None}, "not_found"),
    ({"status": "unparsed", "xy": None}, "unparsed"),
    ({"xy": (12, 5)}, "outside_country"),
    ({"admin1": "North"}, "outside_area"),
    ({"country": "Nowhere"}, "unknown_country"),
    ({"method": "coordinates", "xy": (5.001, 5)}, "country_centroid"),
    ({"country": "", "xy": (0, 0)}, "zero_coordinates"),
    ({"date": "1992-02-31", "date_start": None, "date_end": None}, "unread_date"),
    ({"date_end": "1992-05-01"}, "date_order"),
    ({"killed_min": 3}, "min_over_max"),
    ({"killed_min": -3}, "negative_count"),
    ({"source_url": "example.org/a"}, "not_a_link"),
]


@pytest.mark.parametrize(("change", "code"), CASES)
def test_each_finding_is_found_in_its_row_alone(change: dict, code: str) -> None:
    assert codes({"place": "Cusco"}, change, {"place": "Puno"}) == [(2, code)]


def test_near_misses_are_no_findings() -> None:
    assert codes({"xy": (10.04, 5)}) == []  # as near to the border as outlines are rough
    assert codes({"killed_min": 2, "killed_max": 2}, {"killed_min": 2, "killed_max": None}) == []
    assert codes({"xy": (5, 5)}) == []  # a place, not given coordinates
    assert codes({"admin1": "North", "xy": (3, 7)}) == []
    assert codes({"date": "../1992", "date_start": None}) == []  # an open beginning
    assert codes({"admin1": "an area that nobody knows"}) == []


def test_same_words_at_different_points_and_repeated_rows() -> None:
    assert codes({}, {"place": " LIMA ", "xy": (3.02, 3)}) == [(2, "same_words_elsewhere")]
    assert codes({}, {"xy": (3.005, 3)}) == []
    assert codes({}, {"country": "", "xy": (7, 3)}) == []  # of another context
    assert codes({"id": "x"}, {"id": "x"}) == [(2, "duplicate_id")]
    assert codes({"title": "same"}, {"title": "Same"}) == [(2, "duplicate")]


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "http://", "https://[x", "https://a b.org", "www.a.org", "x"]
)
def test_what_is_no_link(text: str) -> None:
    assert not is_link(text)


def test_a_filled_in_worklist_is_a_decisions_table() -> None:
    rows = table(
        {"status": "ambiguous", "id": "-1+1"}, {"place": "Ica", "killed_min": 90, "killed_max": 8, "id": "=b"}
    )
    work = worklist(rows, check(rows))
    assert list(work["id"]) == ["=b", "-1+1"]  # the most people harmed first
    assert read_decisions(work) == []
    written = worklist_csv(work)
    assert b"\n'=b," in written
    filled = pd.read_csv(io.BytesIO(written), dtype=str, keep_default_na=False)
    filled.loc[0, ["lon", "lat", "who", "why"]] = ["3", "4", "AB", "seen"]
    assert [(d.id, d.lon, d.lat) for d in read_decisions(filled)] == [("'=b", 3.0, 4.0)]


def test_every_code_says_what_to_do() -> None:
    assert {code for _, code in CASES} | {"duplicate", "duplicate_id", "same_words_elsewhere"} <= set(MEANING)


def test_severity_says_what_cannot_be_true() -> None:
    (found,) = check(table({"killed_min": 3}))
    assert found.severity == Severity.ERROR
    assert found.as_json()["severity"] == "error"
