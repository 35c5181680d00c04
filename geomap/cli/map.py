"""`geomap map`: the whole way, from an incident table to a page."""

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


@click.command("map", short_help="Draw incidents on a map in one HTML file.")
@inputs_argument
@output_option
@force_option
@click.option("--title", default="", help="Title of the page; the first input's name if not given.")
@click.option("--subtitle", default="", help="A line below the title.")
@click.option(
    "--lang", "interface", type=click.Choice(["en", "es"]), default="en", help="Language of page and reasons."
)
@click.option(
    "--tiles",
    multiple=True,
    metavar="NAME",
    help="Online base map to offer besides the embedded one, by its xyzservices name; may be repeated.",
)
@click.option("--show", "shown", multiple=True, metavar="COLUMN", help="Further column to show on the page.")
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
    title: str,
    subtitle: str,
    interface: str,
    tiles: tuple[str, ...],
    shown: tuple[str, ...],
    country: str,
    language: str,
    decisions: str | None,
    strict: bool,
    quiet: bool,
    **reading: Any,
) -> None:
    """Draw the incidents of INPUT on a layered map in one HTML file that opens with the network off.

    INPUT is a table of incidents, or what `geomap geocode` wrote. Only geomap's own columns reach the
    page; name any other with --show.

    \b
    geomap map incidents.csv -o map.html
    geomap map incidents.xlsx --place-column Lugar --country PE -o mapa.html --lang es
    """
    import sys

    from geomap.cli.summary import finish
    from geomap.cli.work import located
    from geomap.files import check_output
    from geomap.pipeline import make_map

    console = Console(quiet=quiet)
    if not is_stdout(output):
        check_output(output, force=force)
    with located(
        inputs,
        console,
        country=country,
        language=language,
        remark_language=interface,
        decisions=decisions,
        **reading,
    ) as found:
        page = make_map(
            found.table,
            gazetteer=found.gazetteer,
            title=title or _title(inputs[0]),
            subtitle=subtitle,
            language=interface,
            tiles=tiles,
            columns=shown or None,
            provenance=found.provenance,
        )
    if is_stdout(output):
        sys.stdout.writelines(page.pieces())
    else:
        page.save(output)
    finish(
        found.table, output, f"open {output} in a browser, or: geomap embed {output}", console, strict=strict
    )


def _title(source: str) -> str:
    """A title from a file name: "peru-prisons/incidents.csv" is "Peru prisons"."""
    from pathlib import Path

    path = Path(source)
    name = path.stem
    if name.lower() in ("incidents", "events", "data", "table") and path.parent.name:
        name = path.parent.name
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words and words != " " else "Incidents"
