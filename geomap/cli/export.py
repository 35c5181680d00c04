"""`geomap export`: a located table in any format that others open."""

from __future__ import annotations

from typing import Any

import click

from geomap.cli.console import Console
from geomap.cli.options import (
    country_option,
    decisions_option,
    force_option,
    inputs_argument,
    language_option,
    output_option,
    quiet_option,
    reading_options,
    strict_option,
)


@click.command("export", short_help="Write a located table in a format that others open.")
@inputs_argument
@output_option
@force_option
@country_option
@language_option
@decisions_option
@strict_option
@quiet_option
@reading_options
def command(
    inputs: tuple[str, ...],
    output: str,
    force: bool,
    country: str,
    language: str,
    decisions: str | None,
    strict: bool,
    quiet: bool,
    **reading: Any,
) -> None:
    """Write INPUT, located, as the ending of -o says: GeoPackage, GeoParquet, GeoJSON, KML, CSV and more.

    What is not located yet is located first. What a format cannot hold is said.

    \b
    geomap export incidents.gpkg -o incidents.kml
    geomap export incidents.csv -o incidents.parquet
    """
    from geomap.cli.summary import finish
    from geomap.cli.work import located
    from geomap.export import format_of, write
    from geomap.files import check_output

    console = Console(quiet=quiet)
    format_of(output, None)
    check_output(output, force=force)
    with located(
        inputs,
        console,
        country=country,
        language=language,
        remark_language="en",
        decisions=decisions,
        **reading,
    ) as found:
        write(found.table, output, force=force, provenance=found.provenance, notify=console.note)
    finish(found.table, output, f"open {output}", console, strict=strict)
