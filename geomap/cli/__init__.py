"""The `geomap` command: a click group that loads a command only when it is called.

Errors become messages here and nowhere else. Exit codes: 0 done, 1 failed, 2 usage,
3 an input cannot be read, 4 under `--strict` some row could not be placed, 5 under
`check --strict` something was found.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, NoReturn

import click

from geomap._version import __version__
from geomap.errors import GeomapError, InputError, UsageError

FAILED, USAGE, UNREADABLE, UNPLACED = 1, 2, 3, 4

COMMANDS = {
    "map": "Draw incidents on a map in one HTML file.",
    "geocode": "Give every row of an incident table a place, an uncertainty and a reason.",
    "extract": "Draft an incident table from reports in prose.",
    "locate": "Locate one place description and say why.",
    "toponyms": "Find the place names in texts and say where they are.",
    "figure": "Draw the incidents as a figure for print: PNG, SVG or PDF.",
    "annex": "Write the table and the method note that go with the figure.",
    "export": "Write a located table in a format that others open.",
    "check": "Find what in a table should be looked at before it is shown.",
    "publish": "Write a reduced copy for the public, by a policy.",
    "embed": "Print the snippet that puts a map into an article.",
    "gazetteer": "Show, build and search the gazetteer.",
}
"""Commands and their short help, so that `geomap --help` imports none of them."""


class LazyGroup(click.Group):
    """A group whose commands live in `geomap.cli.<name>` as `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"geomap.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except GeomapError as error:
            _fail(error)
        except MemoryError:
            _say("Not enough memory for this input. Split it, or leave columns out with --exclude.")
            sys.exit(FAILED)
        except (SystemExit, KeyboardInterrupt):
            raise
        except Exception as error:
            if os.environ.get("GEOMAP_DEBUG"):
                raise
            _say(
                f"Error: geomap itself failed ({type(error).__name__}: {error}). Nothing was overwritten. "
                "Please report it; GEOMAP_DEBUG=1 shows where it happened."
            )
            sys.exit(FAILED)


def _fail(error: GeomapError) -> NoReturn:
    _say(f"Error: {error}")
    code = UNREADABLE if isinstance(error, InputError) else USAGE if isinstance(error, UsageError) else FAILED
    sys.exit(code)


def _say(message: str) -> None:
    click.echo(click.wrap_text(message, width=min(100, _columns()), preserve_paragraphs=True), err=True)


def _columns() -> int:
    try:
        return os.get_terminal_size(2).columns
    except OSError:
        return 100


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: geomap map incidents.csv -o map.html",
)
@click.version_option(__version__, prog_name="geomap")
def main() -> None:
    """Turn incident reports into a map that stands up to questions.

    Every incident gets a place, a stated uncertainty and the reason for both.
    Nothing is sent anywhere: geomap works with the network off.
    """
