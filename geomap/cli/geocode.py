"""`geomap geocode`: an incident table in, a located table out."""

from __future__ import annotations

from typing import Any

import click

from geomap.cli.console import Console
from geomap.cli.options import (
    country_option,
    decisions_option,
    force_option,
    inputs_argument,
    is_stdout,
    language_option,
    output_option,
    quiet_option,
    reading_options,
    strict_option,
)

OUTPUT_FORMATS = ("csv", "tsv", "json", "jsonl", "geojson", "gpkg", "fgb", "parquet", "xlsx")


@click.command(
    "geocode", short_help="Give every row of an incident table a place, an uncertainty and a reason."
)
@inputs_argument
@output_option
@click.option(
    "--format",
    "output_format",
    type=click.Choice(OUTPUT_FORMATS),
    help="Format; needed for standard output (-).",
)
@force_option
@country_option
@language_option
@click.option(
    "--lang",
    "remark_language",
    type=click.Choice(["en", "es"]),
    default="en",
    help="Language of the reasons.",
)
@decisions_option
@strict_option
@quiet_option
@reading_options
def command(
    inputs: tuple[str, ...],
    output: str,
    output_format: str | None,
    force: bool,
    country: str,
    language: str,
    remark_language: str,
    decisions: str | None,
    strict: bool,
    quiet: bool,
    **reading: Any,
) -> None:
    """Give every row of INPUT a place, a stated uncertainty and the reason for both.

    INPUT is a table (CSV, TSV, JSON, JSON lines, YAML, GeoJSON, GeoPackage, Parquet, XLSX), or - for
    standard input. Rows that cannot be placed stay, with their status and a remark that says why.

    \b
    geomap geocode incidents.csv -o incidents.gpkg
    geomap geocode - --input-format csv -o - --format geojson < incidents.csv
    """
    import sys

    from geomap.cli.summary import finish
    from geomap.cli.work import located
    from geomap.export import format_of, write, write_stream
    from geomap.files import check_output

    console = Console(quiet=quiet)
    chosen = format_of(output, output_format)
    if not is_stdout(output):
        check_output(output, force=force)
    with located(
        inputs,
        console,
        country=country,
        language=language,
        remark_language=remark_language,
        decisions=decisions,
        **reading,
    ) as found:
        if is_stdout(output):
            write_stream(found.table, sys.stdout.buffer, chosen, provenance=found.provenance)
        else:
            write(found.table, output, format=chosen, force=force, provenance=found.provenance)
    finish(found.table, output, f"geomap map {output} -o map.html", console, strict=strict)
