"""Place phrases in a sentence: names after words such as "in", or beside words such as "town of".

The gazetteer says which words are names; a word for a kind of place makes a name of what
it lacks ("the town of Cesar Vialleje"). Neighbouring names join to one phrase ("Canto
Grande prison in Lima, Peru"), which becomes the incident's place description.
"""

from __future__ import annotations

import re
from collections import Counter

from geomap.extract.lexicon import Lexicon
from geomap.extract.model import Sentence, Token, Where
from geomap.extract.names import FIRST_WORDS, Known, Names, plausible
from geomap.extract.phrase import Atom, enumerated, linked, phrase, spanned

MAX_NAME_WORDS = 5
_ARTICLES = ("al-", "el-", "as-", "ash-", "ad-", "an-", "ar-", "at-", "az-", "ul-", "d'", "l'")
_ANDS = ("and", "y", "e", "to")
_POSSESSIVE = re.compile(r"['’][sS]$")


class WhereReader:
    """Reads the place phrases of documents."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def read(
        self, text: str, level: str, sentence: Sentence, words: Lexicon, home: Counter[str]
    ) -> list[Where]:
        """The place phrases of a sentence, in the order of the text."""
        atoms = self._atoms(text, sentence, words, home)
        found: list[Where] = []
        at, tokens = 0, sentence.tokens
        while at < len(atoms):
            if at + 1 < len(atoms) and spanned(level, tokens, atoms[at], atoms[at + 1]):
                found.append(phrase(text, level, tokens, atoms[at : at + 2], spans=True))
                at += 2
                continue
            listed = enumerated(level, tokens, atoms, at)
            if listed and _stays(tokens, atoms[at].first, words):
                start = tokens[atoms[at].first].start
                found += [
                    phrase(text, level, tokens, [atom], among=start) for atom in atoms[at : at + listed]
                ]
                at += listed
                continue
            end = at + 1
            while end < len(atoms) and linked(level, tokens, atoms[end - 1], atoms[end]):
                end += 1
            if any(atom.located for atom in atoms[at:end]):
                found.append(phrase(text, level, tokens, atoms[at:end]))
            at = end
        return found

    def _atoms(self, text: str, sentence: Sentence, words: Lexicon, home: Counter[str]) -> list[Atom]:
        atoms: list[Atom] = []
        features, numbers, stop = words.features, words.numbers, words.words["stop"]
        tokens = sentence.tokens
        kinds = [n for n, token in enumerate(tokens) if token.word in features and token.word not in stop]
        sites = _sites(text, sentence, words)
        before_kind = {n - back for n in kinds for back in (1, 2, 3)}
        reached = 0
        for index, (word, start, _) in enumerate(tokens):
            if index < reached:
                continue
            atom = None
            if index in sites:
                last = sites[index]
                name = text[start : tokens[last].end]
                located = _after_locative(tokens, index, words)
                atom = Atom(index, last, name, "site", frozenset(), False, located)
            elif word in features:
                atom = self._feature_of_name(text, sentence, index, words)
            elif word[0].isdigit() or word in numbers:
                atom = self._several(tokens, index, words)
                if atom is None:
                    continue
            if atom is None and text[start].isupper() and (word not in stop or word in FIRST_WORDS):
                atom = self._atom_at(text, sentence, index, words, home, atoms, near=index in before_kind)
            if atom is not None:
                atoms.append(atom)
                reached = atom.last + 1
        return atoms

    def _atom_at(
        self,
        text: str,
        sentence: Sentence,
        index: int,
        words: Lexicon,
        home: Counter[str],
        before: list[Atom],
        *,
        near: bool,
    ) -> Atom | None:
        """The name that a capital word begins; `near`: a word for a kind of place follows soon."""
        tokens = sentence.tokens
        located = _after_locative(tokens, index, words) or _after_comma(tokens, index, before)
        located = located or _after_and(tokens, index, before)
        located = located or (sentence.listed and _entry(tokens, index))
        if not (located or (near and _begins_run(text, sentence, index, words))):
            return None
        if tokens[index].word in words.words["stop"] and not _opens_name(tokens, index, words):
            return None
        return self._name_at(text, sentence, index, words, home, located)

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
        if tokens[first].word in words.common and (sentence.capitals or last == first):
            return None
        if sentence.capitals and self._names.look(_joined(tokens, first, last)) is None:
            known = next(
                (n for n in range(last, first - 1, -1) if self._names.look(_joined(tokens, first, n))), first
            )
            last = last if last - first <= 1 and _closed(tokens, last, words) else known
        site = feature == "site" and not bound
        name = _POSSESSIVE.sub("", text[tokens[index if site else first].start : tokens[last].end])
        found = self._names.look(_joined(tokens, first, last))
        countries = found.countries if found else frozenset()
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
        last = self._before_and(tokens, index, _name_end(text, sentence, index, words))
        for end in range(last, index - 1, -1):
            if end == index and tokens[index].word in FIRST_WORDS:
                break
            if end == index and sentence.capitals and tokens[index].word in words.common:
                return None
            found = self._names.look(_joined(tokens, index, end))
            after = words.features.get(tokens[end + 1].word) if end + 1 < len(tokens) else None
            stands_apart = end == last or sentence.capitals
            sure = after is not None and not sentence.capitals
            if found is not None and after is None and _describes(tokens, end, words):
                return None
            if found is not None and stands_apart and (sure or plausible(found, home, end - index)):
                end = _whole_run(tokens, end, last, words) if sentence.capitals and not after else end
                return self._atom_of(text, tokens, index, end, after, found, located)
        if last < index:
            return None
        after = words.features.get(tokens[last + 1].word) if last + 1 < len(tokens) else None
        if sentence.capitals:
            known = (
                _nameable(tokens, index, last, words) if after else self._listed(tokens, index, last, words)
            )
        else:
            known = after is not None or (located and _lone_name(tokens, index, last, words))
        if not known:
            return None
        return self._atom_of(text, tokens, index, last, after, None, located)

    def _before_and(self, tokens: tuple[Token, ...], index: int, last: int) -> int:
        """The end of a name, before the "y" that joins it to another: "Tumaco y Pasto"."""
        link = next((n for n in range(index + 1, last) if tokens[n].word == "y"), 0)
        if not link or self._names.look(_joined(tokens, index, last)) is not None:
            return last
        return link - 1 if self._names.look(_joined(tokens, index, link - 1)) is not None else last

    def _listed(self, tokens: tuple[Token, ...], index: int, last: int, words: Lexicon) -> bool:
        """Whether unknown words in capitals stand before a place that holds them: "in X, Y department"."""
        if last + 2 >= len(tokens) or tokens[last + 1].word not in ",(" or last - index > 2:
            return False
        if not _after_locative(tokens, index, words) or _common(tokens, index, last, words):
            return False
        follows = tokens[last + 2 : last + 6]
        named = any(token.word in words.features for token in follows)
        return named or any(
            self._names.look(" ".join(token.word for token in follows[:n])) is not None for n in (3, 2, 1)
        )

    def _atom_of(
        self,
        text: str,
        tokens: tuple[Token, ...],
        index: int,
        end: int,
        after: str | None,
        found: Known | None,
        located: bool,
    ) -> Atom:
        name = _POSSESSIVE.sub("", text[tokens[index].start : tokens[end].end])
        last = end + 1 if after else end
        if after:
            whole = text[tokens[index].start : tokens[last].end]
            name = whole if after == "prison" else name
        wide = found is not None and found.country and not after
        return Atom(
            index,
            last,
            name,
            after or "",
            found.countries if found else frozenset(),
            wide,
            located or bool(after),
        )


def _opens_name(tokens: tuple[Token, ...], index: int, words: Lexicon) -> bool:
    """Whether an article or the like may belong to a name ("El Salvador"), not to a kind ("el penal")."""
    after = tokens[index + 1].word if index + 1 < len(tokens) else "."
    return tokens[index].word in FIRST_WORDS and after[0].isalpha() and after not in words.features


def _sites(text: str, sentence: Sentence, words: Lexicon) -> dict[int, int]:
    """First and last token of names that say themselves what they are: "Al-Quds Hospital"."""
    tokens, found = sentence.tokens, {}
    own = words.words["shouted_sites" if sentence.capitals else "sites"]
    for last, token in enumerate(tokens):
        if token.word not in own or not text[token.start].isupper():
            continue
        first = last
        while first > 0 and last - first < MAX_NAME_WORDS - 1 and _of_site(text, tokens[first - 1], words):
            first -= 1
        if first < last and not (first == 0 and tokens[0].word in words.common):
            found[first] = last
    return found


def _of_site(text: str, token: Token, words: Lexicon) -> bool:
    word, own = token.word, words.words
    plain = word in own["locative"] or word in own["definite"] or word in own["grammar"] or word in own["by"]
    return word[0].isalpha() and _capital(text, token) and not plain and word not in words.first_words


def _capital(text: str, token: Token) -> bool:
    """Whether a word has a capital, be it after an article: "al-Nairab"."""
    return text[token.start].isupper() or any(
        text[token.start + len(article)].isupper()
        for article in _ARTICLES
        if token.word.startswith(article) and token.end - token.start > len(article)
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
        known = before.word in words.words["stop"] or before.word in words.common
        return not before.word[0].isalpha() or (known and before.word not in FIRST_WORDS)
    return not text[before.start].isupper()


def _whole_run(tokens: tuple[Token, ...], end: int, last: int, words: Lexicon) -> int:
    """The end of a known name, or of the one word more that makes it another: "San Bartolome Perulapia"."""
    saint = tokens[end].word != tokens[last].word and tokens[end - 1].word in FIRST_WORDS
    longer = end < last and tokens[end + 1].word in ("de", "del") and last - end in (2, 3)
    return last if ((saint and last == end + 1) or longer) and _closed(tokens, last, words) else end


def _closed(tokens: tuple[Token, ...], last: int, words: Lexicon) -> bool:
    """Whether a run of words in capitals ends at a sign or a function word, and not in a verb."""
    follows = tokens[last + 1].word if last + 1 < len(tokens) else "."
    ended = not follows[0].isalpha() or follows in words.words["stop"]
    return ended and tokens[last].word not in words.first_words


def _after_and(tokens: tuple[Token, ...], index: int, before: list[Atom]) -> bool:
    """Whether a name follows another with "and" between: "in Tame and Saravena"."""
    if index < 2 or tokens[index - 1].word not in _ANDS or not before or not before[-1].located:
        return False
    return before[-1].last == index - (3 if tokens[index - 2].word == "," else 2)


def _stays(tokens: tuple[Token, ...], index: int, words: Lexicon) -> bool:
    """Whether the word before a list of places says that something was there, not on its way."""
    back = index - 1
    while back >= 0 and tokens[back].word in words.words["skip"]:
        back -= 1
    return back >= 0 and tokens[back].word in words.words["locative"] - words.words["moving"]


def _entry(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a name stands where a list has its place: "17 July: Toretsk - six bodies"."""
    follows = [token.word for token in tokens[index + 1 : index + 1 + MAX_NAME_WORDS]]
    opens = index == 0 or tokens[index - 1].word in ":-–—"
    return opens and any(word in ":-–—(" for word in follows)


