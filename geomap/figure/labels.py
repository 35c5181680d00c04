"""Names on the map that avoid marks, furniture and each other. All positions in millimetres."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

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
    for wish in wishes:
        if most is not None and len(placed) >= most:
            break
        width, height = measure(wish.text)
        for x, y in _beside(wish, width, height):
            box = (x, y, x + width, y + height)
            if _inside(box, page) and not any(_overlap(box, other) for other in taken):
                taken.append(box)
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


def _inside(box: Box, page: Box) -> bool:
    return box[0] >= page[0] and box[1] >= page[1] and box[2] <= page[2] and box[3] <= page[3]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
