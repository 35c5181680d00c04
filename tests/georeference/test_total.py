"""Any words get an answer: never an error, and never a footprint that contradicts itself."""

from __future__ import annotations

import re

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap import geodesy
from geomap.gazetteer import Gazetteer
from geomap.georeference import locate, say
from geomap.model import Hints, Status

FRAGMENTS = """
    7 miles | 0 km | 12 km | two hours | 20 | 1/2 mi | from | of | NE of | al sur de | near | between | and
    on the road to | border | downtown | northern | 3 prisons in | several villages in | the town of | , | (
    Lima | Peru | Ayacucho | Paris | Fiji | McMurdo Station | Longyearbyen | Anadyr | Xyzzyqwertz | km 53
    12°03'S 77°02'W | 0, 0 | -12.05, -77.03 | junction of | in Ecuador | outskirts of | somewhere in
"""

phrases = st.lists(st.sampled_from(re.split(r"[|\n]", FRAGMENTS.strip())), min_size=1, max_size=7).map(
    " ".join
)
any_words = st.one_of(phrases, st.text(max_size=60))
countries = st.sampled_from(["", "PE", "Fiji", "Russia", "Atlantis"])

relaxed = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


@relaxed
@given(words=any_words, country=countries)
def test_every_answer_is_whole(gazetteer: Gazetteer, words: str, country: str) -> None:
    found = locate(words, gazetteer, Hints(country=country))
    assert say(found.remarks)
    assert say(found.remarks, "es")
    if found.status in (Status.NOT_FOUND, Status.UNPARSED):
        assert found.lon is found.lat is found.footprint is found.uncertainty_m is None
        return
    assert found.lon is not None
    assert found.lat is not None
    assert found.footprint is not None
    assert found.footprint.is_valid
    assert not found.footprint.is_empty
    assert -180 <= found.lon <= 180
    assert -90 <= found.lat <= 90
    assert found.score is None or 0 <= found.score <= 1
    reach = float(geodesy.reach(found.lon, found.lat, found.footprint)[0])
    assert found.uncertainty_m == pytest.approx(reach, abs=1.0)


@relaxed
@given(words=any_words)
def test_white_space_around_changes_nothing(gazetteer: Gazetteer, words: str) -> None:
    bare, padded = (locate(text, gazetteer) for text in (words.strip(), f"  {words.strip()}\n"))
    assert (bare.status, bare.place_id, bare.lon, bare.lat) == (
        padded.status,
        padded.place_id,
        padded.lon,
        padded.lat,
    )
    assert (
        shapely.equals_exact(bare.footprint, padded.footprint) or bare.footprint is padded.footprint is None
    )
