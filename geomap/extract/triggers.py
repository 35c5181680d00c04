"""Words that say that something happened, and whether the text claims it."""

from __future__ import annotations

from geomap.extract.lexicon import Lexicon
from geomap.extract.model import Sentence, Token, Trigger

_BACK = 5


def find_triggers(sentence: Sentence, words: Lexicon) -> list[Trigger]:
    """The triggers of a sentence that are claimed to have happened, in the order of the text.

    What is planned, feared, possible or denied is left out; `assertion` is ``asserted``
    or ``alleged``.
    """
    found: list[Trigger] = []
    index, tokens = 0, sentence.tokens
    while index < len(tokens):
        matched = words.triggers.at(tokens, index) if tokens[index].word in words.first_words else None
        if matched is None:
            index += 1
            continue
        length, (kind, form) = matched
        if not _hypothetical(tokens, index, form, words):
            alleged = any(t.word in words.words["alleged"] for t in tokens[max(0, index - 8) : index])
            found.append(
                Trigger(
                    tokens[index].start,
                    tokens[index + length - 1].end,
                    kind,
                    form,
                    form == "noun" and _definite(tokens, index, words),
                    "alleged" if alleged else "asserted",
                )
            )
        index += length
    return found


def _hypothetical(tokens: tuple[Token, ...], index: int, form: str, words: Lexicon) -> bool:
    """Whether the words before say that it did not happen, or not yet."""
    before = _without_month([token.word for token in tokens[max(0, index - _BACK) : index]])
    own = words.words
    for back, word in enumerate(reversed(before), start=1):
        if word in ".;:":
            break
        if word in own["hypothetical"] and (form == "noun" or back <= 3 or word in ("if", "unless", "si")):
            return True
        if word in own["refuted"] or (word in own["denial"] and back <= 2):
            return True
        if word in own["modal"] and (form != "noun" or back <= 3):
            return True
        if word in own["none"] and form == "noun" and back <= 2:
            return True
    return form == "noun" and any(word in ("of", "de") for word in before[-1:]) and "more" in before[-3:]


def _without_month(before: list[str]) -> list[str]:
    """The words without a "may" beside a number: that is the month."""
    return [
        word
        for at, word in enumerate(before)
        if word != "may" or not any(near[0].isdigit() for near in before[max(0, at - 1) : at + 2])
    ]


def _definite(tokens: tuple[Token, ...], index: int, words: Lexicon) -> bool:
    """Whether one of the words right before a noun says that the happening is known."""
    own = words.words["definite"]
    return any(token.word in own for token in tokens[max(0, index - 3) : index])
