"""`geomap map`: the whole way, from an incident table to a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import click

from geomap.cli.options import force_option, is_stdout, output_option, strict_option
from geomap.cli.work import Work, takes_incidents
from geomap.errors import UsageError

Command = TypeVar("Command", bound=Callable[..., Any])

PARTS = {
    "list": "Show the list open; --no-list folds it behind a line that opens it.",
    "timeline": "Show the timeline, or leave it out.",
    "search": "Show the search, or leave it out.",
    "filters": "Show the further filters, or leave them out.",
    "downloads": "Offer CSV and GeoJSON of what is shown, or do not.",
}


def style_options(command: Command) -> Command:
    """Add the options that say what a page holds and how it looks."""
    options = [
        click.option("--title", help="Title of the page; the first input's name if not given."),
        click.option("--subtitle", help="A line below the title."),
        click.option(
            "--columns",
            "shown_columns",
            metavar="LIST",
            help="All columns whose texts reach the page, in order: COLUMN or LABEL=COLUMN, parted by "
            "commas; * stands for geomap's own.",
        ),
        click.option(
            "--exclude",
            multiple=True,
            metavar="COLUMN",
            help="Columns that must not reach the page, whatever else names them; may be repeated.",
        ),
        click.option(
            "--max-text",
            type=click.IntRange(min=1),
            metavar="N",
            help="Characters of a text that reach the page.",
        ),
        click.option(
            "--layer-by", metavar="COLUMN", help="Column whose values are the layers.  [default: kind]"
        ),
        click.option(
            "--colour",
            "--color",
            "colours",
            multiple=True,
            metavar="KIND=#hex",
            help="Colour of a kind; may be repeated.",
        ),
        click.option(
            "--tiles",
            multiple=True,
            metavar="NAME",
            help="Online base map to offer besides the embedded one, by its xyzservices name; repeatable.",
        ),
        click.option(
            "--theme",
            type=click.Choice(["auto", "light", "dark"]),
            help="Light, dark, or auto: as the reader's system says.",
        ),
        click.option("--logo", metavar="FILE", help="Picture beside the title: PNG, JPEG, WebP or SVG."),
        click.option("--logo-alt", metavar="TEXT", help="What the logo shows, for those who cannot see it."),
        click.option("--about", metavar="FILE.md", help='Note on the method, shown under "About this map".'),
        *(click.option(f"--{part}/--no-{part}", default=None, help=said) for part, said in PARTS.items()),
        click.option(
            "--style", metavar="FILE", help="YAML file with any of these options; the command line wins."
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command("map", short_help="Draw incidents on a map in one HTML file.")
@output_option
@force_option
@style_options
@strict_option
@takes_incidents
def command(work: Work, output: str, force: bool, strict: bool, **given: Any) -> None:
    """Draw the incidents of INPUT on a layered map in one HTML file that opens with the network off.

    INPUT is a table of incidents, or what `geomap geocode` wrote. Only geomap's own columns reach the
    page, unless --columns says otherwise.

    \b
    geomap map incidents.csv -o map.html
    geomap map incidents.xlsx --place-column Lugar --country PE -o mapa.html --lang es
    geomap map incidents.csv -o map.html --columns "*,Witness=witness" --exclude actor --style house.yaml
    """
    import sys

    from geomap.cli.summary import finish
    from geomap.files import check_output
    from geomap.page.style import check_options
    from geomap.pipeline import make_map

    if not is_stdout(output):
        check_output(output, force=force)
    options = _page_options(given)
    _as_read(options, {theirs: own for own, theirs in work.reading["mapping"].items()})
    work = _in_language(work, options)
    check_options(options)
    with work.located() as found:
        page = make_map(
            found.table,
            gazetteer=found.gazetteer,
            title=options.pop("title", None) or _title(work.inputs[0]),
            provenance=_with_shaping(found.provenance, options),
            **options,
        )
    if is_stdout(output):
        sys.stdout.writelines(page.pieces())
    else:
        page.save(output)
    if page.cut:
        noun = "text is" if page.cut == 1 else "texts are"
        work.console.note(f"{page.cut} {noun} cut at {options['max_text']} characters.")
    following = f"open {output} in a browser, or: geomap embed {output}"
    finish(found.table, output, following, work.console, strict=strict)


def _page_options(given: dict[str, Any]) -> dict[str, Any]:
    """Arguments of `geomap.Map`: those of the style file, then those of the command line."""
    from pathlib import Path

    from geomap.page.naming import read_columns, split_names
    from geomap.page.style import read_style

    style = given.pop("style")
    options = read_style(style) if style else {}
    hidden = {part for part in PARTS if given[part] is False}
    hidden |= {part for part in options.get("hide", ()) if given.get(part) is None}
    for name in ("title", "subtitle", "max_text", "layer_by", "theme", "logo", "logo_alt"):
        if given[name] is not None:
            options[name] = given[name]
    for name in ("exclude", "tiles"):
        if given[name]:
            options[name] = [one for text in given[name] for one in split_names(text)]
    if given["shown_columns"] is not None:
        options["columns"] = read_columns(given["shown_columns"])
    if given["about"] is not None:
        options["about"] = Path(given["about"])
    options["colours"] = {**options.get("colours", {}), **dict(map(_colour, given["colours"]))}
    return {**options, "hide": sorted(hidden)}


def _as_read(options: dict[str, Any], renamed: dict[str, str]) -> None:
    """Name columns as they are read: with ``--place-column Lugar``, ``Lugar`` is `place`."""
    if "columns" in options:
        options["columns"] = {
            renamed.get(name, name): label or (name if name in renamed else "")
            for name, label in options["columns"].items()
        }
    if "exclude" in options:
        options["exclude"] = [renamed.get(name, name) for name in options["exclude"]]
    if "layer_by" in options:
        options["layer_by"] = renamed.get(options["layer_by"], options["layer_by"])


def _colour(pair: str) -> tuple[str, str]:
    kind, equals, colour = pair.rpartition("=")
    if not equals or not kind:
        raise UsageError(
            f"--colour {pair}: expected KIND=#rrggbb.", hint='For example: --colour "arrest=#4b47ac".'
        )
    return kind.strip(), colour.strip()


def _in_language(work: Work, options: dict[str, Any]) -> Work:
    """Say everything in the style file's language, unless the command line names one."""
    source = click.get_current_context().get_parameter_source("remark_language")
    language = options.pop("language", None)
    if language is not None and source is click.core.ParameterSource.DEFAULT:
        work = replace(work, remark_language=language)
    options["language"] = work.remark_language
    return work


def _with_shaping(provenance: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """A record of the making that names the options by which the page's content was chosen."""
    shaping = {name: options[name] for name in ("layer_by", "max_text") if options.get(name)}
    return {**provenance, "options": {**provenance["options"], **shaping}}


def _title(source: str) -> str:
    """A title from a file name: "peru-prisons/incidents.csv" is "Peru prisons"."""
    from pathlib import Path

    path = Path(source)
    name = path.stem
    if name.lower() in ("incidents", "events", "data", "table") and path.parent.name:
        name = path.parent.name
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words and words != " " else "Incidents"
