"""Figures to bytes: PNG, SVG and PDF, the same each time, with words for those who cannot see them."""

from __future__ import annotations

import base64
import io
import re
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from geomap.errors import UsageError
from geomap.figure.fonts import FIRST, families
from geomap.figure.sheet import settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("png", "svg", "pdf")
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def render(figure: Figure, format: str, *, title: str, description: str) -> bytes:
    """A figure as a file.

    Parameters
    ----------
    format : str
        One of `FORMATS`. Text stays text in SVG and PDF, with the letters it needs embedded.
    title, description : str
        What the figure is and shows, in words: the alternative text.

    Raises
    ------
    UsageError
        If the format is none of these.
    """
    if format not in FORMATS:
        raise UsageError(
            f"A figure cannot be written as {format or 'a file without an ending'}.",
            hint=f"Choose an ending from: {', '.join('.' + name for name in FORMATS)}.",
        )
    title, description = _UNFIT.sub(" ", title), _UNFIT.sub(" ", description)
    stream = io.BytesIO()
    with settings():
        figure.savefig(stream, format=format, metadata=_metadata(format, title, description))
    content = stream.getvalue()
    return _accessible(content, title, description) if format == "svg" else content


def _metadata(format: str, title: str, description: str) -> dict[str, Any]:
    if format == "pdf":
        return {"Title": title, "Subject": description, "Creator": "geomap", "CreationDate": None}
    if format == "svg":
        return {"Title": title, "Description": description, "Creator": "geomap", "Date": None}
    return {"Title": title, "Description": description, "Software": None}


def _accessible(content: bytes, title: str, description: str) -> bytes:
    """The drawing with a title and a description for screen readers, and its letters."""
    text = content.decode("utf-8")
    end = text.index(">", text.index("<svg ")) + 1
    head = text[: end - 1] + ' role="img" aria-labelledby="geomap-title geomap-desc">'
    words = (
        f'\n <title id="geomap-title">{escape(title)}</title>'
        f'\n <desc id="geomap-desc">{escape(description)}</desc>'
        f"\n <style>{_font_faces(text)}</style>"
    )
    return (head + words + text[end:]).encode("utf-8")


def _font_faces(drawing: str) -> str:
    """The letters that the drawing uses, as fonts inside it."""
    letters = set(unescape("".join(re.findall(r"<text[^>]*>(.*?)</text>", drawing, re.S))))
    letters |= set("0123456789&<>'\"")
    faces = [_face(FIRST, _file(FIRST, weight, style), weight, style, letters) for weight, style in _VARIANTS]
    others = [name for name in families(frozenset(letters))[0] if name != FIRST]
    faces += [_face(name, _file(name, "normal", "normal"), "normal", "normal", letters) for name in others]
    return "".join(faces)


_VARIANTS: list[tuple[Any, Any]] = [("normal", "normal"), ("bold", "normal"), ("normal", "italic")]


def _file(family: str, weight: Any, style: Any) -> str:
    from matplotlib.font_manager import FontProperties, findfont

    return str(findfont(FontProperties(family=family, weight=weight, style=style)))


def _face(family: str, path: str, weight: str, style: str, letters: set[str]) -> str:
    data = base64.b64encode(_subset(path, letters)).decode("ascii")
    return (
        f"@font-face{{font-family:'{escape(family)}';font-weight:{weight};font-style:{style};"
        f"src:url(data:font/ttf;base64,{data})}}"
    )


def _subset(path: str, letters: set[str]) -> bytes:
    from fontTools import subset

    # All features stay: a browser needs them to join Arabic letters, as the drawing joined them.
    features = ["*"] if any(ord(letter) > 0x2FF for letter in letters) else []
    options = subset.Options(
        recalc_timestamp=False, layout_features=features, hinting=False, notdef_outline=True, font_number=0
    )
    options.drop_tables += ["FFTM"]
    stream = io.BytesIO()
    with subset.load_font(path, options) as font:
        keep = subset.Subsetter(options)
        keep.populate(unicodes=sorted({ord(letter) for letter in letters}))
        keep.subset(font)
        font.save(stream)
    return stream.getvalue()
