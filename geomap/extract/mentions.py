"""Names of places in running text.

Every run of words that the gazetteer knows, or that ends in a word such as "County" or
"River", is a candidate; a logistic regression over its form, its prominence and its
neighbours says whether it names a place here. The weights stand in `recogniser.json`
(`tests/evaluation/fit_recogniser.py` makes it). Time is linear in the length of the text.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from geomap.extract.lexicon import marks
from geomap.extract.option import Option
from geomap.extract.persons import persons, surnames
from geomap.extract.romance import (
    CAPITAL,
    DEMONYM_CHARS,
    EXACT,
    LINKS,
    MAX_SMALL,
    WORD,
    Tongue,
    no_places,
    singular,
    tongue_of,
)
from geomap.resources import package_file

if TYPE_CHECKING:
    from geomap.gazetteer import Match
    from geomap.gazetteer.remembered import LooksUp

MAX_WORDS = 5
"""Words of the longest name that is tried."""

ECHO = 1.0
"""Log odds that a name gains at most by what the text says of it elsewhere; about the best of 0.5 to 1.5."""

FULLER = 1.0
"""Log odds by which a known name goes before its parts, a word."""

DEMONYM_ODDS, DEMONYM_EXACT = 1.5, 0.9
"""Log odds of a demonym in small letters, and how exactly it is known: but for accents."""

BLOCK = 4_000
"""Words looked up at once."""

_WORD = re.compile(
    r"(?:[A-Z]\.){2,}|[^\W_]+(?:['’](?!s\b)[^\W_]+)*(?:\.(?=\s*[,;)]))?|[#@][^\W_]+", re.UNICODE
)
_INSIDE = re.compile(r"^(?:[ \t]|\r?\n|[-–.]|\. |, )$|^$")


def _words(said: str) -> frozenset[str]:
    return frozenset(said.split())


_LINKS = _words("of the de del la las los le les al el and du da do dos di der den an am upon on sur")
_ARTICLES = frozenset(["el", "la", "los", "las", "le", "al"])
"""Links that names begin with: "El Arish", "La Paz"."""

_SENTENCE_END = re.compile(r"[.!?:\"”“]\s*$|\n\s*\n\s*$")
_TITLES = _words("mr mrs ms dr prof sen rep gov lt sgt capt col gen maj pte rev hon sr sra st jr fr")
_HEADS = _words(
    "county parish river valley lake township state province island islands bay creek city "
    "district beach mountain mountains peninsula sea ocean strait canal desert coast region "
    "airport park forest heights hills springs falls village town territory governorate "
    "prefecture municipality department gulf"
)
_LEADS = _words("lake mount mt fort port cape gulf river isle saint st north south east west new san")

Words = list[tuple[int, int, str]]


class Recogniser:
    """Finds the names of places in texts.

    Parameters
    ----------
    weights : mapping, optional
        Other weights than those shipped.
    """

    def __init__(self, gazetteer: LooksUp, weights: Mapping[str, float] | None = None) -> None:
        self._gazetteer = gazetteer
        self._weights = _shipped() if weights is None else weights

    def find(self, text: str) -> list[tuple[int, int]]:
        """Spans of the names in their order; none overlap."""
        scored = self._echoed(text, [(self.score(option), option) for option in self.options(text)])
        taken: list[tuple[int, int]] = []
        held = bytearray(len(text))
        full = [(score + _fullness(option), option) for score, option in scored]
        likely = [(score, option) for score, option in full if score > 0]
        for _, option in sorted(likely, key=lambda one: (-one[0], one[1].start, -one[1].end)):
            if not any(held[option.start : option.end]):
                held[option.start : option.end] = b"\1" * (option.end - option.start)
                taken.append((option.start, option.end))
        return sorted(taken)

    @staticmethod
    def _echoed(text: str, scored: Sequence[tuple[float, Option]]) -> list[tuple[float, Option]]:
        """What is a name of a place elsewhere in the text is more likely one here, and the other way.

        The Chad of Lake Chad says nothing of Chad.
        """
        total: dict[str, float] = {}
        count: dict[str, int] = {}
        names = [text[option.start : option.end].lower() for _, option in scored]
        parts = _parts([option for _, option in scored])
        for name, part, (score, _) in zip(names, parts, scored, strict=True):
            if not part:
                total[name] = total.get(name, 0.0) + score
                count[name] = count.get(name, 0) + 1
        return [
            (score + ECHO * math.tanh((total[name] - score) / (count[name] - 1) / 2), option)
            if not part and count[name] > 1
            else (score, option)
            for name, part, (score, option) in zip(names, parts, scored, strict=True)
        ]

    def score(self, option: Option) -> float:
        """Log odds that an option is a name of a place, less the threshold."""
        get = self._weights.get
        return (
            get("threshold", 0.0)
            + option.bonus
            + sum([get(name, 0.0) for name in option.features])
            + sum([get(name, 0.0) * value for name, value in option.values])
        )

    def options(self, text: str) -> list[Option]:
        """Runs of words that are worth a judgement, with their features."""
        words = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]
        shouted = _shouted(text)
        lower = {word for _, _, word in words if word.islower()}
        tongue = None if shouted else tongue_of([word for _, _, word in words])
        if tongue is not None:
            words = [(m.start(), m.end(), m.group()) for m in WORD.finditer(text)]
        people = surnames(text, words)
        found: list[Option] = []
        for block in range(0, len(words), BLOCK):
            runs = list(_runs(text, words, block, min(block + BLOCK, len(words)), shouted, tongue))
            names = {run: _name(text, words, run) for run in runs}
            matches = self._gazetteer.lookup_many(sorted(set(names.values())))
            hits = {run: matches[name] for run, name in names.items()}
            if tongue is not None:
                hits = {run: own for run, own in hits.items() if _is_whole(words, run, own)}
            ends = {words[last][1] for (_, last), own in hits.items() if own}
            starts = {words[first][0] for (first, _), own in hits.items() if own}
            for run, own in hits.items():
                if own or _has_head(words, run):
                    option = _option(text, words, run, own, lower, shouted, starts, ends, tongue)
                    option.features.extend(persons(text, words, run, people, across_links=tongue is not None))
                    found.append(option)
            if tongue is not None:
                found += self._demonyms(words[block : block + BLOCK], tongue)
        if tongue is not None:
            held = no_places(text)
            found = [option for option in found if not any(held[option.start : option.end])]
        return found

    def _demonyms(self, words: Words, tongue: Tongue) -> list[Option]:
        """Words for the people of a country: "la policía peruana", "des Haïtiens"."""
        likely = [
            (one, singular(one[2]))
            for one in words
            if len(one[2]) >= DEMONYM_CHARS and not tongue.is_small(one[2])
        ]
        asked = [(one, word) for one, word in likely if one[2].islower() or word != one[2]]
        matches = self._gazetteer.lookup_many(sorted({word for _, word in asked}))
        return [
            Option(start, end, [], (), DEMONYM_ODDS)
            for (start, end, _), word in asked
            if any(m.name_kind == "demonym" and m.exactness >= DEMONYM_EXACT for m in matches[word])
        ]


def _is_whole(words: Words, run: tuple[int, int], matches: Sequence[Match]) -> bool:
    """Whether a run is in capitals but for links, or is known with the small words that it holds."""
    small = [
        word
        for _, _, word in words[run[0] : run[1] + 1]
        if word.islower() and word not in _LINKS | LINKS and word not in _HEADS
    ]
    return not small or (bool(matches) and matches[0].exactness >= EXACT)


def _parts(options: Sequence[Option]) -> list[bool]:
    """Whether each option lies within a longer one that the gazetteer knows."""
    whole = sorted((o.start, o.end) for o in options if _fullness(o))
    starts = [start for start, _ in whole]
    reach = list(accumulate((end for _, end in whole), max))
    longest = dict(whole)  # sorted, so the longest of each start stays
    found = []
    for option in options:
        before = bisect_left(starts, option.start)
        found.append(
            (before > 0 and reach[before - 1] >= option.end) or longest.get(option.start, 0) > option.end
        )
    return found


def _fullness(option: Option) -> float:
    """What a known name of several words has over its parts: "Democratic Republic of the Congo"."""
    return FULLER * (option.known_words - 1) if option.known_words else 0.0


def _shouted(text: str) -> bool:
    """Whether a text is all in capitals, as old wire reports are: then capitals say nothing."""
    sample = text[:5_000]
    small = sum(map(str.islower, sample))
    if len(sample) < 5 * small:
        return False
    letters = [c for c in sample if c.isalpha()]
    return len(letters) > 60 and sum(map(str.isupper, letters)) > 0.8 * len(letters)


def _runs(
    text: str, words: Words, begin: int, end: int, shouted: bool, tongue: Tongue | None
) -> list[tuple[int, int]]:
    """First and last word of each run that can be a name."""
    runs = []
    links = _LINKS if tongue is None else _LINKS | LINKS
    for first in range(begin, end):
        word = words[first][2]
        if not (word[0].isupper() or word[0] == "#") or (shouted and word.lower() in _LINKS - _ARTICLES):
            continue
        alone = word.lower() not in _function_words() and not _of_america(words, first)
        alone = alone and (tongue is None or not tongue.is_small(word))
        # "L'Union africaine" is no town, "à L'Aquila" is one.
        cut = word[-1] in "'’" and (
            first == 0 or bool(_SENTENCE_END.search(text[max(0, words[first][0] - 4) : words[first][0]]))
        )
        small = 0
        for last in range(first, min(first + MAX_WORDS, len(words))):
            if last > first and not _INSIDE.match(text[words[last - 1][1] : words[last][0]]):
                break
            tail = words[last][2]
            if tail[0].isupper() or tail[0] == "#":
                if (last > first and not cut) or alone:
                    runs.append((first, last))
            elif tail.lower() not in links and not (last == first + 1 and tail in _HEADS):
                small += 1
                if tongue is None or not alone or small > MAX_SMALL or not tail.isalpha():
                    break
                runs.append((first, last))
            elif tail in _HEADS:
                runs.append((first, last))
    return runs


def _of_america(words: Words, at: int) -> bool:
    """Whether a word is the last of an institution's name that says nothing of where: "Bank of America"."""
    if words[at][2].lower() != "america" or at < 2 or words[at - 1][2].lower() != "of":
        return False
    return words[at - 2][2][0].isupper() and words[at - 2][2].lower() != "states"


