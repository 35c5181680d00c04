"""The paper: one axes in millimetres, the left lower corner at 0, 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional

import numpy as np
import shapely

from geomap._compat import optional
from geomap.figure.labels import Box
from geomap.figure.view import View

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MM_PER_INCH = 25.4
POINTS_PER_MM = 72 / MM_PER_INCH

SETTINGS: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 6.5,
    # Texts come from anyone: a dollar sign is a dollar sign.
    "text.parse_math": False,
    "text.usetex": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "geomap",
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "path.simplify": True,
    "axes.unicode_minus": True,
}
"""Matplotlib settings under which a figure is drawn and saved."""


@contextmanager
def settings(families: Sequence[str] = ()) -> Iterator[None]:
    """Draw under `SETTINGS` alone, whatever the user's own are; `families` are the fonts to try in turn."""
    import warnings

    matplotlib = optional("matplotlib", purpose="Drawing figures")
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        if families:
            matplotlib.rcParams["font.family"] = list(families)
        # A letter that no font has is drawn as a box; that is no reason to stop.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def _from_left(words: str) -> str:
    """Text whose order is that of the page, whatever script its first letter has: dates stay in front."""
    mixed = any(bidirectional(letter) in ("R", "AL") for letter in words)
    return f"\u200e{words}" if mixed else words


class Sheet:
    """A figure of a size on paper, with what it takes to draw on it in millimetres."""

    def __init__(self, width: float, height: float, dpi: int) -> None:
        optional("matplotlib", purpose="Drawing figures")
        from matplotlib.figure import Figure

        self.width, self.height = width, height
        self.figure: Figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH), dpi=dpi)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, width), ylim=(0, height))
        self.axes.axis("off")

    def text(self, x: float, y: float, words: str, size: float = 6.5, **more: Any) -> Any:
        """Text whose left lower corner of the baseline is at a position."""
        return self.axes.text(
            x, y, _from_left(words), fontsize=size, **{"color": "#1a1a1a", "zorder": 20, **more}
        )

    def haloed(self, x: float, y: float, words: str, size: float, **more: Any) -> Any:
        """Text on a white edge. The edge is a drawing by itself: so the text stays text in SVG and PDF."""
        from matplotlib.patheffects import Stroke

        edge = [Stroke(linewidth=1.6, foreground="white", alpha=0.85)]
        self.text(x, y, words, size, **{**more, "path_effects": edge})
        return self.text(x, y, words, size, **more)

    def measure(self, words: str, size: float, weight: str = "normal") -> tuple[float, float]:
        """Width and height of a line of text, millimetres."""
        from matplotlib import rcParams

        return _measured(words, size, weight, tuple(rcParams["font.family"]))

    def wrapped(self, words: str, size: float, width: float, most: int = 99) -> list[str]:
        """Text broken into lines no wider than `width`; what goes beyond `most` lines is cut with "…"."""
        lines: list[str] = []
        for word in words.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.measure(longer, size)[0] <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        lines = [self.cut(line, size, width) for line in lines]
        if len(lines) > most:
            lines = [*lines[: most - 1], self.cut(f"{lines[most - 1]} …", size, width)]
        return lines

    def cut(self, words: str, size: float, width: float) -> str:
        """Text cut with "…" where it is wider than `width`."""
        if self.measure(words, size)[0] <= width:
            return words
        fitting = next(
            n
            for n in range(len(words) - 1, -1, -1)
            if self.measure(words[:n] + "…", size)[0] <= width or n == 0
        )
        return words[:fitting].rstrip(" …") + "…"

    def box(self, box: Box, **style: Any) -> Any:
        """A rectangle."""
        from matplotlib.patches import Rectangle

        patch = Rectangle((box[0], box[1]), box[2] - box[0], box[3] - box[1], **style)
        return self.axes.add_patch(patch)


MEASURING_DPI = 300.0


@lru_cache(maxsize=8192)
def _measured(words: str, size: float, weight: str, families: tuple[str, ...]) -> tuple[float, float]:
    from matplotlib.font_manager import FontProperties

    font = FontProperties(family=list(families), size=size, weight=weight)
    width, height, _ = _renderer().get_text_width_height_descent(words, font, False)
    return width / MEASURING_DPI * MM_PER_INCH, height / MEASURING_DPI * MM_PER_INCH


