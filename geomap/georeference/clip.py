"""Cutting footprints to countries, named areas and land, but never to nothing.

Whole arrays at once: footprints are joined to the pieces of outlines through one tree,
and every step is one call over all pairs. What a footprint becomes depends on
nothing else in the array.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.georeference.shapes import Shape

Geometries = np.ndarray[Any, np.dtype[np.object_]]
Indices = np.ndarray[Any, np.dtype[np.intp]]

LAND = "land"

MIN_CLIPPED_RADIUS_M = 2_000.0
"""Smaller shapes are not cut: the outlines (Natural Earth, 1:10 million) are no better than that."""

ANCHOR_TOLERANCE_DEG = 0.02
"""How far an anchor may lie outside an area that it belongs to: gazetteer points err besides the outlines."""

KEPT_TOLERANCE_DEG = 0.01
"""How far beyond an outline a footprint is kept, about 1.1 km: the tolerance to which the outlines were
simplified. Real records lie on islets and shores that they lack."""

NOTHING_CUT = 1 - 1e-9
"""Share of its area from which a footprint counts as whole."""

_PREPARED = Lock()
"""Held while prepared pieces are asked: they make their index when first asked, and threads share them."""

OFTEN = 20
"""Footprints in one area from which all its pieces are read and kept: reading some again costs more."""


class Clipper:
    """Cuts footprints by what the gazetteer has of outlines and land.

    A cut never empties a footprint, and never takes an anchor's own surroundings away: if
    the anchor of a disc lies off the outline (1.6 % of settlements lie off even the 10 m
    coast), that outline is not used.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._met: dict[str, int] = {}
        self._whole: dict[str, Geometries] = {}

    def cut(
        self, footprints: Geometries, shapes: Sequence[Shape]
    ) -> tuple[Geometries, list[tuple[str, ...]]]:
        """Footprints after all cuts that their shapes ask for, and which of them took something.

        Parameters
        ----------
        footprints : array of shape (n,)
            Polygons in EPSG:4326.
        shapes : sequence of Shape, length n
            What each was drawn from.

        Returns
        -------
        footprints : array of shape (n,)
        cuts : list of tuples of str
            Ids of the areas, or `LAND`.
        """
        kept = footprints.copy()
        cuts: list[tuple[str, ...]] = [()] * len(shapes)
        bounded = np.zeros(len(shapes), dtype=bool)
        anchors = _anchors(shapes)
        large = [i for i, shape in enumerate(shapes) if shape.outer_m >= MIN_CLIPPED_RADIUS_M]
        for turn in range(max((len(shapes[i].inside) for i in large), default=0)):
            jobs: dict[str, list[int]] = {}
            for i in large:
                if turn < len(shapes[i].inside):
                    jobs.setdefault(shapes[i].inside[turn], []).append(i)
            self._cut_by(jobs, kept, anchors, bounded, cuts)
        # Outlines of countries and areas end at the coast themselves.
        ashore = [i for i in large if shapes[i].on_land and not bounded[i]]
        if ashore:
            self._cut_by({LAND: ashore}, kept, anchors, bounded, cuts)
        return kept, cuts

    def _cut_by(
        self,
        jobs: Mapping[str, Sequence[int]],
        kept: Geometries,
        anchors: Geometries,
        bounded: np.ndarray[Any, np.dtype[np.bool_]],
        cuts: list[tuple[str, ...]],
    ) -> None:
        """Cut footprints, in place, each by one owner: those of `jobs`, by owner."""
        rows = np.array([row for own in jobs.values() for row in own], dtype=np.intp)
        owners = [owner for owner, own in jobs.items() for _ in own]
        footprints = kept[rows]
        job, pieces = self._pieces(jobs, footprints)
        trusted = _trusted(job, pieces, anchors[rows], len(rows))
        bounded[rows[trusted]] = True
        chosen = trusted[job]
        for i, footprint in _keep(job[chosen], pieces[chosen], footprints).items():
            row = int(rows[i])
            kept[row] = footprint
            cuts[row] = (*cuts[row], owners[i])

    def _pieces(
        self, jobs: Mapping[str, Sequence[int]], footprints: Geometries
    ) -> tuple[Indices, Geometries]:
        """Pairs of a footprint (its position) and a piece of its owner's that it meets, in their order.

        As everything after this, done for all owners at once, in one tree: many small calls
        would each wait for the thread that chooses meanwhile.
        """
        ends = np.cumsum([0, *map(len, jobs.values())])
        owned = [
            self._owned(owner, footprints[start:end])
            for owner, start, end in zip(jobs, ends, ends[1:], strict=False)
        ]
        owner_of_piece = np.repeat(np.arange(len(jobs)), [len(pieces) for pieces in owned])
        owner_of_job = np.repeat(np.arange(len(jobs)), np.diff(ends))
        pieces = np.concatenate([np.empty(0, dtype=object), *owned])
        job, piece = shapely.STRtree(pieces).query(footprints)
        same = owner_of_piece[piece] == owner_of_job[job]
        job, piece = job[same], piece[same]
        with _PREPARED:
            meet = shapely.intersects(pieces[piece], footprints[job])
        job, piece = job[meet], piece[meet]
        order = np.lexsort((piece, job))
        return job[order], pieces[piece[order]]

    def _owned(self, owner: str, footprints: Geometries) -> Geometries:
        """The pieces of an owner's, all or those that may meet some footprints."""
        if owner in self._whole:
            return self._whole[owner]
        self._met[owner] = self._met.get(owner, 0) + len(footprints)
        if self._met[owner] < OFTEN:
            west, south, east, north = shapely.total_bounds(footprints).tolist()
            return _prepared(self._read(owner, (west, south, east, north)))
        pieces = self._whole[owner] = _prepared(self._read(owner))
        return pieces

    def _read(
        self, owner: str, bounds: tuple[float, float, float, float] | None = None
    ) -> list[shapely.Geometry]:
        if owner == LAND:
            return self._gazetteer.land(bounds)
        return self._gazetteer.outline_pieces(owner, bounds)


