"""Running the command line in the process, as a user would."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from geomap.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Call `geomap` with arguments; exit codes and both streams come back."""

    def call(*args: object, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)

    return call
