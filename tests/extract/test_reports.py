"""Whole reports in the manner of bulletins, agencies, logs, witnesses and web pages, and what they tell."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from geomap.extract import Document, Extractor
from geomap.gazetteer import Gazetteer
from geomap.model import HARMS
from geomap.readers.documents import read_documents

FOLDER = Path(__file__).parent.parent / "cases" / "reports"


def expected() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with open(FOLDER / "expected.tsv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found[row.pop("report")].append(row)
    return found


EXPECTED = expected()


def harms(row: dict[str, Any]) -> str:
    """ "killed 2-2; injured 30-"."""
    said = (
        f"{name} {row[f'{name}_min']}-{row.get(f'{name}_max', '')}" for name in HARMS if f"{name}_min" in row
    )
    return "; ".join(said)


@pytest.fixture(scope="module")
def extractor(gazetteer: Gazetteer) -> Extractor:
    return Extractor(gazetteer)


def test_every_report_has_expectations() -> None:
    assert set(EXPECTED) == {path.name for path in FOLDER.iterdir() if path.suffix in (".txt", ".html")}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_report(extractor: Extractor, name: str) -> None:
    (read,) = read_documents(str(FOLDER / name))
    found = extractor.records(Document(name, read.text, made=read.date))
    assert [
        {
            "date": row.get("date", ""),
            "kind": row["kind"],
            "place": row.get("place", ""),
            "country": row.get("country", ""),
            "harms": harms(row),
            "actor": row.get("actor", ""),
        }
        for row in found
    ] == EXPECTED[name]
