"""What was found as one HTML file: no script, nothing loaded, all text escaped."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Sequence
from dataclasses import dataclass

from geomap.check import words
from geomap.check.coder import Comparison, coder_findings, said
from geomap.check.compare import Versions
from geomap.check.findings import Finding, Severity
from geomap.plaintext import shown

MAX_TEXT = 400
"""Characters of a cell; the rest stands in the table itself."""

_STYLE = """
:root{color-scheme:light dark;--line:#8886;--soft:#8881;--bad:#b3261e;--odd:#8a5a00}
@media(prefers-color-scheme:dark){:root{--bad:#ff8a80;--odd:#f0b429}}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1.5rem 1rem 4rem}
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.15rem;margin:2.2rem 0 .3rem}
p{margin:.3rem 0;max-width:46rem}.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem;width:100%}
th,td{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
th{background:var(--soft)}td:first-child,.number{font-variant-numeric:tabular-nums}
.error{color:var(--bad);font-weight:600}.warning{color:var(--odd)}
.small{font-size:.8rem;opacity:.8;overflow-wrap:anywhere}td{overflow-wrap:anywhere}
@media print{body{max-width:none;padding:0}h2{break-after:avoid}tr{break-inside:avoid}}
"""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence, and a table; `rows` hold one text a column."""

    heading: str
    lead: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    mark: str = ""
    """``error`` or ``warning``, for the heading."""


def report(
    title: str, summary: Sequence[str], sections: Sequence[Section], made_by: str, *, language: str = "en"
) -> bytes:
    """The whole page, UTF-8; the same arguments give the same bytes.

    A Content-Security-Policy inside the file forbids everything but its own style.
    """
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    body = "".join(f"<p>{_text(sentence)}</p>\n" for sentence in summary)
    body += "".join(_section(section) for section in sections)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{_text(title)}</h1>\n{body}</main>\n"
        f'<footer><p class="small">{_text(made_by, 4000)}</p></footer>\n</body>\n</html>\n'
    ).encode()


def finding_sections(
    findings: Sequence[Finding], places: Sequence[str] = (), *, language: str = "en"
) -> list[Section]:
    """A section for each kind of finding: what cannot be true first, then the most frequent.

    Parameters
    ----------
    places : sequence of str
        The place words of each row of the table, to stand beside its findings.
    """
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    ranked = sorted(
        by_code, key=lambda code: (by_code[code][0].severity != Severity.ERROR, -len(by_code[code]), code)
    )
    columns = heads(language, "row", "id", "what", *(["place"] if places else []))
    return [
        Section(
            f"{words.heading(language, code)}: {len(by_code[code])}",
            words.meaning(language, code),
            columns,
            [(str(one.row), one.id, one.message, *places[one.row - 1 : one.row]) for one in by_code[code]],
            str(by_code[code][0].severity),
        )
        for code in ranked
    ]


def heads(language: str, *keys: str) -> tuple[str, ...]:
    """Heads of columns, in a language."""
    return tuple(words.say(language, key) for key in keys)


def coder_section(comparison: Comparison, *, language: str = "en") -> Section:
    """The rows that are worth a second look, worst first."""
    rows = [(str(one.row), one.id, one.message) for one in coder_findings(comparison, language=language)]
    lead = " ".join(said(comparison, language=language))
    return Section(words.say(language, "title.coder"), lead, heads(language, "row", "id", "what"), rows)


def version_sections(found: Versions, *, language: str = "en") -> list[Section]:
    """Rows that went, came and changed."""
    sections = []
    for change in ("removed", "added"):
        rows = [(one.id,) for one in found.changes if one.change == change]
        heading = f"{words.say(language, change)}: {len(rows)}"
        sections.append(Section(heading, "", heads(language, "id"), rows))
    rows_changed = [
        (
            one.id,
            name,
            before,
            after,
            "" if one.moved_m is None or name != "geometry" else f"{one.moved_m:,.0f} m",
        )
        for one in found.changes
        for name, (before, after) in sorted(one.values.items())
    ]
    heading = f"{words.say(language, 'changed')}: {found.count('changed')}"
    columns = heads(language, "id", "column", "before", "after", "moved")
    sections.append(Section(heading, "", columns, rows_changed))
    return [section for section in sections if section.rows]


def _section(section: Section) -> str:
    mark = f' class="{section.mark}"' if section.mark in ("error", "warning") else ""
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in section.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_text(value)}</td>" for value in row) + "</tr>\n" for row in section.rows
    )
    lead = f"<p>{_text(section.lead)}</p>\n" if section.lead else ""
    table = (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n'
    )
    heading = f"<h2{mark}>{_text(section.heading)}</h2>"
    return f"<section>\n{heading}\n{lead}{table if section.rows else ''}</section>\n"


def _text(value: str, most: int = MAX_TEXT) -> str:
    return html.escape(shown(value, most).replace("\n", " ").replace("\t", " "))
