"""Text to tokens to items: the words, numbers and signs, with what the lexicon knows of them.

Linear in the text. Control characters, zero-width and bidirectional marks count as not
there; spans still point into the text as it was given.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from geomap.relations.lexicon import Lexicon, Node, Senses, bits, fold

# One character class after another, no nested repetition. A space belongs to the piece
# after it, so that the pieces add up to the text and positions follow from their lengths.
_FRACTIONS = "½⅓⅔¼¾⅕⅛⅜⅝⅞"
_LETTER = rf"[^\W\d_{_FRACTIONS}ªº°]"
_PIECE = re.compile(
    rf" ?(?:(?:[^\W\d_]\.){{2,8}}(?![^\W\d_])"  # U.S., D.C.
    rf"|{_LETTER}(?:{_LETTER}|[\u0300-\u036f'’](?=[^\W\d_]))*[\u0300-\u036f]?"
    rf"|\d+(?:[.,]\d+)*|[{_FRACTIONS}]|[-–—]+|[^\S\n ]+|[\S\n])| "
)
# Line breaks and tabs are white space and stay.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)

NO_SENSES = Senses()

GLUED, SPACED, HYPHEN, DASH = 0, 1, 2, 3
"""What stands between a token and the one before: nothing, space, a hyphen, a spaced dash."""

_CONTENT = bits(
    "feature", "heading", "heading_adjective", "heading_abbreviated", "number", "unit", "part", "near", "post"
)
_QUOTES = "'’\"“”«»`´"

_SIGNS = {
    ",": ",",
    ";": ";",
    ":": ":",
    "|": "|",
    "\n": "|",
    "(": "(",
    "[": "(",
    ")": ")",
    "]": ")",
    "/": "/",
    "&": "&",
    "~": "~",
    "+": "+",
    "%": "%",
    "،": ",",
    "、": ",",
    "#": "#",
}


class Tokens(NamedTuple):
    """Parallel lists: folded words (a number or a sign stands for itself), spans, gaps before."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[int]


class Item:
    """One token, or several that the lexicon knows as one phrase.

    Attributes
    ----------
    kind : str
        ``word``, ``number``, a sign, or what a later step makes of it (``distance``,
        ``heading``).
    senses : dict
        Category → value, from the lexicon.
    start, end : int
        Span in the (cleaned) text.
    gap : int
        What stands before it.
    value : object
        Of a distance or heading.
    """

    __slots__ = ("end", "gap", "kind", "senses", "start", "value", "word")

    def __init__(self, kind: str, senses: Senses, start: int, end: int, gap: int, word: str) -> None:
        self.kind = kind
        self.senses = senses
        self.start = start
        self.end = end
        self.gap = gap
        self.word = word
        self.value: object = None

    def __repr__(self) -> str:
        return f"Item({self.kind} {self.word!r} {self.start}:{self.end} {sorted(self.senses)} {self.value})"


def clean(text: str) -> tuple[str, list[int] | None]:
    """The text without invisible characters, and where each kept one stood (None: all kept)."""
    if text.isascii() and text.isprintable():
        return text, None
    if not _INVISIBLE.search(text):
        return text, None
    kept = [index for index, char in enumerate(text) if not _INVISIBLE.match(char)]
    return "".join(text[index] for index in kept), kept


_WORD, _NUMBER, _SPACE, _DASHES, _STOP, _SIGN, _QUOTE = range(7)
_CACHED = 1 << 17
_known: dict[str, tuple[int, str, int]] = {}


def _classify(piece: str) -> tuple[int, str, int]:
    """What a piece of text is, its folded form, and whether a space leads it; remembered."""
    if len(_known) >= _CACHED:
        _known.clear()
    spaced = int(piece[0] == " " and len(piece) > 1)
    _known[piece] = found = (*_kind_of(piece[spaced:]), spaced)
    return found


def _kind_of(piece: str) -> tuple[int, str]:
    first = piece[0]
    if first.isalpha() and first not in "ªº":
        return _WORD, fold(piece.replace(".", ""))
    if first.isdecimal() or first in _FRACTIONS:
        return _NUMBER, piece
    if first in _SIGNS:
        return _SIGN, _SIGNS[first]
    if first.isspace():
        return _SPACE, ""
    if first in "-–—":
        return _DASHES, ""
    if first == ".":
        return _STOP, ""
    return (_QUOTE, "") if first in _QUOTES else (_SIGN, "?")


def tokenise(text: str, abbreviations: frozenset[str]) -> Tokens:
    """Words, numbers and signs of a cleaned text.

    A full stop is kept only where it may end a sentence: ``.`` surely, ``.?`` after a
    single letter or a heading.
    """
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    gaps: list[int] = []
    gap, stop = GLUED, 0
    for piece in _PIECE.findall(text):
        kind, word, spaced = _known.get(piece) or _classify(piece)
        start = stop + spaced
        stop += len(piece)
        if gap == GLUED and spaced:
            gap = SPACED
        if kind > _NUMBER:
            if kind == _SPACE:
                gap = SPACED if gap == GLUED else gap
                continue
            if kind == _DASHES:
                gap = DASH if gap == SPACED else HYPHEN
                continue
            if kind == _QUOTE:
                continue
            if kind == _STOP:
                word = _full_stop(text, stop, words[-1] if words else "", abbreviations)
                if not word:
                    continue
        words.append(word)
        starts.append(start)
        ends.append(stop)
        gaps.append(gap)
        gap = GLUED
    return Tokens(words, starts, ends, gaps)


def _full_stop(text: str, stop: int, last: str, abbreviations: frozenset[str]) -> str:
    """ "" for the stop of an abbreviation, ".?" where it may be one, "." at the end of a sentence."""
    follows = text[stop : stop + 1]
    if last in abbreviations or (follows.isalnum() and (len(last) < 3 or not follows.isupper())):
        return ""
    return ".?" if len(last) <= 3 and last.isalpha() else "."


def itemise(tokens: Tokens, lexicon: Lexicon) -> list[Item]:
    """Tokens joined to the longest phrases that the lexicon knows."""
    words, starts, ends, gaps = tokens
    phrases = lexicon.phrases
    items: list[Item] = []
    index, count = 0, len(words)
    while index < count:
        word = words[index]
        after = index + 1
        senses = NO_SENSES
        node = phrases.get(word)
        if node is not None:
            senses, after = _longest(node, words, after, count)
            if after == index + 1 and after < count and gaps[after] == HYPHEN and not senses.mask & _CONTENT:
                senses = NO_SENSES  # "al-Kinda", "In-Tellit": the start of a name
            items.append(Item("word", senses, starts[index], ends[after - 1], gaps[index], word))
        else:
            first = word[0]
            kind = (
                "word" if first.isalpha() else "number" if first.isdecimal() or first in _FRACTIONS else word
            )
            items.append(Item(kind, senses, starts[index], ends[index], gaps[index], word))
        index = after
    return items


def _longest(node: Node, words: list[str], index: int, count: int) -> tuple[Senses, int]:
    """Meanings of the longest phrase from a node on, and the index after it."""
    senses, after = node.senses or NO_SENSES, index
    children = node.children
    while children and index < count:
        following = children.get(words[index])
        if following is None:
            break
        index += 1
        if following.senses is not None:
            senses, after = following.senses, index
        children = following.children
    return senses, after
