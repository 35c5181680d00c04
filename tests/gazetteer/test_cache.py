"""Where the compiled gazetteer lies and who builds it, with a compiler that takes no time."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from pathlib import Path

import pytest

from geomap.errors import GazetteerError
from geomap.gazetteer import build, cache, geopackage
from geomap.gazetteer.store import Gazetteer


class Compiler:
    """Stands in for `compile_gazetteer`: writes an empty GeoPackage, counts, waits or fails when told."""

    def __init__(self) -> None:
        self.runs = 0
        self.failure: BaseException | None = None
        self.started, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def __call__(self, path: Path, fingerprint: str, progress: cache.Progress) -> None:
        self.runs += 1
        with contextlib.closing(sqlite3.connect(path)) as db:
            geopackage.initialise(db)
            db.execute("CREATE TABLE place (fid INTEGER PRIMARY KEY, place_id TEXT)")
            db.commit()
        self.started.set()
        assert self.go_on.wait(10)
        if self.failure is not None:
            raise self.failure


@pytest.fixture
def compiler(monkeypatch: pytest.MonkeyPatch) -> Compiler:
    stand_in = Compiler()
    monkeypatch.setattr(build, "compile_gazetteer", stand_in)
    return stand_in


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.ENVIRONMENT, str(tmp_path / "cache"))
    return tmp_path / "cache"


def ready(said: list[str] | None = None, *, rebuild: bool = False) -> Path:
    return cache.ready((said if said is not None else []).append, lambda *_: None, rebuild=rebuild)[0]


def test_compiled_once_and_alone_in_its_folder(home: Path, compiler: Compiler) -> None:
    assert ready() == ready()
    assert compiler.runs == 1
    assert [path.suffix for path in home.iterdir()] == [".gpkg"]


def test_gazetteers_of_older_programs_do_not_pile_up(home: Path, compiler: Compiler) -> None:
    home.mkdir()
    for age in (1, 2, 3):
        old = home / f"gazetteer-0-{age}.gpkg"
        old.touch()
        os.utime(old, (age, age))
    path = ready()
    assert {child.name for child in home.iterdir()} == {path.name, "gazetteer-0-3.gpkg"}


def test_compiled_again_when_asked(home: Path, compiler: Compiler) -> None:
    ready()
    ready(rebuild=True)
    assert compiler.runs == 2


@pytest.mark.parametrize("damage", [b"", b"not a database" * 20, None])
def test_damaged_file_is_compiled_again_and_said(
    home: Path, compiler: Compiler, damage: bytes | None
) -> None:
    path = ready()
    path.write_bytes(path.read_bytes()[:-100] if damage is None else damage)
    said: list[str] = []
    assert cache.whole(ready(said))
    assert compiler.runs == 2
    assert "damaged" in said[0]


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), GazetteerError("no"), MemoryError()])
def test_interrupted_build_leaves_nothing(home: Path, compiler: Compiler, failure: BaseException) -> None:
    compiler.failure = failure
    with pytest.raises(type(failure)):
        ready()
    assert list(home.iterdir()) == []


def test_failed_rebuild_keeps_the_old_file(home: Path, compiler: Compiler) -> None:
    path = ready()
    before = path.read_bytes()
    compiler.failure = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        ready(rebuild=True)
    assert [child.read_bytes() for child in home.iterdir()] == [before]


def test_lock_left_by_a_dead_process_does_not_block(home: Path, compiler: Compiler) -> None:
    path = ready()
    path.unlink()
    path.with_suffix(".lock").touch()
    said: list[str] = []
    assert cache.whole(ready(said))
    assert said == []


def test_second_builder_waits_and_takes_the_first_ones_result(home: Path, compiler: Compiler) -> None:
    compiler.go_on.clear()
    first = threading.Thread(target=ready)
    first.start()
    assert compiler.started.wait(10)
    said: list[str] = []
    waiting = threading.Event()
    second = threading.Thread(
        target=lambda: cache.ready(lambda text: (said.append(text), waiting.set()), lambda *_: None)
    )
    second.start()
    assert waiting.wait(10)
    compiler.go_on.set()
    first.join(10)
    second.join(10)
    assert compiler.runs == 1
    assert "waiting" in said[0]
    assert [path.suffix for path in home.iterdir()] == [".gpkg"]


def test_unwritable_cache_falls_back_to_a_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiler: Compiler
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(cache.ENVIRONMENT, str(tmp_path / "file" / "cache"))
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path / "tmp"))
    said: list[str] = []
    path = ready(said)
    assert path.is_relative_to(tmp_path / "tmp")
    assert "cannot be written" in said[0]
    assert ready() == path
    assert compiler.runs == 1


@pytest.mark.parametrize("failure", [OSError(28, "No space left"), sqlite3.OperationalError("disk is full")])
def test_nowhere_to_write_is_one_error_with_a_hint(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiler: Compiler, failure: Exception
) -> None:
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path / "tmp"))
    compiler.failure = failure
    with pytest.raises(GazetteerError, match="cannot be compiled") as caught:
        ready()
    assert cache.ENVIRONMENT in str(caught.value.hint)


def test_damage_met_while_reading_removes_the_file(home: Path, compiler: Compiler) -> None:
    path = ready()
    whole = bytearray(path.read_bytes())
    whole[100:] = b"\xff" * (len(whole) - 100)
    path.write_bytes(whole)
    with pytest.raises(GazetteerError, match="damaged"):
        Gazetteer.open()
    assert not path.exists()


def test_fingerprint_changes_with_a_source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = cache.fingerprint()
    assert before == cache.fingerprint()
    added = tmp_path / "places" / "new.csv"
    added.parent.mkdir()
    added.write_text("slug\n")
    files = [*cache.source_files(), added]
    monkeypatch.setattr(cache, "source_files", lambda: files)
    assert cache.fingerprint() != before
