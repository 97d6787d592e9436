"""What number a text is: with a point or a comma, and signs between thousands."""

import re
from collections.abc import Iterable

_GROUPED = r"[+-]?(?:[1-9]\d{{0,2}}(?:[{0}]\d{{3}})+|\d+)(?:[{1}]\d+)?(?:[eE][+-]?\d+)?"
_FORMS = {
    ".": re.compile(_GROUPED.format(",'’ \u00a0\u202f", ".")),
    ",": re.compile(_GROUPED.format(".'’ \u00a0\u202f", ",")),
}
_BARE = {
    ".": re.compile(r"[+-]?\.\d+(?:[eE][+-]?\d+)?"),
    ",": re.compile(r"[+-]?,\d+(?:[eE][+-]?\d+)?"),
}
NAN = float("nan")


def number(text: str, decimal: str = ".") -> float:
    """Return the number that a text is; not-a-number if it is none.

    Signs between thousands stand between groups of three: a comma or point, whichever is
    not the decimal mark, an apostrophe, or a space that does not break.

    Examples
    --------
    >>> number("1,234.5"), number("1.234,5", ","), number("0,25", ","), number("0,25")
    (1234.5, 1234.5, 0.25, nan)
    """
    text = text.strip().replace("\u2212", "-")
    if not (_FORMS[decimal].fullmatch(text) or _BARE[decimal].fullmatch(text)):
        return NAN
    for sign in {*"., '’\u00a0\u202f"} - {decimal}:
        text = text.replace(sign, "")
    return float(text.replace(decimal, "."))


def is_number(text: str) -> bool:
    """Whether a text is a number, with whichever decimal mark.

    Examples
    --------
    >>> is_number("0,25"), is_number("12"), is_number("12 years")
    (True, True, False)
    """
    return any(number(text, mark) == number(text, mark) for mark in ".,")


def decimal_mark(texts: Iterable[str]) -> str:
    """Return the decimal mark of a column of numbers, or ``""`` if nothing tells it.

    Examples
    --------
    >>> decimal_mark(["0,25", "2"]), decimal_mark(["0.5"]), decimal_mark(["1,000"])
    (',', '.', '')
    >>> decimal_mark(["1,250", "0,750"])
    ','
    """
    texts = [text for text in texts if text.strip()]
    fits = {mark for mark in ".," if all(number(t, mark) == number(t, mark) for t in texts)}
    if len(fits) == 1 and any(mark in text for mark in ".," for text in texts):
        return fits.pop()
    return ""
