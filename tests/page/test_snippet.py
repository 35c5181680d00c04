"""Snippets: what they hold is escaped, and where the page lies is reached."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import InputError, InputNotFoundError, UsageError
from geomap.page import Map, embed_snippet
from geomap.page.tiles import tile_layer
from tests.page.decode import skeleton


def test_the_title_comes_from_the_page(table, tmp_path):
    path = tmp_path / "a map.html"
    Map(table, title='Prisons & "camps" <1992>').save(path)
    snippet = embed_snippet(path)
    tags = skeleton(snippet).tags
    assert [tag for tag, _ in tags] == ["figure", "iframe", "figcaption", "a"]
    frame = dict(tags[1][1])
    assert frame["title"] == 'Prisons & "camps" <1992>'
    assert frame["src"].endswith("/a%20map.html?embed")


@pytest.mark.parametrize("format", ["html", "markdown", "quarto"])
def test_no_title_breaks_out(format):
    evil = '"><script>alert(1)</script>`](javascript:x) ${a} | ::: \n\n# head'
    calm = embed_snippet("maps/x.html", format=format, title="calm", alt="calm")
    wild = embed_snippet("maps/x.html", format=format, title=evil, alt=evil)
    unescaped = wild.replace("\\<", "&lt;")  # Markdown's own way of saying it
    assert [tag for tag, _ in skeleton(unescaped).tags] == [tag for tag, _ in skeleton(calm).tags]
    assert len(wild.splitlines()) == len(calm.splitlines())


def test_what_is_wrong_is_said(tmp_path):
    with pytest.raises(InputNotFoundError, match="no such file"):
        embed_snippet(tmp_path / "absent.html")
    other = tmp_path / "other.html"
    other.write_text("<title>x</title>")
    with pytest.raises(InputError, match="not a page that geomap made"):
        embed_snippet(other)
    with pytest.raises(UsageError, match="format"):
        embed_snippet(other, format="pdf", title="x")
    with pytest.raises(UsageError, match="length"):
        embed_snippet(other, title="x", height="1px;position:fixed")
    with pytest.raises(UsageError, match="neither"):
        embed_snippet("javascript://x", title="x")


def test_a_web_address_keeps_its_query():
    assert 'src="https://example.org/m.html?v=2&amp;embed"' in embed_snippet(
        "https://example.org/m.html?v=2", title="x"
    )


@given(st.text(max_size=80))
def test_latex_takes_any_text(text):
    snippet = embed_snippet("m.html", format="latex", title="TITLE", caption=f"<<{text}>>", alt=text or "x")
    calm = embed_snippet("m.html", format="latex", title="TITLE", caption="<<>>", alt="x")
    bare = re.sub(r"\\text[a-z]+\{\}|\\[{}#$%&_]", "", snippet.partition(r"\caption")[2])
    assert re.findall(r"[{}#$%&_^~]|\\[a-z]+", bare) == re.findall(
        r"[{}#$%&_^~]|\\[a-z]+", re.sub(r"\\text[a-z]+\{\}", "", calm.partition(r"\caption")[2])
    )
    assert len(snippet.splitlines()) == len(calm.splitlines())


@pytest.mark.parametrize("address", ["maps/a b#c.html", "https://example.org/ä (1).html?q=a b&c=%20#x{y}"])
@pytest.mark.parametrize("format", ["html", "markdown", "quarto", "latex"])
def test_addresses_hold_nothing_that_ends_them(format, address):
    snippet = embed_snippet(address, format=format, title="calm")
    assert not re.search(r"a b|\(1\)|\{y\}|ä", snippet.replace("calm", ""))


def test_latex_says_the_title_once() -> None:
    plain = embed_snippet("m.html", format="latex", title="TITLE")
    assert plain.partition(r"\caption")[2].splitlines()[0] == r"{\href{m.html}{TITLE}}"
    told = embed_snippet("m.html", format="latex", title="TITLE", caption="What it shows.")
    assert told.partition(r"\caption")[2].splitlines()[0] == r"{What it shows. \href{m.html}{TITLE}}"


@pytest.mark.parametrize("name", ["no such tiles", "Thunderforest.Outdoors"])
def test_the_tiles_that_a_hint_names_are_there_without_a_key(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        tile_layer(name)
    named = re.findall(r"\b(?:Open\w+|Esri\.\w+)", refused.value.hint or "")
    assert len(named) == 3
    for one in named:
        assert tile_layer(one)["url"].startswith("https://")
