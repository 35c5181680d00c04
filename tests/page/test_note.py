"""The maker's note: formatting passes, nothing else does."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import InputError, InputNotFoundError
from geomap.page import Map
from geomap.page.markup import TAGS
from geomap.page.note import MAX_BYTES, read_note
from tests.page import decode
from tests.page.test_map import rendered, structure

NOTE = """# How

Placed **by hand**, see [the guide](https://example.org/g?a=1&b=2) or <mailto:me@example.org>.

| code | means |
|------|-------|
| 1    | site  |

> quoted

1. one
2. `two`
"""


def test_formatting_stays():
    tags = [tag for tag, _ in decode.skeleton(read_note(NOTE)).tags]
    assert tags[:5] == ["h3", "p", "strong", "a", "a"]
    assert {"table", "th", "td", "blockquote", "ol", "li", "code"} < set(tags)
    assert 'href="https://example.org/g?a=1&amp;b=2" rel="noopener noreferrer" target="_blank"' in read_note(
        NOTE
    )


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,hello)",
    "[x](vbscript:x) [y](file:///etc/passwd) [z](//example.org/z)",
    "![a picture](https://example.org/track.png)",
    "<https://example.org/\"onmouseover='x'>",
    "[x]: javascript:alert(1)\n\n[x]",
    "[a](https://example.org/ 'title\" onclick=\"x')",
    "```html\n</script><script>\n```",
    "&lt;script&gt; &#60;script&#62; {{7*7}} ${x}",
    "\u202eback\u2066 \x00\x1b[31m",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_runs_or_loads(text, table):
    page = decode.skeleton(read_note(text))
    for tag, attributes in page.tags:
        assert tag in TAGS
        for name, value in attributes:
            assert name in {"href", "rel", "target", "dir", "title", "lang"}
            if name == "href":
                assert re.match(r"(?:https?://|mailto:)", value)
    inside = rendered(Map(table, about=text))
    assert decode.policy(inside) == decode.policy(rendered(Map(table, about="calm")))


@given(st.text(alphabet="<>[]()`*_#!|&;:/\\\"' \njavscriptdonelk=x0\x00\u202e", max_size=120))
def test_no_note_makes_an_element_that_is_not_formatting(text):
    assert {tag for tag, _ in decode.skeleton(read_note(text)).tags} <= TAGS


def test_an_image_is_its_description():
    assert "a picture" in read_note("![a picture](https://example.org/track.png)")
    assert "example.org" not in read_note("![a picture](https://example.org/track.png)")


def test_a_note_from_a_file(tmp_path, table):
    path = tmp_path / "note.md"
    path.write_bytes("\ufeff# Método\n\nCon tilde.".encode())
    html = rendered(Map(table, about=path))
    assert '<div class="gm-note"><h3 dir="auto">Método</h3>' in unescape(html)
    assert structure(html) != structure(rendered(Map(table)))


def test_what_is_no_note(tmp_path):
    with pytest.raises(InputNotFoundError, match=r"absent\.md"):
        read_note(tmp_path / "absent.md")
    path = tmp_path / "note.md"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        read_note(path)
    path.write_bytes(b"x" * (MAX_BYTES + 1))
    with pytest.raises(InputError, match="larger than"):
        read_note(path)
    with pytest.raises(InputError):
        read_note(Path(tmp_path))
