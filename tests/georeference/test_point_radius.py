"""The published point-radius method, by the worked examples of its own papers."""

from __future__ import annotations

import pytest

from geomap.georeference import point_radius
from geomap.georeference.point_radius import heading


@pytest.mark.parametrize(
    ("kind", "given", "expected", "tolerance"),
    [
        ("distance_at_heading", {"distance": 9, "direction": "NE"}, 3_512, 1),
        ("orthogonal", {"distance_precision": 0.5}, 707, 1),
        ("orthogonal_2004", {"radial": 3, "distance_precision": 1, "datum_error_m": 79}, 5_769, 1),
        ("distance_along_path", {"radial": 3, "distance_precision": 1, "map_error_m": 51}, 4_051, 1),
        ("distance_precision_2020", {"distance": 10.25}, 125, 0.5),
        ("distance_precision_2020", {"distance": 100}, 5_000, 0.5),
        ("distance_precision_2004", {"distance": 9}, 1_000, 0.5),
        ("distance_precision_2004", {"distance": 100}, 50_000, 0.5),
    ],
)
def test_published_examples(kind: str, given: dict[str, float], expected: float, tolerance: float) -> None:
    if kind == "distance_at_heading":
        given = given | {"distance_precision": 0}
    found = point_radius(kind, unit="km", **given)  # type: ignore[arg-type]
    assert found.uncertainty_m == pytest.approx(expected, abs=tolerance)


def test_an_unknown_datum_counts_as_the_worst_shift() -> None:
    known = point_radius("coordinates_only", lon=0, lat=0, coordinate_precision_deg=0.01)
    unknown = point_radius(
        "coordinates_only", lon=0, lat=0, coordinate_precision_deg=0.01, datum_error_m=None
    )
    assert unknown.uncertainty_m - known.uncertainty_m == pytest.approx(5_359)


def test_the_point_moves_along_the_heading() -> None:
    found = point_radius("distance_at_heading", lon=0, lat=0, unit="km", distance=100, direction="W")
    assert found.lon == pytest.approx(-0.8983, abs=1e-3)
    assert found.lat == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("point", ["NbE", "SWbW", "nnw"])
def test_points_of_the_compass(point: str) -> None:
    azimuth, half = heading(point)
    assert 0 < azimuth < 360
    assert half in (5.625, 11.25)


@pytest.mark.parametrize(
    "given", [{"unit": "parsec"}, {"direction": "up"}, {"radial": -1.0}, {"distance": float("inf")}]
)
def test_nonsense_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"unknown|must be"):
        point_radius("distance_at_heading", **given)  # type: ignore[arg-type]
