"""Texts of a codebook made fit for a cell, a sheet's name or a header of a spreadsheet.

What comes from outside may hold control characters, markup, formulas, or a million
letters. A spreadsheet would show some of it wrongly, run some of it, and refuse the
rest; here it becomes plain text that says the same.
"""

import unicodedata
from collections.abc import Iterable

LONGEST_CELL, LONGEST_NAME, LONGEST_HEADER = 32_767, 31, 200
LONGEST_TITLE = 120  # of what is not wrapped, and would run over the whole sheet
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\!", " ") | {"'": "’"})
# What turns the direction of everything after it, and what is no character.
_OVERRIDES = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "\ufffe", "\uffff"}


def plain(told: str) -> str:
    r"""Return a text without control characters, directional overrides and double spaces.

    Examples
    --------
    >>> plain("Good\x00\n or\u202e fair\t")
    'Good or fair'
    """
    kept = (
        " " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign
        for sign in told
        if sign not in _OVERRIDES
    )  # fmt: skip
    return " ".join(part for part in "".join(kept).split(" ") if part)


def cell(told: str) -> str:
    """Return a text for a cell: plain, no formula, not longer than a cell may be.

    A text that begins like a formula gets an apostrophe in front, so that it stays a
    text also when the cell is edited or the sheet is saved as CSV (OWASP, CSV
    injection).

    Examples
    --------
    >>> cell("=1+1"), cell("Good")
    ("'=1+1", 'Good')
    """
    told = plain(told)
    told = f"'{told}" if told.startswith(FORMULA_STARTS) else told
    return shortened(told, LONGEST_CELL)


def shortened(told: str, most: int) -> str:
    """Return a text of at most so many UTF-16 units, which is how spreadsheets count.

    Examples
    --------
    >>> shortened("reputation", 6), shortened("image", 6)
    ('reput…', 'image')
    """
    if _units(told) <= most:
        return told
    kept, used = [], 1
    for sign in told:
        used += _units(sign)
        if used > most:
            break
        kept.append(sign)
    return "".join(kept).rstrip() + "…"


def sheet_names(told: Iterable[str]) -> list[str]:
    """Return names that a workbook accepts: different, whole words, without what it forbids.

    Examples
    --------
    >>> sheet_names(["A/B", "a:b", "", "Regular information on current activities", "x" * 40])
    ['1 A B', '2 a b', '3', '4 Regular information', '5']
    """
    plainly = (plain(plain(name).translate(_NOT_IN_NAMES)) for name in told)
    return [_whole_words(f"{k} {name}".strip()) for k, name in enumerate(plainly, start=1)]


def _whole_words(name: str) -> str:
    """Return as many words as a sheet's name may have; the last has four letters or more."""
    if _units(name) <= LONGEST_NAME:
        return name.rstrip("’")
    words = name.split(" ")
    while len(words) > 1 and (_units(" ".join(words)) > LONGEST_NAME or len(words[-1]) < 4):
        words.pop()
    return " ".join(words).rstrip("’,;–-")


def header(told: str) -> str:
    """Return a text for the header of a printed page, where & is a command.

    Examples
    --------
    >>> header("R&D")
    'R&&D'
    """
    return shortened(plain(told), LONGEST_HEADER // 2).replace("&", "&&")


def lines_of(told: str, width: float) -> int:
    """Return how many lines a text takes in a column of so many digits' width.

    Examples
    --------
    >>> lines_of("Good or very good", 40), lines_of("Good or very good", 10)
    (1, 2)
    """
    wide = sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in told)
    return max(1, -(-wide // max(1, int(width))))


def _units(told: str) -> int:
    return len(told.encode("utf-16-le", "surrogatepass")) // 2
