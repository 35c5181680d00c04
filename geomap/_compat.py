"""Optional dependencies in one place: imported when used, named when missing."""

from __future__ import annotations

import importlib
from types import ModuleType

from geomap.errors import MissingExtraError

_EXTRA_OF = {
    "openpyxl": "excel",
    "matplotlib": "figure",
    "pypdf": "documents",
    "docx": "documents",
    "spacy": "nlp",
    "geopy": "online",
    "dask_geopandas": "cluster",
}


def optional(module: str, *, purpose: str) -> ModuleType:
    """Import an optional module.

    Parameters
    ----------
    module : str
        Dotted module name.
    purpose : str
        What it is needed for, as the start of a sentence: "Reading XLSX files".

    Raises
    ------
    MissingExtraError
        If it is not installed; the hint has the command that installs it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        extra = _EXTRA_OF[module.split(".", 1)[0]]
        raise MissingExtraError(
            f"{purpose} needs the package {module.split('.', 1)[0]}, which is not installed.",
            hint=f"Install it with: pip install 'geomap-incidents[{extra}]'",
        ) from error
