"""`geomap locate`: one place description, answered on the terminal."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from geomap.cli.console import Console
from geomap.cli.options import (
    codebook_option,
    country_option,
    json_option,
    language_option,
    quiet_option,
    strict_option,
)

if TYPE_CHECKING:
    from geomap.model import Georeference


@click.command("locate", short_help="Locate one place description and say why.")
@click.argument("text")
@country_option
@click.option("--admin1", default="", metavar="NAME", help="First-level area: name or code.")
@click.option("--admin2", default="", metavar="NAME", help="Second-level area: name or code.")
@language_option
@codebook_option
@json_option
@strict_option
@quiet_option
def command(
    text: str,
    country: str,
    admin1: str,
    admin2: str,
    language: str,
    codebook: str | None,
    as_json: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Locate TEXT, the words that say where, and show the place, the radius, the reason and the runners-up.

    \b
    geomap locate "a town only 7 miles from downtown Lima" --country PE
    geomap locate "Topeka, 1 mi W" --json
    geomap locate "17 km from Kampala" --codebook ucdp
    """
    from geomap.cli import UNPLACED
    from geomap.model import Hints
    from geomap.pipeline import locate, open_gazetteer, require_country

    if text == "-":
        text = sys.stdin.read()
    console = Console(quiet=quiet)
    with open_gazetteer(console) as gazetteer:
        require_country(country, gazetteer)
        found = locate(text, gazetteer, Hints(country, admin1, admin2, language))
    added: dict[str, object] = {}
    if codebook:
        from geomap.georeference.codebook import apply, terms

        found = apply(found, codebook)
        added = terms(found, codebook, text.strip())
    if as_json:
        click.echo(json.dumps({**as_object(found), **added}, ensure_ascii=False))
    else:
        _show(text, found)
    if strict and found.lon is None:
        raise SystemExit(UNPLACED)


def as_object(found: Georeference) -> dict[str, object]:
    """The JSON object of DESIGN.md section 7: the added columns, `lon`, `lat`, and `footprint` as GeoJSON."""
    from shapely.geometry import mapping

    from geomap.georeference import say

    return {
        "lon": found.lon,
        "lat": found.lat,
        "uncertainty_m": found.uncertainty_m,
        "footprint": None if found.footprint is None else mapping(found.footprint),
        "status": str(found.status),
        "method": found.method or None,
        "place_name": found.place_name or None,
        "place_id": found.place_id or None,
        "feature_code": found.feature_code or None,
        "country_code": found.country_code or None,
        "admin1_name": found.admin1_name or None,
        "admin2_name": found.admin2_name or None,
        "score": found.score,
        "alternatives": [candidate.as_alternative() for candidate in found.alternatives],
        "remarks": say(found.remarks),
        "sources": "; ".join(found.sources) or None,
        "where_prec": found.where_prec,
        "geo_precision": found.geo_precision,
    }


def _show(text: str, found: Georeference) -> None:
    """The answer for a person: a few labelled lines, wide runners-up below."""
    from geomap.georeference import say
    from geomap.georeference.remarks import length

    lines = [("words", text.strip()), ("status", str(found.status).replace("_", " "))]
    if found.place_name:
        parts = [found.place_name, found.admin1_name, found.country_code]
        relation = "" if found.method == "at" else f"{found.method} "
        lines.append(("place", relation + ", ".join(dict.fromkeys(p for p in parts if p))))
    if found.lon is not None and found.lat is not None:
        lines.append(("point", f"longitude {found.lon:.5f}, latitude {found.lat:.5f}"))
    if found.uncertainty_m is not None:
        lines.append(("radius", length(found.uncertainty_m)))
    lines.append(("why", say(found.remarks)))
    if found.sources:
        lines.append(("sources", "; ".join(found.sources)))
    for number, candidate in enumerate(found.alternatives):
        place = candidate.place
        where = f"{place.name}, {place.country_code} ({place.lon:.3f}, {place.lat:.3f})"
        lines.append(("or" if number == 0 else "", f"{where}, score {candidate.score:.2f}"))
    for label, value in lines:
        _labelled(label, value)


def _labelled(label: str, value: str) -> None:
    body = click.wrap_text(_printable(value), width=88, initial_indent="", subsequent_indent=" " * 10)
    click.echo(click.style(f"{label:<10}", bold=True) + body)


def _printable(text: str) -> str:
    """Text without control characters: words from a file must not drive the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
