"""An annex as a Word document (extra `[documents]`), with the same bytes for the same table."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from geomap._compat import optional
from geomap.annex.content import Annex
from geomap.files import write_archive

_WIDTHS_MM = (10, 24, 38, 44, 48, 22, 55, 36)
"""Of the usual columns; others share what A4 across leaves."""

_ROOM_MM = 277.0

_WHOLE_CHARS = 600
"""Rows with longer texts may go over two pages; else much of a page would stay empty."""
_MOMENT = dt.datetime(1980, 1, 1)


def as_docx(annex: Annex) -> bytes:
    """A4 across: the title, the table with its head repeated on each page, the note on its own page.

    Raises
    ------
    MissingExtraError
        If python-docx is not installed.
    """
    docx = optional("docx", purpose="Writing a DOCX annex")
    document = docx.Document()
    _page(document, annex)
    document.add_heading(annex.title, level=1)
    document.add_paragraph(annex.lead)
    _table(document, annex)
    document.add_page_break()
    document.add_heading(annex.note_title, level=1)
    for paragraph in annex.note:
        document.add_paragraph(paragraph)
    made = io.BytesIO()
    document.save(made)
    return _without_clock(made)


def _page(document: Any, annex: Annex) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(10)
    section.top_margin = section.bottom_margin = Mm(15)
    normal = document.styles["Normal"]
    normal.font.size = Pt(9.5)
    language = normal.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): annex.language})
    normal.element.get_or_add_rPr().append(language)
    facts = document.core_properties
    facts.title, facts.author, facts.comments, facts.language = annex.title[:255], "", "", annex.language
    facts.created = facts.modified = _MOMENT
    facts.last_modified_by = ""


def _table(document: Any, annex: Annex) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    widths = [Mm(width) for width in _widths(len(annex.columns))]
    texts = (annex.columns, *annex.rows)
    # All rows at once: adding them one by one takes time that grows with the square of their number.
    table = document.add_table(rows=len(texts), cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, (row, cells) in enumerate(zip(table._tbl.tr_lst, texts, strict=True)):
        for cell, text, width in zip(row.tc_lst, cells, widths, strict=True):
            cell.width = width
            _write(cell.p_lst[0], text, heading=number == 0)
        if max(map(len, cells)) <= _WHOLE_CHARS:
            row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table._tbl.tr_lst[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _write(paragraph: Any, text: str, *, heading: bool) -> None:
    """A cell's text, small and without room behind it."""
    from docx.shared import Pt
    from docx.text.paragraph import Paragraph

    written = Paragraph(paragraph, None)  # type: ignore[arg-type]
    written.paragraph_format.space_after = Pt(0)
    run = written.add_run(text)
    run.font.size, run.bold = Pt(8), heading


def _widths(columns: int) -> list[float]:
    extra = columns - len(_WIDTHS_MM)
    wanted = [*map(float, _WIDTHS_MM), *[30.0] * extra]
    return [width * _ROOM_MM / sum(wanted) for width in wanted]


def _without_clock(made: io.BytesIO) -> bytes:
    """The archive again, with one fixed date in its entries."""
    done = io.BytesIO()
    with zipfile.ZipFile(made) as source:
        write_archive(done, ((entry.filename, source.read(entry)) for entry in source.infolist()))
    return done.getvalue()
