"""The page: one self-contained HTML file with the map, through folium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geomap.page.labels import label_bounds
    from geomap.page.map import Map
    from geomap.page.snippet import embed_snippet, page_title

__all__ = ["Map", "embed_snippet", "label_bounds", "page_title"]

_HOME = {"Map": "map", "embed_snippet": "snippet", "label_bounds": "labels", "page_title": "snippet"}


def __getattr__(name: str) -> Any:
    """Import on first use: a snippet needs neither folium nor geopandas."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
