"""`geomap gazetteer`: show, build and search the source of names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from geomap.cli.console import Console
from geomap.cli.options import json_option, quiet_option
from geomap.errors import UsageError

if TYPE_CHECKING:
    from geomap.gazetteer import Match


@click.group("gazetteer", short_help="Show, build and search the gazetteer.")
def command() -> None:
    """Show, build and search the gazetteer: the source of place names."""


@command.command("info", short_help="Show what is in the gazetteer.")
@json_option
@quiet_option
def info(as_json: bool, quiet: bool) -> None:
    """Show what the gazetteer holds: sources, counts, fingerprint, licences, policy on borders."""
    from geomap.pipeline import open_gazetteer

    with open_gazetteer(Console(quiet=quiet)) as gazetteer:
        found = gazetteer.info()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    _print_info(found)


def _print_info(found: dict[str, Any]) -> None:
    for name, value in found.items():
        if name == "sources":
            continue
        click.echo(f"{name.replace('_', ' '):<16}{value}")
    for source in found["sources"]:
        click.echo()
        for name, value in source.items():
            if value not in ("", None):
                click.echo(f"  {name:<14}{value}")


@command.command("build", short_help="Compile the gazetteer again.")
@quiet_option
def build(quiet: bool) -> None:
    """Compile the gazetteer again into the user's cache, from the data that comes with geomap."""
    from geomap.gazetteer import Gazetteer

    console = Console(quiet=quiet)
    with console.progress("Compiling the gazetteer") as progress:
        gazetteer = Gazetteer.open(notify=console.note, progress=progress, rebuild=True)
    with gazetteer:
        found = gazetteer.info()
    console.done(f"{found['path']}: {found['places']:,} places, fingerprint {found['fingerprint']}.")


@command.command("search", short_help="Look a name up.")
@click.argument("name")
@click.option("--country", default="", metavar="CC", help="Only in this country: name or ISO 3166 code.")
@click.option("--near", default="", metavar="LON,LAT", help="Nearest first, longitude before latitude.")
@click.option("--class", "classes", default="", metavar="PAS", help="Only these GeoNames feature classes.")
@click.option("--limit", default=20, show_default=True, help="How many at most.")
@json_option
@quiet_option
def search(name: str, country: str, near: str, classes: str, limit: int, as_json: bool, quiet: bool) -> None:
    """Look NAME up: exact and folded names first, then names that begin with it.

    \b
    geomap gazetteer search Ayacucho --country PE
    geomap gazetteer search "San Juan" --near -77.03,-12.05 --class P
    """
    from geomap.pipeline import open_gazetteer

    point = _point(near)
    with open_gazetteer(Console(quiet=quiet)) as gazetteer:
        code = _country_code(gazetteer, country)
        found = gazetteer.search(name, country=code, near=point, classes=tuple(classes) or None, limit=limit)
    for match in found:
        click.echo(json.dumps(_record(match), ensure_ascii=False) if as_json else _line(match))
    if not found and not as_json:
        click.echo(f"Nothing is called {name!r} here.", err=True)


def _point(text: str) -> tuple[float, float] | None:
    if not text:
        return None
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"--near {text}: expected LON,LAT in decimal degrees.") from None
    if abs(lon) > 180 or abs(lat) > 90:
        raise UsageError(f"--near {text}: not on the globe.", hint="Longitude comes first, then latitude.")
    return lon, lat


def _country_code(gazetteer: Any, text: str) -> str | None:
    if not text:
        return None
    country = gazetteer.country(text)
    if country is None:
        raise UsageError(f"--country {text}: no such country.", hint="Use its name or ISO 3166 code.")
    code: str = country.country_code
    return code


def _record(match: Match) -> dict[str, Any]:
    place = match.place
    return {
        "place_id": place.place_id,
        "name": place.name,
        "matched_name": match.matched_name,
        "name_kind": match.name_kind,
        "feature_class": place.feature_class,
        "feature_code": place.feature_code,
        "country_code": place.country_code,
        "admin1": place.admin1,
        "lon": place.lon,
        "lat": place.lat,
        "population": place.population,
        "extent_m": round(place.extent_m),
        "source": place.source,
    }


def _line(match: Match) -> str:
    place = match.place
    called = "" if match.matched_name == place.name else f" (as {match.matched_name})"
    people = f"{place.population:,}" if place.population else ""
    return (
        f"{place.place_id:<20} {place.feature_code:<6} {place.country_code:<3} {place.admin1:<5}"
        f"{place.lon:>10.4f} {place.lat:>9.4f} {people:>12}  {place.name}{called}"
    )
