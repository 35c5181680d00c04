"""Messages and progress on stderr; data alone goes to stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable


class Console:
    """Where a command says what it does.

    Parameters
    ----------
    quiet : bool
        Say nothing; errors are not said here.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet

    def note(self, message: str) -> None:
        """Something that the user should know, but that stops nothing."""
        if not self.quiet:
            click.echo(f"Note: {message}", err=True)

    def done(self, message: str) -> None:
        """The last line: what was done and what to run next."""
        if not self.quiet:
            click.echo(message, err=True)

    @contextmanager
    def progress(self, title: str) -> Iterator[Callable[[str, float], None]]:
        """A bar that appears if the work takes more than a moment and the terminal can show it.

        Yields
        ------
        callable
            Takes what is being done and the share that is done, 0 to 1.
        """
        if self.quiet or not sys.stderr.isatty():
            yield lambda what, share: None
            return
        bar = _Bar(title)
        try:
            yield bar.update
        finally:
            bar.close()


class _Bar:
    """Starts rich only when the first second has passed, so that short runs stay fast."""

    PATIENCE_S = 1.0

    def __init__(self, title: str) -> None:
        import time

        self._clock = time.monotonic
        self._start = self._clock()
        self._title = title
        self._live: Any = None
        self._task: Any = None

    def update(self, what: str, share: float) -> None:
        if self._live is None:
            if self._clock() - self._start < self.PATIENCE_S and share > 0:
                return
            from rich.console import Console as Terminal
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            self._live = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TimeElapsedColumn(),
                console=Terminal(stderr=True),
                transient=True,
            )
            self._live.start()
            self._task = self._live.add_task(self._title, total=1.0)
        self._live.update(self._task, completed=share, description=f"{self._title}: {what}")

    def close(self) -> None:
        if self._live is not None:
            self._live.stop()
