"""Ten publications of a changing table: together they say no more of a place than its cell."""

from __future__ import annotations

import dataclasses
import random
from collections import defaultdict

import pytest
import shapely

from geomap.errors import InputError
from geomap.export.arrow import to_arrow
from geomap.figure import Options
from geomap.pipeline import make_figure
from geomap.publish import Memory, publish
from tests.publish.attacks.test_positions import policy
from tests.publish.attacks.world import located, random_rows

KEY = Memory(b"r" * 32)
CELL = 0.5


def versions(seed: int, n: int = 10) -> list[list[dict]]:
    """Versions of a table: places corrected a little, kinds changed, rows added, dropped and shuffled."""
    dice = random.Random(seed)
    rows = random_rows(seed, 24)
    made = []
    for number in range(n):
        rows = [dict(row) for row in rows]
        for row in rows:
            if dice.random() < 0.6:
                row["lon"] += dice.gauss(0, 0.1)
                row["lat"] += dice.gauss(0, 0.1)
                row["place"] = f"hamlet {dice.random()}"
            if dice.random() < 0.1:
                row["kind"] = dice.choice(["torture", "clash"])
            if dice.random() < 0.1:
                row["uncertainty_m"] = dice.choice([200.0, 2_000.0, 20_000.0])
            row.setdefault("uncertainty_m", 500.0)
        rows.append({**random_rows(seed + 99, 1)[0], "id": f"new {number}", "kind": "torture",
                     "uncertainty_m": 500.0})  # fmt: skip
        if number == 5:
            rows = rows[3:]
        dice.shuffle(rows)
        made.append(rows)
    return made


@pytest.mark.parametrize("seed", range(4))
def test_ten_releases_narrow_no_place_beyond_its_cell(seed: int, gazetteer) -> None:
    memory = KEY
    shown: dict[str, list] = defaultdict(list)
    sequence: dict[str, list[str]] = defaultdict(list)
    for rows in versions(seed):
        copy = publish(located(rows), policy(moved="show"), gazetteer, memory)
        memory = copy.memory
        for name, area, label in zip(
            copy.table["id"], copy.table["footprint"], copy.table["published_as"], strict=True
        ):
            if isinstance(label, str):
                shown[name].append(area)
                sequence[name].append(label)
    # Who keeps every release lays a row's areas over each other: a whole cell is left, on the lines.
    for name, areas in shown.items():
        for part in apart_from_each_other(areas):
            left = shapely.intersection_all(part)
            west, south, east, north = left.bounds
            assert min(east - west, north - south) >= CELL, sequence[name]
            assert left.area >= CELL * CELL, sequence[name]
            assert all(side % CELL == 0 for side in left.bounds)
            # Who watches for the moment at which it moves sees no step from a cell to the next.
            middles = {(area.centroid.x, area.centroid.y) for area in part if area.area == part[0].area}
            assert len(middles) == 1, sequence[name]


def apart_from_each_other(areas: list) -> list[list]:
    """The areas of one row, cut where a correction took it away from the cell and its neighbours."""
    parts = [[areas[0]]]
    for area in areas[1:]:
        if shapely.dwithin(core(parts[-1][-1]), core(area), 0.02):
            parts[-1].append(area)
        else:
            parts.append([area])
    return parts


def core(area):
    """The middle cell of a block, or the cell itself."""
    west, south, east, north = area.bounds
    side = (east - west) / (3 if round((east - west) / CELL) % 3 == 0 else 1)
    x, y = (west + east) / 2, (south + north) / 2
    return shapely.box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)


def test_a_small_correction_across_a_border_changes_no_byte(gazetteer) -> None:
    # That a row changed from one cell to the next would put it beside the line between them.
    row = {"id": "a", "kind": "torture", "date": "1999-01-01", "lon": -74.501, "lat": -13.1}
    first = publish(located([row]), policy(), gazetteer, KEY)
    second = publish(located([{**row, "lon": -74.499}]), policy(), gazetteer, first.memory)
    assert to_arrow(first.table).equals(to_arrow(second.table))
    assert any("of an earlier release" in warning for warning in second.report.warnings)
    # Nor does a third correction, back and over another line.
    third = publish(located([{**row, "lat": -12.9}]), policy(), gazetteer, second.memory)
    assert to_arrow(first.table).equals(to_arrow(third.table))


def test_a_far_correction_is_refused_or_shown_whole(gazetteer) -> None:
    row = {"id": "a", "kind": "torture", "date": "1999-01-01", "lon": -74.501, "lat": -13.1}
    first = publish(located([row]), policy(), gazetteer, KEY)
    away = located([{**row, "lon": -70.1}])
    with pytest.raises(InputError, match="moved: 1 sensitive rows lie far"):
        publish(away, policy(), gazetteer, first.memory)
    assert publish(away, policy(moved="show"), gazetteer, first.memory).table.geometry.iloc[0].x == -70.25


