"""Text to tokens to items: the words, numbers and signs, with what the lexicon knows of them.

Linear in the text. Control characters, zero-width and bidirectional marks count as not
there; spans still point into the text as it was given.
"""

from __future__ import annotations

import re

from geomap.relations.lexicon import Lexicon, Node, Senses, bits, fold, lexicon

# One character class after another, no nested repetition. A space belongs to the piece
# after it, so that the pieces add up to the text and positions follow from their lengths.
_FRACTIONS = "½⅓⅔¼¾⅕⅛⅜⅝⅞"
_LETTER = rf"[^\W\d_{_FRACTIONS}ªº°]"
_PIECE = re.compile(
    rf" ?(?:(?:[^\W\d_]\.){{2,8}}(?![^\W\d_])"  # U.S., D.C.
    rf"|{_LETTER}+(?:[\u0300-\u036f'’?\ufffd]{_LETTER}+)*[\u0300-\u036f]?"
    rf"|(?<![^\s(])\.\d+|\d+(?:[.,]\d+)*|[{_FRACTIONS}]|[-–—]+|[^\S\n ]+|[\S\n])| "
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
_LEADS_POINT = bits("heading_before")
_POINTS = bits("heading", "heading_abbreviated")
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
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


Token = tuple[str, str, int, int, int]
"""Folded word (a number or a sign stands for itself), kind as of `Item`, start, end, gap before."""


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


_KEPT, _SPACE, _DASHES, _STOP, _QUOTE = range(5)
_CACHED = 1 << 17
Piece = tuple[int, str, str, int, str]


class _Pieces(dict[str, Piece]):
    """What the pieces of text met so far are: role, folded word, kind, leading spaces, language."""

    def __missing__(self, piece: str) -> Piece:
        if len(self) >= _CACHED:
            self.clear()
        spaced = int(piece[0] == " " and len(piece) > 1)
        role, word, kind = _role_of(piece[spaced:])
        found = self[piece] = (role, word, kind, spaced, lexicon().markers.get(word, ""))
        return found


_PIECES = _Pieces()


def _role_of(piece: str) -> tuple[int, str, str]:
    first = piece[0]
    if first.isalpha() and first not in "ªº":
        word = fold(piece.replace(".", ""))
        return _KEPT, word, "word" if word[0].isalpha() else word
    if first.isdecimal() or first in _FRACTIONS:
        return _KEPT, piece, "number"
    if first in _SIGNS:
        return _KEPT, _SIGNS[first], _SIGNS[first]
    if first.isspace():
        return _SPACE, "", ""
    if first in "-–—":
        return _DASHES, "", ""
    if first == ".":
        return (_KEPT, f"0{piece}", "number") if len(piece) > 1 else (_STOP, "", "")
    return (_QUOTE, "", "") if first in _QUOTES else (_KEPT, "?", "?")


def tokenise(text: str, abbreviations: frozenset[str]) -> tuple[list[Token], list[str]]:
    """Words, numbers and signs of a cleaned text, and the languages that its words speak for.

    A full stop is kept only where it may end a sentence: ``.`` surely, ``.?`` after a
    single letter or a heading.
    """
    tokens: list[Token] = []
    votes: list[str] = []
    gap, stop = GLUED, 0
    for piece in _PIECE.findall(text):
        role, word, kind, spaced, language = _PIECES[piece]
        start = stop + spaced
        stop += len(piece)
        if role:  # nothing that is kept, but perhaps a full stop
            gap = gap or spaced
            if role == _SPACE:
                gap = gap or SPACED
            elif role == _DASHES:
                gap = DASH if gap == SPACED else HYPHEN
            if role != _STOP:
                continue
            word = kind = _full_stop(text, stop, tokens[-1][0] if tokens else "", abbreviations)
            if not word:
                continue
        tokens.append((word, kind, start, stop, gap or spaced))
        gap = GLUED
        if language:
            votes.append(language)
    return tokens, votes


def _full_stop(text: str, stop: int, last: str, abbreviations: frozenset[str]) -> str:
    """ "" for the stop of an abbreviation, ".?" where it may be one, "." at the end of a sentence."""
    follows = text[stop : stop + 1]
    if last in abbreviations or (follows.isalnum() and (len(last) < 3 or not follows.isupper())):
        return ""
    return ".?" if len(last) <= 3 and last.isalpha() else "."


def itemise(tokens: list[Token], words: Lexicon) -> list[Item]:
    """Tokens joined to the longest phrases that the lexicon knows."""
    phrases = words.phrases
    items: list[Item] = []
    index, count = 0, len(tokens)
    while index < count:
        word, kind, start, end, gap = tokens[index]
        index += 1
        node = phrases.get(word)
        if node is not None:
            senses = node.senses or NO_SENSES
            if node.children or (index < count and tokens[index][4] == HYPHEN):
                senses, after = _phrase(node, tokens, index, phrases)
                if after > index:
                    index, end = after, tokens[after - 1][3]
            items.append(Item("word" if senses else kind, senses, start, end, gap, word))
            continue
        if kind == "number" and index < count and tokens[index][4] == GLUED and tokens[index][0] in _ORDINALS:
            kind, end = "word", tokens[index][3]
            index += 1
        items.append(Item(kind, NO_SENSES, start, end, gap, word))
    return items


def _phrase(node: Node, tokens: list[Token], index: int, phrases: dict[str, Node]) -> tuple[Senses, int]:
    """Meanings of the phrase that a node begins, and the index after it; `index`: its second word."""
    senses, after = _longest(node, tokens, index)
    if after > index:
        if senses.mask & _LEADS_POINT and not _is_point(phrases, tokens, after):
            return node.senses or NO_SENSES, index  # "the road to the coast"
    elif after < len(tokens) and tokens[after][4] == HYPHEN and not senses.mask & _CONTENT:
        return NO_SENSES, after  # "al-Kinda", "In-Tellit": the start of a name
    return senses, after


def _is_point(phrases: dict[str, Node], tokens: list[Token], index: int) -> bool:
    """Whether a compass point, or degrees, stand at an index."""
    if index >= len(tokens):
        return False
    node = phrases.get(tokens[index][0])
    if node is None:
        return tokens[index][1] == "number"
    return bool((node.senses or NO_SENSES).mask & _POINTS) or not (node.senses or not node.children)


def _longest(node: Node, tokens: list[Token], index: int) -> tuple[Senses, int]:
    """Meanings of the longest phrase from a node on, and the index after it."""
    senses, after = node.senses or NO_SENSES, index
    children, count = node.children, len(tokens)
    while children and index < count:
        following = children.get(tokens[index][0])
        if following is None:
            break
        index += 1
        if following.senses is not None:
            senses, after = following.senses, index
        children = following.children
    return senses, after
