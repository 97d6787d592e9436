"""Colours of charts: told apart by everybody, and readable under the text on them.

Contrast is computed, never judged by eye: 4.5 to 1 for text and 3 to 1 for marks is what
WCAG 2.2 asks for. A colour never says alone what a marker, a hatch or an order also says.
"""

from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np

# Diverging: PuOr of ColorBrewer, best answer first (Brewer & Harrower 2003).
DIVERGING = {
    2: ("#542788", "#b35806"),
    3: ("#8073ac", "#d9d9d9", "#e08214"),
    4: ("#542788", "#b2abd2", "#fdb863", "#b35806"),
    5: ("#542788", "#b2abd2", "#d9d9d9", "#fdb863", "#b35806"),
}
NEUTRAL, APART, INK, FAINT, GRID = "#d9d9d9", "#e8e8e8", "#000000", "#595959", "#e4e4e4"
WARNING = "#8a3b00"  # synthetic data
LIMIT = "#b35806"  # the dashed line of a threshold
TOTAL_BAR = "#c6d3e1"
GROUPS = ("#0072B2", "#D55E00", "#009E73", "#AA4499", "#7A5C00")  # first 3: Okabe & Ito
MARKERS = "osDv^"
HATCHES = ("////", r"\\\\", "xxx")


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
    parts = np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in (first, second)])
    parts = parts / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    dark, light = sorted(linear @ [0.2126, 0.7152, 0.0722] + 0.05)
    return float(light / dark)


def ink_on(colour: str) -> str:
    """Return black or white, whichever reads better on a colour.

    Examples
    --------
    >>> ink_on("#542788"), ink_on("#fdb863")
    ('#ffffff', '#000000')
    """
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, colour))


def diverging_colours(count: int) -> tuple[str, ...]:
    """Return colours from the best answer to the worst; a middle one is grey.

    Examples
    --------
    >>> diverging_colours(3)
    ('#8073ac', '#d9d9d9', '#e08214')
    """
    if count in DIVERGING:
        return DIVERGING[count]
    import seaborn

    colours = seaborn.color_palette("PuOr_r", count).as_hex()
    if count % 2:
        colours[count // 2] = NEUTRAL
    return tuple(colours)


def unranked_colours(count: int) -> tuple[str, ...]:
    """Return colours of answers that have no order.

    Examples
    --------
    >>> unranked_colours(2)
    ('#0173b2', '#de8f05')
    """
    import seaborn

    return tuple(
        seaborn.color_palette("colorblind" if count <= 10 else "husl", count).as_hex()
    )


def looks() -> Iterator[tuple[str, str]]:
    """Yield colour and marker of one group after the other, 25 different ones.

    Examples
    --------
    >>> next(looks())
    ('#0072B2', 'o')
    """
    for k in count():
        yield GROUPS[k % 5], MARKERS[(k + k // 5) % 5]


def hatch(k: int) -> str:
    """Return the hatching of the k-th answer off the scale."""
    return HATCHES[k % len(HATCHES)]


def hexadecimal(colour: Sequence[float]) -> str:
    """Return a colour of three or four parts in [0, 1] as ``#rrggbb``.

    Examples
    --------
    >>> hexadecimal((1.0, 0.5, 0.0, 1.0))
    '#ff8000'
    """
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour[:3])