@lru_cache(maxsize=1)
def _renderer() -> Any:
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(8, 8, MEASURING_DPI)  # type: ignore[no-untyped-call]


class Window:
    """A map on the sheet: the rectangle `box` shows the frame of a view."""

    def __init__(self, sheet: Sheet, view: View, box: Box) -> None:
        self.sheet, self.view, self.box = sheet, view, box
        self.mm_per_m = (box[2] - box[0]) / view.size_m[0]
        self.clip = sheet.box(box, facecolor="none", edgecolor="none")

    def on_paper(self, shapes: Sequence[Any]) -> np.ndarray[Any, np.dtype[np.object_]]:
        """Shapes of EPSG:4326 in millimetres on the sheet."""
        left, bottom = self.view.frame[:2]

        def move(coords: Any) -> Any:
            return (coords - [left, bottom]) * self.mm_per_m + [self.box[0], self.box[1]]

        if not len(shapes):
            return np.array([], dtype=object)
        return np.asarray(shapely.transform(self.view.to_plane(shapes), move), dtype=object)

    def points(self, lon: Sequence[float], lat: Sequence[float]) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Positions on the sheet, shape (n, 2)."""
        return np.asarray(shapely.get_coordinates(self.on_paper(list(shapely.points(lon, lat)))))

    def cut_out(self, shapes: Sequence[Any], *, merge: bool = False) -> list[Any]:
        """The parts of shapes that the window shows, in millimetres, cut in degrees beforehand.

        What lies on the far side of the globe has no place in the plane, so it goes first.
        With `merge` pieces that touch become one.
        """
        if not len(shapes):
            return []
        boxes = self.view.boxes(margin=0.15)
        given = np.asarray(shapes, dtype=object)
        cut = [given] if self.view.is_world else [shapely.clip_by_rect(given, *box) for box in boxes]
        pieces = shapely.get_parts(np.concatenate(cut))
        pieces = pieces[~shapely.is_empty(pieces)]
        if merge and not self.view.is_world:
            pieces = shapely.get_parts([shapely.union_all(shapely.make_valid(pieces), grid_size=1e-6)])
        if not len(pieces):
            return []
        # Long edges bend in the plane: they get vertices on the way.
        span = max(box[2] - box[0] for box in boxes)
        flat = self.on_paper(shapely.segmentize(pieces, max(span / 60, 1e-4)))
        flat = flat[np.isfinite(shapely.bounds(flat)).all(axis=1)]
        areas = shapely.get_dimensions(flat) == 2
        flat[areas] = shapely.make_valid(flat[areas])
        west, south, east, north = self.box
        near = shapely.clip_by_rect(flat, west - 2, south - 2, east + 2, north + 2)
        return list(near[~shapely.is_empty(near)])

    def draw(self, shapes: Sequence[Any], **style: Any) -> None:
        """Areas of the sheet as one path."""
        from matplotlib.collections import PathCollection

        paths = [path for shape in shapes for path in _paths(shape)]
        if paths:
            drawn = PathCollection(paths, **style)
            self.sheet.axes.add_collection(drawn)
            drawn.set_clip_path(self.clip)

    def trace(self, lines: Sequence[Any], **style: Any) -> None:
        """Lines of the sheet."""
        from matplotlib.collections import LineCollection

        parts = [part for part in shapely.get_parts(list(lines)) if part.geom_type == "LineString"]
        if parts:
            drawn = LineCollection(
                [shapely.get_coordinates(part) for part in parts], capstyle="round", **style
            )
            self.sheet.axes.add_collection(drawn)
            drawn.set_clip_path(self.clip)


def _paths(shape: Any) -> Iterator[Any]:
    from matplotlib.path import Path

    for part in shapely.get_parts([shape]):
        if part.geom_type == "Polygon":
            rings = [np.asarray(ring.coords) for ring in (part.exterior, *part.interiors)]
            yield Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
        elif part.geom_type in ("MultiPolygon", "GeometryCollection"):
            yield from _paths_of(part)


def _paths_of(shape: Any) -> Iterator[Any]:
    for part in shape.geoms:
        yield from _paths(part)
