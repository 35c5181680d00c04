"""What a reader of an added source gives, and what it counts on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geomap.gazetteer.sources import Entry

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SHOWN = 5
"""So many unusable rows are shown; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Record:
    """A place of an added source.

    Attributes
    ----------
    same_as : str
        Id of the same place in another source, where this one says so.
    admin1_name, admin2_name : str
        Names of the containing first- and second-level areas, where the source has no GeoNames codes.
    """

    entry: Entry
    shape: BaseGeometry | None = None
    same_as: str = ""
    admin1_name: str = ""
    admin2_name: str = ""


@dataclass(slots=True)
class Tally:
    """What became of the rows of a source; `newest` is when the last of them was changed, as EDTF."""

    rows: int = 0
    kept: int = 0
    repaired: int = 0
    left_out: int = 0
    newest: str = ""
    shown: list[str] = field(default_factory=list)

    def leave_out(self, row: int, why: str) -> None:
        """Count a row that cannot be used."""
        self.left_out += 1
        if len(self.shown) < SHOWN:
            self.shown.append(f"row {row}: {why}")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a source is to be read, as the user said it.

    Attributes
    ----------
    columns : mapping
        What a column holds (``name``, ``id``, ``lon``, ``lat``, …) -> its name in the file.
    country : str
        ISO 3166-1 alpha-2 of rows that name none.
    feature_code : str
        GeoNames feature code of rows that name none; empty to take the format's own default.
    slug : str
        First part of the ids.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    feature_code: str = ""
    slug: str = ""


_SMALL = " a al da das de del di do dos du e el en et la las le les los of sur the un y "


def written(name: str) -> str:
    """A name in capitals as one writes it.

    Examples
    --------
    >>> written("SAN JUAN DE LURIGANCHO"), written("Villa El Salvador")
    ('San Juan de Lurigancho', 'Villa El Salvador')
    """
    name = " ".join(name.split())
    if not name.isupper():
        return name
    first, *rest = name.title().split(" ")
    return " ".join([first, *(word.lower() if f" {word.lower()} " in _SMALL else word for word in rest)])


Records = Iterator[Record]
