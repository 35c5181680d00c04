"""`geomap export`: a located table in any format that others open."""

from __future__ import annotations

import click

from geomap.cli.options import force_option, output_option, strict_option
from geomap.cli.work import Work, takes_incidents


@click.command("export", short_help="Write a located table in a format that others open.")
@output_option
@force_option
@strict_option
@takes_incidents
def command(work: Work, output: str, force: bool, strict: bool) -> None:
    """Write INPUT, located, as the ending of -o says: GeoPackage, GeoParquet, GeoJSON, KML, CSV and more.

    What is not located yet is located first. What a format cannot hold is said.

    \b
    geomap export incidents.gpkg -o incidents.kml
    geomap export incidents.csv -o incidents.parquet
    """
    from geomap.cli.summary import finish
    from geomap.export import format_of, write
    from geomap.files import check_output

    format_of(output, None)
    check_output(output, force=force)
    with work.located() as found:
        write(found.table, output, force=force, provenance=found.provenance, notify=work.console.note)
    finish(found.table, output, f"open {output}", work.console, strict=strict)
