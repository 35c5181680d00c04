"""Borders without coasts: the edges that two areas of a topology share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely


def shared_edges(areas: Sequence[Any], owners: Sequence[str], *, within_owner: bool) -> list[Any]:
    """Lines along which areas meet.

    Parameters
    ----------
    areas : sequence of (Multi)Polygon
        From one topology: neighbours have the same vertices along their border.
    owners : sequence of str
        Country of each area.
    within_owner : bool
        Borders between areas of one owner, else those between owners.
    """
    if not len(areas):
        return []
    parts, owner = shapely.get_parts(np.asarray(areas, dtype=object), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    start, end = coords[:-1][same], coords[1:][same]
    area = owner[part[ring[:-1][same]]]
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    start[swap], end[swap] = end[swap].copy(), start[swap].copy()
    edges = np.round(np.column_stack([start, end]), 7)
    order = np.lexsort(edges.T[::-1])
    edges, area = edges[order], area[order]
    twice = (edges[1:] == edges[:-1]).all(axis=1) & (area[1:] != area[:-1])
    names = np.asarray(owners, dtype=object)
    alike = names[area[1:]] == names[area[:-1]]
    kept = edges[1:][twice & (alike == within_owner)]
    if not len(kept):
        return []
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(kept.reshape(-1, 2, 2))))
    return list(shapely.get_parts([merged]))
