"""Documents to texts: txt, Markdown, HTML, PDF, DOCX and JSON lines of texts.

What a web page puts around an article (navigation, invitations to subscribe or log in) is
left out; the text is otherwise as it stands.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from geomap._compat import optional
from geomap.errors import InputError, InputNotFoundError, UsageError
from geomap.readers.encoding import to_utf8
from geomap.readers.objects import read_json_lines
from geomap.readers.source import Notify, log_notice

SUFFIXES = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
"""Endings of documents and what they are; `.jsonl` holds a document a line."""

PROSE = frozenset({"txt", "md", "html", "pdf", "docx"})

_FURNITURE = re.compile(
    r"skip (?:navigation|to (?:main )?content)|.{0,5}you have \d+ .{0,20}(?:free )?articles? .{0,60}|"
    r"subscribe (?:today|now)\b.{0,40}|already a (?:subscriber|member)\b.{0,40}|"
    r"(?:sign|log) ?in\b.{0,20}|login|"
    r"as a digital subscriber\b.{0,200}|advertisement|share this(?: article)?|cookie .{0,60}|"
    r"(?:ir|saltar) al contenido|ya (?:es|eres) suscriptor.{0,40}|suscr[ií]base.{0,40}|publicidad",
    re.IGNORECASE,
)
_MAX_FURNITURE = 260
_SKIPPED = frozenset(
    [
        "nav",
        "header",
        "footer",
        "aside",
        "script",
        "style",
        "form",
        "noscript",
        "svg",
        "button",
        "template",
        "iframe",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "blockquote",
        "tr",
        "section",
        "article",
        "br",
        "pre",
        "td",
        "figcaption",
    ]
)
_VOID = frozenset(
    ["br", "img", "hr", "meta", "link", "input", "source", "wbr", "area", "base", "col", "embed", "track"]
)


class Text(NamedTuple):
    """The text of one document, and the name that tells it from others."""

    doc_id: str
    text: str


def is_prose(path: Any) -> bool:
    """Whether a path's ending is one of a document rather than of a table."""
    return isinstance(path, str | Path) and SUFFIXES.get(Path(path).suffix.lower()) in PROSE


def read_documents(
    source: str, *, format: str | None = None, encoding: str | None = None, notify: Notify | None = None
) -> Iterator[Text]:
    """The texts of a file, one after the other.

    Parameters
    ----------
    source : str
        A path, or ``-`` for standard input.
    format : str, optional
        txt, md, html, pdf, docx or jsonl; by default what the name's ending says, and txt
        for standard input.

    Raises
    ------
    InputError
        If it is missing, empty, not text, or a scan without text.
    UsageError
        If its ending is not one of a document.
    """
    notify = notify or log_notice
    content, kind, name = _content(source, format)
    if kind in ("pdf", "docx"):
        text = _of_pdf(content, name) if kind == "pdf" else _of_docx(content, name)
        yield _whole(name, without_furniture(text))
        return
    decoded = to_utf8(content, encoding=encoding, name=name, notify=notify)
    if kind == "jsonl":
        yield from _of_lines(decoded, name)
        return
    text = decoded.decode("utf-8").replace("\r\n", "\n")
    yield _whole(name, without_furniture(article(text) if kind == "html" else text))


def without_furniture(text: str) -> str:
    """The text with lines of navigation and paywalls blanked out."""
    lines = text.split("\n")
    kept = [
        "" if len(line) <= _MAX_FURNITURE and _FURNITURE.fullmatch(line.strip(" \t×*|>")) else line
        for line in lines
    ]
    return "\n".join(kept)


def article(page: str) -> str:
    """The text of a page's article: the `article` or `main` element if there is one, else the body."""
    parser = _Article()
    parser.feed(page)
    parser.close()
    text = "".join(parser.inside if "".join(parser.inside).strip() else parser.outside)
    return re.sub(r"\s*\n\s*\n\s*", "\n\n", re.sub(r"[ \t]+", " ", text)).strip()


class _Article(HTMLParser):
    """Collects text, that of `article` and `main` apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside: list[str] = []
        self.outside: list[str] = []
        self._skipped = 0
        self._article = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED or tag in ("head", "title"):
            self._skipped += 1
        elif tag in ("article", "main"):
            self._article += 1
        if tag in _BLOCKS:
            self._put("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED or tag in ("head", "title"):
            self._skipped = max(0, self._skipped - 1)
        elif tag in ("article", "main"):
            self._article = max(0, self._article - 1)
        if tag in _BLOCKS and tag not in _VOID:
            self._put("\n\n")

    def handle_data(self, data: str) -> None:
        self._put(re.sub(r"\s+", " ", data))

    def _put(self, text: str) -> None:
        if not self._skipped:
            (self.inside if self._article else self.outside).append(text)


def _content(source: str, format: str | None) -> tuple[bytes, str, str]:
    if source == "-":
        import sys

        content, name, kind = sys.stdin.buffer.read(), "standard input", format or "txt"
    else:
        path = Path(source)
        if path.is_dir():
            raise InputError("this is a folder.", path=source, hint="Name a file inside it.")
        if not path.exists():
            raise InputNotFoundError("there is no such file.", path=source)
        kind = format or SUFFIXES.get(path.suffix.lower(), "")
        if not kind:
            raise UsageError(
                f"{source}: the ending {path.suffix or '(none)'} is not one of a document.",
                hint=f"Known are: {', '.join(SUFFIXES)}. --input-format names another file's format.",
            )
        content, name = path.read_bytes(), source
    if not content.strip():
        raise InputError("the file is empty.", path=name)
    return content, kind, name


def _whole(name: str, text: str) -> Text:
    if not text.strip():
        raise InputError("there is no text in it.", path=name)
    return Text(Path(name).stem if name != "standard input" else "stdin", text)


def _of_lines(text: bytes, name: str) -> Iterator[Text]:
    for number, record in enumerate(read_json_lines(text, name=name), start=1):
        if not isinstance(record.get("text"), str):
            raise InputError("the record has no member text.", path=name, row=number)
        yield Text(str(record.get("doc_id", number)), record["text"])


def _of_pdf(content: bytes, name: str) -> str:
    pypdf = optional("pypdf", purpose="Reading PDF files")
    try:
        pages = [page.extract_text() or "" for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    except Exception as error:
        raise InputError(f"this PDF cannot be read: {error}.", path=name) from error
    if not "".join(pages).strip():
        raise InputError(
            "this PDF has pages without text: a scan.",
            path=name,
            hint="Run text recognition (OCR) on it first.",
        )
    return "\n\n".join(pages)


def _of_docx(content: bytes, name: str) -> str:
    docx = optional("docx", purpose="Reading DOCX files")
    try:
        document = docx.Document(io.BytesIO(content))
    except Exception as error:
        raise InputError(f"this DOCX cannot be read: {error}.", path=name) from error
    return "\n\n".join(paragraph.text for paragraph in document.paragraphs)
