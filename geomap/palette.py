"""Colours of kinds: apart for every reader, and in grey.

Seven steps of lightness, ten apart in CIE L*, with hues chosen so that any two colours
differ by at least 30 (CIE 1976) in full colour vision, protanopia, deuteranopia and
tritanopia (simulated after Machado, Oliveira and Fernandes 2009), and by 10 in grey.
More kinds than that cannot be told apart by colour: the rest share a pale grey.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from geomap.errors import UsageError

COLOURS = ("#7e042c", "#019785", "#dbb842", "#4b47ac", "#a395ee", "#826b0b", "#66ebe8")
"""For the most frequent kinds, in this order."""

REST = "#e2e2e2"
"""For all other kinds."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")


def colours(kinds: Sequence[str], chosen: Mapping[str, str] | None = None) -> list[str]:
    """A colour for each kind, the most frequent first; `chosen` ones as they are.

    Raises
    ------
    UsageError
        If a chosen colour is not written as ``#rrggbb``.

    Examples
    --------
    >>> colours(["killing", "arrest"], {"arrest": "#123456"})
    ['#7e042c', '#123456']
    """
    chosen = dict(chosen or {})
    for kind, colour in chosen.items():
        if not _HEX.match(colour):
            raise UsageError(
                f"{colour!r} is not a colour for {kind!r}.", hint="Write six hexadecimal digits: #7e042c."
            )
    free = iter(COLOURS)
    return [chosen.get(kind) or next(free, REST) for kind in kinds]
