"""Kinds of incident that a user adds: names, the words that tell of them, and what they can be one with.

A TOML file has a table for each kind::

    [demolition]
    verb = ["demolished", "razed to the ground"]
    noun = ["demolition"]
    family = "violence"

A CSV file has a row for each phrase, with the columns ``kind``, ``words``, ``form`` (verb, noun
or outcome; verb if empty) and ``family``. Kinds of one family can be one incident; a kind
without a family is one of its own. A kind of `geomap.model.KINDS` gains words.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from geomap.errors import InputError, InputNotFoundError
from geomap.extract.lexicon import Kind, Lexicon, Phrases
from geomap.extract.text import flat, tokens

FORMS = ("verb", "noun", "outcome")
_RANK = 3
"""Where the user's kinds stand among those that name one incident: before the general ones."""


@dataclass(frozen=True, slots=True)
class UserKind:
    """A kind, the phrases that tell of it by their form, and its family; empty: its own."""

    name: str
    phrases: dict[str, str]
    family: str = ""


def read_kinds(path: str | Path) -> list[UserKind]:
    """The kinds of a TOML or CSV file, in its order.

    Raises
    ------
    InputError
        If it is missing, not such a file, or a kind has no words.
    """
    file = Path(path)
    if not file.is_file():
        raise InputNotFoundError("there is no such file of kinds.", path=str(path))
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("it is not UTF-8.", path=str(path)) from error
    entries = _of_csv(text, str(path)) if file.suffix.lower() == ".csv" else _of_toml(text, str(path))
    kinds: dict[str, UserKind] = {}
    for where, name, family, form, words in entries:
        phrase = " ".join(token.word for token in tokens(flat(words)))
        if not name or not phrase:
            raise InputError(f"{where}: a kind needs a name and words.", path=str(path))
        if form not in FORMS:
            raise InputError(f"{where}: the form {form} is none of {', '.join(FORMS)}.", path=str(path))
        held = kinds.setdefault(name, UserKind(name, {}, family))
        held.phrases[phrase] = form
    if not kinds:
        example = 'Write, for example: [demolition] and, below it, verb = ["demolished"]'
        raise InputError("it has no kinds.", path=str(path), hint=example)
    return list(kinds.values())


def with_kinds(words: Lexicon, kinds: Iterable[UserKind]) -> Lexicon:
    """A lexicon that knows the user's kinds as well; their words win over its own."""
    known, triggers = dict(words.kinds), dict(words.triggers.table)
    for kind in kinds:
        known.setdefault(kind.name, Kind(kind.family or f"own:{kind.name}", _RANK, "", ()))
        triggers |= {phrase: (kind.name, form) for phrase, form in kind.phrases.items()}
    first = frozenset(phrase.split()[0] for phrase in triggers)
    return replace(words, kinds=known, triggers=Phrases(triggers), first_words=first)


Entry = tuple[str, str, str, str, str]
"""Where it stands, kind, family, form, words."""


def _of_toml(text: str, path: str) -> Iterator[Entry]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"this is not TOML: {error}.", path=path) from error
    for name, entry in table.items():
        if not isinstance(entry, dict):
            raise InputError(f"{name}: expected a table such as [{name}].", path=path)
        family = entry.get("family", "")
        for form, phrases in entry.items():
            if form != "family":
                for words in _strings(phrases, f"[{name}] {form}", path):
                    yield f"[{name}]", name, str(family), form, words


def _strings(value: Any, where: str, path: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InputError(f'{where}: expected a list of words, such as ["demolished"].', path=path)
    return value


def _of_csv(text: str, path: str) -> Iterator[Entry]:
    rows = csv.DictReader(io.StringIO(text))
    if rows.fieldnames is None or not {"kind", "words"} <= set(rows.fieldnames):
        raise InputError("a CSV of kinds needs the columns kind and words.", path=path)
    for number, row in enumerate(rows, start=2):
        name, words = (row["kind"] or "").strip(), row["words"] or ""
        yield f"line {number}", name, (row.get("family") or "").strip(), row.get("form") or "verb", words
