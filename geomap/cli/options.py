"""Options that several commands share, each defined once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from geomap.errors import UsageError
from geomap.model import INPUT_COLUMNS

Command = TypeVar("Command", bound=Callable[..., Any])

INPUT_FORMATS = ("csv", "tsv", "json", "jsonl", "yaml", "geojson", "gpkg", "fgb", "shp", "parquet", "xlsx")

PRESETS = ("ucdp", "acled", "gtd", "nasa_landslides", "darwin_core", "ushahidi", "kobo", "none")
"""Databases whose exports are known (`geomap.readers.presets`), and not to look for them."""

OUTPUT_FORMATS = (
    "csv", "tsv", "json", "jsonl", "geojson", "gpkg", "fgb", "parquet", "xlsx", "kml", "dwc",
)  # fmt: skip
"""What `geomap.export` writes."""

NAMED_COLUMNS = ("place", "lon", "lat", "country", "date", "title", "kind", "id", "description", "source")
"""Columns with an option of their own; `--column` names any other."""

inputs_argument = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
input_argument = click.argument("source", metavar="INPUT")

output_option = click.option(
    "-o", "--output", required=True, metavar="PATH", help="File to write; its ending says the format."
)

force_option = click.option("--force", is_flag=True, help="Replace the output if it exists.")

country_option = click.option(
    "--country", default="", metavar="CC", help="Country of rows that name none: name, or ISO 3166 code."
)

language_option = click.option(
    "--language",
    default="",
    metavar="LANG",
    help="Language of the place descriptions (en, es); recognised if not given.",
)

remark_language_option = click.option(
    "--lang",
    "remark_language",
    type=click.Choice(["en", "es"]),
    default="en",
    help="Language of what geomap says: reasons, page, captions.",
)

decisions_option = click.option(
    "--decisions",
    metavar="FILE",
    help="Table of human decisions (id, place_id or lon/lat/uncertainty_m, who, why), applied last.",
)

codebook_option = click.option(
    "--codebook",
    type=click.Choice(["ucdp", "acled", "gtd", "dwc"]),
    help="Place points as a codebook does, to compare with its coders or to hand data on: UCDP GED, ACLED, "
    "GTD, Darwin Core. Footprints stay.",
)

strict_option = click.option(
    "--strict", is_flag=True, help="End with exit code 4 if a row could not be placed."
)

output_format_option = click.option(
    "--format",
    "output_format",
    type=click.Choice(OUTPUT_FORMATS),
    help="Format, if the ending of -o does not say it; needed for standard output (-).",
)

quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


report_options = (
    click.option("--document-date", metavar="DATE", help="When reports in prose were written: 1992-05-20."),
    click.option("--kinds", metavar="FILE", help="Kinds of your own and their words, in TOML or CSV."),
    click.option("--join", is_flag=True, help="Make one row of what several reports tell of one incident."),
)
"""How reports in prose are drawn from, where they are taken as well as tables."""


def pop_reports(options: dict[str, Any]) -> dict[str, Any]:
    """Take `report_options` out of a command's options, as `geomap.pipeline.draft` wants them.

    Raises
    ------
    UsageError
        If the date is not a day.
    """
    from geomap.dates import parse_date

    text = options.pop("document_date")
    read = parse_date(text) if text else None
    if read is not None and (read.start is None or read.start != read.end):
        raise UsageError(f"--document-date {text}: this is not a day.", hint="Write it as 1992-05-20.")
    written = read.start if read else None
    return {"written": written, "kinds": options.pop("kinds"), "join": options.pop("join")}


def reading_options(command: Command) -> Command:
    """Add the options that say how an input is to be read."""
    options = [
        click.option("--encoding", metavar="NAME", help="Encoding of text inputs; recognised if not given."),
        click.option("--sheet", metavar="NAME", help="Sheet of a workbook; the first if not given."),
        click.option("--layer", metavar="NAME", help="Layer of a GeoPackage; the first if not given."),
        click.option(
            "--input-format",
            type=click.Choice(INPUT_FORMATS),
            help="Format of the input; needed for standard input (-).",
        ),
        click.option(
            "--preset",
            type=click.Choice(PRESETS),
            help="Database that the table was exported from; recognised by its columns if not given.",
        ),
        click.option(
            "--coordinates",
            type=click.Choice(["given", "words"]),
            help="Rows with place words and coordinates: take the coordinates, or locate from the words "
            "and keep the coordinates as coder_lon, coder_lat. Given, unless the preset says otherwise.",
        ),
        click.option(
            "--column",
            "columns",
            multiple=True,
            metavar="NAME=COLUMN",
            help="Column that holds NAME, for any column of the incident table; may be repeated.",
        ),
        *report_options,
    ]
    options += [
        click.option(
            f"--{name.replace('_', '-')}-column",
            f"{name}_column",
            metavar="COLUMN",
            help=f"Column that holds the {_SAID.get(name, name)}.",
        )
        for name in NAMED_COLUMNS
    ]
    for option in reversed(options):
        command = option(command)
    return command


_SAID = {"place": "words that say where", "lon": "longitude", "lat": "latitude"}


def pop_reading(options: dict[str, Any]) -> dict[str, Any]:
    """Take the options of `reading_options` out of a command's options, as `read_incidents` wants them.

    Raises
    ------
    UsageError
        If `--column` is not NAME=COLUMN or NAME is not a column of the incident table.
    """
    mapping = {}
    for name in NAMED_COLUMNS:
        column = options.pop(f"{name}_column")
        if column is not None:
            mapping[name] = column
    for pair in options.pop("columns"):
        name, equals, column = pair.partition("=")
        if not equals or name not in INPUT_COLUMNS:
            raise UsageError(
                f"--column {pair}: expected NAME=COLUMN with a NAME of the incident table.",
                hint=f"Names are: {', '.join(INPUT_COLUMNS)}.",
            )
        mapping[name] = column
    return {
        "reports": pop_reports(options),
        "mapping": mapping,
        "preset": options.pop("preset"),
        "coordinates": options.pop("coordinates"),
        "encoding": options.pop("encoding"),
        "sheet": options.pop("sheet"),
        "layer": options.pop("layer"),
        "format": options.pop("input_format"),
    }


def is_stdout(path: str) -> bool:
    """Whether a path stands for standard output."""
    return path == "-"


def suffix_of(path: str) -> str:
    """Lower-case ending of a path without its dot."""
    return Path(path).suffix.lower().lstrip(".")
