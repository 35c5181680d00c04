"""`geomap publish` from end to end."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from geomap.publish import TEMPLATE


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "public.yaml"
    text = TEMPLATE.replace("[torture, disappearance, kidnapping]", "[massacre]").replace(
        "incidents: 3", "incidents: 1"
    )
    path.write_text(text, encoding="utf-8")
    return path


def test_the_template_is_printed(run) -> None:
    result = run("publish", "--template")
    assert (result.exit_code, result.stdout) == (0, TEMPLATE)


def test_a_copy_and_its_successor(run, founding: Path, policy: Path, tmp_path: Path) -> None:
    base = ["publish", founding, "--policy", policy, "--key", tmp_path / "key"]
    assert run(*base, "-o", tmp_path / "a.geojson").exit_code == 3  # no key yet
    first = run(*base, "--new-key", "-o", tmp_path / "a.geojson", "--json")
    assert first.exit_code == 0, first.stderr
    assert json.loads(first.stdout)["generalised"]
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert run(*base, "--new-key", "-o", tmp_path / "b.geojson").exit_code == 2
    second = run(*base, "-o", tmp_path / "b.geojson")
    assert second.exit_code == 0, second.stderr
    assert (tmp_path / "a.geojson").read_bytes() == (tmp_path / "b.geojson").read_bytes()
    assert "Columns that did not pass: title, description" in second.stdout


def test_without_an_output_nothing_is_written(run, founding: Path, policy: Path, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    result = run("publish", founding, "--policy", policy, "--key", tmp_path / "key", "--new-key")
    assert result.exit_code == 0
    assert "Nothing was written" in result.stderr
    assert set(tmp_path.iterdir()) == before


def test_too_few_are_refused_with_the_report(run, founding: Path, policy: Path, tmp_path: Path) -> None:
    policy.write_text(policy.read_text("utf-8").replace("incidents: 1", "incidents: 5"), encoding="utf-8")
    output = tmp_path / "a.html"
    result = run(
        "publish", founding, "--policy", policy, "--key", tmp_path / "key", "--new-key", "-o", output
    )
    assert result.exit_code == 1
    assert "shared by fewer than 5 incidents" in result.stderr
    assert "fewest first" in result.stdout
    assert not output.exists()
    assert not (tmp_path / "key").exists()


def test_the_page_says_that_places_are_generalised(run, founding: Path, policy: Path, tmp_path: Path) -> None:
    output = tmp_path / "a.html"
    result = run(
        "publish", founding, "--policy", policy, "--key", tmp_path / "key", "--new-key", "-o", output
    )
    assert result.exit_code == 0, result.stderr
    page = output.read_text(encoding="utf-8")
    assert "incidents are generalised to" in page
    assert '["published_as","Shown as"]' in page  # the card's label, not the name of a column
    assert "peru" not in page[: page.index("<style")].lower()
