"""The annex of a report: the numbered table that goes with the figure, and a method note."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import geopandas as gpd

from geomap.annex.content import LANGUAGES, Annex, calibration, compose
from geomap.annex.docx import as_docx
from geomap.annex.writers import as_csv, as_html, as_markdown
from geomap.errors import UsageError

__all__ = ["FORMATS", "LANGUAGES", "Annex", "annex", "calibration", "compose"]

FORMATS: Mapping[str, Callable[[Annex], bytes]] = {
    "docx": as_docx,
    "html": as_html,
    "md": as_markdown,
    "csv": as_csv,
}
"""What an annex can be written as, by ending; CSV has the table alone."""


def annex(
    table: gpd.GeoDataFrame,
    format: str,
    *,
    language: str = "en",
    title: str = "",
    extra: Sequence[str] = (),
    provenance: Mapping[str, Any] | None = None,
) -> bytes:
    """The annex of a located table as the bytes of a file; see `compose` for the parameters.

    Raises
    ------
    UsageError
        If the format is none of `FORMATS`, or an extra column is not there.
    MissingExtraError
        If a DOCX is asked for and python-docx is not installed.
    """
    if format not in FORMATS:
        raise UsageError(f"There is no annex as {format!r}.", hint=f"Choose from: {', '.join(FORMATS)}.")
    made = compose(table, language=language, title=title, extra=extra, provenance=provenance)
    return FORMATS[format](made)
