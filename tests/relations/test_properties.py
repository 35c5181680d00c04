"""What holds for any text: a parse, spans inside it, the same answer twice."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geomap.model import MAX_DESCRIPTION_CHARS, RelationKind
from geomap.relations import Anchor, Description, Relation, languages, parse

# Words of the grammar, so that random texts reach deep into it.
WORDS = st.sampled_from(
    [
        "7",
        "miles",
        "km",
        "mi.",
        "of",
        "from",
        "the",
        "north",
        "s",
        "NE",
        "al",
        "sur",
        "de",
        "near",
        "cerca",
        "entre",
        "y",
        "and",
        "between",
        "road",
        "highway",
        "carretera",
        "km",
        "53",
        "Lima",
        "Canto",
        "Grande",
        "prison",
        "penal",
        "in",
        "en",
        ",",
        ";",
        ".",
        "|",
        ":",
        "(",
        ")",
        "-",
        "–",
        "/",
        '"',
        "half",
        "a",
        "media",
        "legua",
        "1/2",
        "2½",
        "1,500",
        "1.5",
        "about",
        "ca.",
        "within",
        "border",
        "frontera",
        "junction",
        "cruce",
        "downtown",
        "centro",
        "west",
        "side",
        "slope",
        "several",
        "tres",
        "3",
        "prisons",
        "villages",
        "'",
        "St.",
        "12°02'S",
        "77°01'W",
        "-12.0464,",
        "18L",
        "UTM",
        "277123",
        "8667456",
        "somewhere",
        "unknown",
        "towards",
        "4",
        "and",
        "5",
        "Elev.",
        "520",
        "m",
        "El",
        "La",
        "o",
        "e",
    ]
)
PHRASES = st.lists(WORDS, max_size=25).map(" ".join)
TEXTS = st.one_of(st.text(max_size=300), PHRASES)


def relations(found: Description) -> Iterator[Relation]:
    if found.relation is not None:
        yield found.relation
    yield from found.checks


def anchors(found: Description) -> Iterator[Anchor]:
    tops = [anchor for relation in relations(found) for anchor in relation.anchors]
    tops += [relation.road for relation in relations(found) if relation.road is not None]
    tops += [*found.within, *found.mentions, *([found.subject] if found.subject else [])]
    for anchor in tops:
        yield anchor
        yield from anchor.within


@given(TEXTS)
@example("\x00\u202e\u200b")
@example("(" * 500)
@example("7 " * 900)
@example("between " * 200)
@example("of the " * 280)
@example("Lima(?)")
@example("a-" * 900)
def test_any_text_gives_a_description(text: str) -> None:
    found = parse(text)
    assert found.text == text
    assert (found.relation is None) == (found.unparsed_at is not None)
    if found.unparsed_at is not None:
        assert 0 <= found.unparsed_at <= len(text)
    for relation in relations(found):
        assert relation.distance_m is None or relation.distance_m >= 0
        assert relation.heading_deg is None or 0 <= relation.heading_deg < 360
        assert relation.kind in RelationKind


@given(TEXTS)
def test_spans_lie_inside_the_text(text: str) -> None:
    found = parse(text)
    spans = [relation.span for relation in relations(found)] + [anchor.span for anchor in anchors(found)]
    for start, end in spans:
        assert 0 <= start <= end <= len(text)


@given(PHRASES)
def test_names_are_in_the_text(text: str) -> None:
    for anchor in anchors(parse(text)):
        for form in anchor.forms:
            assert form in text


@given(TEXTS, st.sampled_from([None, *languages(), "xx"]))
def test_the_same_text_gives_the_same_answer(text: str, language: str | None) -> None:
    assert parse(text, language=language) == parse(text, language=language)


@given(PHRASES, st.sampled_from([" ", "  ", "\t"]), st.sampled_from(["", " ", "   "]))
def test_white_space_around_changes_nothing_but_spans(text: str, before: str, after: str) -> None:
    plain, padded = parse(text), parse(before + text + after)
    assert plain.kinds == padded.kinds
    assert [one.name for one in anchors(plain)] == [one.name for one in anchors(padded)]


@given(st.data())
def test_invisible_marks_count_as_absent(data: st.DataObject) -> None:
    text = "a police station near Atoyac, about 170 miles southwest of Mexico City"
    at = data.draw(st.integers(0, len(text)))
    mark = data.draw(st.sampled_from("\u200b\u202e\u2066\x00\xad\ufeff"))
    marked = text[:at] + mark + text[at:]
    found = parse(marked)
    assert found.text == marked
    assert [one.name for one in anchors(found)] == [one.name for one in anchors(parse(text))]
    start, end = next(anchors(found)).span
    assert marked[start:end].replace(mark, "") == "Atoyac"


def test_long_text_is_cut_and_says_so() -> None:
    found = parse("Lima " * 4000)
    assert [flag.code for flag in found.flags] == ["text_cut"]
    assert all(end <= MAX_DESCRIPTION_CHARS for _, end in (anchor.span for anchor in anchors(found)))


def test_spans_hold_what_they_name() -> None:
    text = "the town of Bama, 12 km from Gwoza on the road to Limankara, Borno state"
    found = parse(text)
    assert [text[slice(*one.span)] for one in relations(found)] == [
        "the town of Bama",
        "12 km from Gwoza",
        "on the road to Limankara",
    ]
    assert found.checks[0].towards is not None
    assert text[slice(*found.checks[0].towards.span)] == "Limankara"
    assert [text[slice(*area.span)] for area in found.within] == ["Borno state"]


@given(PHRASES)
def test_a_name_stands_in_its_span(text: str) -> None:
    """But for "3 km from the centre", where the name stands elsewhere and the span is the part's."""
    for anchor in anchors(parse(text)):
        start, end = anchor.span
        if anchor.name and not anchor.part:
            assert anchor.name in text[start:end]


@given(PHRASES)
def test_flags_point_into_the_text(text: str) -> None:
    for flag in parse(text).flags:
        if "position" in flag.params:
            assert 1 <= int(flag.params["position"]) <= len(text)


def steps(text: str) -> int:
    """Lines that the parser executes for a text: a measure of time that no machine distorts."""
    count = 0

    def line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def call(frame: FrameType, event: str, _: Any) -> Any:
        return line if "relations" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        parse(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "part",
    [
        "a-",
        "( ",
        "7 ",
        "1/",
        "between ",
        "of the ",
        "north ",
        "km 5 ",
        "5 km n, ",
        "5 km from ",
        "X and ",
        "X, ",
        "X's ",
        "A B-",
        "about ",
        "in a ",
        "the road to ",
        "road from A to ",
        "villages of X, ",
        "junction of ",
        "border ",
        "12° ",
        "three ",
        "\u202e",
    ],
)
def test_work_grows_with_the_text_not_with_its_square(part: str) -> None:
    short, long = (part * 2000)[:400], (part * 2000)[:1600]
    parse(long)  # its words are known from here on
    assert steps(long) <= 6 * steps(short)
    assert steps(long) <= 300 * len(long)
