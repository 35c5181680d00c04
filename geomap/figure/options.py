"""What a figure is made of, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.errors import UsageError
from geomap.figure.words import words

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

COLUMN_MM = {1: 85.0, 2: 175.0}
"""Usual widths of one and of two columns of a printed page."""

SMALLEST_MM, LARGEST_MM = 40.0, 1_200.0


@dataclass(frozen=True, slots=True)
class Options:
    """How a figure looks.

    Attributes
    ----------
    columns : 1 or 2
        Columns of the page that it fills, when `width_mm` is not given.
    width_mm, height_mm : float, optional
        Size on paper; the height follows from the content if it is not given.
    grey : bool
        Black and white.
    numbers : bool or None
        Number the incidents and list them in a key; None: if they are few enough.
    size_by : str
        ``killed``: the area of a mark grows with the number of people killed there.
    language : str
        Of what the figure itself says: ``en`` or ``es``.
    """

    columns: int = 2
    width_mm: float | None = None
    height_mm: float | None = None
    dpi: int = 300
    grey: bool = False
    title: str = ""
    caption: str = ""
    numbers: bool | None = None
    scale_bar: bool = True
    arrow: bool = True
    inset: bool = True
    credit: bool = True
    size_by: str = ""
    language: str = "en"

    def __post_init__(self) -> None:
        if self.columns not in COLUMN_MM:
            raise UsageError(f"A figure fills 1 or 2 columns, not {self.columns}.")
        if self.size_by not in ("", "killed"):
            raise UsageError(f"Marks cannot be sized by {self.size_by!r}.", hint="Choose: killed.")
        words(self.language)
        if not 30 <= self.dpi <= 1_200:
            raise UsageError(f"{self.dpi} dpi is not between 30 and 1200.", hint="300 is usual for print.")
        for name, size in (("width", self.width_mm), ("height", self.height_mm)):
            if size is not None and not SMALLEST_MM <= size <= LARGEST_MM:
                raise UsageError(
                    f"A {name} of {size:g} mm is not between {SMALLEST_MM:g} and {LARGEST_MM:g} mm.",
                    hint="Sizes are those of the printed figure.",
                )

    @property
    def say(self) -> Mapping[str, str]:
        """The words of its language."""
        return words(self.language)

    @property
    def width(self) -> float:
        """Width on paper, millimetres."""
        return self.width_mm or COLUMN_MM[self.columns]


@dataclass(frozen=True, slots=True)
class Town:
    """A settlement that may be named, decimal degrees, EPSG:4326."""

    lon: float
    lat: float
    name: str
    population: int


@dataclass(frozen=True, slots=True)
class Base:
    """What lies under the incidents: shapes in EPSG:4326, towns, and whom to credit.

    Attributes
    ----------
    land : sequence of polygons
        Land, or pieces of it that do not overlap.
    borders, divisions : sequence of lines
        Borders of countries, and of first-level areas.
    world, world_borders : sequence of polygons, of lines
        Countries, for the inset.
    """

    land: Sequence[BaseGeometry] = ()
    borders: Sequence[BaseGeometry] = ()
    divisions: Sequence[BaseGeometry] = ()
    towns: Sequence[Town] = ()
    world: Sequence[BaseGeometry] = ()
    world_borders: Sequence[BaseGeometry] = ()
    credit: str = ""
