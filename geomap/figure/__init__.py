"""The still picture for a report: a map or a timeline in PNG, SVG or PDF (extra `[figure]`).

It uses the marks and colours of the page. It does not open the gazetteer: what lies
under the incidents comes as plain data (`Base`); `geomap.pipeline.make_figure` gets it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.figure.composing import compose, map_aspect
from geomap.figure.edges import shared_edges
from geomap.figure.incidents import Incidents, incidents_of, readable
from geomap.figure.options import Base, Options, Town
from geomap.figure.saving import FORMATS, render
from geomap.figure.sheet import settings
from geomap.figure.timeline import draw_timeline
from geomap.figure.view import View, view_of

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.figure import Figure

__all__ = [
    "FORMATS",
    "Base",
    "Options",
    "Town",
    "describe",
    "figure",
    "render",
    "shared_edges",
    "timeline",
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
    with settings():
        shown = incidents_of(table, grey=options.grey)
        return compose(shown, base or Base(), view_of(shown.extent(), map_aspect(options)), options)


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
    with settings():
        return draw_timeline(table, options or Options())


def describe(table: gpd.GeoDataFrame) -> str:
    """What a figure of the table shows, in words: the alternative text."""
    shown: Incidents = incidents_of(table)
    points = sum(len(spot.rows) for spot in shown.spots)
    kinds = ", ".join(readable(kind) for kind in list(shown.kinds)[:7])
    text = f"{len(shown)} incidents; {points} stand on the map at {len(shown.spots)} places"
    if shown.wide:
        text += f"; {len(shown.wide)} are known only by country or wider and have no mark"
    if shown.unplaced:
        text += f"; {len(shown.unplaced)} could not be placed"
    return f"{text}. Kinds: {kinds}."
