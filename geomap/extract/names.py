"""What the gazetteer knows of the words of a report: names looked up once, and the countries they lie in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from geomap.extract.model import Sentence, Token, Where

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer, Match
    from geomap.model import Place

_BIG, _HUGE = 200_000, 1_000_000
_KEPT = 200_000
_AREAS = frozenset(
    {"state", "province", "region", "oblast", "governorate", "district", "county", "department", "city"}
    | {"township", "municipality", "prefecture", "raion"}
)
_TOWN, _MORE = 10_000, 5
"""People of a place that is meant by its name alone, and how many times those of its namesakes elsewhere."""
_NAMED = 2
"""What a country's own name weighs against that of a place in it."""
_COUNTRY_CODES = frozenset({"PCLI", "PCLD", "PCL", "TERR", "CONT", "PCLH", "RGN", "PCLS", "PCLF"})
_GOOD_CLASSES = frozenset("APST")
_NO_COUNTRY = frozenset(["general", "jersey", "guinea", "turkey", "latin", "central", "chad"])
FIRST_WORDS = frozenset(
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
"""Words that open names of several words."""


class Known(NamedTuple):
    """What the gazetteer says of a name."""

    countries: frozenset[str]
    classes: frozenset[str]
    population: int
    country: bool


_NOTHING = Known(frozenset(), frozenset(), 0, False)


class Names:
    """Names looked up, and remembered from document to document."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known: dict[str, Known] = {}
        self._votes: dict[str, str] = {}
        self._hints: dict[str, str] = {}

    def countries(
        self, text: str, sentences: list[Sentence], common: frozenset[str], filed: str = ""
    ) -> Counter[str]:
        """How often each country is named, demonyms included, or meant by a well-known place.

        Parameters
        ----------
        text : str
            What the sentences are of.
        common : frozenset of str
            Words that are no names.
        filed : str
            Where a dateline says that the report was filed.
        """
        votes: Counter[str] = Counter()
        said = [token.word for sentence in sentences for token in sentence.tokens]
        counts = Counter(word for word in said if len(word) > 3 and word not in common)
        counts.update(f"{one} {two}" for one, two in pairwise(said) if one in FIRST_WORDS and two.isalpha())
        self._learn(counts.keys())
        for word, count in counts.items():
            code = self._votes[word]
            if code:
                votes[code] += _NAMED * count
        places = [match.place for match in self._gazetteer.lookup(filed.title())] if filed else []
        if places:
            place = max(places, key=lambda place: (place.feature_code in _COUNTRY_CODES, place.population))
            votes[place.country_code] += 2 * _NAMED
        for word in list(self._named_places(text, sentences, common, shouted=not votes)):
            votes[self._hints[word]] += 1
        return votes

    def _named_places(
        self, text: str, sentences: list[Sentence], common: frozenset[str], *, shouted: bool
    ) -> Iterator[str]:
        """Each capital word that means a place of one country, or a country with the name of a thing.

        In text in capitals every word has them: there such words count only if `shouted`.
        """
        all_capitals = any(sentence.capitals for sentence in sentences)
        for sentence in sentences:
            if not shouted and (sentence.capitals or all_capitals):
                continue
            for at, token in enumerate(sentence.tokens):
                hinted = self._hints.get(token.word) and token.word not in common
                if not hinted or not at or not text[token.start].isupper():
                    continue
                if sentence.capitals:
                    if token.word not in _NO_COUNTRY:
                        yield token.word
                elif not _in_longer_name(text, sentence.tokens, at):
                    yield token.word

    def filed_at(self, place: str) -> Where | None:
        """A dateline's place, for a text that says "in this city"."""
        found = self.look(place.casefold())
        if not place or found is None or found.country:
            return None
        return Where(0, 0, place, (place,), countries=found.countries)

    def _learn(self, words: Set[str]) -> None:
        """Look up words that are new, all at once."""
        if len(self._votes) > _KEPT:
            self._votes.clear()
            self._hints.clear()
        new = sorted(words - self._votes.keys())
        found = self._gazetteer.lookup_many([word.title() for word in new if word[0].isalpha()])
        for word in new:
            matches = found.get(word.title(), [])
            if word[0].isalpha():
                self._remember(word, matches)
            places = [match.place for match in matches[:6]]
            countries = (
                place.country_code
                for place in places
                if place.feature_code in _COUNTRY_CODES and place.admin1 in ("", "00")
            )
            country = next(countries, "")
            self._votes[word] = "" if word in _NO_COUNTRY else country
            self._hints[word] = "" if self._votes[word] else country or _meant(places)

    def look(self, name: str) -> Known | None:
        """Countries, classes, largest population and whether it is a country; None if unknown."""
        held = self._known.get(name)
        if held is None:
            held = self._remember(name, self._gazetteer.lookup(name.title()))
        return held if held.classes else None

    def _remember(self, name: str, matches: list[Match]) -> Known:
        """What is kept of the places of a name."""
        own = [match for match in matches if _names(match)]
        held = _NOTHING
        if own:
            held = Known(
                frozenset(match.place.country_code for match in own),
                frozenset(match.place.feature_class for match in own),
                max(match.place.population for match in own),
                any(match.place.feature_code in _COUNTRY_CODES for match in own[:3]),
            )
        if len(self._known) > _KEPT:
            self._known.clear()
        self._known[name] = held
        return held


def _in_longer_name(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether the word before or after belongs to the same name: "Ahmadu Bello University"."""
    before, after = tokens[at - 1], tokens[at + 1] if at + 1 < len(tokens) else None
    if before.word[0].isalpha() and text[before.start].isupper() and at > 1:
        return True
    area = after is not None and after.word in _AREAS
    return after is not None and after.word[0].isalpha() and text[after.start].isupper() and not area


def _meant(places: Sequence[Place]) -> str:
    """The country whose places of this name are by far the most populous; empty if there is none."""
    people: Counter[str] = Counter()
    for place in places:
        people[place.country_code] = max(people[place.country_code], place.population)
    (code, most), (_, second) = [*people.most_common(2), ("", 0), ("", 0)][:2]
    return code if most >= _TOWN and most >= _MORE * second else ""


def _names(match: Match) -> bool:
    return (
        match.name_kind in ("official", "alternate", "historical")
        and match.place.feature_class in _GOOD_CLASSES
    )


def plausible(found: Known, home: Counter[str], more: int) -> bool:
    """Whether a known name is likely meant: a country, one in a country of the text, or a large place."""
    countries, classes, population, country = found
    if country:
        return True
    if any(code in home for code in countries):
        return bool(classes & {"A", "P", "S"})
    return population >= (_HUGE if more == 0 else _BIG) if home else population >= 20_000 or more > 0
