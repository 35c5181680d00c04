"""Which column of a file is which of ours: by name, by alias, or as the user says.

The aliases are data (`aliases.toml`); a preset for a known export is a file of the same
form.
"""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from geomap.errors import InputError, UsageError
from geomap.model import HARMS, INPUT_COLUMNS
from geomap.readers.source import Notify
from geomap.resources import package_file

COORDINATES = ("lon", "lat")

CODER_COORDINATES = ("coder_lon", "coder_lat")
"""Coordinates that someone else set and that are not to be taken: read under these names alone."""

_PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Aliases:
    """A table of names: ours to those under which files have it, the likeliest first."""

    columns: Mapping[str, Sequence[str]]
    both_ends: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shapes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """What was found in one file.

    Attributes
    ----------
    columns : dict
        Our name to the file's.
    both_ends : dict
        Harm (``killed``) to the column that has one count for both ends.
    shape : str or None
        The column with WKT, if the file has no coordinate columns.
    """

    columns: dict[str, str]
    both_ends: dict[str, str]
    shape: str | None = None


def own_names() -> Aliases:
    """No alias: columns are known by our own names alone."""
    return Aliases({})


@cache
def standard_aliases() -> Aliases:
    """The names in `aliases.toml`."""
    found = tomllib.loads(package_file("readers", "aliases.toml").read_text("utf-8"))
    return Aliases(found["columns"], found["both_ends"], ["wkt", *found["shapes"]["wkt"]])


def plain(name: str) -> str:
    """A column name without case, accents, spaces and punctuation.

    Examples
    --------
    >>> plain("Event Date") == plain("eventDate") == plain("event_date")
    True
    >>> plain("Ubicación")
    'ubicacion'
    """
    folded = unicodedata.normalize("NFKD", name.casefold())
    return _PUNCTUATION.sub("", "".join(char for char in folded if not unicodedata.combining(char)))


def match_columns(
    names: Sequence[str],
    *,
    mapping: Mapping[str, str] | None = None,
    aliases: Aliases | None = None,
    path: str,
    notify: Notify,
) -> Matches:
    """Find our columns among a file's.

    Parameters
    ----------
    names : sequence of str
        The file's columns, each once.
    mapping : mapping, optional
        Our name to the file's, from the user; goes before everything else.

    Raises
    ------
    UsageError
        If the mapping names a column that is not ours.
    InputError
        If it names one that the file lacks, or if several columns may hold the
        longitude or the latitude.
    """
    aliases = aliases or standard_aliases()
    columns = _told(names, mapping or {}, path)
    free = {name: plain(name) for name in names if name not in columns.values()}
    for own in (*INPUT_COLUMNS, *CODER_COORDINATES):
        if own in columns:
            continue
        found = _candidates(own, aliases.columns.get(own, ()), free)
        if own in COORDINATES and len(found) > 1 and free[found[0]] != plain(own):
            axis = "longitude" if own == "lon" else "latitude"
            raise InputError(
                f"the columns {_listed(found)} may each hold the {axis}.",
                path=path,
                hint="Name the right one with --lon-column and --lat-column.",
            )
        if found:
            columns[own] = found[0]
            del free[found[0]]
            if len(found) > 1 and free_alias(found[0], own):
                notify(f"{path}: {own} is read from column {found[0]!r}, not from {_listed(found[1:])}.")
    both = _both_ends(columns, aliases, free)
    has_point = all(name in columns for name in COORDINATES)
    shape = None if has_point else next(iter(_candidates("wkt", aliases.shapes, free)), None)
    return Matches(columns, both, shape)


def free_alias(name: str, own: str) -> bool:
    """Whether the choice of `name` for `own` was ours to make: not if it is called so."""
    return plain(name) != plain(own)


def need_place(matches: Matches, names: Sequence[str], *, has_shapes: bool, path: str) -> None:
    """Raise unless there is a place description or coordinates."""
    has_point = has_shapes or matches.shape or all(name in matches.columns for name in COORDINATES)
    if has_point or "place" in matches.columns:
        return
    half = [name for name in COORDINATES if name in matches.columns]
    what = f"only {half[0]} of the coordinates" if half else "neither a place column nor coordinates"
    raise InputError(
        f"there is {what}. The columns are: {_listed(names, most=30)}.",
        path=path,
        hint="Name them with --place-column, or with --lat-column and --lon-column.",
    )


def _told(names: Sequence[str], mapping: Mapping[str, str], path: str) -> dict[str, str]:
    told = {}
    for own, theirs in mapping.items():
        if own not in INPUT_COLUMNS and own not in HARMS and own not in CODER_COORDINATES:
            raise UsageError(
                f"geomap has no column {own!r} to read {theirs!r} into.",
                hint=f"Its columns: {', '.join(INPUT_COLUMNS)}.",
            )
        exact = [name for name in names if name == theirs]
        alike = exact or [name for name in names if plain(name) == plain(theirs)]
        if len(alike) != 1:
            near = difflib.get_close_matches(theirs, names, n=1)
            raise InputError(
                f"there is no column {theirs!r} for {own}. The columns are: {_listed(names, most=30)}.",
                path=path,
                hint=f"Did you mean {near[0]!r}?" if near else "Spell it as the file does.",
            )
        told[own] = alike[0]
    return told


def _candidates(own: str, others: Sequence[str], free: Mapping[str, str]) -> list[str]:
    """The file's columns that may be `own`, the likeliest first; an exact spelling leads."""
    found = [own] if own in free else []
    for alias in (own, *others):
        found += [name for name, folded in free.items() if folded == plain(alias) and name not in found]
    return found


def _both_ends(columns: dict[str, str], aliases: Aliases, free: Mapping[str, str]) -> dict[str, str]:
    both = {}
    for harm in HARMS:
        if harm in columns:
            both[harm] = columns.pop(harm)
        elif not {f"{harm}_min", f"{harm}_max"} & columns.keys():
            found = _candidates(harm, aliases.both_ends.get(harm, ()), free)
            if found:
                both[harm] = found[0]
    return both


def _listed(names: Sequence[str], most: int = 6) -> str:
    shown = ", ".join(repr(name[:60]) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
