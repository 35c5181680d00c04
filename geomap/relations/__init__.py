"""Phrase to relation: how a place description ties an incident to the places it names.

`parse` reads a phrase; `feature` and `feature_codes` say what its feature words ask of a
gazetteer. English and Spanish; a language is one file beside this module.
"""

from __future__ import annotations

from geomap.relations.lexicon import Feature, feature, feature_codes, languages
from geomap.relations.model import Anchor, Coordinates, Description, Flag, Offset, Relation
from geomap.relations.parser import parse
from geomap.relations.quantity import half_precision

__all__ = [
    "Anchor",
    "Coordinates",
    "Description",
    "Feature",
    "Flag",
    "Offset",
    "Relation",
    "feature",
    "feature_codes",
    "half_precision",
    "languages",
    "parse",
]
