"""What an annex says, before it has a format: the numbered table and the method note."""

from __future__ import annotations

import json
import math
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geomap.dates.spoken import spoken
from geomap.errors import GeomapError, UsageError
from geomap.georeference.remarks import length
from geomap.model import RelationKind, Status
from geomap.plaintext import shown
from geomap.resources import geodata, package_file

LANGUAGES = ("en", "es")

MAX_CELL = 2_000
"""Characters of a cell; what is longer is cut, and ends with an ellipsis."""

_DEGREE_M = 111_320.0


@dataclass(frozen=True, slots=True)
class Annex:
    """The words of an annex, made fit to be shown.

    Attributes
    ----------
    columns : sequence of str
        Headings, the number first.
    rows : sequence of sequences of str
        One text a column; the first is the number that the incident has in the figure.
    dates : sequence of str
        The dates of the rows as the table has them (EDTF), where `rows` has words.
    note : sequence of str
        The paragraphs of the method note.
    """

    language: str
    title: str
    lead: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    dates: Sequence[str]
    note_title: str
    note: Sequence[str]


def compose(
    table: gpd.GeoDataFrame,
    *,
    language: str = "en",
    title: str = "",
    extra: Sequence[str] = (),
    provenance: Mapping[str, Any] | None = None,
) -> Annex:
    """The annex of a located table; its numbers are those of the figure, the rows counted from 1.

    Parameters
    ----------
    extra : sequence of str
        Columns of the table to show beside the usual ones; no other column reaches the annex.
    provenance : mapping, optional
        What made the table, as `geomap.pipeline.provenance` gives it.

    Raises
    ------
    UsageError
        If an extra column is not there.
    """
    missing = [name for name in extra if name not in table.columns]
    if missing:
        raise UsageError(
            f"The table has no column {missing[0]!r} to show.",
            hint=f"Its columns: {', '.join(map(str, table.columns))}.",
        )
    say = _words(language)
    counts = Counter(str(value) for value in table["status"])
    unplaced = counts[Status.NOT_FOUND] + counts[Status.UNPARSED]
    return Annex(
        language=say["language"],
        title=shown(title or say["title"], MAX_CELL),
        lead=say["lead"].format(
            n=len(table),
            located=counts[Status.LOCATED],
            ambiguous=counts[Status.AMBIGUOUS],
            unplaced=unplaced,
        ),
        columns=[*say["columns"].values(), *(shown(name, MAX_CELL) for name in extra)],
        rows=[[shown(cell, MAX_CELL) for cell in row] for row in _rows(table, say, extra, language)],
        dates=[shown(_text(date), MAX_CELL) for date in _dates(table)],
        note_title=say["note"],
        note=[shown(paragraph) for paragraph in _note(table, say, counts, provenance or {})],
    )


@cache
def _words(language: str) -> dict[str, Any]:
    if language not in LANGUAGES:
        raise UsageError(f"There is no annex in {language!r}.", hint=f"Choose from: {', '.join(LANGUAGES)}.")
    return tomllib.loads(package_file("annex", f"{language}.toml").read_text("utf-8"))


# --- the table ------------------------------------------------------------------------


def _rows(
    table: gpd.GeoDataFrame, say: Mapping[str, Any], extra: Sequence[str], language: str
) -> Iterator[list[str]]:
    points = table.geometry
    for at, record in enumerate(table.drop(columns=table.geometry.name).to_dict("records")):
        point = points.iloc[at]
        yield [
            str(at + 1),
            spoken(_text(record.get("date")), language),
            ": ".join(filter(None, (_kind(record, say), _text(record.get("title"))))),
            _text(record.get("place")),
            _where(record, None if point is None or point.is_empty else point, say["cells"]),
            _uncertainty(record, point is not None, say["cells"]),
            _text(record.get("remarks")),
            ", ".join(filter(None, (_text(record.get("source")), _text(record.get("source_url"))))),
            *(_text(record.get(name)) for name in extra),
        ]


def _dates(table: gpd.GeoDataFrame) -> Sequence[Any]:
    return list(table["date"]) if "date" in table.columns else [None] * len(table)


_IN = frozenset({RelationKind.WITHIN, RelationKind.SEVERAL, RelationKind.PART})
_THERE = frozenset({RelationKind.AT, RelationKind.COORDINATES, RelationKind.DECISION, ""})


