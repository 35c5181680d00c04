"""Readers of the gazetteer's sources, on files made here."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geomap import geodesy
from geomap.errors import GazetteerError, InputError
from geomap.gazetteer import extent
from geomap.gazetteer.features import CLASS_OF, feature_class
from geomap.gazetteer.sources import curated, outlines, settlements, tables
from geomap.gazetteer.sources.spread import Spread
from geomap.gazetteer.sources.tables import rows
from geomap.model import FeatureClass, Place
from geomap.resources import geodata

COLUMNS = (
    "slug,name,alternative_names,historical_names,feature_code,kind,country_code,admin1,admin2,lon,lat,"
    "radius_m,source,source_url,note"
)


def town(lon: float, lat: float, *, population: int = 1_000, feature_code: str = "PPL") -> Place:
    return Place(
        "geonames:1",
        "Town",
        "P",
        feature_code,
        "PE",
        "05",
        "0501",
        lon,
        lat,
        population,
        1.0,
        "population",
        "x",
    )


@pytest.mark.parametrize("chunk", [20, 64, 1 << 20])
def test_records_are_read_in_pieces_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    table = {
        str(n): {"geonameid": n, "name": f'"{{é}}" {n}', "alternatenames": ["}", "{"]} for n in range(20)
    }
    path = tmp_path / "cities.json"
    path.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    monkeypatch.setattr(settlements, "_CHUNK", chunk)
    assert list(settlements._records(path)) == list(table.values())


def test_table_cut_short_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "cities.json"
    path.write_text('{"1": {"geonameid": 1}, "2": {"geona', encoding="utf-8")
    with pytest.raises(GazetteerError, match="cut short"):
        list(settlements._records(path))


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: b"no gzip", lambda data: b""])
def test_damaged_data_file_is_an_error(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "table.tsv.gz"
    path.write_bytes(damage(gzip.compress(b"a\tb\n1\t2\n" * 50, mtime=0)))
    with pytest.raises(GazetteerError, match=r"table\.tsv\.gz is damaged"):
        list(tables.rows(path))
    with pytest.raises(GazetteerError, match="damaged"):
        list(outlines.read(path))


def test_every_feature_code_has_one_class() -> None:
    assert set(CLASS_OF.values()) == {member.value for member in FeatureClass}
    assert len(CLASS_OF) > 650
    assert feature_class("NOPE") == ""


@given(st.integers(0, 40_000_000), st.integers(0, 40_000_000))
def test_more_people_never_make_a_smaller_settlement(few: int, many: int) -> None:
    few, many = sorted((few, many))
    assert 0 < extent.estimate("P", "PPL", few) <= extent.estimate("P", "PPL", many) < 150_000


def test_areas_without_outline_lie_among_their_settlements() -> None:
    spread = Spread()
    for place in (town(179.9, 0.0), town(-179.9, 0.0), town(180.0, 0.1, feature_code="PPLX")):
        spread.add(place)
    circle = spread.circle("PE.05.0501")
    assert circle is not None
    lon, lat, radial_m = circle
    assert abs(lon) > 179.99
    assert lat == pytest.approx(0.033, abs=0.001)
    assert 1.2 * 11_100 < radial_m < 1.3 * 12_000
    assert spread.population("PE.05") == 2_000
    assert spread.circle("PE.06") is None


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (("PRN", "PRISON"), "feature_code"),
        (("-77.0", "west"), "lon"),
        (("-12.0", "91"), "lon"),
        (("118", "wide"), "radius_m"),
    ],
)
def test_curated_row_that_cannot_be_used_says_where(
    tmp_path: Path, change: tuple[str, str], column: str
) -> None:
    row = "castro,Castro,Canto Grande|C. G.,Old name,PRN,prison,PE,LMA,1501,-77.0,-12.0,118,Survey,https://example.org,"
    path = tmp_path / "peru.csv"
    path.write_text(f"{COLUMNS}\n{row}\n", encoding="utf-8")
    (entry,) = curated.read(path)
    assert entry.place.feature_class == "S"
    assert entry.names == (("alternate", "Canto Grande"), ("alternate", "C. G."), ("historical", "Old name"))
    path.write_text(f"{COLUMNS}\n{row.replace(*change)}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        list(curated.read(path))
    assert (caught.value.row, caught.value.column) == (1, column)


@given(
    st.lists(st.tuples(st.floats(-20, 20), st.floats(-20, 20)), min_size=3, max_size=40).map(
        lambda points: shapely.MultiPoint(points).convex_hull.buffer(0.5)
    )
)
def test_pieces_are_small_and_make_up_the_shape(shape: shapely.Polygon) -> None:
    pieces = outlines.pieces(shape, most_points=12)
    assert sum(piece.area for piece in pieces) == pytest.approx(shape.area)
    assert all(shapely.get_num_coordinates(piece) <= 12 for piece in pieces)


def test_inner_point_lies_inside_even_of_a_ring() -> None:
    ring = shapely.Point(10, 10).buffer(2) - shapely.Point(10, 10).buffer(1.5)
    shape = shapely.MultiPolygon([ring, shapely.Point(0, 0).buffer(0.1)])
    assert ring.contains(shapely.Point(outlines.inner_point(shape)))


def test_farthest_point_of_an_outline() -> None:
    assert outlines.farthest_m(shapely.box(0, -1, 1, 1), 0.0, 0.0) == pytest.approx(157_250, rel=0.001)


def test_where_references_differ_a_country_lies_between_them() -> None:
    folder = geodata("geonames")
    points = {code: (float(lon), float(lat)) for code, lon, lat in rows(folder / "reference_points.tsv")}
    for code, lon, lat in rows(folder / "middle_points.tsv"):
        assert 50_000 < float(geodesy.distance(*points[code], float(lon), float(lat))) < 161_000, code


def test_every_region_has_a_position_and_a_known_code() -> None:
    folder = geodata("regions")
    placed = {key for key, *_ in rows(folder / "positions.tsv")}
    for row in rows(folder / "regions.tsv"):
        assert row[0] in placed, row[0]
        assert row[2] in {"CONT", "RGN", "ISL", "ISLS"} or feature_class(row[2]), row[0]
