"""What all tests share: where data lies, and one compiled gazetteer for the whole run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# One cache for all runs of the tests, apart from the user's: compiling takes a while.
os.environ.setdefault("GEOMAP_CACHE", str(ROOT / "tests" / "output" / "cache"))

# Machines are noisy, and a test that is found by chance should be found again.
settings.register_profile("geomap", deadline=None, derandomize=True)
settings.load_profile("geomap")

from geomap.gazetteer import Gazetteer  # noqa: E402


@pytest.fixture(scope="session")
def gazetteer() -> Iterator[Gazetteer]:
    """The embedded gazetteer, compiled on first use."""
    with Gazetteer.open() as opened:
        yield opened


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development data; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("GEOMAP_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"no development data at {folder}; set GEOMAP_SHARED to its folder")
    return folder


@pytest.fixture
def founding() -> Path:
    """The founding example's incident table."""
    return ROOT / "geodata" / "peru-prisons" / "incidents.csv"
