"""What reports tell, from tables of cases."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from geomap.extract import Document, Extractor
from geomap.extract.harm import read_harm
from geomap.extract.judging import Judgement
from geomap.extract.lexicon import LANGUAGES, lexicon, typology
from geomap.extract.text import flat, sentences
from geomap.extract.when import WhenReader
from geomap.gazetteer import Gazetteer
from geomap.model import KINDS
from geomap.resources import package_file

CASES = Path(__file__).parent.parent / "cases"


def cases(name: str) -> list[dict[str, str]]:
    with open(CASES / f"extract_{name}.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def told(case: dict[str, str]) -> str:
    return case["text"][:70]


@pytest.fixture(scope="module")
def extractor(gazetteer: Gazetteer) -> Extractor:
    return Extractor(gazetteer)


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def draw(extractor: Extractor, text: str, written: str = "") -> list[dict[str, Any]]:
    return extractor.records(Document("a", text, day(written)))


@pytest.mark.parametrize("case", cases("es"), ids=told)
def test_spanish(extractor: Extractor, case: dict[str, str]) -> None:
    (found,) = draw(extractor, case["text"], case["written"])
    assert (found["kind"], found["date"]) == (case["kind"], case["date"])
    assert case["place"] in found["place"]
    if case["harm"]:
        harm, low, high = case["harm"].split()
        assert found[f"{harm}_min"] == int(low)
        assert found.get(f"{harm}_max") == (None if high == "-" else int(high))


@pytest.mark.parametrize("case", cases("none"), ids=told)
def test_no_incident(extractor: Extractor, case: dict[str, str]) -> None:
    assert draw(extractor, case["text"]) == []


@pytest.mark.parametrize("case", cases("dates"), ids=lambda case: f"{told(case)} {case['written']}")
def test_dates(case: dict[str, str]) -> None:
    text = case["text"]
    level = flat(text)
    reader = WhenReader(text, level, lexicon("en"), day(case["written"]))
    found = [when for sentence in sentences(text, level) for when in reader.read(sentence)]
    assert [(when.edtf, when.rule) for when in found] == (
        [(case["edtf"], case["rule"])] if case["edtf"] else []
    )


@pytest.mark.parametrize("case", cases("harm"), ids=told)
def test_harm(case: dict[str, str]) -> None:
    (sentence,) = sentences(case["text"], flat(case["text"]))
    (found,) = read_harm(case["text"], sentence, lexicon("en"))
    high = int(case["high"]) if case["high"] else None
    assert (found.harm, found.low, found.high, found.who) == (
        case["harm"],
        int(case["low"]),
        high,
        case["who"],
    )


def test_typology_has_every_kind() -> None:
    assert tuple(typology()) == KINDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_lexicon_words_are_folded(language: str) -> None:
    own = lexicon(language)
    written = {*own.people, *own.numbers, *own.features, *(w for words in own.words.values() for w in words)}
    assert {word for word in written if flat(word) != word} == set()


def test_lexicons_have_the_same_groups_of_words() -> None:
    one, two = (lexicon(language) for language in LANGUAGES)
    assert set(one.words) == set(two.words)
    assert set(one.features) & set(two.features) >= {"prison", "town", "village", "neighborhood"}


def test_flat_keeps_indices() -> None:
    text = "İstanbul’da Ñuñoa ﬁn ß Ǆ"
    assert len(flat(text)) == len(text)


def test_quotes_stand_where_their_spans_say(extractor: Extractor) -> None:
    text = "Lima, 3 May 90 (EFE) -- [Text] A bomb exploded yesterday in Ayacucho. Two policemen were killed."
    (found,) = draw(extractor, text)
    spans = json.loads(found["quote_spans"])
    assert found["quote"] == " […] ".join(text[start:end] for start, end in spans)
    assert found["quote"].startswith("A bomb")


def test_dateline_is_no_place_of_an_incident(extractor: Extractor) -> None:
    (found,) = draw(extractor, "Lima, 3 May 90 (EFE) -- A bomb exploded yesterday in Ayacucho.")
    assert found["places"] == ["Ayacucho", "Peru"]


def test_this_city_is_where_the_report_was_filed(extractor: Extractor) -> None:
    (found,) = draw(extractor, "Bogota, 3 May 90 (EFE) -- A bomb exploded yesterday in this city.")
    assert found["places"][0] == "Bogota"


def test_two_attacks_on_one_day_stay_apart(extractor: Extractor) -> None:
    text = "On 3 May 1990, rebels attacked the bank in Ayacucho. On 3 May 1990, a bomb exploded in Cusco."
    assert [found["place"] for found in draw(extractor, text)] == ["Ayacucho", "Cusco"]


def test_contradicting_figures_become_a_range(extractor: Extractor) -> None:
    text = "On 3 May 1990, 10 soldiers were killed in Ayacucho. In Ayacucho 14 soldiers were killed."
    (found,) = draw(extractor, text)
    assert (found["killed_min"], found["killed_max"]) == (10, 14)
    assert "10 soldiers" in found["extract_remarks"]
    assert "14 soldiers" in found["extract_remarks"]


def test_capitals_say_the_same(extractor: Extractor) -> None:
    text = "Lima, 3 May 90 (EFE) -- A bomb exploded yesterday in Ayacucho, killing two policemen."
    keys = ("date", "kind", "killed_min", "killed_max", "country")
    (one,), (two,) = draw(extractor, text), draw(extractor, text.upper())
    assert [one[key] for key in keys] == [two[key] for key in keys]


def test_same_text_gives_the_same_rows(gazetteer: Gazetteer) -> None:
    text = "Lima, 3 May 90 (EFE) -- A bomb exploded yesterday in Ayacucho, killing two policemen."
    assert draw(Extractor(gazetteer), text) == draw(Extractor(gazetteer), text)


@pytest.mark.parametrize(
    "text", ["", " \n\n ", "(" * 5000, "killed " * 3000, "1 May " * 3000, "in Lima, " * 3000, "\x00"]
)
def test_any_text_is_read(extractor: Extractor, text: str) -> None:
    for found in draw(extractor, text):
        assert found["quote"]


FOUNDING_ES = [
    ("1992-05-05", "political_event", "Peru", {}),
    ("1992-05-06", "armed_attack", "penal de Canto Grande", {"killed": (11, 11)}),
    ("1992-05-08", "negotiation", "penal de Canto Grande", {"detained": (4, 4)}),
    ("1992-05-09", "massacre", "pabellón 4b", {"killed": (90, 100), "disappeared": (80, 80)}),
    ("1985-10-04", "killing", "penal de Lurigancho", {"killed": (30, 30)}),
    ("1986-06-19", "massacre", "3 penales", {"killed": (300, None)}),
    ("1992-05-10", "political_event", "penal de Canto Grande", {}),
    ("1992-05-14", "occupation", "pueblo de César Vialleje", {"killed": (1, 1)}),
]


def test_founding_facts_in_spanish(extractor: Extractor) -> None:
    found = draw(extractor, (CASES / "extract_founding_es.txt").read_text(encoding="utf-8"))
    assert [(one["date"], one["kind"]) for one in found] == [gold[:2] for gold in FOUNDING_ES]
    for one, (_, _, place, harms) in zip(found, FOUNDING_ES, strict=True):
        assert place in one["place"]
        for harm, ends in harms.items():
            assert (one[f"{harm}_min"], one.get(f"{harm}_max")) == ends


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("On 3 May 1990, 30 prisoners were killed in Lima by government forces.", "government forces"),
        ("On May 3, 1990, the PCP occupied the town of Huanta.", "PCP"),
        ("On 3 May 1990, two policemen were killed in Lima.", None),
        ("El 3 de mayo de 1990 fueron asesinados dos jueces en Lima por un grupo armado.", "grupo armado"),
    ],
)
def test_actor(extractor: Extractor, text: str, actor: str | None) -> None:
    (found,) = draw(extractor, text)
    assert found.get("actor") == actor


def test_planned_and_denied_only_when_asked_for(gazetteer: Gazetteer) -> None:
    text = (
        "The army threatened to attack Huanta on 5 May 1990. They denied that two men were killed in Tarma."
    )
    assert draw(Extractor(gazetteer), text) == []
    found = draw(Extractor(gazetteer, unclaimed=True), text)
    assert [(one["assertion"], one["place"]) for one in found] == [("planned", "Huanta"), ("denied", "Tarma")]


def test_the_end_of_a_sentence_of_a_thousand_words_is_read(extractor: Extractor) -> None:
    text = (
        f"He spoke {'of many things and ' * 300} on 3 May 1990 a bomb exploded in Ayacucho, killing two men."
    )
    (found,) = draw(extractor, text)
    assert (found["place"], found["killed_min"]) == ("Ayacucho", 2)
    ((start, end),) = json.loads(found["quote_spans"])
    assert text[start:end].endswith("killing two men.")


def test_a_long_text_is_read_in_parts(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    told = ("Ayacucho", "Huanta", "Cusco", "Tarma", "Puno")
    said = "\n\n".join(f"On 3 May, two policemen were killed in {place}." for place in told)
    text = f"Lima, 4 May 90 (EFE) -- {said}"
    monkeypatch.setattr("geomap.extract.reports.MAX_CHARS", 100)
    found = draw(extractor, text)
    assert [one["place"] for one in found] == list(told)
    assert {one["date"] for one in found} == {"1990-05-03"}
    for one in found:
        ((start, end),) = json.loads(one["quote_spans"])
        assert text[start:end] == one["quote"]


def test_date_of_the_file_counts_where_there_is_no_other(extractor: Extractor) -> None:
    made, text = dt.date(1990, 5, 3), "A bomb exploded yesterday in Ayacucho, killing two men."
    assert extractor.records(Document("a", text, made=made))[0]["date"] == "1990-05-02"
    dated = Document("a", f"Lima, 8 May 90 (EFE) -- {text}", made=made)
    assert extractor.records(dated)[0]["date"] == "1990-05-07"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le 1990-05-04, deux policiers ont été tués à Huanta, Peru, par des inconnus dans la rue.",
         "French"),
        ("Am 1990-05-04 wurden bei Huanta, Peru, zwei Polizisten von der Armee und ein Mann auf der Flucht "
         "getötet.", "German"),
        ("4 мая двое мужчин были убиты в городе.", "its script"),
    ],
)  # fmt: skip
def test_a_language_without_a_lexicon(gazetteer: Gazetteer, text: str, language: str) -> None:
    said: list[str] = []
    found = draw(Extractor(gazetteer, notify=said.append), text)
    assert f"{language} has no lexicon" in said[0]
    if language != "its script":
        assert [(one["date"], one["kind"], one["place"]) for one in found] == [
            ("1990-05-04", "other", "Huanta")
        ]


def test_place_named_before_is_taken_with_a_remark_where_the_mention_has_none(extractor: Extractor) -> None:
    (found,) = draw(extractor, "Bogota, 3 May 90 (EFE) -- A bomb exploded today at a bank on 19th Street.")
    assert found["places"][0] == "Bogota"
    assert "where the report was filed" in found["extract_remarks"]


def test_weights_say_how_they_were_made() -> None:
    held = json.loads(package_file("extract", "judgement.json").read_bytes())
    assert held["report"]["reports"] == 1300
    assert set(held) == {"report", "place", "told"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("At 2:30 a.m. on May 6, 1992, troops attacked the jail in Lima.", "Time of day: “At 2:30 a.m.”."),
        ("On 3 May 1990, at 2130 GMT, a bomb exploded in Lima.", "Time of day: “at 2130 GMT”."),
        ("On 3 May 1990 a bomb exploded at noon in Lima.", "Time of day: “at noon”."),
        ("On May 14, 1992 rebels occupied the town of Huanta for 24 hrs.", "Duration: “for 24 hrs”."),
        ("A las 2:30 de la madrugada del 6 de mayo de 1992 atacaron el cuartel de Huanta.",
         "Time of day: “A las 2:30 de la madrugada”."),
        ("El 3 de mayo de 1990 ocuparon el pueblo de Huanta durante dos horas.",
         "Duration: “durante dos horas”."),
        ("On 3 May 1990 rebels fired at 12 soldiers in Lima.", None),
    ],
)  # fmt: skip
def test_times_of_day_and_durations(extractor: Extractor, text: str, said: str | None) -> None:
    (found,) = draw(extractor, text)
    assert (said in found["extract_remarks"]) if said else ("extract_remarks" not in found)


def test_words_and_rule_of_a_date(extractor: Extractor) -> None:
    (found,) = draw(extractor, "A bomb exploded last night in Ayacucho, killing two men.", "1990-05-03")
    assert (found["date_words"], found["date_rule"]) == ("last night", "from_document")


def test_what_the_text_gives_with_date_and_place_is_never_judged_away(gazetteer: Gazetteer) -> None:
    strict = Extractor(gazetteer, judgement=Judgement({}, {"always": -99.0}))
    text = "On 3 May 1990, a bomb exploded in Ayacucho. The murder of two bishops is still spoken of."
    assert [one["place"] for one in draw(strict, text, "1990-05-20")] == ["Ayacucho"]


def test_one_more_attack_is_an_incident_of_its_own(extractor: Extractor) -> None:
    text = "Lima, 3 May 90 (EFE) -- A bomb exploded yesterday in Cusco. Another bomb exploded near a bank."
    assert [(one["date"], one["places"][0]) for one in draw(extractor, text)] == [("1990-05-02", "Cusco")] * 2


def test_where_something_was_said_is_no_place_of_it(extractor: Extractor) -> None:
    text = "Police reported in Lima that on 3 May 1990 rebels burned a bridge near Huanta."
    assert [one["place"] for one in draw(extractor, text)] == ["near Huanta"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("On 3 May 1990, 30 prisoners were burned alive in Lima.", "killing"),
        ("On 3 May 1990, two buses were burned in Lima.", "arson"),
        ("On 3 May 1990, guerrillas attacked an army patrol in Huanta.", "clash"),
        ("On 3 May 1990, two mayors were shot dead in Huanta.", "killing"),
        ("On 3 May 1990, a car bomb went off in Lima, killing five people.", "bombing"),
        ("On 3 May 1990, an engineer was kidnapped in Arauca and later killed.", "kidnapping"),
    ],
)
def test_kind(extractor: Extractor, text: str, kind: str) -> None:
    (found,) = draw(extractor, text)
    assert found["kind"] == kind


def test_others_are_added_and_parts_are_not(extractor: Extractor) -> None:
    text = (
        "On 3 May 1990 gunmen in uniforms shot dead the mayor and eight other people in Huanta. "
        "Three people, including a child, were hurt and 17 were wounded."
    )
    (found,) = draw(extractor, text)
    assert (found["killed_min"], found["killed_max"]) == (9, 9)
    assert found["injured_max"] == 17


def test_names_of_a_list_have_a_row_each(extractor: Extractor) -> None:
    one, two, three = draw(extractor, "On 3 May 2020 rebels attacked Tame, Saravena and Arauquita, Colombia.")
    assert [row["places"][0] for row in (one, two, three)] == ["Tame", "Saravena", "Arauquita"]
    assert "Told together with Tame" in two["extract_remarks"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("On 3 May 2020 a mine exploded 7 km north of Huanta, Peru.", "7 km north of Huanta, Peru"),
        ("On 3 May 2020 a bus overturned on the road between Kano and Kaduna.",
         "road between Kano and Kaduna"),
        ("El 3 de mayo de 2020 explotó una bomba cerca de Huanta, Perú.", "cerca de Huanta, Perú"),
        ("On 3 May 2020 a bomb exploded at the University of San Marcos in Lima.",
         "University of San Marcos in Lima"),
    ],
)  # fmt: skip
def test_words_of_place_that_tie(extractor: Extractor, text: str, place: str) -> None:
    assert [found["place"] for found in draw(extractor, text)] == [place]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Daily report, 18 July 2022\n\nA bomb exploded yesterday in Lima.", "2022-07-17"),
        ("(Lima, July 18, 2022) – A bomb exploded yesterday in Huanta.", "2022-07-17"),
        ("Lima (Peru), 18 de julio de 2022. Ayer estalló una bomba en Huanta.", "2022-07-17"),
        ("Raid of 18 July 2022\n\nA bomb exploded yesterday in Lima, killing two men.", None),
        ("Project begun 18 July 2021\n\nOn 3 May 2022 a bomb exploded in Lima.", "2022-05-03"),
        ("2 May 2022\n\nA bomb exploded in Lima.\n\n4 May 2022\n\nTwo men were shot dead in Huanta.",
         "2022-05-02"),
    ],
)  # fmt: skip
def test_dates_above_a_text(extractor: Extractor, text: str, date: str | None) -> None:
    assert draw(extractor, text)[0].get("date") == date
