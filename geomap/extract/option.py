"""A run of words that the recogniser judges."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """A run of words that may be a name of a place.

    Attributes
    ----------
    features : list of str
        Names of the features that hold, for the weights.
    values : tuple of (str, float)
        Features that are numbers.
    bonus : float
        Log odds besides those of the features.
    known_words : int
        Words of a name of several words that the gazetteer knows; 0 for others.
    """

    start: int
    end: int
    features: list[str]
    values: tuple[tuple[str, float], ...]
    bonus: float = 0.0
    known_words: int = 0