def _prepared(pieces: list[shapely.Geometry]) -> Geometries:
    shapely.prepare(pieces)
    made = np.empty(len(pieces), dtype=object)
    made[:] = pieces
    return made


def _anchors(shapes: Sequence[Shape]) -> Geometries:
    """The anchors that have to lie in what a footprint is cut to; None for rings, which leave theirs out."""
    found = np.full(len(shapes), None, dtype=object)
    solid = [i for i, shape in enumerate(shapes) if shape.inner_m <= 0]
    found[solid] = shapely.points([(shapes[i].lon, shapes[i].lat) for i in solid]) if solid else []
    return found


def _trusted(job: Indices, pieces: Geometries, anchors: Geometries, count: int) -> Any:
    """For each footprint whether an outline can be trusted: it is near, and the anchor belongs to it."""
    nearest = np.full(count, np.inf)
    # The distance to no anchor is nan, and `fmin` passes over it.
    np.fmin.at(nearest, job, shapely.distance(pieces, anchors[job]))
    met = np.zeros(count, dtype=bool)
    met[job] = True
    return met & (shapely.is_missing(anchors) | (nearest <= ANCHOR_TOLERANCE_DEG))


def _keep(job: Indices, pieces: Geometries, footprints: Geometries) -> dict[int, shapely.Geometry]:
    """The parts of footprints on their pieces, and as far off them as they err, where that cuts something.

    Parameters
    ----------
    job : array of shape (pairs,), sorted
        Positions in `footprints`, one for each piece that meets it.
    """
    alone = np.bincount(job, minlength=len(footprints))[job] == 1
    inside = np.zeros(len(job), dtype=bool)
    with _PREPARED:
        inside[alone] = shapely.contains_properly(pieces[alone], footprints[job[alone]])
    job, pieces = job[~inside], pieces[~inside]
    parts = shapely.intersection(pieces, footprints[job])
    # Pieces do not overlap: their areas add up.
    on_them = np.bincount(job, weights=shapely.area(parts), minlength=len(footprints))
    cut = (on_them > 0) & (on_them < shapely.area(footprints) * NOTHING_CUT)
    rows = np.flatnonzero(cut)
    if not len(rows):
        return {}
    whole, chosen = footprints[rows], cut[job]
    united = _united(parts[chosen], np.searchsorted(rows, job[chosen]))
    rough = shapely.simplify(united, KEPT_TOLERANCE_DEG / 3, preserve_topology=False)
    wider = shapely.buffer(np.where(shapely.is_empty(rough), united, rough), KEPT_TOLERANCE_DEG, quad_segs=1)
    left = _areas_only(shapely.intersection(wider, whole))
    smaller = ~shapely.is_empty(left) & (shapely.area(left) < shapely.area(whole) * NOTHING_CUT)
    return dict(zip(rows[smaller].tolist(), left[smaller], strict=True))


def _united(parts: Geometries, owner: Indices) -> Geometries:
    """The union of the parts of each owner; owners are numbered from 0 and sorted."""
    together = shapely.geometrycollections(parts, indices=owner)
    united: Geometries = shapely.union_all(together[:, None], axis=1)
    return united


def _areas_only(geometries: Geometries) -> Geometries:
    """Only the areas of geometries: touching outlines leave points and lines behind."""
    mixed = np.flatnonzero(shapely.get_type_id(geometries) == shapely.GeometryType.GEOMETRYCOLLECTION)
    lower = np.flatnonzero(shapely.get_dimensions(geometries) < 2)
    geometries = geometries.copy()
    geometries[lower] = shapely.Polygon()
    for i in mixed:
        parts = shapely.get_parts(geometries[i])
        geometries[i] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return geometries
