"""What shapes and colours stand for, in a line of words above a chart."""

from collections.abc import Sequence
from typing import NamedTuple

from itperception.reporting.charts.colours import INK, RULE, Colour
from itperception.reporting.charts.sheet import Sheet
from itperception.reporting.charts.typeface import width, wrapped

SWATCH = "swatch"
_DEEP = 20  # from one line of keys to the next


class Key(NamedTuple):
    """A word, and the mark or the colour it names."""

    label: str
    colour: Colour
    shape: str = SWATCH


def write_keys(sheet: Sheet, keys: Sequence[Key], left: float) -> float:
    """Write keys from a place on, on as many lines as they need; return how deep they are."""
    x, y = left, 12.0
    for key in keys:
        is_mark = key.shape != SWATCH
        told = wrapped(key.label, sheet.width - left - 18, bold=is_mark)
        taken = 17 + max(width(line, bold=is_mark) for line in told)
        if x > left and x + taken > sheet.width:
            x, y = left, y + _DEEP
        if is_mark:
            sheet.mark(x + 6, y, key.colour, key.shape, size=6)
        else:
            sheet.bar(x, y - 6, 12, 12, key.colour, RULE)
        sheet.lines(
            x + 17, y + 5, told, colour=key.colour if is_mark else INK, bold=is_mark
        )
        y += 17 * (len(told) - 1)
        x += taken + 16
    return y + 12
