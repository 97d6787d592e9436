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
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_MEASURED = re.compile(
    r"([^\w\s.,+-]?)\s*[+-]?\d[\d.,'’\s\u00a0\u202f]*?\s*([^\W\d]{1,12}\.?|[%‰$€£¥])?"
)
_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(?:([.,])\d{3})+")
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
    if _PLAIN.fullmatch(text) and ("." not in text or decimal == "."):
        return float(text)
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


def unit_of(texts: Iterable[str]) -> str:
    """Return the one sign or word that stands at the number in every text; else ``""``.

    Examples
    --------
    >>> unit_of(["30 min", "5 min"]), unit_of(["$10,000", "$5"]), unit_of(["2 h", "5 min"])
    ('min', '$', '')
    """
    units = set()
    for text in texts:
        found = _MEASURED.fullmatch(text.strip())
        if not found or bool(found[1]) == bool(found[2]):
            return ""
        units.add(found[1] or found[2])
    return units.pop() if len(units) == 1 else ""


def without_unit(text: str, unit: str) -> str:
    """Return the number at which a unit stands.

    Examples
    --------
    >>> without_unit("30 min", "min"), without_unit("€ 5", "€"), without_unit("12", "min")
    ('30', '5', '12')
    """
    return text.strip().removeprefix(unit).removesuffix(unit).strip()


def doubtful_mark(texts: Iterable[str]) -> str:
    """Return the mark that may part thousands or decimals, as in 1.250 or 1,250; else ``""``.

    Examples
    --------
    >>> doubtful_mark(["1.250", "900"]), doubtful_mark(["1.25"]), doubtful_mark(["1.250.000"])
    ('.', '', '')
    """
    found = [match for text in texts if (match := _GROUPS.fullmatch(text.strip()))]
    marks = {match[1] for match in found}
    other = any(
        mark in text
        for mark in ".,"
        for text in texts
        if not _GROUPS.fullmatch(text.strip())
    )
    twice = any(match[0].count(match[1]) > 1 for match in found)
    return marks.pop() if len(marks) == 1 and not (other or twice) else ""
