"""Phrase to parse: the one function that the rest of geomap calls."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from geomap.model import MAX_DESCRIPTION_CHARS
from geomap.relations.assemble import assemble
from geomap.relations.clauses import ClauseReader
from geomap.relations.coordinates import find_coordinates, may_state, states_impossible
from geomap.relations.lexicon import languages, lexicon
from geomap.relations.model import Coordinates, Description, Flag
from geomap.relations.scan import scan
from geomap.relations.tokens import NO_SENSES, Item, clean, itemise, tokenise


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
    words = lexicon()
    text, kept = clean(text)
    text = text.replace("(?)", "   ")  # a doubted name is still the name; spans stay
    tokens, votes = tokenise(text, words.abbreviations)
    led = detect(votes) if language is None else language
    if led and (language is None or language in languages()):
        words = lexicon(led)
    items = itemise(tokens, words)
    if may_state(text):
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


def detect(votes: list[str]) -> str:
    """The language with most votes; empty on a tie.

    Examples
    --------
    >>> detect(["en", "es", "en"]), detect(["en", "es"]), detect([])
    ('en', '', '')
    """
    best, most, tied = "", 0, False
    for language in dict.fromkeys(votes):
        count = votes.count(language)
        if count >= most:
            best, most, tied = language, count, count == most
    return "" if tied else best


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


def _moved(flag: Flag, kept: list[int]) -> Flag:
    """The flag with its position (counted from 1) in the given text."""
    if "position" not in flag.params:
        return flag
    return Flag(flag.code, {**flag.params, "position": kept[int(flag.params["position"]) - 1] + 1})


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
        elif field.name == "flags":
            changes["flags"] = tuple(_moved(flag, kept) for flag in old)
        elif field.name == "unparsed_at" and old is not None:
            changes["unparsed_at"] = kept[old] if old < len(kept) else len(given)
        elif isinstance(old, tuple) or is_dataclass(old):
            changes[field.name] = _restore(old, kept, given)
    return replace(value, **changes)
