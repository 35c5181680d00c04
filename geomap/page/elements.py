"""folium elements on the map, as plain data.

folium writes an element as script with its texts inside, where a title with a backtick
or ``${…}`` runs. Here the elements on a tested list become JSON instead, and the page
(`frontend/elements.js`) makes the Leaflet layers from it, so that no text of an element
ever stands in a script. Whatever is not on the list is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import folium
from branca.element import Element, Html
from folium.features import GeoJsonDetail, GeoJsonPopup, GeoJsonTooltip
from folium.map import FitBounds
from folium.utilities import JsCode, camelize

from geomap.errors import ExternalAssetError
from geomap.page.markup import Node, tree

Spec = dict[str, Any]


def specs(parent: Element, number: int = 0) -> list[Spec]:
    """Plain data for the children of `parent`, parents before children.

    Raises
    ------
    ExternalAssetError
        If one of them is not on the list.
    """
    counter = iter(range(1, 1_000_000))
    return list(_walk(parent, number, counter))


def check(element: Element) -> None:
    """Refuse an element that is not on the list."""
    if type(element) not in _WRITERS and type(element) not in _ATTACHED:
        raise refusal(f"folium's {type(element).__name__}")


def refusal(what: str) -> ExternalAssetError:
    """The error for something that a page without outside files cannot hold."""
    return ExternalAssetError(
        f"{what} cannot be in a page that works without a network and runs no text.",
        hint="Use CircleMarker, Circle, PolyLine, Polygon, Rectangle, GeoJson, FeatureGroup, TileLayer or "
        "LayerControl; or geomap.Map(strict=False), which lifts the policy and the offline promise.",
    )


def _walk(parent: Element, number: int, counter: Iterator[int]) -> Iterator[Spec]:
    for child in parent._children.values():
        if type(child) in _ATTACHED or type(child).__name__ == "ElementAddToElement":
            continue
        check(child)
        own = next(counter)
        spec = _WRITERS[type(child)](child)
        spec.update(type=type(child).__name__, number=own, parent=number)
        if isinstance(child, folium.map.Layer):
            named = child.layer_name != child.get_name()
            spec.update(name=child.layer_name if named else type(child).__name__)
            spec.update(overlay=child.overlay, control=child.control, show=child.show)
        else:
            spec["show"] = True
        _attach(child, spec)
        yield spec
        yield from _walk(child, own, counter)


def _attach(element: Element, spec: Spec) -> None:
    for child in element._children.values():
        if isinstance(child, folium.Popup):
            spec["popup"] = {"content": _popup_tree(child), "options": _plain(child.options)}
        elif isinstance(child, GeoJsonPopup):
            spec["featurePopup"] = _fields(child, child.popup_options)
        elif isinstance(child, GeoJsonTooltip):
            spec["featureTooltip"] = _fields(child, child.tooltip_options)
        elif isinstance(child, folium.Tooltip):
            spec["tooltip"] = {"content": tree(child.text), "options": _plain(child.options)}


def _popup_tree(popup: folium.Popup) -> list[Node]:
    nodes: list[Node] = []
    for part in popup.html._children.values():
        if not isinstance(part, Html):
            raise refusal("A folium Popup that holds another element")
        nodes += tree(part.data) if part.script else [part.data]
    return nodes


def _fields(detail: GeoJsonDetail, options: dict[str, Any]) -> Spec:
    return {
        "fields": [str(field) for field in detail.fields],
        "aliases": [str(alias) for alias in detail.aliases],
        "labels": detail.labels,
        "options": _plain(options),
    }


def _located(element: Any) -> Spec:
    return {"at": element.location, "options": _plain(element.options)}


def _lined(element: Any) -> Spec:
    return {"at": element.locations, "options": _plain(element.options)}


def _tiles(element: folium.TileLayer) -> Spec:
    return {"url": element.tiles, "options": _plain(element.options)}


def _group(element: Any) -> Spec:
    return {"options": _plain(element.options)}


def _bounds(element: FitBounds) -> Spec:
    return {"at": element.bounds, "options": _plain(element.options)}


def _geojson(element: folium.GeoJson) -> Spec:
    if element.embed_link or element.on_each_feature:
        raise refusal("A GeoJson that loads its data from elsewhere or runs script")
    if element.data.get("type") != "FeatureCollection":
        element.convert_to_feature_collection()
    data = json.loads(json.dumps(element.data))
    style = getattr(element, "style_function", None)
    out: Spec = {"data": data, "options": _plain(element.options)}
    for number, feature in enumerate(data["features"]):
        feature["gmNumber"] = number
    if style is not None:
        out["styles"] = [_plain(style(feature)) for feature in element.data["features"]]
    if isinstance(element.marker, folium.CircleMarker | folium.Circle):
        out["marker"] = _plain(element.marker.options)
    elif element.marker is not None:
        raise refusal("A GeoJson drawn with folium's Marker")
    return out


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    """Options as Leaflet spells them, refused if they hold script."""
    plain = {}
    for key, value in options.items():
        if isinstance(value, JsCode | Element):
            raise refusal(f"The option {key!r} that is script or another element")
        plain[camelize(key) if "_" in key else key] = value
    return plain


_WRITERS: dict[type[Element], Callable[[Any], Spec]] = {
    folium.TileLayer: _tiles,
    folium.FeatureGroup: _group,
    folium.GeoJson: _geojson,
    folium.CircleMarker: _located,
    folium.Circle: _located,
    folium.PolyLine: _lined,
    folium.Polygon: _lined,
    folium.Rectangle: _lined,
    folium.LayerControl: _group,
    FitBounds: _bounds,
}

_ATTACHED = (folium.Popup, folium.Tooltip, GeoJsonPopup, GeoJsonTooltip)


def check_root(figure: Element) -> None:
    """Refuse what was added to the figure round the map: it would stand in the page as it is."""
    own = {"meta_http"}
    for part in ("header", "html", "script"):
        extra = [name for name in getattr(figure, part)._children if name not in own]
        if extra:
            raise refusal(f"What was added to the figure's {part}")
