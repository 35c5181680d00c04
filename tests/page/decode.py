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
    page = skeleton(html)
    rows = settings(html)["payload"]["rows"]
    size = settings(html)["payload"]["chunkRows"]
    out = []
    for number in range(-(-rows // size)):
        chunk = json.loads(inflate(page.scripts[f"geomap-texts-{number}"]))
        for k in range(min(size, rows - number * size)):
            out.append({name: v[k] if isinstance(v, list) else v for name, v in chunk.items()})
    return out


def policy(html: str) -> str:
    return re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[1].replace(
        "&#x27;", "'"
    )
