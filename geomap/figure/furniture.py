"""Scale bar, north arrow, inset, legend, key and credit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geomap import geodesy
from geomap.dates.spoken import spoken
from geomap.figure.drawing import DENSE, INK, MOST_MM, draw_mark, ground, sized
from geomap.figure.incidents import Incidents, named_kinds
from geomap.figure.labels import Box
from geomap.figure.options import Base
from geomap.figure.sheet import Sheet, Window
from geomap.figure.view import View, degrees
from geomap.figure.words import kind_words, words
from geomap.marks import Mark

SMALL, LINE_MM = 6.0, 2.75
MARKS = (Mark.SITE, Mark.NEAR, Mark.AREA, Mark.POINT)
"""Marks of a legend, in its order."""


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A length on the ground and on paper."""

    ground_m: float
    paper_mm: float

    @property
    def label(self) -> str:
        """The length in round numbers."""
        return f"{self.ground_m / 1000:,.0f} km" if self.ground_m >= 1000 else f"{self.ground_m:.0f} m"


def scale_bar(window: Window) -> ScaleBar:
    """The longest round length that takes up to a quarter of the map; true at the map's middle latitude."""
    wide = window.box[2] - window.box[0]
    metres_per_mm = window.view.ground / window.mm_per_m
    longest = wide * 0.26 * metres_per_mm
    power = 10 ** math.floor(math.log10(longest))
    length = max(step * power for step in (1, 2, 5) if step * power <= longest)
    return ScaleBar(length, length / metres_per_mm)


def draw_scale_bar(window: Window, taken: list[Box], language: str = "en") -> None:
    """Two bars, dark and light, at the left lower corner, with the latitude for which they hold."""
    bar, sheet = scale_bar(window), window.sheet
    x, y = window.box[0] + 3.0, window.box[1] + 4.6
    half = bar.paper_mm / 2
    sheet.box((x, y, x + half, y + 0.9), facecolor=INK, edgecolor=INK, linewidth=0.4, zorder=18)
    sheet.box(
        (x + half, y, x + 2 * half, y + 0.9), facecolor="white", edgecolor=INK, linewidth=0.4, zorder=18
    )
    sheet.text(x, y + 1.6, "0", 5.5, ha="center")
    sheet.text(x + bar.paper_mm, y + 1.6, bar.label, 5.5, ha="center")
    latitude = degrees(window.view.lat, "NS", 0 if window.view.size_m[1] > 3e5 else 1)
    note = words(language)["true_at"].format(latitude=latitude)
    sheet.text(x, y - 2.4, note, 4.8, color="#555555")
    width = max(bar.paper_mm + sheet.measure(bar.label, 5.5)[0] / 2, sheet.measure(note, 4.8)[0])
    taken.append((window.box[0], window.box[1], x + width + 1.5, y + 5.0))


def draw_arrow(window: Window, taken: list[Box]) -> None:
    """An arrow to true north, as it is at the place where the arrow stands; none on a world map."""
    if window.view.is_world:
        return
    from matplotlib.patches import Polygon

    x, y = window.box[2] - 5.0, window.box[1] + 6.0
    turn = north_at(window.view, 1 - 5.0 / (window.box[2] - window.box[0]), 0.06)
    spin = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    for side, colour in ((-1, INK), (1, "white")):
        corners = np.array([[0, 3.6], [side * 1.3, -2.2], [0, -1.1]]) @ spin.T + [x, y]
        window.sheet.axes.add_patch(
            Polygon(corners, facecolor=colour, edgecolor=INK, linewidth=0.4, zorder=18, closed=True)
        )
    top = np.array([0, 4.5]) @ spin.T + [x, y]
    window.sheet.text(top[0], top[1], "N", 6.0, ha="center", va="bottom", weight="bold")
    taken.append((x - 3.0, window.box[1], window.box[2], y + 8.0))


def north_at(view: View, across: float, up: float) -> float:
    """Direction of true north at a place of the frame, radians clockwise from the top of the sheet."""
    left, bottom = view.frame[:2]
    wide, high = view.size_m
    x, y = left + across * wide, bottom + up * high
    lon, lat = geodesy.from_plane(view.definition, [x], [y])
    if not np.isfinite(lon[0]):
        return 0.0
    ahead = shapely.Point(float(lon[0]), min(90.0, float(lat[0]) + 0.001))
    there = shapely.get_coordinates(view.to_plane([ahead]))[0]
    return math.atan2(there[0] - x, there[1] - y)