def _after_comma(tokens: tuple[Token, ...], index: int, before: list[Atom]) -> bool:
    return index > 0 and tokens[index - 1].word in ",(" and bool(before) and before[-1].last == index - 2


def _name_end(text: str, sentence: Sentence, first: int, words: Lexicon) -> int:
    """Last token of the run of words that can be one name; before `first` if there is none."""
    tokens, last = sentence.tokens, first - 1
    stop = words.words["stop"]
    for index in range(first, min(first + MAX_NAME_WORDS, len(tokens))):
        token = tokens[index]
        if not token.word[0].isalpha() or (token.word in words.features and index > first):
            break
        if not _capital(text, token):
            if token.word not in ("de", "del", "la", "el", "los", "las", "y") or index == first:
                break
            continue
        if token.word in stop and not (token.word in FIRST_WORDS or token.word in ("de", "del", "y")):
            break
        last = index
    return last


def _nameable(tokens: tuple[Token, ...], index: int, last: int, words: Lexicon) -> bool:
    """Whether words in capitals before "neighborhood" can be its name."""
    return not _common(tokens, index, last, words) and not tokens[last + 1].word.endswith("s")


def _common(tokens: tuple[Token, ...], index: int, last: int, words: Lexicon) -> bool:
    """Whether a run of words has one that is hardly ever part of a name."""
    return any(
        t.word in words.numbers or t.word in words.first_words or t.word in words.common
        for t in tokens[index : last + 1]
    )


def _describes(tokens: tuple[Token, ...], end: int, words: Lexicon) -> bool:
    """Whether a name says whose something is rather than where it was: "the Antioquia police"."""
    return end + 1 < len(tokens) and tokens[end + 1].word in words.words["attributive"]


def _lone_name(tokens: tuple[Token, ...], index: int, last: int, words: Lexicon) -> bool:
    """Whether an unknown run of capitals after "in" can be taken for a place, not a person or a body."""
    back = index - 1
    while back > 0 and tokens[back].word in words.words["skip"]:
        back -= 1
    near = tokens[back].word in words.words["inside"] or (
        back < index - 1 and tokens[index - 1].word in words.words["beside"]
    )
    return (
        near
        and last - index <= 2
        and tokens[index].word not in words.words["person_titles"]
        and (
            tokens[index].word not in words.words["stop"]
            or (tokens[index].word in FIRST_WORDS and last > index)
        )
    )
