"""Which rows are sensitive, and under which ids rows are known in public."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geomap.errors import InputError
from geomap.model import CRS, KINDS
from geomap.publish.areas import Areas
from geomap.publish.memory import EXACT, Memory
from geomap.publish.policy import Policy, kind_key, plain
from geomap.publish.report import Report

_CONTENT_ID = r"[0-9a-f]{12}(?:-\d+)?"
_SITE_DEG = 1e-5
SITE_M = 50_000.0
"""What is known less finely than this is no place that rows could share."""


def lonlat(located: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude of each row in degrees, NaN for those without a point."""
    shapes = located.geometry if located.crs in (None, CRS) else located.geometry.to_crs(CRS)
    points = np.asarray(shapes, dtype=object)
    return shapely.get_x(points), shapely.get_y(points)


def hidden_rows(
    located: gpd.GeoDataFrame, ids: list[str], policy: Policy, finder: Areas, memory: Memory, report: Report
) -> NDArray[np.bool_]:
    """Rows whose place must not be shown: marked now or by an earlier release, or beside a marked one."""
    marked = sensitive(located, policy)
    hidden = marked | remembered(ids, memory)
    if policy.same_place == "area":
        hidden |= same_area(located, hidden, finder, report)
    else:
        hidden |= same_point(located, ids, marked, policy, memory, report)
    warn_of_earlier(ids, hidden, marked, memory, report)
    warn_of_sources(located, hidden, policy, report)
    return hidden


def check_kinds(located: gpd.GeoDataFrame, policy: Policy) -> None:
    """A misspelled kind would leave its rows open to all."""
    if not policy.sensitive.kinds:
        return
    if "kind" not in located:
        raise policy.wrong("sensitive.kinds", "the table has no column 'kind'.")
    there = {kind_key(kind) for kind in located["kind"].unique()} | set(KINDS)
    for kind in sorted(policy.sensitive.kinds - there):
        raise policy.wrong(
            "sensitive.kinds", f"no row has the kind {kind!r}, nor does geomap know it.",
            f"Kinds of the table: {', '.join(sorted(map(str, located['kind'].dropna().unique())))}.",
        )  # fmt: skip


def sensitive(located: gpd.GeoDataFrame, policy: Policy) -> NDArray[np.bool_]:
    """Rows that the policy itself marks."""
    rule = policy.sensitive
    marked = np.zeros(len(located), bool)
    if rule.kinds:
        marked |= np.array([kind_key(kind) in rule.kinds for kind in located["kind"]], bool)
    if rule.column:
        marked |= np.array([plain(value) not in rule.open for value in located[rule.column]], bool)
    return marked


def public_ids(located: gpd.GeoDataFrame, policy: Policy, memory: Memory) -> list[str]:
    """The public id of each row.

    Raises
    ------
    InputError
        If ids are missing, shared or made from content, or the key belongs to another division.
    """
    own = located["id"].astype("str") if "id" in located else pd.Series("", index=located.index)
    if len(own) and (own.isna().any() or own.duplicated().any() or "" in set(own)):
        raise InputError(
            "every row needs an id of its own for publishing, and some share one or have none.",
            hint="Give each row one that stays the same from version to version, and name it: --id-column.",
        )
    if policy.releases == "many" and len(own) and own.str.fullmatch(_CONTENT_ID).all():
        raise InputError(
            "the ids are made from what the rows say, so that they change with every correction, and "
            "releases could not be kept from giving away together what each of them hides.",
            hint="Give the rows ids of their own, or write releases: one in the policy if this copy "
            "will have no successor.",
        )
    if policy.releases == "many" and memory.shown and memory.scheme != policy.sensitive.scheme:
        raise policy.wrong(
            "sensitive.area",
            f"this key belongs to releases generalised to {memory.scheme}, not to {policy.sensitive.scheme}: "
            "where the two overlap, places would be narrowed.",
            "Stay with the first, or publish something else under another key.",
        )
    made = [memory.public_id(name) for name in own]
    if len(set(made)) < len(made):
        raise InputError("two ids of rows gave the same public id.", hint="Use another key.")
    return made


