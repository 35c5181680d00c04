"""Text that a spreadsheet would run, made harmless and back.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break is taken for a
formula by spreadsheets. An apostrophe before it makes it text. A cell that begins with
apostrophes and then such a character gets one more, so that taking one away always gives
the original back.
"""

from __future__ import annotations

import re

import pandas as pd

_RISKY = r"[ ']*[=+\-@\t\r\n＝＋－＠]"


def is_risky(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula.

    Examples
    --------
    >>> is_risky("=1+1"), is_risky("1+1")
    (True, False)
    """
    return re.match(_RISKY, text) is not None


def neutralised(column: pd.Series) -> pd.Series:
    """A text column with an apostrophe before each cell that a spreadsheet would run.

    Examples
    --------
    >>> neutralised(pd.Series(["=1+1", "'=x", "Lima", None], dtype="str")).tolist()[:3]
    ["'=1+1", "''=x", 'Lima']
    """
    risky = column.str.match(_RISKY, na=False)
    return column.mask(risky, "'" + column) if risky.any() else column


def restored(column: pd.Series) -> pd.Series:
    """What `neutralised` was given."""
    marked = column.str.match(f"'{_RISKY}", na=False)
    return column.mask(marked, column.str.slice(1)) if marked.any() else column
