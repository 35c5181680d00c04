"""The way from a file to a table: load it, know what it is, name and type its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely

from geomap.coordinates import coordinate_problem
from geomap.errors import InputError
from geomap.model import ADDED_COLUMNS, COLUMNS, CRS, HARMS
from geomap.readers import coerce, numbers, presets
from geomap.readers.columns import (
    CODER_COORDINATES,
    Matches,
    match_columns,
    need_place,
    own_names,
    standard_aliases,
)
from geomap.readers.ids import content_ids, said_twice
from geomap.readers.load import Input, Loaded, load
from geomap.readers.ownership import as_input, input_order, is_geocoded, restore, spreadsheet_restored
from geomap.readers.source import Notify, log_notice
from geomap.readers.spatial import Shapes


def read_incidents(
    source: Input,
    *,
    format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    preset: str | None = None,
    coordinates: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    layer: str | None = None,
    notify: Notify | None = None,
) -> pd.DataFrame:
    """Read a table of incidents.

    Parameters
    ----------
    source : str, path-like, file-like, DataFrame or GeoDataFrame
        ``-`` is standard input and needs `format`.
    format : str, optional
        csv, tsv, json, jsonl, yaml, geojson, gpkg, fgb, shp, parquet or xlsx; by
        default what the name's ending says.
    mapping : mapping of str to str, optional
        geomap's column to the file's, where the names alone would not tell.
    preset : str, optional
        One of `geomap.readers.presets.NAMES`, to read the export of a known database, or
        ``none``; by default what the columns tell.
    coordinates : ``given`` or ``words``, optional
        Whether rows that have both coordinates and place words keep the coordinates, or are
        to be located from the words: then the coordinates are kept as `coder_lon`,
        `coder_lat` and their radius as `coder_uncertainty_m`. By default ``given``, unless
        a preset says otherwise.
    encoding : str, optional
        Of text formats; by default found out, and said unless it is UTF-8 or UTF-16.
    sheet, layer : str, optional
        Of a workbook, of a GeoPackage; by default the first.
    notify : callable, optional
        Takes a sentence on each choice made and value set aside; by default the log.

    Returns
    -------
    DataFrame
        In the order of the file, numbered from 0. First the columns of
        `geomap.model.INPUT_COLUMNS` that the file has, and `id` always: text as
        ``str``, numbers as ``float64``, counts as ``Int64``, JSON as text; what is
        empty is missing. `lon`, `lat` are what the file says, however impossible
        (see `geomap.coordinates`). Then the file's other columns, as they are; one whose
        name is taken is called ``input_…``. Rows of a spatial file that are areas or
        lines have a point inside as `lon`, `lat` and the shape as `footprint`.

        Of geomap's own output (see `is_geocoded`) the columns that geomap added are
        left out, and coordinates stay only where they were given, not derived.

    Raises
    ------
    InputError
        If it cannot be read, or has neither a place column nor coordinates.
    UsageError
        If an option names nothing.
    """
    notify = notify or log_notice
    loaded = load(source, format=format, encoding=encoding, sheet=sheet, layer=layer, notify=notify)
    if not mapping and not preset and is_geocoded(loaded.frame):
        return as_input(restore(loaded, notify))
    return _incidents(loaded, _Meaning(mapping or {}, preset, coordinates), notify)


def read_geocoded(source: Input, *, notify: Notify | None = None, **options: Any) -> geopandas.GeoDataFrame:
    """Read geomap's own output again, from any format that `geomap.export` writes.

    Parameters
    ----------
    **options
        `format`, `encoding`, `sheet`, `layer`, as for `read_incidents`.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, rows and columns in the order of the file, geomap's columns in their
        types; `geometry` points or None, `footprint` a second geometry column.

    Raises
    ------
    InputError
        If it is not geomap's own output.
    """
    notify = notify or log_notice
    loaded = load(source, notify=notify, **options)
    if not is_geocoded(loaded.frame):
        raise InputError(
            "this table is not geocoded yet: it lacks geomap's columns status, method and remarks.",
            path=loaded.name,
            hint="Run geomap geocode on it first.",
        )
    return restore(loaded, notify)


def read_table(
    source: Input,
    *,
    mapping: Mapping[str, str] | None = None,
    preset: str | None = None,
    coordinates: str | None = None,
    notify: Notify | None = None,
    **options: Any,
) -> pd.DataFrame:
    """`read_geocoded` (a GeoDataFrame) if the file is geomap's own output, else `read_incidents`.

    With a `mapping` or a `preset` it is always read as incidents.
    """
    notify = notify or log_notice
    loaded = load(source, notify=notify, **options)
    if not mapping and not preset and is_geocoded(loaded.frame):
        return restore(loaded, notify)
    return _incidents(loaded, _Meaning(mapping or {}, preset, coordinates), notify)


def read_plain(source: Input, *, notify: Notify | None = None, **options: Any) -> pd.DataFrame:
    """Any table under its own column names, without giving them a meaning: decisions, worklists.

    Texts that geomap neutralised for spreadsheets are restored; empty texts are missing.
    """
    loaded = load(source, notify=notify or log_notice, **options)
    return spreadsheet_restored(loaded) if loaded.spreadsheet_text else loaded.frame


# --- incidents ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What the user says about the columns; see `read_incidents`."""

    mapping: Mapping[str, str]
    preset: str | None = None
    coordinates: str | None = None

    def takes_words(self, chosen: presets.Preset | None) -> bool:
        """Whether words go before coordinates: as said; never where the user names the coordinates."""
        if self.coordinates or chosen is None:
            return self.coordinates == presets.WORDS
        return chosen.coordinates == presets.WORDS and not {"lon", "lat"} & self.mapping.keys()