def _name(text: str, words: Words, run: tuple[int, int]) -> str:
    name = text[words[run[0]][0] : words[run[1]][1]].lstrip("#").replace("\n", " ")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name) if words[run[0]][2][0] == "#" else name


def _has_head(words: Words, run: tuple[int, int]) -> bool:
    """Whether a run that the gazetteer lacks says itself that it is a place: "Neches River"."""
    return run[1] > run[0] and (words[run[1]][2].lower() in _HEADS or words[run[0]][2].lower() in _LEADS)


def _option(
    text: str,
    words: Words,
    run: tuple[int, int],
    matches: Sequence[Match],
    lower: set[str],
    shouted: bool,
    starts: set[int],
    ends: set[int],
    tongue: Tongue | None = None,
) -> Option:
    first, last = run
    start, end = words[first][0] + (words[first][2][0] == "#"), words[last][1]
    before = words[first - 1][2] if first else ""
    after = words[last + 1][2] if last + 1 < len(words) else ""
    gap_before = text[words[first - 1][1] if first else 0 : words[first][0]]
    gap_after = text[end : words[last + 1][0]] if last + 1 < len(words) else text[end : end + 3]
    two_before = words[first - 2][2] if first > 1 else ""
    count = last - first + 1
    if tongue is not None:
        before, after = tongue.said(before), tongue.said(after)
        two_before = tongue.said(two_before)
        gap_before, gap_after = gap_before or " " * bool(first), gap_after or " "
        count -= sum(words[i][2].lower() in _LINKS | LINKS for i in range(first, last + 1))
    titled = gap_before == ". " and (before.lower() in _TITLES or (len(before) == 1 and before.isupper()))
    opens = first == 0 or (not titled and bool(_SENTENCE_END.search(gap_before)))
    joined_before, joined_after = gap_before in (" ", "-", "\n"), gap_after in (" ", "-", "\n")
    case = "shouted" if shouted else "upper" if text[start:end].isupper() else "title"
    features = [
        "always",
        f"case:{case}",
        f"words:{count}",
        f"opens:{opens}",
        f"hash:{words[first][2][0] == '#'}",
        f"before:{_shape(before) if joined_before and not opens else gap_before.strip()[-1:]}",
        f"after:{_shape(after) if joined_after else gap_after.strip()[:1]}",
    ]
    if joined_before and not opens:
        features.append(f"word_before:{before.lower()}")
        if first > 1 and before.lower() in _LINKS:
            features.append(f"two_before:{two_before.lower()}")
    if titled:
        features.append("titled")
    if opens and first == last:
        features.append(f"opens_before:{_shape(after) if joined_after else gap_after.strip()[:1]}")
    if joined_after:
        features.append(f"word_after:{after.lower()}")
    if gap_after.startswith(("'s", "’s")):
        features.append("possessive")
    if gap_before == ", " and words[first - 1][1] in ends:
        features.append("place_comma_before")
    if gap_after == ", " and words[last + 1][0] in starts:
        features.append("place_comma_after")
    name = text[start:end].lower()
    features += [f"name:{name}", f"last:{words[last][2].lower()}", f"ending:{name[-3:]}"]
    if name in lower:
        features.append("also_in_small_letters")
    known = bool(matches) and matches[0].exactness >= EXACT
    within_longer = (joined_before and _shape(before) == "capital") or (
        joined_after and _shape(after) == "capital"
    )
    if any(words[i][2].lower() in _LINKS for i in range(first, last + 1)) and not (tongue and known):
        features.append("has_link")
        if known:
            features.append("has_link_known")
    known_words = last - first + 1 if first < last and matches else 0
    if known_words:
        features.append(f"known_words:{known_words}")
    bonus = 0.0
    if tongue is not None and (known or within_longer) and not opens:
        bonus = -CAPITAL if within_longer else CAPITAL
    return Option(start, end, features, tuple(_prominence(features, matches)), bonus, known_words)


