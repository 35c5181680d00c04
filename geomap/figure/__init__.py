"""The still picture for a report: a map or a timeline in PNG, SVG or PDF (extra `[figure]`).

It uses the marks and colours of the page. `draw`, which is also `geomap.figure(table)`,
gets what lies under the incidents out of the gazetteer; `figure` takes it as plain data.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

from geomap.errors import UsageError
from geomap.figure.base import base_of
from geomap.figure.composing import compose, map_aspect
from geomap.figure.edges import shared_edges
from geomap.figure.fonts import families, letters_of
from geomap.figure.furniture import inset_view
from geomap.figure.incidents import MAX_NUMBERED, incidents_of
from geomap.figure.options import Base, Options, Town
from geomap.figure.saving import FORMATS, render
from geomap.figure.sheet import settings
from geomap.figure.timeline import draw_timeline
from geomap.figure.view import View, view_of
from geomap.figure.words import kind_words, words
from geomap.gazetteer import Gazetteer
from geomap.palette import COLOURS

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.figure import Figure

__all__ = [
    "FORMATS",
    "Base",
    "Options",
    "Town",
    "base_of",
    "describe",
    "draw",
    "figure",
    "inset_view",
    "render",
    "shared_edges",
    "timeline",
    "unknown_letters",
    "view_for",
]


def figure(table: gpd.GeoDataFrame, base: Base | None = None, options: Options | None = None) -> Figure:
    """Draw a located table as a map on paper.

    Parameters
    ----------
    table : GeoDataFrame
        As `geomap.geocode` gives it, EPSG:4326; rows are numbered in their order, from 1.
    base : Base, optional
        What lies under the incidents; nothing if not given.
    options : Options, optional
        Size, colours and parts.

    Returns
    -------
    matplotlib.figure.Figure
        `render` makes bytes of it.

    Raises
    ------
    InputError
        If no row has a place.
    MissingExtraError
        If matplotlib is not installed.
    """
    options = options or Options()
    with settings(families(_letters(table, options, base))[0]):
        shown = incidents_of(table, grey=options.grey)
        return compose(shown, base or Base(), view_of(shown.extent(), map_aspect(options)), options)


def draw(
    table: gpd.GeoDataFrame,
    options: Options | None = None,
    *,
    gazetteer: Gazetteer | None = None,
    **more: Any,
) -> Figure:
    """Draw a located table as a map on paper, with the base map of the gazetteer.

    Parameters
    ----------
    gazetteer : Gazetteer, optional
        The user's own, opened for this if not given.
    **more
        Single options, such as ``columns=1`` or ``grey=True``, over those of `options`.

    Raises
    ------
    InputError
        If no row has a place.
    UsageError
        If an option is none, or has a value that it cannot have.
    """
    unknown = [name for name in more if name not in Options.__dataclass_fields__]
    if unknown:
        raise UsageError(
            f"A figure has no option {unknown[0]!r}.",
            hint=f"It has: {', '.join(Options.__dataclass_fields__)}.",
        )
    options = replace(options or Options(), **more)
    view = view_for(table, options)
    if gazetteer is not None:
        return figure(table, base_of(view, gazetteer, options), options)
    with Gazetteer.open() as opened:
        return figure(table, base_of(view, opened, options), options)


def view_for(table: gpd.GeoDataFrame, options: Options) -> View:
    """The view that `figure` will show, so that a base can be got for it (`View.boxes`)."""
    return view_of(incidents_of(table).extent(), map_aspect(options))


def timeline(table: gpd.GeoDataFrame, options: Options | None = None) -> Figure:
    """Draw the incidents of a located table over time.

    Raises
    ------
    InputError
        If no row has a date.
    """
    options = options or Options()
    with settings(families(_letters(table, options, None))[0]):
        return draw_timeline(table, options)


def describe(table: gpd.GeoDataFrame, language: str = "en") -> str:
    """What a figure of the table shows, in words: the alternative text."""
    shown, say = incidents_of(table), words(language)
    points = sum(len(spot.rows) for spot in shown.spots)
    kinds = ", ".join(kind_words(kind, language) for kind in list(shown.kinds)[: len(COLOURS)])
    parts = [say["described"].format(n=len(shown), points=points, places=len(shown.spots))]
    if shown.wide:
        parts.append(say["described_wide"].format(n=len(shown.wide)))
    if shown.unplaced:
        parts.append(say["described_unplaced"].format(n=len(shown.unplaced)))
    return f"{'; '.join(parts)}. {say['described_kinds'].format(kinds=kinds)}"


def unknown_letters(table: gpd.GeoDataFrame, options: Options, base: Base | None = None) -> str:
    """Letters of a figure's texts that no font of this machine has, in their order."""
    return "".join(sorted(families(_letters(table, options, base))[1]))


_READ = ("title", "place", "place_name", "kind", "date", "country", "published_as")


def _letters(table: gpd.GeoDataFrame, options: Options, base: Base | None) -> frozenset[str]:
    columns = [table[name].head(MAX_NUMBERED) for name in _READ if name in table]
    texts = [text for column in columns for text in column]
    kinds = table["kind"].unique() if "kind" in table else []
    towns = [town.name for town in base.towns] if base is not None else []
    return letters_of([*texts, *kinds, *towns, options.title, options.caption, "".join(options.say.values())])


class _Drawing(ModuleType):
    """Lets `geomap.figure(table)` draw, though `geomap.figure` is this package."""

    def __call__(self, table: gpd.GeoDataFrame, options: Options | None = None, **more: Any) -> Figure:
        return draw(table, options, **more)


sys.modules[__name__].__class__ = _Drawing
