"""Darwin Core CSV: event and location terms (dwc.tdwg.org), one row an incident."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pyarrow as pa
import shapely

from geomap.export.flat import write_table
from geomap.export.writing import Job
from geomap.georeference.codebook import darwin_core
from geomap.model import Georeference, RelationKind, Status

_TAKEN = {
    "eventID": "id",
    "verbatimEventDate": "date",
    "eventType": "kind",
    "eventRemarks": "description",
    "locality": "place_name",
    "country": "country",
    "countryCode": "country_code",
    "stateProvince": "admin1_name",
    "county": "admin2_name",
    "bibliographicCitation": "source",
    "references": "source_url",
}
"""Darwin Core terms to the columns that they are as they stand."""

_DECIDED = "verified by data custodian"


def write_dwc(job: Job) -> None:
    """The terms that Darwin Core has for an incident's date and place; nothing else."""
    table = job.table
    rows = [_terms(record) for record in _records(table)]
    names = list(rows[0]) if rows else list(_TAKEN)
    made = pa.table({name: pa.array([row[name] for row in rows], _type(name)) for name in names})
    left = [name for name in table.column_names if name not in _HELD]
    if left:
        shown = ", ".join(left[:8]) + (f" and {len(left) - 8} more" if len(left) > 8 else "")
        job.notify(f"Darwin Core has no term for these columns, which are left out: {shown}.")
    write_table(made, job.part, ",")


_HELD = {*_TAKEN.values(), "geometry", "footprint", "place", "uncertainty_m", "sources", "remarks"} | {
    "date_start", "date_end", "status", "method", "admin1", "admin2",
}  # fmt: skip


def _records(table: pa.Table) -> list[dict[str, Any]]:
    kept = [name for name in table.column_names if name in _HELD]
    records: list[dict[str, Any]] = table.select(kept).to_pylist()
    return records


def _terms(record: dict[str, Any]) -> dict[str, Any]:
    taken = {term: record.get(name) for term, name in _TAKEN.items()}
    taken["stateProvince"] = taken["stateProvince"] or record.get("admin1")
    taken["county"] = taken["county"] or record.get("admin2")
    located = dict(
        _located(
            record["geometry"],
            record.get("footprint"),
            record.get("uncertainty_m"),
            record.get("sources") or "",
            record.get("status") or Status.NOT_FOUND,
        )
    )
    located["verbatimLocality"] = record.get("place")
    located["countryCode"] = taken.pop("countryCode")
    located["georeferenceRemarks"] = record.get("remarks")
    if record.get("method") == RelationKind.DECISION:
        located["georeferenceVerificationStatus"] = _DECIDED
    return {"eventID": taken.pop("eventID"), "eventDate": _interval(record), **taken, **located}


@lru_cache(maxsize=4096)
def _located(
    point: bytes | None, footprint: bytes | None, radius: float | None, sources: str, status: str
) -> dict[str, Any]:
    """The location terms; rows of one description share them, and areas on the ellipsoid take time."""
    lon, lat = (None, None) if point is None else (shapely.from_wkb(point).x, shapely.from_wkb(point).y)
    return darwin_core(
        Georeference(
            Status(status),
            lon=lon,
            lat=lat,
            uncertainty_m=radius,
            footprint=None if footprint is None else shapely.from_wkb(footprint),
            sources=tuple(sources.split("; ")) if sources else (),
        )
    )


def _interval(record: dict[str, Any]) -> str | None:
    """ISO 8601 as Darwin Core asks for: a day, or first and last day with a slash."""
    start, end = (record.get(name) for name in ("date_start", "date_end"))
    if start is None or end is None or start > end:
        return None
    first, last = str(start.isoformat()), str(end.isoformat())
    return first if first == last else f"{first}/{last}"


def _type(name: str) -> pa.DataType:
    numeric = (
        "decimalLatitude",
        "decimalLongitude",
        "coordinateUncertaintyInMeters",
        "pointRadiusSpatialFit",
    )
    return pa.float64() if name in numeric else pa.string()
