"""What evaluations share: where the development data lies, and the options of those that fit weights.

The data lies in the folder that GEOMAP_SHARED names, by default ../shared.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = Path(os.environ.get("GEOMAP_SHARED", ROOT.parent / "shared"))


def require_shared() -> None:
    """Stop with a word where there is no development data; asking for help needs none."""
    if not SHARED.is_dir() and not {"-h", "--help"} & set(sys.argv):
        sys.exit(f"There is no development data in {SHARED}: name its folder in GEOMAP_SHARED.")


def fit_options(description: str | None, folds: int) -> argparse.ArgumentParser:
    """The options of a command that fits weights."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="replace the shipped weights")
    parser.add_argument("--folds", type=int, default=folds)
    return parser
