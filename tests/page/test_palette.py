"""The colours of kinds stay apart for every reader, and in grey."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from geomap.errors import UsageError
from geomap.figure.incidents import greys
from geomap.page.palette import COLOURS, REST, colours

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SEEN = {
    "full": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour: str) -> np.ndarray:
    s = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    x, y, z = TO_XYZ @ np.clip(rgb, 0, 1) / [0.95047, 1, 1.08883]
    f = [np.cbrt(t) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29 for t in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SEEN)
def test_colours_are_apart(sight):
    seen = [lab(np.array(SEEN[sight]) @ linear(colour)) for colour in COLOURS]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= 30
    rest = lab(np.array(SEEN[sight]) @ linear(REST))
    assert min(np.linalg.norm(rest - colour) for colour in seen) >= (35 if sight == "full" else 12)


def test_colours_are_apart_in_grey():
    lightness = sorted(lab(linear(colour))[0] for colour in COLOURS)
    assert min(np.diff(lightness)) >= 10
    assert min(abs(lab(linear(REST))[0] - lightness)) >= 4.5


@pytest.mark.parametrize("ground", ["#f5f3ee", "#ffffff", "#262b30", "#1a1d20"])
def test_what_shares_a_colour_is_neither_lost_nor_the_loudest(ground):
    """On light and dark ground: it shows, and of the seven colours some stand out more."""
    own = contrast(REST, ground)
    assert own >= 2
    assert sum(contrast(colour, ground) > own for colour in COLOURS) >= 2


def contrast(colour: str, ground: str) -> float:
    high, low = sorted((linear(one) @ TO_XYZ[1] + 0.05 for one in (colour, ground)), reverse=True)
    return high / low


def test_greys_of_figures_are_apart():
    kinds = [str(number) for number in range(9)]
    lightness = sorted({lab(linear(grey))[0] for grey in greys(kinds).values()})
    assert len(lightness) == len(COLOURS) + 1
    assert min(np.diff(lightness)) >= 10


def test_more_kinds_than_colours_share_the_last():
    kinds = [f"kind {i}" for i in range(40)]
    assert colours(kinds)[: len(COLOURS)] == list(COLOURS)
    assert set(colours(kinds)[len(COLOURS) :]) == {REST}
    with pytest.raises(UsageError, match="not a colour"):
        colours(["a"], {"a": "red;}"})
