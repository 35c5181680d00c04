"""Snippets that put a page into an article: HTML, Markdown, Quarto or LaTeX."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from geomap.errors import InputError, InputNotFoundError, UsageError

FORMATS = ("html", "markdown", "quarto", "latex")
FIT_SCRIPT = """\
addEventListener("message", ({ source, data }) => {
  if (data?.type !== "geomap:height" || !(data.height > 0 && data.height < 5000)) return;
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === source) frame.style.height = `${data.height}px`;
  }
});
"""
"""What a host runs so that frames take the height that their pages ask for."""

_TITLE = re.compile(r'<meta name="geomap:title" content="([^"]*)">')
_HEAD_BYTES = 65_536
_SIZE = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:px|%|rem|em|vh|vw|svh)?\Z")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class _Figure:
    """What every snippet says in its own way."""

    address: str
    title: str
    alt: str
    caption: str
    picture: str
    width: str
    height: str
    fit: bool
    plain: bool


def embed_snippet(
    page: str | os.PathLike[str],
    *,
    format: str = "html",
    title: str | None = None,
    alt: str | None = None,
    caption: str = "",
    picture: str | os.PathLike[str] = "",
    width: str = "100%",
    height: str = "560px",
    fit: bool = False,
    plain: bool = False,
) -> str:
    """A responsive frame for a page, with a link for where frames are not shown.

    Parameters
    ----------
    page : path or address
        The HTML file as the article will reach it, or its http(s) address.
    format : str
        ``html``, ``markdown``, ``quarto`` or ``latex``; LaTeX gets a figure with a link.
    title : str, optional
        Name of the frame; the page's own title if not given.
    alt : str, optional
        What the map shows, for readers who do not see it; the title if not given.
    caption : str
        Words below the map.
    picture : path or address
        A figure of the same incidents (`geomap figure`), which takes the map's place in print;
        for ``quarto`` and ``latex``.
    width, height : str
        CSS lengths; a plain number means pixels.
    fit : bool
        Add a script by which the frame takes the height that the page asks for; for ``html``
        and ``quarto``, and for sites that let an article carry a script.
    plain : bool
        No inline style and no script, for sites whose policy forbids both.

    Raises
    ------
    UsageError
        If the format or a length is not known, or options contradict each other.
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
    _check(format, picture=os.fspath(picture), fit=fit, plain=plain)
    title = _line(page_title(page) if title is None else title)
    figure = _Figure(
        address=_address(os.fspath(page)),
        title=title,
        alt=_line(alt or title),
        caption=_line(caption),
        picture=_address(os.fspath(picture)) if picture else "",
        width=_length(width),
        height=_length(height),
        fit=fit,
        plain=plain,
    )
    return _WRITERS[format](figure)


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


def _check(format: str, *, picture: str, fit: bool, plain: bool) -> None:
    if format not in FORMATS:
        raise UsageError(
            f"There is no snippet format {format!r}.", hint=f"Choose one of: {', '.join(FORMATS)}."
        )
    if picture and format not in ("quarto", "latex"):
        raise UsageError(
            f"A picture has no place in {format}, which shows the map itself.",
            hint="Use it with quarto or latex.",
        )
    if format == "latex" and picture and not picture.lower().endswith((".pdf", ".png", ".jpg", ".jpeg")):
        raise UsageError(
            f"LaTeX does not take the picture {picture!r}.",
            hint="Make it as PDF or PNG: geomap figure … -o map.pdf.",
        )
    if fit and (plain or format not in ("html", "quarto")):
        raise UsageError(
            "A frame that fits its page needs a script in the article.",
            hint="Use html or quarto, and not plain; or give a height.",
        )


def _html(figure: _Figure) -> str:
    script = f"\n<script>\n{FIT_SCRIPT}</script>" if figure.fit else ""
    style = "" if figure.plain else ' style="margin:0"'
    link = _anchor(figure, figure.title if figure.caption else figure.alt)
    words = f"{html.escape(figure.caption)} {link}" if figure.caption else link
    return f"<figure{style}>\n{_frame(figure)}\n<figcaption>{words}</figcaption>\n</figure>{script}"


