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
    from geomap.figure import Options
    from geomap.model import Candidate
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
    (txt, md, html, pdf, docx) come as drafts, see `draft`, whose options are in `reports`.
    """
    from geomap.readers import concatenate, read_table
    from geomap.readers.documents import is_prose

    said, own = reporter or Silent(), dict(options.pop("reports", None) or {})
    prose = [source for source in inputs if is_prose(source) and not options.get("format")]
    together = prose if own.get("join") else []
    tables = []
    for source in inputs:
        if source not in prose:
            tables.append(read_table(source, notify=said.note, **options))
        elif source not in together or source is together[0]:
            reports = together or [source]
            table = draft(reports, reporter=said, encoding=options.get("encoding"), **own)
            tables.append(read_table(table, notify=said.note))
    return concatenate(tables)


def read_reports(
    inputs: Sequence[str],
    *,
    gazetteer: Gazetteer,
    written: dt.date | None = None,
    language: str = "",
    kinds: str | None = None,
    unclaimed: bool = False,
    format: str | None = None,
    encoding: str | None = None,
    reporter: Reporter | None = None,
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Document id and the incidents drawn from it, document by document (DESIGN.md, section 7).

    Parameters
    ----------
    inputs : sequence of str
        Reports: txt, md, html, pdf, docx, or JSON lines with ``doc_id``, ``text`` and perhaps ``date``.
    written : datetime.date, optional
        When the reports were written; by default what their datelines, then their files say.
    kinds : str, optional
        File of the user's own kinds; see `geomap.extract.kinds`.
    unclaimed : bool
        Draft what is planned, threatened or denied as well, with that in `assertion`.
    """
    from geomap.extract import Document, Extractor
    from geomap.extract.kinds import read_kinds
    from geomap.readers.documents import read_documents

    said = reporter or Silent()
    extractor = Extractor(
        gazetteer,
        language=language,
        kinds=read_kinds(kinds) if kinds else (),
        unclaimed=unclaimed,
        notify=said.note,
    )
    texts = (
        one
        for source in inputs
        for one in read_documents(source, format=format, encoding=encoding, notify=said.note)
    )
    documents = (Document(one.doc_id, one.text, written, made=one.date) for one in texts)
    return ((document.doc_id, extractor.records(document)) for document in documents)


def draft(
    inputs: Sequence[str],
    *,
    gazetteer: Gazetteer | None = None,
    reporter: Reporter | None = None,
    join: bool = False,
    **options: Any,
) -> pd.DataFrame:
    """Reports in prose to a draft incident table, for a person to check.

    Parameters
    ----------
    join : bool
        Make one row of what several reports tell of one incident; see `join_reports`.
    **options
        Those of `read_reports`.

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
        rows = join_reports(rows, options.get("kinds")) if join else rows
    finally:
        if gazetteer is None:
            own.close()
    if not rows:
        raise InputError("no incident was found in it.", path=", ".join(inputs))
    table = pd.DataFrame(rows).drop(columns=["date_start", "date_end", "date_words", "date_rule", "places"])
    return table.reindex(columns=table_columns([*table.columns, *({"place"} - set(table.columns))]))


def join_reports(rows: list[dict[str, Any]], kinds: str | None = None) -> list[dict[str, Any]]:
    """Rows of several reports, those of one incident made one; see `geomap.extract.reconcile`."""
    from geomap.extract.kinds import read_kinds, with_kinds
    from geomap.extract.lexicon import lexicon
    from geomap.extract.reconcile import join_reports

    known = with_kinds(lexicon("en"), read_kinds(kinds) if kinds else ()).kinds
    return join_reports(rows, lambda kind: known[kind].family)


def geocode(
    table: Any,
    *,
    country: str = "",
    language: str = "",
    remark_language: str = "en",
    decisions: Any = None,
    codebook: str = "",
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
    codebook : str
        Place points as a codebook does: ``ucdp``, ``acled``, ``gtd`` or ``dwc``; empty for geomap's own.

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
                    codebook=codebook,
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

    The towns around the incidents are named on the base map, and the large cities of the world, for whoever
    zooms out; by `gazetteer`, or the user's own. `geomap.Map` names only what `place_labels` gives it.

    Raises
    ------
    GazetteerError
        If no gazetteer is given, and the user's can be neither opened nor built.
    """
    from geomap.page import Map

    if "place_labels" not in options:
        own = gazetteer or open_gazetteer()
        try:
            options["place_labels"] = _towns(located, own)
        finally:
            if gazetteer is None:
                own.close()
    return Map(located, **options)


