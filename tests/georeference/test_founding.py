"""The eight founding incidents: what the words support, and not more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

import geomap
from geomap import geodesy
from geomap.gazetteer import Gazetteer

CASTRO_CASTRO = (-76.989337, -11.983931)
LURIGANCHO = (-76.996850, -11.992140)
DOWNTOWN = (-77.030918, -12.045326)


@pytest.fixture(scope="module")
def located(gazetteer: Gazetteer) -> Iterator[gpd.GeoDataFrame]:
    founding = Path(__file__).parents[2] / "geodata" / "peru-prisons" / "incidents.csv"
    return geomap.geocode(founding, gazetteer=gazetteer).set_index("id", drop=False)


def test_every_incident_is_located(located: gpd.GeoDataFrame) -> None:
    assert len(located) == 8
    assert located["status"].eq("located").all()
    assert located["uncertainty_m"].gt(0).all()
    assert located["remarks"].str.len().gt(20).all()
    assert located["sources"].notna().all()
    assert located.crs == "EPSG:4326"


@pytest.mark.parametrize(
    ("row", "place_id", "lonlat", "radius"),
    [
        ("canto-grande-raid", "curated:castro-castro", CASTRO_CASTRO, 118),
        ("canto-grande-talks", "curated:castro-castro", CASTRO_CASTRO, 118),
        ("canto-grande-assault", "curated:castro-castro", CASTRO_CASTRO, 118),
        ("canto-grande-tour", "curated:castro-castro", CASTRO_CASTRO, 118),
        ("lurigancho-1985", "curated:lurigancho-prison", LURIGANCHO, 266),
    ],
)
def test_prisons_are_where_they_stand(
    located: gpd.GeoDataFrame, row: str, place_id: str, lonlat: tuple[float, float], radius: float
) -> None:
    found = located.loc[row]
    assert found["place_id"] == place_id
    assert float(geodesy.distance(found.geometry.x, found.geometry.y, *lonlat)) <= radius
    assert found["uncertainty_m"] == pytest.approx(radius, rel=0.01)


def test_seven_miles_is_a_ring_round_downtown(located: gpd.GeoDataFrame) -> None:
    found = located.loc["cesar-vallejo"]
    assert found["method"] == "distance"
    assert found["place_id"] == "curated:downtown-lima"
    ring = found["footprint"]
    assert not shapely.intersects_xy(ring, *DOWNTOWN)
    inland = geodesy.destination(*DOWNTOWN, [0, 45, 90], 11_265.4)
    assert shapely.intersects_xy(ring, *inland).all()
    sea = geodesy.destination(*DOWNTOWN, 235, 13_000)
    assert not shapely.intersects_xy(ring, *sea)
    assert "Cesar Vialleje" in found["remarks"]
    assert found["where_prec"] == 2


@pytest.mark.parametrize("row", ["three-prisons-1986", "coup"])
def test_a_country_is_an_area_not_a_pin(located: gpd.GeoDataFrame, gazetteer: Gazetteer, row: str) -> None:
    found = located.loc[row]
    peru = gazetteer.country("PE")
    assert peru is not None
    assert found["place_id"] == peru.place_id
    assert found["where_prec"] == 6
    assert found["footprint"].equals(gazetteer.outline(peru.place_id))
    assert found["uncertainty_m"] > 500_000


def test_three_prisons_are_said_to_be_several(located: gpd.GeoDataFrame) -> None:
    found = located.loc["three-prisons-1986"]
    assert found["method"] == "several"
    assert "3 places" in found["remarks"]


def test_points_lie_in_their_footprints_but_for_the_ring(located: gpd.GeoDataFrame) -> None:
    inside = shapely.intersects(located["footprint"].array, located.geometry.array)
    assert located.index[~inside].tolist() == ["cesar-vallejo"]


def test_the_radius_holds_the_footprint(located: gpd.GeoDataFrame) -> None:
    reach = geodesy.reach(located.geometry.x, located.geometry.y, located["footprint"].to_numpy())
    assert reach == pytest.approx(located["uncertainty_m"].to_numpy(), abs=1)
