"""Names of persons: what speaks against a name of a place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from geomap.extract.lexicon import lexicon
from geomap.extract.text import flat
from geomap.resources import package_file

Words = list[tuple[int, int, str]]

_LINKS = frozenset(["da", "das", "de", "del", "do", "dos", "du"])


def surnames(text: str, words: Words) -> set[str]:
    """Words that follow a given name somewhere in the text: surnames, in small letters."""
    return {
        following.lower()
        for (_, end, word), (start, _, following) in pairwise(words)
        if following[0].isupper() and text[end:start] == " " and _is_given(word)
    }


def _is_given(word: str) -> bool:
    return word[0].isupper() and (word.lower() in _given() or (not word.isascii() and flat(word) in _given()))


def persons(
    text: str, words: Words, run: tuple[int, int], people: set[str], *, across_links: bool = False
) -> Iterator[str]:
    """What speaks for the name of a person, and for common words.

    Parameters
    ----------
    across_links : bool
        Whether a surname can stand behind a link: "Maria da Silva".
    """
    first, last = run
    word = words[first][2].lower()
    if across_links:
        word = word if word in _given() else flat(word)
        if first > 1 and words[first - 1][2] in _LINKS and _is_given(words[first - 2][2]):
            yield "given_before"
    if first and _is_given(words[first - 1][2]) and text[words[first - 1][1] : words[first][0]] == " ":
        yield "given_before"
    if first == last and word in people:
        yield "surname"
    if word in _given():
        yield "given" if first == last else "given_first"
    if all(words[i][2].lower() in _common() for i in range(first, last + 1)):
        yield f"common:{min(2, last - first + 1)}"


@cache
def _given() -> frozenset[str]:
    names: str = json.loads(package_file("extract", "given.json").read_bytes())["names"]
    return frozenset(names.split())


@cache
def _common() -> frozenset[str]:
    return lexicon("en").common
