"""Web pages: the text of the article, without what stands around it, and the day it was published."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser

_SKIPPED = frozenset([
    "nav", "header", "footer", "aside", "script", "style", "form", "noscript", "svg", "button",
    "template", "iframe", "head", "title",
])  # fmt: skip
_BLOCKS = frozenset([
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "tr", "section", "article",
    "br", "pre", "td", "figcaption",
])  # fmt: skip
_VOID = frozenset(
    ["br", "img", "hr", "meta", "link", "input", "source", "wbr", "area", "base", "col", "embed", "track"]
)
_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "dc.date.issued",
    "dc.date",
    "dcterms.issued",
    "dcterms.date",
    "citation_publication_date",
    "pubdate",
    "date",
)
"""Names of `meta` elements that say when a page was published, the surest first."""

_IN_SCRIPT = re.compile(r'"datePublished"\s*:\s*"(\d{4}-\d\d-\d\d)')
_DAY = re.compile(r"\s*(\d{4})[-/](\d\d)[-/](\d\d)(?!\d)")


def article(page: str) -> str:
    """The text of a page's article: the `article` or `main` element if there is one, else the body."""
    return _read(page).text()


def read_page(page: str) -> tuple[str, dt.date | None]:
    """The text of a page's article, and the day on which the page says that it was published."""
    found = _read(page)
    return found.text(), found.published()


def _read(page: str) -> _Page:
    parser = _Page()
    parser.feed(page)
    parser.close()
    return parser


class _Page(HTMLParser):
    """Collects text, that of `article` and `main` apart, and dates of publication."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._inside: list[str] = []
        self._outside: list[str] = []
        self._skipped = 0
        self._article = 0
        self._script = False
        self._days: dict[str, str] = {}

    def text(self) -> str:
        """What was collected, blocks apart by an empty line."""
        joined = "".join(self._inside)
        joined = joined if joined.strip() else "".join(self._outside)
        return re.sub(r"\s*\n\s*\n\s*", "\n\n", re.sub(r"[ \t]+", " ", joined)).strip()

    def published(self) -> dt.date | None:
        """The day of the surest element that has one."""
        for name in (*_PUBLISHED[:2], "script", *_PUBLISHED[2:], "time"):
            day = day_of(self._days.get(name, ""))
            if day is not None:
                return day
        return None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = (held.get("property") or held.get("name") or held.get("itemprop") or "").lower()
            if name in _PUBLISHED:
                self._days.setdefault(name, held.get("content", ""))
        elif tag == "time" and not self._skipped:
            self._days.setdefault("time", held.get("datetime", ""))
        self._script = tag == "script" and held.get("type", "").lower() == "application/ld+json"
        if tag in _SKIPPED:
            self._skipped += 1
        elif tag in ("article", "main"):
            self._article += 1
        if tag in _BLOCKS:
            self._put("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped = max(0, self._skipped - 1)
        elif tag in ("article", "main"):
            self._article = max(0, self._article - 1)
        if tag in _BLOCKS and tag not in _VOID:
            self._put("\n\n")

    def handle_data(self, data: str) -> None:
        if self._script and (match := _IN_SCRIPT.search(data)):
            self._days.setdefault("script", match[1])
        self._put(re.sub(r"\s+", " ", data))

    def _put(self, text: str) -> None:
        if not self._skipped:
            (self._inside if self._article else self._outside).append(text)


def day_of(text: str) -> dt.date | None:
    """The day that a time stamp begins with; None if it begins with none."""
    match = _DAY.match(text)
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
