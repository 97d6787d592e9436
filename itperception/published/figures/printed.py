"""What stands in print, read as the range of shares it stands for.

"51 %" is every share that is rounded to it, "four of five" what is nearer to it than to
the next tenth, "more than 30 %" everything above. Which words are understood, and the
range each is declared to have, stands in :mod:`itperception.published.figures.words`; a file of
figures may give its own ``low`` and ``high`` instead. Ends are exact fractions.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Literal

from itperception.errors import ItPerceptionError
from itperception.published.figures import words
from itperception.published.figures.words import (
    POINTS,
    Qualifier,
    Rounding,
    normalised,
    one_of,
    phrases,
    qualified,
)

FigureKind = Literal["percent", "words", "claim", "mean"]
EXACT = "a count in print: exact"
_REASONS: dict[str, str] = {
    "unknown": "the way of rounding is not stated: both ends of the range are allowed",
    "half_up": "rounded half up",
    "half_even": "rounded half to even",
}
_SPOKEN = Qualifier(POINTS, POINTS, "declared", words.FRACTION, "")
_EXACTLY = Qualifier(0, 0, "declared", EXACT, "")


class NotUnderstoodError(ItPerceptionError, ValueError):
    """What stands in print has no declared range, or is impossible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a printed figure stands for.

    Attributes
    ----------
    kind : {"percent", "words", "mean"}
        How it was printed.
    low, high : fractions.Fraction
        Ends of the range: shares in [0, 1]; of a mean, scale points.
    rounding : str
        Whether the ends belong to it; see
        :func:`itperception.published.tables.feasible.allowed_counts`.
    reason : str
        Why the range is what it is.
    base : int or None
        People, where the figure itself says how many.
    """

    kind: FigureKind
    low: Fraction
    high: Fraction
    rounding: Rounding
    reason: str
    base: int | None = None


def read_printed(
    text: str, *, to: str | None = None, rounding: Rounding = "unknown",
    base: int | None = None, others: Mapping[str, Reading] | None = None,
    within: int = POINTS,
) -> Reading:  # fmt: skip
    """Read a figure as it was printed.

    Parameters
    ----------
    text : str
        Such as ``"51 %"``, ``"vier von fünf"``, ``"mer än 30 procent"``.
    to : str, optional
        What the figure was rounded to, in points; by default what its digits show.
    rounding : {"unknown", "half_up", "half_even"}
        How digits were rounded; unless that is known, both ends are allowed.
    base : int, optional
        People, if known: "7 of 12" is a count among 12 people, else a way to speak.
    others : mapping of str to Reading, optional
        What it may be similar to, by id; a figure will do.
    within : int
        Points that "similar" may be off.

    Raises
    ------
    NotUnderstoodError
        With everything that is understood.

    Examples
    --------
    >>> two = read_printed("51,2 %"), read_printed("vier von fünf")
    >>> [(float(reading.low), float(reading.high)) for reading in two]
    [(0.5115, 0.5125), (0.75, 0.85)]
    >>> read_printed("mehr als ein Drittel").rounding, read_printed("79 of 156").base
    ('inequality', 156)
    """
    said = normalised(text)
    if named := similar_figure(text):
        return _similar(named, others or {}, within)
    if match := _MEAN.fullmatch(said):
        return _mean(*match.groups(), rounding)
    if match := _RANGE.fullmatch(said):
        first, last = (_rounded(end, to, rounding) for end in match.groups())
        return replace(first, high=last.high, reason=f"a range in print; {first.reason}")
    qualifier, named = qualified(_phrases().get(said, said))
    if match := _PERCENTAGE.fullmatch(named):
        return _percentage(match[1], qualifier, to, rounding)
    share, of = _fraction(named)
    if share is None:
        raise NotUnderstoodError(
            f"{text!r} is not understood; it can be {words.UNDERSTOOD}"
        )
    counted = of is not None and (of > words.LARGEST_SPOKEN or of == base)
    found = _within(share, qualifier or (_EXACTLY if counted else _SPOKEN))
    return replace(found, base=of) if counted else found


def similar_figure(text: str) -> str | None:
    """Return the id of the figure that one is said to be similar to, if it is.

    Examples
    --------
    >>> similar_figure("similar to image_good"), similar_figure("51 %")
    ('image_good', None)
    """
    match = _SIMILAR.fullmatch(normalised(text))
    return match[1] if match else None


@cache
def _numbers() -> dict[str, int]:
    """Return the numbers that are words: 2 for "two", "två" and "zwei"."""
    return {name: number for number, row in words.NUMBERS.items() for name in phrases(row)}


@cache
def _phrases() -> dict[str, str]:
    """Return what phrases stand for: "1/2" for "half", "more than 1/2" for "most"."""
    rows = words.FRACTIONS | words.OTHER_PHRASES
    return {phrase: meaning for meaning, row in rows.items() for phrase in phrases(row)}


_DIGITS = r"\d+(?:[.,]\d+)?"
_COUNT = r"\d{1,3}(?:[., ]\d{3})+|\d+"
_SAID = "|".join(sorted(_numbers(), key=len, reverse=True))
_PERCENTAGE = re.compile(f"({_DIGITS}|{_SAID}) %")
_RANGE = re.compile(
    f"{one_of(words.BETWEEN)}?({_DIGITS})(?: %)?{one_of(words.TO)}({_DIGITS}) %"
)
_SHARE = re.compile(f"({_COUNT}|{_SAID}){one_of(words.OF)}({_COUNT}|{_SAID})")
_SIMILAR = re.compile(rf"{one_of(words.SIMILAR)}(\S+)")
_MEAN = re.compile(rf"({_DIGITS}){one_of(words.ON_A_SCALE)}(\d+){one_of(words.TO)}(\d+)\)?")


def _decimal(said: str) -> Fraction:
    """Return a number in digits or words; the comma is a decimal one."""
    return Fraction(_numbers().get(said, said.replace(",", ".")))


def _fraction(named: str) -> tuple[Fraction | None, int | None]:
    """Return a fraction in words, and the number of people or parts if it names one."""
    if (named := _phrases().get(named, named)) in words.FRACTIONS:
        return Fraction(named), None
    if not (match := _SHARE.fullmatch(named)):
        return None, None
    count, of = (
        _numbers().get(end) or int(re.sub(r"\D", "", end)) for end in match.groups()
    )
    if count > of:
        raise NotUnderstoodError(f"{count} of {of}: more than everybody")
    return Fraction(count, of), of


def _percentage(
    value: str, qualifier: Qualifier | None, to: str | None, rounding: Rounding
) -> Reading:
    if qualifier is None:
        return _rounded(value, to, rounding)
    found = _within(_decimal(value) / 100, qualifier)
    inequality = qualifier.rounding == "inequality"
    return replace(found, kind="percent") if inequality else found


def _within(share: Fraction, qualifier: Qualifier) -> Reading:
    """Return the shares as far below and above as the words allow."""
    below, above = (Fraction(by, 100) for by in (qualifier.below, qualifier.above))
    kind = "percent" if qualifier is _EXACTLY else "words"
    return _shares(kind, share - below, share + above, qualifier.rounding, qualifier.reason)


def _rounded(value: str, to: str | None, rounding: Rounding) -> Reading:
    """Return the shares that are rounded to a number of percent."""
    number, decimals = _decimal(value), re.search(r"[.,](\d+)$", value)
    unit = (
        Fraction(str(to)) if to else Fraction(1, 10 ** len(decimals[1] if decimals else ""))
    )
    if number % unit:
        raise NotUnderstoodError(
            f"{value} % is no multiple of {to}, to which it is rounded"
        )
    low, high = ((number + side * unit / 2) / 100 for side in (-1, 1))
    return _shares("percent", low, high, rounding, _REASONS[rounding])


def _shares(
    kind: FigureKind, low: Fraction, high: Fraction, rounding: Rounding, reason: str
) -> Reading:
    """Return a reading, cut to what can be a share: nobody and everybody are in it."""
    if low >= 1 or high <= 0:
        raise NotUnderstoodError("no share; expected 0 to 100 percent")
    if high > 1 or (low < 0 and rounding == "half_even"):
        rounding = {"half_up": "unknown", "half_even": "unknown"}.get(rounding, rounding)
    low, high = max(low, Fraction(0)), min(high, Fraction(1))
    return Reading(kind=kind, low=low, high=high, rounding=rounding, reason=reason)


def _mean(value: str, first: str, last: str, rounding: Rounding) -> Reading:
    decimals = len(value.replace(",", ".").partition(".")[2])
    half, mean = Fraction(1, 2 * 10**decimals), _decimal(value)
    if not int(first) <= mean <= int(last):
        raise NotUnderstoodError(f"{value} is no mean on a scale from {first} to {last}")
    low, high = max(mean - half, Fraction(first)), min(mean + half, Fraction(last))
    reason = f"a mean on {first} to {last}; {_REASONS[rounding]}"
    return Reading(kind="mean", low=low, high=high, rounding=rounding, reason=reason)


def _similar(figure: str, others: Mapping[str, Reading], within: int) -> Reading:
    """Read "similar to": off what was printed in digits, else off the ends of words."""
    if figure not in others:
        known = ", ".join(others) or "none"
        raise NotUnderstoodError(
            f"similar to {figure!r}, which is no figure; known: {known}"
        )
    other, points = others[figure], Fraction(within, 100)
    low, high = other.low, other.high
    if other.kind == "percent" and other.rounding != "inequality":
        low = high = (low + high) / 2
    reason = f"similar to {figure!r} is read as at most {within} points off"
    return _shares("words", low - points, high + points, "declared", reason)
