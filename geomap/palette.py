"""Colours of kinds: apart for every reader, and in grey.

Seven steps of lightness, ten apart in CIE L*, with hues chosen so that any two colours
differ by at least 30 (CIE 1976) in full colour vision, protanopia, deuteranopia and
tritanopia (simulated after Machado, Oliveira and Fernandes 2009), and by 10 in grey.
More kinds than that cannot be told apart by colour: the rest share one grey without a hue,
which is neither the loudest nor lost on light and on dark ground. It differs from each of the
seven by at least 35 in full colour, 12 for the colour-blind, and 4.5 in grey.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from geomap.errors import UsageError

COLOURS = ("#740027", "#00907e", "#d4b23c", "#4341a5", "#9b8fe6", "#7a6501", "#5be5e2")
"""For the most frequent kinds, in this order."""

REST = "#a8a8a8"
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
    ['#740027', '#123456']
    >>> colours(["killing", "arrest"], {"arrest": "#740027"})
    ['#00907e', '#740027']
    """
    chosen = dict(chosen or {})
    for kind, colour in chosen.items():
        if not _HEX.match(colour):
            raise UsageError(
                f"{colour!r} is not a colour for {kind!r}.", hint="Write six hexadecimal digits: #7e042c."
            )
    taken = {colour.lower() for colour in chosen.values()}
    free = (colour for colour in COLOURS if colour not in taken)
    return [chosen.get(kind) or next(free, REST) for kind in kinds]
