"""Descriptions and candidates to georeferences: the place, its footprint, and why.

`locate` answers for one description, `georeference` for many, `geocode` for an incident
table. The way through: `resolve` finds and ranks candidates; `plan` decides which relation of
the words places the incident and `relating` what is drawn for it, with the metres of `spread`;
`shapes` draws, `clip` cuts, `locating` measures point and radius.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap.georeference.locating import Query, georeference, locate
from geomap.georeference.point_radius import LocalityType, PointRadius, point_radius
from geomap.georeference.remarks import say

if TYPE_CHECKING:
    from geomap.georeference.table import geocode

__all__ = [
    "LocalityType",
    "PointRadius",
    "Query",
    "geocode",
    "georeference",
    "locate",
    "point_radius",
    "say",
]


def __getattr__(name: str) -> Any:
    # `geocode` brings geopandas, which takes longer to import than `locate` takes to answer.
    if name == "geocode":
        from geomap.georeference.table import geocode

        return geocode
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
