"""`geomap extract`: reports in prose to a draft incident table."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click

from geomap.cli.console import Console
from geomap.cli.options import (
    force_option,
    is_stdout,
    language_option,
    pop_reports,
    quiet_option,
    report_options,
)
from geomap.errors import UsageError

DOCUMENT_FORMATS = ("txt", "md", "html", "pdf", "docx", "jsonl")

Found = Iterable[tuple[str, list[dict[str, Any]]]]
"""Document id and its incidents."""


@click.command("extract", short_help="Draft an incident table from reports in prose.")
@click.argument("inputs", nargs=-1, required=True, metavar="REPORT...")
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="PATH",
    help="File to write, .csv or .xlsx; standard output (CSV) if not given.",
)
@click.option("--jsonl", "as_lines", is_flag=True, help="Write JSON lines, one object a document.")
@force_option
@report_options[0]
@language_option
@report_options[1]
@report_options[2]
@click.option(
    "--unclaimed", is_flag=True, help="Draft what is planned, threatened or denied too; see assertion."
)
@click.option("--input-format", type=click.Choice(DOCUMENT_FORMATS), help="Format of the reports.")
@click.option("--encoding", metavar="NAME", help="Encoding of text inputs; recognised if not given.")
@quiet_option
def command(
    inputs: tuple[str, ...],
    output: str,
    as_lines: bool,
    force: bool,
    language: str,
    unclaimed: bool,
    input_format: str | None,
    encoding: str | None,
    quiet: bool,
    **options: Any,
) -> None:
    """Draft an incident table from each REPORT in prose: txt, md, html, pdf, docx, jsonl, or -.

    Each incident carries the sentences that it comes from. It is a draft: check it, correct
    it, then give it to geomap geocode or geomap map.

    \b
    geomap extract report.txt -o incidents.csv
    geomap extract one.txt two.pdf --join -o incidents.xlsx
    geomap extract reports.jsonl --jsonl > incidents.jsonl
    """
    from geomap.files import check_output
    from geomap.pipeline import join_reports, open_gazetteer, read_reports

    console, drawing = Console(quiet=quiet), pop_reports(options)
    if not is_stdout(output):
        check_output(output, force=force)
    join = drawing.pop("join")
    if join and as_lines:
        raise UsageError("--join makes one table of all reports; it does not go with --jsonl.")
    with open_gazetteer(console) as gazetteer:
        found: Found = read_reports(
            inputs,
            gazetteer=gazetteer,
            language=_language(language),
            unclaimed=unclaimed,
            format=input_format or ("jsonl" if as_lines and inputs == ("-",) else None),
            encoding=encoding,
            reporter=console,
            **drawing,
        )
        if join:
            rows = [row for _, own in found for row in own]
            found = [("", join_reports(rows, drawing["kinds"]))]
        count = _write(found, output, console, as_lines=as_lines)
    where = "" if is_stdout(output) else f"{output}: "
    following = "" if as_lines or not where else f" Check them, then: geomap map {output} -o map.html"
    console.done(f"{where}{count} incident{'' if count == 1 else 's'} drafted.{following}")


def _write(found: Found, output: str, console: Console, *, as_lines: bool) -> int:
    """Write what was found, and return how many incidents there are."""
    from geomap.files import replacing

    if is_stdout(output):
        return _lines(found, sys.stdout) if as_lines else _table(_rows(found, None), sys.stdout)
    with replacing(output) as beside:
        if output.lower().endswith(".xlsx"):
            return _workbook(_rows(found, console), beside)
        with open(beside, "w", encoding="utf-8", newline="") as file:
            return _lines(found, file) if as_lines else _table(_rows(found, console), file)


def _rows(found: Found, console: Console | None) -> Iterator[dict[str, Any]]:
    """The incidents, each said in two lines if there is somebody to hear."""
    for _, incidents in found:
        for incident in incidents:
            if console is not None:
                console.done(_two_lines(incident))
            yield incident


def _lines(found: Found, file: Any) -> int:
    """One object a document, written as soon as it is read."""
    count = 0
    for doc_id, incidents in found:
        file.write(json.dumps({"doc_id": doc_id, "incidents": incidents}, ensure_ascii=False) + "\n")
        count += len(incidents)
    return count


def _columns() -> list[str]:
    """Columns of a draft: those of the incident table without coordinates, and the remarks."""
    from geomap.model import INPUT_COLUMNS

    return [
        *(name for name in INPUT_COLUMNS if name not in ("lon", "lat", "uncertainty_m")),
        "extract_remarks",
    ]


def _table(rows: Iterable[dict[str, Any]], file: Any) -> int:
    """The draft as CSV, harmless to spreadsheets, written row by row."""
    import csv

    from geomap.readers.formulas import is_risky

    writer = csv.DictWriter(file, _columns(), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    count = 0
    for incident in rows:
        count += 1
        writer.writerow(
            {
                key: f"'{value}" if isinstance(value, str) and is_risky(value) else value
                for key, value in incident.items()
            }
        )
    return count


def _workbook(rows: Iterable[dict[str, Any]], path: Any) -> int:
    """The draft as a workbook."""
    import pandas as pd

    from geomap.export import write

    table = pd.DataFrame(list(rows), columns=_columns())
    write(table, path, format="xlsx")
    return len(table)


def _two_lines(incident: dict[str, Any]) -> str:
    """Date, kind, place and harm; below the words that say so."""
    harm = []
    for name in ("killed", "injured", "disappeared", "detained"):
        low, high = incident.get(f"{name}_min"), incident.get(f"{name}_max")
        if low is not None:
            harm.append(
                f"{name} {low if low == high else f'{low}–{high}' if high is not None else f'{low} or more'}"
            )
    claim = [incident["assertion"]] if incident["assertion"] != "asserted" else []
    date, place = incident.get("date") or "no date", incident.get("place", "no place")
    return f"{' · '.join([date, incident['kind'], *claim, place, *harm])}\n    {incident['title']}"


def _language(language: str) -> str:
    from geomap.extract.lexicon import LANGUAGES

    if language and language not in LANGUAGES:
        raise UsageError(
            f"--language {language}: there is no lexicon for it.", hint=f"Known are: {', '.join(LANGUAGES)}."
        )
    return language
