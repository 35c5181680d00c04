"""Where the data that comes with the package lies.

In a wheel it is `geomap/geodata`; an editable install does not map that package
folder, so there the repository's own `geodata/` beside `geomap/` is used.
"""

from __future__ import annotations

from pathlib import Path

from geomap.errors import GeomapError


def geodata(*parts: str) -> Path:
    """Path of a file or folder under `geodata/`.

    Raises
    ------
    GeomapError
        If the installation lacks it.
    """
    here = Path(__file__).resolve().parent
    for root in (here / "geodata", here.parent / "geodata"):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise GeomapError(
        f"The installation lacks its data file geodata/{'/'.join(parts)}.",
        hint="Install geomap-incidents again.",
    )


def package_file(*parts: str) -> Path:
    """Path of a file inside the package, such as a lexicon or a page module."""
    return Path(__file__).resolve().parent.joinpath(*parts)
