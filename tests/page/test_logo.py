"""A logo is a picture, small, and no more than a picture."""

from __future__ import annotations

import base64
import zlib

import pytest

from geomap.errors import InputError, InputNotFoundError
from geomap.page import Map
from geomap.page.logo import MAX_BYTES, read_logo
from tests.page import decode
from tests.page.test_map import rendered

NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SVG = f'<svg {NAMESPACES} viewBox="0 0 60 20">{{}}</svg>'
DRAWN = SVG.format('<rect width="60" height="20" fill="url(#g)"/><use xlink:href="#g"/>')


def png() -> bytes:
    """One blue pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = (1).to_bytes(4) * 2 + bytes([8, 2, 0, 0, 0])
    pixel = zlib.compress(b"\0\x0b\x63\xce")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


PICTURES = [
    pytest.param(png(), "image/png", id="png"),
    pytest.param(b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg", id="jpeg"),
    pytest.param(b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp", id="webp"),
    pytest.param(DRAWN.encode(), "image/svg+xml", id="svg"),
    pytest.param(b'<?xml version="1.0"?>\n<!-- drawn -->\n' + DRAWN.encode(), "image/svg+xml", id="svg-head"),
]


@pytest.mark.parametrize(("content", "kind"), PICTURES)
def test_pictures_are_told_by_their_content(tmp_path, table, content, kind):
    path = tmp_path / "logo.bin"
    path.write_bytes(content)
    address = read_logo(path)
    assert address == f"data:{kind};base64,{base64.b64encode(content).decode()}"
    images = [
        dict(attributes)
        for tag, attributes in decode.skeleton(rendered(Map(table, logo=path, logo_alt='The "house"'))).tags
        if tag == "img"
    ]
    assert images == [{"class": "gm-logo", "src": address, "alt": 'The "house"'}]


ACTIVE = [
    "<script>alert(1)</script>",
    "<SCRIPT href='x.js'/>",
    "<s:script xmlns:s='http://www.w3.org/2000/svg'>alert(1)</s:script>",
    "<rect onload='alert(1)'/>",
    "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
    "<image href='https://example.org/x.png'/>",
    "<image href='data:image/svg+xml,x'/>",
    "<use xlink:href='other.svg#x'/>",
    "<a href='javascript:alert(1)'><text>x</text></a>",
    "<style>@import 'https://example.org/x.css';</style>",
    "<rect style='fill:url(https://example.org/x)'/>",
    "<rect fill='URL( \"https://example.org/x\")'/>",
    "<rect style='fill:\\75rl(https://example.org/x)'/>",
    "<style>rect { background: image-set('https://example.org/x.png' 1x) }</style>",
    "<animate attributeName='href' to='javascript:alert(1)'/>",
    "<iframe xmlns='http://www.w3.org/1999/xhtml' src='https://example.org'/>",
]


@pytest.mark.parametrize("inside", ACTIVE)
def test_an_svg_that_could_run_or_load_something_is_refused(tmp_path, inside):
    path = tmp_path / "logo.svg"
    path.write_text(SVG.format(inside), encoding="utf-8")
    with pytest.raises(InputError, match=r"logo\.svg: the SVG holds"):
        read_logo(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
            "document type",
        ),
        (b"<?xml-stylesheet href='x.css'?><svg xmlns='http://www.w3.org/2000/svg'/>", "style sheet"),
        (b"<svg><g></svg>", "no whole SVG"),
        (b"<html><svg/></html>", "not a picture"),
        (b"GIF89a", "not a picture"),
        (b"", "not a picture"),
        (b"%PDF-1.7", "not a picture"),
        (png() + b"\0" * MAX_BYTES, "at most 200 kB"),
    ],
)
def test_what_is_no_logo_is_said(tmp_path, table, content, said):
    path = tmp_path / "logo.png"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        Map(table, logo=path)
    with pytest.raises(InputNotFoundError):
        Map(table, logo=tmp_path / "absent.png")
