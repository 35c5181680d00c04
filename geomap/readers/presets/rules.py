"""How a preset makes a column, as data.

==============================================  ==================================================
``"name"``                                      the column as it is
``["a", "b"]``                                  of each row the first that is not empty; rules too
``{ value = "x" }``                             always that
``{ join = ["a", "b"], with = "–" }``           what is not empty, joined
``{ of = "a", values = { 1 = "x" } }``          codes to words; `rest` for all others, else as they are;
                                                of several columns the first whose code is known
``{ of = "a", before = "near ", where = "b",``  the column, with words before it where another column
``is = "1" }``                                  says so
``{ start = "a", end = "b" }``                  an EDTF interval
``{ year = "y", month = "m", day = "d" }``      an EDTF date; a part that is 0 is not known
``{ of = "a", month_first = true }``            an EDTF date from 12/31/2010
``{ of = "a", precision = "b", … }``            an EDTF date: codes in `approximate` make it about that
                                                day, those in `month` some day of the month
==============================================  ==================================================

Columns may be patterns with one ``*``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geomap.dates import parse_date

Rule = Any
Columns = Mapping[str, pd.Series]


def ingredients(rule: Rule) -> list[str]:
    """The columns that a rule reads."""
    if isinstance(rule, str):
        return [rule]
    if isinstance(rule, list):
        return [name for part in rule for name in ingredients(part)]
    if "join" in rule:
        return list(rule["join"])
    keys = ("year", "month", "day") if "year" in rule else ("of", "where", "start", "end", "precision")
    return [name for key in keys if key in rule for name in _listed(rule[key])]


def single(rule: Rule, present: Mapping[str, str]) -> str:
    """The one column that the rule takes as it is, if it does; else empty."""
    if isinstance(rule, str):
        return rule
    if isinstance(rule, list) and len(present) == 1:
        (name,) = present
        return name if name in rule else ""
    return ""


def evaluate(rule: Rule, columns: Columns, index: pd.Index) -> pd.Series:
    """The column that a rule makes, as text; columns that the file lacks are empty."""
    empty = pd.Series(None, index=index, dtype="str")
    if isinstance(rule, str):
        return columns.get(rule, empty)
    if isinstance(rule, list):
        made = empty
        for part in rule:
            made = made.fillna(evaluate(part, columns, index))
        return made
    if "value" in rule:
        return pd.Series(rule["value"], index=index, dtype="str")
    if "join" in rule:
        return _joined([columns[name] for name in rule["join"] if name in columns], rule["with"], empty)
    if "start" in rule:
        return _interval(columns.get(rule["start"], empty), columns.get(rule["end"], empty))
    if "year" in rule:
        return _parts(*(columns.get(rule[part], empty) for part in ("year", "month", "day")))
    if "values" in rule:
        return _translated([columns.get(name, empty) for name in _listed(rule["of"])], rule)
    column = columns.get(rule["of"], empty)
    if "before" in rule:
        said = columns.get(rule["where"], empty).eq(rule["is"]).fillna(False).astype(bool)
        return column.mask(said & column.notna(), rule["before"] + column)
    if "precision" in rule:
        return _by_precision(column, columns.get(rule["precision"], empty), rule)
    return _mapped(column, lambda text: _day(text, day_first=not rule["month_first"]))


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def _mapped(column: pd.Series, change: Any) -> pd.Series:
    """Each distinct text changed once."""
    changed = {text: change(text) for text in column.dropna().unique()}
    return column.map(changed).astype("str")


def _joined(columns: list[pd.Series], sign: str, empty: pd.Series) -> pd.Series:
    rows = zip(*columns, strict=True)
    made = [sign.join(value for value in row if isinstance(value, str)) or None for row in rows]
    return pd.Series(made, index=empty.index, dtype="str") if columns else empty


def _translated(columns: list[pd.Series], rule: Mapping[str, Any]) -> pd.Series:
    known = columns[0].map(rule["values"])
    for column in columns[1:]:
        known = known.fillna(column.map(rule["values"]))
    if "rest" in rule:
        known = known.fillna(rule["rest"]).where(columns[0].notna())
    else:
        for column in columns:
            known = known.fillna(column)
    text = known.astype("str")
    return text.mask(text == "")


def _day(text: str, *, day_first: bool | None = None) -> str:
    """A date as EDTF; what cannot be read stays as it is, so that geomap says so."""
    return parse_date(text, day_first=day_first).edtf or text


def _interval(start: pd.Series, end: pd.Series) -> pd.Series:
    first, last = _mapped(start, _day), _mapped(end, _day)
    both = first + "/" + last
    made = both.mask(first == last, first)
    return made.fillna(first).fillna(last)


def _parts(year: pd.Series, month: pd.Series, day: pd.Series) -> pd.Series:
    parts = (pd.to_numeric(part, errors="coerce").fillna(0).clip(0, 99_999) for part in (year, month, day))
    rows = zip(*parts, strict=True)
    return pd.Series([_edtf(int(y), int(m), int(d)) for y, m, d in rows], index=year.index, dtype="str")


def _edtf(year: int, month: int, day: int) -> str | None:
    """Year, month and day as far as they are known; an impossible one stays to be seen."""
    known = [f"{year:04d}", f"{month:02d}", f"{day:02d}"][: 3 if month and day else 2 if month else 1]
    return "-".join(known) if year else None


def _by_precision(column: pd.Series, precision: pd.Series, rule: Mapping[str, Any]) -> pd.Series:
    days = _mapped(column, _day)
    one_day = days.str.fullmatch(r"\d{4}-\d{2}-\d{2}", na=False)
    made = days.mask(one_day & precision.isin(rule["approximate"]), days + "~")
    return made.mask(one_day & precision.isin(rule["month"]), days.str.slice(0, 7))
