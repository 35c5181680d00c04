"""`geomap geocode`: an incident table in, a located table out."""

from __future__ import annotations

from typing import Any

import click

from geomap.cli.options import (
    codebook_option,
    force_option,
    is_stdout,
    output_format_option,
    output_option,
    strict_option,
)
from geomap.cli.work import Work, takes_incidents


@click.command(
    "geocode", short_help="Give every row of an incident table a place, an uncertainty and a reason."
)
@output_option
@output_format_option
@codebook_option
@force_option
@strict_option
@takes_incidents
def command(
    work: Work, output: str, output_format: str | None, codebook: str | None, force: bool, strict: bool
) -> None:
    """Give every row of INPUT a place, a stated uncertainty and the reason for both.

    INPUT is a table (CSV, TSV, JSON, JSON lines, YAML, GeoJSON, GeoPackage, Parquet, XLSX), or - for
    standard input. Rows that cannot be placed stay, with their status and a remark that says why.

    \b
    geomap geocode incidents.csv -o incidents.gpkg
    geomap geocode - --input-format csv -o - --format geojson < incidents.csv
    """
    import sys

    from geomap.cli.allocator import give_memory_back
    from geomap.cli.summary import finish
    from geomap.export import format_of, write, write_stream
    from geomap.files import check_output

    chosen = format_of(output, output_format)
    if not is_stdout(output):
        check_output(output, force=force)
    give_memory_back()
    with work.located(codebook or "") as found:
        said: dict[str, Any] = {"provenance": found.provenance, "notify": work.console.note}
        if is_stdout(output):
            write_stream(found.table, sys.stdout.buffer, chosen, **said)
        else:
            write(found.table, output, format=chosen, force=force, **said)
    following = f"open {output}" if chosen in ("kml", "dwc") else f"geomap map {output} -o map.html"
    finish(found.table, output, following, work.console, strict=strict)
