"""How a user names columns: the syntax of ``--columns``, and names that a table was read from."""

from __future__ import annotations

import csv
from collections.abc import Iterable

import pandas as pd

from geomap.errors import UsageError
from geomap.model import COLUMNS
from geomap.readers.columns import plain, standard_aliases

ALL_OWN = "*"
"""Stands for every column of geomap's own that is not named."""


def read_columns(text: str) -> dict[str, str]:
    """The columns of ``--columns``: ``place,source,Fuente=source_url`` as column → label.

    A comma parts them; an entry that holds one stands in double quotes.

    Raises
    ------
    UsageError
        As for `labelled`.

    Examples
    --------
    >>> read_columns('place,Fuente=source_url,"a, b"')
    {'place': '', 'source_url': 'Fuente', 'a, b': ''}
    """
    return labelled(split_names(text))


def split_names(text: str) -> list[str]:
    """Names parted by commas; one that holds a comma stands in double quotes."""
    return [entry for row in csv.reader([text], skipinitialspace=True) for entry in row]


def labelled(entries: Iterable[str]) -> dict[str, str]:
    """Columns written ``COLUMN`` or ``LABEL=COLUMN`` as column → label, empty for the usual one.

    Raises
    ------
    UsageError
        If a column is named twice, or an entry has no column or no label.
    """
    columns: dict[str, str] = {}
    for entry in map(str.strip, entries):
        label, equals, name = map(str.strip, entry.partition("="))
        if not equals:
            label, name = "", entry
        if not name or (equals and not label):
            raise UsageError(
                f"{entry!r} is neither COLUMN nor LABEL=COLUMN.",
                hint='For example: --columns "title,place,Fuente=source_url".',
            )
        if name in columns:
            raise UsageError(f"The column {name!r} is named twice.", hint="Name it once.")
        columns[name] = label
    return columns


def own_columns(name: str, table: pd.DataFrame) -> list[str]:
    """The columns of a table that a user means by a name.

    That name itself; or what reading made of it: a file's ``Lugar`` is `place`, its ``deaths`` are
    `killed_min` and `killed_max`. Empty for one of geomap's own that the table lacks: there is
    nothing to show then, and nothing wrong.

    Raises
    ------
    UsageError
        If there is no such column.
    """
    if name in table.columns:
        return [name]
    if name in COLUMNS:
        return []
    aliases = standard_aliases()
    ends = [
        f"{harm}_{end}"
        for harm, names in aliases.both_ends.items()
        if _among(name, [harm, *names])
        for end in ("min", "max")
    ]
    read = ends + [own for own, names in aliases.columns.items() if _among(name, [own, *names])]
    found = [own for own in dict.fromkeys(read) if own in table.columns]
    if found:
        return found
    raise UsageError(
        f"There is no column {name!r}.", hint=f"The columns are: {', '.join(map(str, table.columns))}."
    )


def _among(name: str, names: Iterable[str]) -> bool:
    return plain(name) in map(plain, names)
