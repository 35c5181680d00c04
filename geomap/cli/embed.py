"""`geomap embed`: the snippet that puts a map into an article."""

from __future__ import annotations

from typing import Any

import click

from geomap.cli.console import Console
from geomap.cli.options import quiet_option


@click.command("embed", short_help="Print the snippet that puts a map into an article.")
@click.argument("page", metavar="MAP.html")
@click.option(
    "--format",
    type=click.Choice(["html", "markdown", "quarto", "latex"]),
    default="html",
    help="Kind of document that it goes into.",
    show_default=True,
)
@click.option("--url", default="", help="Address of the published map, if it differs from MAP.html.")
@click.option("--title", help="Title of the frame; the map's own if not given.")
@click.option("--caption", default="", help="Words below the map.")
@click.option("--alt", default="", help="What the map shows, in words, for those who cannot see it.")
@click.option(
    "--picture",
    default="",
    metavar="FILE",
    help="Figure that takes the map's place in print (geomap figure); for quarto and latex.",
)
@click.option("--width", default="100%", help="Width of the frame, CSS.", show_default=True)
@click.option("--height", default="560px", help="Height of the frame, CSS.", show_default=True)
@click.option(
    "--fit", is_flag=True, help="Add a script that gives the frame the height that the map asks for."
)
@click.option("--plain", is_flag=True, help="No inline style, for sites whose policy forbids it.")
@quiet_option
def command(page: str, url: str, title: str | None, quiet: bool, **options: Any) -> None:
    """Print a responsive iframe snippet for MAP.html, with title and alternative text.

    \b
    geomap embed output/peru-prisons.html
    geomap embed map.html --url https://example.org/map.html --format quarto --picture map.pdf
    """
    from geomap.page import embed_snippet, page_title

    if title is None and url:
        title = page_title(page)
    click.echo(embed_snippet(url or page, title=title, **options))
    if options["format"] in ("quarto", "latex") and "://" not in (url or page):
        Console(quiet=quiet).note(
            "the printed link leads to a file beside the document; --url gives the published address."
        )
