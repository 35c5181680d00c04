"""The HTML of the page: one skeleton, inlined assets, inert data, and a policy that holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from itertools import islice
from typing import Any

from geomap._version import __version__
from geomap.errors import ExternalAssetError
from geomap.page import assets, basemap
from geomap.page.ascii import in_markup, in_script
from geomap.page.markup import plain
from geomap.page.payload import Payload

PARTS = ("list", "timeline", "search", "filters", "downloads")
"""What a maker can leave out; the list is only folded, because it is the map for those who cannot see it."""

_END = "gm-end"
"""Where the page has been read to its end."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is made of, besides the incidents.

    Attributes
    ----------
    settings : dict
        Plain JSON that the script starts from.
    words : mapping
        What the page says, in its language and with the maker's own names of columns.
    about : str
        The inside of "About this map", HTML that `geomap.page.about` made.
    logo : (address, description), optional
        A picture beside the title, as a ``data:`` address.
    hide : sequence of str
        Parts of the page that are left out or folded, of `PARTS`.
    tile_hosts : sequence of str
        Origins that tiles may come from.
    tail : sequence of str
        Only where the policy is lifted: folium's own markup and scripts.
    """

    title: str
    subtitle: str
    language: str
    theme: str
    map_name: str
    embed: bool
    strict: bool
    settings: dict[str, Any]
    words: dict[str, Any]
    about: str
    logo: tuple[str, str] | None = None
    hide: Sequence[str] = ()
    tile_hosts: Sequence[str] = ()
    tail: Sequence[str] = ()


def write(page: Page, payload: Payload) -> Iterator[str]:
    """The page in pieces: the skeleton, the core, the script, then the texts."""
    leaflet_code, leaflet_style = assets.leaflet()
    world, cells = basemap.world(), basemap.detail(payload.bounds)
    settings = {
        **page.settings,
        "payload": payload.header,
        "base": world.header,
        "detail": [cell.header for cell in cells],
        "strings": page.words,
        "hide": list(page.hide),
        "language": page.language,
        "mapName": page.map_name,
        "strict": page.strict,
    }
    top = in_markup("".join(_top(page, leaflet_style, [assets.early(), leaflet_code, assets.script()])))
    if page.strict:
        refuse_external(top)
    yield top
    yield f"<script>{leaflet_code}</script>\n"
    yield f'<script type="application/json" id="geomap-settings">{inert_json(settings)}</script>\n'
    yield _data("geomap-core", payload.core)
    yield _data("geomap-shapes", payload.shapes)
    yield _data("geomap-base", world.data)
    yield from (_data(f"geomap-detail-{number}", cell.data) for number, cell in enumerate(cells))
    yield _data("geomap-words", payload.texts.common)
    texts = _texts(payload)
    yield from islice(texts, 2)  # so that the script finds what the list shows first
    yield f"<script>{assets.script()}</script>\n"
    yield from page.tail
    yield from texts
    yield f'<span id="{_END}" hidden></span>\n</body>\n</html>\n'


def _texts(payload: Payload) -> Iterator[str]:
    """Rare words and chunks of texts, as they are made."""
    number = 0
    for batch, (rare, chunks) in enumerate(payload.texts.batches):
        yield _data(f"geomap-rare-{batch}", rare)
        for chunk in chunks:
            yield _data(f"geomap-texts-{number}", chunk)
            number += 1


def inert_json(value: Any) -> str:
    """JSON in ASCII that cannot close the script element that it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return in_script(text.encode("utf-8", "replace").decode("utf-8"))


