"""People harmed: counts beside words such as "killed", as ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from geomap.extract.lexicon import Lexicon
from geomap.extract.model import Harm, Sentence, Token

_REACH_BEFORE, _REACH_AFTER, _AT_ONCE, _REACH_PART, _REACH_TOLL = 14, 7, 2, 10, 8
_AT_MOST = 4
"""Words between one of harm and a number, as in "killing at least 12"."""
_SINGLE = frozenset(
    {"official", "journalist", "priest", "officer", "man", "woman", "child", "student", "worker"}
    | {"soldier", "prisoner", "guard", "policeman", "peasant"}
)
_GROUPS = frozenset({"police", "troop", "crew", "staff", "teenage", "policia", "guardia", "militar"})
_AGED = re.compile(r"(?:year|month)s?-?olds?")
ONE = "one"
"""Who a person is that a sentence tells of by name: "was killed"."""
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{3})*|\d+")
_YEARS = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class _Count:
    """So many people: tokens `first` to `last`; `definite`: one, told by "the", right at the word of harm."""

    first: int
    last: int
    low: int
    high: int | None
    who: str
    definite: bool = False


def read_harm(text: str, sentence: Sentence, words: Lexicon, group: int | None = None) -> list[Harm]:
    """The counts of people harmed in a sentence.

    Parameters
    ----------
    group : int, optional
        Size of a group told of before, one of whom this sentence leaves out: "one of the
        women was sent back, the other women were taken into custody".
    """
    tokens = sentence.tokens
    marks = _harm_words(tokens, words)
    if not marks:
        return list(_tolls(text, tokens, words))
    counts = _counts(tokens, words)
    total = any(token.word in words.words["total"] for token in tokens)
    found: list[Harm] = []
    used: set[tuple[int, str]] = set()
    for first, last, harm, form in marks:
        count = _beside(tokens, counts, first, last, form, words)
        if count is None and group is not None and harm == "detained":
            rest = _the_rest(tokens, first, words)
            count = _Count(first, last, group - 1, group - 1, rest) if rest else None
        if count is None or (count.first, harm) in used:
            continue
        for one in (count, *_beyond(tokens, counts, count, words)):
            used.add((one.first, harm))
            start, end = tokens[min(first, one.first)].start, tokens[max(last, one.last)].end
            found.append(Harm(harm, one.low, one.high, one.who, total, text[start:end]))
    if not found:
        found += list(_singly(text, tokens, marks, words))
    return [*found, *_tolls(text, tokens, words)]


def _beyond(
    tokens: tuple[Token, ...], counts: list[_Count], count: _Count, words: Lexicon
) -> Iterator[_Count]:
    """A count of others told with one: "the governor and eight other people"."""
    for other in counts:
        said = {token.word for token in tokens[other.first : other.last + 1]}
        joined = other.first == count.last + 2 and tokens[count.last + 1].word in words.words["and"]
        if joined and said & words.words["other"]:
            yield replace(other, who="others")


def _singly(
    text: str, tokens: tuple[Token, ...], marks: list[tuple[int, int, str, str]], words: Lexicon
) -> Iterator[Harm]:
    """One person where a verb in the singular tells of somebody by name: "Lopez was killed"."""
    for first, last, harm, _ in marks:
        before = [token.word for token in tokens[max(0, first - 2) : first + 1]]
        subject = {token.word for token in tokens[max(0, first - 12) : first]}
        if words.words["singular"].isdisjoint(before) or not words.words["many"].isdisjoint(subject):
            continue
        yield Harm(harm, 1, 1, ONE, False, text[tokens[max(0, first - 1)].start : tokens[last].end])
        return


def _tolls(text: str, tokens: tuple[Token, ...], words: Lexicon) -> Iterator[Harm]:
    """Counts told as numbers alone: "put the number of dead at seven", "the death toll rose to 12"."""
    if words.tolls.first_words.isdisjoint([token.word for token in tokens]):
        return
    for index in range(len(tokens)):
        matched = words.tolls.at(tokens, index)
        if matched is None:
            continue
        for at in range(index + matched[0], min(index + matched[0] + _REACH_TOLL, len(tokens))):
            if tokens[at].word in ".;,":
                break
            ends = _quantity(tokens, at, words)
            if ends is None or tokens[at].word in words.words["article"] | words.words["none"]:
                continue
            said = text[tokens[index].start : tokens[at + ends[2] - 1].end]
            yield Harm(matched[1], ends[0], ends[1], "person", True, said)
            break


def group_size(sentence: Sentence, words: Lexicon) -> int | None:
    """Size of the first counted group of people in a sentence; None if there is none."""
    counts = [count for count in _counts(sentence.tokens, words) if count.low > 2 and count.low == count.high]
    return counts[0].low if counts else None


def _the_rest(tokens: tuple[Token, ...], before: int, words: Lexicon) -> str:
    """Who "the others" are, where one of a group is told apart; empty if the sentence says no such thing."""
    said = " ".join(token.word for token in tokens[:before])
    match = re.search(
        r"\b(?:one of the|una de las|uno de los) (\w+)\b.*\b(?:other|others|otras|otros|demas)\b", said
    )
    return words.people.get(match[1], "person") if match else ""


def _harm_words(tokens: tuple[Token, ...], words: Lexicon) -> list[tuple[int, int, str, str]]:
    found, index = [], 0
    while index < len(tokens):
        matched = words.harms.at(tokens, index)
        if matched is None:
            index += 1
            continue
        found.append((index, index + matched[0] - 1, *matched[1]))
        index += matched[0]
    return found


def _counts(tokens: tuple[Token, ...], words: Lexicon) -> list[_Count]:
    found: list[_Count] = []
    index = 0
    while index < len(tokens):
        word = tokens[index].word
        count = _count_at(tokens, index, words) if word in words.count_words or word[0].isdigit() else None
        if count is None:
            index += 1
        else:
            if not _part(tokens, index, words):
                found.append(count)
            index = count.last + 1
    return found


def _part(tokens: tuple[Token, ...], index: int, words: Lexicon) -> bool:
    """Whether a count is part of one told before: "25 people, including six children"."""
    if index == 0:
        return False
    for back in range(index - 1, max(-1, index - _REACH_PART), -1):
        if tokens[back].word in ".;:" or tokens[back].word in words.plain_harms:
            return False
        said = (tokens[back].word, " ".join(token.word for token in tokens[back : back + 2]))
        if any(word in words.words["part"] for word in said):
            return any(token.word in ",(" for token in tokens[max(0, back - 1) : back])
    return False


def _count_at(tokens: tuple[Token, ...], index: int, words: Lexicon) -> _Count | None:
    if tokens[index].word in words.words["the_one"]:
        return _the_one(tokens, index, words)
    ends = _quantity(tokens, index, words)
    if ends is None:
        return None
    low, high, width = ends
    for last in range(index + width, min(index + width + 6, len(tokens))):
        word = tokens[last].word
        if word in words.people:
            return _Count(index, last, low, high, words.people[word])
        if _of_age(tokens, last):
            continue
        if last == index + width and _many(tokens[last], low, words):
            return _Count(index, last, low, high, word)
        if word in words.words["bare"]:
            return _Count(index, last - 1, low, high, "person")
        linking = word in words.words["between"] or word in words.words["of"]
        linking = linking or (
            word in words.words["possessive"] and tokens[last - 1].word in words.words["of"]
        )
        if not word[0].isalpha() or (word in words.words["stop"] and not linking):
            break
    return _alone(tokens, index, width, low, high, words)


def _alone(
    tokens: tuple[Token, ...], index: int, width: int, low: int, high: int | None, words: Lexicon
) -> _Count | None:
    """A number after a word of harm, with nobody named: "killing at least 12 and injuring 30"."""
    after = tokens[index + width].word if index + width < len(tokens) else "."
    before = range(max(0, index - _AT_MOST), index)
    harmed = any(tokens[n].word in words.plain_harms for n in before)
    harmed = harmed and not any(words.tolls.at(tokens, n) for n in range(max(0, index - _REACH_TOLL), index))
    ended = after in ".,;)" or after in words.words["and"]
    counted = tokens[index].word not in words.words["article"] | words.words["none"]
    return _Count(index, index + width - 1, low, high, "person") if harmed and ended and counted else None


def _of_age(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a token is of an age: "46", "-" and "year-old"."""
    rest = [token.word for token in tokens[index : index + 3]]
    if _AGED.fullmatch(rest[0]):
        return True
    return (rest[0] == "-" or rest[0].isdecimal()) and any(_AGED.fullmatch(word) for word in rest)


