"""Twenty planted secrets: none of them is in any output, however it is packed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.publish.attacks.opening import contents, has_position
from tests.publish.attacks.world import SECRETS, secret_rows, write_input, write_policy

pytest.importorskip("matplotlib", reason="figures need matplotlib: pip install 'geomap-incidents[figure]'")
pytest.importorskip("pypdf", reason="reading figures needs pypdf: pip install 'geomap-incidents[documents]'")
pytest.importorskip("openpyxl", reason="workbooks need openpyxl: pip install 'geomap-incidents[excel]'")

ENDINGS = ("html", "geojson", "gpkg", "parquet", "csv", "tsv", "json", "jsonl", "fgb", "xlsx", "kml",
           "png", "svg", "pdf")  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> dict[str, bytes]:
    from click.testing import CliRunner

    from geomap.cli import main

    folder = tmp_path_factory.mktemp("casas-de-acogida")
    source = write_input(folder, secret_rows())
    outputs = [f"-o{folder / f'public.{ending}'}" for ending in ENDINGS]
    arguments = [
        str(source),
        "--policy",
        str(write_policy(folder)),
        "--key",
        str(folder / "key"),
        "--new-key",
    ]
    result = CliRunner().invoke(main, ["publish", *arguments, *outputs])
    assert result.exit_code == 0, result.stderr
    # "no" without quotes is YAML's false: still the word that the column has.
    assert "6 rows shown as cells of the grid" in result.stdout
    return {ending: contents(folder / f"public.{ending}") for ending in ENDINGS}


def test_the_secrets_are_in_the_input(tmp_path: Path) -> None:
    source = write_input(tmp_path, secret_rows())
    text = source.read_text(encoding="utf-8") + source.name + "44 71 946"
    assert [what for what, secret in SECRETS.items() if secret not in text] == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_secret_is_in_any_output(published: dict[str, bytes], ending: str) -> None:
    content = published[ending].lower()
    found = [
        what
        for what, secret in SECRETS.items()
        for form in {secret, secret.encode("ascii", "backslashreplace").decode()}
        if form.lower().encode() in content
    ]
    assert found == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_exact_point_of_a_sensitive_row_is_in_any_output(published: dict[str, bytes], ending: str) -> None:
    content = published[ending]
    assert not has_position(content, -74.234567, -13.165432)
    assert not has_position(content, -73.456789, -13.3)
    for value in ("74.234567", "13.165432", "73.456789"):
        for decimals in (6, 5):  # drawings are full of numbers of four
            assert f"{float(value):.{decimals}f}".encode() not in content


def test_the_probe_finds_what_is_there(published: dict[str, bytes]) -> None:
    # Else the tests above would pass by not looking.
    for ending in set(ENDINGS) - {"png"}:
        month = b"May 1992" if ending in ("pdf", "svg") else b"1992-05"
        assert month in published[ending], ending
    assert has_position(published["gpkg"], -74.2, -13.9)
    assert has_position(published["parquet"], -74.2, -13.9)
    assert b"clash number 7" in published["pdf"].lower()
