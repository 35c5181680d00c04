"""What a figure says, in the languages of the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from geomap.errors import UsageError
from geomap.marks import Mark
from geomap.resources import package_file

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "map": "Map of incidents",
        "timeline": "Incidents over time",
        "kind": "Kind of incident",
        "other_kinds": "other kinds",
        "no_kind": "no kind given",
        "known": "How the place is known",
        Mark.SITE.name: "a named site or town",
        Mark.NEAR.name: "near it, or one of several places",
        Mark.AREA.name: "somewhere in an area",
        Mark.POINT.name: "coordinates of unstated accuracy",
        "footprint": "where it can have been",
        "killed": "People killed",
        "none_stated": "none, or not stated",
        "incidents": "Incidents",
        "true_at": "true at {latitude}",
        "north": "N",
        "more": "… and {n} more, not listed here",
        "not_placed": "{text} (not placed)",
        "only_known": "{text} (known only as {place}; no mark)",
        "wide": "a wide region",
        "somewhere": "{text} (somewhere in {place})",
        "dense": "{n} places: marks are small and do not show how well each place is known.",
        "no_areas": "The areas in which each of the {n} incidents can have been are not drawn.",
        "wide_left": "{n} incidents known only by country or wider have no mark.",
        "unplaced_left": "{n} incidents could not be placed.",
        "projection": "{name}, WGS 84.",
        "eqearth": "Equal Earth projection",
        "aea": "Albers equal-area conic projection, parallels {low} and {high}",
        "laea": "Lambert azimuthal equal-area projection about {lat} {lon}",
        "undated": "{n} incidents without a date are not shown.",
        "per_day": "Incidents per day",
        "per_month": "Incidents per month",
        "per_year": "Incidents per year",
        "base": "Borders: Natural Earth (public domain), de facto view; towns: GeoNames (CC BY 4.0).",
        "described": "{n} incidents; {points} stand on the map at {places} places",
        "described_wide": "{n} are known only by country or wider and have no mark",
        "described_unplaced": "{n} could not be placed",
        "described_kinds": "Kinds: {kinds}.",
        "letters": "No font on this machine has these letters, drawn as boxes: {letters}",
    },
    "es": {
        "map": "Mapa de incidentes",
        "timeline": "Incidentes en el tiempo",
        "kind": "Tipo de incidente",
        "other_kinds": "otros tipos",
        "no_kind": "sin tipo indicado",
        "known": "Cómo se conoce el lugar",
        Mark.SITE.name: "un sitio o una localidad con nombre",
        Mark.NEAR.name: "cerca, o uno de varios lugares",
        Mark.AREA.name: "en algún punto de un área",
        Mark.POINT.name: "coordenadas de exactitud no indicada",
        "footprint": "donde pudo haber sido",
        "killed": "Personas muertas",
        "none_stated": "ninguna, o no indicado",
        "incidents": "Incidentes",
        "true_at": "exacta a {latitude}",
        "north": "N",
        "more": "… y {n} más, no listados aquí",
        "not_placed": "{text} (sin ubicar)",
        "only_known": "{text} (solo se sabe: {place}; sin marca)",
        "wide": "una región amplia",
        "somewhere": "{text} (en algún punto de {place})",
        "dense": "{n} lugares: las marcas son pequeñas y no muestran cómo se conoce cada lugar.",
        "no_areas": "No se dibujan las áreas donde pudo haber sido cada uno de los {n} incidentes.",
        "wide_left": "{n} incidentes de los que solo se conoce el país o algo más amplio no tienen marca.",
        "unplaced_left": "{n} incidentes no se pudieron ubicar.",
        "projection": "{name}, WGS 84.",
        "eqearth": "Proyección Equal Earth",
        "aea": "Proyección cónica equivalente de Albers, paralelos {low} y {high}",
        "laea": "Proyección acimutal equivalente de Lambert, centro {lat} {lon}",
        "undated": "{n} incidentes sin fecha no se muestran.",
        "per_day": "Incidentes por día",
        "per_month": "Incidentes por mes",
        "per_year": "Incidentes por año",
        "base": "Fronteras: Natural Earth (dominio público), situación de hecho; localidades: GeoNames "
        "(CC BY 4.0).",
        "described": "{n} incidentes; {points} están en el mapa en {places} lugares",
        "described_wide": "de {n} solo se conoce el país o algo más amplio, sin marca",
        "described_unplaced": "{n} no se pudieron ubicar",
        "described_kinds": "Tipos: {kinds}.",
        "letters": "Ninguna fuente de este equipo tiene estas letras, dibujadas como cuadros: {letters}",
    },
}


def words(language: str) -> Mapping[str, str]:
    """What a figure says in a language.

    Raises
    ------
    UsageError
        If it speaks it not.
    """
    if language not in WORDS:
        raise UsageError(f"Figures do not speak {language!r}.", hint=f"Choose: {', '.join(WORDS)}.")
    return WORDS[language]


def kind_words(kind: str, language: str) -> str:
    """A kind as words: ``armed_attack`` is "armed attack", "ataque armado"; own words stay."""
    plain = kind.replace("_", " ").strip()
    if not plain:
        return WORDS[language]["no_kind"]
    named = _kinds(language).get(kind.strip()) if language != "en" else None
    return plain if named is None else named[:1].lower() + named[1:]


@cache
def _kinds(language: str) -> Mapping[str, str]:
    text = package_file("frontend", f"{language}.json").read_text(encoding="utf-8")
    kinds: Mapping[str, str] = json.loads(text)["kinds"]
    return kinds
