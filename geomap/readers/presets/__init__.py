"""Exports of known databases, recognised by their columns and read by a table of rules.

Each preset is a TOML file beside this module: which columns tell it, and for each column of
the incident table the rule that makes it (see `rules`). Beside those, a preset may make
``coder_precision``: how finely the coder says that the point is meant (``point``, ``near``,
``area``, or empty).
"""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from geomap.errors import InputError, UsageError
from geomap.model import COLUMNS, HARMS, TEXT
from geomap.readers import coerce
from geomap.readers.presets import rules
from geomap.readers.source import Notify
from geomap.resources import package_file

NAMES = ("ucdp", "acled", "gtd", "nasa_landslides", "darwin_core", "ushahidi", "kobo")
"""The presets, in the order in which they are tried."""

NONE = "none"
"""What a user names to have a table read by its column names alone."""

WORDS, GIVEN = "words", "given"
"""Whether rows with both are located from their words, or keep the coordinates that they came with."""


_OWN = ({"id", "place"}, {"id", "lon", "lat"})
"""A table that has these was read before, or needs no preset: some columns of the export may be left."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A database whose exports are known.

    Attributes
    ----------
    coordinates : str
        `WORDS` or `GIVEN`; `because` is the reason, as the end of a sentence.
    recognised_by : sequence of sequences of str
        An export has all columns of one of these.
    aliases : bool
        Whether columns that no rule takes may be found by their usual names.
    missing : set of str
        Texts that stand for nothing.
    """

    name: str
    title: str
    coordinates: str
    because: str
    recognised_by: Sequence[Sequence[str]]
    columns: Mapping[str, Any]
    aliases: bool = False
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Applied:
    """A file's columns with those that a preset made, and which of them is which of ours.

    Attributes
    ----------
    mapping : dict
        Our name to the column of `frame`.
    not_places : set of str
        Columns that only repeat the coordinates, whatever they are called.
    """

    frame: pd.DataFrame
    mapping: dict[str, str]
    not_places: frozenset[str]


@cache
def preset(name: str) -> Preset:
    """The preset of that name.

    Raises
    ------
    UsageError
        If there is none.
    """
    if name not in NAMES:
        raise UsageError(f"There is no preset {name!r}.", hint=f"Choose from: {', '.join(NAMES)}, {NONE}.")
    found = tomllib.loads(package_file("readers", "presets", f"{name}.toml").read_text("utf-8"))
    found["missing"] = frozenset(found.get("missing", ()))
    return Preset(name, **found)


def recognise(names: Sequence[str]) -> Preset | None:
    """The preset whose columns a file has, if any; none for a table in geomap's own columns."""
    if any(own <= set(names) for own in _OWN):
        return None
    for name in NAMES:
        known = preset(name)
        if any(all(_find(column, names) for column in columns) for columns in known.recognised_by):
            return known
    return None


def choose(names: Sequence[str], wanted: str | None, path: str) -> Preset | None:
    """The preset that the user names, else the one that the columns tell.

    Raises
    ------
    UsageError
        If there is no preset of that name.
    InputError
        If the named one finds nothing in the file.
    """
    if wanted is None:
        return recognise(names)
    if wanted == NONE:
        return None
    chosen = preset(wanted)
    if not any(
        _find(column, names) for rule in chosen.columns.values() for column in rules.ingredients(rule)
    ):
        raise InputError(
            f"it has none of the columns of {chosen.title}.",
            path=path,
            hint="Leave --preset out, or name the columns with --place-column and the like.",
        )
    return chosen


def apply(
    chosen: Preset, frame: pd.DataFrame, taken: Mapping[str, str], *, path: str, notify: Notify
) -> Applied:
    """Make the columns that a preset has rules for.

    Parameters
    ----------
    taken : mapping
        Our name to the file's, as the user says; no rule is needed for those.
    """
    names = [str(name) for name in frame.columns]
    made: dict[str, pd.Series] = {}
    mapping: dict[str, str] = {}
    stems: set[str] = set()
    settled = _settled(taken)
    for own, rule in chosen.columns.items():
        if own in settled:
            continue
        found = {column: _one(column, names, path, notify) for column in rules.ingredients(rule)}
        present = {column: theirs for column, theirs in found.items() if theirs is not None}
        stems |= {stem for column, theirs in present.items() if (stem := _stem(column, theirs))}
        if not present and rules.ingredients(rule):
            continue
        single = rules.single(rule, present)
        if single and not (chosen.missing and COLUMNS.get(own) == TEXT):
            mapping[own] = present[single]
            continue
        columns = {column: _texts(frame[theirs], chosen.missing) for column, theirs in present.items()}
        made[own] = rules.evaluate(rule, columns, frame.index)
        mapping[own] = own
    mapping.pop("coder_precision", None)
    return Applied(_with(frame, made), mapping, frozenset(stems & set(names)))


def _settled(taken: Mapping[str, str]) -> set[str]:
    """Our columns that need no rule; a count for both ends stands for each, and each for both."""
    settled = set(taken)
    for harm in HARMS:
        ends = {f"{harm}_min", f"{harm}_max"}
        if harm in taken:
            settled |= ends
        elif ends & settled:
            settled.add(harm)
    return settled


def _texts(column: pd.Series, missing: frozenset[str]) -> pd.Series:
    texts = coerce.text(column)
    return texts.mask(texts.isin(missing)) if missing else texts


def _with(frame: pd.DataFrame, made: Mapping[str, pd.Series]) -> pd.DataFrame:
    """The frame with the made columns; one of the file's that has the name is called ``input_…``."""
    renamed = {name: f"input_{name}" for name in made if name in frame.columns}
    return frame.rename(columns=renamed).assign(**made)


def _find(pattern: str, names: Sequence[str]) -> list[str]:
    """The columns that a name or a pattern with ``*`` stands for; case does not count."""
    wanted = pattern.casefold()
    if "*" not in wanted:
        return [name for name in names if name.casefold() == wanted]
    return [name for name in names if fnmatch.fnmatchcase(name.casefold(), wanted)]


def _one(pattern: str, names: Sequence[str], path: str, notify: Notify) -> str | None:
    found = _find(pattern, names)
    if len(found) > 1:
        notify(f"{path}: {found[0]!r} is read, not {', '.join(map(repr, found[1:4]))}.")
    return found[0] if found else None


def _stem(pattern: str, name: str) -> str:
    """What the star of a pattern stands for: the name of the question whose answer this is a part of."""
    before, star, after = pattern.partition("*")
    return name[len(before) : len(name) - len(after)] if star else ""
