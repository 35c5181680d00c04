"""What a page says about its making, in the language of the page."""

from __future__ import annotations

import pytest

from geomap.page import Map, assets
from geomap.page.about import about
from tests.page.test_map import rendered

MADE = {
    "tool": "geomap 1",
    "gazetteer": "abc",
    "sources": ["GeoNames 3", "Natural Earth 4.1"],
    "inputs": [{"sha256": "0" * 64}, {"sha256": "1" * 64}],
    "options": {"country": "PE", "lang": "es"},
    "desk": {"who": "A & B", "when": ["May", "June"]},
    "nothing": None,
}


@pytest.mark.parametrize(
    ("language", "terms"),
    [
        ("en", ["Made with", "Gazetteer", "Its sources", "Input 1", "Input 2", "Options", "desk"]),
        ("es", ["Hecho con", "Nomenclátor", "Sus fuentes", "Entrada 1", "Entrada 2", "Opciones", "desk"]),
    ],
)
def test_every_entry_is_said(language, terms):
    html = about(MADE, note="", cut="", say=assets.strings(language))
    at = [html.index(f"<dt>{term}</dt>") for term in terms]
    assert at == sorted(at)
    assert html.count("<dd") == 9
    assert f"SHA-256 {'1' * 64}" in html
    assert "who: A &amp; B, when: May, June" in html
    assert "nothing" not in html


def test_a_page_without_provenance_says_nothing_of_it(table):
    assert "How this map was made" not in rendered(Map(table)).partition("geomap-settings")[0]


def test_all_statuses_are_counted(table):
    assert '"statuses":{"located":7,"ambiguous":1,"not_found":0}' in rendered(Map(table))
    table.loc[0, "status"] = "unparsed"
    assert '"unparsed":1' in rendered(Map(table))
    assert '"statuses":{}' in rendered(Map(table.drop(columns=["status"])))
