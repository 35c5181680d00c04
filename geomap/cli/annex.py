"""`geomap annex`: the numbered table that goes with the figure, and the method note."""

from __future__ import annotations

import click

from geomap.cli.options import force_option, output_option, strict_option
from geomap.cli.work import Work, takes_incidents


@click.command("annex", short_help="Write the table and the method note that go with the figure.")
@output_option
@force_option
@click.option("--title", default="", help="Title of the annex.")
@click.option("--show", "extra", multiple=True, metavar="COLUMN", help="Column to show too; may be repeated.")
@strict_option
@takes_incidents
def command(work: Work, output: str, force: bool, title: str, extra: tuple[str, ...], strict: bool) -> None:
    """Write the annex of INPUT: DOCX, HTML, Markdown or CSV, as the ending of -o says.

    The table has the numbers of the figure: for each incident its date, the words that say where, where we
    put it, how sure that is, why, and the source. Of other columns only those that --show names. A page on
    method follows: what was used, what was counted, what was measured.

    \b
    geomap annex incidents.csv -o annex.docx
    geomap annex incidents.gpkg -o annex.html --lang es --title "Anexo 2"
    """
    from geomap.annex import FORMATS, annex
    from geomap.cli.options import suffix_of
    from geomap.cli.summary import finish
    from geomap.errors import UsageError
    from geomap.files import check_output, write_bytes

    if suffix_of(output) not in FORMATS:
        endings = ", ".join(f".{name}" for name in FORMATS)
        raise UsageError(f"{output}: an annex is one of {endings}.", hint="Choose one with -o.")
    check_output(output, force=force)
    with work.located() as found:
        content = annex(
            found.table,
            suffix_of(output),
            language=work.remark_language,
            title=title,
            extra=extra,
            provenance=found.provenance,
        )
    write_bytes(output, content)
    if suffix_of(output) == "csv":
        work.console.note("CSV holds the table alone; the method note is in .docx, .html and .md.")
    finish(found.table, output, f"open {output}", work.console, strict=strict)
