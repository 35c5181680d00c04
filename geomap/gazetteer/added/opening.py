"""Lines of a plain, gzipped, xz-packed or zipped table, with limits against hostile archives."""

from __future__ import annotations

import contextlib
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, cast

from geomap.errors import InputError, InputNotFoundError

MOST_BYTES = 8_000_000_000
MOST_RATIO = 200
"""An archive that unpacks to more bytes, or to more times its size, is refused."""

_DAMAGE = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[tuple[IO[bytes], str, Callable[[], float]]]:
    """Bytes of a file with its packing taken off, its name without it, and the share read so far.

    Raises
    ------
    InputError
        If the file is absent, is no whole archive, or unpacks to too much.
    """
    if not path.is_file():
        raise InputNotFoundError("there is no such file.", path=path)
    size = max(1, path.stat().st_size)
    try:
        with contextlib.ExitStack() as stack:
            raw = stack.enter_context(open(path, "rb"))
            if path.suffix == ".zip":
                packed = stack.enter_context(zipfile.ZipFile(raw))
                member = _member(packed, path)
                stream: IO[bytes] = stack.enter_context(packed.open(member))
                name = Path(member.filename).name
            elif path.suffix == ".gz":
                stream = cast("IO[bytes]", stack.enter_context(gzip.open(raw)))
                name = path.stem
            elif path.suffix == ".xz":
                stream, name = stack.enter_context(lzma.open(raw)), path.stem
            else:
                stream, name = raw, path.name
            limited = io.BufferedReader(_Limited(stream, min(MOST_BYTES, 10_000_000 + MOST_RATIO * size)))
            yield limited, name, lambda: min(1.0, raw.tell() / size)
    except _TooMuchError as error:
        raise InputError(
            "it unpacks to far more than a gazetteer would.",
            path=path,
            hint="Unpack it and look at it first.",
        ) from error
    except _DAMAGE as error:
        raise InputError(
            f"the archive is damaged or cut short ({error or type(error).__name__}).",
            path=path,
            hint="Download it again; the gazetteer is unchanged.",
        ) from error


def _member(packed: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    """The table of an archive: the largest file that is not a readme."""
    files = [
        info for info in packed.infolist() if not info.is_dir() and "readme" not in info.filename.lower()
    ]
    tables = [info for info in files if info.filename.lower().endswith((".txt", ".csv", ".tsv"))]
    if not tables:
        held = ", ".join(info.filename for info in files[:5]) or "nothing"
        raise InputError(f"the archive holds no table; it has {held}.", path=path)
    return max(tables, key=lambda info: info.file_size)


class _TooMuchError(Exception):
    pass


class _Limited(io.RawIOBase):
    """A stream that stops a reader which was given an archive made to fill the disk."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._left = stream, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise _TooMuchError
        buffer[: len(data)] = data
        return len(data)


def lines(stream: IO[bytes]) -> Iterator[str]:
    """Lines of UTF-8 text, without a byte order mark; what is not UTF-8 becomes a replacement sign."""
    for number, line in enumerate(io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="\n")):
        yield line.lstrip("\ufeff") if number == 0 else line
