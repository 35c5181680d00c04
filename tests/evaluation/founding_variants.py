"""Variants of the founding report: what changes in the text must change in the incidents, and no more.

Run: python tests/evaluation/founding_variants.py
"""

from __future__ import annotations

import argparse
import copy
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from founding_report import SHARED, compare, incidents, require_shared

from geomap.gazetteer import Gazetteer

Gold = list[dict[str, Any]]


def _put(gold: Gold, changes: Mapping[str, Mapping[str, Any]]) -> Gold:
    return [one | changes.get(one["id"], {}) for one in copy.deepcopy(gold)]


def _renamed(gold: Gold, names: Mapping[str, str]) -> Gold:
    changed = copy.deepcopy(gold)
    for one in changed:
        one["places"] = [
            re.sub("|".join(map(re.escape, names)), lambda m: names[m[0]], p) for p in one["places"]
        ]
    return changed


def _moved(gold: Gold, old: str, new: str) -> Gold:
    return [one | {"date": one["date"].replace(old, new)} for one in copy.deepcopy(gold)]


def _replace(text: str, names: Mapping[str, str]) -> str:
    return re.sub("|".join(map(re.escape, names)), lambda match: names[match[0]], text)


PRISONS = {"Canto Grande": "Santa Barbara", "Lurigancho": "El Sexto", "Cesar Vialleje": "Villa Rosario"}
FIGURES = {
    "killed two policemen": "killed four policemen",
    "left 9 prisoners dead": "left 15 prisoners dead",
    "nearly 100 dead": "nearly 60 dead",
    "80 who have": "25 who have",
    "30 POW's were burned": "41 POW's were burned",
    "more than 300 POW's": "at least 120 POW's",
    "group of 5 women": "group of 7 women",
}
COUNTED = {
    "canto-grande-raid": {"killed_min": 19, "killed_max": 19},
    "canto-grande-talks": {"detained_min": 6, "detained_max": 6},
    "canto-grande-assault": {
        "killed_min": 54,
        "killed_max": 60,
        "disappeared_min": 25,
        "disappeared_max": 25,
    },
    "lurigancho-1985": {"killed_min": 41, "killed_max": 41},
    "three-prisons-1986": {"killed_min": 120, "killed_max": None},
}


def _years(text: str) -> str:
    return _replace(text, {"1992": "2003", "1985": "1996", "1986": "1997", "On Saturday, May 9": "On May 9"})


def _background_first(text: str) -> str:
    """The sentences on 1985 and 1986 in a paragraph of their own, before all others."""
    told = re.search(r"On October 4, 1985.*?tanks, etc\.", text, re.DOTALL)
    assert told is not None
    return told[0] + "\n\n" + text.replace(told[0], "")


def _town_before_tour(text: str) -> str:
    parts = text.split("\n\n")
    tour = next(n for n, part in enumerate(parts) if part.startswith("The day after"))
    prisons = next(n for n, part in enumerate(parts) if "October 4, 1985" in part)
    parts.insert(prisons, parts.pop(tour))
    return "\n\n".join(parts)


VARIANTS: dict[str, tuple[Callable[[str], str], Callable[[Gold], Gold]]] = {
    "as it is": (str, copy.deepcopy),
    "other prisons": (lambda text: _replace(text, PRISONS), lambda gold: _renamed(gold, PRISONS)),
    "other month": (
        lambda text: _replace(text, {"May ": "August ", "Saturday, ": ""}),
        lambda gold: _moved(gold, "1992-05", "1992-08"),
    ),
    "other years": (
        _years,
        lambda gold: _moved(_moved(_moved(gold, "1992", "2003"), "1985", "1996"), "1986", "1997"),
    ),
    "other figures": (lambda text: _replace(text, FIGURES), lambda gold: _put(gold, COUNTED)),
    "other distance": (lambda text: text.replace("only 7 miles from", "only 12 km from"), copy.deepcopy),
    "background first": (_background_first, copy.deepcopy),
    "tour before background": (_town_before_tour, copy.deepcopy),
    "day before month": (
        lambda text: re.sub(r"\b(May|October|June) (\d{1,2}), (\d{4})", r"\2 \1 \3", text),
        copy.deepcopy,
    ),
    "all capitals": (str.upper, copy.deepcopy),
}
"""Name → change of the text, change of what is expected."""


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    gold = json.loads((SHARED / "eval/founding_report_gold.json").read_text())["incidents"]
    text = (SHARED / "data/reports/founding_report.txt").read_text(encoding="utf-8")
    right = total = 0
    with Gazetteer.open() as gazetteer:
        for name, (change, expect) in VARIANTS.items():
            print(f"-- {name}")
            right += compare(expect(gold), incidents(change(text), gazetteer))
            total += len(gold)
    print(f"founding_variants: {right} of {total}")


if __name__ == "__main__":
    require_shared()
    main()
