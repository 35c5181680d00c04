"""Names of places in running text, found by a spaCy model (extra ``[nlp]``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geomap._compat import optional
from geomap.errors import UsageError

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC", "NORP"})
"""Entity labels taken: countries and towns, land forms and waters, buildings, peoples (OntoNotes); the
models trained on Wikipedia know LOC alone."""


class SpacyRecogniser:
    """Finds names with the named entity recogniser of an installed spaCy model.

    Parameters
    ----------
    model : str
        Name of the model, such as ``en_core_web_sm``, as `spacy.load` takes it.

    Raises
    ------
    MissingExtraError
        If spaCy is not installed.
    UsageError
        If the model is not installed, or has no named entity recogniser.
    """

    def __init__(self, model: str) -> None:
        spacy = optional("spacy", purpose="--nlp")
        try:
            self._nlp: Any = spacy.load(model, exclude=["lemmatizer", "textcat"])
        except OSError as error:
            raise UsageError(
                f"--nlp {model}: no such spaCy model is installed.",
                hint=f"Where there is a network: python -m spacy download {model}.",
            ) from error
        if not self._nlp.has_pipe("ner"):
            raise UsageError(f"--nlp {model}: the model has no named entity recogniser.")

    def find(self, text: str) -> list[tuple[int, int]]:
        """Spans of the names, in order; a leading article is not part of a name."""
        self._nlp.max_length = max(self._nlp.max_length, len(text) + 1)
        spans = []
        for entity in self._nlp(text).ents:
            if entity.label_ not in PLACE_LABELS:
                continue
            start = entity.start_char
            if entity[0].lower_ == "the" and len(entity) > 1:
                start = entity[1].idx
            spans.append((start, entity.end_char))
        return spans


def joined(found: Sequence[Sequence[tuple[int, int]]]) -> list[tuple[int, int]]:
    """Spans of several recognisers as one list, in order; of overlapping ones the earlier list's stands."""
    kept: list[tuple[int, int]] = []
    for spans in found:
        kept += [(a, b) for a, b in spans if not any(a < end and start < b for start, end in kept)]
    return sorted(kept)