def _towns(located: gpd.GeoDataFrame, gazetteer: Gazetteer) -> list[tuple[float, float, str, int]]:
    """Longitude, latitude, name and population of the towns that a map may name."""
    from geomap.page import label_bounds

    towns = gazetteer.within(WORLD, min_population=LARGE_CITY, limit=MAX_CITIES)
    bounds = label_bounds(located)
    if bounds is not None:
        most = MAX_LABELS if bounds[2] - bounds[0] <= WIDE_DEG else MAX_LABELS_WIDE
        towns += gazetteer.within(bounds, min_population=MIN_LABELLED, limit=most)
    return [(town.lon, town.lat, town.name, town.population) for town in set(towns)]


WORLD = (-180.0, -90.0, 180.0, 90.0)


MIN_LABELLED = 1_000
"""Population from which a town may be named on the base map."""

MAX_LABELS = 600
"""Towns named at most, the most populous of the extent."""

WIDE_DEG, MAX_LABELS_WIDE = 40.0, 3_000
"""From this extent on so many: of the world's 600 largest towns whoever looks closer sees hardly one."""

LARGE_CITY, MAX_CITIES = 700_000, 1_000
"""Population of cities that are named wherever the incidents are, and how many there are at most."""


def make_figure(
    located: gpd.GeoDataFrame,
    format: str,
    *,
    gazetteer: Gazetteer | None = None,
    chart: str = "map",
    options: Options | None = None,
    reporter: Reporter | None = None,
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

    options, said = options or figure.Options(), reporter or Silent()
    base = None
    if chart == "timeline":
        drawn = figure.timeline(located, options)
    else:
        base = figure.base_of(figure.view_for(located, options), gazetteer, options) if gazetteer else None
        drawn = figure.figure(located, base, options)
    if unknown := figure.unknown_letters(located, options, base):
        said.note(options.say["letters"].format(letters=unknown[:40]))
    title = options.title or options.say[chart]
    return figure.render(drawn, format, title=title, description=figure.describe(located, options.language))


def check_table(located: gpd.GeoDataFrame, gazetteer: Gazetteer, *, language: str = "en") -> list[Finding]:
    """What in a located table a person should look at; see `geomap.check`."""
    from geomap.check import Country, check

    def country_of(text: str) -> Country | None:
        place = gazetteer.country(text)
        if place is None:
            return None
        outline = gazetteer.outline(place.place_id)
        return Country(place.country_code, place.name, place.lon, place.lat, outline)

    def area_of(country_code: str, name: str) -> Any:
        place = gazetteer.admin1(country_code, name)
        return gazetteer.outline(place.place_id) if place is not None and place.has_outline else None

    return check(located, country_of, area_of, language=language)


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
        "sources": [] if gazetteer is None else _versions(gazetteer),
        "inputs": [{"sha256": sha256(path)} for path in inputs if Path(path).is_file()],
        "options": {name: value for name, value in sorted(options.items()) if value},
    }


def _versions(gazetteer: Gazetteer) -> list[str]:
    return [f"{source.title} {source.version}".strip() for source in gazetteer.sources()]


def toponym_finder(
    gazetteer: Gazetteer, *, nlp: str = ""
) -> Callable[[str, Sequence[tuple[int, int]] | None], list[dict[str, Any]]]:
    """A function that finds and resolves the place names of a text.

    It takes the text and the spans of its names (None: they are to be found), and gives the
    `toponyms` of DESIGN.md section 7: with spans one entry each, in their order.

    Parameters
    ----------
    nlp : str
        Name of an installed spaCy model, whose names are taken besides our own recogniser's.
    """
    from geomap.extract import Recogniser, SpacyRecogniser, joined
    from geomap.gazetteer.remembered import Remembered
    from geomap.georeference.document import DocumentResolver, Mention

    known = Remembered(gazetteer)
    resolver = DocumentResolver(known)
    finders = [Recogniser(known).find, *([SpacyRecogniser(nlp).find] if nlp else [])]

    def find(text: str, spans: Sequence[tuple[int, int]] | None) -> list[dict[str, Any]]:
        found = joined([finder(text) for finder in finders]) if spans is None else spans
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
        "place_id": (place.place_id or None) if place is not None else None,
        "feature_code": (place.feature_code or None) if place is not None else None,
        "score": round(ranked[0].score, 4) if ranked else None,
    }
