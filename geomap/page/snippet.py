"""Snippets that put a page into an article: HTML, Markdown or Quarto."""

from __future__ import annotations

import html
import os
import re
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from geomap.errors import InputError, InputNotFoundError, UsageError

FORMATS = ("html", "markdown", "quarto")
_TITLE = re.compile(r'<meta name="geomap:title" content="([^"]*)">')
_FIT = """\
addEventListener("message", ({ source, data }) => {
  if (data?.type !== "geomap:height" || !(data.height > 0 && data.height < 5000)) return;
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === source) frame.style.height = `${data.height}px`;
  }
});
"""
_HEAD_BYTES = 65_536
_SIZE = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:px|%|rem|em|vh|vw|svh)?\Z")


def embed_snippet(
    page: str | os.PathLike[str],
    *,
    format: str = "html",
    title: str | None = None,
    alt: str | None = None,
    width: str = "100%",
    height: str = "560px",
    fit: bool = False,
) -> str:
    """A responsive frame for a page, with a link for where frames are not shown.

    Parameters
    ----------
    page : path or address
        The HTML file as the article will reach it, or its http(s) address.
    format : str
        ``html``, ``markdown`` or ``quarto``.
    title : str, optional
        Name of the frame; the page's own title if not given.
    alt : str, optional
        What the map shows, for readers who do not see it; the title if not given.
    width, height : str
        CSS lengths; a plain number means pixels.
    fit : bool
        Add a script by which the frame takes the height that the page asks for; only for
        ``html``, and for sites that let an article carry a script.

    Raises
    ------
    UsageError
        If the format or a length is not known.
    InputError
        If the file is not a geomap page and no title is given.

    Examples
    --------
    >>> print(embed_snippet("https://example.org/map.html", title="A map", format="markdown"))
    <iframe src="https://example.org/map.html?embed" title="A map" width="100%" height="560" loading="lazy"
      style="width:100%;height:560px;border:0" allowfullscreen></iframe>
    <BLANKLINE>
    [A map](https://example.org/map.html)
    """
    if format not in FORMATS:
        raise UsageError(
            f"There is no snippet format {format!r}.", hint=f"Choose one of: {', '.join(FORMATS)}."
        )
    address = _address(os.fspath(page))
    # A line break inside a title would end a Markdown block.
    title = " ".join((page_title(page) if title is None else title).split())
    alt = " ".join((alt or title).split())
    frame = _frame(address, title, alt, _length(width), _length(height))
    link = f"[{_markdown(alt)}]({address.replace('(', '%28').replace(')', '%29')})"
    if format == "html":
        words = f'<a href="{html.escape(address)}">{html.escape(alt)}</a>'
        script = f"\n<script>\n{_FIT}</script>" if fit else ""
        return f'<figure style="margin:0">\n{frame}\n<figcaption>{words}</figcaption>\n</figure>{script}'
    if format == "markdown":
        return f"{frame}\n\n{link}"
    return (
        f'::: {{.content-visible when-format="html"}}\n```{{=html}}\n{frame}\n```\n:::\n\n'
        f'::: {{.content-visible unless-format="html"}}\n{link}\n:::'
    )


def page_title(page: str | os.PathLike[str]) -> str:
    """The title that a geomap page carries.

    Raises
    ------
    InputNotFoundError, InputError
        If the file is not there, or not a geomap page.
    """
    path = Path(page)
    if "://" in os.fspath(page):
        raise UsageError("The title of a page on the web is not known.", hint="Give it with --title.")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES).decode("utf-8", "replace")
    except FileNotFoundError as error:
        raise InputNotFoundError(
            "there is no such file.", path=page, hint="Make it with: geomap map"
        ) from error
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}.", path=page) from error
    found = _TITLE.search(head)
    if found is None:
        raise InputError("it is not a page that geomap made.", path=page, hint="Give a title with --title.")
    return html.unescape(found[1])


def _frame(address: str, title: str, alt: str, width: str, height: str) -> str:
    split = urlsplit(address)
    query = f"{split.query}&embed" if split.query else "embed"
    source = urlunsplit(split._replace(query=query))
    number = height.removesuffix("px") if height.endswith("px") else "560"
    label = f' aria-label="{html.escape(alt)}"' if alt != title else ""
    return (
        f'<iframe src="{html.escape(source)}" title="{html.escape(title)}"{label} '
        f'width="{width.removesuffix("px")}" height="{number}" loading="lazy"\n'
        f'  style="width:{width};height:{height};border:0" allowfullscreen></iframe>'
    )


def _address(page: str) -> str:
    split = urlsplit(page)
    if split.scheme in ("http", "https"):
        return urlunsplit(
            split._replace(path=quote(split.path, safe="/%"), query=quote(split.query, safe="=&%"))
        )
    if "://" in page:
        raise UsageError(f"{page!r} is neither a file nor a web address.", hint="Use http:// or https://.")
    return quote(page.replace(os.sep, "/"), safe="/.:" if os.sep != "/" else "/.")


def _length(text: str) -> str:
    text = str(text).strip()
    if not _SIZE.match(text):
        raise UsageError(
            f"{text!r} is not a length.", hint="Write a number of pixels, or a CSS length such as 100%."
        )
    return f"{text}px" if text[-1].isdigit() else text


def _markdown(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#!|$])", r"\\\1", text)
