"""How wide a text is drawn, and where it breaks into lines; lengths are CSS pixels.

Widths are those of DejaVu Sans, which matplotlib brings along and which is wider than the
fonts that browsers take: what has room here has room on every machine.
"""

from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

SIZE, SMALL = 14, 13  # of letters: labels, and everything in grey
LINE = 17  # from one line to the next


@cache
def font(size: float, *, bold: bool = False):
    """Return DejaVu Sans in one size, for drawing and for measuring."""
    from PIL import ImageFont

    name = f"mpl-data/fonts/ttf/DejaVuSans{'-Bold' if bold else ''}.ttf"
    # Where it lies is known without importing matplotlib, which takes as long as pandas.
    path = Path(find_spec("matplotlib").origin).parent / name
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=8192)
def width(told: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Return how wide a line is drawn.

    Examples
    --------
    >>> width("44") == 2 * width("4") and width("4", 28) == width("44")
    True
    """
    return font(500, bold=bold).getlength(told) * size / 500


def wrapped(told: str, room: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """Break a text into as few lines as fit, none much shorter; words only if they must be.

    Examples
    --------
    >>> wrapped("Neither good nor bad", 100)
    ['Neither good', 'nor bad']
    >>> wrapped("Performance as customers judge it", 215)
    ['Performance as', 'customers judge it']
    """
    lines = _filled(told, room, size, bold=bold)
    whole = width(told, size, bold=bold) / len(lines)
    widest = max((width(word, size, bold=bold) for word in told.split()), default=0)
    rooms = (max(whole * share / 20, widest) for share in range(20, 40))
    closer = (_filled(told, narrow, size, bold=bold) for narrow in rooms if narrow < room)
    return next((own for own in closer if len(own) == len(lines)), lines)


def _filled(told: str, room: float, size: float, *, bold: bool) -> list[str]:
    """Fill line after line as far as it goes."""
    lines = [""]
    for word in told.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if width(longer, size, bold=bold) <= room:
            lines[-1] = longer
            continue
        lines += [word]
        while width(lines[-1], size, bold=bold) > room and len(lines[-1]) > 1:
            fits = _fitting(lines[-1], room, size, bold=bold)
            lines[-1:] = [lines[-1][:fits], lines[-1][fits:]]
    return [line for line in lines if line] or [""]


def _fitting(word: str, room: float, size: float, *, bold: bool) -> int:
    """Return how many letters fit, after the last hyphen among them if there is one."""
    most = next(k for k in range(len(word), 0, -1)
                if k == 1 or width(word[:k], size, bold=bold) <= room)  # fmt: skip
    return word.rfind("-", 0, most) + 1 or most
