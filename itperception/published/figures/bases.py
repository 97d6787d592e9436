"""How many people a group has, read as print says it: 156, "about 300", "unknown"."""

import re
from fractions import Fraction
from math import ceil, floor
from sys import maxsize

from itperception.errors import NotUnderstoodError
from itperception.published.figures.normalising import (
    normalised,
    qualified,
    short_enough,
    without_marks,
)
from itperception.published.figures.printed import read_printed
from itperception.published.figures.words import (
    ALL,
    BETWEEN,
    POINTS,
    TO,
    UNKNOWN,
    Qualifier,
    one_of,
    phrases,
)
from itperception.survey.description import MOST_PEOPLE

_NUMBER = r"\d{1,3}(?:[.,' ]\d{3})+|\d+"
_RANGE = re.compile(f"{one_of(BETWEEN)}?({_NUMBER}){one_of(TO)}({_NUMBER})")
_UNDERSTOOD = (
    "156, about 300 (a tenth off at most, as are nearly and just over), more than 18,000, "
    "100 to 120, a share of everybody (52 %), or unknown"
)


def read_base(printed: str | int | None, whole: range | None = None) -> range | None:
    """Read how many people there were.

    None if it is not in print. What is only bounded from below runs to the largest number a
    range can have: look at its ends, never at each of its numbers.

    Parameters
    ----------
    printed : str, int or None
        A number, ``"about 300"`` (at most a tenth off, as "nearly" and "just over"),
        ``"more than 18,000"``, ``"100 to 120"``, or a share of everybody: ``"52 %"``.

    Raises
    ------
    NotUnderstoodError
        With everything that is understood.

    Examples
    --------
    >>> read_base("about 300"), read_base("1,560"), read_base("unknown")
    (range(270, 331), range(1560, 1561), None)
    >>> read_base("more than 70 %", range(100, 101))
    range(71, 101)
    """
    text = "" if printed is None else short_enough(str(printed))
    if mark := without_marks(text)[1]:
        raise NotUnderstoodError(
            f"{text!r}: the footnote mark {mark} is no digit; leave it out"
        )
    said = normalised(text).removeprefix("n = ")
    if said in ("", *phrases(UNKNOWN)):
        return None
    if "%" in said:
        return _part(said, whole)
    if ends := _RANGE.fullmatch(said):
        return _people(printed, *map(_whole_number, ends.groups()))
    qualifier, number = qualified(said)
    if not re.fullmatch(_NUMBER, number):
        raise NotUnderstoodError(f"{printed!r} is no number of people", _UNDERSTOOD)
    return _people(printed, *_ends(_whole_number(number), qualifier))


def _whole_number(digits: str) -> int:
    number = int(re.sub(r"\D", "", digits))
    if number > MOST_PEOPLE:
        raise NotUnderstoodError(f"{digits}: more people than there are", _UNDERSTOOD)
    return number


def _ends(number: int, qualifier: Qualifier | None) -> tuple[int, int]:
    """Return the fewest and the most people that a number stands for."""
    if qualifier is None:
        return number, number
    tenth, beyond = Fraction(number, 10), qualifier.rounding == "inequality"
    fewest = {0: number, POINTS: ceil(number - tenth), ALL: 1}[qualifier.below]
    most = {0: number, POINTS: floor(number + tenth), ALL: maxsize - 1}[qualifier.above]
    return fewest + (beyond and fewest == number), most - (beyond and most == number)


def _part(said: str, whole: range | None) -> range:
    """Return the sizes of a group whose share of everybody is in print."""
    if whole is None:
        raise NotUnderstoodError(f"{said!r} of how many?", "the number of all, as n")
    share = read_printed(said)
    least, most = share.low * whole[0], share.high * whole[-1]
    beyond = share.rounding == "inequality"
    first = floor(least) + 1 if beyond and share.low else ceil(least)
    last = ceil(most) - 1 if beyond and share.high < 1 else floor(most)
    if max(first, 1) > last:
        all_of = f"{whole[0]:,}" if len(whole) == 1 else f"{whole[0]:,} to {whole[-1]:,}"
        raise NotUnderstoodError(f"no number of people is {said} of {all_of}")
    return range(max(first, 1), last + 1)


def _people(printed: object, first: int, last: int) -> range:
    if not 1 <= first <= last:
        raise NotUnderstoodError(f"{printed!r}: a base has at least one person")
    return range(first, last + 1)
