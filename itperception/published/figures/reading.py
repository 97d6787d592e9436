"""What a figure in print stands for, and the readings that digits and words come to."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from itperception.errors import NotUnderstoodError
from itperception.published.figures.numerals import number_words
from itperception.published.figures.words import POINTS, Qualifier, RoundingRule
from itperception.survey.questions import MOST_CATEGORIES

FigureKind = Literal["percent", "words", "claim", "mean"]
EXACT = "a count in print: exact"
_REASONS: dict[str, str] = {
    "unknown": "the way of rounding is not stated: both ends of the range are allowed",
    "half_up": "rounded half up",
    "half_even": "rounded half to even",
}


class Known(NamedTuple):
    """What is known of a figure besides its text."""

    to: str | None
    rounding: RoundingRule
    base: int | None


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
    scale : tuple of int or None
        Lowest and highest answer, of a mean.
    spread : tuple of fractions.Fraction or None
        Ends of the standard deviation printed with a mean.
    """

    kind: FigureKind
    low: Fraction
    high: Fraction
    rounding: RoundingRule
    reason: str
    base: int | None = None
    scale: tuple[int, int] | None = None
    spread: tuple[Fraction, Fraction] | None = None


def decimal_reading(said: str) -> Fraction:
    """Return a number in digits or words; the comma is a decimal one."""
    return Fraction(number_words().get(said, said.replace(",", ".")))


def near(share: Fraction, qualifier: Qualifier, off: Fraction | None = None) -> Reading:
    """Return the shares as far below and above as the words allow.

    `off` is how far a finer fraction may be off, instead of :data:`POINTS`.
    """
    points = Fraction(POINTS, 100) if off is None else off
    below, above = (
        points if by == POINTS else Fraction(by, 100)
        for by in (qualifier.below, qualifier.above)
    )
    reason = qualifier.reason
    return as_shares("words", share - below, share + above, qualifier.rounding, reason)


def rounded_shares(value: str, known: Known) -> Reading:
    """Return the shares that are rounded to a number of percent."""
    number, decimals = decimal_reading(value), re.search(r"[.,](\d+)$", value)
    shown = Fraction(1, 10 ** len(decimals[1] if decimals else ""))
    unit = _points(str(known.to)) if known.to else shown
    if number % unit:
        raise NotUnderstoodError(f"{value} % is no multiple of {known.to}, its rounding")
    low, high = ((number + side * unit / 2) / 100 for side in (-1, 1))
    return as_shares("percent", low, high, known.rounding, _REASONS[known.rounding])


def _points(to: str) -> Fraction:
    if not re.fullmatch(r"[0-9]{1,3}(?:[.,][0-9]{1,20})?", to) or not (
        unit := decimal_reading(to)
    ):
        raise NotUnderstoodError(f"rounded to {to!r}?", "a number of points, such as 5")
    return unit


def as_shares(
    kind: FigureKind, low: Fraction, high: Fraction, rounding: RoundingRule, reason: str
) -> Reading:
    """Return a reading, cut to what can be a share: nobody and everybody are in it."""
    beyond = rounding == "inequality" and (low == 1 or high == 0)
    if low > 1 or high < 0 or beyond:
        raise NotUnderstoodError("no share; expected 0 to 100 percent")
    if high > 1 or (low < 0 and rounding == "half_even"):
        rounding = {"half_up": "unknown", "half_even": "unknown"}.get(rounding, rounding)
    low, high = max(low, Fraction(0)), min(high, Fraction(1))
    return Reading(kind=kind, low=low, high=high, rounding=rounding, reason=reason)


def mean_reading(
    value: str, sd: str | None, first: str, last: str, rounding: RoundingRule
) -> Reading:
    """Return the mean on a scale, perhaps with its standard deviation."""
    scale = (int(first), int(last))
    if scale[1] > MOST_CATEGORIES:
        raise NotUnderstoodError(
            f"no scale goes up to {last}", f"{MOST_CATEGORIES} at most"
        )
    if not scale[0] <= decimal_reading(value) <= scale[1]:
        raise NotUnderstoodError(f"{value} is no mean on a scale from {first} to {last}")
    low, high = _digits(value)
    return Reading(
        kind="mean", low=max(low, Fraction(scale[0])), high=min(high, Fraction(scale[1])),
        rounding=rounding, reason=f"a mean on {first} to {last}; {_REASONS[rounding]}",
        scale=scale, spread=_digits(sd) if sd else None,
    )  # fmt: skip


def _digits(value: str) -> tuple[Fraction, Fraction]:
    """Return the ends of what is rounded to a number."""
    half = Fraction(1, 2 * 10 ** len(value.replace(",", ".").partition(".")[2]))
    return decimal_reading(value) - half, decimal_reading(value) + half
