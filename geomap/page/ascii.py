"""The page's text in ASCII alone.

A page then reads the same whatever encoding a server or a program takes it for, and browsers
read it faster: one letter beyond it makes them hold twice the bytes.
"""

from __future__ import annotations

import re

_BEYOND = re.compile("[^\x00-\x7f]")


def in_markup(text: str) -> str:
    """HTML outside of scripts and style sheets, with character references.

    Examples
    --------
    >>> in_markup("Perú")
    'Per&#250;'
    """
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def in_script(text: str) -> str:
    r"""JavaScript or JSON, with escapes of UTF-16; outside of texts and comments it must be ASCII already.

    Examples
    --------
    >>> in_script('"Perú 😀"')
    '"Per\\u00fa \\ud83d\\ude00"'
    """
    return _BEYOND.sub(_utf16, text)


def in_style(text: str) -> str:
    r"""A style sheet, with escapes of six digits, which need no end.

    Examples
    --------
    >>> in_style('content: "–"')
    'content: "\\002013"'
    """
    return _BEYOND.sub(lambda found: f"\\{ord(found[0]):06x}", text)


def _utf16(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
