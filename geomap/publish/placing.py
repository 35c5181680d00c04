"""The area that is shown for a sensitive row, now and after earlier releases."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geomap.model import RelationKind
from geomap.publish.areas import Area, Areas
from geomap.publish.choosing import lonlat
from geomap.publish.memory import EXACT, NOWHERE, Memory
from geomap.publish.policy import Policy
from geomap.publish.report import Report

_WHOLE = (RelationKind.WITHIN, RelationKind.PART, RelationKind.SEVERAL, RelationKind.ALONG)


def areas_of(
    located: gpd.GeoDataFrame,
    ids: list[str],
    hidden: NDArray[np.bool_],
    policy: Policy,
    finder: Areas,
    memory: Memory,
    report: Report,
) -> tuple[dict[int, Area], dict[int, str]]:
    """The area that is shown for each sensitive row that gets one, and what `_hold` says, by row number."""
    lon, lat = lonlat(located)
    rows = [int(row) for row in np.flatnonzero(hidden & np.isfinite(lon))]
    need = np.zeros(len(located))
    if "uncertainty_m" in located:
        need = pd.to_numeric(located["uncertainty_m"], errors="coerce").fillna(0).to_numpy(float, copy=True)
    if "method" in located and policy.sensitive.area != "grid":
        # A place that is an area fits into one with half its radius; others need room on all sides.
        need *= np.where(located["method"].isin(_WHOLE), 0.5, 2.0)
    found = dict(
        zip(
            rows,
            finder.of(lon[rows].tolist(), lat[rows].tolist(), need[rows].tolist()) if rows else [],
            strict=True,
        )
    )
    anchors = {}
    if policy.releases == "many":
        anchors = _hold(found, np.flatnonzero(hidden), ids, finder, memory, policy, report)
    return {row: area for row, area in found.items() if area is not None}, anchors


def _hold(
    found: dict[int, Area | None],
    rows: NDArray[np.intp],
    ids: list[str],
    finder: Areas,
    memory: Memory,
    policy: Policy,
    report: Report,
) -> dict[int, str]:
    """Keep areas as earlier releases showed them, so far as the new ones lie there or beside.

    The smallest area that a release told of is the anchor of its row. While corrections stay in
    or beside it, only the width of what is shown may change, and always round the anchor: that a
    place crossed from one area to the next would put it beside the line between them. Gives, by
    row number, the anchors that the memory keeps instead of what is shown now.
    """
    anchors: dict[int, str] = {}
    kept, far = 0, []
    for row in map(int, rows):
        before, now = memory.shown.get(ids[row], EXACT), found.get(row)
        if before in (EXACT, NOWHERE) or (now is not None and now.core == before):
            continue
        anchor = finder.by_key(before)
        if anchor is None:
            raise policy.wrong(
                "sensitive.area",
                f"the area {before} of an earlier release is not there now.",
                "Use the gazetteer of that release.",
            )
        core = None if now is None else finder.by_key(now.core)
        if now is None or core is None:
            found[row], anchors[row], kept = anchor, before, kept + 1
        elif not core.adjoins(anchor):
            far.append(f"row {row + 1} from {anchor.label} to {now.label}")
        elif not _nested(core, anchor):
            found[row], anchors[row], kept = finder.like(anchor, now), before, kept + 1
        elif core.km2 > anchor.km2:
            anchors[row] = before
    if kept:
        report.warnings.append(
            f"{kept} rows are still shown in the area of an earlier release, next to theirs."
        )
    if far and policy.moved == "refuse":
        raise policy.wrong(
            "moved",
            f"{len(far)} sensitive rows lie far from where an earlier release showed them: "
            f"{'; '.join(far[:5])}.",
            "If that is a correction that the public should see, write moved: show.",
        )
    return anchors


def _nested(one: Area, other: Area) -> bool:
    """Whether one area holds the other: then the wider of the two gives nothing away."""
    overlap = shapely.intersection(one.shape, other.shape).area
    return bool(overlap > 0.999 * min(one.shape.area, other.shape.area))
