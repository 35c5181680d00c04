"""The whole way, from an input to a map, in one screen.

    read_incidents → geocode → apply_decisions → Map | write

Each step takes a table and gives a table; each can be called by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from geomap.errors import UsageError
from geomap.gazetteer import Gazetteer
from geomap.georeference import georeference, locate
from geomap.model import Status

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geomap.page import Map

__all__ = [
    "Reporter",
    "geocode",
    "georeference",
    "locate",
    "make_map",
    "open_gazetteer",
    "provenance",
    "read",
    "require_country",
    "tally",
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

    Inputs that geomap wrote itself come back located; see `geomap.readers`.
    """
    from geomap.readers import concatenate, read_table

    said = reporter or Silent()
    return concatenate([read_table(source, notify=said.note, **options) for source in inputs])


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
