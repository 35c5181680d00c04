"""What a policy lets pass, and what the report says."""

from __future__ import annotations

import stat
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geomap import geodesy
from geomap.errors import InputError
from geomap.publish import Memory, Policy, TooFewError, leaks, new_memory, publish, read_memory, write_memory
from geomap.publish.areas import block, cell
from geomap.publish.policy import Sensitive
from geomap.publish.rounding import rounded
from tests.publish.attacks.world import located

KEY = Memory(b"p" * 32)
ROWS = [
    {"id": "a", "kind": "torture", "date": "1999-02-03", "lon": -74.2, "lat": -13.1, "killed_max": 2, "n": 1},
    {"id": "b", "kind": "torture", "date": "1999-02-20", "lon": -74.3, "lat": -13.2, "killed_max": 3, "n": 2},
    {"id": "c", "kind": "clash", "date": "1999-02-20", "lon": -70.3, "lat": -13.2, "killed_max": 9, "n": 3},
]


def policy(columns=("kind", "date"), least: int = 1, **rule) -> Policy:
    own = {"kinds": frozenset({"torture"}), "area": "grid", **rule}
    return Policy("p.yaml", columns=columns, sensitive=Sensitive(**own), least_incidents=least)


def test_nothing_passes_that_is_not_named(gazetteer) -> None:
    table = publish(located(ROWS), policy(columns=()), gazetteer, KEY).table
    open_row = table[table["published_as"].isna()].iloc[0]
    assert {name for name in table if name != "id" and not pd.isna(open_row[name])} == set()
    assert "n" not in table
    assert "kind" not in table


def test_types_of_columns_outlive_missing_values(gazetteer) -> None:
    table = publish(located(ROWS), policy(("n", "killed_max")), gazetteer, KEY).table
    assert str(table["n"].dtype) == "Int64"
    assert table["n"].dropna().tolist() == [3]  # not named for sensitive rows


def test_the_threshold_refuses_and_shows_the_small_cells(gazetteer) -> None:
    with pytest.raises(TooFewError, match="shared by fewer than 3 incidents") as caught:
        publish(located(ROWS), policy(least=3), gazetteer, KEY)
    (small,) = caught.value.report.cells
    assert (small.incidents, small.people, small.date, small.kind) == (2, 5, "1999-02", "torture")
    assert len(publish(located(ROWS), policy(least=2), gazetteer, KEY).table) == 3


def test_the_notice_says_to_what(gazetteer) -> None:
    assert (
        "The places of 2 of 3 incidents are generalised to cells"
        in publish(located(ROWS), policy(), gazetteer, KEY).notice
    )
    said = publish(located(ROWS), policy(area="admin1", dates="none"), gazetteer, KEY, language="es").notice
    assert "2 de 3 incidentes" in said
    assert "No se publican las fechas" in said
    hidden = publish(located(ROWS), policy(area="none"), gazetteer, KEY)
    assert "withheld" in hidden.notice
    assert hidden.table[hidden.table["published_as"].isna()].geometry.isna().sum() == 3


def test_columns_and_kinds_that_do_not_exist(gazetteer) -> None:
    with pytest.raises(InputError, match=r"p\.yaml: columns: the table has no column 'knd'.*kind"):
        publish(located(ROWS), policy(("knd",)), gazetteer, KEY)
    with pytest.raises(InputError, match="no row has the kind 'tortura'"):
        publish(located(ROWS), policy(kinds=frozenset({"tortura"})), gazetteer, KEY)
    with pytest.raises(InputError, match=r"sensitive\.column"):
        publish(located(ROWS), policy(column="protected", open=frozenset({"no"})), gazetteer, KEY)


def test_what_the_marking_column_leaves_blank_is_sensitive(gazetteer) -> None:
    rows = [{**row, "protected": value} for row, value in zip(ROWS, ["no", "", "yes"], strict=True)]
    rule = {"column": "protected", "open": frozenset({"no"}), "kinds": frozenset()}
    copy = publish(located(rows), policy(**rule), gazetteer, KEY)
    assert copy.report.levels == {"grid": 2}


