"""How wide a text is drawn, and where it breaks into lines.

Widths are those of DejaVu Sans, which matplotlib brings along, so that a picture is laid
out alike on every machine. A reader's browser is told each width and keeps to it with
whatever font it has: first those with the same widths, then any.
"""

import warnings
from functools import lru_cache
from textwrap import wrap

FAMILY = "DejaVu Sans"
FONTS = f"{FAMILY},Bitstream Vera Sans,Verdana,sans-serif"  # widths alike, but for the last


@lru_cache(maxsize=4096)
def extent(told: str, size: float, weight: str = "normal") -> tuple[float, float, float]:
    """Return width, height and depth below the line of a text.

    Parameters
    ----------
    told : str
        One line.
    size : float
        Of the letters, in any unit; the result has the same.
    weight : {"normal", "bold"}
        Of the letters.

    Returns
    -------
    tuple of float
        The width is that of all letters and blanks one after the other.

    Examples
    --------
    >>> extent("44", 10)[0] == 2 * extent("4", 10)[0]
    True
    """
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=FAMILY, size=size, weight=weight)
    with warnings.catch_warnings():  # the reader's font may have what DejaVu has not
        warnings.filterwarnings("ignore", r"Glyph \d+")
        return text_to_path.get_text_width_height_descent(told, font, False)


def width(told: str, size: float) -> float:
    """Return how wide a line is drawn, in inches, its letters being `size` points.

    Examples
    --------
    >>> 72 * width("Group-owned", 9.5) == extent("Group-owned", 9.5)[0]
    True
    """
    return extent(told, size)[0] / 72


def depth(told: str, size: float) -> float:
    """Return how deep lines of text are, in inches."""
    return (told.count("\n") + 1) * size / 72 * 1.25


def wrapped(told: str, inches: float, size: float) -> str:
    r"""Break a text into lines that fit a width; a word is broken only if it must be.

    Examples
    --------
    >>> wrapped("Neither good nor bad", 1.0, 10)
    'Neither good\nnor bad'
    """
    letters = max(6, int(inches * 72 / (size * 0.55)))
    return "\n".join(wrap(told, letters))
