"""GeoDataFrame to files that others open, so that reading them back gives the same rows.

Every format is made from one typed Arrow table (`to_arrow`). What a format cannot hold:

========  ==========================================================================
csv, tsv  types of columns that geomap does not know (they come back as text)
json etc. days are ISO 8601 text; infinite numbers are null
fgb       no index, because an index re-orders the rows; footprints as WKT
xlsx      whole numbers and floats are one type; texts over 32,767 characters
kml       types (all is text), the order of rows of different kinds; it is not read again
dwc       columns that Darwin Core has no term for; it is read again as a plain export
========  ==========================================================================

Points keep their full precision everywhere. Footprints are WKB in GeoPackage and
Parquet; as WKT in the other formats they are rounded to 6 decimals, about 0.1 m.
Empty text is missing. Points come from `geometry`; columns `lon` and `lat` are not
read but written anew where a format has no geometry.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import pyarrow as pa
import pyogrio

from geomap.errors import OutputError, UsageError
from geomap.export import flat, layers
from geomap.export.arrow import to_arrow
from geomap.export.darwin_core import write_dwc
from geomap.export.kml import write_kml
from geomap.export.limits import limits
from geomap.export.workbook import write_xlsx
from geomap.export.writing import Job, Provenance
from geomap.files import check_output, replacing
from geomap.readers.source import Notify, log_notice

__all__ = ["FORMATS", "WRITE_ONLY", "format_of", "to_arrow", "write", "write_stream"]


def write(
    table: pd.DataFrame,
    path: str | Path,
    *,
    format: str | None = None,
    force: bool = False,
    provenance: Provenance | None = None,
    notify: Notify | None = None,
) -> None:
    """Write a located table to a file; what stood there stays until the new one is whole.

    Parameters
    ----------
    table : GeoDataFrame
        As `geomap.geocode` gives it: EPSG:4326, points or None; rows are written in
        their order, the index is not.
    format : str, optional
        One of `FORMATS` or `WRITE_ONLY`; by default what the ending says (``.dwc.csv`` is
        Darwin Core).
    force : bool
        Replace an existing file.
    provenance : mapping, optional
        What made the table; kept as JSON under the name ``geomap`` where the format has
        room for it (GeoJSON and JSON: a member; GeoPackage, FlatGeobuf and Parquet:
        metadata; XLSX: a sheet), so not in csv, tsv and jsonl.
    notify : callable, optional
        Takes a sentence on what the format cannot hold; by default the log.

    Raises
    ------
    UsageError
        If the ending does not tell a format that can be written.
    OutputExistsError, OutputError
        If something stands there and `force` is false, or it cannot be written.
    """
    chosen = format_of(path, format)
    target = check_output(path, force=force)
    with replacing(target) as part:
        _write(table, part, chosen, provenance, notify or log_notice, target)


def write_stream(
    table: pd.DataFrame,
    stream: BinaryIO,
    format: str,
    *,
    provenance: Provenance | None = None,
    notify: Notify | None = None,
) -> None:
    """Write a located table to a binary stream such as standard output, once it is whole."""
    chosen = format_of("", format)
    with tempfile.TemporaryDirectory(prefix="geomap-") as folder:
        part = Path(folder) / f"incidents.{chosen}"
        _write(table, part, chosen, provenance, notify or log_notice, part)
        with part.open("rb") as file:
            shutil.copyfileobj(file, stream)


def format_of(path: str | Path, format: str | None) -> str:
    """The format to write: the one that is named, else what the ending of the path says.

    Raises
    ------
    UsageError
        If that is none of `FORMATS`.
    """
    name = Path(path).name.lower()
    ending = "dwc" if name.endswith(".dwc.csv") else Path(name).suffix[1:]
    ending = "parquet" if ending == "geoparquet" else ending
    chosen = ending if format is None else format
    if chosen in FORMATS or chosen in WRITE_ONLY:
        return chosen
    if format is None and not ending:
        raise UsageError(
            f"{path} has no ending that tells a format.",
            hint=f"Name one with --format: {', '.join((*FORMATS, *WRITE_ONLY))}.",
        )
    what = f"The ending of {path}" if format is None else f"The format {format!r}"
    raise UsageError(
        f"{what} is none that can be written.", hint=f"Choose from: {', '.join((*FORMATS, *WRITE_ONLY))}."
    )


def _write(
    table: pd.DataFrame, part: Path, format: str, provenance: Provenance | None, notify: Notify, target: Path
) -> None:
    try:
        made = to_arrow(table, shared_texts=format == "parquet")
        for sentence in limits(made, format):
            notify(sentence)
        {**FORMATS, **WRITE_ONLY}[format](Job(made, part, provenance, notify))
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pa.ArrowException,
        sqlite3.Error,
    ) as error:
        if isinstance(error, OSError):
            raise
        raise OutputError(
            f"{target} cannot be written: {error}.", path=target, hint="Is there room on the disk?"
        ) from error
    except Exception as error:
        # openpyxl writes through lxml where that is installed, whose errors are not OSErrors.
        if not type(error).__module__.startswith("lxml"):
            raise
        raise OutputError(
            f"{target} cannot be written: {error}.", path=target, hint="Is there room on the disk?"
        ) from error


FORMATS: Mapping[str, Callable[[Job], None]] = {
    "geojson": flat.write_geojson,
    "gpkg": layers.write_gpkg,
    "parquet": layers.write_parquet,
    "csv": flat.write_csv,
    "tsv": flat.write_tsv,
    "json": flat.write_json,
    "jsonl": flat.write_jsonl,
    "fgb": layers.write_fgb,
    "xlsx": write_xlsx,
}
"""What can be written and read back, by ending, and the function that does."""

WRITE_ONLY: Mapping[str, Callable[[Job], None]] = {"kml": write_kml, "dwc": write_dwc}
"""What can be written but does not hold the whole table, or not in a form that comes back."""
