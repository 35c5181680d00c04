"""PDF and DOCX documents: their text, and the day that their properties give."""

from __future__ import annotations

import datetime as dt
import io
import logging
from typing import Any

from geomap._compat import optional
from geomap.errors import InputError


def read_pdf(content: bytes, name: str) -> tuple[str, dt.date | None]:
    """The text of a PDF's pages, an empty line between them, and the day of its making.

    Raises
    ------
    InputError
        If it cannot be read, is locked by a password, or has no text: a scan.
    """
    pypdf = optional("pypdf", purpose="Reading PDF files")
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # what it can mend is no news to a user
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if locked else [page.extract_text() or "" for page in reader.pages]
        made = None if locked else getattr(reader.metadata, "creation_date", None)
    except Exception as error:
        raise InputError(f"this PDF cannot be read: {error}.", path=name) from error
    if locked:
        raise InputError("this PDF is locked by a password.", path=name, hint="Save a copy without one.")
    if not "".join(pages).strip():
        raise InputError(
            "this PDF has pages without text: a scan.",
            path=name,
            hint="Run text recognition (OCR) on it first.",
        )
    return "\n\n".join(pages), _day(made)


def read_docx(content: bytes, name: str) -> tuple[str, dt.date | None]:
    """The paragraphs of a DOCX, cells of its tables in their place, and the day of its making.

    Raises
    ------
    InputError
        If it cannot be read or has no text.
    """
    docx = optional("docx", purpose="Reading DOCX files")
    try:
        document = docx.Document(io.BytesIO(content))
        parts = [text for block in document.iter_inner_content() for text in _texts(block)]
        made = document.core_properties.created
    except Exception as error:
        raise InputError(f"this DOCX cannot be read: {error}.", path=name) from error
    if not "".join(parts).strip():
        raise InputError(
            "this DOCX has no text; its pages may be pictures.",
            path=name,
            hint="Run text recognition (OCR) on them first.",
        )
    return "\n\n".join(parts), _day(made)


def _texts(block: Any) -> list[str]:
    """The text of a paragraph, or of each cell of a table."""
    if hasattr(block, "rows"):
        return [cell.text for row in block.rows for cell in row.cells]
    return [block.text]


def _day(made: Any) -> dt.date | None:
    return made.date() if isinstance(made, dt.datetime) else None
