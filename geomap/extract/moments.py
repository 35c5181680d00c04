"""Times of day and durations beside a happening: kept as words, since a day in EDTF holds neither."""

from __future__ import annotations

from collections.abc import Iterator

from geomap.extract.lexicon import Lexicon
from geomap.extract.model import Sentence, When


def moments(text: str, level: str, sentence: Sentence, when: When | None, words: Lexicon) -> Iterator[str]:
    """Remarks on the time of day and the duration that a sentence tells.

    Parameters
    ----------
    level : str
        The text made `flat`.
    when : When or None
        The date of the happening; without one a time of day says nothing.
    """
    for name, patterns in (("Time of day", words.times if when else ()), ("Duration", words.lasting)):
        found = (pattern.search(level, sentence.start, sentence.end) for pattern in patterns)
        match = next((one for one in found if one), None)
        if match is not None:
            yield f"{name}: “{text[match.start() : match.end()]}”."
