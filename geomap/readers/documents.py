"""Documents to texts: txt, Markdown, HTML, PDF, DOCX and JSON lines of texts.

What a web page puts around an article (navigation, invitations to subscribe or log in) is
left out; the text is otherwise as it stands. JSON lines are read a line at a time.
"""

from __future__ import annotations

import codecs
import datetime as dt
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from geomap.errors import InputError, InputNotFoundError, UsageError
from geomap.readers.encoding import to_utf8
from geomap.readers.office import read_docx, read_pdf
from geomap.readers.source import Notify, log_notice
from geomap.readers.webpage import article, day_of, read_page

__all__ = ["PROSE", "SUFFIXES", "Text", "article", "is_prose", "read_documents", "without_furniture"]

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

_BINARY = ((b"%PDF", "pdf"), (b"PK\x03\x04", "docx"), (b"\xd0\xcf\x11\xe0", "old Office"))
_FURNITURE = re.compile(
    r"skip (?:navigation|to (?:main )?content)|.{0,5}you have \d+ .{0,20}(?:free )?articles? .{0,60}|"
    r"subscribe (?:today|now)\b.{0,40}|already a (?:subscriber|member)\b.{0,40}|"
    r"(?:sign|log) ?in\b.{0,20}|login|"
    r"as a digital subscriber\b.{0,200}|advertisement|share this(?: article)?|cookie .{0,60}|"
    r"(?:ir|saltar) al contenido|ya (?:es|eres) suscriptor.{0,40}|suscr[ií]base.{0,40}|publicidad",
    re.IGNORECASE,
)
_MAX_FURNITURE = 260


class Text(NamedTuple):
    """The text of one document.

    Attributes
    ----------
    doc_id : str
        The name that tells it from others.
    date : datetime.date or None
        When it was published or made, as far as the file says so itself.
    """

    doc_id: str
    text: str
    date: dt.date | None = None


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
    file, kind, name = _open(source, format)
    with file:
        if kind == "jsonl":
            yield from _of_lines(file, name, encoding, notify)
            return
        content = file.read()
    if not content.strip():
        raise InputError("the file is empty.", path=name)
    yield _whole(content, kind, name, encoding, notify)


def without_furniture(text: str) -> str:
    """The text with lines of navigation and paywalls blanked out."""
    lines = text.split("\n")
    kept = [
        "" if len(line) <= _MAX_FURNITURE and _FURNITURE.fullmatch(line.strip(" \t×*|>")) else line
        for line in lines
    ]
    return "\n".join(kept)


def _open(source: str, format: str | None) -> tuple[BinaryIO, str, str]:
    """The file, what it is, and how messages call it."""
    if source == "-":
        return io.BytesIO(sys.stdin.buffer.read()), format or "txt", "standard input"
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
    try:
        return path.open("rb"), kind, source
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror or error}.", path=source) from error


def _whole(content: bytes, kind: str, name: str, encoding: str | None, notify: Notify) -> Text:
    """The text of a file that holds one document."""
    doc_id = Path(name).stem if name != "standard input" else "stdin"
    date: dt.date | None = None
    if kind == "pdf":
        text, date = read_pdf(content, name)
    elif kind == "docx":
        text, date = read_docx(content, name)
    else:
        _refuse_binary(content, name)
        text = _decoded(content, name, encoding, notify).replace("\r\n", "\n")
        if kind == "html":
            text, date = read_page(text)
    text = without_furniture(text)
    if not text.strip():
        raise InputError("there is no text in it.", path=name)
    return Text(doc_id, text, date)


def _refuse_binary(content: bytes, name: str) -> None:
    """Say what a file is that was named as text and is none."""
    for mark, what in _BINARY:
        if content.startswith(mark):
            raise InputError(
                f"this is not text but looks like a {what} file.",
                path=name,
                hint="Name it by its own ending, or give --input-format.",
            )


def _decoded(content: bytes, name: str, encoding: str | None, notify: Notify) -> str:
    return to_utf8(content, encoding=encoding, name=name, notify=notify).decode("utf-8")


def _of_lines(file: BinaryIO, name: str, encoding: str | None, notify: Notify) -> Iterator[Text]:
    """A document a line, each read when it is asked for; a guessed encoding is said once."""
    said: set[str] = set()

    def once(message: str) -> None:
        if message not in said:
            said.add(message)
            notify(message)

    if _is_wide(file, encoding):
        file, encoding = io.BytesIO(to_utf8(file.read(), encoding=encoding, name=name, notify=once)), None
    empty = True
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        empty = False
        try:
            record = json.loads(_decoded(line, name, encoding, once))
        except json.JSONDecodeError as error:
            raise InputError(
                f"line {number} is not JSON: {error.msg} at column {error.colno}.", path=name
            ) from error
        except RecursionError as error:
            raise InputError(f"line {number} is nested too deeply.", path=name) from error
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            raise InputError("the record has no member text.", path=name, row=number)
        yield Text(str(record.get("doc_id", number)), record["text"], day_of(str(record.get("date", ""))))
    if empty:
        raise InputError("the file is empty.", path=name)


def _is_wide(file: BinaryIO, encoding: str | None) -> bool:
    """Whether a character takes several bytes, so that lines show only after decoding the whole."""
    start = file.read(4)
    file.seek(0)
    marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return marked or (encoding or "").lower().replace("_", "-").startswith(("utf-16", "utf-32"))
