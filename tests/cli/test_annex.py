"""`geomap annex` from end to end."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.mark.parametrize("ending", ["html", "md", "csv", "docx"])
def test_the_founding_annex(run, founding: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"annex.{ending}"
    result = run("annex", founding, "-o", out)
    assert result.exit_code == 0, result.stderr
    assert "8 incidents" in result.stderr
    assert ("CSV holds the table alone" in result.stderr) == (ending == "csv")
    if ending != "docx":
        text = out.read_text(encoding="utf-8")
        assert "Canto Grande" in text
        assert ("SHA-256 of the inputs" in text) == (ending != "csv")


def test_in_spanish_with_a_title(run, founding: Path, tmp_path: Path) -> None:
    out = tmp_path / "anexo.md"
    assert run("annex", founding, "-o", out, "--lang", "es", "--title", "Anexo 2").exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert text.startswith("# Anexo 2\n")
    assert "| N.º | Fecha |" in text


def test_what_cannot_be_meant_is_refused(run, founding: Path, tmp_path: Path) -> None:
    assert run("annex", founding, "-o", tmp_path / "a.pdf").exit_code == 2
    result = run("annex", founding, "-o", tmp_path / "a.md", "--show", "nobody")
    assert result.exit_code == 2
    assert "no column 'nobody'" in result.stderr
