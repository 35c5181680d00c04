"""KML 2.2 (OGC 07-147r2): a folder for each kind, time spans, points and footprints; never read back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

import shapely

from geomap.export.flat import flat
from geomap.export.writing import Job

_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SHOWN = ("date", "place", "place_name", "uncertainty_m", "status", "method", "remarks", "source")
_STYLE = (
    '<Style id="incident"><PolyStyle><color>20000000</color></PolyStyle>'
    "<LineStyle><color>ff404040</color><width>1</width></LineStyle></Style>"
)


def write_kml(job: Job) -> None:
    """Rows with a point as placemarks, in the order of the table within their kind; others are counted."""
    kinds: dict[str, list[str]] = {}
    missing = 0
    for record in _records(job.table):
        if record["lon"] is None:
            missing += 1
        else:
            kinds.setdefault(record.get("kind") or "other", []).append(_placemark(record))
    with job.part.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">')
        file.write(f"<Document><name>Incidents</name>{_STYLE}\n")
        for kind, placemarks in kinds.items():
            file.write(f"<Folder><name>{_xml(kind.replace('_', ' '))}</name>\n")
            file.writelines(f"{placemark}\n" for placemark in placemarks)
            file.write("</Folder>\n")
        file.write("</Document></kml>\n")
    if missing:
        job.notify(f"KML holds places alone: {missing} rows without a point are left out.")


def _records(table: Any) -> Iterator[dict[str, Any]]:
    for batch in flat(table):
        yield from batch.to_pylist()


def _placemark(record: dict[str, Any]) -> str:
    name = record.get("title") or record.get("place") or record.get("id") or ""
    data = "".join(
        f'<Data name="{field}"><value>{_xml(str(record[field]))}</value></Data>'
        for field in _SHOWN
        if record.get(field) is not None
    )
    return (
        f"<Placemark><name>{_xml(str(name))}</name>{_span(record)}<styleUrl>#incident</styleUrl>"
        f"<ExtendedData>{data}</ExtendedData><MultiGeometry>"
        f"<Point><coordinates>{record['lon']!r},{record['lat']!r}</coordinates></Point>"
        f"{_areas(record.get('footprint'))}</MultiGeometry></Placemark>"
    )


def _span(record: dict[str, Any]) -> str:
    start, end = record.get("date_start"), record.get("date_end")
    if start is None and end is None:
        return ""
    begin = "" if start is None else f"<begin>{start.isoformat()}</begin>"
    until = "" if end is None else f"<end>{end.isoformat()}</end>"
    return f"<TimeSpan>{begin}{until}</TimeSpan>"


def _areas(wkt: str | None) -> str:
    if wkt is None:
        return ""
    parts = [part for part in shapely.get_parts([shapely.from_wkt(wkt)]) if part.geom_type == "Polygon"]
    return "".join(
        f"<Polygon><outerBoundaryIs>{_ring(part.exterior)}</outerBoundaryIs>"
        + "".join(f"<innerBoundaryIs>{_ring(hole)}</innerBoundaryIs>" for hole in part.interiors)
        + "</Polygon>"
        for part in parts
    )


def _ring(ring: Any) -> str:
    places = " ".join(f"{x:.6f},{y:.6f}" for x, y in ring.coords)
    return f"<LinearRing><coordinates>{places}</coordinates></LinearRing>"


def _xml(text: str) -> str:
    return escape(_UNFIT.sub(" ", text))
