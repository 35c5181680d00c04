"""The page's own files: front-end modules joined in a stated order, and Leaflet."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from geomap.errors import GeomapError, UsageError
from geomap.page.ascii import in_script, in_style
from geomap.resources import package_file

MODULES = (
    "bytes",
    "rows",
    "dom",
    "highlight",
    "chunk",
    "texts",
    "search",
    "shapes",
    "areas",
    "theme",
    "vector",
    "pending",
    "canvas",
    "cluster",
    "filter",
    "clean",
    "edtf",
    "formats",
    "i18n",
    "graticule",
    "base",
    "names",
    "glyphs",
    "heat",
    "outlines",
    "spread",
    "marks",
    "panel",
    "facets",
    "timebins",
    "timedraw",
    "timeline",
    "address",
    "tables",
    "picture",
    "save",
    "history",
    "clipboard",
    "list",
    "overlays",
    "captions",
    "card",
    "print",
    "standfirst",
    "wide",
    "viewport",
    "pointing",
    "layers",
    "report",
    "embed",
    "elements",
    "main",
)
"""Front-end modules, each after those that it imports."""

LANGUAGES = ("en", "es")

_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const))", re.MULTILINE)
_IMAGE = re.compile(r"url\((images/[\w.-]+)\)")


@cache
def script() -> str:
    """The page's script: the modules in one function, their imports and exports taken away."""
    parts = [package_file("frontend", f"{name}.js").read_text("utf-8") for name in MODULES]
    joined = "\n".join(_EXPORT.sub("", _IMPORT.sub("", part)) for part in parts)
    return in_script(f"(() => {{\n'use strict';\n{joined}\n}})();\n")


@cache
def early() -> str:
    """What runs before all else."""
    return in_script(package_file("frontend", "early.js").read_text("utf-8"))


@cache
def style() -> str:
    """The page's style sheet."""
    return in_style(package_file("frontend", "page.css").read_text("utf-8"))


@cache
def strings(language: str) -> dict[str, Any]:
    """What the page says in a language.

    Raises
    ------
    UsageError
        If the page does not know the language.
    """
    if language not in LANGUAGES:
        raise UsageError(
            f"The page does not speak {language!r}.", hint=f"Choose one of: {', '.join(LANGUAGES)}."
        )
    found: dict[str, Any] = json.loads(package_file("frontend", f"{language}.json").read_text("utf-8"))
    return found


def count(words: Mapping[str, str], n: int, **values: Any) -> str:
    """A sentence that counts: ``one`` or ``other`` of `words`, its blanks filled in.

    Examples
    --------
    >>> count({"one": "{n} text", "other": "{n} texts"}, 2)
    '2 texts'
    """
    text = words["one" if n == 1 else "other"]
    for name, value in {"n": n, **values}.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


@cache
def leaflet() -> tuple[str, str]:
    """Leaflet's script and style sheet, its images inlined."""
    folder = _leaflet_folder()
    code = (folder / "leaflet.js").read_text("utf-8")
    code = re.sub(r"\n//# sourceMappingURL=.*", "", code)
    sheet = (folder / "leaflet.css").read_text("utf-8")
    sheet = _IMAGE.sub(lambda found: f"url({_data_address(folder / found[1])})", sheet)
    return in_script(code), in_style(sheet)


def integrity(content: str) -> str:
    """The hash of a script or style sheet as a Content-Security-Policy names it."""
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _leaflet_folder() -> Path:
    found = find_spec("js_lib_leaflet")
    if found is None or not found.submodule_search_locations:
        raise GeomapError("Leaflet is missing.", hint="Install it with: pip install django-js-lib-leaflet")
    return Path(found.submodule_search_locations[0]) / "static" / "js_lib_leaflet"


def _data_address(image: Path) -> str:
    return f"data:image/png;base64,{base64.b64encode(image.read_bytes()).decode('ascii')}"
