"""The policy of a public copy: a YAML file that says what may pass, and how coarsely."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from geomap.errors import InputError, InputNotFoundError
from geomap.model import ADDED_COLUMNS

LEVELS = ("admin2", "admin1", "country", "grid", "none")
"""What the place of a sensitive row may become: a fixed area, or nothing."""

UNITS = ("day", "month", "year", "none")
"""To what dates are rounded."""

SAME_PLACE = ("point", "area", "keep")
"""Which open rows become like the sensitive ones: those at the same point, in the same area, or none."""

TELLING = frozenset(
    ["id", "place", "country", "admin1", "admin2", "lon", "lat", "source", "source_url"]
    + ["quote", "quote_spans"]
    + [name for name in ADDED_COLUMNS if name not in ("date_start", "date_end")]
)
"""Columns that could give the place of a sensitive row away: they never pass for such a row."""


@dataclass(frozen=True, slots=True)
class Sensitive:
    """Which rows are sensitive, and what of them may be shown.

    Attributes
    ----------
    kinds : set of str
        Kinds whose rows are sensitive, folded.
    column, open : str, set of str
        Rows are sensitive unless this column says one of the open values: what is blank is sensitive.
    area : str
        One of `LEVELS`.
    grid_deg : float
        Size of a cell where `area` is ``grid``, degrees.
    least_km2 : float
        A smaller area is replaced by the next wider one.
    """

    kinds: frozenset[str] = frozenset()
    column: str = ""
    open: frozenset[str] = frozenset()
    area: str = "admin1"
    grid_deg: float = 0.5
    least_km2: float = 100.0
    columns: tuple[str, ...] = ("kind", "date")
    dates: str = "month"

    @property
    def scheme(self) -> str:
        """The division of the earth that places are generalised to: releases must share it."""
        return f"grid {self.grid_deg:g}" if self.area == "grid" else self.area


@dataclass(frozen=True, slots=True)
class Policy:
    """What may pass into a public copy; everything else stays out."""

    path: str = ""
    title: str = ""
    subtitle: str = ""
    columns: tuple[str, ...] = ()
    dates: str = "day"
    sensitive: Sensitive = field(default_factory=Sensitive)
    same_place: str = "point"
    moved: str = "refuse"
    releases: str = "many"
    withhold: tuple[str, ...] = ()
    least_incidents: int = 1
    least_people: int = 0

    def wrong(self, key: str, message: str, hint: str | None = None) -> InputError:
        """An error about one key of the policy file."""
        return InputError(f"{key}: {message}", path=self.path or None, hint=hint)

    def check_columns(self, present: Sequence[str]) -> None:
        """Refuse a policy that names columns which the table does not have.

        Raises
        ------
        InputError
            With the key and the names that come nearest.
        """
        for key, names in (("columns", self.columns), ("sensitive.column", [self.sensitive.column])):
            for name in names:
                if name and name not in present and name != "id":
                    near = difflib.get_close_matches(name, present, 3, 0.5) or present
                    raise self.wrong(
                        key, f"the table has no column {name!r}.", f"It has: {', '.join(map(str, near))}."
                    )


def read_policy(path: str | Path) -> Policy:
    """Read a policy.

    Raises
    ------
    InputError
        With file and key, if a key is unknown or a value is none that it can have.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InputNotFoundError(
            "there is no such policy.", path=path, hint="Print a first one: geomap publish --template"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the policy cannot be read: {error}.", path=path) from error
    try:
        given = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = "" if mark is None else f" in line {mark.line + 1}"
        raise InputError(f"the policy is no YAML{where}.", path=path) from error
    return _Reader(str(path)).policy(given)


class _Reader:
    """Checks each key and value, and names those that are wrong."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._none = Policy(path)

    def policy(self, given: Any) -> Policy:
        known = ("title", "subtitle", "columns", "dates", "sensitive", "same_place", "moved", "releases")
        top = self._mapping(given, "the policy", (*known, "withhold", "least"))
        if "columns" not in top:
            raise self._none.wrong("columns", "missing.", "List the columns that may pass; [] lets none.")
        least = self._mapping(top.get("least", {}), "least", ("incidents", "people"))
        columns = self._names(top, "columns")
        return Policy(
            path=self._path,
            title=self._text(top, "title"),
            subtitle=self._text(top, "subtitle"),
            columns=columns,
            dates=self._choice(top, "dates", UNITS, "day"),
            sensitive=self._sensitive(top.get("sensitive", {}), columns),
            same_place=self._choice(top, "same_place", SAME_PLACE, "point"),
            moved=self._choice(top, "moved", ("refuse", "show"), "refuse"),
            releases=self._choice(top, "releases", ("many", "one"), "many"),
            withhold=self._words(self._text(top, "withhold")),
            least_incidents=int(self._number(least, "incidents", "least.incidents", 1, 1, 1_000_000)),
            least_people=int(self._number(least, "people", "least.people", 0, 0, 1_000_000)),
        )

    def _sensitive(self, given: Any, columns: Sequence[str]) -> Sensitive:
        known = ("kinds", "column", "open", "area", "grid_deg", "least_km2", "columns", "dates")
        part = self._mapping(given, "sensitive", known)
        if ("column" in part) != ("open" in part):
            raise self._none.wrong(
                "sensitive", "column and open belong together.", "Rows are sensitive unless column says open."
            )
        default = [name for name in ("kind", "date") if name in columns]
        own = self._names({"columns": default, **part}, "columns", "sensitive.columns")
        for name in own:
            if name in TELLING:
                raise self._none.wrong("sensitive.columns", f"{name!r} could give the place away.")
            if name not in columns:
                raise self._none.wrong("sensitive.columns", f"{name!r} is not among columns either.")
        return Sensitive(
            kinds=frozenset(map(kind_key, self._names(part, "kinds", "sensitive.kinds"))),
            column=self._text(part, "column"),
            open=frozenset(map(plain, self._list(part, "open", "sensitive.open"))),
            area=self._choice(part, "area", LEVELS, "admin1", "sensitive.area"),
            grid_deg=self._grid(part),
            least_km2=self._number(part, "least_km2", "sensitive.least_km2", 100, 0, 1e7),
            columns=own,
            dates=self._choice(part, "dates", UNITS, "month", "sensitive.dates"),
        )

    def _grid(self, part: Mapping[str, Any]) -> float:
        size = self._number(part, "grid_deg", "sensitive.grid_deg", 0.5, 0.05, 45)
        if abs(round(90 / size) - 90 / size) > 1e-9:
            raise self._none.wrong(
                "sensitive.grid_deg", f"{size:g} does not divide 90 evenly.", "Use 0.1, 0.25, 0.5, 1 or 2."
            )
        return size

    def _mapping(self, given: Any, key: str, known: Sequence[str]) -> dict[str, Any]:
        if given is None:
            return {}
        if not isinstance(given, dict):
            raise self._none.wrong(key, "expected keys with values.", f"Keys are: {', '.join(known)}.")
        for name in given:
            if name not in known:
                near = difflib.get_close_matches(str(name), known, 1)
                hint = f"Did you mean {near[0]}?" if near else f"Keys are: {', '.join(known)}."
                raise self._none.wrong(str(name), f"{key} has no such key.", hint)
        return given

    def _list(self, part: Mapping[str, Any], name: str, key: str) -> list[Any]:
        value = part.get(name, [])
        if not isinstance(value, list) or any(isinstance(item, list | dict) for item in value):
            raise self._none.wrong(key, "expected a list.", f"Write {name}: [one, two].")
        return value

    def _names(self, part: Mapping[str, Any], name: str, key: str = "") -> tuple[str, ...]:
        found = self._list(part, name, key or name)
        for item in found:
            if not isinstance(item, str):
                raise self._none.wrong(key or name, f"{item!r} is no text.", "Put it in quotes.")
        return tuple(dict.fromkeys(found))

    def _text(self, part: Mapping[str, Any], name: str) -> str:
        value = part.get(name, "")
        if not isinstance(value, str):
            raise self._none.wrong(name, f"{value!r} is no text.", "Put it in quotes.")
        return value.strip()

    def _choice(
        self, part: Mapping[str, Any], name: str, values: Sequence[str], default: str, key: str = ""
    ) -> str:
        value = part.get(name, default)
        if value not in values:
            raise self._none.wrong(key or name, f"{value!r} is none of its values.", f"{', '.join(values)}.")
        return str(value)

    def _number(
        self, part: Mapping[str, Any], name: str, key: str, default: float, low: float, high: float
    ) -> float:
        value = part.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self._none.wrong(key, f"{value!r} is no number from {low:g} to {high:g}.")
        return float(value)

    def _words(self, name: str) -> tuple[str, ...]:
        if not name:
            return ()
        path = Path(self._path).parent / name
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise self._none.wrong(
                "withhold", f"{path} cannot be read.", "One name a line, UTF-8."
            ) from error
        return tuple(line.strip() for line in lines if line.strip())


def blank(value: Any) -> bool:
    """Whether a value of a table is missing: None, nan, NaT, or pandas' NA, which compares to nothing."""
    return value is None or type(value).__name__ == "NAType" or bool(value != value)


def plain(value: Any) -> str:
    """A value as one word for comparison: YAML and tables write yes and no in several ways."""
    text = "" if blank(value) else str(value).strip().casefold()
    return {"true": "yes", "1": "yes", "1.0": "yes", "false": "no", "0": "no", "0.0": "no"}.get(text, text)


def kind_key(kind: Any) -> str:
    """A kind as it is compared: ``Armed attack`` is ``armed_attack``."""
    return "" if blank(kind) else "_".join(str(kind).casefold().replace("_", " ").split())


TEMPLATE = """\
# What a public copy may show. It starts from nothing: what is not named here stays out.
# geomap publish incidents.csv -o public.html --policy public.yaml --key public.key

title: Incidents                # of the page; the name of your file never reaches it

# Columns that may pass. Ids are always replaced. Take out what you do not need.
columns: [kind, date, killed_min, killed_max, geometry, footprint, uncertainty_m, status, method,
  feature_code, remarks]

dates: day                      # day, month, year or none

sensitive:
  kinds: [torture, disappearance, kidnapping]   # rows of these kinds are sensitive,
  # column: protected           # and so is every row unless this column
  # open: ["no"]                # says one of these; what is blank is sensitive
  area: admin1                  # shown instead of the place: admin2, admin1, country, grid or none
  # grid_deg: 0.5               # for area: grid; a cell's size in degrees, on a grid fixed for all data
  least_km2: 100                # a smaller area is replaced by the next wider one
  columns: [kind, date]         # what may pass of a sensitive row
  dates: month                  # day, month, year or none

same_place: point               # generalise open rows at a sensitive row's very point as well; or
                                # area: all rows in the area of a sensitive one; or keep
# withhold: names.txt           # words that must stand nowhere, one a line; a text that has one stays out
moved: refuse                   # a place that moved to an area which does not adjoin: refuse, or show it
releases: many                  # many: rows need ids of their own; one: this copy has no successor

least:                          # refuse if fewer share one published place, date and kind
  incidents: 3
  people: 0
"""
"""A policy to start from: `geomap publish --template`."""
