"""What running text says: which of its words name places, and which incidents it tells of.

`Recogniser` finds names of places, `SpacyRecogniser` those that a model of spaCy's finds;
`Extractor` drafts incidents, each with the sentences that it comes from.
"""

from __future__ import annotations

from geomap.extract.mentions import Recogniser
from geomap.extract.model import Document
from geomap.extract.reports import Extractor
from geomap.extract.spacy_names import SpacyRecogniser, joined

__all__ = ["Document", "Extractor", "Recogniser", "SpacyRecogniser", "joined"]
