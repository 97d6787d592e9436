"""Fractions in words and counts: half, jedes dritte, två av fem, nine tenths, 79 of 156."""

import re
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from itperception.errors import NotUnderstoodError
from itperception.published.figures import words
from itperception.published.figures.numerals import number_words, ordinals, part_words
from itperception.published.figures.words import any_of, phrases
from itperception.survey.description import MOST_PEOPLE


class SpokenFraction(NamedTuple):
    """A fraction in print: the share, how far off it may be, and its base if it is a count."""

    share: Fraction
    off: Fraction
    base: int | None = None


@cache
def phrase_meanings() -> dict[str, str]:
    """Return what phrases stand for: "more than 1/2" for "most"."""
    rows = words.PHRASES
    return {phrase: meaning for meaning, row in rows.items() for phrase in phrases(row)}


def read_fraction(named: str, base: int | None = None) -> SpokenFraction | None:
    """Read a fraction in words.

    None if it is no fraction.

    Parameters
    ----------
    base : int, optional
        People, if known: "7 of 12" is a count among 12 people, else a way to speak.

    Raises
    ------
    NotUnderstoodError
        If it is more than everybody, or of nobody.

    Examples
    --------
    >>> read_fraction("jedes dritte").share, read_fraction("79 of 156").base
    (Fraction(1, 3), 156)
    """
    if match := _EVERY.fullmatch(named):
        return _made(1, ordinals().get(match[1]) or int(match[2]))
    if match := _PART.fullmatch(named):
        return _made(_number(match[1] or "one"), part_words()[match[2]])
    if not (match := _SHARE.fullmatch(named)):
        return None
    count, of = _number(match[1]), _number(match[3])
    counted = of > words.LARGEST_SPOKEN and match[1][0].isdigit() and match[3][0].isdigit()
    counted = (counted and not _IN.fullmatch(match[2])) or of == base
    return _made(count, of, of if counted else None)


def _made(count: int, of: int, base: int | None = None) -> SpokenFraction:
    if not of:
        raise NotUnderstoodError(f"{count} of {of}: of nobody")
    if count > of:
        raise NotUnderstoodError(f"{count} of {of}: more than everybody")
    if of > MOST_PEOPLE:
        raise NotUnderstoodError(f"{count} of {of}: more people than there are")
    exact = base is not None or count in (0, of)
    off = Fraction(0) if exact else words.spoken(count, of)
    return SpokenFraction(Fraction(count, of), off, base)


def _number(said: str) -> int:
    told = number_words().get(said)
    return int(re.sub(r"\D", "", said)) if told is None else told


_COUNT = r"\d{1,3}(?:[., ]\d{3})+|\d+"
_SAID = "|".join(sorted(number_words(), key=len, reverse=True))
_IN = re.compile(words.one_of(words.IN))
_SHARE = re.compile(
    f"({_COUNT}|{_SAID})({words.one_of(words.OF)}|{words.one_of(words.IN)})({_COUNT}|{_SAID})"
)
_EVERY = re.compile(
    rf"{any_of(words.EVERY)} (?:({'|'.join(ordinals())})|(\d+)(?:st|nd|rd|th|:e|:de|te|ste)?\.?)"
)
_PART = re.compile(
    f"(?:({_SAID}) ?)?({'|'.join(sorted(part_words(), key=len, reverse=True))})"
)
