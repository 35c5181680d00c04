"""Writing files so that nothing is lost: beside the target, flushed, then renamed.

What stood at the target stays whole until the new content is complete. A run that
was killed leaves a hidden sibling behind, which the next run for that target removes.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from geomap.errors import InputError, InputNotFoundError, OutputError, OutputExistsError

_MARK = ".geomap-part-"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def read_bytes(path: str | os.PathLike[str], *, most: int = -1) -> bytes:
    """What a small file holds; at most so many bytes of it, all if negative.

    Raises
    ------
    InputError
        If it cannot be read, as a subclass if there is none.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(most)
    except FileNotFoundError as error:
        raise InputNotFoundError("there is no such file.", path=path) from error
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}.", path=path) from error


def check_output(path: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Check that `path` can be written, before any work is done for it.

    Raises
    ------
    OutputExistsError
        If something stands there and `force` is false.
    OutputError
        If `path` is a folder, or its folder is absent or not writable.
    """
    target = Path(path)
    if target.is_dir():
        raise OutputError(
            f"{target} is a folder.", path=target, hint="Name a file inside it, for example with -o."
        )
    if target.exists() and not force:
        raise OutputExistsError(
            f"{target} exists already.",
            path=target,
            hint="Use --force to replace it, or name another output.",
        )
    folder = target.parent
    if not folder.is_dir():
        raise OutputError(
            f"The folder {folder} does not exist.", path=target, hint=f"Create it first: mkdir -p {folder}"
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(
            f"The folder {folder} is not writable.", path=target, hint="Choose another folder with -o."
        )
    return target


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a path beside `path` to write to; on success it takes the place of `path`.

    The yielded path does not exist yet and has the suffix of the target, because
    several writers choose a format by it. On any failure it is removed and the target
    is left as it was.

    Raises
    ------
    OutputError
        If the disk is full or the system refuses to write.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> target = pathlib.Path(tempfile.mkdtemp()) / "note.txt"
    >>> with replacing(target) as part:
    ...     _ = part.write_text("whole")
    >>> target.read_text()
    'whole'
    """
    target = Path(path)
    sweep(target)
    # A random name is safe here: it never outlives the rename, so outputs stay deterministic.
    part = target.with_name(f".{target.stem}{_MARK}{os.getpid()}-{uuid.uuid4().hex[:8]}{target.suffix}")
    try:
        yield part
        _flush(part)
        os.replace(part, target)
        _flush(target.parent)
    except OSError as error:
        _remove(part)
        if isinstance(error, OutputError):
            raise
        raise _explain(error, target) from error
    except BaseException:
        _remove(part)
        raise


def write_archive(target: Path | BinaryIO, entries: Iterable[tuple[str, bytes]]) -> None:
    """A ZIP archive with one fixed date in its entries: the same content gives the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)


def write_bytes(path: str | os.PathLike[str], content: bytes) -> None:
    """Write `content` to `path` through `replacing`."""
    with replacing(path) as part:
        part.write_bytes(content)


def sweep(path: str | os.PathLike[str]) -> None:
    """Remove what killed runs left beside `path`; parts of living processes stay."""
    target = Path(path)
    with contextlib.suppress(OSError):
        for left in target.parent.glob(f".{glob_escape(target.stem)}{_MARK}*"):
            owner = left.name.split(_MARK, 1)[1].split("-", 1)[0]
            if not (owner.isdigit() and _alive(int(owner))):
                _remove(left)


def glob_escape(name: str) -> str:
    """`name` with the characters that a glob pattern gives a meaning to made plain."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def sha256(path: str | os.PathLike[str]) -> str:
    """Hex digest of a file's content, read in pieces."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _alive(pid: int) -> bool:
    if pid == os.getpid():
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove(path: Path) -> None:
    # SQLite and GDAL leave journals beside the file that they write.
    for suffix in ("", "-journal", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            os.unlink(f"{path}{suffix}")


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _explain(error: OSError, target: Path) -> OutputError:
    if error.errno == errno.ENOSPC:
        return OutputError(
            f"The disk is full; {target} was not written and what stood there is untouched.",
            path=target,
            hint="Free some space or choose another folder with -o.",
        )
    return OutputError(
        f"{target} cannot be written: {error.strerror or error}.",
        path=target,
        hint="Choose another folder with -o.",
    )