def inset_view(view: View) -> View | None:
    """Where the map lies: a view about four times as wide, at least of a country's size."""
    if view.is_world or view.size_m[0] > 6_000_000:
        return None
    reach = max(4 * max(view.size_m), 2_600_000.0) / 2
    lon, lat = round(view.lon), max(-75, min(75, round(view.lat)))
    definition = f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84"
    return replace(view, definition=definition, frame=(-reach, -reach, reach, reach))


def draw_inset(sheet: Sheet, view: View, main: View, box: Box, base: Base, grey: bool) -> None:
    """The locator map: countries, and the main map's frame (a cross where that would be too small)."""
    window = Window(sheet, view, box)
    colours = ground(grey)
    sheet.box(box, facecolor=colours["water"], edgecolor="none", zorder=16)
    land = window.cut_out(base.world)
    window.draw(
        land, facecolor="#d3cebf" if not grey else "#c6c6c6", edgecolor="#b5ae9b", linewidth=0.15, zorder=17
    )
    window.trace(window.cut_out(base.world_borders), color="white", linewidth=0.6, zorder=17.5)
    left, bottom, right, top = main.frame
    edge = np.linspace(0, 1, 17)
    x = np.concatenate([left + (right - left) * edge, np.full(17, right), right - (right - left) * edge,
                        np.full(17, left)])  # fmt: skip
    y = np.concatenate([np.full(17, bottom), bottom + (top - bottom) * edge, np.full(17, top),
                        top - (top - bottom) * edge])  # fmt: skip
    lon, lat = geodesy.from_plane(main.definition, x, y)
    there = np.isfinite(lon)
    xy = window.points(list(lon[there]), list(lat[there]))
    colour = INK if grey else "#b3001b"
    size = float(np.ptp(xy[:, 0]))
    if size < 1.6:
        middle = xy.mean(axis=0)
        sheet.axes.plot([middle[0]], [middle[1]], marker="s", markersize=3.4, markerfacecolor="none",
                        markeredgecolor=colour, markeredgewidth=0.9, zorder=19)  # fmt: skip
    else:
        sheet.axes.plot(xy[:, 0], xy[:, 1], color=colour, linewidth=0.9, zorder=19, clip_path=window.clip)
    sheet.box(box, facecolor="none", edgecolor=INK, linewidth=0.5, zorder=19)


def emptiest_corner(box: Box, size: float, positions: Iterable[tuple[float, float]], taken: list[Box]) -> Box:
    """The corner of the map with the fewest marks for a square of a size; free corners before taken ones."""
    pad = 1.5
    left, bottom, right, top = box
    corners = [
        (right - pad - size, top - pad - size),
        (left + pad, top - pad - size),
        (right - pad - size, bottom + pad),
        (left + pad, bottom + pad),
    ]
    spots = list(positions)

    def weight(corner: tuple[float, float]) -> float:
        x, y = corner
        inside = sum(x - 2 <= px <= x + size + 2 and y - 2 <= py <= y + size + 2 for px, py in spots)
        clash = any(x < b[2] and b[0] < x + size and y < b[3] and b[1] < y + size for b in taken)
        return inside + 1_000 * clash

    x, y = min(corners, key=weight)
    return x, y, x + size, y + size


# --- beside the map -------------------------------------------------------------------


def draw_legend(
    sheet: Sheet, shown: Incidents, place: tuple[float, float, float], language: str, size_by: str = ""
) -> float:
    """Kinds and marks downwards from a place (left, top, width); gives where it ends."""
    say, (x, y, width) = words(language), place
    y = _heading(sheet, say["kind"], x, y)
    for name, colour in named_kinds(shown.kinds, language):
        sheet.box((x, y - 0.2, x + 2.6, y + 1.5), facecolor=colour, edgecolor=INK, linewidth=0.3, zorder=20)
        sheet.text(x + 4.2, y, sheet.cut(name, SMALL, width - 4.2), SMALL)
        y -= LINE_MM
    dense = len(shown.spots) > DENSE
    present = [mark for mark in MARKS if not dense and any(spot.mark == mark for spot in shown.spots)]
    if present:
        y = _heading(sheet, say["known"], x, y - 1.2)
    for mark in present:
        draw_mark(sheet, mark, ["#8a8a8a"], [(x + 1.3, y + 0.7)])
        sheet.text(x + 4.2, y, sheet.cut(say[mark.name], SMALL, width - 4.2), SMALL)
        y -= LINE_MM
    if shown.footprints:
        style = {
            "facecolor": "#00000010",
            "edgecolor": "#666666",
            "linestyle": (0, (3, 1.5)),
            "linewidth": 0.6,
        }
        sheet.box((x, y - 0.2, x + 2.6, y + 1.5), zorder=20, **style)
        sheet.text(x + 4.2, y, sheet.cut(say["footprint"], SMALL, width - 4.2), SMALL)
        y -= LINE_MM
    if size_by:
        y = _draw_sizes(sheet, shown, x, y - 1.2, say)
    return y - 1.2


