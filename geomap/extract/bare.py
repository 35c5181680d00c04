"""Reports in a language without a lexicon: the dates and places that can be read all the same."""

from __future__ import annotations

from geomap.extract.lexicon import lexicon
from geomap.extract.mentions import Recogniser
from geomap.extract.model import Document, Incident, Where
from geomap.extract.text import flat, sentences
from geomap.extract.when import WhenReader

REMARK = "There is no lexicon for the language of the text: only a date and a place were read in it."


def bare_incidents(document: Document, recogniser: Recogniser, begin: int) -> list[Incident]:
    """A draft of kind ``other`` for each sentence that has both a date and a place.

    Parameters
    ----------
    begin : int
        Where the report begins after its dateline.
    """
    text = document.text
    level = flat(text)
    whens = WhenReader(text, level, lexicon("en"), document.date or document.made)
    names = recogniser.find(text)
    found = []
    for sentence in sentences(text, level, begin):
        dates = whens.read(sentence, happening=False)
        own = [(start, end) for start, end in names if sentence.start <= start < sentence.end]
        if dates and own:
            spelled = tuple(dict.fromkeys(text[start:end] for start, end in own))
            where = Where(own[0][0], own[0][1], spelled[0], spelled)
            found.append(Incident("other", dates[0], where, [sentence], remarks=[REMARK]))
    return found
