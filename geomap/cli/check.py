"""`geomap check`: what in a table should be looked at before it is shown to anyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import click

from geomap.cli.options import force_option, json_option
from geomap.cli.work import Work, takes_incidents

if TYPE_CHECKING:
    from geomap.check import Finding
    from geomap.check.report import Section
    from geomap.cli.work import Located

FOUND = 5
"""Exit code under --strict where something was found."""

MOST_LINES = 50

CODER = "coder"


@dataclass(slots=True)
class Outcome:
    """What one way of checking gives, before anything of it is written.

    Attributes
    ----------
    serious : bool
        Whether it counts under --strict.
    work : DataFrame or None
        The worklist, where there is one.
    """

    title: str
    as_json: Any
    lines: Sequence[str]
    summary: Sequence[str]
    sections: Sequence[Section]
    serious: bool
    work: Any = None
    provenance: dict[str, Any] = field(default_factory=dict)


@click.command("check", short_help="Find what in a table should be looked at before it is shown.")
@click.option(
    "--worklist", metavar="FILE.csv", help="Write the rows to decide on, to be given back as --decisions."
)
@click.option("--html", "html_report", metavar="FILE.html", help="Write the findings as one HTML page.")
@click.option(
    "--against",
    metavar="coder|FILE",
    help="Compare the coder's points with what the words support, or --decisions with a second person's.",
)
@click.option("--together", is_flag=True, help="Check two tables as one, instead of comparing them.")
@click.option("--strict", is_flag=True, help="End with exit code 5 if something cannot be true, or differs.")
@force_option
@json_option
@takes_incidents
def command(
    work: Work,
    worklist: str | None,
    html_report: str | None,
    against: str | None,
    together: bool,
    strict: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Look through INPUT for what cannot be true and what a person should decide.

    Rows without a place, points outside the named country or area, the same words at different points,
    duplicates, impossible dates and counts, links that are none, coordinates at 0, 0.
    With two INPUTs, an older and a newer version of one table, say what changed.

    \b
    geomap check incidents.csv --html report.html
    geomap check incidents.gpkg --worklist work.csv     # fill it in, then:
    geomap map incidents.csv --decisions work.csv -o map.html
    geomap check before.gpkg after.gpkg                 # what changed
    geomap check ged.csv --against coder                # their points, and what the words support
    geomap check incidents.csv --decisions a.csv --against b.csv
    """
    from geomap.check import worklist_csv
    from geomap.check.report import report
    from geomap.files import check_output, write_bytes

    for path in filter(None, (worklist, html_report)):
        check_output(path, force=force)
    outcome = _outcome(work, against, together)
    if worklist:
        write_bytes(worklist, worklist_csv(_work_of(outcome)))
    if html_report:
        page = report(outcome.title, outcome.summary, outcome.sections, _made_by(outcome.provenance))
        write_bytes(html_report, page)
    if as_json:
        import json

        click.echo(json.dumps(outcome.as_json, ensure_ascii=False, indent=1))
    elif not work.console.quiet:
        _print(outcome.lines)
    following = (
        f" Next: fill in {worklist}, then give it back with --decisions {worklist}" if worklist else ""
    )
    following = following or (f" Next: open {html_report}" if html_report else "")
    work.console.done(" ".join(outcome.summary) + following)
    if strict and outcome.serious:
        raise SystemExit(FOUND)


def _outcome(work: Work, against: str | None, together: bool) -> Outcome:
    from geomap.errors import UsageError

    if len(work.inputs) == 2 and not together:
        if against:
            raise UsageError(
                "--against is for one table, and two are compared with each other.",
                hint="Name one table, or give --together to check both as one.",
            )
        return _versions(work)
    if len(work.inputs) > 2 and not together:
        raise UsageError(
            f"{len(work.inputs)} tables: two are compared with each other, and more only with --together.",
            hint="Give --together to check them as one table.",
        )
    if against and against != CODER and not work.decisions:
        raise UsageError(
            f"--against {against} compares two people's decisions, and there are none to compare with.",
            hint="Give the first person's with --decisions, or write --against coder.",
        )
    if against == CODER:
        work = replace(work, reading={**work.reading, "coordinates": work.reading["coordinates"] or "words"})
    with work.located() as found:
        if against == CODER:
            outcome = _coder(found)
        elif against:
            outcome = _agreement(found, str(work.decisions), against)
        else:
            outcome = _findings(found)
    outcome.provenance = found.provenance
    return outcome


