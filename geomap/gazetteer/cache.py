"""Where the compiled gazetteer lies, whether it is whole, and who may build it.

The file name carries the schema and a fingerprint of sources and compiler, so a gazetteer is
never read by a program that it was not made for. It is written beside its name and
renamed; one process builds, others wait for it. The system releases the lock of a
process that dies.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sqlite3
import struct
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from geomap import files
from geomap.errors import GazetteerError, OutputError
from geomap.gazetteer import schema
from geomap.gazetteer.sources import settlements
from geomap.resources import geodata

Notify = Callable[[str], None]
Progress = Callable[[str, float], None]
Writer = Callable[[Path, Progress], None]

SUFFIX, EXTRA = ".source", ".extra"
"""Endings of the files of added sources; the second marks names, codes and hierarchies of places."""

ENVIRONMENT = "GEOMAP_CACHE"
"""Names a folder to use instead of the user's cache."""


def source_files() -> list[Path]:
    """The files of the package that the gazetteer is compiled from."""
    root = geodata("geonames").parent
    patterns = (
        "geonames/*.tsv*", "outlines/*.json.gz", "regions/*.tsv", "regions/*.json.gz", "airports/*.tsv",
        "places/*.csv",
    )  # fmt: skip
    return sorted(path for pattern in patterns for path in root.glob(pattern))


