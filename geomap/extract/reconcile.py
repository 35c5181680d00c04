"""Several reports on one incident: one row, with every source kept.

Two rows of different reports are one incident if their kinds can be, their dates meet, and the
most specific place of one is among the places of the other. Where the reports differ, the
row holds the range and a remark says which report gives what.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from typing import Any

from geomap.gazetteer.names import fold
from geomap.model import HARMS

Row = dict[str, Any]

MAX_DAYS = 10
"""Rows whose dates are wider than this are left apart: they say too little."""


def join_reports(rows: Iterable[Row], family: Callable[[str], str]) -> list[Row]:
    """Rows as `geomap.extract.Extractor.records` gives them, those of one incident made one.

    Parameters
    ----------
    rows : iterable of dict
        In the order of the reports; rows of the same report are never joined.
    family : callable
        Gives the family of a kind.

    Returns
    -------
    list of dict
        In the order of each incident's first row. `source` names all sources, `quote` has the
        sentences of each, and `quote_spans` is an object with the spans of each source.
    """
    groups: list[list[Row]] = []
    for row in rows:
        home = next((group for group in groups if _fits(group, row, family)), None)
        if home is None:
            groups.append([row])
        else:
            home.append(row)
    return [group[0] if len(group) == 1 else _joined(group) for group in groups]


def _fits(group: list[Row], row: Row, family: Callable[[str], str]) -> bool:
    """Whether a row tells of the incident of all rows of a group."""
    return all(
        row.get("source") != own.get("source")
        and row.get("assertion") == own.get("assertion")
        and family(row["kind"]) == family(own["kind"])
        and _dates_meet(row, own)
        and _places_meet(row, own)
        for own in group
    )


def _dates_meet(one: Row, two: Row) -> bool:
    spans = []
    for row in (one, two):
        if not row.get("date_start") or not row.get("date_end"):
            return False
        start, end = (dt.date.fromisoformat(row[name]) for name in ("date_start", "date_end"))
        if (end - start).days > MAX_DAYS:
            return False
        spans.append((start, end))
    return spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]


def _places_meet(one: Row, two: Row) -> bool:
    """Whether the most specific place of one is among those of the other; a country alone is too little."""
    if one.get("country") and two.get("country") and one["country"] != two["country"]:
        return False
    names = [[fold(name) for name in row["places"]] for row in (one, two)]
    names = [own[:-1] if row.get("country") else own for own, row in zip(names, (one, two), strict=True)]
    if not all(names):
        return False
    return names[0][0] in names[1] or names[1][0] in names[0]


def _joined(group: list[Row]) -> Row:
    """One row of several: the narrowest date, the fullest place, ranges over what they count."""
    dated = min(group, key=lambda row: _days(row))
    placed = max(group, key=lambda row: len(row["places"]))
    row = {**group[0], **{name: dated[name] for name in ("date", "date_start", "date_end")}}
    row |= {"place": placed["place"], "places": placed["places"]}
    sources = list(dict.fromkeys(own["source"] for own in group))
    row["source"] = "; ".join(sources)
    row["quote"] = " […] ".join(own["quote"] for own in group)
    row["quote_spans"] = json.dumps({own["source"]: json.loads(own["quote_spans"]) for own in group})
    actors = list(dict.fromkeys(own["actor"] for own in group if own.get("actor")))
    if actors:
        row["actor"] = actors[0]
    said = [own["extract_remarks"] for own in group if own.get("extract_remarks")]
    remarks = [f"Told by {len(sources)} reports: {'; '.join(sources)}."]
    for harm in HARMS:
        counted = [own for own in group if own.get(f"{harm}_min") is not None]
        _put_range(row, harm, counted)
        if len({_range(own, harm) for own in counted}) > 1:
            told = "; ".join(f"{own['source']} {_range(own, harm)}" for own in counted)
            remarks.append(f"The reports differ on people {harm}: {told}.")
    row["extract_remarks"] = " ".join([*remarks, *dict.fromkeys(said)])
    return row


def _put_range(row: Row, harm: str, counted: list[Row]) -> None:
    """From the lowest to the highest count; no upper end where a report has none."""
    if not counted:
        return
    row[f"{harm}_min"] = min(own[f"{harm}_min"] for own in counted)
    highs = [own.get(f"{harm}_max") for own in counted]
    row.pop(f"{harm}_max", None)
    if None not in highs:
        row[f"{harm}_max"] = max(high for high in highs if high is not None)


def _range(row: Row, harm: str) -> str:
    low, high = row[f"{harm}_min"], row.get(f"{harm}_max")
    return f"{low} or more" if high is None else str(low) if low == high else f"{low}–{high}"


def _days(row: Row) -> int:
    start, end = (dt.date.fromisoformat(row[name]) for name in ("date_start", "date_end"))
    return (end - start).days
