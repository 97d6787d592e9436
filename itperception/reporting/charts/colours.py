"""Colours of charts, each for a light page and for a dark one.

Contrast is computed, never judged by eye: 4.5 to 1 for text and 3 to 1 for marks is what
WCAG 2.2 asks for. A colour never says alone what a shape, a word or an order also says.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np


class Colour(NamedTuple):
    """What is drawn on a light page, and what instead of it on a dark one."""

    light: str
    dark: str


PAGE = Colour("#ffffff", "#14181d")
INK, SOFT = Colour("#1a1f26", "#e7eaee"), Colour("#555f6b", "#aab4bf")
GRID, RULE = Colour("#e4e8ec", "#2a323b"), Colour("#d3d9e0", "#38414b")
SELF, OTHER = Colour("#0068a8", "#64b5f0"), Colour("#b84a00", "#ffa266")
ALL = Colour("#b5d4e8", "#1f5175")  # an area that is true of every table
SYNTHETIC = Colour("#5c4300", "#ffe3a0")
GROUPS = (
    Colour("#56616d", "#bac4cf"), Colour("#7a3b9c", "#cda3ee"), Colour("#137a52", "#66d3a4"),
    Colour("#a3294f", "#f59ab5"), Colour("#7a5c00", "#dcb94f"),
)  # fmt: skip
SHAPES = ("circle", "square", "diamond", "triangle", "wedge")
# Answers in an order, the best first: PuOr of ColorBrewer (Brewer & Harrower 2003).
ANSWERS = (
    Colour("#542788", "#a783dc"), Colour("#8073ac", "#bcaaf0"), Colour("#b2abd2", "#cdc4f2"),
    Colour("#d9d9d9", "#808a95"), Colour("#fdb863", "#ffdcaa"), Colour("#e08214", "#f7b062"),
    Colour("#b35806", "#ec8a2c"),
)  # fmt: skip
OFF_SCALE = (Colour("#ffffff", "#14181d"), RULE, Colour("#a7b0ba", "#5c6874"))
ON_DARK, ON_PALE = Colour("#fffffe", "#000001"), Colour("#000001", "#000001")
WHITE, BLACK = Colour("#fefefe", "#fefefe"), Colour("#000000", "#000000")


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2).

    Parameters
    ----------
    first, second : str
        Colours as ``#rrggbb``.

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    parts = np.array([_parts(first), _parts(second)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    dark, light = sorted(linear @ [0.2126, 0.7152, 0.0722] + 0.05)
    return float(light / dark)


COLORBLIND = (
    "#0173b2", "#de8f05", "#029e73", "#d55e00", "#cc78bc", "#ca9161", "#fbafe4", "#949494",
    "#ece133", "#56b4e9",
)  # fmt: skip
"""The palette of that name in seaborn, whose import is a second of every page."""


def ink_on(colour: Colour) -> Colour:
    """Return the ink that reads better on an answer's colour, light page and dark.

    Examples
    --------
    >>> ink_on(ANSWERS[0]) is ON_DARK, ink_on(ANSWERS[4]) is ON_PALE
    (True, True)
    """
    if colour in OFF_SCALE:
        return INK
    inks = (BLACK, WHITE) if colour.light == colour.dark else (ON_PALE, ON_DARK)
    return max(inks, key=lambda ink: contrast(ink.light, colour.light))


def answer_colours(count: int, *, ordered: bool) -> list[Colour]:
    """Return colours of answers: of an order the best first, its middle one grey.

    Examples
    --------
    >>> [colour.light for colour in answer_colours(2, ordered=True)]
    ['#542788', '#b35806']
    """
    if ordered:
        anchors = [*ANSWERS[:3], *ANSWERS[3:4] * (count % 2), *ANSWERS[4:]]
        return [
            _between(anchors, place) for place in np.linspace(0, len(anchors) - 1, count)
        ]
    return [Colour(told, told) for told in _apart(count)]


def _apart(count: int) -> Sequence[str]:
    """Return colours that are told apart; seaborn is asked for more than it has names for."""
    if count <= len(COLORBLIND):
        return COLORBLIND[:count]
    import seaborn

    return seaborn.color_palette("husl", count).as_hex()


def looks(count: int) -> list[tuple[str, Colour]]:
    """Return shape and colour of each group, 25 different ones.

    Examples
    --------
    >>> looks(2)[1]
    ('square', Colour(light='#7a3b9c', dark='#cda3ee'))
    """
    return [(SHAPES[(k + k // 5) % 5], GROUPS[k % 5]) for k in range(count)]


def _between(anchors: Sequence[Colour], place: float) -> Colour:
    """Return the colour at a place between two others."""
    first, second = anchors[int(place)], anchors[int(np.ceil(place))]
    return Colour(*(_mixed(a, b, place % 1) for a, b in zip(first, second, strict=True)))


def _mixed(first: str, second: str, share: float) -> str:
    parts = zip(_parts(first), _parts(second), strict=True)
    return "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in parts)


def _parts(colour: str) -> Sequence[int]:
    return [int(colour[a:b], 16) for a, b in pairwise((1, 3, 5, 7))]
