"""Phrase to parse: the one function that the rest of geomap calls."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from geomap.model import MAX_DESCRIPTION_CHARS
from geomap.relations.assemble import assemble
from geomap.relations.clauses import ClauseReader
from geomap.relations.coordinates import find_coordinates, states_impossible
from geomap.relations.lexicon import languages, lexicon
from geomap.relations.model import Coordinates, Description, Flag
from geomap.relations.scan import scan
from geomap.relations.tokens import NO_SENSES, Item, Tokens, clean, itemise, tokenise


def parse(text: str, *, language: str | None = None) -> Description:
    """Read a place description.

    Parameters
    ----------
    text : str
        The words that say where. More than `geomap.model.MAX_DESCRIPTION_CHARS`
        characters are cut, with the flag ``text_cut``.
    language : str, optional
        ISO 639-1 code of the leading lexicon; by default the language whose function
        words are more frequent. Words of the other lexicons are understood all the same.

    Returns
    -------
    Description
        Always; `Description.relation` is None where nothing could be read. All spans are
        string indices into `text`.

    Examples
    --------
    >>> found = parse("18 mi. s of Desemboque").relation
    >>> found.kind.value, found.anchors[0].name, round(found.distance_m, 1), found.heading_deg
    ('offset', 'Desemboque', 28968.2, 180.0)
    """
    flags: list[Flag] = []
    given = text
    if len(text) > MAX_DESCRIPTION_CHARS:
        text = text[:MAX_DESCRIPTION_CHARS]
        flags.append(Flag("text_cut", {"limit": MAX_DESCRIPTION_CHARS}))
    text, kept = clean(text)
    text = text.replace("(?)", "   ")  # a doubted name is still the name; spans stay
    tokens = tokenise(text, lexicon().abbreviations)
    led = detect(tokens) if language is None else language
    items = itemise(tokens, lexicon(led if led in languages() else ""))
    position = find_coordinates(text)
    if position is not None:
        items = _with_coordinates(items, position)
    elif states_impossible(text):
        flags.append(Flag("coordinates_out_of_range"))
    clauses = ClauseReader(text, scan(items, text, led), flags, led).read()
    description = assemble(clauses, text, flags, led)
    if kept is not None:
        description = _restore(description, kept, given)
    elif text is not given and text != given:
        description = replace(description, text=given)
    return description


def detect(tokens: Tokens) -> str:
    """The language with most marker words; empty on a tie."""
    markers = lexicon().markers
    scores: dict[str, int] = {}
    for word in tokens.words:
        code = markers.get(word)
        if code is not None:
            scores[code] = scores.get(code, 0) + 1
    if not scores:
        return ""
    ranked = sorted(scores.items(), key=lambda entry: -entry[1])
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        return ""
    return ranked[0][0]


def _with_coordinates(items: list[Item], found: Coordinates) -> list[Item]:
    """Items with those inside a stated position replaced by one."""
    start, end = found.span
    out: list[Item] = []
    placed = False
    for item in items:
        if item.end <= start or item.start >= end:
            out.append(item)
        elif not placed:
            joined = Item("coordinates", NO_SENSES, start, end, item.gap, item.word)
            joined.value = found
            out.append(joined)
            placed = True
    return out


def _restore(value: Any, kept: list[int], given: str) -> Any:
    """The same with spans, which point into the cleaned text, pointing into the given one."""
    if isinstance(value, tuple):
        return tuple(_restore(one, kept, given) for one in value)
    if not is_dataclass(value) or isinstance(value, (type, Flag)):
        return value
    changes: dict[str, Any] = {}
    for field in fields(value):
        old = getattr(value, field.name)
        if field.name == "span":
            start, end = old
            changes["span"] = (kept[start], kept[end - 1] + 1) if end > start else (0, 0)
        elif field.name == "text":
            changes["text"] = given
        elif field.name == "unparsed_at" and old is not None:
            changes["unparsed_at"] = kept[old] if old < len(kept) else len(given)
        elif isinstance(old, tuple) or is_dataclass(old):
            changes[field.name] = _restore(old, kept, given)
    return replace(value, **changes)
