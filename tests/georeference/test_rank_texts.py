"""The names of a text resolved together: context, one sense, scores."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from geomap.gazetteer import Gazetteer
from geomap.georeference.certainty import EVIDENCE, calibrated, certainty, evidence
from geomap.georeference.document import DocumentResolver, Mention
from geomap.georeference.features import FEATURES, NOTHING
from geomap.georeference.forms import spellings
from geomap.georeference.rank import softmax, weights
from geomap.model import Candidate, Place


@pytest.fixture(scope="module")
def resolver(gazetteer: Gazetteer) -> DocumentResolver:
    return DocumentResolver(gazetteer)


def ranked(resolver: DocumentResolver, text: str, *names: str) -> list[list[Candidate]]:
    starts = [text.index(name) for name in names]
    return resolver.resolve(text, [Mention(s, s + len(n)) for s, n in zip(starts, names, strict=True)])


CASES = [
    # text, its names, the name asked for, feature code prefix, country, first-level code
    ("A clash near Sidon, Lebanon, on Friday.", ("Sidon", "Lebanon"), 0, "PPL", "LB", ""),
    ("A clash near Sidon, Lebanon, on Friday.", ("Sidon", "Lebanon"), 1, "PCL", "LB", ""),
    ("A man of Paris, Texas, was held in Dallas.", ("Paris", "Texas", "Dallas"), 0, "PPL", "US", "TX"),
    ("Paris and Lyon were quiet.", ("Paris", "Lyon"), 0, "", "FR", ""),
    ("Tbilisi is the capital of Georgia.", ("Tbilisi", "Georgia"), 1, "PCL", "GE", ""),
    ("Atlanta is the capital of Georgia.", ("Atlanta", "Georgia"), 1, "ADM1", "US", "GA"),
    ("The Peruvian police went to Ayacucho.", ("Peruvian", "Ayacucho"), 1, "", "PE", ""),
    (
        "Mexican police said he had crossed Mexico to Mexico City.",
        ("Mexico ",),
        0,
        "PCL",
        "MX",
        "",
    ),
    ("Snow fell in Albany, NH on Monday.", ("Albany", "NH"), 1, "ADM1", "US", "NH"),
    ("The White House was silent.", ("White House",), 0, "BLDG", "US", ""),
    ("The E.U. and Turkey signed.", ("E.U.", "Turkey"), 0, "RGN", "", ""),
    ("SIDON, LEBANON: TWO PEOPLE WERE HELD.", ("SIDON", "LEBANON"), 0, "PPL", "LB", ""),
]


@pytest.mark.parametrize(("text", "names", "asked", "code", "country", "admin1"), CASES)
def test_context_chooses(
    resolver: DocumentResolver,
    text: str,
    names: tuple[str, ...],
    asked: int,
    code: str,
    country: str,
    admin1: str,
) -> None:
    place = ranked(resolver, text, *names)[asked][0].place
    assert place.country_code == country
    assert place.feature_code.startswith(code)
    assert not admin1 or place.admin1 == admin1


def test_one_sense_in_a_text(resolver: DocumentResolver) -> None:
    text = "Police in Alexandria, Virginia, searched a house. The fire in Alexandria is out."
    spans = [
        Mention(10, 20),
        Mention(22, 30),
        Mention(text.rindex("Alexandria"), text.rindex("Alexandria") + 10),
    ]
    first, _, second = resolver.resolve(text, spans)
    assert first[0].place.place_id == second[0].place.place_id
    assert first[0].place.admin1 == "VA"


def test_the_order_of_the_spans_does_not_matter(resolver: DocumentResolver) -> None:
    text, names = (
        "From Lima to Ayacucho and Huancavelica, then to Cusco.",
        ("Lima", "Ayacucho", "Huancavelica", "Cusco"),
    )
    forwards = ranked(resolver, text, *names)
    backwards = ranked(resolver, text, *names[::-1])[::-1]
    assert [[c.place.place_id for c in own] for own in forwards] == [
        [c.place.place_id for c in own] for own in backwards
    ]
    assert np.allclose([own[0].score for own in forwards], [own[0].score for own in backwards])


def test_scores_are_probabilities(resolver: DocumentResolver) -> None:
    text = "San José, Springfield, Paris, Lima and Nowhere Xyzzy"
    for own in ranked(resolver, text, "San José", "Springfield", "Paris", "Lima", "Nowhere Xyzzy"):
        assert all(0 <= c.score <= 1 for c in own)
        assert sum(c.score for c in own) <= 1 + 1e-9


def test_an_ambiguous_name_is_less_sure(resolver: DocumentResolver) -> None:
    text = "Springfield. Peru."
    springfield, peru = ranked(resolver, text, "Springfield", "Peru")
    assert springfield[0].score < 0.7 < peru[0].score


def test_another_name_of_the_place_does_not_speak_for_it_as_a_neighbour(resolver: DocumentResolver) -> None:
    text = "Mexican officials in Mexico City said that farmers all over Mexico would be paid."
    spans = [(0, 7), (21, 32), (60, 66)]
    answers = resolver.resolve(text, [Mention(*span) for span in spans])
    assert [own[0].place.feature_code[:3] for own in answers] == ["PCL", "PPL", "PCL"]


def test_a_part_of_a_name_is_less_sure_than_the_whole(resolver: DocumentResolver) -> None:
    whole, part = ranked(resolver, "Gansu. Gansu Xyzzy Museum.", "Gansu", "Gansu Xyzzy Museum")
    assert whole[0].place == part[0].place
    assert part[0].score < whole[0].score


HERE = Place("a", "A", "P", "PPL", "PE", "01", "", -77.0, -12.0, 5_000, 2_000.0, "population", "x")


def test_certainty_grows_with_belief_and_leaves_room_for_the_rest() -> None:
    there = replace(HERE, place_id="b", lon=-71.0)
    scores = []
    for belief in (0.1, 0.5, 0.9, 0.99, 0.999):
        beliefs = [belief, 1 - belief]
        own = calibrated(beliefs, certainty().score(evidence([HERE, there], beliefs, 0.0, 0.0)))
        assert sum(own) <= 1 + 1e-9
        scores.append(own[0])
    assert scores == sorted(set(scores))


@pytest.mark.parametrize(("lon", "counts"), [(-76.0, True), (-75.4, False), (282.5, True)])
def test_readings_that_would_be_right_as_well_count_for_the_first(lon: float, counts: bool) -> None:
    other = replace(HERE, place_id="b", lon=lon)
    odds = [evidence([HERE, other], [0.5, b], 0.0, 0.0)[EVIDENCE.index("odds")] for b in (0.1, 0.4)]
    assert (odds[1] > odds[0]) is counts


def test_an_answer_is_less_sure_the_more_names_of_its_text_are_unknown(resolver: DocumentResolver) -> None:
    known = ranked(resolver, "Paris, Lyon, Nice.", "Paris", "Lyon", "Nice")[0][0]
    unknown = ranked(resolver, "Paris, Xyzzyx, Qwrtz.", "Paris", "Xyzzyx", "Qwrtz")[0][0]
    assert known.place == unknown.place
    assert unknown.score < known.score


def test_a_new_resolver_says_the_same(gazetteer: Gazetteer, resolver: DocumentResolver) -> None:
    text = "From Lima to Ayacucho."
    ranked(resolver, "Kano, Nigeria", "Kano", "Nigeria")
    assert ranked(DocumentResolver(gazetteer), text, "Lima", "Ayacucho") == ranked(
        resolver, text, "Lima", "Ayacucho"
    )


@pytest.mark.parametrize("text", ["", " ", "\n", "...", "🙂", "a" * 5_000, "X, " * 40])
def test_any_span_gets_one_answer(resolver: DocumentResolver, text: str) -> None:
    answers = resolver.resolve(text, [Mention(0, len(text)), Mention(0, 0)])
    assert len(answers) == 2


def test_belief_is_shared_with_the_unknown() -> None:
    shares = softmax([2.0, 1.0], 0.0)
    assert sum(shares) < 1
    assert math.isclose(shares[0] / shares[1], math.e)
    assert softmax([1e4, 0.0], 0.0)[0] == 1.0


@pytest.mark.parametrize("model", ["phrase", "text"])
def test_shipped_weights_are_whole(model: str) -> None:
    fitted = weights(model)
    assert fitted.features.shape == (len(FEATURES),)
    assert fitted.nothing.shape == (len(NOTHING),)
    assert np.isfinite(fitted.features).all()


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Rapides Parish", "Rapides"),
        ("#SouthSudan", "South Sudan"),
        ("pro-Russian", "Russian"),
        ("northern Syria", "Syria"),
        ("Lima's", "Lima"),
        ("Canadians", "Canadian"),
        ("New\nYork", "New York"),
    ],
)
def test_spellings(name: str, form: str) -> None:
    assert form in [one.text for one in spellings(name)]