def _markdown(figure: _Figure) -> str:
    return f"{_frame(figure)}\n\n{_words(figure)}"


def _quarto(figure: _Figure) -> str:
    printed = _words(figure)
    if figure.picture:
        alt = figure.alt.replace("\\", "\\\\").replace('"', '\\"')
        printed = f'![{printed}](<{figure.picture}>){{fig-alt="{alt}"}}'
    return (
        f'::: {{.content-visible when-format="html"}}\n```{{=html}}\n{_html(figure)}\n```\n:::\n\n'
        f'::: {{.content-visible unless-format="html"}}\n{printed}\n:::'
    )


def _latex(figure: _Figure) -> str:
    address = re.sub(r"([%#&])", r"\\\1", figure.address)
    if figure.picture:
        picture = figure.picture if "://" in figure.picture else unquote(figure.picture)
        shown = f"\\includegraphics[width=\\linewidth,alt={{{_tex(figure.alt)}}}]{{{picture}}}"
    else:
        shown = f"\\fbox{{\\parbox{{0.9\\linewidth}}{{\\centering {_tex(figure.title)}}}}}"
    words = _tex(figure.title if figure.caption else figure.alt)
    caption = f"{_tex(figure.caption)} \\href{{{address}}}{{{words}}}".lstrip()
    return (
        "% needs \\usepackage{graphicx} and \\usepackage{hyperref}\n"
        "\\begin{figure}[htbp]\n  \\centering\n"
        f"  \\href{{{address}}}{{{shown}}}\n"
        f"  \\caption{{{caption}}}\n"
        "\\end{figure}"
    )


_WRITERS: dict[str, Callable[[_Figure], str]] = {
    "html": _html,
    "markdown": _markdown,
    "quarto": _quarto,
    "latex": _latex,
}


def _frame(figure: _Figure) -> str:
    split = urlsplit(figure.address)
    query = f"{split.query}&embed" if split.query else "embed"
    source = urlunsplit(split._replace(query=query))
    width, height = figure.width, figure.height
    number = height.removesuffix("px") if height.endswith("px") else "560"
    label = f' aria-label="{html.escape(figure.alt)}"' if figure.alt != figure.title else ""
    style = "" if figure.plain else f'\n  style="width:{width};height:{height};border:0"'
    size = f'width="{width.removesuffix("px")}" height="{number}"'
    return (
        f'<iframe src="{html.escape(source)}" title="{html.escape(figure.title)}"{label} '
        f'{size} loading="lazy"{style} allowfullscreen></iframe>'
    )


def _anchor(figure: _Figure, words: str) -> str:
    return f'<a href="{html.escape(figure.address)}">{html.escape(words)}</a>'


def _words(figure: _Figure) -> str:
    """Caption and link in Markdown."""
    link = _escaped(figure.title if figure.caption else figure.alt)
    address = figure.address.replace("(", "%28").replace(")", "%29")
    return f"{_escaped(figure.caption)} [{link}]({address})".lstrip()


def _line(text: str) -> str:
    """A text on one line: a break inside a title would end a block of the document."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def _address(page: str) -> str:
    split = urlsplit(page)
    if split.scheme in ("http", "https"):
        return urlunsplit(
            split._replace(
                path=quote(split.path, safe="/%"),
                query=quote(split.query, safe="=&%"),
                fragment=quote(split.fragment, safe="=&%,/:"),
            )
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


def _escaped(text: str) -> str:
    """A text that Markdown takes as it stands."""
    return re.sub(r"([\\`*_{}\[\]<>#!|$~^@])", r"\\\1", text)


_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{sign: f"\\{sign}" for sign in "{}#$%&_"},
}


def _tex(text: str) -> str:
    """A text that LaTeX takes as it stands."""
    return "".join(_TEX.get(sign, sign) for sign in text)
