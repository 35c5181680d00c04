"""geomap: incident reports to maps that stand up to questions.

    >>> import geomap
    >>> incidents = geomap.read_incidents("incidents.csv")    # doctest: +SKIP
    >>> located = geomap.geocode(incidents)                   # doctest: +SKIP
    >>> geomap.make_map(located).save("map.html")             # doctest: +SKIP

Nothing heavy is imported until it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap._version import __version__

if TYPE_CHECKING:
    from geomap import figure
    from geomap.export import write
    from geomap.georeference import locate
    from geomap.page import Map
    from geomap.pipeline import geocode, make_map, open_gazetteer
    from geomap.readers import read_incidents

_HOME = {
    "Map": "geomap.page",
    "figure": "geomap.figure",
    "geocode": "geomap.pipeline",
    "locate": "geomap.georeference",
    "make_map": "geomap.pipeline",
    "open_gazetteer": "geomap.pipeline",
    "read_incidents": "geomap.readers",
    "write": "geomap.export",
}

__all__ = [
    "Map",
    "__version__",
    "figure",
    "geocode",
    "locate",
    "make_map",
    "open_gazetteer",
    "read_incidents",
    "write",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    if name == "figure":  # a package that can be called
        return importlib.import_module("geomap.figure")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
