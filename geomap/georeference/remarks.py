"""Reason codes to sentences, in each language of the page.

The sentences are data (`remarks_en.toml`, `remarks_es.toml`): one template a code, the
same codes and parameters in each file. Parameters whose names end in `_m` are lengths,
those that end in `_deg` are directions, said as points of the compass; `part` is a part of
a place (`geomap.relations.Anchor.part`), said in the words of the tables at the end.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from geomap.model import Remark
from geomap.resources import package_file

LANGUAGES = ("en", "es")


def say(remarks: Iterable[Remark], language: str = "en") -> str:
    """The remarks as plain sentences, one after the other.

    Raises
    ------
    KeyError
        If a remark has a code without a sentence: a defect, not a matter of data.

    Examples
    --------
    >>> say([Remark("point_is_anchor", {"name": "Lima"})])
    'The point shown is Lima itself, where the incident was not.'
    """
    words = _words(language if language in LANGUAGES else "en")
    return " ".join(_sentence(words, remark, language) for remark in remarks)


def _sentence(words: Mapping[str, Any], remark: Remark, language: str) -> str:
    template: str = words[remark.code]
    values = dict(remark.params)
    for name, value in remark.params.items():
        if name.endswith("_m"):
            values[name] = length(float(value))
        elif name.endswith("_deg"):
            values[name] = compass(float(value), language)
        elif name == "part":
            values[name] = _part(words, str(value))
    # Where nothing contains a place, the words in brackets fall away.
    return template.format_map(values).replace(" ()", "")


def _part(words: Mapping[str, Any], part: str) -> str:
    """A part of a place in words: "The western slope" for ``west_slope``."""
    known, directions, sides = words["parts"], words["directions"], words["sides"]
    if part in known:
        return str(known[part])
    heading, _, side = part.partition("_")
    if heading in directions and side in sides:
        return str(sides[side]).format(direction=directions[heading])
    return str(known["other"]).format(part=part.replace("_", " "))


def length(metres: float) -> str:
    """A length for people: metres below one kilometre, else kilometres with three digits at most.

    Examples
    --------
    >>> length(118), length(11_265.4), length(640_000)
    ('118 m', '11.3 km', '640 km')
    """
    if metres < 1_000:
        return f"{metres:.0f} m"
    km = metres / 1_000
    return f"{km:.1f} km" if km < 100 else f"{km:,.0f} km".replace(",", "\u00a0")


_POINTS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")


def compass(azimuth_deg: float, language: str = "en") -> str:
    """The nearest of the sixteen points of the compass; in Spanish west is O.

    Examples
    --------
    >>> compass(50), compass(275, "es")
    ('NE', 'O')
    """
    point = _POINTS[round(azimuth_deg / 22.5) % 16]
    return point.replace("W", "O") if language == "es" else point


@cache
def _words(language: str) -> dict[str, Any]:
    text = package_file("georeference", f"remarks_{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
