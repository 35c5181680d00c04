"""Policies: what is wrong is said with file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from geomap.errors import InputError
from geomap.publish import TEMPLATE, read_policy
from geomap.publish.policy import kind_key, plain

WRONG = [
    ("columns: [kind]\ncolour: red", "colour: the policy has no such key"),
    ("columns: [kind]\nsensitve: {}", "Did you mean sensitive"),
    ("title: a", "columns: missing"),
    ("columns: kind", "columns: expected a list"),
    ("columns: [1]", "columns: 1 is no text"),
    ("columns: [kind]\ndates: week", "dates: 'week' is none of its values"),
    ("columns: [kind]\nsensitive: {area: parish}", "sensitive.area: 'parish'"),
    ("columns: [kind]\nsensitive: {area: grid, grid_deg: 0.7}", "sensitive.grid_deg: 0.7 does not divide 90"),
    ("columns: [kind]\nsensitive: {grid_deg: big}", "sensitive.grid_deg: 'big' is no number"),
    (
        "columns: [kind, place]\nsensitive: {columns: [place]}",
        "sensitive.columns: 'place' could give the place",
    ),
    ("columns: [kind]\nsensitive: {columns: [date]}", "sensitive.columns: 'date' is not among columns"),
    ("columns: [kind]\nsensitive: {column: protected}", "column and open belong together"),
    ("columns: [kind]\nleast: {incidents: 0}", "least.incidents: 0 is no number"),
    ("columns: [kind]\nwithhold: absent.txt", "withhold: .*absent.txt cannot be read"),
    ("columns: [kind]\ntitle: 7", "title: 7 is no text"),
    ("- a", "the policy: expected keys"),
    ("a: [", "no YAML in line"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_what_is_wrong_is_said_with_file_and_key(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "public.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        read_policy(path)
    assert str(path) in str(caught.value)


def test_an_absent_policy_is_said() -> None:
    with pytest.raises(InputError, match="--template"):
        read_policy("absent.yaml")


def test_the_template_is_a_policy(tmp_path: Path) -> None:
    path = tmp_path / "public.yaml"
    path.write_text(TEMPLATE, encoding="utf-8")
    policy = read_policy(path)
    assert policy.least_incidents == 3
    assert policy.sensitive.kinds == {"torture", "disappearance", "kidnapping"}


def test_yes_and_no_are_the_same_word_however_written() -> None:
    assert {plain(value) for value in (True, "yes", "YES ", 1, "1", "true", 1.0)} == {"yes"}
    assert {plain(value) for value in (False, "no", 0, "false", 0.0)} == {"no"}
    assert {plain(value) for value in (None, "", float("nan"), "  ")} == {""}
    assert kind_key(" Armed  Attack") == "armed_attack"
