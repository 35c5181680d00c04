"""Base map, footprints and marks of a figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from geomap.figure.incidents import Incidents, Spot, ranges
from geomap.figure.labels import Box, Wish, place
from geomap.figure.options import Base
from geomap.figure.sheet import POINTS_PER_MM, Sheet, Window
from geomap.marks import Mark

INK = "#1a1a1a"
SIZE_MM = {Mark.SITE: 2.1, Mark.NEAR: 2.3, Mark.AREA: 2.1, Mark.POINT: 1.9}
"""Diameters of marks on paper."""

DENSE = 200
"""From so many places on marks are drawn smaller and without a sign of how the place is known."""

LEAST_MM, MOST_MM = 1.5, 9.0
"""Diameters of sized marks: of one that stands for nobody, and of the largest."""

TOWN_SIZE, NUMBER_SIZE = 5.6, 6.6
MM2_PER_TOWN = 420.0
"""One named town for so much of the map, so that the incidents stay in front."""


def ground(grey: bool) -> dict[str, str]:
    """Colours of the base map."""
    if grey:
        return {
            "water": "#e9e9e9",
            "land": "#ffffff",
            "coast": "#8c8c8c",
            "border": "#6e6e6e",
            "area": "#c4c4c4",
        }
    return {"water": "#e3ecf1", "land": "#fbfaf6", "coast": "#8fa3ad", "border": "#857f72", "area": "#cfcabd"}


def draw_base(window: Window, base: Base, grey: bool) -> None:
    """Water, land, borders, and first-level areas."""
    colours = ground(grey)
    window.sheet.box(window.box, facecolor=colours["water"], edgecolor="none", zorder=0)
    land = window.cut_out(base.land, merge=True)
    window.draw(land, facecolor=colours["land"], edgecolor=colours["coast"], linewidth=0.5, zorder=1)
    window.trace(window.cut_out(base.divisions), color=colours["area"], linewidth=0.5, zorder=2)
    window.trace(window.cut_out(base.borders), color=colours["border"], linewidth=0.9, zorder=3)


def draw_footprints(window: Window, shown: Incidents, grey: bool) -> None:
    """Where each incident can have been, the largest at the bottom."""
    kinds = _kinds(shown)
    shapes = {row: window.cut_out([shape]) for row, shape in shown.footprints.items()}
    for row, parts in sorted(shapes.items(), key=lambda item: -sum(p.area for p in item[1])):
        colour = shown.kinds[kinds[row]]
        window.draw(parts, facecolor=colour, edgecolor="none", alpha=0.12, zorder=4)
        line = {"linestyle": (0, (3, 1.5)), "linewidth": 0.7}
        window.draw(parts, facecolor="none", edgecolor=INK if grey else colour, zorder=5, **line)


def sizes(shown: Incidents, size_by: str) -> dict[Spot, float]:
    """Diameter of each spot's mark, millimetres: its area is in proportion to the people, or by its kind."""
    if not size_by:
        return {spot: SIZE_MM[spot.mark] for spot in shown.spots}
    most = max((spot.people for spot in shown.spots), default=0)
    return {spot: sized(spot.people, most) for spot in shown.spots}


def sized(people: int, most: int) -> float:
    """Diameter of the mark for so many people, millimetres, where the largest stands for `most`."""
    return max(LEAST_MM, MOST_MM * math.sqrt(people / most)) if most else LEAST_MM


