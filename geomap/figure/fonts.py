"""Letters that DejaVu Sans lacks: which fonts of this machine have them.

DejaVu Sans comes with matplotlib, so that a machine without fonts draws Latin, Greek,
Cyrillic, Arabic and Hebrew. For the rest the fewest installed fonts are taken that have
the letters, the plainest first: another machine may have others.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

FIRST = "DejaVu Sans"

_PLAIN = ("Noto Sans", "Noto", "Droid Sans", "WenQuanYi", "Source Han Sans")


@lru_cache(maxsize=64)
def families(letters: frozenset[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Font families for some letters, in the order to try, and the letters that none of them has."""
    missing = frozenset(letter for letter in letters if _drawn(letter)) - _letters(_path(FIRST))
    chosen = [FIRST]
    if missing:
        known = [(name, path, missing & _letters(path)) for name, path in _installed()]
        while missing and known:
            name, _, found = max(known, key=lambda font: (len(font[2] & missing), -_rank(font[0])))
            if not found & missing:
                break
            chosen.append(name)
            missing -= found
    return tuple(chosen), missing


def letters_of(texts: Iterable[object]) -> frozenset[str]:
    """The letters of some texts; what is no text has none."""
    found: set[str] = set()
    for text in texts:
        if isinstance(text, str):
            found.update(text)
    return frozenset(found)


def _drawn(letter: str) -> bool:
    return letter.isprintable() and not letter.isspace() and not 0xFE00 <= ord(letter) <= 0xFE0F


def _installed() -> list[tuple[str, str]]:
    """Name and file of each installed family with an upright, regular face."""
    from matplotlib.font_manager import fontManager

    faces = {
        font.name: font.fname
        for font in sorted(fontManager.ttflist, key=lambda font: (font.name, font.fname), reverse=True)
        if not font.name.startswith("Last Resort")  # has a box for every letter
        and font.style == "normal"
        and font.weight in (400, "normal", "regular", "book")
    }
    return sorted(faces.items(), key=lambda item: (_rank(item[0]), item[0]))


def _rank(name: str) -> int:
    return next((at for at, start in enumerate(_PLAIN) if name.startswith(start)), len(_PLAIN))


def _path(family: str) -> str:
    from matplotlib.font_manager import FontProperties, findfont

    return str(findfont(FontProperties(family=family)))


@lru_cache(maxsize=2048)
def _letters(path: str) -> frozenset[str]:
    from matplotlib.ft2font import FT2Font

    try:
        return frozenset(map(chr, FT2Font(path).get_charmap()))
    except (OSError, RuntimeError, ValueError):
        return frozenset()
