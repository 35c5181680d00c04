"""Single behaviours of the parser that a table of phrases cannot show."""

from __future__ import annotations

import pytest

from geomap.model import RelationKind
from geomap.relations import feature, feature_codes, languages, parse
from geomap.relations.lexicon import lexicon


def test_a_name_keeps_both_its_forms() -> None:
    found = parse("Canto Grande prison").relation
    assert found is not None
    assert found.anchors[0].forms == ("Canto Grande prison", "Canto Grande")


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("penal de Canto Grande", ("penal de Canto Grande", "Canto Grande")),
        ("Ciudad de México", ("Ciudad de México",)),
        ("Ciudad de Tijuana", ("Ciudad de Tijuana", "Tijuana")),
        ("la ciudad de Tijuana", ("ciudad de Tijuana", "Tijuana")),
        ("Mexico City", ("Mexico City", "Mexico")),
        ("northern Syria", ("northern Syria", "Syria")),
        ("South Lebanon", ("South Lebanon", "Lebanon")),
        ("the Hague", ("Hague",)),
        ("The Hague", ("The Hague", "Hague")),
    ],
)
def test_forms(text: str, forms: tuple[str, ...]) -> None:
    found = parse(text).relation
    assert found is not None
    assert found.anchors[0].forms == forms


def test_spans_underline_what_was_read() -> None:
    text = "the town of Cesar Vialleje, a town only 7 miles from downtown Lima"
    found = parse(text)
    assert found.relation is not None
    assert text[slice(*found.relation.anchors[0].span)] == "town of Cesar Vialleje"
    check = found.checks[0]
    assert text[slice(*check.span)] == "7 miles from downtown Lima"
    assert text[slice(*check.anchors[0].span)] == "downtown Lima"


def test_a_named_place_is_the_place_and_its_offset_a_check() -> None:
    found = parse("Xoxocotla, 100 km southwest of Mexico City")
    assert found.relation is not None
    assert (found.relation.kind, found.relation.anchors[0].name) == (RelationKind.AT, "Xoxocotla")
    assert [check.kind for check in found.checks] == [RelationKind.OFFSET]


def test_a_nameless_place_leaves_the_relation_to_decide() -> None:
    found = parse("a town only 7 miles from downtown Lima")
    assert found.relation is not None
    assert found.relation.kind is RelationKind.DISTANCE
    assert found.relation.distance_m == pytest.approx(11265.408)
    assert found.subject is not None
    assert (found.subject.generic, found.subject.feature) == (True, "town")


def test_areas_after_a_check_hold_the_whole_not_its_anchor() -> None:
    found = parse(
        "a police station near Atoyac de Álvarez, about 170 miles southwest of Mexico City, Guerrero"
    )
    assert [area.name for area in found.within] == ["Guerrero"]
    assert found.checks[0].anchors[0].within == ()


def test_language_is_found_or_taken() -> None:
    assert parse("a 20 km al sur de Tejupilco").language == "es"
    assert parse("20 km south of Tejupilco").language == "en"
    assert parse("Lima").language == ""
    assert parse("Lima", language="es").language == "es"


def test_every_feature_word_has_a_feature() -> None:
    for language in languages():
        for node in lexicon(language).phrases.values():
            stack = [node]
            while stack:
                one = stack.pop()
                stack += one.children.values()
                word = (one.senses or {}).get("feature")
                assert word is None or feature(word.key) is not None


def test_feature_codes() -> None:
    assert feature_codes("prison")[0] == "PRN"
    assert feature_codes("nonsense") == ()


@pytest.mark.parametrize(
    ("text", "system", "expected"),
    [
        ("12°02'35\"S 77°01'42\"W", "dms", (-77.028333, -12.043056)),
        ("4º23'N, 61º38'O", "dms", (-61.633333, 4.383333)),
        ("Lima (-12.0464, -77.0428)", "decimal", (-77.0428, -12.0464)),
        ("12.0464 S, 77.0428 W", "decimal", (-77.0428, -12.0464)),
        ("lat: 26.85 long: -108.51", "decimal", (-108.51, 26.85)),
        ("UTM 18L 277123E 8667456N", "utm", (277123.0, 8667456.0)),
        ("square 18TUQ71", "mgrs", (70000.0, 10000.0)),
    ],
)
def test_coordinates(text: str, system: str, expected: tuple[float, float]) -> None:
    found = parse(text).relation
    assert found is not None
    assert found.coordinates is not None
    stated = found.coordinates
    assert stated.system == system
    where = (stated.lon, stated.lat) if stated.lon is not None else (stated.easting, stated.northing)
    assert where == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("text", ["95.123, 12.341", "12.046, 277.043"])
def test_impossible_coordinates_are_flagged(text: str) -> None:
    assert "coordinates_out_of_range" in [flag.code for flag in parse(text).flags]


@pytest.mark.parametrize("text", ["", "   ", "...", "???", "7", "unknown"])
def test_nothing_to_read(text: str) -> None:
    found = parse(text)
    assert found.relation is None
    assert found.unparsed_at is not None
