"""Place phrases in a sentence: names after words such as "in", or beside words such as "town of".

The gazetteer says which words are names; a word for a kind of place makes a name of what
it lacks ("the town of Cesar Vialleje"). Neighbouring names join to one phrase ("Canto
Grande prison in Lima, Peru"), which becomes the incident's place description.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from geomap.extract.lexicon import Lexicon
from geomap.extract.model import Sentence, Token, Where
from geomap.extract.phrase import Atom, linked, phrase

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer, Match

MAX_NAME_WORDS = 4
_POSSESSIVE = re.compile(r"['’][sS]$")
_BIG, _HUGE = 200_000, 1_000_000
_KEPT = 200_000
_COUNTRY_CODES = frozenset({"PCLI", "PCLD", "PCL", "TERR", "CONT", "PCLH", "RGN", "PCLS", "PCLF"})
_GOOD_CLASSES = frozenset("APST")


class WhereReader:
    """Reads the place phrases of documents; remembers names that it has looked up."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known: dict[str, tuple[frozenset[str], frozenset[str], int, bool]] = {}
        self._votes: dict[str, str] = {}

    def countries(self, sentences: list[Sentence], filed: str = "") -> Counter[str]:
        """How often each country is named, demonyms included; `filed` is where a dateline says."""
        votes: Counter[str] = Counter()
        self._learn(
            {token.word for sentence in sentences for token in sentence.tokens if len(token.word) > 3}
        )
        for sentence in sentences:
            previous = ""
            for word, _, _ in sentence.tokens:
                code = self._country_of(f"{previous} {word}") if previous in _FIRST_WORDS else ""
                code = code or (self._country_of(word) if len(word) > 3 else "")
                if code:
                    votes[code] += 1
                previous = word
        places = [match.place for match in self._gazetteer.lookup(filed.title())] if filed else []
        if places:
            place = max(places, key=lambda place: (place.feature_code in _COUNTRY_CODES, place.population))
            votes[place.country_code] += 2
        return votes

    def filed_at(self, place: str) -> Where | None:
        """A dateline's place, for a text that says "in this city"."""
        found = self._look(place.casefold())
        if not place or found is None or found[3]:
            return None
        return Where(0, 0, place, (place,), countries=found[0])

    def _country_of(self, word: str) -> str:
        """Country that a word names or is the demonym of; empty for any other word."""
        if word not in self._votes:
            self._learn({word})
        return self._votes[word]

    def _learn(self, words: set[str]) -> None:
        """Look up words that are new, all at once."""
        if len(self._votes) > _KEPT:
            self._votes.clear()
        new = sorted(words - self._votes.keys())
        found = self._gazetteer.lookup_many([word.title() for word in new if word[0].isalpha()])
        for word in new:
            countries = (
                match.place.country_code
                for match in found.get(word.title(), ())[:6]
                if match.place.feature_code in _COUNTRY_CODES and match.place.admin1 in ("", "00")
            )
            self._votes[word] = "" if word in _NO_COUNTRY else next(countries, "")

    def read(
        self, text: str, level: str, sentence: Sentence, words: Lexicon, home: Counter[str]
    ) -> list[Where]:
        """The place phrases of a sentence, in the order of the text."""
        atoms = self._atoms(text, sentence, words, home)
        groups: list[list[Atom]] = []
        for atom in atoms:
            if groups and linked(level, sentence.tokens, groups[-1][-1], atom):
                groups[-1].append(atom)
            else:
                groups.append([atom])
        return [
            phrase(text, sentence.tokens, group) for group in groups if any(atom.located for atom in group)
        ]

    def _atoms(self, text: str, sentence: Sentence, words: Lexicon, home: Counter[str]) -> list[Atom]:
        atoms: list[Atom] = []
        index, tokens = 0, sentence.tokens
        while index < len(tokens):
            atom = self._atom_at(text, sentence, index, words, home, atoms)
            if atom is None:
                index += 1
            else:
                atoms.append(atom)
                index = atom.last + 1
        return atoms

    def _atom_at(
        self,
        text: str,
        sentence: Sentence,
        index: int,
        words: Lexicon,
        home: Counter[str],
        before: list[Atom],
    ) -> Atom | None:
        tokens = sentence.tokens
        token = tokens[index]
        if not token.word[0].isalnum():
            return None
        if token.word in words.features:
            named = self._feature_of_name(text, sentence, index, words)
            if named is not None:
                return named
        if token.word[0].isdigit() or token.word in words.numbers:
            return self._several(tokens, index, words)
        if token.word in words.words["stop"] and not self._article_name(tokens, index):
            return None
        capital = text[token.start].isupper()
        located = _after_locative(tokens, index, words) or _after_comma(tokens, index, before)
        if not capital or not (
            located or (_begins_run(text, sentence, index, words) and _feature_follows(tokens, index, words))
        ):
            return None
        return self._name_at(text, sentence, index, words, home, located)

    def _article_name(self, tokens: tuple[Token, ...], index: int) -> bool:
        """Whether an article belongs to a name, as in "El Salvador", "San Juan"."""
        if tokens[index].word not in _FIRST_WORDS or index + 1 >= len(tokens):
            return False
        return self._look(f"{tokens[index].word} {tokens[index + 1].word}") is not None or index + 2 < len(
            tokens
        )

    def _feature_of_name(self, text: str, sentence: Sentence, index: int, words: Lexicon) -> Atom | None:
        """ "town of Cesar Vialleje", "penal de Canto Grande"."""
        tokens = sentence.tokens
        feature = words.features.get(tokens[index].word)
        bound = tokens[index].word in words.words["bound"]
        of = index + 1 < len(tokens) and tokens[index + 1].word in words.words["of"]
        if feature is None or not (of or bound):
            return None
        first = index + 2 if of else index + 1
        if first >= len(tokens):
            return None
        if tokens[first].word in words.words["skip"] and first + 1 < len(tokens):
            first += 1
        last = _name_end(text, sentence, first, words)
        if last < first or tokens[first].word in words.features:
            return None
        if sentence.capitals and self._look(_joined(tokens, first, last)) is None:
            known = next(
                (n for n in range(last, first - 1, -1) if self._look(_joined(tokens, first, n))), first
            )
            last = last if last - first <= 1 and _closed(tokens, last, words) else known
        name = text[tokens[first].start : tokens[last].end]
        found = self._look(_joined(tokens, first, last))
        countries = found[0] if found else frozenset()
        return Atom(index, last, name, feature, countries, False, True)

    def _several(self, tokens: tuple[Token, ...], index: int, words: Lexicon) -> Atom | None:
        """ "3 different prisons": several places without a name."""
        word = tokens[index].word
        if not (word.isdecimal() or word in words.numbers) or not _after_locative(tokens, index, words):
            return None
        for last in range(index + 1, min(index + 3, len(tokens))):
            feature = words.features.get(tokens[last].word)
            if feature is not None and tokens[last].word.endswith("s"):
                return Atom(index, last, "", feature, frozenset(), False, True, generic=True)
        return None

    def _name_at(
        self, text: str, sentence: Sentence, index: int, words: Lexicon, home: Counter[str], located: bool
    ) -> Atom | None:
        tokens = sentence.tokens
        last = _name_end(text, sentence, index, words)
        for end in range(last, index - 1, -1):
            found = self._look(_joined(tokens, index, end))
            after = words.features.get(tokens[end + 1].word) if end + 1 < len(tokens) else None
            stands_apart = end == last or sentence.capitals
            sure = after is not None and not sentence.capitals
            if found is not None and stands_apart and (sure or _plausible(found, home, end - index)):
                end = _whole_run(tokens, end, last, words) if sentence.capitals and not after else end
                return self._atom_of(text, tokens, index, end, after, found, located)
        if last < index:
            return None
        after = words.features.get(tokens[last + 1].word) if last + 1 < len(tokens) else None
        if sentence.capitals:
            known = after is not None and last - index <= 1 and _nameable(tokens, index, last, words)
        else:
            known = after is not None or (located and _lone_name(tokens, index, last, words))
        if not known:
            return None
        return self._atom_of(text, tokens, index, last, after, None, located)

    def _atom_of(
        self,
        text: str,
        tokens: tuple[Token, ...],
        index: int,
        end: int,
        after: str | None,
        found: tuple[frozenset[str], frozenset[str], int, bool] | None,
        located: bool,
    ) -> Atom:
        name = _POSSESSIVE.sub("", text[tokens[index].start : tokens[end].end])
        last = end + 1 if after else end
        if after:
            whole = text[tokens[index].start : tokens[last].end]
            name = whole if after == "prison" else name
        wide = found is not None and found[3] and not after
        return Atom(
            index, last, name, after or "", found[0] if found else frozenset(), wide, located or bool(after)
        )

    def _look(self, name: str) -> tuple[frozenset[str], frozenset[str], int, bool] | None:
        """Countries, classes, largest population and whether it is a country; None if unknown."""
        held = self._known.get(name)
        if held is None:
            matches = [match for match in self._gazetteer.lookup(name.title()) if _names(match)]
            held = (
                frozenset(match.place.country_code for match in matches),
                frozenset(match.place.feature_class for match in matches),
                max((match.place.population for match in matches), default=0),
                any(match.place.feature_code in _COUNTRY_CODES for match in matches[:3]),
            )
            if len(self._known) < _KEPT:
                self._known[name] = held
        return held if held[1] else None


