"""Bytes to UTF-8, whatever they were written in, and said when it was guessed."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from geomap.errors import InputError, UsageError
from geomap.readers.source import Notify

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 1 << 16
_CHUNK = 1 << 22

# In text of a Latin alphabet few letters are accented; in other scripts most bytes are high.
_LATIN_SHARE = 0.3
_SCRIPTS = [
    "cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp874",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip


def to_utf8(content: bytes, *, encoding: str | None, name: str, notify: Notify) -> bytes:
    """The same text in UTF-8 without a byte order mark.

    Parameters
    ----------
    encoding : str, optional
        What the user named. Without it: a byte order mark decides, then UTF-16 is
        known by its zero bytes, then UTF-8 by being valid; what is left is a legacy
        encoding, which is guessed and said through `notify`.

    Raises
    ------
    InputError
        If the text is not in the named encoding, is UTF-8 but for a few bytes, or is
        no text at all (zero bytes).
    UsageError
        If Python does not know the named encoding.
    """
    if encoding is not None:
        return _decoded(content, _known(encoding), name)
    for mark, marked in _BOMS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], marked, name)
    if wide := _wide_without_mark(content):
        return _decoded(content, wide, name)
    if b"\0" in content:
        raise InputError(
            f"byte {content.index(0)} is zero, so this is not text.",
            path=name,
            hint="If it is text in an unusual encoding, name it with --encoding.",
        )
    broken = first_broken_byte(content)
    if broken is None:
        return content
    _refuse_damaged_utf8(content, broken, name)
    guessed = guess_legacy(content)
    notify(f"{name} is not UTF-8; read as {guessed}; name it with --encoding if that is wrong.")
    return _decoded(content, guessed, name)


def first_broken_byte(content: bytes) -> int | None:
    """Position of the first byte that is not UTF-8, or None. Reads in pieces, to save memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(content), _CHUNK):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(content[start : start + _CHUNK], final=start + _CHUNK >= len(content))
        except UnicodeDecodeError as error:
            return start - pending + error.start
    return None


def guess_legacy(content: bytes) -> str:
    """The likely encoding of text that is not Unicode: cp1252, unless another script shows."""
    sample = content[:_SAMPLE]
    high = sum(byte >= 0x80 for byte in sample)
    letters = sum(chr(byte).isalpha() for byte in sample if byte < 0x80)
    if high > _LATIN_SHARE * (high + letters):
        best = from_bytes(sample, cp_isolation=_SCRIPTS).best()
        if best is not None and _decodes(content, best.encoding):
            return best.encoding
    return "cp1252" if _decodes(content, "cp1252") else "latin-1"


def _known(encoding: str) -> str:
    try:
        known = codecs.lookup(encoding).name
        "".encode(known)
    except (LookupError, ValueError) as error:
        raise UsageError(
            f"The encoding {encoding!r} is not known.", hint="Common ones: utf-8, utf-16, cp1252, latin-1."
        ) from error
    return "utf-8-sig" if known == "utf-8" else known


def _decoded(content: bytes, encoding: str, name: str) -> bytes:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"byte {error.start} (line {line}) is not {encoding}: {error.reason}.",
            path=name,
            hint="Name the right encoding with --encoding.",
        ) from error
    if "\0" in text:
        raise InputError(f"character {text.index(chr(0))} is NUL, so this is not text.", path=name)
    return text.encode("utf-8", errors="replace")


def _wide_without_mark(content: bytes) -> str | None:
    """UTF-16 without a mark: in text, zero bytes then stand nearly all on one side."""
    sample = content[:4096]
    if len(content) % 2 or len(sample) < 4:
        return None
    even, odd, half = sample[::2].count(0), sample[1::2].count(0), len(sample) // 2
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _refuse_damaged_utf8(content: bytes, broken: int, name: str) -> None:
    """A text with many good UTF-8 letters and few bad bytes is damaged, not another encoding."""
    good = sum(1 for char in content.decode("utf-8", errors="ignore") if char > "\x7f")
    bad = content.decode("utf-8", errors="replace").count("\ufffd")
    if good >= 10 * bad:
        line = content.count(b"\n", 0, broken) + 1
        raise InputError(
            f"this is UTF-8 but for {bad} damaged place{'s' if bad > 1 else ''}, the first at byte {broken} "
            f"(line {line}).",
            path=name,
            hint="Repair the file, or say what it is written in with --encoding.",
        )


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True
