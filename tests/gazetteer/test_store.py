"""The compiled gazetteer as it is: names, areas, shapes, sources."""

from __future__ import annotations

import csv
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.gazetteer import Gazetteer
from geomap.gazetteer.settlements import FEW_BOXES, Settlements
from geomap.model import Place
from geomap.resources import geodata

CASES = Path(__file__).resolve().parents[1] / "cases"
PERU, LIMA = "geonames:3932488", "geonames:3936456"
ROUND_LIMA = (-77.3, -12.3, -76.8, -11.8)


def table(name: str) -> list[list[str]]:
    with open(CASES / name, encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t"))[1:]


@pytest.mark.parametrize(("name", "place_id", "kind"), table("lookup.tsv"))
def test_name_finds_place(gazetteer: Gazetteer, name: str, place_id: str, kind: str) -> None:
    kinds = {match.place.place_id: match.name_kind for match in gazetteer.lookup(name)}
    assert kinds.get(place_id) == kind


@pytest.mark.parametrize(
    "name", ["", "   ", "!?", "Xyzzyville", "us", "lim\0", "a" * 5000, "%", "'; DROP TABLE name"]
)
def test_no_name_finds_no_country(gazetteer: Gazetteer, name: str) -> None:
    assert all(match.place.feature_code != "PCLI" for match in gazetteer.lookup(name))


@pytest.mark.parametrize(
    ("name", "area"), [("Maiduguri LGA", "NG"), ("departamento de Antioquia", "CO"), ("Platte Co.", "US")]
)
def test_designator_of_an_area_comes_off(gazetteer: Gazetteer, name: str, area: str) -> None:
    matches = gazetteer.lookup(name)
    assert area in {match.place.country_code for match in matches}
    assert {match.place.feature_class for match in matches} == {"A"}


@pytest.mark.parametrize(
    ("slip", "place_id"),
    [
        ("Tingo Mria", "geonames:3691348"),
        ("Ayacuch0", "geonames:3947019"),
        ("Huancavlica", "geonames:3939467"),
    ],
)
def test_near_spelling_finds_the_place(gazetteer: Gazetteer, slip: str, place_id: str) -> None:
    found = [match.place.place_id for match in gazetteer.search(slip, country="PE", limit=5)]
    assert place_id in found
    assert place_id in [m.place.place_id for m in gazetteer.near_spellings([slip], country="PE")[slip]]
    assert gazetteer.near_spellings([slip], bounds=(0.0, 0.0, 1.0, 1.0))[slip] == []


@pytest.mark.parametrize("text", ["", "abc", "'\" OR near", "x" * 500, "\0", "%_*"])
def test_no_text_breaks_the_search_for_near_spellings(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.near_spellings([text], country="PE") == {text: []}


def test_the_closest_spelling_comes_first(gazetteer: Gazetteer) -> None:
    matches = gazetteer.lookup("Peru")
    assert matches[0].place.place_id == PERU
    order = [match.exactness for match in matches]
    assert order == sorted(order, reverse=True)
    assert gazetteer.lookup("Oroya")[0].exactness >= gazetteer.lookup("The Oroya")[0].exactness


def test_limit_cuts_the_end(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("San Juan", limit=3) == gazetteer.lookup("San Juan")[:3]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Lima", "LIMA", "La Paz", "paz", "St. Louis", "nowhere", "", "PE", "Perú"]),
        max_size=9,
    )
)
def test_many_at_once_equals_one_by_one(gazetteer: Gazetteer, names: list[str]) -> None:
    assert gazetteer.lookup_many(names) == {name: gazetteer.lookup(name) for name in names}


@pytest.mark.parametrize(("text", "code"), table("countries.tsv"))
def test_country_by_any_name(gazetteer: Gazetteer, text: str, code: str) -> None:
    country = gazetteer.country(text)
    assert country is not None
    assert country.country_code == code


@pytest.mark.parametrize("text", ["Lima", "Atlantis", "", "Somewhere in Peru"])
def test_what_is_no_country(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.country(text) is None


def test_every_country_code_finds_its_country(gazetteer: Gazetteer) -> None:
    places = [
        place
        for place in all_places(gazetteer, "PCL%")
        if place.place_id.startswith("geonames:") and place.country_code
    ]
    assert len(places) > 240
    for place in places:
        found = gazetteer.country(place.country_code)
        assert found == place


def test_first_level_area_by_code_name_and_iso(gazetteer: Gazetteer) -> None:
    lima = gazetteer.admin1("PE", "15")
    assert lima is not None
    assert lima.feature_code == "ADM1"
    assert lima == gazetteer.admin1("PE", "Lima") == gazetteer.admin1("PE", "PE-LIM")
    assert gazetteer.admin1("PE", "Texas") is None
    assert gazetteer.admin1_name("PE", "05") == "Ayacucho"
    assert gazetteer.admin2_name("PE", "15", "1501") == gazetteer.admin2_name("PE", "LMA", "1501") == "Lima"
    assert gazetteer.admin2_name("PE", "15", "") == gazetteer.admin1_name("PE", "99") == ""


def test_nearly_all_settlements_have_a_named_first_level_area(gazetteer: Gazetteer) -> None:
    named = gazetteer._query(
        "SELECT count(*), count(d.fid) FROM place p LEFT JOIN division d ON d.country_code = p.country_code "
        "AND d.admin1 = p.admin1 AND d.admin2 = '' WHERE p.feature_class = 'P'",
        (),
    )
    settlements, with_name = named[0]
    assert with_name / settlements > 0.99


def test_curated_places_are_all_there_with_their_radius(gazetteer: Gazetteer) -> None:
    for path in sorted(geodata("places").glob("*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                place = gazetteer.place(f"curated:{row['slug']}")
                assert place is not None
                assert (place.lon, place.lat) == (float(row["lon"]), float(row["lat"]))
                assert place.extent_basis == ("stated" if row["radius_m"] else "class")


def test_place_with_unknown_id(gazetteer: Gazetteer) -> None:
    assert gazetteer.place("geonames:0") is None
    assert gazetteer.outline("geonames:0") is None
    assert gazetteer.outline_pieces("geonames:0", ROUND_LIMA) == []
    assert gazetteer.outline(LIMA) is None


@pytest.mark.parametrize("least", [0, 9_000, 10_000, 2_000_000])
def test_wide_boxes_hold_what_their_halves_hold(gazetteer: Gazetteer, least: int) -> None:
    def found(*bounds: float) -> set[str]:
        west, south, east, north = bounds
        places = gazetteer.within((west, south, east, north), min_population=least, limit=100_000)
        assert [-p.population for p in places] == sorted(-p.population for p in places)
        return {place.place_id for place in places}

    halves = [found(-80 + 5 * step, -15, -75 + 5 * step, 0) for step in range(4)]
    assert found(-80, -15, -60, 0) == set().union(*halves)
    assert halves[0]


def test_within_gives_the_most_populous_first(gazetteer: Gazetteer) -> None:
    places = gazetteer.within(ROUND_LIMA, min_population=10_000, limit=5)
    assert places[0].place_id == LIMA
    assert [place.population for place in places] == sorted((p.population for p in places), reverse=True)
    assert all(ROUND_LIMA[0] <= place.lon <= ROUND_LIMA[2] for place in places)
    assert {place.feature_class for place in gazetteer.within(ROUND_LIMA, classes=("S", "T"))} == {"S", "T"}


@pytest.mark.parametrize(
    ("place_id", "inside", "outside"),
    [
        (PERU, (-77.03, -12.05), (-68.1, -16.5)),
        ("geonames:2017370", (-172.5, 66.0), (-150.0, 64.0)),  # Russia, on both sides of 180 degrees
        ("geonames:2205218", (178.4, -18.1), (0.0, -18.1)),  # Fiji, likewise
        ("geonames:6697173", (0.0, -89.5), (0.0, -50.0)),  # Antarctica holds the pole
        ("geonames:3017382", (2.35, 48.85), (-52.3, 4.9)),  # France without French Guiana
        ("geonames:3936451", (-77.03, -12.05), (-76.2, -11.0)),  # metropolitan Lima
    ],
)
def test_outline_holds_what_it_should(
    gazetteer: Gazetteer, place_id: str, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    outline = gazetteer.outline(place_id)
    assert outline is not None
    assert outline.geom_type == "MultiPolygon"
    assert outline.contains(shapely.Point(inside))
    assert not outline.contains(shapely.Point(outside))


def test_outlines_are_valid_hold_their_reference_point_and_reach_their_extent(gazetteer: Gazetteer) -> None:
    places = [place for place in all_places(gazetteer, "%") if place.has_outline]
    assert len(places) > 3_000
    for place in places:
        outline = gazetteer.outline(place.place_id)
        assert outline is not None
        assert outline.is_valid
        # Points of archipelagos, and published points of countries and regions, may lie between islands.
        off_deg = outline.distance(shapely.Point(place.lon, place.lat))
        assert off_deg < (0.501 if place.feature_code.startswith("ADM") else 5.0)
        assert place.extent_m > 0
        assert place.extent_basis == "outline"


@pytest.mark.parametrize("bounds", [ROUND_LIMA, (-75.0, -10.0, -73.0, -8.0), (-82.0, -5.0, -80.0, -3.0)])
def test_pieces_make_up_the_outline_without_overlap(
    gazetteer: Gazetteer, bounds: tuple[float, float, float, float]
) -> None:
    box = shapely.box(*bounds)
    outline = gazetteer.outline(PERU)
    assert outline is not None
    pieces = gazetteer.outline_pieces(PERU, bounds)
    assert all(piece.intersects(box.envelope) or not piece.envelope.disjoint(box) for piece in pieces)
    assert sum(piece.intersection(box).area for piece in pieces) == pytest.approx(
        outline.intersection(box).area, rel=1e-6
    )


def test_land_and_sea(gazetteer: Gazetteer) -> None:
    land = shapely.union_all(gazetteer.land(ROUND_LIMA))
    assert land.contains(shapely.Point(-77.03, -12.05))
    assert not land.intersects(shapely.Point(-77.28, -12.2))
    assert gazetteer.land((-30.0, -30.0, -29.0, -29.0)) == []


def test_search_completes_filters_and_sorts_by_distance(gazetteer: Gazetteer) -> None:
    names = [match.place.name for match in gazetteer.search("ayacuc", country="PE", classes=("P",))]
    assert names[0] == "Ayacucho"
    near_peru = gazetteer.search("San Juan", near=(-75.2, -15.4), classes=("P",), limit=3)
    assert near_peru[0].place.country_code == "PE"
    assert len(gazetteer.search("san", limit=7)) == 7
    assert gazetteer.search("!") == []


def test_sources_are_named_with_licence_and_attribution(gazetteer: Gazetteer) -> None:
    sources = gazetteer.sources()
    assert all(
        source.title and source.licence and source.attribution and len(source.sha256) == 64
        for source in sources
    )
    info = gazetteer.info()
    assert info["places"] == sum(info["places_by_class"].values()) > 270_000
    assert "de facto" in info["borders"]


def test_gdal_reads_every_layer_without_a_warning(gazetteer: Gazetteer) -> None:
    import pyogrio

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        layers = dict(pyogrio.list_layers(gazetteer.path))
        assert layers["place"] == "Point"
        assert {"outline", "piece", "name", "division", "source", "meta"} <= set(layers)
        assert (
            len(pyogrio.read_dataframe(gazetteer.path, layer="place", bbox=ROUND_LIMA, max_features=2)) == 2
        )
        assert len(pyogrio.read_dataframe(gazetteer.path, layer="name", max_features=2)) == 2


def test_opening_and_looking_up_loads_no_heavy_package(gazetteer: Gazetteer) -> None:
    code = (
        "import sys; from geomap.gazetteer import Gazetteer; Gazetteer.open().lookup('Lima'); "
        "heavy = {'pandas', 'geopandas', 'pyogrio', 'pyproj', 'shapely', 'numpy'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def all_places(gazetteer: Gazetteer, feature_codes: str) -> list[Place]:
    """Places of class A and L whose feature code matches an SQL pattern."""
    rows = gazetteer._query(
        "SELECT place_id FROM place WHERE feature_class IN ('A', 'L') "
        "AND feature_code LIKE ? AND feature_code <> 'ADM2'",
        (feature_codes,),
    )
    found = [gazetteer.place(place_id) for (place_id,) in rows]
    return [place for place in found if place is not None]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(-179, 178), st.floats(-60, 70), st.integers(0, 200_000)), max_size=5))
def test_settlements_in_boxes_are_the_same_from_memory_as_from_the_file(
    gazetteer: Gazetteer, asked: list[tuple[float, float, int]]
) -> None:
    boxes = np.array([(lon, lat, lon + 1, lat + 1) for lon, lat, _ in asked]).reshape(-1, 4)
    least = [population for _, _, population in asked]
    from_file = Settlements(gazetteer._query).within(boxes, least)
    # Enough boxes to be worth reading all settlements; the repeated ones change nothing for the first.
    times = FEW_BOXES // max(1, len(asked)) + 1
    in_memory = Settlements(gazetteer._query)
    found = in_memory.within(np.tile(boxes, (times, 1)), least * times)
    first = found.box < len(asked)
    assert in_memory._grid is not None or not asked
    for one, other in zip(from_file, found, strict=True):
        assert one.tolist() == other[first].tolist()