_NO_COUNTRY = frozenset(["general", "jersey", "guinea", "turkey", "latin", "central", "chad"])
_FIRST_WORDS = frozenset(
    [
        "el",
        "la",
        "los",
        "las",
        "san",
        "santa",
        "santo",
        "sao",
        "costa",
        "puerto",
        "saint",
        "south",
        "north",
        "new",
        "united",
        "sri",
    ]
)


def _names(match: Match) -> bool:
    return (
        match.name_kind in ("official", "alternate", "historical")
        and match.place.feature_class in _GOOD_CLASSES
    )


def _joined(tokens: tuple[Token, ...], first: int, last: int) -> str:
    return " ".join(token.word for token in tokens[first : last + 1]).removesuffix("'s")


def _after_locative(tokens: tuple[Token, ...], index: int, words: Lexicon) -> bool:
    back = index - 1
    while back >= 0 and tokens[back].word in words.words["skip"]:
        back -= 1
    return back >= 0 and tokens[back].word in words.words["locative"]


def _begins_run(text: str, sentence: Sentence, index: int, words: Lexicon) -> bool:
    """Whether a capital word is the first of its run, so that no name is cut in two."""
    if index == 0:
        return True
    before = sentence.tokens[index - 1]
    if sentence.capitals:
        return not before.word[0].isalpha() or before.word in words.words["stop"]
    return not text[before.start].isupper()


