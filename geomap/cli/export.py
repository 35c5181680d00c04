"""`geomap export`: a located table in any format that others open."""

from __future__ import annotations

from typing import Any

import click

from geomap.cli.options import force_option, is_stdout, output_format_option, output_option, strict_option
from geomap.cli.work import Work, takes_incidents


@click.command("export", short_help="Write a located table in a format that others open.")
@output_option
@output_format_option
@force_option
@strict_option
@takes_incidents
def command(work: Work, output: str, output_format: str | None, force: bool, strict: bool) -> None:
    """Write INPUT, located, as the ending of -o says: GeoPackage, GeoParquet, GeoJSON, KML, CSV and more.

    What is not located yet is located first. What a format cannot hold is said.

    \b
    geomap export incidents.gpkg -o incidents.kml
    geomap export incidents.csv -o incidents.parquet
    geomap export incidents.csv -o incidents.dwc.csv
    geomap export incidents.csv -o - --format geojson
    """
    import sys

    from geomap.cli.summary import finish
    from geomap.export import format_of, write, write_stream
    from geomap.files import check_output

    chosen = format_of(output, output_format)
    if not is_stdout(output):
        check_output(output, force=force)
    with work.located() as found:
        said: dict[str, Any] = {"provenance": found.provenance, "notify": work.console.note}
        if is_stdout(output):
            write_stream(found.table, sys.stdout.buffer, chosen, **said)
        else:
            write(found.table, output, format=chosen, force=force, **said)
    finish(found.table, output, f"open {output}", work.console, strict=strict)
