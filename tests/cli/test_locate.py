"""`geomap locate`: for a person and for a program."""

from __future__ import annotations

import json

import shapely
from shapely.geometry import shape

from geomap import geodesy
from geomap.model import ADDED_COLUMNS

FOUNDING_WORDS = "a town only 7 miles from downtown Lima"
DOWNTOWN = (-77.030918, -12.045326)


def test_json_has_the_added_columns(run) -> None:
    result = run("locate", FOUNDING_WORDS, "--country", "PE", "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    of_rows = {"geometry", "date_start", "date_end", "date_prec", "time_precision", "coder_lon", "coder_lat"}
    assert set(found) == set(ADDED_COLUMNS) - of_rows | {"lon", "lat"}


def test_seven_miles_is_a_ring_on_land_without_its_middle(run) -> None:
    found = json.loads(run("locate", FOUNDING_WORDS, "--country", "PE", "--json").stdout)
    ring = shape(found["footprint"])
    assert found["status"] == "located"
    assert found["method"] == "distance"
    assert not shapely.intersects_xy(ring, *DOWNTOWN)
    east = geodesy.destination(*DOWNTOWN, 60, 11_265)
    sea = geodesy.destination(*DOWNTOWN, 240, 13_000)
    assert shapely.intersects_xy(ring, *map(float, east))
    assert not shapely.intersects_xy(ring, *map(float, sea))
    assert 11_000 < found["uncertainty_m"] < 16_000


def test_terminal_shows_place_radius_reason(run) -> None:
    result = run("locate", FOUNDING_WORDS, "--country", "PE")
    assert result.exit_code == 0
    for said in ("downtown Lima", "radius", "km", "direction", "why"):
        assert said in result.stdout


def test_not_found_says_so_and_strict_ends_with_4(run) -> None:
    result = run("locate", "Xyzzyqwertz", "--strict")
    assert result.exit_code == 4
    assert "not found" in result.stdout
    assert "Xyzzyqwertz" in result.stdout


def test_control_characters_do_not_reach_the_terminal(run) -> None:
    result = run("locate", "Li\x1b[31mma \x07\u202e")
    assert "\x1b[31m" not in result.stdout
    assert "\u202e" not in result.stdout


def test_10_kb_of_text_is_answered(run) -> None:
    result = run("locate", "a " * 5_000 + "Lima", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["status"] in {"located", "ambiguous", "not_found", "unparsed"}
