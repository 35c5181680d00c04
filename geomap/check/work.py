"""The worklist: what a person has to decide, the most consequential first."""

from __future__ import annotations

import json
from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from geomap.check.findings import Finding, Severity
from geomap.check.values import harmed, texts_of
from geomap.readers.formulas import neutralised

WORK_COLUMNS = ("id", "place_id", "lon", "lat", "uncertainty_m", "who", "why")
CONTEXT_COLUMNS = ("findings", "date", "title", "place", "country", "place_name", "candidates", "remarks")


def worklist(table: gpd.GeoDataFrame, findings: Sequence[Finding], *, ranked: bool = False) -> pd.DataFrame:
    """A table to fill in: the columns of a decision, empty, and beside them what a person needs to decide.

    The most consequential rows come first: those with the most people harmed, then those
    with errors, then in the order of the table; if the findings are `ranked` already, their
    order stands. Given back as `--decisions`, rows that stay empty decide nothing.
    """
    by_row: dict[int, list[Finding]] = {}
    for finding in findings:
        by_row.setdefault(finding.row - 1, []).append(finding)
    people = harmed(table)
    first = (
        list(by_row)
        if ranked
        else sorted(
            by_row,
            key=lambda row: (-people[row], -sum(f.severity == Severity.ERROR for f in by_row[row]), row),
        )
    )
    columns = {name: texts_of(table, name) for name in ("id", *CONTEXT_COLUMNS, *_POSITIONS)}
    rows = []
    for row in first:
        values = dict.fromkeys(WORK_COLUMNS, "")
        values |= {name: columns[name][row] for name in ("id", *CONTEXT_COLUMNS)}
        values["findings"] = " ".join(finding.message for finding in by_row[row])
        alternatives, lon, lat = (columns[name][row] for name in _POSITIONS)
        coder = f"coder: lon {lon}, lat {lat}" if lon and lat else ""
        values["candidates"] = "; ".join(filter(None, (_candidates(alternatives), coder)))
        rows.append(values)
    return pd.DataFrame(rows, columns=[*WORK_COLUMNS, *CONTEXT_COLUMNS], dtype="str")


_POSITIONS = ("alternatives", "coder_lon", "coder_lat")
"""Where the places to choose from come from; the coder's own is there to be copied."""


def worklist_csv(work: pd.DataFrame) -> bytes:
    """A worklist as CSV, harmless to spreadsheets; `geomap.review.read_decisions` reads it back."""
    safe = work.apply(neutralised)
    return bytes(safe.to_csv(index=False, lineterminator="\n").encode("utf-8"))


def _candidates(text: str) -> str:
    """Runners-up as a person reads and copies them: ``geonames:1 Name (0.41)``."""
    try:
        found = json.loads(text) if text else []
        return "; ".join(f"{one['place_id']} {one['name']} ({one['score']})" for one in found)
    except (ValueError, KeyError, TypeError):
        return ""
