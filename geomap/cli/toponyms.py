"""`geomap toponyms`: the place names of texts, JSON lines in and out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import click

from geomap.cli.console import Console
from geomap.cli.options import quiet_option
from geomap.errors import InputError

MAX_LINE_BYTES = 50_000_000
"""A longer line is refused: it is not a line of documents, and it has to fit into memory."""


@click.command("toponyms", short_help="Find the place names in texts and say where they are.")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option(
    "--nlp",
    default="",
    metavar="MODEL",
    help="Installed spaCy model (en_core_web_sm, …) whose names are taken besides geomap's own.",
)
@quiet_option
def command(file: str, nlp: str, quiet: bool) -> None:
    """Find the place names in FILE, JSON lines of {"doc_id", "text"}, and say where they are.

    With "spans", [[start, end], …] in Python string indices, just those are resolved, one
    entry each. Every line is answered as soon as it is read. FILE can be - for stdin.

    \b
    geomap toponyms reports.jsonl > places.jsonl
    echo '{"doc_id": 1, "text": "A clash near Sidon, Lebanon"}' | geomap toponyms -
    """
    from geomap.pipeline import open_gazetteer, toponym_finder

    console = Console(quiet=quiet)
    documents = names = placed = 0
    with open_gazetteer(console) as gazetteer:
        find = toponym_finder(gazetteer, nlp=nlp)
        for doc_id, text, spans in read(file):
            toponyms = find(text, spans)
            click.echo(json.dumps({"doc_id": doc_id, "toponyms": toponyms}, ensure_ascii=False))
            documents, names = documents + 1, names + len(toponyms)
            placed += sum(one["lon"] is not None for one in toponyms)
    console.done(f"{documents} documents, {names} place names, {placed} of them located.")


def read(file: str) -> Iterator[tuple[Any, str, list[tuple[int, int]] | None]]:
    """Documents of a file of JSON lines, one by one: id, text, spans.

    Raises
    ------
    InputError
        If the file cannot be read, or a line is not such a document; it names the line.
    """
    name = "stdin" if file == "-" else file
    try:
        stream = sys.stdin.buffer if file == "-" else open(file, "rb")  # noqa: SIM115
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}.", hint="Check the path.") from error
    with stream:
        number = 0
        while line := stream.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                raise InputError(f"{name}, line {number}: longer than {MAX_LINE_BYTES:,} bytes.", hint=_HINT)
            if line.strip():
                yield _document(line, f"{name}, line {number}")


_HINT = 'Each line is one JSON object: {"doc_id": "1", "text": "…"}, with "spans": [[0, 4]] if wanted.'


def _document(line: bytes, where: str) -> tuple[Any, str, list[tuple[int, int]] | None]:
    try:
        document = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: not UTF-8, at byte {error.start + 1}.", hint=_HINT) from error
    except (json.JSONDecodeError, RecursionError) as error:
        column = f", column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(f"{where}{column}: not valid JSON.", hint=_HINT) from error
    if not isinstance(document, dict) or not isinstance(document.get("text"), str):
        raise InputError(f'{where}: no object with a "text".', hint=_HINT)
    return document.get("doc_id"), document["text"], _spans(document, where)


def _spans(document: dict[str, Any], where: str) -> list[tuple[int, int]] | None:
    spans = document.get("spans")
    if spans is None:
        return None
    if not isinstance(spans, list):
        raise InputError(f'{where}: "spans" is no list.', hint=_HINT)
    for number, span in enumerate(spans, 1):
        whole = isinstance(span, list) and len(span) == 2 and all(type(i) is int for i in span)
        if not whole or not 0 <= span[0] <= span[1] <= len(document["text"]):
            raise InputError(
                f"{where}: span {number} is not a [start, end] within the text.",
                hint="Indices count characters of the text from 0; the end is one past the last.",
            )
    return [(start, end) for start, end in spans]
