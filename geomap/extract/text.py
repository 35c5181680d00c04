"""Text to paragraphs, sentences and tokens; every index points into the text as it was given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from geomap.extract.model import Sentence, Token

MAX_SENTENCE_TOKENS = 400
"""Longer sentences are cut, so that no rule meets unbounded text."""

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*[a-z]{0,2}(?![^\W_])|[^\W_]+(?:['’.-][^\W_]+)*|[^\w\s]")
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n\s*|\n[ \t]*(?=(?:[-*•–●▪]|\d{1,2}[.)]) +\S)")
_BULLET = re.compile(r"(?:[-*•–●▪]|\d{1,2}[.)]) +(?=\S)")
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[¿¡]*[A-ZÀ-Þ0-9])|(?<=[a-z0-9])\s*\n(?=\s*[-*•] )")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|dra|sr|sra|gen|col|lt|capt|sgt|maj|cmdr|gov|sen|rep|pres|prof|st|sta|sto|no|vs|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|fr|rev|hon|jr|km|av|ave|u\.s|d\.c)|(?<!['\w])[a-z])$"
)
_HEADING_TOKENS = 14
_NEW = tuple.__new__  # half the time of calling Token


class _Flat(dict[int, str]):
    """One plain character for each character, so that indices stay."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        self[code] = result = base if len(base) == 1 else chr(code)
        return result


_FLAT = _Flat({ord("’"): "'", ord("‘"): "'", ord("`"): "'"})


def flat(text: str) -> str:
    """The text in lower case without accents, character for character.

    Examples
    --------
    >>> flat("Ñuñoa, PERÚ")
    'nunoa, peru'
    """
    return text.translate(_FLAT)


def tokens(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """Tokens of a stretch of flat text."""
    stop = len(text) if end is None else end
    return tuple(
        [_NEW(Token, (found[0], found.start(), found.end())) for found in _TOKEN.finditer(text, start, stop)]
    )


def sentences(text: str, level: str, begin: int = 0) -> list[Sentence]:
    """Sentences of a text from index `begin` on; `level` is the same text made `flat`."""
    found = []
    for number, (start, end) in enumerate(_paragraphs(text, begin)):
        capitals = _in_capitals(text[start:end])
        mark = _BULLET.match(text, start, end)
        start = mark.end() if mark else start
        for first, last in _split(text, level, start, end):
            whole = tokens(level, first, last)
            heading = len(whole) <= _HEADING_TOKENS and text[last - 1] not in ".!?…:;\"'”’)"
            heading = heading and mark is None
            for at in range(0, len(whole), MAX_SENTENCE_TOKENS):
                parts = whole[at : at + MAX_SENTENCE_TOKENS]
                begins, ends = (first if at == 0 else parts[0].start), parts[-1].end
                ends = last if at + MAX_SENTENCE_TOKENS >= len(whole) else ends
                found.append(Sentence(begins, ends, parts, number, capitals, heading, mark is not None))
    return found


def _paragraphs(text: str, start: int) -> Iterator[tuple[int, int]]:
    for gap in _PARAGRAPH.finditer(text, start):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _split(text: str, level: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begun = start
    for mark in _END.finditer(text, start, end):
        if mark[0].startswith(".") and _ABBREVIATION.search(
            level, max(begun, mark.start() - 8), mark.start()
        ):
            continue
        yield from _trimmed(text, begun, mark.end())
        begun = mark.end()
    yield from _trimmed(text, begun, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    right = len(part.rstrip())
    if right > left:
        yield start + left, start + right


def _in_capitals(text: str) -> bool:
    upper = sum(map(str.isupper, text))
    return upper > 20 and upper > 4 * sum(map(str.islower, text))
