"""What the commands that take incidents have in common: options, reading, the gazetteer, locating."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from geomap.cli.console import Console
from geomap.cli.options import (
    country_option,
    decisions_option,
    inputs_argument,
    language_option,
    pop_reading,
    quiet_option,
    reading_options,
    remark_language_option,
)

if TYPE_CHECKING:
    import geopandas as gpd

    from geomap.gazetteer import Gazetteer

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Located:
    """Incidents with their places, and what a copy has to say about its making."""

    table: gpd.GeoDataFrame
    gazetteer: Gazetteer
    provenance: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Work:
    """Incidents that a command was asked to take, and how they are to be read and located."""

    inputs: tuple[str, ...]
    console: Console
    country: str
    language: str
    remark_language: str
    decisions: str | None
    reading: dict[str, Any]

    @contextmanager
    def located(self, codebook: str = "") -> Iterator[Located]:
        """Read the inputs, locate their rows, and keep the gazetteer open meanwhile.

        Points are placed as a `codebook` does, if one is given.

        Inputs are read before the gazetteer is opened: what cannot be read fails at once.
        """
        from geomap.pipeline import geocode, open_gazetteer, provenance, read

        reports = {**self.reading["reports"], "language": self.language}
        table = read(self.inputs, reporter=self.console, **{**self.reading, "reports": reports})
        with open_gazetteer(self.console) as gazetteer:
            found = geocode(
                table,
                country=self.country,
                language=self.language,
                remark_language=self.remark_language,
                decisions=self.decisions,
                codebook=codebook,
                gazetteer=gazetteer,
                reporter=self.console,
            )
            shaping = {"country": self.country, "language": self.language, "lang": self.remark_language}
            shaping |= {"codebook": codebook} if codebook else {}
            shaping |= {name: self.reading[name] or "" for name in ("preset", "coordinates")}
            shaping |= {"written": str(reports["written"] or ""), "join": "yes" if reports["join"] else ""}
            files = [*self.inputs, *(file for file in (self.decisions, reports["kinds"]) if file)]
            yield Located(found, gazetteer, provenance(files, gazetteer, shaping))


def takes_incidents(command: Command) -> Command:
    """Give a command the argument INPUT... and every option of reading and locating.

    They reach it as one argument, `work`.
    """

    @functools.wraps(command)
    def taking(**options: Any) -> Any:
        work = Work(
            inputs=options.pop("inputs"),
            console=Console(quiet=options.pop("quiet")),
            country=options.pop("country"),
            language=options.pop("language"),
            remark_language=options.pop("remark_language"),
            decisions=options.pop("decisions"),
            reading=pop_reading(options),
        )
        return command(work=work, **options)

    wrapped: Any = taking
    for option in (
        reading_options,
        quiet_option,
        decisions_option,
        remark_language_option,
        language_option,
        country_option,
        inputs_argument,
    ):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]