def fingerprint() -> str:
    """Sixteen hex digits that change whenever a source changes, or the code that compiles it."""
    cities = settlements.data_folder() / "cities500.json"
    digest = hashlib.sha256(
        f"{schema.SCHEMA_VERSION} {settlements.version()} {cities.stat().st_size}".encode()
    )
    for path in [*source_files(), *_code_files()]:
        digest.update(f"\0{path.parent.name}/{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _code_files() -> list[Path]:
    here = Path(__file__).parent
    compiling = ("build", "extent", "features", "geopackage", "names", "near", "schema")
    return [here / f"{name}.py" for name in compiling] + sorted((here / "sources").glob("*.py"))


def folder() -> Path:
    """The cache folder, which may not exist yet."""
    if chosen := os.environ.get(ENVIRONMENT):
        return Path(chosen).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("geomap", appauthor=False)


def ready(notify: Notify, progress: Progress, *, rebuild: bool = False) -> tuple[Path, str]:
    """Path and fingerprint of a whole gazetteer, compiled now if there is none.

    Raises
    ------
    GazetteerError
        If it can be built neither in the cache folder nor in the temporary one.
    """
    home, base, added = folder(), fingerprint(), added_files()
    marks = _marks(base, added)
    names = [f"gazetteer-{schema.SCHEMA_VERSION}-{mark}.gpkg" for mark in marks]
    mark, name = marks[-1], names[-1]
    if not rebuild and whole(home / name):
        return home / name, mark
    for place in (home, Path(tempfile.gettempdir()) / f"geomap-{_user()}"):
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            if place is not home:
                _check_owner(place)
            if added:
                default = place / names[0]
                if not whole(default):
                    _build(default, _compiler(base), notify, progress, rebuild=False)
                # Sources are laid one after the other: those that lie already are not laid again.
                start = max(
                    n for n in range(len(added)) if n == 0 or (not rebuild and whole(place / names[n]))
                )
                laid = _overlayer(place / names[start], added[start:], mark)
                return _build(place / name, laid, notify, progress, rebuild=rebuild, keep=default), mark
            return _build(place / name, _compiler(base), notify, progress, rebuild=rebuild), mark
        except OSError as error:
            if place is home:
                notify(
                    f"The cache folder {home} cannot be written ({_reason(error)}); using a temporary one."
                )
                continue
            raise GazetteerError(
                f"The gazetteer cannot be compiled into {place}: {_reason(error)}.",
                hint=f"Set {ENVIRONMENT} to a folder with 200 MB free that you may write to.",
            ) from error
    raise AssertionError("both folders were tried")


def _marks(base: str, added: list[Path]) -> list[str]:
    """Fingerprint with none of the sources, with the first, with the first two … laid over the default.

    What lies on the shelf tells one gazetteer from another; the name of each file there holds
    its own mark. The code that lays them counts as well.
    """
    here = Path(__file__).parent
    laying = [here / "added" / "overlay.py", here / "added" / "areas.py", here / "matching.py"]
    code = hashlib.sha256(b"".join(path.read_bytes() for path in laying)).hexdigest()
    parts = [[base, code, *(path.name for path in added[:n])] for n in range(1, len(added) + 1)]
    return [base, *(hashlib.sha256(" ".join(part).encode()).hexdigest()[:16] for part in parts)]


def whole(path: Path) -> bool:
    """Whether the file is a complete gazetteer of this layout, told from its first 100 bytes.

    SQLite's header holds the number of pages; a file cut short or overwritten does not
    agree with it.
    """
    try:
        with open(path, "rb") as file:
            header = file.read(100)
            size = os.fstat(file.fileno()).st_size
    except OSError:
        return False
    if len(header) < 100 or header[:16] != b"SQLite format 3\0":
        return False
    page = struct.unpack_from(">H", header, 16)[0]
    pages, application, version = (struct.unpack_from(">I", header, at)[0] for at in (28, 68, 60))
    return bool(
        page * pages == size and application == schema.APPLICATION_ID and version == schema.STANDARD_VERSION
    )


def discard(path: Path) -> None:
    """Remove a compiled gazetteer; one that is needed again is compiled anew."""
    with contextlib.suppress(OSError):
        path.unlink()


def shelf() -> Path:
    """The folder of added sources, which may not exist yet."""
    return folder() / "sources"


def added_files() -> list[Path]:
    """Files of the added sources in the order in which they are laid: those that only add to places last."""
    return sorted(
        shelf().glob(f"*{SUFFIX}"), key=lambda path: (path.name.endswith(EXTRA + SUFFIX), path.name)
    )


def _compiler(mark: str) -> Writer:
    def write(part: Path, progress: Progress) -> None:
        from geomap.gazetteer.build import compile_gazetteer

        compile_gazetteer(part, mark, progress)

    return write


def _overlayer(default: Path, added: list[Path], mark: str) -> Writer:
    def write(part: Path, progress: Progress) -> None:
        from geomap.gazetteer.added.overlay import extend

        shutil.copyfile(default, part)
        extend(part, added, mark, progress)

    return write


def _build(
    path: Path, write: Writer, notify: Notify, progress: Progress, *, rebuild: bool, keep: Path | None = None
) -> Path:
    with _locked(path.with_suffix(".lock"), notify) as waited:
        if whole(path) and (waited or not rebuild):
            return path
        if path.exists() and not rebuild:
            notify(f"The compiled gazetteer {path} is damaged; compiling it again.")
        with files.replacing(path) as part:
            try:
                write(part, progress)
            except sqlite3.OperationalError as error:
                raise OutputError(f"{path} cannot be written: {error}.", path=path) from error
        _prune(path, keep)
    return path


def _prune(path: Path, keep: Path | None) -> None:
    """Remove compiled gazetteers of older programs, but for the last one: another installation may use it."""
    with contextlib.suppress(OSError):
        others = [other for other in path.parent.glob("gazetteer-*.gpkg") if other not in (path, keep)]
        for old in sorted(others, key=lambda other: other.stat().st_mtime_ns)[:-1]:
            discard(old)


@contextlib.contextmanager
def _locked(path: Path, notify: Notify) -> Iterator[bool]:
    """Hold the lock file; gives whether another process held it first. It is removed afterwards."""
    waited = False
    while True:
        with open(path, "a+b") as file:
            if not _try_lock(file.fileno(), wait=False):
                if not waited:
                    notify("Another process is compiling the gazetteer; waiting for it.")
                waited = True
                _try_lock(file.fileno(), wait=True)
            # The holder before us removed the file: what we locked is no longer the lock.
            if not _same(file.fileno(), path):
                continue
            try:
                yield waited
            finally:
                with contextlib.suppress(OSError):
                    path.unlink()
            return


def _same(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt
    import time

    def _try_lock(descriptor: int, *, wait: bool) -> bool:
        while True:
            try:
                os.lseek(descriptor, 0, os.SEEK_SET)
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
                return True
            except OSError:
                if not wait:
                    return False
                time.sleep(0.2)

else:
    import fcntl

    def _try_lock(descriptor: int, *, wait: bool) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")


def _check_owner(place: Path) -> None:
    """Refuse a folder of the shared temporary place that someone else made for us to read from."""
    if hasattr(os, "getuid") and place.lstat().st_uid != os.getuid():
        raise PermissionError(errno.EPERM, "it belongs to another user", str(place))


def _reason(error: OSError) -> str:
    return error.message if isinstance(error, OutputError) else (error.strerror or str(error))
