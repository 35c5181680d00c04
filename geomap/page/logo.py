"""A picture beside the title, inside the page: checked by its content, not by its name."""

from __future__ import annotations

import base64
import os
import re
from xml.etree import ElementTree

from geomap.errors import InputError
from geomap.files import read_bytes

MAX_BYTES = 200_000
"""A logo stands in every copy of the page, and before its map."""

_SVG_TYPE = "image/svg+xml"
_HINT = "Save it as PNG, JPEG or WebP."
_RUNS = frozenset(
    {"script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener"}
)
_MOVES = frozenset({"animate", "set", "animatemotion", "animatetransform", "animatecolor"})
_ADDRESS = re.compile(r"url\(\s*['\"]?(?!#)|@import|image-set", re.IGNORECASE)


def read_logo(path: str | os.PathLike[str]) -> str:
    """The picture as a ``data:`` address.

    PNG, JPEG, WebP, or SVG without script, motion, other documents or addresses outside itself.

    Raises
    ------
    InputError
        If the file cannot be read, is too large, no such picture, or an SVG that could run
        or load something.
    """
    content = read_bytes(path, most=MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise InputError(
            f"a logo has at most {MAX_BYTES // 1000} kB.", path=path, hint="Make the picture smaller."
        )
    kind = _kind(content)
    if kind is None:
        raise InputError("it is not a picture that a page can hold.", path=path, hint=_HINT)
    if kind == _SVG_TYPE:
        _refuse_active(content, path)
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _kind(content: bytes) -> str | None:
    """Media type by the first bytes."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if b"<svg" in content[:4096] and b"\0" not in content:
        return _SVG_TYPE
    return None


def _refuse_active(content: bytes, path: str | os.PathLike[str]) -> None:
    """Refuse an SVG that is more than a drawing.

    As an image it would neither run nor load anything; opened by itself it would.
    """

    def refuse(what: str) -> InputError:
        return InputError(f"the SVG holds {what}.", path=path, hint=f"Take it out. {_HINT}")

    if b"<!DOCTYPE" in content.upper() or b"<!ENTITY" in content.upper():
        raise refuse("a document type")
    if b"<?xml-stylesheet" in content:
        raise refuse("a style sheet of its own")
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise InputError(f"it is no whole SVG: {error}.", path=path, hint=_HINT) from error
    if _local(root.tag) != "svg":
        raise InputError("it is not a picture that a page can hold.", path=path, hint=_HINT)
    for element in root.iter():
        tag = _local(element.tag) if isinstance(element.tag, str) else ""
        if tag in _RUNS or tag in _MOVES:
            raise refuse(f"the element <{tag}>")
        styles = f"{element.get('style', '')} {element.text if tag == 'style' else ''}"
        if "\\" in styles or _ADDRESS.search(styles):
            raise refuse("a style that could load a file")
        for name, value in element.attrib.items():
            if _local(name).startswith("on"):
                raise refuse(f"the script {_local(name)!r}")
            inside = value.strip().startswith(("#", "data:image/png", "data:image/jpeg", "data:image/webp"))
            if _local(name) in ("href", "src") and not inside:
                raise refuse(f"the address {value[:60]!r}")
            if _ADDRESS.search(value):
                raise refuse("a style that could load a file")


def _local(name: str) -> str:
    """A name without its namespace, in small letters."""
    return name.rpartition("}")[2].lower()
