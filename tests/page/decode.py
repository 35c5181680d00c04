"""Reads what the page carries, as its script does: the other half of the round trips."""

from __future__ import annotations

import base64
import gzip
import json
import re
from html.parser import HTMLParser

import numpy as np
import shapely


def inflate(text: str) -> bytes:
    return gzip.decompress(base64.b64decode(text))


def unpack(header, block: bytes) -> dict[str, np.ndarray]:
    columns, at = {}, 0
    for name, coding, width, length in header:
        planes = np.frombuffer(block, np.uint8, width * length, at).reshape(width, length)
        values = np.zeros(length, np.int64)
        for plane in range(width):
            values |= planes[plane].astype(np.int64) << (8 * plane)
        at += width * length
        columns[name] = np.cumsum(unzigzag(values)) if coding == "delta" else values
    return columns


def unzigzag(values: np.ndarray) -> np.ndarray:
    return (values >> 1) ^ -(values & 1)


def shapes_of(header, block: bytes, quantum: float) -> list[shapely.Geometry]:
    """Each shape as the even-odd union of its rings."""
    columns = unpack(header, block)
    dx, dy = unzigzag(columns["x"]), unzigzag(columns["y"])
    shapes, ring, point = [], 0, 0
    for exponent, count in zip(columns["exponent"], columns["rings"], strict=True):
        last = np.zeros(2, np.int64)
        shape = shapely.Polygon()
        for length in columns["length"][ring : ring + count]:
            steps = np.column_stack([dx[point : point + length], dy[point : point + length]])
            path = last + np.cumsum(steps, axis=0)
            last = path[-1] if len(path) else last
            point += length
            if length >= 3:
                part = shapely.make_valid(shapely.Polygon(path * quantum * 2.0**exponent))
                shape = shape.symmetric_difference(part)
        ring += count
        shapes.append(shape)
    return shapes


class Skeleton(HTMLParser):
    """The elements of a page with their attributes, and what stands in its inert scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple]] = []
        self.scripts: dict[str, str] = {}
        self.code: list[tuple[str, str]] = []
        self._open: tuple[str, dict] | None = None

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(attrs)))
        self._open = (tag, dict(attrs)) if tag in ("script", "style") else None

    def handle_endtag(self, tag):
        self._open = None

    def handle_data(self, data):
        if self._open is None:
            return
        tag, attrs = self._open
        if tag == "script" and "type" in attrs:
            self.scripts[attrs["id"]] = self.scripts.get(attrs["id"], "") + data
        else:
            self.code.append((tag, data))


def skeleton(html: str) -> Skeleton:
    out = Skeleton()
    out.feed(html)
    out.close()
    return out


def settings(html: str) -> dict:
    return json.loads(skeleton(html).scripts["geomap-settings"])


def texts(html: str) -> list[dict]:
    """The texts of every row, in the order in which they stand."""
    scripts = skeleton(html).scripts
    number, out = 0, []
    common = json.loads(inflate(scripts["geomap-words"]))
    batch = 0
    while f"geomap-rare-{batch}" in scripts:
        for rare in json.loads(inflate(scripts[f"geomap-rare-{batch}"])):
            out += rows_of(inflate(scripts[f"geomap-texts-{number}"]), common, rare)
            number += 1
        batch += 1
    assert f"geomap-texts-{number}" not in scripts
    return out


def texts_of(texts) -> list[dict]:
    """The same, of what `geomap.page.texts.encode` gives."""
    common = json.loads(inflate(texts.common))
    return [
        row
        for rare, chunks in texts.batches
        for chunk, words in zip(chunks, json.loads(inflate(rare)), strict=True)
        for row in rows_of(inflate(chunk), common, words)
    ]


def rows_of(chunk: bytes, common: dict, rare: list[str]) -> list[dict]:
    line, _, block = chunk.partition(b"\n")
    head = json.loads(line)
    numbers = unpack(head["numbers"], block)
    at = sum(width * length for _, _, width, length in head["numbers"])
    beside = iter(rare)
    columns = {}
    for name, (how, *what) in head["columns"].items():
        if how == "one":
            columns[name] = what * head["rows"]
        elif how == "list":
            columns[name] = what[0]
        elif how == "value":
            columns[name] = [None if n == 0 else common["values"][name][n - 1] for n in numbers[name]]
        else:
            words = iter(words_of(block[at : at + what[0]], common["words"], beside))
            at += what[0]
            columns[name] = [" ".join(next(words) for _ in range(n)) if n else None for n in numbers[name]]
    assert at == len(block)  # and each count of rare words is right:
    assert sum(what[1] for how, *what in head["columns"].values() if how == "words") == len(rare)
    assert next(beside, None) is None
    return [{name: values[k] for name, values in columns.items()} for k in range(head["rows"])]


def words_of(stream: bytes, vocabulary: list[str], beside):
    reader = iter(stream)
    for byte in reader:
        if byte == 0:
            yield next(beside)
        elif byte < 128:
            yield vocabulary[byte - 1]
        else:
            yield vocabulary[((byte & 127) << 8 | next(reader)) + 128 - 1]


def policy(html: str) -> str:
    return re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[1].replace(
        "&#x27;", "'"
    )
