"""A style file: the options of a page in YAML, so that a newsroom's maps look alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from geomap.errors import InputError
from geomap.files import read_bytes
from geomap.page.assets import strings
from geomap.page.logo import read_logo
from geomap.page.naming import labelled, read_columns
from geomap.page.note import read_note
from geomap.page.tiles import tile_layer
from geomap.palette import colours

_OTHER_NAMES = {"language": "lang", "colour": "colours", "color": "colours", "colors": "colours"}


def read_style(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The arguments of `geomap.Map` that a style file gives.

    Keys are those of the command line, with ``_`` or ``-``: title, subtitle, lang, tiles,
    columns, exclude, max_text, layer_by, colours, theme, logo, logo_alt, about, hide. Paths
    start from the folder of the file.

    Raises
    ------
    InputError
        If the file cannot be read, or a key or its value is not one of these.
    """
    from geomap.readers.objects import read_yaml

    name = os.fspath(path)
    text = read_bytes(name)
    document = read_yaml(text, name=name) if text.strip() else None
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise InputError("a style is a list of KEY: VALUE.", path=name, hint=f"Keys are: {', '.join(_READ)}.")
    options: dict[str, Any] = {}
    for given, value in document.items():
        key = str(given).replace("-", "_")
        key = _OTHER_NAMES.get(key, key)
        if key not in _READ:
            raise InputError(
                f"there is no option {str(given)!r} for a page.",
                path=name,
                hint=f"Keys are: {', '.join(_READ)}.",
            )
        if key in options or (key == "lang" and "language" in options):
            raise InputError(f"{key!r} is there twice.", path=name, hint="Keep one of them.")
        try:
            read = _READ[key](value)
        except (TypeError, ValueError) as error:
            raise InputError(f"{str(given)!r}: {error}", path=name) from error
        if key in ("logo", "about"):
            read = Path(path).parent / read
        options["language" if key == "lang" else key] = read
    return options


def check_options(options: Mapping[str, Any]) -> None:
    """Refuse what `geomap.Map` would refuse, before anything is located; columns are known only then.

    Raises
    ------
    UsageError, InputError
        As `geomap.Map` does, for tiles, colours, logo, note and language.
    """
    strings(options.get("language", "en"))
    colours([], options.get("colours"))
    for name in options.get("tiles", ()):
        tile_layer(name)
    if options.get("logo") is not None:
        read_logo(options["logo"])
    if options.get("about") is not None:
        read_note(options["about"])


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError("expected a text.")
    return str(value)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str | int):
        return [_text(value)]
    if not isinstance(value, list):
        raise TypeError("expected a text or a list of texts.")
    return [_text(one) for one in value]


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("expected a whole number.")
    return value


def _columns(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return read_columns(value)
    if isinstance(value, Mapping):
        return {_text(name): "" if label is None else _text(label) for name, label in value.items()}
    return labelled(_texts(value))


def _colours(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise TypeError('expected KIND: "#rrggbb", one a line.')
    if any(colour is None for colour in value.values()):
        raise TypeError('a colour stands in quotes ("#7e042c"): without them YAML takes it for a comment.')
    return {_text(kind): _text(colour) for kind, colour in value.items()}


_READ: Mapping[str, Callable[[Any], Any]] = {
    "title": _text,
    "subtitle": _text,
    "lang": _text,
    "tiles": _texts,
    "columns": _columns,
    "exclude": _texts,
    "max_text": _number,
    "layer_by": _text,
    "colours": _colours,
    "theme": _text,
    "logo": _text,
    "logo_alt": _text,
    "about": _text,
    "hide": _texts,
}
