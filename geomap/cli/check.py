"""`geomap check`: what in a table should be looked at before it is shown to anyone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geomap.cli.options import force_option, json_option
from geomap.cli.work import Work, takes_incidents

if TYPE_CHECKING:
    from geomap.check import Finding

FOUND = 5
"""Exit code under --strict where there is an error to correct."""

MOST_LINES = 50


@click.command("check", short_help="Find what in a table should be looked at before it is shown.")
@click.option(
    "--worklist", metavar="FILE.csv", help="Write the rows to decide on, to be given back as --decisions."
)
@click.option(
    "--compare", metavar="TABLE", help="Say instead what changed since an older version of the table."
)
@click.option("--strict", is_flag=True, help="End with exit code 5 if something cannot be true.")
@force_option
@json_option
@takes_incidents
def command(
    work: Work, worklist: str | None, compare: str | None, strict: bool, force: bool, as_json: bool
) -> None:
    """Look through INPUT for what cannot be true and what a person should decide.

    Rows without a place, points outside the named country, the same words at different points,
    duplicates, impossible dates and counts, links that are none, coordinates at 0, 0.

    \b
    geomap check incidents.csv
    geomap check incidents.gpkg --worklist work.csv     # fill it in, then:
    geomap map incidents.csv --decisions work.csv -o map.html
    """
    from geomap.check import worklist as list_work
    from geomap.check import worklist_csv
    from geomap.files import check_output, write_bytes
    from geomap.pipeline import check_table

    if worklist:
        check_output(worklist, force=force)
    with work.located() as found:
        if compare:
            _say_changes(compare, found.table, as_json)
            return
        findings = check_table(found.table, found.gazetteer)
    if worklist:
        write_bytes(worklist, worklist_csv(list_work(found.table, findings)))
    if as_json:
        import json

        click.echo(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False, indent=1))
    elif not work.console.quiet:
        _print(findings)
    errors = sum(finding.severity == "error" for finding in findings)
    rows = len({finding.row for finding in findings})
    following = (
        f" Next: fill in {worklist}, then give it back with --decisions {worklist}" if worklist else ""
    )
    work.console.done(
        f"{len(found.table)} incidents: {errors} errors and {len(findings) - errors} warnings in {rows} rows."
        f"{following}"
    )
    if strict and errors:
        raise SystemExit(FOUND)


def _print(findings: list[Finding]) -> None:
    """Findings on stdout, one a line; hostile control characters made visible."""
    for finding in findings[:MOST_LINES]:
        message = "".join(char if char.isprintable() else "�" for char in finding.message)
        key = "".join(char if char.isprintable() else "�" for char in finding.id)
        click.echo(f"{finding.severity:<8} row {finding.row:<5} {key:<22} {message}")
    if len(findings) > MOST_LINES:
        click.echo(f"… and {len(findings) - MOST_LINES} more; --json has all.")


def _say_changes(older: str, table: Any, as_json: bool) -> None:
    import json

    from geomap.check import changes
    from geomap.pipeline import read

    found = changes(read([older]), table)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for one in found:
        columns = f": {', '.join(one['columns'])}" if "columns" in one else ""
        click.echo(f"{one['change']:<8} {one['id']}{columns}")
    click.echo(f"{len(found)} rows differ.", err=True)
