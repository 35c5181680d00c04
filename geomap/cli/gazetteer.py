"""`geomap gazetteer`: show, build, add to and search the source of names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.cli.console import Console
from geomap.cli.options import json_option, quiet_option
from geomap.errors import UsageError

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer, Match


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


@command.command("add", short_help="Add a source of names.")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--as", "slug", default="", metavar="NAME", help="Name of the source; the file's if not given.")
@click.option("--country", default="", metavar="CC", help="Country of rows that name none: ISO 3166 alpha-2.")
@click.option(
    "--feature-code", default="", metavar="CODE", help="GeoNames feature code of rows that name none."
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=COLUMN",
    help="Column or field that holds NAME: id, name, lon, lat, country, admin1, admin2, feature_code, "
    "population, names, radius_m.",
)
@quiet_option
def add(
    source: Path, slug: str, country: str, feature_code: str, columns: tuple[str, ...], quiet: bool
) -> None:
    """Add SOURCE: GeoNames files, a Who's On First table, GeoJSON, GeoPackage, Shapefile or CSV.

    \b
    geomap gazetteer add PE.zip
    geomap gazetteer add places.csv --country PE --column name=ccpp --column id=code
    geomap gazetteer add districts.geojson --country PE --feature-code ADM3 --column name=NOMBDIST
    """
    _add(source, slug, country, feature_code, columns, Console(quiet=quiet))


def _add(
    source: Path, slug: str, country: str, feature_code: str, columns: tuple[str, ...], console: Console
) -> None:
    from geomap.gazetteer import added, cache
    from geomap.gazetteer.added.record import Reading
    from geomap.gazetteer.features import feature_class
    from geomap.pipeline import open_gazetteer

    if feature_code and not feature_class(feature_code):
        raise UsageError(
            f"--feature-code {feature_code}: GeoNames has no such code.", hint="For example PPL, ADM3."
        )
    pairs = dict(_pair(text) for text in columns)
    before = {held.slug: held.mark for held in added.listed(cache.shelf())}
    with console.progress("Adding the source") as progress:
        reading = Reading(pairs, country.upper(), feature_code, slug)
        found, new = added.add(cache.shelf(), source, reading, progress)
    if not new:
        console.done(f"{found.slug} was added before with the same content; nothing was changed.")
        return
    about = found.about
    if found.slug in before:
        console.note(f"The source {found.slug} that was there is replaced; --as NAME keeps both.")
    if about["left_out"]:
        console.note(f"{about['left_out']:,} rows were left out: {'; '.join(about['shown'])}.")
    if about["repaired"]:
        console.note(f"{about['repaired']:,} invalid geometries were repaired.")
    try:
        open_gazetteer(console).close()
    except BaseException:
        # A source that cannot be laid over the default must not stand in the way of the next command.
        added.remove(cache.shelf(), found.slug)
        raise
    console.done(f"{found.slug}: {about['kept']:,} of {about['rows']:,} rows added.")


def _pair(text: str) -> tuple[str, str]:
    name, equals, column = text.partition("=")
    if not (name and equals and column):
        raise UsageError(f"--column {text}: expected NAME=COLUMN.")
    return name, column


@command.command("list", short_help="List the sources that were added.")
@json_option
def list_added(as_json: bool) -> None:
    """List the sources that were added."""
    from geomap.gazetteer import added, cache

    for source in added.listed(cache.shelf()):
        about = source.about
        line = f"{source.slug:<24}{about['kept']:>12,}  {about['title']}"
        click.echo(json.dumps(about, ensure_ascii=False) if as_json else line)


@command.command("remove", short_help="Remove a source that was added.")
@click.argument("name")
@quiet_option
def remove(name: str, quiet: bool) -> None:
    """Remove the added source NAME (see `geomap gazetteer list`)."""
    from geomap.gazetteer import added, cache
    from geomap.pipeline import open_gazetteer

    console = Console(quiet=quiet)
    added.remove(cache.shelf(), name)
    open_gazetteer(console).close()
    console.done(f"{name} was removed.")


@command.command("fetch", short_help="Download a GeoNames dump and add it.")
@click.argument("what", metavar="CC")
@quiet_option
def fetch(what: str, quiet: bool) -> None:
    """Download the GeoNames dump of country CC (or allCountries, cities500 …) and add it.

    The only command that uses the network.
    """
    from geomap.gazetteer import cache
    from geomap.gazetteer.fetch import fetch as download

    console = Console(quiet=quiet)
    with console.progress("Downloading from GeoNames") as progress:
        path = download(what, cache.folder() / "downloads", progress)
    _add(path, "", "", "", (), console)


@command.command("search", short_help="Look a name up.")
@click.argument("name")
@click.option("--country", default="", metavar="CC", help="Only in this country: name or ISO 3166 code.")
@click.option("--near", default="", metavar="LON,LAT", help="Nearest first, longitude before latitude.")
@click.option("--class", "classes", default="", metavar="PAS", help="Only these GeoNames feature classes.")
@click.option("--limit", default=20, show_default=True, help="How many at most.")
@json_option
@quiet_option
def search(name: str, country: str, near: str, classes: str, limit: int, as_json: bool, quiet: bool) -> None:
    """Look NAME up: exact and folded names, names that begin with it, near spellings.

    \b
    geomap gazetteer search Ayacucho --country PE
    geomap gazetteer search "San Juan" --near -77.03,-12.05 --class P
    """
    from geomap.pipeline import open_gazetteer

    point = _point(near)
    with open_gazetteer(Console(quiet=quiet)) as gazetteer:
        code = _country_code(gazetteer, country)
        found = gazetteer.search(name, country=code, near=point, classes=tuple(classes) or None, limit=limit)
        records = [_record(match, gazetteer) for match in found] if as_json else []
    for line in [json.dumps(record, ensure_ascii=False) for record in records] or map(_line, found):
        click.echo(line)
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


def _record(match: Match, gazetteer: Gazetteer) -> dict[str, Any]:
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
        "exactness": match.exactness,
        "also": gazetteer.also(place.place_id),
    }


def _line(match: Match) -> str:
    place = match.place
    called = "" if match.matched_name == place.name else f" (as {match.matched_name})"
    people = f"{place.population:,}" if place.population else ""
    return (
        f"{place.place_id:<20} {place.feature_code:<6} {place.country_code:<3} {place.admin1:<5}"
        f"{place.lon:>10.4f} {place.lat:>9.4f} {people:>12}  {place.name}{called}"
    )
