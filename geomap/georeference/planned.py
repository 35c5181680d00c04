"""What is to be drawn for one description: the outcome of planning, before any geometry."""

from __future__ import annotations

from dataclasses import dataclass, field

from geomap.georeference.shapes import Shape
from geomap.model import Candidate, RelationKind, Remark, Status


@dataclass(slots=True)
class Plan:
    """What is to be drawn for one description.

    Attributes
    ----------
    candidates : list of Candidate
        The chosen place first, then its runners-up.
    shapes : list of Shape
        One for each rival candidate that has to be covered, the best first.
    point : (lon, lat) or None
        Where the words put the point; None lets the best shape's anchor stand.
    reach_m : float
        How far from the chosen place the incident can have been, for the codes.
    shares : list of float
        The belief in each of the shapes; empty where there are no rivals to weigh.
    part : str
        Which part of the place, as `geomap.relations.Anchor.part` has it.
    """

    status: Status
    kind: RelationKind | None = None
    candidates: list[Candidate] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    point: tuple[float, float] | None = None
    remarks: list[Remark] = field(default_factory=list)
    reach_m: float = 0.0
    shares: list[float] = field(default_factory=list)
    part: str = ""

    def amend(self, **params: float | str) -> None:
        """Add parameters to the first remark, the one that says what was drawn."""
        first = self.remarks[0]
        self.remarks[0] = Remark(first.code, {**first.params, **params})
