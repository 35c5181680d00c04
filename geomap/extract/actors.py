"""Who did it, as the text names them: "by government forces", "the PCP occupied"."""

from __future__ import annotations

import re

from geomap.dates.words import WORDS
from geomap.extract.lexicon import Lexicon
from geomap.extract.model import Sentence, Token, Trigger

_REACH, _LONGEST = 9, 9
_YEAR = re.compile(r"(?:19|20)\d\d")


def read_actor(text: str, sentence: Sentence, trigger: Trigger, words: Lexicon) -> str:
    """The actor of a happening; empty where the sentence names none that is known for one."""
    tokens = sentence.tokens
    first = next(index for index, token in enumerate(tokens) if token.start == trigger.start)
    last = next(index for index, token in enumerate(tokens) if token.end == trigger.end)
    by = _after_by(text, sentence, last, words)
    if by or trigger.form == "noun":
        return by
    if any(token.word in words.words["passive"] for token in tokens[max(0, first - 2) : first + 1]):
        return ""
    return _subject(text, sentence, first, words)


def _after_by(text: str, sentence: Sentence, last: int, words: Lexicon) -> str:
    tokens = sentence.tokens
    for index in range(last + 1, min(last + 1 + _REACH, len(tokens))):
        if tokens[index].word in ".;:":
            return ""
        if tokens[index].word in words.words["by"]:
            end = index + 1
            while end < len(tokens) and end - index <= _LONGEST and not _ends(tokens[end], words):
                end += 1
            return _phrase(text, sentence, index + 1, end, words)
    return ""


def _subject(text: str, sentence: Sentence, first: int, words: Lexicon) -> str:
    """What stands right before an active verb."""
    tokens, begin = sentence.tokens, first
    while begin > 0 and first - begin < _LONGEST and not _before(tokens, begin - 1, words):
        begin -= 1
    return _phrase(text, sentence, begin, first, words)


def _before(tokens: tuple[Token, ...], index: int, words: Lexicon) -> bool:
    """Whether a token stands before the subject; what only says how people look or travel is part of it."""
    if tokens[index].word in words.first_words:
        return True
    describes = index > 0 and tokens[index].word in words.words["wearing"]
    return _ends(tokens[index], words) and not (describes and tokens[index - 1].word in words.words["actors"])


def _ends(token: Token, words: Lexicon) -> bool:
    return not token.word[0].isalnum() or token.word in words.words["clause"]


def _phrase(text: str, sentence: Sentence, begin: int, end: int, words: Lexicon) -> str:
    """The words if they name people who act, without an article; else nothing."""
    tokens = sentence.tokens[begin:end]
    if not any(token.word in words.words["actors"] or _initials(text, token, sentence) for token in tokens):
        return ""
    if tokens and tokens[-1].word in words.words["and"]:
        return ""  # "they detained several men and executed nine"
    last_year = max((n for n, token in enumerate(tokens) if _of_date(token.word)), default=-1)
    tokens = tokens[last_year + 1 :]
    while (
        tokens
        and tokens[0].word in words.words["definite"] | words.words["article"] | words.words["auxiliary"]
    ):
        tokens = tokens[1:]
    return " ".join(text[tokens[0].start : tokens[-1].end].split()) if tokens else ""


def _of_date(word: str) -> bool:
    return _YEAR.fullmatch(word) is not None or WORDS.get(word, ("",))[0] == "month"


def _initials(text: str, token: Token, sentence: Sentence) -> bool:
    """Whether a token is an abbreviation such as "PCP"; capitals throughout hide them."""
    written = text[token.start : token.end]
    return not sentence.capitals and written.isalpha() and written.isupper() and 2 <= len(written) <= 6