def test_a_wider_area_in_between_gives_no_way_round(gazetteer) -> None:
    row = {"id": "a", "kind": "torture", "date": "1999-01-01", "lon": -74.501, "lat": -13.1}
    first = publish(located([row]), policy(), gazetteer, KEY)
    wide = publish(located([{**row, "uncertainty_m": 30_000.0}]), policy(), gazetteer, first.memory)
    assert wide.table["footprint"].iloc[0].area > first.table["footprint"].iloc[0].area
    # Now the place is across the border, known finely again: the first cell is shown, not its neighbour.
    last = publish(located([{**row, "lon": -74.499}]), policy(), gazetteer, wide.memory)
    assert last.table["footprint"].iloc[0].equals(first.table["footprint"].iloc[0])


def test_what_was_sensitive_stays_so(gazetteer) -> None:
    row = {"id": "a", "kind": "torture", "date": "1999-01-01", "lon": -74.2, "lat": -13.1}
    first = publish(located([row]), policy(), gazetteer, KEY)
    second = publish(located([{**row, "kind": "clash"}]), policy(), gazetteer, first.memory)
    assert second.table["published_as"].notna().all()


def test_a_new_sensitive_row_does_not_point_at_its_neighbour(gazetteer) -> None:
    open_row = {"id": "o", "kind": "clash", "date": "1999-01-01", "lon": -74.2, "lat": -13.1}
    first = publish(located([open_row]), policy(), gazetteer, KEY)
    both = [open_row, {**open_row, "id": "s", "kind": "torture"}]
    second = publish(located(both), policy(), gazetteer, first.memory)
    name = KEY.public_id("o")
    before, after = (copy.table[copy.table["id"] == name].geometry.iloc[0] for copy in (first, second))
    assert before.equals(after)
    assert any("point at it" in warning for warning in second.report.warnings)


def test_two_divisions_of_the_earth_do_not_mix(gazetteer) -> None:
    # A cell laid over a department would leave a sliver.
    table = located(random_rows(5))
    first = publish(table, policy("grid"), gazetteer, KEY)
    with pytest.raises(InputError, match=r"belongs to releases generalised to grid 0\.5"):
        publish(table, policy("admin1"), gazetteer, first.memory)
    finer = policy()
    finer = dataclasses.replace(finer, sensitive=dataclasses.replace(finer.sensitive, grid_deg=0.25))
    with pytest.raises(InputError, match="belongs to releases"):
        publish(table, finer, gazetteer, first.memory)


def test_ids_made_from_content_are_refused(gazetteer) -> None:
    rows = [{**row, "id": f"{at:012x}"} for at, row in enumerate(random_rows(6))]
    with pytest.raises(InputError, match="change with every correction"):
        publish(located(rows), policy(), gazetteer, KEY)
    assert len(publish(located(rows), policy(releases="one"), gazetteer, KEY).table) == len(rows)


@pytest.mark.parametrize("format", ["png", "svg"])
def test_ten_figures_of_corrected_places_are_one(format: str, gazetteer) -> None:
    # Pixels and paths of ten releases could be averaged, laid over each other, or fitted with circles:
    # with small corrections, some across a border, they are the same bytes each time.
    pytest.importorskip(
        "matplotlib", reason="figures need matplotlib: pip install 'geomap-incidents[figure]'"
    )
    dice = random.Random(8)
    rows = [{**row, "kind": "torture"} for row in random_rows(8, 6)]
    rows[0] |= {"lon": -74.4999, "lat": -13.0001}  # beside the corner of four cells
    memory, drawn = KEY, set()
    for _ in range(10):
        moved = [
            {**row, "lon": row["lon"] + dice.gauss(0, 0.02), "lat": row["lat"] + dice.gauss(0, 0.02)}
            for row in rows
        ]
        copy = publish(located(moved), policy(), gazetteer, memory)
        memory = copy.memory
        drawn.add(make_figure(copy.table, format, options=Options(columns=1, dpi=72)))
    assert len(drawn) == 1


def test_a_circle_round_the_truth_would_be_found(gazetteer) -> None:
    # The attack itself: from the drawing of an open row its footprint's centre comes back to a few metres.
    row = {"id": "o", "kind": "clash", "date": "1999-01-01", "lon": -74.2, "lat": -13.1}
    areas = publish(located([row]), policy(), gazetteer, KEY).table["footprint"]
    assert areas.iloc[0].centroid.distance(shapely.Point(-74.2, -13.1)) < 1e-4
    hidden = publish(located([{**row, "kind": "torture"}]), policy(), gazetteer, KEY).table["footprint"]
    assert hidden.iloc[0].centroid.distance(shapely.Point(-74.2, -13.1)) > 0.05
