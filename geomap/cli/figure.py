"""`geomap figure`: the still picture for a report."""

from __future__ import annotations

from typing import Any

import click

from geomap.cli.options import force_option, output_option, strict_option
from geomap.cli.work import Work, takes_incidents


@click.command("figure", short_help="Draw the incidents as a figure for print: PNG, SVG or PDF.")
@output_option
@force_option
@click.option("--chart", type=click.Choice(["map", "timeline"]), default="map", help="What to draw.")
@click.option("--columns-wide", "columns_wide", type=click.Choice(["1", "2"]), default="2",
              help="Columns of the printed page that it fills: 85 or 175 mm.")  # fmt: skip
@click.option("--width", type=float, metavar="MM", help="Width on paper, instead of columns.")
@click.option("--height", type=float, metavar="MM", help="Height on paper; follows the content if not given.")
@click.option("--dpi", type=int, default=300, show_default=True, help="Dots per inch of a PNG.")
@click.option("--grey", is_flag=True, help="Black and white.")
@click.option("--title", default="", help="Title above the figure.")
@click.option("--caption", default="", help="Words below the figure.")
@click.option("--numbers/--no-numbers", default=None, help="Number the incidents and list them in a key.")
@click.option(
    "--size-by",
    type=click.Choice(["killed"]),
    default=None,
    help="Let the area of a mark grow with people killed.",
)
@click.option("--scale-bar/--no-scale-bar", default=True, help="Scale bar.")
@click.option("--arrow/--no-arrow", default=True, help="North arrow.")
@click.option("--inset/--no-inset", default=True, help="Small map that shows where the map lies.")
@click.option("--credit/--no-credit", default=True, help="Projection and sources of the base map.")
@strict_option
@takes_incidents
def command(
    work: Work,
    output: str,
    force: bool,
    chart: str,
    columns_wide: str,
    width: float | None,
    height: float | None,
    strict: bool,
    **furniture: Any,
) -> None:
    """Draw the incidents of INPUT as a figure for print; the ending of -o says PNG, SVG or PDF.

    INPUT is a table of incidents, or what `geomap geocode` wrote.

    \b
    geomap figure incidents.csv -o figure.pdf
    geomap figure incidents.gpkg -o figure.png --columns-wide 1 --grey
    geomap figure incidents.gpkg -o figure.svg --size-by killed --lang es
    geomap figure incidents.gpkg -o timeline.svg --chart timeline
    """
    from geomap.cli.options import suffix_of
    from geomap.cli.summary import finish
    from geomap.errors import UsageError
    from geomap.figure import FORMATS, Options
    from geomap.files import check_output, write_bytes
    from geomap.pipeline import make_figure

    if suffix_of(output) not in FORMATS:
        raise UsageError(f"{output}: a figure is a .png, .svg or .pdf file.", hint="Choose one with -o.")
    check_output(output, force=force)
    furniture["size_by"] = furniture["size_by"] or ""
    options = Options(
        language=work.remark_language,
        columns=int(columns_wide),
        width_mm=width,
        height_mm=height,
        **furniture,
    )
    with work.located() as found:
        content = make_figure(
            found.table,
            suffix_of(output),
            gazetteer=found.gazetteer,
            chart=chart,
            options=options,
            reporter=work.console,
        )
    write_bytes(output, content)
    finish(found.table, output, f"open {output}", work.console, strict=strict)
