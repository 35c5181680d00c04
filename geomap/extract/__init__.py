"""What running text says: which of its words name places, and which incidents it tells of.

`Recogniser` finds names of places; `Extractor` drafts incidents, each with the sentences
that it comes from.
"""

from __future__ import annotations

from geomap.extract.mentions import Recogniser
from geomap.extract.model import Document
from geomap.extract.reports import Extractor

__all__ = ["Document", "Extractor", "Recogniser"]