def draw_marks(window: Window, shown: Incidents, size_by: str = "") -> list[tuple[Spot, float, float]]:
    """The marks; gives the spots that lie in the window, with their positions on the sheet."""
    if not shown.spots:
        return []
    xy = window.points([spot.lon for spot in shown.spots], [spot.lat for spot in shown.spots])
    placed = [
        (spot, float(x), float(y))
        for spot, (x, y) in zip(shown.spots, xy, strict=True)
        if np.isfinite([x, y]).all()
    ]
    size = sizes(shown, size_by)
    if len(placed) > DENSE:
        _draw_dense(window, shown, placed, size if size_by else None)
        return placed
    groups: dict[tuple[float, Mark, tuple[str, ...]], list[tuple[float, float]]] = {}
    for spot, x, y in placed:
        own = tuple(dict.fromkeys(shown.kinds[kind] for kind in spot.kinds))
        groups.setdefault((size[spot] if size_by else 0.0, spot.mark, own), []).append((x, y))
    # Large marks lie below small ones, and marks that cover an area below those that name a site.
    ranked = sorted(groups.items(), key=lambda item: (-item[0][0], -item[0][1], item[0][2]))
    for (diameter, mark, own), positions in ranked:
        draw_mark(window.sheet, mark, own, positions, clip=window.clip, size=diameter or None)
    return placed


def _draw_dense(
    window: Window,
    shown: Incidents,
    placed: Sequence[tuple[Spot, float, float]],
    own: dict[Spot, float] | None,
) -> None:
    """Small marks in the order of the rows, so that no kind lies above all others; sized, largest first."""
    from matplotlib.path import Path

    if own is not None:
        placed = sorted(placed, key=lambda item: -own[item[0]])
    size: Any = max(0.6, SIZE_MM[Mark.SITE] * math.sqrt(DENSE / len(placed)))
    colours = [shown.kinds[spot.kinds[0]] for spot, _, _ in placed]
    positions = [(x, y) for _, x, y in placed]
    style = {"facecolors": colours, "edgecolors": "#1a1a1a80", "linewidths": 0.06 * size}
    if own is not None:
        size = np.array([own[spot] for spot, _, _ in placed])
        style |= {"linewidths": 0.3, "alpha": 0.85}
    _stamp(window.sheet, Path.unit_circle(), size, positions, window.clip, **style)


def draw_mark(
    sheet: Sheet,
    mark: Mark,
    colours: Sequence[str],
    positions: Sequence[tuple[float, float]],
    clip: Any = None,
    size: float | None = None,
) -> None:
    """One mark at several positions; several colours share it as sectors. `size` in millimetres."""
    from matplotlib.path import Path

    sized_by_people, size = size is not None, size or SIZE_MM[mark]
    whole = Path.unit_rectangle() if mark == Mark.AREA else Path.unit_circle()
    if mark == Mark.AREA:
        # A square as large as the circle of that diameter, where sizes are compared.
        side = math.sqrt(math.pi) / 2 if sized_by_people else 1.0
        whole = Path((np.asarray(whole.vertices) * 2 - 1) * side, whole.codes)
    hollow = mark != Mark.SITE
    if not sized_by_people:
        _stamp(sheet, whole, size, positions, clip, facecolor="white", edgecolor="white", linewidth=1.0)
    turn = 360 / len(colours)
    for at, colour in enumerate(colours):
        part = whole if len(colours) == 1 else Path.wedge(90 - turn * (at + 1), 90 - turn * at)
        _stamp(
            sheet,
            part,
            size,
            positions,
            clip,
            facecolor=colour,
            edgecolor="none",
            alpha=0.8 if sized_by_people else 1,
        )
    if hollow:
        hole = min(size, 2.3) * 0.45
        _stamp(sheet, whole, hole, positions, clip, facecolor="white", edgecolor=INK, linewidth=0.35)
    _stamp(sheet, whole, size, positions, clip, facecolor="none", edgecolor=INK, linewidth=0.4)


def _stamp(
    sheet: Sheet, path: Any, size: Any, positions: Sequence[tuple[float, float]], clip: Any, **style: Any
) -> None:
    from matplotlib.collections import PathCollection
    from matplotlib.transforms import IdentityTransform

    # `sizes` is the square of what a path of radius 1 is enlarged by, in points.
    area = np.atleast_1d((np.asarray(size) / 2 * POINTS_PER_MM) ** 2)
    there = {"offsets": positions, "offset_transform": sheet.axes.transData, "transform": IdentityTransform()}
    drawn = PathCollection([path], sizes=area, zorder=10, **there, **style)
    sheet.axes.add_collection(drawn)
    if clip is not None:
        drawn.set_clip_path(clip)


