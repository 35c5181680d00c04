"""What a public copy says of itself, in the languages of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_LEVELS = {
    "en": {
        "admin2": "second-level areas (districts)",
        "admin1": "first-level areas (provinces, states)",
        "country": "countries",
        "grid": "cells of a fixed grid",
    },
    "es": {
        "admin2": "áreas de segundo nivel (distritos)",
        "admin1": "áreas de primer nivel (departamentos, provincias, estados)",
        "country": "países",
        "grid": "celdas de una cuadrícula fija",
    },
}
_SAID = {
    "en": {
        "row": "Place generalised for publication: somewhere in {area}.",
        "hidden": "Place withheld for publication.",
        "places": "The places of {n} of {all} incidents are generalised to {levels}; a mark there stands for "
        "the whole area.",
        "stays": "Where a correction moves a place into an adjoining area, the area first shown stays.",
        "withheld": "The places of {n} incidents are withheld.",
        "dates": "Dates are rounded to the {unit}.",
        "sensitive_dates": "Dates of these incidents are rounded to the {unit}.",
        "no_dates": "Dates are withheld.",
        "no_sensitive_dates": "Dates of these incidents are withheld.",
        "month": "month",
        "year": "year",
        "and": " and ",
    },
    "es": {
        "row": "Lugar generalizado para la publicación: en algún punto de {area}.",
        "hidden": "Lugar no publicado.",
        "places": "Los lugares de {n} de {all} incidentes están generalizados a {levels}; la marca vale por "
        "toda el área.",
        "stays": "Si una corrección lleva un lugar a un área contigua, queda el área mostrada primero.",
        "withheld": "No se publican los lugares de {n} incidentes.",
        "dates": "Las fechas están redondeadas al {unit}.",
        "sensitive_dates": "Las fechas de estos incidentes están redondeadas al {unit}.",
        "no_dates": "No se publican fechas.",
        "no_sensitive_dates": "No se publican las fechas de estos incidentes.",
        "month": "mes",
        "year": "año",
        "and": " y ",
    },
}


def of_row(area: str, language: str) -> str:
    """The remark of a row that is shown as an area, or without a place if `area` is empty."""
    return _SAID[language]["row"].format(area=area) if area else _SAID[language]["hidden"]


def keeping(language: str) -> str:
    """What holds from release to release."""
    return _SAID[language]["stays"]


def notice(levels: Mapping[str, int], rows: int, dates: str, sensitive_dates: str, language: str) -> str:
    """What the page, the figure and the files say: that places are generalised, and to what.

    Parameters
    ----------
    levels : mapping
        Rows shown as an area of each level; under ``none`` those without a place.
    """
    say = _SAID[language]
    shown = {level: n for level, n in levels.items() if level != "none" and n}
    parts = []
    if shown:
        words: Sequence[str] = [_LEVELS[language][level] for level in _LEVELS[language] if level in shown]
        parts.append(
            say["places"].format(n=f"{sum(shown.values()):,}", all=f"{rows:,}", levels=say["and"].join(words))
        )
    if levels.get("none"):
        parts.append(say["withheld"].format(n=f"{levels['none']:,}"))
    parts += _of_dates(say, dates, "dates")
    if (shown or levels.get("none")) and sensitive_dates != dates:
        parts += _of_dates(say, sensitive_dates, "sensitive_dates")
    return " ".join(parts)


def _of_dates(say: Mapping[str, str], unit: str, key: str) -> list[str]:
    if unit == "none":
        return [say[f"no_{key}"]]
    return [] if unit == "day" else [say[key].format(unit=say[unit])]
