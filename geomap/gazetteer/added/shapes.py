"""Points and areas of GeoJSON, GeoPackage and Shapefile, read through pyogrio."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError, UsageError
from geomap.gazetteer import extent
from geomap.gazetteer.added.record import Reading, Record, Records, Tally, written
from geomap.gazetteer.features import feature_class
from geomap.gazetteer.sources import Entry
from geomap.gazetteer.sources.outlines import farthest_m, inner_point
from geomap.model import CRS, Place

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SUFFIXES = (".geojson", ".json", ".gpkg", ".shp", ".fgb")
_BATCH = 20_000


def places(path: Path, reading: Reading, tally: Tally) -> Records:
    """Every feature that has a name and a geometry; areas keep their outline.

    Raises
    ------
    UsageError
        With the fields that there are, if the named one is missing.
    InputError
        If GDAL cannot read the file.
    """
    import pyogrio

    with _Unpacked(path) as plain:
        try:
            info = pyogrio.read_info(plain)
        except Exception as error:
            raise InputError(f"it cannot be read: {error}.", path=path) from error
        fields = [str(name) for name in info["fields"]]
        columns = _columns(fields, reading, path)
        for start in range(0, max(info["features"], 1), _BATCH):
            frame = pyogrio.read_dataframe(
                plain, columns=sorted(set(columns.values())), skip_features=start, max_features=_BATCH
            )
            if frame.crs is not None and frame.crs != CRS:
                frame = frame.to_crs(CRS)
            rows: Iterator[dict[str, Any]] = frame.to_dict("records")
            for number, row in enumerate(rows, start=start + 1):
                tally.rows += 1
                record = _record(row, columns, number, reading, tally)
                if record is not None:
                    tally.kept += 1
                    yield record


def _columns(fields: list[str], reading: Reading, path: Path) -> dict[str, str]:
    listed = ", ".join(fields) or "none"
    for meaning, column in reading.columns.items():
        if column not in fields:
            raise UsageError(
                f"{path} has no field {column!r} for the {meaning}.", hint=f"Its fields are: {listed}."
            )
    if "name" in reading.columns:
        return dict(reading.columns)
    for field in fields:
        if field.lower() in ("name", "nombre", "shapename", "nom"):
            return {**reading.columns, "name": field}
    raise UsageError(
        f"{path}: which field holds the name?", hint=f"Say it with --column name=FIELD. It has: {listed}."
    )


def _record(
    row: dict[str, Any], columns: dict[str, str], number: int, reading: Reading, tally: Tally
) -> Record | None:
    shape: BaseGeometry | None = row["geometry"]
    name = row[columns["name"]]
    if not isinstance(name, str) or not name.strip():
        tally.leave_out(number, "no name")
        return None
    if shape is None or shape.is_empty:
        tally.leave_out(number, f"{name} has no geometry")
        return None
    area = _area(shape, tally)
    if area is not None and area.is_empty:
        tally.leave_out(number, f"{name} has a geometry that cannot be repaired")
        return None
    code = str(row.get(columns.get("feature_code", ""), "") or reading.feature_code)
    code = code or ("ADMD" if area is not None else "PPL")
    letter = feature_class(code) or "A"
    if area is not None:
        lon, lat = inner_point(area)
        radial, basis = round(farthest_m(area, lon, lat), 1), "outline"
    else:
        middle = shape.centroid
        lon, lat = round(middle.x, 6), round(middle.y, 6)
        radial, basis = extent.estimate(letter, code, 0), "class"
    key = row.get(columns.get("id", ""))
    place = Place(
        place_id=f"{reading.slug}:{number if key is None or key == '' else key}",
        name=written(name),
        feature_class=letter,
        feature_code=code,
        country_code=str(row.get(columns.get("country", ""), "") or reading.country).upper()[:2],
        admin1="",
        admin2="",
        lon=lon,
        lat=lat,
        population=0,
        extent_m=radial,
        extent_basis=basis,
        source=reading.slug,
        has_outline=area is not None,
    )
    first, second = (str(row.get(columns.get(level, ""), "") or "") for level in ("admin1", "admin2"))
    return Record(Entry(place, ()), area, admin1_name=first, admin2_name=second)


def _area(shape: BaseGeometry, tally: Tally) -> BaseGeometry | None:
    """The polygons of a geometry as a valid multipolygon; None for points and lines."""
    import shapely

    if shape.geom_type not in ("Polygon", "MultiPolygon", "GeometryCollection"):
        return None
    shape = shapely.force_2d(shape)
    if not shape.is_valid:
        tally.repaired += 1
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    return shapely.MultiPolygon([part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"])


class _Unpacked:
    """The file itself, or a temporary copy without its gzip; GDAL guesses formats by the ending."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Path:
        if self._path.suffix != ".gz":
            return self._path
        from geomap.gazetteer.added.opening import opened

        self._folder = tempfile.TemporaryDirectory()
        plain = Path(self._folder.name) / self._path.stem
        with opened(self._path) as (stream, _, _), open(plain, "wb") as out:
            while block := stream.read(1 << 20):
                out.write(block)
        return plain

    def __exit__(self, *_: object) -> None:
        if self._folder is not None:
            self._folder.cleanup()
