"""`geomap extract`: reports in prose to a draft incident table."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

import click

from geomap.cli.console import Console
from geomap.cli.options import force_option, is_stdout, language_option, quiet_option
from geomap.errors import UsageError

DOCUMENT_FORMATS = ("txt", "md", "html", "pdf", "docx", "jsonl")


@click.command("extract", short_help="Draft an incident table from reports in prose.")
@click.argument("inputs", nargs=-1, required=True, metavar="REPORT...")
@click.option(
    "-o", "--output", default="-", metavar="PATH", help="File to write; standard output if not given."
)
@click.option("--jsonl", "as_lines", is_flag=True, help="Write JSON lines, one object a document.")
@force_option
@click.option("--document-date", metavar="DATE", help="When the reports were written, as 1992-05-20.")
@language_option
@click.option("--input-format", type=click.Choice(DOCUMENT_FORMATS), help="Format of the reports.")
@click.option("--encoding", metavar="NAME", help="Encoding of text inputs; recognised if not given.")
@quiet_option
def command(
    inputs: tuple[str, ...],
    output: str,
    as_lines: bool,
    force: bool,
    document_date: str | None,
    language: str,
    input_format: str | None,
    encoding: str | None,
    quiet: bool,
) -> None:
    """Draft an incident table (CSV) from each REPORT in prose: txt, md, html, pdf, docx, jsonl, or -.

    Each incident carries the sentences that it comes from. It is a draft: check it, correct
    it, then give it to geomap geocode or geomap map.

    \b
    geomap extract report.txt -o incidents.csv
    geomap extract reports.jsonl --jsonl > incidents.jsonl
    """
    from geomap.files import check_output
    from geomap.pipeline import open_gazetteer, read_reports

    console = Console(quiet=quiet)
    if not is_stdout(output):
        check_output(output, force=force)
    with open_gazetteer(console) as gazetteer:
        found = read_reports(
            inputs,
            gazetteer=gazetteer,
            written=_day(document_date),
            language=_language(language),
            format=input_format or ("jsonl" if as_lines and inputs == ("-",) else None),
            encoding=encoding,
            reporter=console,
        )
        _write(found, output, console, as_lines=as_lines)


def _write(
    found: Iterable[tuple[str, list[dict[str, Any]]]], output: str, console: Console, *, as_lines: bool
) -> None:
    from geomap.files import replacing

    if is_stdout(output):
        count = (_lines if as_lines else _table)(found, sys.stdout, console, summary=False)
        console.done(f"{count} incidents drafted.")
        return
    with replacing(output) as beside, open(beside, "w", encoding="utf-8", newline="") as file:
        count = (_lines if as_lines else _table)(found, file, console, summary=True)
    following = "" if as_lines else f" Check them, then: geomap map {output} -o map.html"
    console.done(f"{output}: {count} incidents drafted.{following}")


def _lines(
    found: Iterable[tuple[str, list[dict[str, Any]]]], file: Any, console: Console, *, summary: bool
) -> int:
    """One object a document, written as soon as it is read."""
    count = 0
    for doc_id, incidents in found:
        file.write(json.dumps({"doc_id": doc_id, "incidents": incidents}, ensure_ascii=False) + "\n")
        count += len(incidents)
    return count


def _table(
    found: Iterable[tuple[str, list[dict[str, Any]]]], file: Any, console: Console, *, summary: bool
) -> int:
    """The incident table as CSV, harmless to spreadsheets, and two lines an incident for the terminal."""
    import csv

    from geomap.model import INPUT_COLUMNS
    from geomap.readers.formulas import is_risky

    columns = [name for name in INPUT_COLUMNS if name not in ("lon", "lat", "uncertainty_m")]
    writer = csv.DictWriter(file, [*columns, "extract_remarks"], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    count = 0
    for _, incidents in found:
        for incident in incidents:
            count += 1
            writer.writerow(
                {key: f"'{value}" if isinstance(value, str) and is_risky(value) else value
                 for key, value in incident.items()}
            )  # fmt: skip
            if summary:
                console.done(_two_lines(incident))
    return count


def _two_lines(incident: dict[str, Any]) -> str:
    """Date, kind, place and harm; below the words that say so."""
    harm = []
    for name in ("killed", "injured", "disappeared", "detained"):
        low, high = incident.get(f"{name}_min"), incident.get(f"{name}_max")
        if low is not None:
            harm.append(
                f"{name} {low if low == high else f'{low}–{high}' if high is not None else f'{low} or more'}"
            )
    parts = [incident.get("date") or "no date", incident["kind"], incident.get("place", "no place"), *harm]
    return f"{' · '.join(parts)}\n    {incident['title']}"


def _day(text: str | None) -> Any:
    """The day of `--document-date`; None without it."""
    from geomap.dates import parse_date

    if text is None:
        return None
    read = parse_date(text)
    if read.start is None or read.start != read.end:
        raise UsageError(f"--document-date {text}: this is not a day.", hint="Write it as 1992-05-20.")
    return read.start


def _language(language: str) -> str:
    from geomap.extract.lexicon import LANGUAGES

    if language and language not in LANGUAGES:
        raise UsageError(
            f"--language {language}: there is no lexicon for it.", hint=f"Known are: {', '.join(LANGUAGES)}."
        )
    return language
