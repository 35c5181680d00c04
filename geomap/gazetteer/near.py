"""Near spellings: one edit anywhere, two in longer names, missing letters and slips of OCR.

One edit is found by asking for every spelling that is one edit away, each an exact
look-up. Two edits are found through the rarest trigrams of the name (an FTS5 index over
the distinct keys) and checked by their distance (Damerau-Levenshtein, optimal string
alignment). Keys are numbered by their length first, so that only those of about the same
length are read.
"""

from __future__ import annotations

import sqlite3
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

_LONGEST = 40
_PER_LENGTH = 1 << 32
"""Numbers kept for the keys of one length."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz "
_DIGITS = (str.maketrans("0158", "olsb"), str.maketrans("0158", "oisb"))
_PAIRS = (("rn", "m"), ("m", "rn"), ("vv", "w"), ("cl", "d"))
"""What optical character recognition mistakes for what."""

_RARE_TRIGRAMS, _MOST_ROWS = 7, 6_000
_BATCH = 500


def fill(db: sqlite3.Connection, *, since: int = 0) -> None:
    """Number and index the keys that the rows of ``name`` after row `since` have first."""
    db.execute(
        "CREATE TEMP TABLE taken AS SELECT fid / ?1 AS letters, max(fid) % ?1 AS last FROM spelling "
        "GROUP BY 1",
        (_PER_LENGTH,),
    )
    already = (
        "AND NOT EXISTS (SELECT 1 FROM name o WHERE o.folded = n.folded "
        "AND o.bare = 0 AND o.kind < 5 AND o.rowid <= ?1)"
    )
    db.execute(
        "CREATE TEMP TABLE fresh AS SELECT letters * ?2 + ifnull(last, 0) "
        "+ row_number() OVER (PARTITION BY letters ORDER BY folded) AS number, folded "
        "FROM (SELECT DISTINCT length(n.folded) AS letters, n.folded FROM name n WHERE n.rowid > ?1 "
        f"AND n.bare = 0 AND n.kind < 5 AND length(n.folded) BETWEEN 6 AND {_LONGEST} "
        f"AND n.folded NOT GLOB '*[^a-z ]*' {already if since else ''}) LEFT JOIN taken USING (letters)",
        (since, _PER_LENGTH),
    )
    for table, column in (("spelling", "fid"), ("near", "rowid")):
        db.execute(f"INSERT INTO {table} ({column}, folded) SELECT number, folded FROM fresh ORDER BY number")
    db.execute("DROP TABLE fresh")
    db.execute("DROP TABLE taken")


def near_keys(query: Query, text: str) -> dict[str, int]:
    """Keys of the gazetteer that a text may be a misspelling of, with their distance in edits.

    The key of the text itself is left out; slips of OCR count as one edit however many.
    """
    key = fold(text)
    letters = len(key.replace(" ", ""))
    if letters < SHORTEST or len(key) > _LONGEST:
        return {}
    plain = {key.translate(table) for table in _DIGITS}
    slipped = plain | {key.replace(wrong, right) for wrong, right in _PAIRS}
    found = dict.fromkeys(_known(query, {*slipped, *_one_edit(key)} - {key}), 1)
    if letters >= SHORTEST_FOR_TWO:
        for spelling in sorted(plain):
            for other, distance in _by_trigrams(query, spelling):
                found[other] = max(1, min(distance, found.get(other, distance)))
    found.pop(key, None)
    return found


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
    from rapidfuzz import process
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
    held = query(
        "SELECT folded FROM spelling WHERE fid IN "
        "(SELECT rowid FROM near WHERE near MATCH ? AND rowid BETWEEN ? AND ?)",
        (
            " OR ".join(f'"{term}"' for term in rare),
            (len(key) - 2) * _PER_LENGTH,
            (len(key) + 3) * _PER_LENGTH,
        ),
    )
    others = [other for (other,) in held]
    for other, distance, _ in process.extract(key, others, scorer=OSA.distance, score_cutoff=2, limit=None):
        yield other, int(distance)
