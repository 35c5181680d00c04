from __future__ import annotations

import pytest

from geomap.errors import InputError, UsageError
from geomap.model import HARMS, INPUT_COLUMNS
from geomap.readers.columns import Matches, match_columns, need_place, plain, standard_aliases


def match(names: list[str], **mapping: str) -> tuple[Matches, list[str]]:
    said: list[str] = []
    return match_columns(names, mapping=mapping, path="a.csv", notify=said.append), said


def test_the_alias_table_names_every_column_and_no_alias_twice() -> None:
    aliases = standard_aliases()
    assert set(aliases.columns) == set(INPUT_COLUMNS)
    assert set(aliases.both_ends) == set(HARMS)
    lists = [(own, *others) for own, others in (aliases.columns | aliases.both_ends).items()]
    folded = [plain(name) for names in [*lists, aliases.shapes] for name in names]
    assert sorted(folded) == sorted(set(folded))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Event Date", "Location"], {"date": "Event Date", "place": "Location"}),
        (["ID", "LATITUDE", "Longitude"], {"id": "ID", "lat": "LATITUDE", "lon": "Longitude"}),
        (["x", "y"], {"lon": "x", "lat": "y"}),
        (["Ubicación", "País"], {"place": "Ubicación", "country": "País"}),
        (["decimalLatitude", "decimalLongitude"], {"lon": "decimalLongitude", "lat": "decimalLatitude"}),
        (["place", "victim_name", "notes", "comment"], {"place": "place"}),
    ],
)
def test_names_are_known(names: list[str], expected: dict[str, str]) -> None:
    assert match(names)[0].columns == expected


def test_a_choice_between_names_is_said() -> None:
    matches, said = match(["city", "location", "n"])
    assert matches.columns["place"] == "location"
    assert said == ["a.csv: place is read from column 'location', not from 'city'."]


def test_the_name_itself_needs_no_word() -> None:
    assert match(["place", "city"]) == (Matches({"place": "place"}, {}), [])


def test_competing_coordinates_are_not_guessed() -> None:
    with pytest.raises(InputError, match=r"'latitude', 'y' may each hold the latitude.*--lat-column"):
        match(["latitude", "y", "lon"])
    assert match(["latitude", "y", "lon"], lat="y")[0].columns["lat"] == "y"
    assert match(["lat", "y", "lon"])[0].columns["lat"] == "lat"


def test_a_mapping_goes_first() -> None:
    matches, _ = match(["place", "Where it was"], place="where it was")
    assert matches.columns == {"place": "Where it was"}


@pytest.mark.parametrize(
    ("mapping", "error", "words"),
    [
        ({"place": "locaton"}, InputError, "no column 'locaton'.*Did you mean 'location'"),
        ({"plaice": "location"}, UsageError, "no column 'plaice'"),
    ],
)
def test_a_mapping_that_names_nothing(mapping: dict[str, str], error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        match(["location"], **mapping)


def test_one_count_for_both_ends_only_where_neither_end_is_given() -> None:
    assert match(["place", "deaths"])[0].both_ends == {"killed": "deaths"}
    assert match(["place", "deaths", "killed_min"])[0].both_ends == {}
    assert match(["place", "toll"], killed="toll")[0].both_ends == {"killed": "toll"}


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (
            ["date", "notes"],
            "neither a place column nor coordinates.*'date', 'notes'.*--place-column.*--lat-column",
        ),
        (["lat", "notes"], "only lat of the coordinates"),
    ],
)
def test_a_table_without_places(names: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        need_place(match(names)[0], names, has_shapes=False, path="a.csv")
