"""Text that anyone may have written, made fit to be shown: nothing hidden, nothing turned round."""

from __future__ import annotations

import re

# Controls but tab and line break, halves of characters, and what reverses the reading direction.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def shown(text: str, most: int | None = None) -> str:
    """The text with what would hide or turn it replaced, cut after `most` characters.

    Examples
    --------
    >>> shown("a\\x07b\\u202ec"), shown("a long text", 6)
    ('a�b�c', 'a lon…')
    """
    cut = text if most is None or len(text) <= most else f"{text[: most - 1]}…"
    return _HIDDEN.sub("�", cut)
