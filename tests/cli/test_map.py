"""`geomap map` from end to end, and what it says when it cannot."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


def test_founding_map(run, founding: Path, tmp_path: Path) -> None:
    out = tmp_path / "peru.html"
    result = run("map", founding, "-o", out)
    assert result.exit_code == 0, result.stderr
    assert "8 incidents: 8 located, 0 ambiguous, 0 not found" in result.stderr
    assert "geomap embed" in result.stderr
    assert result.stdout == ""
    assert out.stat().st_size < 1_000_000


def test_two_runs_give_the_same_bytes(run, founding: Path, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        assert run("map", founding, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_the_same_bytes_in_another_process_with_another_hash_seed(founding: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        subprocess.run(
            [
                sys.executable,
                "-m",
                "geomap",
                "map",
                str(founding),
                "-o",
                str(tmp_path / f"{seed}.html"),
                "-q",
            ],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()


def test_refuses_to_overwrite_without_force(run, founding: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    out.write_text("mine")
    result = run("map", founding, "-o", out)
    assert result.exit_code == 1
    assert "--force" in result.stderr
    assert out.read_text() == "mine"
    assert run("map", founding, "-o", out, "--force").exit_code == 0
    assert out.read_text() != "mine"


def test_from_stdin_to_stdout(run, founding: Path) -> None:
    result = run("map", "-", "--input-format", "csv", "-o", "-", stdin=founding.read_bytes())
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("<!DOCTYPE html>")


CASES = [
    pytest.param("missing.csv", None, 3, "missing.csv", id="missing"),
    pytest.param("empty.csv", b"", 3, "empty", id="empty"),
    pytest.param("header.csv", b"id,place\n", 3, "no row", id="header-only"),
    pytest.param("columns.csv", b"who,what\nA,B\n", 3, "--place-column", id="no-place-column"),
    pytest.param("binary.csv", bytes(range(256)) * 4, 3, "binary.csv", id="binary"),
    pytest.param("ragged.csv", b"id,place\n1,Lima\n2,Lima,x,y\n", 3, "row 2", id="ragged"),
]


@pytest.mark.parametrize(("name", "content", "code", "said"), CASES)
def test_input_that_cannot_be_read(
    run, tmp_path: Path, name: str, content: bytes | None, code: int, said: str
) -> None:
    source = tmp_path / name
    if content is not None:
        source.write_bytes(content)
    result = run("map", source, "-o", tmp_path / "map.html")
    assert result.exit_code == code, result.stderr
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "map.html").exists()


def test_rows_that_cannot_be_placed_stay_and_strict_says_so(run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,place\na,Lima\nb,Xyzzyqwertz\nc,???\n", encoding="utf-8")
    result = run("map", source, "-o", tmp_path / "map.html", "--strict")
    assert result.exit_code == 4
    assert "3 incidents: 1 located, 0 ambiguous, 1 not found, 1 unparsed" in result.stderr
    assert (tmp_path / "map.html").exists()


def test_unknown_tiles_are_refused(run, founding: Path, tmp_path: Path) -> None:
    result = run("map", founding, "-o", tmp_path / "map.html", "--tiles", "NoSuchTiles")
    assert result.exit_code == 2
    assert "NoSuchTiles" in result.stderr


STOPS = [
    pytest.param(KeyboardInterrupt(), "Aborted", id="ctrl-c"),
    pytest.param(OSError(errno.ENOSPC, "No space left on device"), "disk is full", id="full-disk"),
    pytest.param(OSError(errno.EIO, "Input/output error"), "cannot be written", id="broken-disk"),
]


@pytest.mark.parametrize(("stop", "said"), STOPS)
def test_stopped_while_writing_leaves_the_old_map_whole(
    run, founding: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: BaseException, said: str
) -> None:
    def half_a_page(self: object) -> Iterator[str]:
        yield "<!DOCTYPE html>"
        raise stop

    monkeypatch.setattr("geomap.page.map.Map.pieces", half_a_page)
    out = tmp_path / "map.html"
    out.write_text("old")
    result = run("map", founding, "-o", out, "--force")
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]
    assert out.read_text() == "old"


def test_a_folder_that_may_not_be_written_is_said_before_any_work(
    run, founding: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)
    result = run("map", founding, "-o", tmp_path / "map.html")
    assert result.exit_code == 1
    assert "not writable" in result.stderr
