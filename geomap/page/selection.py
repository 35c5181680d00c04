"""Which columns reach the page, in which order, under which names, and how long their texts are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from geomap.errors import UsageError
from geomap.model import COLUMNS, HARMS
from geomap.page.naming import ALL_OWN, own_columns, read_columns

DRAWN = ("geometry", "lon", "lat", "footprint", "uncertainty_m")
"""What a mark is drawn from: a map without them would claim more than is known."""

_DATES = ("date", "date_start", "date_end")
_MARKS = ("status", "method", "feature_code")
_KEPT_WHOLE = frozenset(
    {"id", "source_url", "alternatives", "quote_spans", "place_id", "feature_code", *_DATES}
)
_HARM = tuple(f"{harm}_{end}" for harm in HARMS for end in ("min", "max"))

_FACT_OF = {
    **dict.fromkeys(_HARM, "harm"),
    "actor": "actor",
    "place": "place",
    "place_name": "place_name",
    "remarks": "remarks",
    "alternatives": "alternatives",
    "source": "source",
    "source_url": "source",
}
"""The entry of the card that a column is part of, in the card's usual order."""

_PLACED = ("title", "kind", "date", "description", "quote", "quote_spans", "assertion", *DRAWN)
"""Columns that the card shows in places of their own."""

_TERMS: Mapping[str, tuple[str, ...]] = {
    "actor": ("actor", "facet.actor"),
    "place": ("wording", "where"),
    "place_name": ("put",),
    "remarks": ("why",),
    "alternatives": ("alternatives",),
    "source": ("source",),
    "title": ("what",),
    "date": ("date",),
    "kind": ("kind",),
    **dict.fromkeys(_HARM, ("harm",)),
}
"""What the page calls a column of geomap's own, by the key of its words."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What reaches the page.

    Attributes
    ----------
    table : GeoDataFrame
        Without the columns that do not reach the page, texts cut.
    texts : list of str
        Columns whose values stand in the page as text.
    extra : list of [name, label]
        Columns that are not geomap's own.
    facts : list of [key, label or None]
        Entries of the card, in their order.
    terms : dict
        The page's own words that a label takes the place of.
    cut : int
        How many texts were cut.
    layer_by, layer_label : str
        The column that makes the layers, and what to call it.
    """

    table: gpd.GeoDataFrame
    texts: list[str]
    extra: list[list[str]]
    facts: list[list[str | None]]
    terms: dict[str, str]
    cut: int
    layer_by: str
    layer_label: str


def select(
    table: gpd.GeoDataFrame,
    *,
    columns: Sequence[str] | Mapping[str, str] | None = None,
    exclude: Iterable[str] = (),
    max_text: int | None = None,
    layer_by: str = "kind",
) -> Selection:
    """Choose what of an incident table reaches the page.

    Parameters
    ----------
    columns : sequence or mapping of str, optional
        All that reach it, in their order; a mapping gives their labels (empty: the usual one).
        ``*`` stands for every column of geomap's own that is not named. None: ``*`` alone.
        The id, the dates, the layers and what marks are drawn from are always there.
    exclude : iterable of str
        Columns that do not reach the page, whatever else names them; ``date`` stands for all
        three columns of dates.
    max_text : int, optional
        Characters of a text that reach the page.

    Raises
    ------
    UsageError
        If a column is not there, or cannot be left out.
    """
    hidden = _hidden(exclude, table)
    labels = {name: label for name, label in _labels(columns, table).items() if name not in hidden}
    layer = _layer(layer_by, table, hidden)
    always = {"id", "status", layer, *_DATES} - hidden
    used = {*labels, *always, *DRAWN, *_MARKS, table.active_geometry_name}
    texts = _texts(table, [*labels, *sorted(always)], layer)
    slim = table.drop(columns=[name for name in table.columns if name not in used])
    slim, cut = _cut(slim, texts, max_text)
    return Selection(
        table=gpd.GeoDataFrame(slim),
        texts=texts,
        extra=[[name, label or name] for name, label in labels.items() if name not in COLUMNS],
        facts=_facts(labels, layer),
        terms={term: label for name, label in labels.items() if label for term in _TERMS.get(name, ())},
        cut=cut,
        layer_by=layer,
        layer_label=labels.get(layer) or layer_by,
    )


