"""Download a GeoNames dump: resumed where it stopped, whole or not at all. Only when asked for."""

from __future__ import annotations

import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from geomap.errors import GazetteerError, UsageError

BASE_URL = "https://download.geonames.org/export/dump/"
ENVIRONMENT = "GEOMAP_GEONAMES"
"""Names another server with the same files."""

_NAME = re.compile(r"[A-Z]{2}|allCountries|cities(?:500|1000|5000|15000)|alternateNamesV2")
_BLOCK = 1 << 18
_PATIENCE_S = 60


def fetch(what: str, folder: Path, progress: Callable[[str, float], None]) -> Path:
    """Download ``<what>.zip`` into a folder; a download that was cut short goes on where it stopped.

    Parameters
    ----------
    what : str
        ISO 3166-1 alpha-2 of a country, ``allCountries``, ``cities500`` … or ``alternateNamesV2``.

    Raises
    ------
    UsageError
        If GeoNames has no such dump.
    GazetteerError
        If there is no network, or the server sends less than it said.
    """
    name = what.upper() if len(what) == 2 else what
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"GeoNames has no dump called {what!r}.", hint="Name a country by its code, such as PE."
        )
    url = f"{os.environ.get(ENVIRONMENT, BASE_URL).rstrip('/')}/{name}.zip"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target, part = folder / f"{name}.zip", folder / f"{name}.zip.part"
    try:
        _download(url, part, lambda share: progress(f"Downloading {name}.zip", share))
    except urllib.error.HTTPError as error:
        raise GazetteerError(
            f"{url} answered {error.code} {error.reason}.", hint="Is the name right?"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise GazetteerError(
            f"{url} cannot be reached ({reason}).",
            hint="There may be no network. Download the file elsewhere and run: "
            f"geomap gazetteer add {name}.zip",
        ) from error
    os.replace(part, target)
    return target


def _download(url: str, part: Path, progress: Callable[[float], None]) -> None:
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        answer = urllib.request.urlopen(request, timeout=_PATIENCE_S)
    except urllib.error.HTTPError as error:
        # 416: what is here is as long as the file, or the file is another one by now.
        if error.code != 416:
            raise
        part.unlink()
        return _download(url, part, progress)
    with answer:
        have = have if answer.status == 206 else 0
        total = have + int(answer.headers.get("Content-Length") or 0)
        with open(part, "ab" if have else "wb") as out:
            while block := answer.read(_BLOCK):
                out.write(block)
                have += len(block)
                progress(have / total if total else 0.0)
    if total and have != total:
        raise OSError(f"it sent {have} of {total} bytes; run the command again to go on")
    return None
