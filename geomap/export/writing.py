"""What a writer is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from geomap.readers.objects import json_text
from geomap.readers.source import Notify

Provenance = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """One file to write.

    Attributes
    ----------
    table : pyarrow.Table
        As `geomap.export.to_arrow` makes it.
    part : Path
        Where to write; does not exist yet.
    provenance : mapping or None
        What made the table, to be kept with it if the format has room.
    """

    table: pa.Table
    part: Path
    provenance: Provenance | None
    notify: Notify

    @property
    def provenance_json(self) -> str | None:
        """The provenance as compact JSON."""
        return None if self.provenance is None else json_text(dict(self.provenance))