def _shape(word: str) -> str:
    if word[:1] in "#@":
        return word[:1]
    return "digit" if word[:1].isdigit() else "capital" if word[:1].isupper() else "small"


def _prominence(features: list[str], matches: Sequence[Match]) -> list[tuple[str, float]]:
    """Adds what the gazetteer says of the name; the sizes as numbers."""
    if not matches:
        features.append("unknown")
        return []
    best = matches[0]
    features.append(f"kind:{best.name_kind}")
    codes = {
        m.place.feature_code[:4] if m.place.feature_class == "A" else m.place.feature_class for m in matches
    }
    features += [f"is:{code}" for code in sorted(codes)]
    if best.exactness < 0.97:
        features.append("inexact")
    towns = max((m.place.population for m in matches if m.place.feature_class == "P"), default=0)
    return [("size", math.log10(towns + 1)), ("namesakes", math.log1p(len(matches)))]


@cache
def _function_words() -> frozenset[str]:
    """Words of many languages that are no names by themselves, even where they open a sentence."""
    words: set[str] = set().union(*marks().values())
    return frozenset(word for word in words if word.isalpha()) - {"van"}  # Van is a city


@cache
def _shipped() -> Mapping[str, float]:
    weights: Mapping[str, float] = json.loads(package_file("extract", "recogniser.json").read_bytes())[
        "weights"
    ]
    return weights
