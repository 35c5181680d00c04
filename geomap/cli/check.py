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
        made_by = _made_by(outcome.provenance, work.remark_language)
        parts = (outcome.title, outcome.summary, outcome.sections, made_by)
        page = report(*parts, language=work.remark_language)
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
            outcome = _coder(found, work.remark_language)
        elif against:
            outcome = _agreement(found, str(work.decisions), against, work.remark_language)
        else:
            outcome = _findings(found, work.remark_language)
    outcome.provenance = found.provenance
    return outcome


def _findings(found: Located, language: str) -> Outcome:
    from geomap.check import words, worklist
    from geomap.check.report import finding_sections
    from geomap.check.values import texts_of
    from geomap.pipeline import check_table

    findings = check_table(found.table, found.gazetteer, language=language)
    errors = sum(finding.severity == "error" for finding in findings)
    rows = len({finding.row for finding in findings})
    numbers = {"incident": len(found.table), "error": errors, "warning": len(findings) - errors, "row": rows}
    said = {f"{noun}s": words.counted(language, noun, number) for noun, number in numbers.items()}
    return Outcome(
        words.say(language, "title"),
        [finding.as_json() for finding in findings],
        [_line(finding, language) for finding in findings],
        [words.say(language, "sum", **said)],
        finding_sections(findings, texts_of(found.table, "place"), language=language),
        errors > 0,
        worklist(found.table, findings),
    )


def _coder(found: Located, language: str) -> Outcome:
    from geomap.check import against_coder, coder_findings, words, worklist
    from geomap.check.coder import said
    from geomap.check.report import coder_section

    comparison = against_coder(found.table)
    findings = coder_findings(comparison, language=language)
    return Outcome(
        words.say(language, "title.coder"),
        [gap.as_json() for gap in comparison.gaps],
        [_line(finding, language) for finding in findings],
        said(comparison, language=language),
        [coder_section(comparison, language=language)],
        bool(comparison.outside),
        worklist(found.table, findings, ranked=True),
    )


def _agreement(found: Located, first: str, second: str, language: str) -> Outcome:
    from geomap.check import words
    from geomap.check.report import Section, heads
    from geomap.review import compare_decisions, read_decisions, require_rows

    others = read_decisions(second)
    require_rows(others, found.table["id"], path=second)
    pairs = compare_decisions(read_decisions(first), others, found.gazetteer)
    both = [pair for pair in pairs if pair.verdict in ("agree", "differ")]
    agreed = sum(pair.verdict == "agree" for pair in both)
    alone = len(pairs) - len(both)
    numbers = {"agreed": agreed, "differ": len(both) - agreed}
    rows_of_both = words.counted(language, "row", len(both))
    summary = [words.say(language, "decisions.both", rows=rows_of_both, **numbers)]
    if alone:
        summary.append(words.say(language, "decisions.alone", rows=words.counted(language, "row", alone)))
    rows = [_pair_cells(pair) for pair in pairs]
    columns = heads(language, "id", *(f"decisions.{key}" for key in ("verdict", "apart", "first", "second")))
    lead = words.say(language, "decisions.order")
    return Outcome(
        words.say(language, "title.decisions"),
        [pair.as_json() for pair in pairs],
        ["  ".join(cells).rstrip() for cells in rows],
        summary,
        [Section(words.say(language, "decisions.rows"), lead, columns, rows)],
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
    from geomap.check import versions, words
    from geomap.check.report import version_sections
    from geomap.pipeline import provenance, read

    before, after = (read([path], reporter=work.console, **work.reading) for path in work.inputs)
    found = versions(before, after)
    language = work.remark_language
    counts = {change: found.count(change) for change in ("removed", "added", "changed")}
    summary = [words.say(language, "versions.sum", before=len(before), after=len(after), **counts)]
    for names, which in ((found.only_before, "older"), (found.only_after, "newer")):
        if names:
            summary.append(words.say(language, f"versions.{which}", columns=", ".join(names)))
    if found.made_ids:
        summary.append(words.say(language, "versions.ids"))
    return Outcome(
        words.say(language, "title.versions"),
        [change.as_json() for change in found.changes],
        [_change_line(change) for change in found.changes],
        summary,
        version_sections(found, language=language),
        bool(found),
        provenance=provenance(work.inputs, None, {}),
    )


def _change_line(change: Any) -> str:
    moved = f"  moved {change.moved_m / 1000:,.1f} km" if change.moved_m else ""
    columns = f"  {', '.join(sorted(change.values))}" if change.values else ""
    return f"{change.change:<8} {change.id:<22}{moved}{columns}"


def _line(finding: Finding, language: str) -> str:
    from geomap.check import words

    severity, row = (words.say(language, key) for key in (str(finding.severity), "row"))
    return f"{severity:<8} {row.lower()} {finding.row:<5} {finding.id:<22} {finding.message}"


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


def _made_by(provenance: dict[str, Any], language: str) -> str:
    from geomap.check import words

    inputs = ", ".join(each["sha256"] for each in provenance["inputs"])
    gazetteer = f"; gazetteer {provenance['gazetteer']}" if provenance["gazetteer"] else ""
    said = inputs or words.say(language, "none")
    return f"{provenance['tool']}{gazetteer}; {words.say(language, 'inputs')}: {said}"
