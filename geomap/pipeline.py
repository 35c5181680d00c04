"""The whole way, from an input to a map, in one screen.

    read_incidents → geocode → apply_decisions → Map | write

Each step takes a table and gives a table; each can be called by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from geomap.errors import InputError, UsageError
from geomap.gazetteer import Gazetteer
from geomap.georeference import georeference, locate
from geomap.model import Status, table_columns

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geomap.check import Finding
    from geomap.figure import Base, Options
    from geomap.figure.view import View
    from geomap.model import Candidate, Place
    from geomap.page import Map

__all__ = [
    "Reporter",
    "check_table",
    "draft",
    "geocode",
    "georeference",
    "locate",
    "make_figure",
    "make_map",
    "open_gazetteer",
    "provenance",
    "read",
    "read_reports",
    "require_country",
    "tally",
    "toponym_finder",
]


class Reporter(Protocol):
    """Where a long run says what it does; the command line's console is one."""

    def note(self, message: str) -> None: ...

    def progress(self, title: str) -> Any: ...


class Silent:
    """A reporter that says nothing: the default of the Python interface."""

    def note(self, message: str) -> None:
        """Say nothing."""

    def progress(self, title: str) -> Any:
        """A context that gives a callable which shows nothing."""
        from contextlib import nullcontext

        return nullcontext(lambda what, share: None)


def open_gazetteer(reporter: Reporter | None = None) -> Gazetteer:
    """Open the gazetteer, compiling it into the user's cache on first use.

    Raises
    ------
    GazetteerError
        If it can be neither opened nor built.
    """
    said = reporter or Silent()
    with said.progress("Compiling the gazetteer, once") as progress:
        return Gazetteer.open(notify=said.note, progress=progress)


def require_country(text: str, gazetteer: Gazetteer) -> str:
    """The text, if it is empty or names a country.

    Raises
    ------
    UsageError
        If it names none.
    """
    if text and gazetteer.country(text) is None:
        raise UsageError(
            f"--country {text}: the gazetteer has no such country.",
            hint="Use its name or its ISO 3166 code, such as PE or PER.",
        )
    return text


def read(
    inputs: Sequence[Any], *, reporter: Reporter | None = None, **options: Any
) -> pd.DataFrame | gpd.GeoDataFrame:
    """Read one or several inputs into one incident table, in the order given.

    Inputs that geomap wrote itself come back located; see `geomap.readers`. Reports in prose
    (txt, md, html, pdf, docx) come as drafts, see `draft`.
    """
    from geomap.readers import concatenate, read_table
    from geomap.readers.documents import is_prose

    said = reporter or Silent()
    tables = []
    for source in inputs:
        if is_prose(source) and not options.get("format"):
            table = draft([source], reporter=said, encoding=options.get("encoding"))
            tables.append(read_table(table, notify=said.note))
        else:
            tables.append(read_table(source, notify=said.note, **options))
    return concatenate(tables)