def _incidents(loaded: Loaded, meaning: _Meaning, notify: Notify) -> pd.DataFrame:
    path = loaded.name
    chosen = presets.choose(list(loaded.frame.columns), meaning.preset, path)
    raw, matches = _matched(loaded, meaning, chosen, notify)
    need_place(matches, list(raw.columns), has_shapes=loaded.shapes is not None, path=path)
    frame = _renamed(raw, matches, path, notify)
    _type_columns(frame, matches, path, notify)
    _take_shapes(frame, loaded.shapes, matches, path, notify)
    aside = _set_aside(frame) if meaning.takes_words(chosen) else 0
    if chosen:
        notify(f"{path}: {_said_of(chosen, meaning)}")
    elif aside:
        notify(
            f"{path}: {aside} rows are located from their words; coordinates stay as coder_lon, coder_lat."
        )
    if "id" in frame:
        said_twice(frame["id"], path, notify)
    if "id" not in frame or frame["id"].isna().any():
        made = content_ids(_hashable(loaded))
        frame["id"] = frame["id"].fillna(made) if "id" in frame else made
    return frame[input_order(frame)]


def _matched(
    loaded: Loaded, meaning: _Meaning, chosen: presets.Preset | None, notify: Notify
) -> tuple[pd.DataFrame, Matches]:
    """The columns with those that the preset makes, and which of them is which of ours."""
    path, frame = loaded.name, loaded.frame
    if chosen is None:
        return frame, match_columns(list(frame.columns), mapping=meaning.mapping, path=path, notify=notify)
    applied = presets.apply(chosen, frame, meaning.mapping, path=path, notify=notify)
    matches = match_columns(
        [name for name in applied.frame.columns if name not in applied.not_places],
        mapping={**applied.mapping, **meaning.mapping},
        aliases=standard_aliases() if chosen.aliases else own_names(),
        path=path,
        notify=notify,
    )
    return applied.frame, matches


def _said_of(chosen: presets.Preset, meaning: _Meaning) -> str:
    read = f"read as {chosen.title}"
    if meaning.preset is None:
        read += ", which its columns tell (--preset none reads it plainly)"
    if meaning.takes_words(chosen):
        reason = "" if meaning.coordinates else f", because {chosen.because}"
        return (
            f"{read}. Rows are located from their words{reason}; the coordinates are kept as coder_lon, "
            "coder_lat (--coordinates given takes them instead)."
        )
    reason = f", because {chosen.because}" if chosen.coordinates == presets.GIVEN else ""
    return f"{read}. Its coordinates are taken{reason} (--coordinates words locates from the words instead)."


