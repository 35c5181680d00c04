"""The key of a public copy, and the memory of what earlier releases showed.

Both stand in one file that the user keeps to themselves. The key makes the ids; without
it nobody can confirm a guessed row. The memory holds, by public id, the area that was
shown: so that releases together give away no more than each of them.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from geomap.errors import InputError, InputNotFoundError
from geomap.files import check_output, replacing

EXACT = "exact"
"""In the memory: the row was shown with its own place."""

NOWHERE = "none"
"""In the memory: the row was sensitive and shown without a place."""

_FORMAT = "publish key 1"
_ID_CHARS = 16


@dataclass(slots=True)
class Memory:
    """A key, and what was shown under it.

    Attributes
    ----------
    scheme : str
        The division of the earth that places were generalised to; empty before the first release.
    shown : dict
        Public id to key of an area, `EXACT` or `NOWHERE`.
    """

    key: bytes
    scheme: str = ""
    shown: dict[str, str] = field(default_factory=dict)

    def public_id(self, own: str) -> str:
        """The id that stands for a row in public: HMAC-SHA-256 under the key, 64 bits of it."""
        return hmac.digest(self.key, b"geomap row\0" + own.encode("utf-8", "replace"), "sha256").hex()[
            :_ID_CHARS
        ]


def new_memory() -> Memory:
    """A fresh key from the system's source of randomness, and no memory."""
    return Memory(secrets.token_bytes(32))


def read_memory(path: str | Path) -> Memory:
    """Read a key file.

    Raises
    ------
    InputError
        If it is absent or not a key file of geomap.
    """
    try:
        given = json.loads(Path(path).read_text(encoding="utf-8"))
        if given["geomap"] != _FORMAT:
            raise ValueError
        key = bytes.fromhex(given["key"])
        shown = {str(row): str(area) for row, area in given["shown"].items()}
        return Memory(key, str(given["areas"]), shown)
    except FileNotFoundError as error:
        raise InputNotFoundError(
            "there is no such key.",
            path=path,
            hint="For a first release add --new-key. For a later one you need the key of the first.",
        ) from error
    except OSError as error:
        raise InputError(f"the key cannot be read: {error.strerror}.", path=path) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("this is no key of geomap publish.", path=path) from error


def write_memory(memory: Memory, path: str | Path) -> None:
    """Write a key file that only its owner can read (mode 0600)."""
    content = {"geomap": _FORMAT, "keep": "private", "key": memory.key.hex(), "areas": memory.scheme}
    text = json.dumps({**content, "shown": dict(sorted(memory.shown.items()))}, indent=0)
    target = check_output(path, force=True)
    with replacing(target) as part:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
