"""Names without a place of their own, and what their neighbours say of them."""

from __future__ import annotations

import pytest

from geomap.georeference import vicinity
from geomap.georeference.vicinity import LOCAL_M, neighbours
from geomap.model import Candidate, Place


def place(name: str, lon: float, lat: float, extent_m: float = 3_000.0) -> Place:
    return Place(f"test:{name}", name, "P", "PPL", "PE", "", "", lon, lat, 0, extent_m, "stated", "test")


def answer(score: float, *args: float) -> list[Candidate]:
    return [Candidate(place(f"at{args}", *args), score, ())]


def placed_by_neighbours(
    spans: list[tuple[int, int]], answers: list[list[Candidate]], text: str = ""
) -> list[list[Candidate]]:
    return vicinity.placed_by_neighbours(text or "word " * 250, spans, answers)


LIMA, CALLAO, QUITO = (-77.03, -12.05), (-77.13, -12.06), (-78.52, -0.22)


def test_the_nearest_sure_name_says_where() -> None:
    spans = [(0, 4), (10, 14), (500, 505)]
    found = placed_by_neighbours(spans, [answer(0.9, *LIMA), [], answer(0.9, *CALLAO)])
    (only,) = found[1]
    assert (only.place.lon, only.place.lat) == LIMA
    assert only.place.place_id == ""
    assert only.place.name == ""
    assert only.place.extent_m == pytest.approx(33_000)
    assert found[0][0].place.place_id
    assert found[2][0].place.place_id


def test_farther_off_means_less_sure_and_wider() -> None:
    near, far = (
        placed_by_neighbours([(0, 4), (gap, gap + 4)], [answer(0.9, *LIMA), []])[1][0] for gap in (10, 900)
    )
    assert near.score > far.score
    assert near.place.extent_m < far.place.extent_m


def test_scattered_names_say_less() -> None:
    spans = [(0, 4), (10, 14), (600, 605), (900, 905)]
    together = [answer(0.9, *LIMA), [], answer(0.9, *CALLAO), answer(0.9, *CALLAO)]
    apart = [answer(0.9, *LIMA), [], answer(0.9, *QUITO), answer(0.9, *QUITO)]
    assert placed_by_neighbours(spans, apart)[1][0].score < placed_by_neighbours(spans, together)[1][0].score


def test_a_name_with_a_place_keeps_it_and_a_weak_one_goes_second() -> None:
    spans = [(0, 4), (10, 14)]
    kept = answer(0.5, *QUITO)
    assert placed_by_neighbours(spans, [answer(0.9, *LIMA), kept])[1] == kept
    weak = answer(0.1, *QUITO)
    placed = placed_by_neighbours(spans, [answer(0.9, *LIMA), weak])[1]
    assert (placed[0].place.lon, placed[0].place.lat) == LIMA
    assert placed[1:] == weak


def test_an_area_only_says_somewhere_in_it() -> None:
    area = [Candidate(place("area", *LIMA, 2 * LOCAL_M), 0.9, ())]
    (found,) = placed_by_neighbours([(0, 4), (10, 14)], [area, []])[1]
    assert found.place.extent_m == 2 * LOCAL_M
    assert found.score < 0.5


@pytest.mark.parametrize("others", [[], [answer(0.3, *LIMA)]])
def test_nothing_sure_says_nothing(others: list[list[Candidate]]) -> None:
    spans = [(20 * i, 20 * i + 5) for i in range(len(others) + 1)]
    assert placed_by_neighbours(spans, [*others, []])[-1] == []


def test_a_name_told_with_its_place_is_surer_than_one_beside_it() -> None:
    answers = [[], answer(0.9, *LIMA)]
    with_place = placed_by_neighbours([(0, 8), (10, 14)], answers, "Tingo Pe, Lima")[0][0].score
    apart = placed_by_neighbours([(0, 8), (10, 14)], answers, "Tingo Pe; Lima")[0][0].score
    assert with_place > apart


def test_a_less_sure_neighbour_says_less() -> None:
    spans = [(0, 4), (10, 14)]
    sure, unsure = (placed_by_neighbours(spans, [answer(s, *LIMA), []])[1][0].score for s in (0.95, 0.5))
    assert sure > unsure


def test_places_named_beside_the_neighbour_count_once_whatever_their_order() -> None:
    spans = [(0, 4), (10, 14), (600, 605), (900, 905)]
    answers = [answer(0.9, *LIMA), [], answer(0.9, *CALLAO), answer(0.9, *QUITO)]
    (found,) = neighbours("word " * 250, spans, answers).values()
    evidence = dict(zip(vicinity.EVIDENCE, found.evidence, strict=True))
    assert evidence["others_near"] == 0.5
    assert evidence["alone"] == 0.0
