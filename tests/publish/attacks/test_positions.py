"""Where in its area a sensitive place lies changes no byte; nor does any wording about it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.export import FORMATS, WRITE_ONLY, write
from geomap.figure import Options
from geomap.pipeline import make_figure, make_map
from geomap.publish import Memory, Policy, publish
from geomap.publish.policy import Sensitive
from geomap.readers.ids import content_ids
from tests.publish.attacks.world import located, random_rows

KEY = Memory(b"k" * 32)
COLUMNS = (
    "kind",
    "date",
    "killed_max",
    "geometry",
    "footprint",
    "uncertainty_m",
    "status",
    "method",
    "place",
)


def policy(area: str = "grid", **more) -> Policy:
    rule = Sensitive(kinds=frozenset({"torture"}), area=area, columns=("kind", "date", "killed_max"))
    return Policy(columns=COLUMNS, sensitive=rule, **more)


def moved(rows, dice) -> list[dict]:
    """The same rows with every sensitive place elsewhere in its cell, and other words for it."""
    return [
        row if row["kind"] != "torture" else
        {**row, "lon": row["lon"] // 0.5 * 0.5 + dice.uniform(0.001, 0.499),
         "lat": row["lat"] // 0.5 * 0.5 + dice.uniform(0.001, 0.499), "place": f"elsewhere {dice.random()}",
         "remarks": "moved", "source": "another", "quote": "other words altogether"}
        for row in rows
    ]  # fmt: skip


@pytest.mark.parametrize("format", [*FORMATS, *WRITE_ONLY, "html", "png", "svg", "pdf"])
def test_no_byte_depends_on_where_in_the_cell(format: str, gazetteer, tmp_path: Path) -> None:
    if format == "xlsx":
        pytest.importorskip("openpyxl", reason="workbooks need openpyxl")
    if format in ("png", "svg", "pdf"):
        pytest.importorskip("matplotlib", reason="figures need matplotlib")
    rows = random_rows(1, 12)
    dice = np.random.default_rng(3)
    made = []
    drawing = Options(columns=1, dpi=80, inset=False)
    for number, version in enumerate((rows, moved(rows, dice))):
        copy = publish(located(version), policy(), gazetteer, KEY)
        path = tmp_path / f"{number}.{format}"
        if format == "html":
            make_map(copy.table, gazetteer=gazetteer, provenance=copy.provenance()).save(path)
        elif format in ("png", "svg", "pdf"):
            drawn = make_figure(copy.table, format, gazetteer=gazetteer, options=drawing)
            path.write_bytes(drawn)
        else:
            write(copy.table, path, provenance=copy.provenance())
        made.append(path.read_bytes())
    assert made[0] == made[1]


@settings(max_examples=40)
@given(
    lon=st.floats(-179.9, 179.9), lat=st.floats(-80, 80), across=st.floats(0, 0.999), up=st.floats(0, 0.999),
    uncertainty=st.sampled_from([100.0, 9_000.0, 40_000.0, 400_000.0]),
)  # fmt: skip
def test_the_cell_alone_decides_anywhere_on_earth(lon, lat, across, up, uncertainty, gazetteer) -> None:
    west, south = lon // 0.5 * 0.5, lat // 0.5 * 0.5
    row = {"id": "a", "kind": "torture", "date": "1999-01-01", "uncertainty_m": uncertainty}
    versions = [
        located([{**row, "lon": west + dx * 0.4999, "lat": south + dy * 0.4999}])
        for dx, dy in ((0, 0), (across, up))
    ]
    tables = [publish(version, policy(), gazetteer, KEY).table for version in versions]
    pd.testing.assert_frame_equal(pd.DataFrame(tables[0]), pd.DataFrame(tables[1]))
    # And it holds the place, with room for what is not known of it.
    area = tables[0]["footprint"].iloc[0]
    assert area is None or versions[1].geometry.iloc[0].distance(area) < 1e-9


def test_the_outline_alone_decides(gazetteer) -> None:
    # Two places of one department, one of them at its border.
    rows = [{"id": "a", "kind": "torture", "date": "1999-01-01", "lon": -74.22, "lat": -13.16}]
    copies = [
        publish(located([{**rows[0], "lon": lon, "lat": lat}]), policy("admin1"), gazetteer, KEY).table
        for lon, lat in ((-74.22, -13.16), (-74.0, -14.6), (-73.99, -13.0))
    ]
    assert copies[0]["published_as"].iloc[0] == "Ayacucho, Peru"
    for other in copies[1:]:
        pd.testing.assert_frame_equal(pd.DataFrame(copies[0]), pd.DataFrame(other))


def test_the_order_of_the_input_changes_nothing(gazetteer, tmp_path: Path) -> None:
    rows = random_rows(2)
    made = []
    for version in (rows, rows[::-1], sorted(rows, key=lambda row: row["lon"])):
        copy = publish(located(version), policy(), gazetteer, KEY)
        path = tmp_path / "a.geojson"
        write(copy.table, path, force=True)
        made.append(path.read_bytes())
    assert made[0] == made[1] == made[2]


def test_ids_cannot_be_confirmed_without_the_key(gazetteer) -> None:
    rows = random_rows(3)
    table = located(rows)
    ids = set(publish(table, policy(), gazetteer, KEY).table["id"])
    guesses = set(content_ids(pd.DataFrame(rows).astype("str"))) | set(table["id"])
    guesses |= {Memory(key).public_id(own) for key in (b"", b"\0" * 32) for own in table["id"]}
    assert ids.isdisjoint(guesses)


def test_no_circle_and_no_moved_point(gazetteer) -> None:
    table = publish(located(random_rows(4)), policy(), gazetteer, KEY).table
    hidden = table[table["published_as"].notna()]
    assert len(hidden)
    for area, point in zip(hidden["footprint"], hidden.geometry, strict=True):
        assert area.equals(area.envelope)  # a cell of the grid, with four corners
        assert point.equals(area.centroid)
        assert (np.asarray(area.bounds) % 0.5 == 0).all()


def test_an_open_row_at_the_same_place_is_generalised_too(gazetteer) -> None:
    rows = [
        {"id": "s", "kind": "torture", "date": "1999-01-01", "lon": -74.2, "lat": -13.1},
        {"id": "o", "kind": "clash", "date": "1999-01-01", "lon": -74.2, "lat": -13.1},
        {"id": "far", "kind": "clash", "date": "1999-01-01", "lon": -75.2, "lat": -13.1},
    ]
    copy = publish(located(rows), policy(), gazetteer, KEY)
    assert copy.table["published_as"].notna().sum() == 2
    assert any("as well" in warning for warning in copy.report.warnings)
    kept = publish(located(rows), policy(same_place="keep"), gazetteer, KEY)
    assert kept.table["published_as"].notna().sum() == 1


def test_with_its_whole_area_a_sensitive_row_stands_out_by_nothing(gazetteer) -> None:
    # Which of the open rows shares the sensitive row's point cannot be seen from what became of them.
    clash = {"kind": "clash", "date": "1999-01-01", "lat": -13.1}
    rows = [{**clash, "id": f"o{at}", "lon": -74.05 - at / 10} for at in range(4)]
    away = {**clash, "id": "away", "lon": -75.2}
    copies = [
        publish(
            located([*rows, away, {**clash, "id": "s", "kind": "torture", "lon": row["lon"]}]),
            policy(same_place="area"), gazetteer, KEY,
        ).table
        for row in rows
    ]  # fmt: skip
    assert copies[0]["published_as"].notna().sum() == 5
    for other in copies[1:]:
        pd.testing.assert_frame_equal(pd.DataFrame(copies[0]), pd.DataFrame(other))