def policy(scripts: Sequence[str], styles: Sequence[str], tile_hosts: Sequence[str]) -> str:
    """The page's Content-Security-Policy: nothing but what stands in it, and chosen tiles."""
    rules = {
        "default-src": ["'none'"],
        "script-src": [assets.integrity(code) for code in scripts],
        "style-src": [assets.integrity(sheet) for sheet in styles],
        "img-src": ["data:", *tile_hosts],
        "connect-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def refuse_external(markup: str) -> None:
    """Refuse markup that would load anything from outside the file.

    Raises
    ------
    ExternalAssetError
        Naming the address.
    """
    finder = _Loads()
    finder.feed(markup)
    finder.close()
    for address in finder.found:
        if not address.startswith(("data:", "#")):
            raise ExternalAssetError(
                f"The page would load {address!r} from outside its own file.",
                hint="Leave that element out, or use geomap.Map(strict=False).",
            )


class _Loads(HTMLParser):
    """Addresses that markup loads: attributes that fetch, and those inside style sheets."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        for name, value in attrs:
            if value and (name in ("src", "srcset", "data", "poster") or (name == "href" and tag != "a")):
                self.found.append(value)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.found += re.findall(r"url\(\s*['\"]?([^'\")]+)", data)
            self.found += re.findall(r"@import\s+['\"]?([^'\";]+)", data)


def _top(page: Page, leaflet_style: str, scripts: Sequence[str]) -> Iterator[str]:
    sheets = [leaflet_style, assets.style()]
    theme = "" if page.theme == "auto" else f' data-theme="{escape(page.theme)}"'
    embed = ' class="gm-embed"' if page.embed else ""
    hide = f' data-hide="{" ".join(page.hide)}"' if page.hide else ""
    yield f'<!DOCTYPE html>\n<html lang="{escape(page.language)}"{theme}{embed}{hide}>\n'
    yield '<head>\n<meta charset="utf-8">\n'
    if page.strict:
        rules = policy(scripts, sheets, page.tile_hosts)
        yield f'<meta http-equiv="Content-Security-Policy" content="{escape(rules)}">\n'
    # Nothing is painted before the map is, unless the script lets go of this link: a skeleton that is painted
    # first holds up the map that follows it. The browser lets go itself once it has read all.
    yield f'<link rel="expect" href="#{_END}" blocking="render" id="gm-hold">\n'
    yield f"<script>{assets.early()}</script>\n"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="referrer" content="no-referrer">\n'
    yield f'<meta name="generator" content="geomap {__version__}">\n'
    yield f"<title>{plain(page.title)}</title>\n"
    yield f'<meta name="geomap:title" content="{plain(page.title)}">\n'
    yield f'<meta name="description" content="{plain(page.subtitle or page.title)}">\n'
    yield '<link rel="icon" href="data:,">\n'
    yield from (f"<style>{sheet}</style>\n" for sheet in sheets)
    yield f"</head>\n<body>\n{_body(page)}"


def _body(page: Page) -> str:
    t = {key: plain(value) for key, value in page.words.items() if isinstance(value, str)}
    # Where the maker wrote none, the page says how many, when, and how well the places are known.
    subtitle = f'\n<p dir="auto">{plain(page.subtitle)}</p>' if page.subtitle else '\n<p id="gm-sum"></p>'
    lifted = "" if page.strict else f'<p class="gm-lifted" role="note">{t["lifted"]}</p>\n'
    return f"""{lifted}<a class="gm-skip" href="#gm-list">{t["skip"]}</a>
<div class="gm-app">
<header class="gm-head">{_logo(page)}<h1 dir="auto">{plain(page.title)}</h1>{subtitle}</header>
<main class="gm-map-part">
<div class="gm-map" id="{page.map_name}" role="region" aria-label="{t["map"]}" aria-describedby="gm-help">
</div>
<p class="gm-unseen" id="gm-help">{t["mapHelp"]}</p>
<div class="gm-wide" id="gm-wide" role="group" aria-label="{t["wideTitle"]}"></div>
<details class="gm-key" id="gm-key" open><summary>{t["marks"]}</summary>
<ul class="gm-legend" id="gm-legend"></ul></details>
<div class="gm-problem" id="gm-problem" role="alert" hidden>{t["broken"].replace("{reason}", "texts")}</div>
<section class="gm-card" id="gm-card" role="dialog" aria-label="{t["what"]}" hidden></section>
<button type="button" class="gm-open-list" id="gm-open-list" aria-expanded="false"
 aria-controls="gm-panel">{t["embedOpen"]}</button>
<p class="gm-toast" id="gm-toast" hidden></p>
</main>
<section class="gm-time" id="gm-time" aria-label="{t["timeline"]}" hidden></section>
<aside class="gm-panel" id="gm-panel" aria-label="{t["list"]}">
<section><h2 id="gm-layers-head">{t["layers"]}</h2>
<div class="gm-kinds" id="gm-kinds" role="group" aria-labelledby="gm-layers-head"></div>
<div class="gm-tools" id="gm-tools" role="toolbar" aria-label="{t["tools"]}">{_buttons(t)}</div>
<div class="gm-part" id="gm-filters" hidden></div>
<div class="gm-part" id="gm-layers" hidden><h2 id="gm-also-head">{t["also"]}</h2>
<div id="gm-switches" role="group" aria-labelledby="gm-also-head"></div>
<div id="gm-base-part" hidden><h2 id="gm-base-head">{t["base"]}</h2>
<div id="gm-base" role="radiogroup" aria-labelledby="gm-base-head"></div></div></div>
<div class="gm-part" id="gm-save" hidden></div>
<div class="gm-part gm-about" id="gm-about" hidden>{page.about}</div></section>
<section id="gm-list" tabindex="-1"><h2>{t["list"]}</h2>
<div class="gm-find"><input type="search" class="gm-search" id="gm-search" autocomplete="off"
 spellcheck="false" aria-label="{t["search"]}" placeholder="{t["search"]}">
<p class="gm-shown" id="gm-shown" role="status"></p>
<button type="button" class="gm-link" id="gm-clear" hidden>{t["clear"]}</button></div>
{_rows(page, t)}</section>
</aside>
</div>
<div class="gm-paper" id="gm-printed"></div>
<p class="gm-unseen" id="gm-said" role="status"></p>
<noscript><p class="gm-problem">{t["noscript"]}</p></noscript>
"""


def _logo(page: Page) -> str:
    if page.logo is None:
        return ""
    address, description = page.logo
    return f'<img class="gm-logo" src="{escape(address)}" alt="{plain(description)}">\n'


def _rows(page: Page, t: dict[str, str]) -> str:
    """The list: open, or folded behind a line that opens it."""
    rows = '<div id="gm-rows"></div>'
    if "list" not in page.hide:
        return rows
    return f'<details class="gm-fold"><summary>{t["showList"]}</summary>{rows}</details>'


_PARTS = {"gm-filters": "moreFilters", "gm-layers": "mapLayers", "gm-save": "save", "gm-about": "aboutShort"}


def _buttons(t: dict[str, str]) -> str:
    return "".join(
        f'<button type="button" class="gm-tool" aria-expanded="false" aria-controls="{part}">'
        f"{t[key]}</button>"
        for part, key in _PARTS.items()
    )


def _data(name: str, text: str) -> str:
    return f'<script type="application/octet-stream;base64" id="{name}">{text}</script>\n'
