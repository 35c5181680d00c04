"""Names on the map that avoid marks, furniture and each other. All positions in millimetres."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

Box = tuple[float, float, float, float]
Measure = Callable[[str], tuple[float, float]]
"""Width and height of a text."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A text that wants to stand beside a position, `gap` away from it."""

    text: str
    x: float
    y: float
    gap: float


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a text stands: its left lower corner."""

    wish: Wish
    x: float
    y: float


def place(
    wishes: Sequence[Wish], taken: list[Box], page: Box, measure: Measure, *, most: int | None = None
) -> list[Placed]:
    """Place texts in the order of their weight; one that fits nowhere is left out.

    `taken` grows by what is placed. `most` is how many are placed at most.
    """
    placed: list[Placed] = []
    held = _Held(taken)
    for wish in wishes:
        if most is not None and len(placed) >= most:
            break
        width, height = measure(wish.text)
        for x, y in _beside(wish, width, height):
            box = (x, y, x + width, y + height)
            if _inside(box, page) and not held.meets(box):
                taken.append(box)
                held.add(box)
                placed.append(Placed(wish, x, y))
                break
    return placed


def _beside(wish: Wish, width: float, height: float) -> Iterator[tuple[float, float]]:
    """Right, left, above, below, then the corners: the order in which maps are read best."""
    x, y, gap = wish.x, wish.y, wish.gap
    slant = gap * 0.7
    yield x + gap, y - height / 2
    yield x - gap - width, y - height / 2
    yield x - width / 2, y + gap
    yield x - width / 2, y - gap - height
    yield x + slant, y + slant
    yield x - slant - width, y + slant
    yield x + slant, y - slant - height
    yield x - slant - width, y - slant - height
    if gap > FAR_MM:
        for turn in range(1, 24, 2):
            angle = turn * math.pi / 12
            yield x + gap * math.cos(angle) - width / 2, y + gap * math.sin(angle) - height / 2


FAR_MM = 3.0
"""From this gap on there is room for more directions than eight."""


class _Held:
    """Boxes that are taken, asked all at once."""

    def __init__(self, taken: Sequence[Box]) -> None:
        self._boxes = np.empty((max(64, 2 * len(taken)), 4))
        self._boxes[: len(taken)] = np.reshape(taken, (-1, 4))
        self._n = len(taken)

    def add(self, box: Box) -> None:
        if self._n == len(self._boxes):
            self._boxes = np.concatenate([self._boxes, np.empty_like(self._boxes)])
        self._boxes[self._n] = box
        self._n += 1

    def meets(self, box: Box) -> bool:
        west, south, east, north = self._boxes[: self._n].T
        return bool(((west < box[2]) & (box[0] < east) & (south < box[3]) & (box[1] < north)).any())


def _inside(box: Box, page: Box) -> bool:
    return box[0] >= page[0] and box[1] >= page[1] and box[2] <= page[2] and box[3] <= page[3]