def _whole_run(tokens: tuple[Token, ...], end: int, last: int, words: Lexicon) -> int:
    """The end of a known name, or of the one word more that makes it another: "San Bartolome Perulapia"."""
    saint = tokens[end].word != tokens[last].word and tokens[end - 1].word in _FIRST_WORDS
    return last if saint and last == end + 1 and _closed(tokens, last, words) else end


def _closed(tokens: tuple[Token, ...], last: int, words: Lexicon) -> bool:
    """Whether a run of words in capitals ends at a sign or a function word, and not in a verb."""
    follows = tokens[last + 1].word if last + 1 < len(tokens) else "."
    ended = not follows[0].isalpha() or follows in words.words["stop"]
    return ended and tokens[last].word not in words.first_words


def _after_comma(tokens: tuple[Token, ...], index: int, before: list[Atom]) -> bool:
    return index > 0 and tokens[index - 1].word in ",(" and bool(before) and before[-1].last == index - 2


def _feature_follows(tokens: tuple[Token, ...], index: int, words: Lexicon) -> bool:
    return any(
        token.word in words.features and token.word not in words.words["stop"]
        for token in tokens[index + 1 : index + 4]
    )


def _name_end(text: str, sentence: Sentence, first: int, words: Lexicon) -> int:
    """Last token of the run of words that can be one name; before `first` if there is none."""
    tokens, last = sentence.tokens, first - 1
    stop = words.words["stop"]
    for index in range(first, min(first + MAX_NAME_WORDS, len(tokens))):
        token = tokens[index]
        if not token.word[0].isalpha() or (token.word in words.features and index > first):
            break
        if not text[token.start].isupper():
            if token.word not in ("de", "del", "la", "el", "los", "las", "y") or index == first:
                break
            continue
        if token.word in stop and not (token.word in _FIRST_WORDS or token.word in ("de", "del", "y")):
            break
        last = index
    return last


def _nameable(tokens: tuple[Token, ...], index: int, last: int, words: Lexicon) -> bool:
    """Whether words in capitals before "neighborhood" can be its name."""
    common = any(t.word in words.numbers or t.word in words.first_words for t in tokens[index : last + 1])
    return not common and not tokens[last + 1].word.endswith("s")


def _lone_name(tokens: tuple[Token, ...], index: int, last: int, words: Lexicon) -> bool:
    """Whether an unknown run of capitals after "in" can be taken for a place, not a person or a body."""
    return (
        tokens[index - 1].word in words.words["inside"]
        and last - index <= 2
        and tokens[index].word not in words.words["person_titles"]
        and (
            tokens[index].word not in words.words["stop"]
            or (tokens[index].word in _FIRST_WORDS and last > index)
        )
    )


def _plausible(
    found: tuple[frozenset[str], frozenset[str], int, bool], home: Counter[str], more: int
) -> bool:
    """Whether a known name is likely meant: a country, one in a country of the text, or a large place."""
    countries, classes, population, country = found
    if country:
        return True
    if any(code in home for code in countries):
        return bool(classes & {"A", "P", "S"})
    return population >= (_HUGE if more == 0 else _BIG) if home else population >= 20_000 or more > 0
