"""Online tile layers by name: asked for by the user, switched on by the reader."""

from __future__ import annotations

import re
from typing import Any

from geomap.errors import UsageError

_HOST = re.compile(r"https://([^/{}]*(?:\{s\})?[^/{}]*)/")


def tile_layer(name: str) -> dict[str, Any]:
    """What Leaflet needs for a provider of xyzservices.

    Parameters
    ----------
    name : str
        Such as ``OpenStreetMap``, ``OpenTopoMap``, ``Esri.WorldImagery``; case,
        spaces, dots and dashes do not matter.

    Raises
    ------
    UsageError
        If there is no such provider, or it needs a key.
    """
    import xyzservices

    try:
        provider = xyzservices.providers.query_name(
            "OpenStreetMap.Mapnik" if name.lower() == "openstreetmap" else name
        )
    except ValueError as error:
        raise UsageError(
            f"There are no online tiles called {name!r}.",
            hint="Use a name of xyzservices, such as OpenStreetMap, OpenTopoMap or Esri.WorldImagery.",
        ) from error
    if provider.requires_token():
        raise UsageError(
            f"The tiles {name!r} need a key of their own.",
            hint="Choose a provider without one, such as OpenStreetMap, OpenTopoMap or Esri.WorldImagery.",
        )
    options = {
        "attribution": provider.html_attribution,
        "maxZoom": 19,
        "maxNativeZoom": provider.get("max_zoom", 18),
        "subdomains": provider.get("subdomains", "abc"),
    }
    url = provider.build_url(fill_subdomain=False, scale_factor="{r}")
    return {"name": provider.name.replace(".", " "), "url": url, "options": options}


def hosts(url: str, subdomains: str | list[str]) -> list[str]:
    """Origins that a tile address reaches, for the page's policy.

    Examples
    --------
    >>> hosts("https://{s}.tile.example.org/{z}/{x}/{y}.png", "ab")
    ['https://a.tile.example.org', 'https://b.tile.example.org']
    """
    found = _HOST.match(url)
    if not found or not re.fullmatch(r"[\w.{}:-]+", found[1]):
        raise UsageError(f"{url!r} is not an address of tiles.", hint="It starts with https:// and a host.")
    if "{s}" not in found[1]:
        return [f"https://{found[1]}"]
    return [f"https://{found[1].replace('{s}', part)}" for part in subdomains]
