"""What is printed, written in one way: signs, spaces, nouns and qualifiers taken apart."""

import re
import unicodedata
from functools import cache

from itperception.errors import NotUnderstoodError, short
from itperception.published.figures.words import (
    AFTER,
    EMPTY,
    PEOPLE,
    PERCENT,
    QUALIFIERS,
    Qualifier,
    any_of,
    phrases,
)

_LONGEST = 200


def normalised(text: str) -> str:
    """Write in small letters, one kind of space, dash and percent sign, nouns left out.

    Examples
    --------
    >>> normalised("Über 51,2 Prozent"), normalised("79 of 156 people.")
    ('über 51,2 %', '79 of 156')
    >>> normalised("two-thirds"), normalised("<1%"), normalised("5² %")
    ('two thirds', '< 1 %', '5 %')
    """
    said = re.sub("(?<=[0-9])(?=[½⅓⅔¼¾⅕-⅞])", " ", without_marks(text)[0])
    said = unicodedata.normalize("NFKC", said).casefold().replace("ß", "ss")
    said = re.sub(r"[‐–—−]", "-", " ".join(said.split())).replace("⁄", "/")
    said = said.strip("\"'“”„«»,; ").rstrip(".")
    said = re.sub(rf"[ -]?(?<![^\W\d]){any_of(PERCENT)}(?!\w)", " %", said)
    said = re.sub(r"(?<=\w) ?%", " %", said)
    said = re.sub(r"\+ ?%", " % +", said)
    said = re.sub(r"([<>])=", lambda sign: "≤≥"[sign[1] == ">"], said)
    said = re.sub(r"([<>≤≥~≈±∼])(?! )", r"\1 ", said).replace("∼", "~")
    said = re.sub(r"(?<=[^\W\d])-(?=[^\W\d])", " ", said)
    return without_people(said)


def short_enough(text: str) -> str:
    """Return a text that is short enough for a figure in print; of others nothing is read."""
    if len(text) > _LONGEST:
        raise NotUnderstoodError(
            f"{short(text)} is too long for a figure", f"at most {_LONGEST} signs"
        )
    return text


def without_people(said: str) -> str:
    """Leave out the noun at the end: "of all respondents", "der befragten unternehmen"."""
    before = (
        "(?: (?:of|av|von|among|bland|unter)(?: (?:all|alla|allen|aller))?| aller)?"
        "(?: (?:the|these|our|der|die|den|de))?"
        "(?: (?:befragten|tillfrågade|surveyed|responding|polled))?"
    )
    after = "(?: (?:surveyed|asked|polled|questioned|interviewed|worldwide))?"
    return re.sub(f"{before} {any_of(PEOPLE)}{after}$", "", said)


def without_marks(text: str) -> tuple[str, str]:
    """Take off footnote marks: superscripts, daggers, asterisks behind a word or digit.

    Returns the text without them, and the marks.

    Examples
    --------
    >>> without_marks("1 in 3²"), without_marks("51 %*"), without_marks("3¼")
    (('1 in 3', '²'), ('51 %', '*'), ('3¼', ''))
    """
    marks = [at for at, sign in enumerate(text) if at and _is_mark(sign)]
    left = "".join(sign for at, sign in enumerate(text) if at not in marks)
    return left, "".join(text[at] for at in marks)


def _is_mark(sign: str) -> bool:
    kind = unicodedata.decomposition(sign).partition(" ")[0]
    return kind in ("<super>", "<sub>", "<circle>") or sign in "*†‡§¶"


def qualified(said: str) -> tuple[Qualifier | None, str]:
    """Take the qualifier off what it stands before, and words that change nothing.

    Examples
    --------
    >>> found, named = qualified("nur mehr als 30 %")
    >>> found.rounding, named
    ('inequality', '30 %')
    >>> qualified("30 % or more") == qualified("at least 30 %")
    True
    """
    for before, row in AFTER.items():
        for phrase in phrases(row):
            if said.endswith(f" {phrase}") or (phrase == "+" and said.endswith("+")):
                said = f"{before} {said.removesuffix(phrase).strip()}"
    found = None
    while match := next((row for row in _qualifiers() if said.startswith(row[0])), None):
        if match[1] is not None and found is not None:
            break
        said, found = said.removeprefix(match[0]), found or match[1]
    return found, said


@cache
def _qualifiers() -> list[tuple[str, Qualifier | None]]:
    """Return every phrase that may stand before a figure, the longest first."""
    rows: list[tuple[str, Qualifier | None]] = [
        (f"{phrase} ", row) for row in QUALIFIERS for phrase in phrases(row.words)
    ]
    rows += [(f"{phrase} ", None) for phrase in phrases(EMPTY)]
    return sorted(rows, key=lambda row: -len(row[0]))
