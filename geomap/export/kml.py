"""KML 2.2 (OGC 07-147r2): a folder for each kind, time spans, points and footprints.

Every column travels in `ExtendedData` as text. What a viewer shows is the description
alone, which is made here and escaped for HTML as well: balloons are HTML.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa
import shapely

from geomap.export.flat import flat
from geomap.export.styles import kinds_of
from geomap.export.writing import Job
from geomap.palette import REST, colours

_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SHOWN = ("date", "place", "place_name", "uncertainty_m", "status", "method", "remarks", "source")
_BALLOON = "<BalloonStyle><text>$[description]</text></BalloonStyle>"


def write_kml(job: Job) -> None:
    """All rows as placemarks, in the order of the table within their kind; those without a point too."""
    kinds = [*kinds_of(job.table), ""]
    styles = dict(zip(kinds, [*colours(kinds[:-1]), REST], strict=True))
    folders: dict[str, list[str]] = {kind: [] for kind in kinds}
    missing = 0
    for record in _records(job.table):
        kind = record.get("kind") or ""
        missing += record["lon"] is None
        folders[kind].append(_placemark(record, kinds.index(kind)))
    with job.part.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">')
        file.write("<Document><name>Incidents</name>\n")
        file.writelines(_style(at, styles[kind]) for at, kind in enumerate(kinds) if folders[kind])
        if job.provenance_json is not None:
            file.write(f"<ExtendedData>{_data('geomap', job.provenance_json)}</ExtendedData>\n")
        for kind in kinds:
            if folders[kind]:
                file.write(f"<Folder><name>{_xml(kind.replace('_', ' ') or 'no kind')}</name>\n")
                file.writelines(f"{placemark}\n" for placemark in folders[kind])
                file.write("</Folder>\n")
        file.write("</Document></kml>\n")
    if missing:
        rows = "1 row has" if missing == 1 else f"{missing} rows have"
        job.notify(f"{rows} no point: KML viewers show them in the list alone.")
    job.notify("KML holds types and nulls as text only, and rows by kind; geomap does not read it again.")


def _records(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in flat(table):
        yield from batch.to_pylist()


def _style(at: int, colour: str) -> str:
    """Point, outline and area of one kind; children in the order of the schema."""
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return (
        f'<Style id="kind-{at}"><IconStyle><color>ff{blue}{green}{red}</color></IconStyle>'
        f"<LineStyle><color>c8{blue}{green}{red}</color><width>1</width></LineStyle>"
        f"<PolyStyle><color>30{blue}{green}{red}</color></PolyStyle>{_BALLOON}</Style>\n"
    )


def _placemark(record: dict[str, Any], style: int) -> str:
    """One incident; children in the order of the schema: name, Snippet, description, time, style, data."""
    name = str(record.get("title") or record.get("place") or record.get("id") or "")
    data = "".join(_data(field, value) for field, value in record.items() if value is not None)
    return (
        f'<Placemark><name>{_xml(name)}</name><Snippet maxLines="0"></Snippet>'
        f"<description>{_xml(_balloon(name, record))}</description>{_span(record)}"
        f"<styleUrl>#kind-{style}</styleUrl><ExtendedData>{data}</ExtendedData>{_shapes(record)}</Placemark>"
    )


def _balloon(name: str, record: dict[str, Any]) -> str:
    shown = [(field.replace("_", " "), record[field]) for field in _SHOWN if record.get(field) is not None]
    lines = "".join(f"<br><b>{html.escape(field)}:</b> {html.escape(str(value))}" for field, value in shown)
    return f"<b>{html.escape(name)}</b>{lines}"


def _data(name: str, value: Any) -> str:
    text = value.isoformat() if hasattr(value, "isoformat") else _plain(value)
    return f"<Data name={quoteattr(_UNFIT.sub(' ', name))}><value>{_xml(text)}</value></Data>"


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _span(record: dict[str, Any]) -> str:
    start, end = record.get("date_start"), record.get("date_end")
    if start is None and end is None:
        return ""
    begin = "" if start is None else f"<begin>{start.isoformat()}</begin>"
    until = "" if end is None else f"<end>{end.isoformat()}</end>"
    return f"<TimeSpan>{begin}{until}</TimeSpan>"


def _shapes(record: dict[str, Any]) -> str:
    areas = [] if record.get("footprint") is None else _areas(record["footprint"])
    if record["lon"] is not None:
        point = f"<Point><coordinates>{record['lon']!r},{record['lat']!r}</coordinates></Point>"
        areas = [point, *areas]
    if len(areas) < 2:
        return "".join(areas)
    return f"<MultiGeometry>{''.join(areas)}</MultiGeometry>"


def _areas(wkt: str) -> list[str]:
    parts = [part for part in shapely.get_parts([shapely.from_wkt(wkt)]) if part.geom_type == "Polygon"]
    return [
        f"<Polygon><outerBoundaryIs>{_ring(part.exterior.coords)}</outerBoundaryIs>"
        + "".join(f"<innerBoundaryIs>{_ring(hole.coords)}</innerBoundaryIs>" for hole in part.interiors)
        + "</Polygon>"
        for part in parts
    ]


def _ring(coords: Sequence[Any]) -> str:
    places = " ".join(f"{x:.6f},{y:.6f}" for x, y in coords)
    return f"<LinearRing><coordinates>{places}</coordinates></LinearRing>"


def _xml(text: str) -> str:
    return escape(_UNFIT.sub(" ", text), {"\r": "&#13;"})
