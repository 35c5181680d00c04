"""`geomap map`: the whole way, from an incident table to a page."""

from __future__ import annotations

import click

from geomap.cli.options import force_option, is_stdout, output_option, strict_option
from geomap.cli.work import Work, takes_incidents


@click.command("map", short_help="Draw incidents on a map in one HTML file.")
@output_option
@force_option
@click.option("--title", default="", help="Title of the page; the first input's name if not given.")
@click.option("--subtitle", default="", help="A line below the title.")
@click.option(
    "--tiles",
    multiple=True,
    metavar="NAME",
    help="Online base map to offer besides the embedded one, by its xyzservices name; may be repeated.",
)
@click.option("--show", "shown", multiple=True, metavar="COLUMN", help="Further column to show on the page.")
@strict_option
@takes_incidents
def command(
    work: Work,
    output: str,
    force: bool,
    title: str,
    subtitle: str,
    tiles: tuple[str, ...],
    shown: tuple[str, ...],
    strict: bool,
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
    from geomap.files import check_output
    from geomap.pipeline import make_map

    if not is_stdout(output):
        check_output(output, force=force)
    with work.located() as found:
        page = make_map(
            found.table,
            gazetteer=found.gazetteer,
            title=title or _title(work.inputs[0]),
            subtitle=subtitle,
            language=work.remark_language,
            tiles=tiles,
            columns=shown or None,
            provenance=found.provenance,
        )
    if is_stdout(output):
        sys.stdout.writelines(page.pieces())
    else:
        page.save(output)
    following = f"open {output} in a browser, or: geomap embed {output}"
    finish(found.table, output, following, work.console, strict=strict)


def _title(source: str) -> str:
    """A title from a file name: "peru-prisons/incidents.csv" is "Peru prisons"."""
    from pathlib import Path

    path = Path(source)
    name = path.stem
    if name.lower() in ("incidents", "events", "data", "table") and path.parent.name:
        name = path.parent.name
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words and words != " " else "Incidents"