def size_steps(shown: Incidents) -> list[int]:
    """Round numbers of people for the legend of sized marks, the largest first, and 0."""
    most = max((spot.people for spot in shown.spots), default=0)
    if not most:
        return [0]
    power = 10 ** math.floor(math.log10(most))
    top = max(step * power for step in (1, 2, 5) if step * power <= most)
    return [*dict.fromkeys(n for n in (top, round(top / 5), round(top / 25)) if n > 0), 0]


def sizes_height(shown: Incidents) -> float:
    """Millimetres that the legend of sized marks takes."""
    most = max((spot.people for spot in shown.spots), default=0)
    return LINE_MM * 1.4 + sum(max(LINE_MM, sized(n, most) + 0.6) for n in size_steps(shown)) + 1.2


def _draw_sizes(sheet: Sheet, shown: Incidents, x: float, y: float, say: Mapping[str, str]) -> float:
    y = _heading(sheet, say["killed"], x, y) + 0.8
    most = max((spot.people for spot in shown.spots), default=0)
    for people in size_steps(shown):
        diameter = sized(people, most)
        high = max(LINE_MM, diameter + 0.6)
        middle = y - high / 2 + 1.0
        draw_mark(sheet, Mark.SITE, ["#8a8a8a"], [(x + MOST_MM / 2, middle)], size=diameter)
        sheet.text(x + MOST_MM + 1.5, middle - 0.7, f"{people:,}" if people else say["none_stated"], SMALL)
        y -= high
    return y - 1.2


def key_lines(
    sheet: Sheet, shown: Incidents, width: float, most: int, language: str
) -> list[tuple[str, list[str]]]:
    """Number and text of each incident, broken into lines of the width."""
    inner = width - 5.5
    return [
        (str(row + 1), sheet.wrapped(_entry(shown, row, language), SMALL, inner, most) or ["–"])
        for row in range(len(shown))
    ]


def draw_key(
    sheet: Sheet, entries: list[tuple[str, list[str]]], place: tuple[float, float, float], language: str
) -> int:
    """The key in a place (left, top, bottom); gives how many entries found room."""
    x, y, bottom = place
    y = _heading(sheet, words(language)["incidents"], x, y)
    for count, (number, lines) in enumerate(entries):
        if y - LINE_MM * (len(lines) - 1) < bottom:
            left = len(entries) - count
            sheet.text(x, bottom - LINE_MM, words(language)["more"].format(n=left), SMALL, style="italic")
            return count
        sheet.text(x + 4.0, y, number, SMALL, ha="right", weight="bold")
        for line in lines:
            sheet.text(x + 5.5, y, line, SMALL)
            y -= LINE_MM
        y -= 0.45
    return len(entries)


def key_height(entries: list[tuple[str, list[str]]]) -> float:
    """Millimetres that a key takes."""
    return LINE_MM * 1.4 + sum(LINE_MM * len(lines) + 0.45 for _, lines in entries)


def _heading(sheet: Sheet, title: str, x: float, y: float) -> float:
    sheet.text(x, y, title, 6.4, weight="bold")
    return y - LINE_MM * 1.2


def _entry(shown: Incidents, row: int, language: str) -> str:
    """Date, title, and how well the place is known."""
    say, values = words(language), shown.table.iloc[row]
    title = _said(values, "title") or _said(values, "place") or kind_words(_said(values, "kind"), language)
    text = ". ".join(part.rstrip(".") for part in (spoken(_said(values, "date"), language), title) if part)
    if row in shown.unplaced:
        return say["not_placed"].format(text=text)
    if row in shown.wide:
        where = _said(values, "place_name") or _said(values, "country") or say["wide"]
        return say["only_known"].format(text=text, place=where)
    if area := _said(values, "published_as"):
        return say["somewhere"].format(text=text, place=area)
    radius = values.get("uncertainty_m")
    return text if radius is None or pd.isna(radius) else f"{text} (±\u00a0{metres(float(radius))})"


def metres(value: float) -> str:
    """A radius for people, to two significant digits."""
    if value < 995:
        return f"{float(f'{value:.2g}'):.0f}\u00a0m"
    return f"{float(f'{value / 1000:.2g}'):g}\u00a0km"


def _said(values: Any, name: str) -> str:
    value = values.get(name)
    return "" if value is None or value is pd.NA or value != value else str(value).strip()