def remembered(ids: list[str], memory: Memory) -> NDArray[np.bool_]:
    """What was sensitive once stays so: that it no longer is would tell which of its places was meant."""
    return np.array([memory.shown.get(row, EXACT) != EXACT for row in ids], bool)


def same_area(
    located: gpd.GeoDataFrame, hidden: NDArray[np.bool_], finder: Areas, report: Report
) -> NDArray[np.bool_]:
    """Rows in the base area of a sensitive row: who sees that they are generalised learns nothing new."""
    lon, lat = lonlat(located)
    there = np.flatnonzero(np.isfinite(lon))
    found = finder.of(lon[there].tolist(), lat[there].tolist(), [0.0] * len(there)) if len(there) else []
    keys = {int(row): area.key for row, area in zip(there, found, strict=True) if area is not None}
    secret = {keys[row] for row in map(int, np.flatnonzero(hidden)) if row in keys}
    beside = np.array([keys.get(row) in secret for row in range(len(located))], bool) & ~hidden
    if beside.any():
        report.warnings.append(f"{beside.sum()} rows in the area of a sensitive row are generalised as well.")
    return beside


def same_point(
    located: gpd.GeoDataFrame,
    ids: list[str],
    marked: NDArray[np.bool_],
    policy: Policy,
    memory: Memory,
    report: Report,
) -> NDArray[np.bool_]:
    """Rows at the point of a sensitive row; those shown exactly before stay so, or they would point at it."""
    lon, lat = lonlat(located)
    wide = np.zeros(len(located), bool)
    if "uncertainty_m" in located:
        wide = pd.to_numeric(located["uncertainty_m"], errors="coerce").gt(SITE_M).to_numpy(bool)
    steps = [
        (round(x / _SITE_DEG), round(y / _SITE_DEG)) if np.isfinite(x) and not area else None
        for x, y, area in zip(lon, lat, wide, strict=True)
    ]
    sites = {step for step, secret in zip(steps, marked, strict=True) if secret and step}
    beside = np.array([step is not None and step in sites for step in steps], bool) & ~marked
    before = np.array([memory.shown.get(row) == EXACT for row in ids], bool)
    if policy.same_place == "keep":
        if beside.any():
            report.warnings.append(
                f"{beside.sum()} rows with their own place stand at a sensitive row's point."
            )
        return np.zeros(len(ids), bool)
    if (beside & before).any():
        report.warnings.append(
            f"{(beside & before).sum()} rows at a sensitive row's point were shown there by an earlier "
            "release and stay: generalising them now would point at it."
        )
    if (beside & ~before).any():
        report.warnings.append(
            f"{(beside & ~before).sum()} rows at a sensitive row's point are generalised as well. Whoever "
            "knows their place from elsewhere sees by that where the sensitive one is: same_place: area "
            "generalises all rows of the area."
        )
    return np.asarray(beside & ~before)


def warn_of_sources(
    located: gpd.GeoDataFrame, hidden: NDArray[np.bool_], policy: Policy, report: Report
) -> None:
    """Say where an open row leads to the source of a sensitive one."""
    for name in ("source", "source_url"):
        if name in policy.columns and hidden.any():
            told = set(located[name][hidden].dropna()) - {""}
            shared = located[name].isin(told).to_numpy() & ~hidden
            if shared.any():
                report.warnings.append(
                    f"{shared.sum()} open rows name a {name} that a sensitive row has too: "
                    "whoever reads it may find the place there."
                )


def warn_of_earlier(
    ids: list[str], hidden: NDArray[np.bool_], marked: NDArray[np.bool_], memory: Memory, report: Report
) -> None:
    """Say what earlier releases showed of rows that are sensitive, and the other way round."""
    shown = np.array([memory.shown.get(row) == EXACT for row in ids], bool)
    if (shown & hidden).any():
        report.warnings.append(
            f"{(shown & hidden).sum()} rows were shown with their own place by an earlier release; "
            "generalising them now does not take that back."
        )
    kept = hidden & ~marked & remembered(ids, memory)
    if kept.any():
        report.warnings.append(f"{kept.sum()} rows were generalised by an earlier release and stay so.")
