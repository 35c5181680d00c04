"""What a page says about its making: counts, method, and what went into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from geomap.page.markup import plain


def about(provenance: Mapping[str, Any], note: str, cut: str, say: Mapping[str, Any]) -> str:
    """The inside of "About this map", as HTML.

    Parameters
    ----------
    provenance : mapping
        What `geomap.pipeline.provenance` gives, said in the page's language; other entries stand
        as they are, in their order.
    note : str
        The maker's note, HTML that `geomap.page.note` made; empty for none.
    cut : str
        What was done to long texts; empty for nothing.
    say : mapping
        The page's words.
    """
    parts = ['<div id="gm-counted"></div>']
    if cut:
        parts.append(f"<p>{plain(cut)}</p>")
    if note:
        parts.append(f'<h2>{plain(say["about.method"])}</h2><div class="gm-note">{note}</div>')
    rows = "".join(
        f"<dt>{plain(term)}</dt>" + "".join(f'<dd dir="auto">{plain(value)}</dd>' for value in values)
        for term, values in _rows(provenance, say)
    )
    if rows:
        parts.append(f"<h2>{plain(say['about.making'])}</h2><dl>{rows}</dl>")
    return "".join(parts)


def _rows(provenance: Mapping[str, Any], say: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Terms and what they say; nothing that is empty."""
    for key, value in provenance.items():
        if value in (None, "", [], {}):
            continue
        known = say.get(f"about.{key}")
        if key == "inputs" and known and isinstance(value, list):
            yield from _inputs(value, known, say)
        elif key == "options" and known and isinstance(value, Mapping):
            yield (
                known,
                [f"{say.get(f'about.option.{name}', name)}: {_flat(part)}" for name, part in value.items()],
            )
        else:
            parts = value if isinstance(value, list | tuple) else [value]
            yield known or str(key), [_flat(part) for part in parts]


def _inputs(inputs: list[Any], known: str, say: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for number, one in enumerate(inputs, 1):
        term = known if len(inputs) == 1 else f"{known} {number}"
        hashed = isinstance(one, Mapping) and set(one) == {"sha256"}
        yield term, [f"{say['about.sha256']} {one['sha256']}" if hashed else _flat(one)]


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_flat(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_flat(part) for part in value)
    return str(value)