def _set_aside(frame: pd.DataFrame) -> int:
    """Move the coordinates of rows with place words to the coder's columns; gives how many rows.

    Coordinates that cannot be stay: georeferencing says what is wrong with them.
    """
    if "place" not in frame or not {"lon", "lat"} <= set(frame.columns):
        return 0
    there = frame["lon"].notna() & frame["lat"].notna()
    aside = there & frame["place"].notna() & pd.isna(coordinate_problem(frame["lon"], frame["lat"]))
    for own, kept in zip(("lon", "lat", "uncertainty_m"), (*CODER_COORDINATES, CODER_RADIUS), strict=True):
        if own in frame:
            moved = frame[own].where(aside)
            frame[kept] = moved.fillna(frame[kept]) if kept in frame else moved
            frame[own] = frame[own].mask(aside)
    return int(aside.sum())


CODER_RADIUS = "coder_uncertainty_m"
"""The radius that came with coordinates that are not taken; travels along as any other column."""


def _renamed(frame: pd.DataFrame, matches: Matches, path: str, notify: Notify) -> pd.DataFrame:
    ours = {theirs: own for own, theirs in matches.columns.items()}
    made = {f"{harm}_{end}" for harm in matches.both_ends for end in ("min", "max")}
    taken = set(COLUMNS) & (set(ours.values()) | made | {"id"} | set(ADDED_COLUMNS))
    renamed = dict(ours)
    kept = []
    for name in frame.columns:
        if name in taken and name not in ours:
            renamed[name] = next(
                f"input_{name}{n}" for n in ("", *range(2, 99)) if f"input_{name}{n}" not in frame
            )
            kept.append(name)
    if kept:
        notify(
            f"{path}: kept as {', '.join(repr(renamed[name]) for name in kept)}: "
            f"{', '.join(map(repr, kept))}, which geomap fills itself."
        )
    both = set(matches.both_ends.values())
    return frame.rename(columns={old: new for old, new in renamed.items() if old not in both})


def _type_columns(frame: pd.DataFrame, matches: Matches, path: str, notify: Notify) -> None:
    for own, theirs in matches.columns.items():
        if own in ("lon", "lat", *CODER_COORDINATES):
            values, bad = numbers.coordinates(frame[own], own.removeprefix("coder_"))
            coerce.say_unread(frame[own], bad, "is not a coordinate and stays empty", theirs, path, notify)
            frame[own] = values
        elif own == "uncertainty_m":
            frame[own] = coerce.positive(frame[own], path, theirs, notify)
        elif not own.startswith(tuple(f"{harm}_" for harm in HARMS)):
            frame[own] = coerce.text(frame[own])
    coerce.harm_ends(frame, matches.columns, matches.both_ends, path, notify)


def _take_shapes(
    frame: pd.DataFrame, shapes: Shapes | None, matches: Matches, path: str, notify: Notify
) -> None:
    """Fill `lon` and `lat` from the file's geometry, which goes before its coordinate columns."""
    if shapes is None:
        if matches.shape is None:
            return
        shapes = np.asarray(coerce.shapes(frame[matches.shape], path), dtype=object)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    points = there & (shapely.get_type_id(shapes) == shapely.GeometryType.POINT)
    wide = there & ~points
    inside = shapes.copy()
    inside[wide] = shapely.point_on_surface(shapes[wide])
    inside[~there] = None
    for own, get in (("lon", shapely.get_x), ("lat", shapely.get_y)):
        found = pd.Series(get(inside), index=frame.index)
        frame[own] = found.fillna(frame[own]) if own in frame else found
    if wide.any():
        only = shapes.copy()
        only[~wide] = None
        frame["footprint"] = geopandas.GeoSeries(only, index=frame.index, crs=CRS)
        notify(f"{path}: {int(wide.sum())} rows are lines or areas; each is kept as the row's footprint.")


def _hashable(loaded: Loaded) -> pd.DataFrame:
    if loaded.shapes is None:
        return loaded.frame
    return loaded.frame.assign(**{"geometry wkt": shapely.to_wkt(loaded.shapes, rounding_precision=-1)})