def test_marking_columns_of_every_type_serve(gazetteer) -> None:
    rule = {"column": "protected", "open": frozenset({"no"}), "kinds": frozenset()}
    for values, kind in (
        ([0, None, 1], "Int64"),
        ([False, None, True], "boolean"),
        ([0.0, None, 1.0], "float64"),
    ):
        table = located(ROWS)
        table["protected"] = pd.array(values, dtype=kind)
        assert publish(table, policy(**rule), gazetteer, KEY).report.levels == {"grid": 2}


def test_ids_that_do_not_serve_are_refused(gazetteer) -> None:
    with pytest.raises(InputError, match="share one or have none"):
        publish(located([{**row, "id": "same"} for row in ROWS]), policy(), gazetteer, KEY)


def test_the_key_is_private_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "key"
    memory = new_memory()
    memory.shown["a"] = "exact"
    write_memory(memory, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_memory(path) == memory
    write_memory(memory, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="no key of geomap publish"):
        read_memory(path)
    with pytest.raises(InputError, match="--new-key"):
        read_memory(tmp_path / "absent")


@given(
    st.dates().flatmap(lambda a: st.dates(min_value=a).map(lambda b: (a, b))),
    st.sampled_from(["day", "month", "year"]),
)
def test_rounded_dates_hold_the_true_ones(days, unit: str) -> None:
    start, end = (pd.Series(np.array([day], "datetime64[ms]")) for day in days)
    text, first, last = rounded(start, end, unit)
    assert first[0] <= start[0] <= end[0] <= last[0]
    from geomap.dates import parse_date

    read = parse_date(text[0])
    assert (read.start, read.end) == (first[0].date(), last[0].date())


@given(st.floats(-180, 180), st.floats(-90, 90), st.sampled_from([0.1, 0.5, 1, 2]))
def test_cells_tile_the_earth_and_nest(lon: float, lat: float, size: float) -> None:
    from geomap.publish.areas import _index

    own = cell(size, *_index(size, lon, lat))
    assert own.shape.distance(shapely.Point(lon, lat)) < 1e-9
    wider = cell(size * 2, *_index(size * 2, lon, lat))
    assert shapely.area(shapely.difference(own.shape, wider.shape)) < 1e-9


@given(st.floats(-180, 179.9), st.floats(-75, 75), st.floats(0, 360))
def test_a_block_holds_whatever_lies_a_side_away(lon: float, lat: float, azimuth: float) -> None:
    from geomap.publish.areas import _index

    at = _index(1.0, lon, lat)
    around = block(1.0, *at)
    side = (cell(1.0, *at).km2 ** 0.5) * 1_000
    ends = geodesy.destination(lon, lat, azimuth, side * 0.7)
    # A cell is narrower than high; its area's root lies between, so that a margin is left out here.
    assert around.shape.distance(shapely.Point(float(ends[0]), float(ends[1]))) < 0.35


TEXTS = [
    ("call 044-71946 82", True), ("+51 987 123 455", True), ("mail a.b@c.org", True), ("wa.me/51987", True),
    ("killed on 1992-05-06", False), ("from 12.05.1992", False), ("1991-1993", False), ("law 25475", False),
    ("https://example.org/20200102030405", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), TEXTS)
def test_telephone_numbers_are_found(text: str, found: bool) -> None:
    assert leaks.contacts(text) is found


def test_coordinates_are_found() -> None:
    for text in ("-12.0464,-77.0428", "12°02′S", "18L TM 76543 67890", "57V2XXH4+VV"):
        assert leaks.positions(text), text
    for text in ("12 km NE", "3.5 tonnes", "at 2:30", "in 1992", "pavilion 4b"):
        assert not leaks.positions(text), text


def test_phrases_are_whole_words_whatever_their_accents() -> None:
    names = leaks.Phrases(["José Ñahui"])
    assert names.found_in("says JOSE NAHUI.")
    assert not names.found_in("José Ñahuincopa")
