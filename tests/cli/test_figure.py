"""`geomap figure` from end to end."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("matplotlib", reason="figures need matplotlib: pip install 'geomap-incidents[figure]'")


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_founding_figure_twice_the_same(run, founding: Path, tmp_path: Path, ending: str) -> None:
    for name in ("a", "b"):
        result = run("figure", founding, "-o", tmp_path / f"{name}.{ending}")
        assert result.exit_code == 0, result.stderr
    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_what_cannot_be_drawn_is_said(run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,place\na,Xyzzyqwertz\n", encoding="utf-8")
    result = run("figure", source, "-o", tmp_path / "a.png")
    assert result.exit_code == 3
    assert "none of the 1 rows could be placed" in result.stderr
    assert run("figure", source, "-o", tmp_path / "a.gif").exit_code == 2
    assert list(tmp_path.iterdir()) == [source]
