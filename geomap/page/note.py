"""The maker's note about the method: Markdown in, plain formatting out, nothing that runs or loads."""

from __future__ import annotations

import os
from html import escape
from typing import Any

from geomap.errors import InputError
from geomap.files import read_bytes
from geomap.page.markup import Node, tree

MAX_BYTES = 100_000
"""A longer note is a document of its own, to be linked."""

_ALONE = frozenset({"br", "hr"})
_DOWN = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6"}  # the page has the first two levels itself
_SPOKEN = frozenset({"blockquote", "h3", "h4", "h5", "h6", "li", "p", "td", "th"})


def read_note(source: str | os.PathLike[str]) -> str:
    """A note as HTML: headings, paragraphs, lists, tables, emphasis, code and links.

    Parameters
    ----------
    source : str or path
        Markdown (CommonMark with tables), or the path of a UTF-8 file that holds it. HTML in it
        is shown as text; of an image its description is; links are followed only to http, https
        and mailto.

    Raises
    ------
    InputError
        If the file cannot be read, is no UTF-8 text, or is larger than `MAX_BYTES`.

    Examples
    --------
    >>> read_note("# How\\n\\nBy *hand* <b>x</b>, [so](https://example.org).").partition("<a")[0]
    '<h3 dir="auto">How</h3><p dir="auto">By <em>hand</em> &lt;b&gt;x&lt;/b&gt;, '
    """
    text = source if isinstance(source, str) else _read(source)
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("image", _description)
    return "".join(map(_html, tree(reader.render(text))))


def _read(path: str | os.PathLike[str]) -> str:
    content = read_bytes(path, most=MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise InputError(
            f"it is larger than {MAX_BYTES // 1000} kB.",
            path=path,
            hint="Link to the whole document instead.",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("it is not UTF-8 text.", path=path, hint="Save it as UTF-8.") from error


def _description(renderer: Any, tokens: Any, at: int, options: Any, env: Any) -> str:
    return escape(tokens[at].content)


def _html(node: Node) -> str:
    if isinstance(node, str):
        return "" if node.isspace() else escape(node, quote=False)
    tag, attributes, children = node
    tag = _DOWN.get(tag, tag)
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    if "href" in attributes:
        written += ' rel="noopener noreferrer" target="_blank"'
    if tag in _SPOKEN:
        written += ' dir="auto"'
    if tag in _ALONE:
        return f"<{tag}{written}>"
    return f"<{tag}{written}>{''.join(map(_html, children))}</{tag}>"
