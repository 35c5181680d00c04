"""The last line of a command: what was done, how many rows have which status, what to run next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.cli.console import Console
from geomap.cli.options import is_stdout

if TYPE_CHECKING:
    import pandas as pd


def finish(
    located: pd.DataFrame, output: str, following: str, console: Console, *, strict: bool = False
) -> None:
    """Say the tally; under `strict` end with exit code 4 if a row could not be placed."""
    from geomap.cli import UNPLACED
    from geomap.pipeline import tally

    counts = tally(located)
    if counts["unparsed"] == 0:
        counts = {status: n for status, n in counts.items() if status != "unparsed"}
    statuses = ", ".join(f"{n} {status.replace('_', ' ')}" for status, n in counts.items())
    noun = "incident" if len(located) == 1 else "incidents"
    where = "standard output" if is_stdout(output) else output
    ending = "" if is_stdout(output) else f" Next: {following}"
    console.done(f"{where}: {len(located)} {noun}: {statuses}.{ending}")
    if strict and (counts["not_found"] or counts.get("unparsed")):
        raise SystemExit(UNPLACED)
