"""An annex as HTML, Markdown, CSV and DOCX."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from collections.abc import Sequence
from html import escape

import pandas as pd

from geomap.annex.content import Annex
from geomap.readers.formulas import neutralised

_STYLE = """
:root{color-scheme:light}
body{font:10.5pt/1.4 "Source Serif 4",Georgia,serif;margin:0 auto;max-width:80rem;padding:1.5rem 1rem 3rem}
h1{font-size:1.5rem;line-height:1.2}h2{font-size:1.2rem;margin-top:2.5rem}
.note{max-width:46rem;overflow-wrap:anywhere}.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9em}
th,td{border-bottom:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top}
thead th{border-bottom:2px solid #333}tbody th{text-align:right;font-variant-numeric:tabular-nums}
td{overflow-wrap:anywhere}
@page{size:A4 landscape;margin:15mm}
@media print{body{max-width:none;padding:0}thead{display:table-header-group}tr{break-inside:avoid}
h2{break-before:page}}
"""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~])")


def as_html(annex: Annex) -> bytes:
    """One file: no script, nothing loaded, a policy that forbids both; prints on A4 landscape."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in annex.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + f"<td>{_dated(date, row[1])}</td>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[2:])
        + "</tr>\n"
        for date, row in zip(annex.dates, annex.rows, strict=True)
    )
    note = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in annex.note)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(annex.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{escape(annex.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(annex.title)}</h1>\n<p>{escape(annex.lead)}</p>\n"
        f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n'
        f'<section class="note">\n<h2>{escape(annex.note_title)}</h2>\n{note}</section>\n'
        "</main>\n</body>\n</html>\n"
    ).encode()


def _dated(date: str, words: str) -> str:
    """A date in words, and beside it, for programs, as the table has it."""
    return escape(words) if date == words else f'<data value="{escape(date)}">{escape(words)}</data>'


def as_markdown(annex: Annex) -> bytes:
    """Markdown with a pipe table; what Markdown or HTML would give a meaning to is escaped."""
    lines = [f"# {_escaped(annex.title)}", "", _escaped(annex.lead), "", _piped(annex.columns)]
    lines.append("|" + " --- |" * len(annex.columns))
    lines += [_piped(row) for row in annex.rows]
    lines += ["", f"## {_escaped(annex.note_title)}"]
    for paragraph in annex.note:
        lines += ["", _escaped(paragraph)]
    return ("\n".join(lines) + "\n").encode()


def _piped(cells: Sequence[str]) -> str:
    return "| " + " | ".join(map(_escaped, cells)) + " |"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()).replace("&", "&amp;"))


def as_csv(annex: Annex) -> bytes:
    """The table alone, harmless to spreadsheets; dates as the incident table has them, so that they sort."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    rows = ([row[0], date, *row[2:]] for date, row in zip(annex.dates, annex.rows, strict=True))
    for row in (annex.columns, *rows):
        writer.writerow(neutralised(pd.Series(list(row), dtype="str")))
    return made.getvalue().encode()
