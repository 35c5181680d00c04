"""What was removed from a public copy, and how many share what is left: for its maker, not for the public."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geomap.errors import GeomapError
from geomap.publish.policy import Policy, blank

MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Cell:
    """A published place, date and kind, and how many share it.

    Attributes
    ----------
    people : int
        Sum of the highest figures of killed, injured, disappeared and detained.
    """

    place: str
    date: str
    kind: str
    incidents: int
    people: int

    def as_json(self) -> dict[str, Any]:
        """The cell as plain JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(slots=True)
class Report:
    """What became of a table on its way to the public.

    Attributes
    ----------
    levels : dict
        Rows shown as an area of each level; ``none`` are those without a place.
    texts : Counter
        Texts that were left out, by column and reason.
    removed : list of str
        Columns that did not pass.
    warnings : list of str
        What a person should read before they publish.
    cells : list of Cell
        Of generalised rows, those with the fewest incidents first.
    """

    rows: int = 0
    levels: dict[str, int] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    texts: Counter[tuple[str, str]] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON."""
        return {
            "rows": self.rows,
            "generalised": self.levels,
            "columns_removed": self.removed,
            "texts_removed": [
                {"column": column, "reason": reason, "rows": n}
                for (column, reason), n in sorted(self.texts.items())
            ],
            "warnings": self.warnings,
            "cells": [cell.as_json() for cell in self.cells],
        }

    def lines(self) -> list[str]:
        """The report for people, one line each."""
        said = [f"{self.rows} rows."]
        said += [f"{n} rows shown {_AS[level]}." for level, n in sorted(self.levels.items())]
        said.append(f"Columns that did not pass: {', '.join(self.removed) or 'none'}.")
        said += [f"{n} texts left out of {column}: {why}." for (column, why), n in sorted(self.texts.items())]
        said += [f"Look at this: {warning}" for warning in self.warnings]
        if self.cells:
            said.append("Incidents and people that share a published place, date and kind, fewest first:")
        for cell in self.cells[:MOST_LINES]:
            said.append(
                f"{cell.incidents:>6} incidents {cell.people:>6} people  "
                f"{' | '.join(part for part in (cell.place, cell.date, cell.kind) if part)}"
            )
        if len(self.cells) > MOST_LINES:
            said.append(f"… and {len(self.cells) - MOST_LINES} more; --json has all.")
        return said


_AS = {
    "admin2": "as second-level areas",
    "admin1": "as first-level areas",
    "country": "as countries",
    "grid": "as cells of the grid",
    "none": "without a place",
}


class TooFewError(GeomapError, ValueError):
    """A public copy in which too few share a published place, date and kind."""

    def __init__(self, message: str, report: Report, *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.report = report


def cells_of(rows: Sequence[tuple[str, str, str, int]]) -> list[Cell]:
    """Cells with their counts, from place, date, kind and people of each row, the smallest first."""
    incidents: Counter[tuple[str, str, str]] = Counter()
    people: Counter[tuple[str, str, str]] = Counter()
    for *key, number in rows:
        incidents[key[0], key[1], key[2]] += 1
        people[key[0], key[1], key[2]] += number
    made = [Cell(*key, n, people[key]) for key, n in incidents.items()]
    return sorted(made, key=lambda cell: (cell.incidents, cell.people, cell.place, cell.date, cell.kind))


def require_enough(report: Report, policy: Policy) -> None:
    """Refuse a copy with cells below the policy's threshold.

    Raises
    ------
    TooFewError
        With the report, so that it can be shown.
    """
    small = [
        cell
        for cell in report.cells
        if cell.incidents < policy.least_incidents or cell.people < policy.least_people
    ]
    if small:
        raise TooFewError(
            f"{len(small)} of {len(report.cells)} published cells of place, date and kind are shared by "
            f"fewer than {policy.least_incidents} incidents or {policy.least_people} people.",
            report,
            hint="Take a wider area, round dates more coarsely, or let kind or date not pass "
            "(sensitive.area, sensitive.dates, sensitive.columns).",
        )


def people_of(row: Mapping[str, Any], harms: Sequence[str]) -> int:
    """How many people a row speaks of, by its highest figures."""
    total = 0
    for harm in harms:
        figures: list[Any] = [row.get(f"{harm}_{end}") for end in ("max", "min")]
        known = [int(value) for value in figures if not blank(value)]
        total += max(known, default=0)
    return total
