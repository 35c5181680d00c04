"""`geomap embed`: the snippet that puts a map into an article."""

from __future__ import annotations

import click


@click.command("embed", short_help="Print the snippet that puts a map into an article.")
@click.argument("page", metavar="MAP.html")
@click.option(
    "--format",
    "snippet_format",
    type=click.Choice(["html", "markdown", "quarto"]),
    default="html",
    help="Kind of document that it goes into.",
)
@click.option("--url", default="", help="Address of the published map, if it differs from MAP.html.")
@click.option("--title", default="", help="Title of the frame; the map's own if not given.")
@click.option("--alt", default="", help="What the map shows, in words, for those who cannot see it.")
@click.option("--width", default="100%", help="Width of the frame, CSS.", show_default=True)
@click.option("--height", default="560px", help="Height of the frame, CSS.", show_default=True)
def command(page: str, snippet_format: str, url: str, title: str, alt: str, width: str, height: str) -> None:
    """Print a responsive iframe snippet for MAP.html, with title and alternative text.

    \b
    geomap embed output/peru-prisons.html
    geomap embed map.html --url https://example.org/map.html --format quarto
    """
    from geomap.page import embed_snippet, page_title

    click.echo(
        embed_snippet(
            url or page,
            format=snippet_format,
            title=title or (page_title(page) if url else None),
            alt=alt or None,
            width=width,
            height=height,
        )
    )
