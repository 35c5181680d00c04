"""Near spellings: one edit anywhere, two in longer names, missing letters and slips of OCR.

One edit is found by asking for every spelling that is one edit away, each an exact
look-up. Two edits are found through the rarest trigrams of the name (an FTS5 index over
the distinct keys) and checked by their distance (Damerau-Levenshtein, optimal string
alignment).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from geomap.gazetteer.names import fold

Query = Callable[[str, tuple[Any, ...]], list[tuple[Any, ...]]]

SHORTEST, SHORTEST_FOR_TWO = 4, 7
"""Letters that a name needs for one edit, and for two: shorter ones are near to everything."""

TABLES = (
    "CREATE VIRTUAL TABLE near USING fts5"
    "(folded, tokenize = 'trigram', content = '', detail = 'none', columnsize = 0);"
    "CREATE VIRTUAL TABLE near_terms USING fts5vocab('near', 'row');"
)
FILL = (
    "INSERT INTO near (rowid, folded) SELECT min(rowid), folded FROM name "
    "WHERE bare = 0 AND kind < 5 AND length(folded) BETWEEN 6 AND 40 AND folded NOT GLOB '*[^a-z ]*' "
    "GROUP BY folded"
)

_LETTERS = "abcdefghijklmnopqrstuvwxyz "
_SLIPS = (
    ("0", "o"),
    ("1", "l"),
    ("1", "i"),
    ("5", "s"),
    ("8", "b"),
    ("rn", "m"),
    ("m", "rn"),
    ("vv", "w"),
    ("cl", "d"),
)
"""What optical character recognition mistakes for what."""

_RARE_TRIGRAMS, _MOST_ROWS = 7, 6_000
_BATCH = 500


def near_keys(query: Query, text: str) -> dict[str, int]:
    """Keys of the gazetteer that a text may be a misspelling of, with their distance in edits.

    The key of the text itself is left out; slips of OCR count as one edit however many.
    """
    key = fold(text)
    letters = len(key.replace(" ", ""))
    if letters < SHORTEST or len(key) > 40:
        return {}
    found = dict.fromkeys(_known(query, {*_slipped(key), *_one_edit(key)} - {key}), 1)
    if letters >= SHORTEST_FOR_TWO:
        for plain in [key, *_slipped(key)]:
            for other, distance in _by_trigrams(query, plain):
                found[other] = min(distance, found.get(other, distance))
    found.pop(key, None)
    return found


def _slipped(key: str) -> Iterator[str]:
    """The key with slips of OCR taken back: all digits at once, and each pair of letters."""
    digits = key.translate(str.maketrans("0158", "olsb"))
    if digits != key:
        yield digits
        yield key.translate(str.maketrans("0158", "oisb"))
    for wrong, right in _SLIPS:
        if wrong.isalpha() and wrong in key:
            yield key.replace(wrong, right)


def _one_edit(key: str) -> Iterator[str]:
    for at in range(len(key) + 1):
        head, tail = key[:at], key[at:]
        if tail:
            yield head + tail[1:]
            for letter in _LETTERS:
                yield head + letter + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail


def _known(query: Query, keys: Iterable[str]) -> set[str]:
    """Those of the keys that the gazetteer has."""
    wanted = sorted({" ".join(key.split()) for key in keys if key.strip()})
    found: set[str] = set()
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        marks = ", ".join("?" * len(part))
        rows = query(f"SELECT DISTINCT folded FROM name WHERE folded IN ({marks}) AND kind < 5", tuple(part))
        found.update(row[0] for row in rows)
    return found


def _by_trigrams(query: Query, key: str) -> Iterator[tuple[str, int]]:
    from rapidfuzz.distance import OSA

    trigrams = sorted({key[at : at + 3] for at in range(len(key) - 2)})
    marks = ", ".join("?" * len(trigrams))
    known = query(f"SELECT term, doc FROM near_terms WHERE term IN ({marks})", tuple(trigrams))
    rare: list[str] = []
    rows = 0
    for term, count in sorted(known, key=lambda row: (row[1], row[0])):
        if len(rare) >= 2 and (rows + count > _MOST_ROWS or len(rare) == _RARE_TRIGRAMS):
            break
        rare.append(term)
        rows += count
    if not rare:
        return
    asked = " OR ".join(f'"{term}"' for term in rare)
    for (other,) in query(
        "SELECT folded FROM name WHERE rowid IN (SELECT rowid FROM near WHERE near MATCH ?)", (asked,)
    ):
        if abs(len(other) - len(key)) <= 2:
            distance = OSA.distance(key, other, score_cutoff=2)
            if 0 < distance <= 2:
                yield other, distance
