"""Nothing lost: whatever goes wrong while writing, the old file stays whole."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from geomap.errors import OutputError, OutputExistsError
from geomap.files import check_output, replacing, sweep, write_bytes


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def _write_half(target: Path) -> None:
    with replacing(target) as part:
        part.write_text("ne")
        raise RuntimeError("half-way")


def test_replaces_only_when_whole(tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    target.write_text("old")
    with pytest.raises(RuntimeError, match="half-way"):
        _write_half(target)
    assert target.read_text() == "old"
    assert names(tmp_path) == ["map.html"]


def test_full_disk_is_said_and_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    target.write_text("old")
    with pytest.raises(OutputError, match="disk is full") as caught, replacing(target):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert "untouched" in str(caught.value)
    assert target.read_text() == "old"


def test_a_really_full_disk() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full on this system")
    with pytest.raises(OSError, match="space"), open(full, "wb", buffering=0) as file:
        file.write(b"x")


def test_a_killed_run_leaves_the_old_file_and_the_next_run_sweeps(tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    target.write_text("old")
    script = textwrap.dedent(
        f"""
        import os, signal
        from geomap.files import replacing
        with replacing({str(target)!r}) as part:
            part.write_text("ne")
            os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parent.parent, check=False)
    assert done.returncode == -signal.SIGKILL
    assert target.read_text() == "old"
    assert len(names(tmp_path)) == 2
    write_bytes(target, b"new")
    assert target.read_text() == "new"
    assert names(tmp_path) == ["map.html"]


def test_sweep_spares_the_parts_of_living_processes_and_other_targets(tmp_path: Path) -> None:
    mine = tmp_path / f".map.geomap-part-{os.getpid()}-aa.html"
    other = tmp_path / ".mapping.geomap-part-999999999-aa.html"
    mine.write_text("")
    other.write_text("")
    sweep(tmp_path / "map.html")
    assert mine.exists()
    assert other.exists()


@pytest.mark.parametrize("name", ["a b.html", "[x]*?.html", "ñandú.html", "no_suffix"])
def test_awkward_names(tmp_path: Path, name: str) -> None:
    write_bytes(tmp_path / name, b"one")
    write_bytes(tmp_path / name, b"two")
    assert (tmp_path / name).read_bytes() == b"two"
    assert names(tmp_path) == [name]


def test_check_output(tmp_path: Path) -> None:
    there = tmp_path / "there.html"
    there.write_text("old")
    with pytest.raises(OutputExistsError, match="--force"):
        check_output(there)
    assert check_output(there, force=True) == there
    with pytest.raises(OutputError, match="is a folder"):
        check_output(tmp_path)
    with pytest.raises(OutputError, match="mkdir -p"):
        check_output(tmp_path / "none" / "map.html")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_not_writable(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="not writable"):
        check_output(tmp_path / "map.html")