def _many(token: Token, low: int, words: Lexicon) -> bool:
    """Whether a word after a number is a plural that can be people of any sort: "17 sharecroppers"."""
    word = token.word
    plain = low > 1 and len(word) > 4 and word.endswith("s") and word.isalpha()
    return plain and word not in words.not_people


def _the_one(tokens: tuple[Token, ...], index: int, words: Lexicon) -> _Count | None:
    """ "the mayor", "al juez": one person of those who are told of singly."""
    word = tokens[index + 1].word if index + 1 < len(tokens) else ""
    who = words.people.get(word, "")
    if who not in _SINGLE or word.endswith("s") or word in _GROUPS or word in ("men", "women", "children"):
        return None
    return _Count(index, index + 1, 1, 1, who, definite=True)


def _quantity(tokens: tuple[Token, ...], index: int, words: Lexicon) -> tuple[int, int | None, int] | None:
    """Lower and upper end, and the number of tokens, of a quantity at `index`."""
    word = tokens[index].word
    if word in words.words["article"]:
        return 1, 1, 1
    if word in words.words["none"]:
        return 0, 0, 1
    if word in words.vague:
        low, high = words.vague[word]
        return low, high, 1
    number = words.numbers.get(word)
    if number is None:
        if not _NUMBER.fullmatch(word):
            return None
        number = int(re.sub(r"[.,]", "", word))
        if number in _YEARS and "," not in word:
            return None
    width = 1
    if index + 1 < len(tokens) and tokens[index + 1].word in ("hundred", "thousand", "mil"):
        number, width = number * words.numbers.get(tokens[index + 1].word, 1000), 2
    upper = _upper_end(tokens, index + width, words)
    if upper is not None and upper[0] > number:
        return number, upper[0], width + upper[1]
    before = " ".join(token.word for token in tokens[max(0, index - 3) : index])
    return *_bounded(number, before, words), width


