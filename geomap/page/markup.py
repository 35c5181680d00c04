"""Markup of popups and tooltips as a tree of plain formatting: the page builds it node by node.

Whatever is not plain formatting is dropped here, so that no markup that others wrote
reaches the page at all.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import Any

_INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "s", "small", "span", "strong", "sub", "sup", "u"}
_BLOCKS = {"blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
_TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
TAGS = frozenset(_INLINE | _BLOCKS | _TABLES)
_VOID = frozenset({"br", "hr"})
_ATTRIBUTES = frozenset({"colspan", "dir", "lang", "rowspan", "title"})
_SILENT = frozenset({"script", "style", "template", "iframe", "svg", "math", "object", "title", "textarea"})
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"'`\\\x00-\x1f]+\Z", re.IGNORECASE)

Node = str | list[Any]
"""A text, or [tag, attributes, children]."""


def tree(markup: str) -> list[Node]:
    """Formatting, links and text of some markup.

    Examples
    --------
    >>> tree('a <b onclick="x()">bold</b> word<script>alert(1)</script>')
    ['a ', ['b', {}, ['bold']], ' word']
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.root


def plain(text: str) -> str:
    """A text as HTML: escaped, without control characters and halves of characters."""
    return escape(_CONTROL.sub(" ", text).encode("utf-8", "replace").decode("utf-8"))


def safe_link(address: str | None) -> str | None:
    """The address if a reader may follow it: http, https or mailto, without spaces or quotes."""
    text = (address or "").strip()
    return text if _LINK.match(text) else None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Node] = []
        self._open: list[tuple[str, list[Node]]] = [("", self.root)]
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if self._silent or tag not in TAGS:
            return
        kept = {name: value or "" for name, value in attrs if name in _ATTRIBUTES}
        link = safe_link(dict(attrs).get("href")) if tag == "a" else None
        if link:
            kept["href"] = link
        children: list[Node] = []
        self._open[-1][1].append([tag, kept, children])
        if tag not in _VOID:
            self._open.append((tag, children))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth][0] == tag:
                del self._open[depth:]
                break

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._open[-1][1].append(data)
