"""`Map`: a folium map that is one file, works without a network, and runs no text."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, NoReturn

import folium
import geopandas as gpd
from branca.element import CssLink, Element, Figure, JavascriptLink

from geomap.errors import UsageError
from geomap.files import replacing
from geomap.model import CRS, Status
from geomap.page import assets, document, elements, payload
from geomap.page.labels import pack_labels
from geomap.page.palette import colours
from geomap.page.tiles import hosts, tile_layer

_RANDOM_ID = re.compile(r"\b([a-z_]+_)([0-9a-f]{32})\b")
_THEMES = ("auto", "light", "dark")


class Map(folium.Map):
    """A layered map of incidents.

    Parameters
    ----------
    table : GeoDataFrame
        Incident table after `geomap.geocode`: columns of `geomap.model.COLUMNS`, point
        geometries in EPSG:4326 (others are transformed), any index. Rows without a point
        are in the list and counted. It is not changed.
    title, subtitle : str
        Head of the page.
    language : str
        Of the page's own words: ``en`` or ``es``.
    tiles : sequence of str
        Online tile layers that the reader may switch on, by their xyzservices names.
    columns : sequence or mapping of str
        Columns beyond geomap's own that reach the page; a mapping gives their labels.
    layer_by : str
        The column whose values are the layers.
    colours : mapping
        Colours of kinds, as ``#rrggbb``; the others get theirs from a palette.
    theme : str
        ``auto`` (what the reader's system says), ``light`` or ``dark``.
    place_labels : iterable of (lon, lat, name, population)
        Towns whose names the base map shows.
    provenance : mapping
        Shown under "About this map", in its order.
    strict : bool
        False lifts the policy: any folium element may be added, the page may load files
        from elsewhere, says so at its top, and text in such elements is not made harmless.

    Raises
    ------
    UsageError
        If an option names nothing.

    Examples
    --------
    >>> import geopandas, shapely
    >>> table = geopandas.GeoDataFrame(
    ...     {"title": ["Raid"]}, geometry=[shapely.Point(-76.99, -11.98)], crs=4326
    ... )
    >>> Map(table, title="One incident").get_name()
    'map_1'
    """

    def __init__(
        self,
        table: gpd.GeoDataFrame,
        *,
        title: str = "",
        subtitle: str = "",
        language: str = "en",
        tiles: Sequence[str] = (),
        columns: Sequence[str] | Mapping[str, str] | None = None,
        layer_by: str = "kind",
        colours: Mapping[str, str] | None = None,
        theme: str = "auto",
        place_labels: Iterable[tuple[float, float, str, int]] = (),
        provenance: Mapping[str, Any] | None = None,
        strict: bool = True,
    ) -> None:
        self._strict = strict
        super().__init__(tiles=None)
        self.default_js, self.default_css = [], []  # folium's own would be ten files on other servers
        self._id = "1"
        self._table = _in_degrees(table)
        self._columns = _labelled(columns, self._table, layer_by)
        self._colours = dict(colours or {})
        self._layer_by = layer_by
        self._title, self._subtitle = title.strip() or assets.strings(language)["what"], subtitle.strip()
        self._language = language
        if theme not in _THEMES:
            raise UsageError(f"There is no theme {theme!r}.", hint=f"Choose one of: {', '.join(_THEMES)}.")
        self._theme = theme
        self._tiles = [tile_layer(name) for name in tiles]
        self._labels = pack_labels(place_labels)
        self._provenance = dict(provenance or {})
        _PageFigure(self)

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> Map:
        """Add a folium element; see `geomap.page.elements` for those that a strict map takes.

        Raises
        ------
        ExternalAssetError
            If the map is strict and the element is not on the list.
        """
        if self._strict:
            elements.check(child)
        super().add_child(child, name=name, index=index)
        return self

    def save(self, outfile: str | os.PathLike[str] | BinaryIO, **_: Any) -> None:  # type: ignore[override]
        """Write the page, UTF-8, to a path or an open binary file.

        What stood at a path stays until the new page is whole.

        Raises
        ------
        ExternalAssetError
            If the page would load anything that is not an online tile layer asked for.
        OutputError
            If it cannot be written.
        """
        pieces = (piece.encode() for piece in self.pieces())
        if not isinstance(outfile, str | os.PathLike):
            outfile.writelines(pieces)
            return
        with replacing(outfile) as part, part.open("wb") as file:
            file.writelines(pieces)

    def pieces(self, *, embed: bool = False) -> Iterator[str]:
        """The page's HTML in pieces, for writing without holding it all."""
        built = payload.build(self._table, layer_by=self._layer_by, columns=list(self._columns))
        specs: list[elements.Spec] = []
        tail: list[str] = []
        if self._strict:
            elements.check_root(self.get_root())
            specs = elements.specs(self)
        else:
            tail = self._folium_parts()
        page = document.Page(
            title=self._title,
            subtitle=self._subtitle,
            language=self._language,
            theme=self._theme,
            map_name=self.get_name(),
            embed=embed,
            strict=self._strict,
            settings={
                "layerBy": self._layer_by,
                "colours": colours(built.header["kinds"], self._colours),
                "labels": self._labels,
                "tiles": self._tiles,
                "elements": specs,
                "extra": [[name, label] for name, label in self._columns.items()],
                "statuses": _statuses(self._table),
                "attribution": self._attribution(),
            },
            provenance=self._provenance,
            tile_hosts=self._tile_hosts(specs),
            tail=tail,
        )
        yield from document.write(page, built)

    def render(self, **_: Any) -> NoReturn:
        """Refused: the map is a whole page and cannot be part of another figure."""
        raise UsageError(
            "A geomap.Map is a whole page and cannot stand inside another folium figure.",
            hint="Use Map.save or Map.get_root().render().",
        )

    def _repr_html_(self, **_: Any) -> str:
        page = html.escape("".join(self.pieces(embed=True)))
        return (
            f'<iframe srcdoc="{page}" title="{html.escape(self._title)}" width="100%" height="600" '
            'sandbox="allow-scripts allow-popups allow-downloads" '
            'style="border:1px solid #8884;border-radius:6px"></iframe>'
        )

    def _attribution(self) -> str:
        strings = assets.strings(self._language)
        parts = [strings["attribution"], strings["labelCredit"]] if self._labels else [strings["attribution"]]
        return ", ".join(parts)

    def _tile_hosts(self, specs: Sequence[elements.Spec]) -> list[str]:
        layers = [*self._tiles, *(spec for spec in specs if spec["type"] == "TileLayer")]
        return sorted(
            {host for t in layers for host in hosts(t["url"], t["options"].get("subdomains", "abc"))}
        )

    def _folium_parts(self) -> list[str]:
        """What folium itself would write for the elements on the map, with counted ids."""
        scratch = Figure()
        home = self._parent
        try:
            self._parent = scratch
            for name, address in folium.folium._default_js:
                scratch.header.add_child(JavascriptLink(address), name=name)
            for name, address in folium.folium._default_css:
                scratch.header.add_child(CssLink(address), name=name)
            for link in ("leaflet", "leaflet_css"):
                scratch.header._children.pop(link)
            for child in list(self._children.values()):
                child.render()
        finally:
            self._parent = home
        # jQuery and the like expect Leaflet before them, folium's scripts the map: so all of it comes last.
        parts = [
            scratch.header.render(),
            scratch.html.render(),
            f"<script>{scratch.script.render()}</script>\n",
        ]
        numbers: dict[str, str] = {}
        return [
            _RANDOM_ID.sub(lambda found: found[1] + numbers.setdefault(found[2], str(len(numbers) + 2)), part)
            for part in parts
        ]


class _PageFigure(Figure):
    """The root of a map: renders the whole page, the same bytes each time."""

    def __init__(self, page: Map) -> None:
        super().__init__()
        self.add_child(page)
        self._page = page

    def render(self, **_: Any) -> str:
        return "".join(self._page.pieces())


def _in_degrees(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    crs = table.crs if table.active_geometry_name else None
    if crs is None or crs == CRS:
        return table
    return table.to_crs(CRS)


def _statuses(table: gpd.GeoDataFrame) -> dict[str, int]:
    """How many rows have each status that occurs; nothing for a table that was not georeferenced."""
    if "status" not in table.columns:
        return {}
    counts = table["status"].value_counts()
    return {str(status): int(counts[status]) for status in Status if status in counts.index}


def _labelled(
    columns: Sequence[str] | Mapping[str, str] | None, table: gpd.GeoDataFrame, layer_by: str
) -> dict[str, str]:
    labels = dict(columns) if isinstance(columns, Mapping) else {name: name for name in columns or ()}
    wanted = [*labels, layer_by] if layer_by != "kind" else list(labels)
    for name in wanted:
        if name not in table.columns:
            raise UsageError(
                f"There is no column {name!r}.",
                hint=f"The columns are: {', '.join(map(str, table.columns))}.",
            )
    return labels