def read_reports(
    inputs: Sequence[str],
    *,
    gazetteer: Gazetteer,
    written: dt.date | None = None,
    language: str = "",
    format: str | None = None,
    encoding: str | None = None,
    reporter: Reporter | None = None,
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Document id and the incidents drawn from it, document by document (DESIGN.md, section 7).

    Parameters
    ----------
    inputs : sequence of str
        Reports: txt, md, html, pdf, docx, or JSON lines with ``doc_id`` and ``text``.
    written : datetime.date, optional
        When the reports were written; by default what their datelines say.
    """
    from geomap.extract import Document, Extractor
    from geomap.readers.documents import read_documents

    said = reporter or Silent()
    extractor = Extractor(gazetteer, language=language)
    for source in inputs:
        for doc_id, text in read_documents(source, format=format, encoding=encoding, notify=said.note):
            yield doc_id, extractor.records(Document(doc_id, text, written))


def draft(
    inputs: Sequence[str],
    *,
    gazetteer: Gazetteer | None = None,
    reporter: Reporter | None = None,
    **options: Any,
) -> pd.DataFrame:
    """Reports in prose to a draft incident table, for a person to check.

    Raises
    ------
    InputError
        If no incident is found in them.
    """
    import pandas as pd

    own = gazetteer or open_gazetteer(reporter)
    try:
        found = read_reports(inputs, gazetteer=own, reporter=reporter, **options)
        rows = [incident for _, incidents in found for incident in incidents]
    finally:
        if gazetteer is None:
            own.close()
    if not rows:
        raise InputError("no incident was found in it.", path=", ".join(inputs))
    table = pd.DataFrame(rows).drop(columns=["date_start", "date_end", "places"])
    return table.reindex(columns=table_columns([*table.columns, *({"place"} - set(table.columns))]))


def geocode(
    table: Any,
    *,
    country: str = "",
    language: str = "",
    remark_language: str = "en",
    decisions: Any = None,
    gazetteer: Gazetteer | None = None,
    reporter: Reporter | None = None,
) -> gpd.GeoDataFrame:
    """Give every row of an incident table a place, a stated uncertainty and the reason for both.

    Parameters
    ----------
    table : DataFrame, path, or list of them
        An incident table, or a file that `geomap.read_incidents` reads. A table that
        geomap has located already is kept as it is.
    country : str
        Country of rows that name none: name, ISO 3166-1 alpha-2 or alpha-3.
    language : str
        Language of the place descriptions (``en``, ``es``); recognised if empty.
    remark_language : str
        Language in which the reasons are given.
    decisions : DataFrame or path, optional
        Human decisions (`id`, `place_id` or `lon`/`lat`/`uncertainty_m`, `who`, `why`),
        applied last.

    Returns
    -------
    GeoDataFrame
        Rows as they came, in EPSG:4326, with the added columns of DESIGN.md section 4:
        active geometry `geometry` (Point or None) and `footprint` (polygon or None).
    """
    from geomap import georeference as place
    from geomap.readers import is_geocoded, read_table
    from geomap.review import apply_decisions, read_decisions

    said = reporter or Silent()
    if not hasattr(table, "columns"):
        table = read(table if isinstance(table, list | tuple) else [table], reporter=said)
    elif not is_geocoded(table):
        table = read_table(table, notify=said.note)
    own = gazetteer or (None if is_geocoded(table) and decisions is None else open_gazetteer(said))
    try:
        if not is_geocoded(table):
            assert own is not None
            with said.progress("Locating") as progress:
                table = place.geocode(
                    table,
                    own,
                    country=require_country(country, own),
                    language=language,
                    remark_language=remark_language,
                    progress=progress,
                )
        if decisions is not None:
            assert own is not None
            table = apply_decisions(table, read_decisions(decisions), own, language=remark_language)
        return table
    finally:
        if gazetteer is None and own is not None:
            own.close()


def make_map(located: gpd.GeoDataFrame, *, gazetteer: Gazetteer | None = None, **options: Any) -> Map:
    """The page of a located table; `options` are those of `geomap.Map`.

    With a gazetteer, the towns around the incidents are named on the base map.
    """
    from geomap.page import Map, label_bounds

    if gazetteer is not None and "place_labels" not in options:
        bounds = label_bounds(located)
        towns = gazetteer.within(bounds, min_population=MIN_LABELLED, limit=MAX_LABELS) if bounds else []
        options["place_labels"] = [(town.lon, town.lat, town.name, town.population) for town in towns]
    return Map(located, **options)


MIN_LABELLED = 1_000
"""Population from which a town may be named on the base map."""

MAX_LABELS = 600
"""Towns named at most, the most populous of the extent."""


def make_figure(
    located: gpd.GeoDataFrame,
    format: str,
    *,
    gazetteer: Gazetteer | None = None,
    chart: str = "map",
    options: Options | None = None,
) -> bytes:
    """A located table as a picture for print: the bytes of a PNG, SVG or PDF file.

    Parameters
    ----------
    gazetteer : Gazetteer, optional
        Where the base map comes from; without it there is none.
    chart : ``map`` or ``timeline``
        What to draw.
    """
    from geomap import figure

    options = options or figure.Options()
    said = figure.describe(located)
    if chart == "timeline":
        drawn = figure.timeline(located, options)
        return figure.render(drawn, format, title=options.title or "Incidents over time", description=said)
    base = _base_of(figure.view_for(located, options), gazetteer) if gazetteer else None
    drawn = figure.figure(located, base, options)
    return figure.render(drawn, format, title=options.title or "Map of incidents", description=said)


COUNTRY_CODES = ("PCLI", "PCLD", "PCL", "PCLS", "PCLF", "PCLIX", "TERR", "CONT", "ZN")
"""What is drawn as land: countries and dependencies, and Antarctica."""

DETAILED_DEG = 30.0
"""Up to this extent a figure shows first-level areas, and the finest coast that there is."""

NEAR_DEG = 6.0
"""Up to this extent borders of countries are those of their first-level areas, which are finer."""


def _base_of(view: View, gazetteer: Gazetteer) -> Base:
    from geomap.figure import Base, Town, shared_edges

    boxes = view.boxes(0.2)
    wide = sum(box[2] - box[0] for box in boxes)
    world = gazetteer.areas((-180.0, -90.0, 180.0, 90.0), COUNTRY_CODES)
    near = world if wide >= DETAILED_DEG else _areas(gazetteer, boxes, COUNTRY_CODES)
    parts = _areas(gazetteer, boxes, ("ADM1",)) if wide < DETAILED_DEG else []
    outer = parts if wide < NEAR_DEG and parts else near
    towns = [town for box in boxes for town in gazetteer.within(box, min_population=500, limit=400)]
    outlines = [shape for _, shape in world]
    return Base(
        land=outlines if view.is_world else [piece for box in boxes for piece in gazetteer.land(box)],
        borders=shared_edges(*_shapes_and_owners(outer), within_owner=False),
        divisions=shared_edges(*_shapes_and_owners(parts), within_owner=True),
        towns=[Town(town.lon, town.lat, town.name, town.population) for town in towns],
        world=outlines,
        world_borders=shared_edges(*_shapes_and_owners(world), within_owner=False),
        credit="Borders: Natural Earth (public domain), de facto view; towns: GeoNames (CC BY 4.0).",
    )


def _areas(
    gazetteer: Gazetteer, boxes: Sequence[tuple[float, float, float, float]], codes: Sequence[str]
) -> list[tuple[Place, Any]]:
    found = {place.place_id: (place, shape) for box in boxes for place, shape in gazetteer.areas(box, codes)}
    return list(found.values())


def _shapes_and_owners(areas: Sequence[tuple[Place, Any]]) -> tuple[list[Any], list[str]]:
    return [shape for _, shape in areas], [place.country_code for place, _ in areas]


def check_table(located: gpd.GeoDataFrame, gazetteer: Gazetteer) -> list[Finding]:
    """What in a located table a person should look at; see `geomap.check`."""
    from geomap.check import Country, check

    def country_of(text: str) -> Country | None:
        place = gazetteer.country(text)
        if place is None:
            return None
        outline = gazetteer.outline(place.place_id)
        return Country(place.country_code, place.name, place.lon, place.lat, outline)

    return check(located, country_of)


def tally(located: pd.DataFrame) -> Mapping[str, int]:
    """How many rows have each status, all statuses named, in the order of `Status`."""
    counts = located["status"].value_counts()
    return {str(status): int(counts.get(str(status), 0)) for status in Status}


def provenance(
    inputs: Sequence[str], gazetteer: Gazetteer | None, options: Mapping[str, Any]
) -> dict[str, Any]:
    """What a copy has to say about its making: version, gazetteer, inputs' hashes, options.

    No paths and no clock: the same input, gazetteer and options give the same record.
    """
    from geomap._version import __version__
    from geomap.files import sha256

    return {
        "tool": f"geomap {__version__}",
        "gazetteer": None if gazetteer is None else gazetteer.fingerprint,
        "inputs": [{"sha256": sha256(path)} for path in inputs if Path(path).is_file()],
        "options": {name: value for name, value in sorted(options.items()) if value},
    }


def toponym_finder(
    gazetteer: Gazetteer,
) -> Callable[[str, Sequence[tuple[int, int]] | None], list[dict[str, Any]]]:
    """A function that finds and resolves the place names of a text.

    It takes the text and the spans of its names (None: they are to be found), and gives the
    `toponyms` of DESIGN.md section 7: with spans one entry each, in their order.
    """
    from geomap.extract import Recogniser
    from geomap.georeference.document import DocumentResolver, Mention

    recogniser, resolver = Recogniser(gazetteer), DocumentResolver(gazetteer)

    def find(text: str, spans: Sequence[tuple[int, int]] | None) -> list[dict[str, Any]]:
        found = recogniser.find(text) if spans is None else spans
        ranked = resolver.resolve(text, [Mention(start, end) for start, end in found])
        return [_toponym(text, *span, own) for span, own in zip(found, ranked, strict=True)]

    return find


def _toponym(text: str, start: int, end: int, ranked: Sequence[Candidate]) -> dict[str, Any]:
    place = ranked[0].place if ranked else None
    return {
        "start": start,
        "end": end,
        "name": text[start:end],
        "lon": None if place is None else round(place.lon, 6),
        "lat": None if place is None else round(place.lat, 6),
        "uncertainty_m": None if place is None else round(place.extent_m, 1),
        "place_id": None if place is None else place.place_id,
        "feature_code": None if place is None else place.feature_code,
        "score": round(ranked[0].score, 4) if ranked else None,
    }