def _where(record: Mapping[str, Any], point: Any, cells: Mapping[str, str]) -> str:
    if point is None:
        return cells["unplaced"]
    at = _position(point, record.get("uncertainty_m"), cells)
    name = _text(record.get("place_name"))
    if name:
        method = _text(record.get("method"))
        phrase = cells["there" if method in _THERE else "inside" if method in _IN else "round"]
        land = "" if _text(record.get("feature_code")).startswith("PCL") else _land(record)
        parts = dict.fromkeys(filter(None, (name, _text(record.get("admin1_name")), land)))
        at = f"{phrase.format(name=', '.join(parts))} ({at})"
    return f"{at}; {cells['ambiguous']}" if record.get("status") == Status.AMBIGUOUS else at


def _land(record: Mapping[str, Any]) -> str:
    return _text(record.get("country")) or _text(record.get("country_code"))


def _kind(record: Mapping[str, Any], say: Mapping[str, Any]) -> str:
    kind = _text(record.get("kind"))
    return str(say.get("kinds", {}).get(kind, kind.replace("_", " ")))


def _position(point: Any, radius: Any, cells: Mapping[str, str]) -> str:
    """Latitude and longitude, as people write them, with no more digits than the radius carries."""
    known = isinstance(radius, float) and math.isfinite(radius) and radius > 0
    digits = min(5, max(1, math.ceil(math.log10(_DEGREE_M / radius)))) if known else 5
    north = cells["north" if point.y >= 0 else "south"]
    east = cells["east" if point.x >= 0 else "west"]
    return f"{abs(point.y):.{digits}f}°\u00a0{north}, {abs(point.x):.{digits}f}°\u00a0{east}"


def _uncertainty(record: Mapping[str, Any], placed: bool, cells: Mapping[str, str]) -> str:
    radius = record.get("uncertainty_m")
    if not placed:
        return "–"
    return length(float(radius)) if isinstance(radius, float) and radius > 0 else cells["unknown"]


def _text(value: Any) -> str:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, pd.Timestamp):
        return str(value.date().isoformat())
    return " ".join(str(value).split())


# --- the method note ------------------------------------------------------------------


def _note(
    table: gpd.GeoDataFrame, say: Mapping[str, Any], counts: Counter[str], provenance: Mapping[str, Any]
) -> Iterator[str]:
    method, why = say["method"], say["columns"]["why"]
    methods = Counter(str(value) for value in table["method"].dropna())
    by_hand = methods[RelationKind.COORDINATES] + methods[RelationKind.DECISION]
    unplaced = counts[Status.NOT_FOUND] + counts[Status.UNPARSED]
    for code, number in (
        ("words", methods.total() - by_hand),
        ("coordinates", methods[RelationKind.COORDINATES]),
        ("decision", methods[RelationKind.DECISION]),
        ("ambiguous", counts[Status.AMBIGUOUS]),
        ("unplaced", unplaced),
    ):
        if number:
            yield method[code].format(n=number, total=len(table), why=why)
    if provenance.get("gazetteer"):
        sources = "; ".join(provenance.get("sources", ())) or "–"
        yield method["gazetteer"].format(fingerprint=provenance["gazetteer"], sources=sources)
        yield method["borders"]
    yield _calibration(method)
    hashes = ", ".join(each["sha256"] for each in provenance.get("inputs", ())) or method["no_files"]
    options = ", ".join(f"{name} {value}" for name, value in provenance.get("options", {}).items())
    shaped = method["options"].format(options=options) if options else ""
    yield method["files"].format(tool=provenance.get("tool", "geomap"), hashes=hashes, options=shaped).strip()


def _calibration(method: Mapping[str, str]) -> str:
    """The measured figures that come with the package, or that there are none."""
    measured = calibration()
    if measured is None:
        return method["no_calibration"]
    figures = "; ".join(
        method["figure"].format(
            reference=each["reference"],
            share=f"{each['held'] / each['placed']:.0%}".replace("%", "\u00a0%"),
            n=each["placed"],
            radius=length(each["median_radius_m"]),
        )
        for each in measured["references"]
    )
    return method["calibration"].format(tool=measured["tool"], figures=figures)


@cache
def calibration() -> dict[str, Any] | None:
    """What `tests/evaluation/calibration.py --figures` wrote; None if nothing was measured."""
    try:
        path = geodata("calibration", "figures.json")
    except GeomapError:
        return None
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return (
        found
        if found.get("references") and np.all([each["placed"] for each in found["references"]])
        else None
    )
