"""Codebooks' own rules, on words of our own: which code, and where the point stands."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
import shapely

from geomap.gazetteer import Gazetteer
from geomap.georeference import codebook, geocode, locate
from geomap.model import Hints

FILE = Path(__file__).parents[1] / "cases" / "codebook_ucdp.tsv"
CASES = list(
    csv.DictReader(
        (line for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#")), delimiter="\t"
    )
)


@pytest.mark.parametrize("case", CASES, ids=[case["words"] for case in CASES])
def test_codes_and_point(gazetteer: Gazetteer, case: dict[str, str]) -> None:
    plain = locate(case["words"], gazetteer, Hints(country=case["country"]))
    coded = codebook.apply(plain, "ucdp")
    assert coded.where_prec == int(case["where_prec"])
    assert coded.geo_precision == (int(case["geo_precision"]) if case["geo_precision"] else None)
    specificity, vicinity = codebook.gtd_specificity(coded.where_prec)
    assert (specificity, vicinity) == (int(case["specificity"]), int(case["vicinity"]))
    assert coded.anchor is not None
    assert coded.footprint is plain.footprint
    if case["point"] == "at":
        assert coded.lon == pytest.approx(coded.anchor.lon, abs=1e-6)
        assert coded.lat == pytest.approx(coded.anchor.lat, abs=1e-6)
    else:
        assert (coded.lon, coded.lat) == (plain.lon, plain.lat)


def test_what_is_not_found_stays_so(gazetteer: Gazetteer) -> None:
    found = locate("Xyzzyqwertz", gazetteer)
    assert codebook.apply(found, "ucdp") is found


def test_darwin_core_stands_in_the_middle_of_its_circle(gazetteer: Gazetteer) -> None:
    plain = locate("7 miles from Lima", gazetteer)
    moved = codebook.apply(plain, "dwc")
    assert plain.uncertainty_m is not None
    assert moved.uncertainty_m is not None
    assert moved.uncertainty_m <= plain.uncertainty_m + 1
    terms = codebook.terms(moved, "dwc", "7 miles from Lima")
    assert terms["pointRadiusSpatialFit"] >= 1
    assert shapely.from_wkt(terms["footprintWKT"]).equals(moved.footprint)


def test_an_unknown_codebook_is_refused(gazetteer: Gazetteer) -> None:
    with pytest.raises(codebook.UnknownCodebookError, match="ucdp"):
        codebook.apply(locate("Lima", gazetteer), "icews")


@pytest.mark.parametrize(
    ("book", "columns"),
    [
        ("ucdp", set()),
        ("gtd", {"specificity", "vicinity"}),
        ("dwc", set()),
    ],
)
def test_tables_get_what_the_codebook_records(gazetteer: Gazetteer, book: str, columns: set[str]) -> None:
    rows = pd.DataFrame({"id": ["a", "b", "c"], "place": ["17 km from Kampala", "Xyzzyqwertz", "Gulu"]})
    plain = geocode(rows, gazetteer, country="UG")
    coded = geocode(rows, gazetteer, country="UG", codebook=book)
    assert columns <= set(coded.columns)
    assert coded["footprint"].equals(plain["footprint"])
    assert coded["id"].tolist() == plain["id"].tolist()
    if book == "gtd":
        assert coded["specificity"].tolist() == [1, 5, 1]
        assert coded["vicinity"].tolist() == [1, 0, 0]
    point = coded.geometry.iloc[0]
    if book != "dwc":
        assert (point.x, point.y) == (plain.geometry.iloc[0].x, plain.geometry.iloc[0].y)