def _findings(found: Located) -> Outcome:
    from geomap.check import worklist
    from geomap.check.report import finding_sections
    from geomap.check.values import texts_of
    from geomap.pipeline import check_table

    findings = check_table(found.table, found.gazetteer)
    errors = sum(finding.severity == "error" for finding in findings)
    rows = len({finding.row for finding in findings})
    summary = (
        f"{_count(len(found.table), 'incident')}: {_count(errors, 'error')} and "
        f"{_count(len(findings) - errors, 'warning')} in {_count(rows, 'row')}."
    )
    return Outcome(
        "Check of an incident table",
        [finding.as_json() for finding in findings],
        [_line(finding) for finding in findings],
        [summary],
        finding_sections(findings, texts_of(found.table, "place")),
        errors > 0,
        worklist(found.table, findings),
    )


def _coder(found: Located) -> Outcome:
    from geomap.check import against_coder, coder_findings, worklist
    from geomap.check.coder import said
    from geomap.check.report import coder_section

    comparison = against_coder(found.table)
    findings = coder_findings(comparison)
    return Outcome(
        "The coder's points against the words",
        [gap.as_json() for gap in comparison.gaps],
        [_line(finding) for finding in findings],
        said(comparison),
        [coder_section(comparison)],
        bool(comparison.outside),
        worklist(found.table, findings, ranked=True),
    )


def _agreement(found: Located, first: str, second: str) -> Outcome:
    from geomap.check.report import Section
    from geomap.review import compare_decisions, read_decisions, require_rows

    others = read_decisions(second)
    require_rows(others, found.table["id"], path=second)
    pairs = compare_decisions(read_decisions(first), others, found.gazetteer)
    both = [pair for pair in pairs if pair.verdict in ("agree", "differ")]
    agreed = sum(pair.verdict == "agree" for pair in both)
    alone = len(pairs) - len(both)
    summary = [f"{_count(len(both), 'row')} decided by both: {agreed} agree, {len(both) - agreed} differ."]
    summary += [f"{_count(alone, 'row')} decided by one of the two alone."] if alone else []
    rows = [_pair_cells(pair) for pair in pairs]
    columns = ("Id", "Verdict", "Apart", "First", "Second")
    return Outcome(
        "Two people's decisions",
        [pair.as_json() for pair in pairs],
        ["  ".join(cells).rstrip() for cells in rows],
        summary,
        [Section("Row by row", "Those who differ most come first.", columns, rows)],
        agreed < len(both),
    )


def _pair_cells(pair: Any) -> list[str]:
    apart = "" if pair.distance_m is None else f"{pair.distance_m / 1000:,.2f} km"
    sides = [
        "" if one is None else f"{one.place_id or f'{one.lon}, {one.lat}'} ({one.who}: {one.why})"
        for one in (pair.first, pair.second)
    ]
    return [pair.id, pair.verdict, apart, *sides]


def _versions(work: Work) -> Outcome:
    from geomap.check import versions
    from geomap.check.report import version_sections
    from geomap.pipeline import provenance, read

    before, after = (read([path], reporter=work.console, **work.reading) for path in work.inputs)
    found = versions(before, after)
    counts = [f"{found.count(change)} {change}" for change in ("removed", "added", "changed")]
    summary = [f"{len(before)} and {len(after)} rows: {', '.join(counts)}."]
    for names, which in ((found.only_before, "older"), (found.only_after, "newer")):
        if names:
            summary.append(f"Only the {which} has the columns {', '.join(names)}.")
    if found.made_ids:
        summary.append(
            "Rows without an id of their own get one from their content: an edit shows as two rows."
        )
    return Outcome(
        "What changed between two versions",
        [change.as_json() for change in found.changes],
        [_change_line(change) for change in found.changes],
        summary,
        version_sections(found),
        bool(found),
        provenance=provenance(work.inputs, None, {}),
    )


def _change_line(change: Any) -> str:
    moved = f"  moved {change.moved_m / 1000:,.1f} km" if change.moved_m else ""
    columns = f"  {', '.join(sorted(change.values))}" if change.values else ""
    return f"{change.change:<8} {change.id:<22}{moved}{columns}"


def _line(finding: Finding) -> str:
    return f"{finding.severity:<8} row {finding.row:<5} {finding.id:<22} {finding.message}"


def _print(lines: Sequence[str]) -> None:
    """Lines on stdout, hostile control characters made visible."""
    for line in lines[:MOST_LINES]:
        click.echo("".join(char if char.isprintable() else "�" for char in line))
    if len(lines) > MOST_LINES:
        click.echo(f"… and {len(lines) - MOST_LINES} more; --json and --html have all.")


def _work_of(outcome: Outcome) -> Any:
    from geomap.errors import UsageError

    if outcome.work is None:
        raise UsageError(
            "There is no worklist of a comparison of two files.", hint="Check the newer table by itself."
        )
    return outcome.work


def _made_by(provenance: dict[str, Any]) -> str:
    inputs = ", ".join(each["sha256"] for each in provenance["inputs"])
    gazetteer = f"; gazetteer {provenance['gazetteer']}" if provenance["gazetteer"] else ""
    return f"{provenance['tool']}{gazetteer}; SHA-256 of the inputs: {inputs or 'none'}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
