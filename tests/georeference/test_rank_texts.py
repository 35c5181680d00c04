"""The names of a text resolved together: context, one sense, scores."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geomap.gazetteer import Gazetteer
from geomap.georeference.document import DocumentResolver, Mention
from geomap.georeference.features import FEATURES, NOTHING
from geomap.georeference.forms import spellings
from geomap.georeference.rank import softmax, weights
from geomap.model import Candidate


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
    assert fitted.scale > 0


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
