"""The errors that stop the program, in one tree.

::

    GeomapError                     message, hint
    ├── UsageError       ValueError       options that contradict each other or name nothing
    ├── InputError       ValueError       a file, row or value that cannot be read (path, row, column)
    │   └── InputNotFoundError  FileNotFoundError
    ├── OutputError      OSError          an output that cannot be written (path)
    │   └── OutputExistsError   FileExistsError
    ├── GazetteerError   RuntimeError     the gazetteer cannot be built, opened or searched
    ├── ExternalAssetError  ValueError    a map that would reach outside its own file
    └── MissingExtraError   ImportError   an optional dependency that is not installed

An error says what is wrong, where, and what to do about it (`hint`). A row that
cannot be placed is data, not an error: it keeps its place in the table with a status.
"""

from __future__ import annotations

import os


class GeomapError(Exception):
    """Root of every error that geomap raises on purpose.

    Parameters
    ----------
    message : str
        What is wrong, and where: one sentence without a trailing line break.
    hint : str, optional
        What to do about it: names the option, column or command that helps.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message if self.hint is None else f"{self.message} {self.hint}"


class UsageError(GeomapError, ValueError):
    """Options or arguments that contradict each other or name nothing."""


class InputError(GeomapError, ValueError):
    """An input that cannot be read, with the place where it went wrong.

    Parameters
    ----------
    path : path-like, optional
        The file, as the user named it.
    row : int, optional
        The record, counted from 1, the header line not included.
    column : str, optional
        The column, as the file spells it.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | os.PathLike[str] | None = None,
        row: int | None = None,
        column: str | None = None,
        hint: str | None = None,
    ) -> None:
        where = [
            part
            for part in (
                None if path is None else os.fspath(path),
                None if row is None else f"row {row}",
                None if column is None else f"column {column!r}",
            )
            if part is not None
        ]
        super().__init__(f"{', '.join(where)}: {message}" if where else message, hint=hint)
        self.path = path
        self.row = row
        self.column = column


class InputNotFoundError(InputError, FileNotFoundError):
    """An input file that is not there."""


class OutputError(GeomapError, OSError):
    """An output that cannot be written."""

    def __init__(
        self, message: str, *, path: str | os.PathLike[str] | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.path = path


class OutputExistsError(OutputError, FileExistsError):
    """An output that is already there and was not to be overwritten."""


class GazetteerError(GeomapError, RuntimeError):
    """The gazetteer cannot be built, opened, changed or searched."""


class ExternalAssetError(GeomapError, ValueError):
    """A map element that would make the page reach outside its own file."""


class MissingExtraError(GeomapError, ImportError):
    """An optional dependency that is not installed; the hint names the extra."""
