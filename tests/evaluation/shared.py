"""Where the development data lies: the folder that GEOMAP_SHARED names, by default ../shared."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = Path(os.environ.get("GEOMAP_SHARED", ROOT.parent / "shared"))


def require_shared() -> None:
    """Stop with a word where there is no development data; asking for help needs none."""
    if not SHARED.is_dir() and not {"-h", "--help"} & set(sys.argv):
        sys.exit(f"There is no development data in {SHARED}: name its folder in GEOMAP_SHARED.")
