"""`Map`: a folium map that is one file, works without a network, and runs no text."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, NoReturn

import folium
import geopandas as gpd
import pandas as pd
from branca.element import CssLink, Element, Figure, JavascriptLink

from geomap.errors import UsageError
from geomap.files import replacing
from geomap.model import Status
from geomap.page import assets, document, elements, payload
from geomap.page.about import about as about_html
from geomap.page.coerced import coerced
from geomap.page.labels import pack_labels
from geomap.page.logo import read_logo
from geomap.page.note import read_note
from geomap.page.palette import REST, colours
from geomap.page.selection import select
from geomap.page.tiles import hosts, tile_layer

_RANDOM_ID = re.compile(r"\b([a-z_]+_)([0-9a-f]{32})\b")
_NOTEBOOK = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads"
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
    columns : sequence or mapping of str, optional
        All columns whose texts reach the page, in their order on the card; a mapping gives their
        labels, empty for the usual one. ``*`` stands for geomap's own that are not named. Not
        given: geomap's own, and no other. See `geomap.page.selection.select`.
    exclude : sequence of str
        Columns that do not reach the page, whatever else names them.
    max_text : int, optional
        Characters of a text that reach the page; longer ones end in an ellipsis, and the page
        says how many.
    layer_by : str
        The column whose values are the layers.
    colours : mapping
        Colours of kinds, as ``#rrggbb``; the others get theirs from a palette.
    theme : str
        ``auto`` (what the reader's system says), ``light`` or ``dark``.
    logo : path, optional
        Picture beside the title: PNG, JPEG, WebP, or SVG without script, at most 200 kB.
    logo_alt : str
        What the logo shows, in words; empty if it only decorates.
    about : str or Path, optional
        The maker's note, shown under "About this map": Markdown, or a `Path` of a file with it.
    hide : sequence of str
        Parts to leave out: ``timeline``, ``search``, ``filters``, ``downloads``; or ``list``,
        which is folded and stays within reach.
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
    InputError
        If the logo or the note cannot be taken.

    Attributes
    ----------
    cut : int
        How many texts `max_text` cut.

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
        exclude: Sequence[str] = (),
        max_text: int | None = None,
        layer_by: str = "kind",
        colours: Mapping[str, str] | None = None,
        theme: str = "auto",
        logo: str | os.PathLike[str] | None = None,
        logo_alt: str = "",
        about: str | os.PathLike[str] | None = None,
        hide: Sequence[str] = (),
        place_labels: Iterable[tuple[float, float, str, int]] = (),
        provenance: Mapping[str, Any] | None = None,
        strict: bool = True,
    ) -> None:
        self._strict = strict
        super().__init__(tiles=None)
        self.default_js, self.default_css = [], []  # folium's own would be ten files on other servers
        self._id = "1"
        words = assets.strings(language)
        table = coerced(table)
        self._selected = select(table, columns=columns, exclude=exclude, max_text=max_text, layer_by=layer_by)
        self._words = {**words, **self._selected.terms}
        if self._selected.layer_label != "kind":
            self._words["layers"] = words["layersBy"].replace("{column}", self._selected.layer_label)
        self._colours = dict(colours or {})
        self._title, self._subtitle = title.strip() or words["what"], subtitle.strip()
        self._language = language
        self._theme = _one_of("theme", theme, _THEMES)
        self._hide = tuple(part for part in document.PARTS if part in _all_of("part", hide, document.PARTS))
        self._tiles = [tile_layer(name) for name in tiles]
        self._labels = pack_labels(place_labels)
        self._logo = None if logo is None else (read_logo(logo), logo_alt.strip())
        self.cut = self._selected.cut
        self._about = about_html(
            provenance or {},
            note="" if about is None else read_note(about),
            cut=assets.count(words["textsCut"], self.cut, most=max_text) if self.cut else "",
            say=words,
        )
        self._statuses = _statuses(table)
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
        chosen = self._selected
        built = payload.build(chosen.table, layer_by=chosen.layer_by, texts=chosen.texts)
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
                "layerBy": chosen.layer_by,
                "colours": colours(built.header["kinds"], self._colours),
                "rest": REST,
                "labels": self._labels,
                "tiles": self._tiles,
                "elements": specs,
                "extra": chosen.extra,
                "facts": chosen.facts,
                "statuses": self._statuses,
                "attribution": self._attribution(),
            },
            words=self._words,
            about=self._about,
            logo=self._logo,
            hide=self._hide,
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
            f'sandbox="{_NOTEBOOK}" '
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


def _statuses(table: pd.DataFrame) -> dict[str, int]:
    """How many rows have each status; nothing for a table that was not georeferenced."""
    if "status" not in table.columns:
        return {}
    counts = {status: int((table["status"] == status).sum()) for status in Status}
    return {str(status): n for status, n in counts.items() if n or status != Status.UNPARSED}


def _one_of(what: str, name: str, known: Sequence[str]) -> str:
    if name not in known:
        raise UsageError(f"There is no {what} {name!r}.", hint=f"Choose one of: {', '.join(known)}.")
    return name


def _all_of(what: str, names: Iterable[str], known: Sequence[str]) -> list[str]:
    given = [names] if isinstance(names, str) else names
    return [_one_of(what, name, known) for name in given]