def _upper_end(tokens: tuple[Token, ...], index: int, words: Lexicon) -> tuple[int, int] | None:
    """The upper end of "12 to 16", "between 12 and 16", and its number of tokens with the word between."""
    if index + 1 >= len(tokens):
        return None
    link, word = tokens[index].word, tokens[index + 1].word
    between = index >= 2 and tokens[index - 2].word in words.words["between_numbers"]
    if link not in words.words["to_number"] and not (between and link in words.words["and"]):
        return None
    number = words.numbers.get(word)
    if number is None and _NUMBER.fullmatch(word):
        number = int(re.sub(r"[.,]", "", word))
    return None if number is None else (number, 2)


def _bounded(number: int, before: str, words: Lexicon) -> tuple[int, int | None]:
    """A number with the words before it: "nearly 100" is 90 to 100, "more than 300" is 300 and more."""
    for bound in ("above", "below", "about"):
        if any(before == phrase or before.endswith(f" {phrase}") for phrase in words.words[bound]):
            tenth = max(1, round(number / 10))
            return (
                (number, None)
                if bound == "above"
                else (number - tenth, number)
                if bound == "below"
                else (number - tenth, number + tenth)
            )
    return number, number


def _age(tokens: tuple[Token, ...], last: int) -> int:
    """Tokens of an age between commas: "the driver, 46, died"."""
    said = [token.word for token in tokens[last + 1 : last + 4]]
    return 3 if len(said) == 3 and said[0] == said[2] == "," and said[1].isdecimal() else 0


def _beside(
    tokens: tuple[Token, ...], counts: list[_Count], first: int, last: int, form: str, words: Lexicon
) -> _Count | None:
    """The count that a word of harm is said of: the object of an active verb, else what stands before it."""
    counts = [
        count
        for count in counts
        if not count.definite
        or -_AT_ONCE <= count.first - last <= 1
        or 0 <= first - count.last - _age(tokens, count.last) <= _AT_ONCE
    ]
    inside = [count for count in counts if count.first <= first <= count.last + 1 and last >= count.first]
    before = [count for count in counts if count.last < first and first - count.last <= _REACH_BEFORE]
    after = [count for count in counts if count.first > last and count.first - last <= _REACH_AFTER]
    passive = any(token.word in words.words["passive"] for token in tokens[max(0, first - 3) : first])
    if inside:
        return inside[0]
    if form == "active" and not passive and after:
        return after[0]
    if before and (passive or form == "before" or before[-1].last == first - 1):
        return before[-1]
    return after[0] if after and not before else None
