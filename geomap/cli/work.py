"""What the commands that take incidents have in common: read, open the gazetteer, locate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.cli.console import Console
from geomap.cli.options import pop_reading

if TYPE_CHECKING:
    import geopandas as gpd

    from geomap.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Located:
    """Incidents with their places, and what a copy has to say about its making."""

    table: gpd.GeoDataFrame
    gazetteer: Gazetteer
    provenance: dict[str, Any]


@contextmanager
def located(
    inputs: Sequence[str],
    console: Console,
    *,
    country: str,
    language: str,
    remark_language: str,
    decisions: str | None,
    **reading: Any,
) -> Iterator[Located]:
    """Read the inputs, locate their rows, and keep the gazetteer open meanwhile.

    Inputs are read before the gazetteer is opened: what cannot be read fails at once.
    """
    from geomap.pipeline import geocode, open_gazetteer, provenance, read

    table = read(inputs, reporter=console, **pop_reading(reading))
    with open_gazetteer(console) as gazetteer:
        found = geocode(
            table,
            country=country,
            language=language,
            remark_language=remark_language,
            decisions=decisions,
            gazetteer=gazetteer,
            reporter=console,
        )
        shaping = {"country": country, "language": language, "lang": remark_language}
        files = [*inputs, *([decisions] if decisions else [])]
        yield Located(found, gazetteer, provenance(files, gazetteer, shaping))