def _hidden(exclude: Iterable[str], table: pd.DataFrame) -> set[str]:
    hidden: set[str] = set()
    for given in [exclude] if isinstance(exclude, str) else exclude:
        names = {given, *own_columns(given, table)}
        if names & {*DRAWN, table.active_geometry_name}:
            raise UsageError(
                f"The column {given!r} cannot be left out of a map: its marks are drawn from it.",
                hint="To show places more coarsely than they are known, generalise the table first.",
            )
        hidden |= names
    return hidden | (set(_DATES) if "date" in hidden else set())


def _layer(layer_by: str, table: pd.DataFrame, hidden: set[str]) -> str:
    if layer_by == "kind":
        return layer_by
    names = own_columns(layer_by, table)
    if not names:
        raise UsageError(f"There is no column {layer_by!r} in this table.")
    if names[0] in hidden:
        raise UsageError(f"The column {layer_by!r} cannot both be left out and make the layers.")
    return names[0]


def _labels(columns: Sequence[str] | Mapping[str, str] | None, table: pd.DataFrame) -> dict[str, str | None]:
    """Columns that reach the page and their labels: empty for the usual one, None if not named at all."""
    if isinstance(columns, str):
        columns = read_columns(columns)
    given = dict(columns) if isinstance(columns, Mapping) else dict.fromkeys(columns or (), "")
    if columns is None:
        given = {ALL_OWN: ""}
    meant = {name: own_columns(name, table) for name in given if name != ALL_OWN or name in table.columns}
    named: dict[str, str | None] = {}
    for name, label in given.items():
        if name in meant:
            # What a file calls otherwise than geomap is shown under the name that the user gave.
            named.update({own: str(label or ("" if own == name else name)) for own in meant[name]})
            continue
        taken = {own for names in meant.values() for own in names} | set(DRAWN)
        usual = dict.fromkeys([*_FACT_OF, *COLUMNS])
        named.update({own: None for own in usual if own in table.columns and own not in taken})
    return named


def _texts(table: pd.DataFrame, names: Sequence[str], layer_by: str) -> list[str]:
    """Columns that stand in the page as text: geomap's own first; days are in its core already."""
    in_core = {"geometry", "footprint", "lon", "lat", "date_start", "date_end", layer_by}
    wanted = {name for name in [*names, "uncertainty_m"] if name in table.columns and name not in in_core}
    ordered = [name for name in COLUMNS if name in wanted] + [name for name in names if name not in COLUMNS]
    return [name for name in ordered if name in wanted and table[name].notna().any()]


def _facts(labels: Mapping[str, str | None], layer_by: str) -> list[list[str | None]]:
    """The card's entries, each once, in the order in which their columns are named."""
    facts: dict[str, str | None] = {}
    if layer_by != "kind" and "kind" in labels:
        facts["kind"] = None  # else it stands above the title
    for name, label in labels.items():
        alone = name == "source_url" and bool(label)  # a link of its own, beside the source's name
        if name in _FACT_OF and not alone:
            facts.setdefault(_FACT_OF[name], None)
        elif label is not None and name not in (*_PLACED, layer_by):
            facts[name] = label or name
    entries: list[list[str | None]] = [[name, label] for name, label in facts.items()]
    if "place_name" not in facts:  # how well the place is known is never left out
        after = list(facts).index("place") + 1 if "place" in facts else len(entries)
        entries.insert(after, ["place_name", None])
    return entries


def _cut(table: gpd.GeoDataFrame, texts: Sequence[str], max_text: int | None) -> tuple[gpd.GeoDataFrame, int]:
    if max_text is None:
        return table, 0
    if max_text < 1:
        raise UsageError(f"--max-text {max_text}: a text has at least one character.")
    table, cut = table.copy(deep=False), 0
    for name in texts:
        if name in _KEPT_WHOLE or not _is_text(table[name]):
            continue
        long = (table[name].str.len() > max_text).to_numpy(bool)
        if long.any():
            cut += int(long.sum())
            table[name] = table[name].mask(long, table[name].str.slice(0, max_text - 1).str.rstrip() + "…")
    return table, cut


def _is_text(column: Any) -> bool:
    return bool(pd.api.types.is_object_dtype(column.dtype) or pd.api.types.is_string_dtype(column.dtype))
