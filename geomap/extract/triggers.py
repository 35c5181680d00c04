"""Words that say that something happened, and whether the text claims it."""

from __future__ import annotations

from geomap.dates.words import WORDS
from geomap.extract.lexicon import Lexicon
from geomap.extract.model import Sentence, Token, Trigger

_BACK, _REACH = 5, 20


def find_triggers(sentence: Sentence, words: Lexicon) -> list[Trigger]:
    """The triggers of a sentence, in the order of the text.

    Their `assertion` is a member of `geomap.model.Assertion`: what is planned, threatened,
    feared or possible is ``planned``, what did not happen ``denied``.
    """
    found: list[Trigger] = []
    index, tokens = 0, sentence.tokens
    while index < len(tokens):
        matched = words.triggers.at(tokens, index) if tokens[index].word in words.first_words else None
        if matched is None:
            index += 1
            continue
        length, (kind, form) = matched
        if not kind:
            index += length
            continue
        last = index + length - 1
        assertion = _unclaimed(tokens, index, form, words)
        if not assertion:
            said = (token.word for token in tokens[max(0, index - 8) : index])
            assertion = "alleged" if any(word in words.words["alleged"] for word in said) else "asserted"
        definite = form == "noun" and _definite(tokens, index, words)
        found.append(Trigger(tokens[index].start, tokens[last].end, kind, form, definite, assertion))
        index += length
    return found


def _unclaimed(tokens: tuple[Token, ...], index: int, form: str, words: Lexicon) -> str:
    """``denied`` or ``planned`` where the words before say that it did not happen, or not yet; else empty."""
    before = _without_month([token.word for token in tokens[max(0, index - _BACK - 1) : index]])[-_BACK:]
    own = words.words
    for back, word in enumerate(reversed(before), start=1):
        if word in ".;:":
            break
        if word in own["hypothetical"] and (form == "noun" or back <= 3 or word in ("if", "unless", "si")):
            return "planned"
        if word in own["refuted"] or (word in own["denial"] and back <= 2):
            return "denied"
        if word in own["modal"] and (form != "noun" or back <= 3):
            return "planned"
        if word in own["none"] and form == "noun" and back <= 2:
            return "denied"
    if _said_untrue(tokens, index, words):
        return "denied"
    after = tokens[index + 1].word if index + 1 < len(tokens) else "."
    if form == "noun" and after in own["modal"]:
        return "planned"
    more = form == "noun" and any(word in ("of", "de") for word in before[-1:]) and "more" in before[-3:]
    return "planned" if more else ""


def _said_untrue(tokens: tuple[Token, ...], index: int, words: Lexicon) -> bool:
    """Whether the words stand in what somebody denies: "denied reports that a school had been attacked"."""
    for back in range(index - 1, max(-1, index - _REACH), -1):
        if tokens[back].word in ".;:":
            return False
        if tokens[back].word in words.words["refuted"]:
            said = (token.word for token in tokens[back + 1 : min(back + 4, index)])
            return any(word in words.words["denied_thing"] for word in said)
    return False


def _without_month(before: list[str]) -> list[str]:
    """The words without a "may" beside a number: that is the month."""
    return [
        word
        for at, word in enumerate(before)
        if word != "may" or not any(near[0].isdigit() for near in before[max(0, at - 1) : at + 2])
    ]


def _definite(tokens: tuple[Token, ...], index: int, words: Lexicon) -> bool:
    """Whether one of the words right before a noun says that the happening is known.

    A number between makes it news: "that 35 explosions were heard".
    """
    own = words.words["definite"]
    for back in range(index - 1, max(-1, index - 4), -1):
        word = tokens[back].word
        if not word[0].isalnum() or ((word in words.numbers or word[0].isdigit()) and not _day(tokens, back)):
            return False
        if word in own:
            return word not in words.words["joining"] or back == index - 1
    return False


def _day(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a number is the day of a month: "the May 6 attack"."""
    near = (tokens[n].word for n in (index - 1, index + 1) if 0 <= n < len(tokens))
    return any(WORDS.get(word, ("",))[0] == "month" for word in near)