def draw_names(
    window: Window,
    placed: Sequence[tuple[Spot, float, float]],
    towns: Base,
    taken: list[Box],
    *,
    size: dict[Spot, float],
    numbers: bool,
    grey: bool,
) -> None:
    """Numbers of incidents first, then towns, the most populous first."""
    sheet, inside = window.sheet, window.box
    for spot, x, y in placed:
        half = size[spot] / 2 + 0.25
        taken.append((x - half, y - half, x + half, y + half))
    margin = (inside[0] + 0.7, inside[1] + 0.7, inside[2] - 0.7, inside[3] - 0.7)
    if numbers:
        wishes = [Wish(ranges(spot.rows), x, y, size[spot] / 2 + 0.5) for spot, x, y in placed]
        _draw_numbers(sheet, wishes, taken, margin)
    _draw_towns(window, towns, taken, margin, grey)


FARTHER_MM = (0.0, 2.0, 4.0, 6.0, 8.0, 11.0, 15.0)
"""A number that finds no room beside its mark stands so much farther off, with a line to it."""


def _draw_numbers(sheet: Sheet, wishes: Sequence[Wish], taken: list[Box], margin: Box) -> None:
    def measure(text: str) -> tuple[float, float]:
        return sheet.measure(text, NUMBER_SIZE, "bold")

    left = list(wishes)
    for farther in FARTHER_MM:
        tried = {replace(wish, gap=wish.gap + farther): wish for wish in left}
        for found in place(list(tried), taken, margin, measure):
            left.remove(tried[found.wish])
            wish, (width, height) = found.wish, measure(found.wish.text)
            if farther:
                end = (found.x + width / 2, found.y + height / 2)
                sheet.axes.plot([wish.x, end[0]], [wish.y, end[1]], color=INK, linewidth=0.5, zorder=14)
            sheet.haloed(found.x, found.y, wish.text, NUMBER_SIZE, weight="bold", zorder=15)


def _draw_towns(window: Window, base: Base, taken: list[Box], margin: Box, grey: bool) -> None:
    sheet = window.sheet
    known = sorted(base.towns, key=lambda town: (-town.population, town.name))[:300]
    if not known:
        return
    xy = window.points([town.lon for town in known], [town.lat for town in known])
    wishes, dots = [], {}
    for town, (x, y) in zip(known, xy, strict=True):
        if margin[0] <= x <= margin[2] and margin[1] <= y <= margin[3]:
            wish = Wish(town.name, float(x), float(y), 0.9)
            wishes.append(wish)
            dots[wish] = town
    wide, high = window.box[2] - window.box[0], window.box[3] - window.box[1]
    most = math.ceil(wide * high / MM2_PER_TOWN)
    colour = "#4d4d4d" if grey else "#5b5648"
    for found in place(wishes, taken, margin, lambda t: sheet.measure(t, TOWN_SIZE), most=most):
        sheet.haloed(found.x, found.y, found.wish.text, TOWN_SIZE, color=colour, zorder=8)
        dot: dict[str, Any] = {
            "marker": "o",
            "markersize": 1.6,
            "color": colour,
            "markeredgewidth": 0,
            "zorder": 7,
        }
        sheet.axes.plot([found.wish.x], [found.wish.y], **dot)


def _kinds(shown: Incidents) -> dict[int, str]:
    if "kind" not in shown.table:
        return dict.fromkeys(range(len(shown)), "")
    return {row: "" if value is None or value != value else str(value)
            for row, value in enumerate(shown.table["kind"])}  # fmt: skip
