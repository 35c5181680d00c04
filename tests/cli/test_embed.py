"""`geomap embed`: a snippet that can be pasted as it is."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest


class _Frames(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.frames: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "iframe":
            self.frames.append(dict(attrs))


@pytest.fixture
def page(run, founding: Path, tmp_path: Path) -> Path:
    out = tmp_path / "peru prisons.html"
    assert run("map", founding, "-o", out, "--title", 'Peru\'s <prisons> & "more"').exit_code == 0
    return out


@pytest.mark.parametrize("snippet_format", ["html", "markdown", "quarto"])
def test_one_frame_with_title_and_address(run, page: Path, snippet_format: str) -> None:
    result = run("embed", page, "--format", snippet_format, "--alt", "Eight incidents")
    assert result.exit_code == 0, result.stderr
    parser = _Frames()
    parser.feed(result.stdout)
    assert len(parser.frames) == 1
    frame = parser.frames[0]
    assert "Peru's <prisons>" in (frame["title"] or "")
    assert "peru%20prisons.html?embed" in (frame["src"] or "")
    assert "Eight incidents" in result.stdout


def test_published_address_takes_the_title_of_the_file(run, page: Path) -> None:
    result = run("embed", page, "--url", "https://example.org/m.html")
    assert result.exit_code == 0, result.stderr
    assert "https://example.org/m.html?embed" in result.stdout
    assert "Peru" in result.stdout


def test_not_a_map_is_said(run, tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_text("<p>Hello", encoding="utf-8")
    result = run("embed", other)
    assert result.exit_code == 3
    assert "other.html" in result.stderr


def test_missing_file_is_said(run, tmp_path: Path) -> None:
    result = run("embed", tmp_path / "none.html")
    assert result.exit_code == 3
    assert "none.html" in result.stderr


def test_a_figure_for_latex_with_a_picture_and_a_link(run, page: Path) -> None:
    result = run(
        *("embed", page, "--format", "latex", "--url", "https://example.org/a_b.html?x=1&y=50%25#v=1"),
        *("--picture", "figures/peru.pdf", "--caption", "100 % of {them} cost $5 & more_", "--alt", "A map"),
    )
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    assert r"\includegraphics[width=\linewidth,alt={A map}]{figures/peru.pdf}" in result.stdout
    assert r"\href{https://example.org/a_b.html?x=1\&y=50\%25\#v=1}" in result.stdout
    assert r"\caption{100 \% of \{them\} cost \$5 \& more\_ \href{" in result.stdout


def test_a_printed_link_to_a_file_is_pointed_out(run, page: Path) -> None:
    result = run("embed", page, "--format", "quarto")
    assert "--url" in result.stderr
    assert "--url" not in result.stdout
    assert run("embed", page, "--format", "quarto", "-q").stderr == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--picture", "x.png"], "no place in html"),
        (["--picture", "x.svg", "--format", "latex"], "LaTeX does not take"),
        (["--fit", "--plain"], "needs a script"),
        (["--fit", "--format", "markdown"], "needs a script"),
        (["--height", "tall"], "not a length"),
    ],
)
def test_options_that_contradict_each_other(run, page: Path, options: list[str], said: str) -> None:
    result = run("embed", page, *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
