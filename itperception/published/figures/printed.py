"""What stands in print, read as the range of shares it stands for.

"51 %" is every share that is rounded to it, "four of five" what is nearer to it than to
the next tenth, "more than 30 %" everything above. Which words are understood, and the
range each is declared to have, stands in :mod:`itperception.published.figures.words`; a file of
figures may give its own ``low`` and ``high`` instead. Ends are exact fractions.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from math import ceil, floor
from sys import maxsize
from typing import NamedTuple

from itperception.errors import NotUnderstoodError
from itperception.published.figures import words
from itperception.published.figures.normalising import (
    normalised,
    qualified,
    short_enough,
    without_marks,
    without_people,
)
from itperception.published.figures.reading import (
    EXACT,
    Known,
    Reading,
    as_shares,
    decimal_reading,
    mean_reading,
    near,
    number_words,
    ordinals,
    part_words,
    rounded_shares,
)
from itperception.published.figures.words import (
    ALL,
    BETWEEN,
    POINTS,
    TO,
    UNKNOWN,
    Qualifier,
    RoundingRule,
    any_of,
    one_of,
    phrases,
)
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

    `base`: people, if known: "7 of 12" is a count among 12 people, else a way to speak.

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


def read_printed(
    text: str, *, to: str | None = None, rounding: RoundingRule = "unknown",
    base: int | None = None, others: Mapping[str, Reading] | None = None,
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
    if named := similar_figure(short_enough(text)):
        return _similar(named, others or {})
    told = _read(normalised(text), text, Known(to, rounding, base))
    if marks := without_marks(text)[1]:
        left_out = f"the footnote mark {marks} is left out"
        return replace(told, reason=f"{told.reason}; {left_out}")
    return told


def _read(said: str, text: str, known: Known) -> Reading:
    """Read what has been normalised; `text` is what stood in print."""
    if match := _MEAN.fullmatch(said):
        return mean_reading(*match.groups(), known.rounding)
    if match := _BRACKET.fullmatch(said):
        return _both(*map(without_people, match.groups()), text, known)
    if match := _PERCENTAGE.fullmatch(said):
        return _percentage(match[1], None, known)
    if match := _RANGE.fullmatch(said):
        return _between(*(rounded_shares(end, known) for end in match.groups()))
    qualifier, named = qualified(phrase_meanings().get(said, said))
    if named in phrase_meanings():
        inner, named = qualified(phrase_meanings()[named])
        qualifier = inner or qualifier
    if match := _PERCENTAGE.fullmatch(named):
        return _percentage(match[1], qualifier, known)
    if found := read_fraction(named, known.base):
        return _of_fraction(found, qualifier)
    if match := _SPOKEN_RANGE.fullmatch(said):
        return _between(*(_read(end, text, known) for end in match.groups()))
    raise NotUnderstoodError(f"{text!r} is not understood", words.UNDERSTOOD)


def similar_figure(text: str) -> str | None:
    """Return the id of the figure that one is said to be similar to, if it is.

    Examples
    --------
    >>> similar_figure("similar to image_good"), similar_figure("51 %")
    ('image_good', None)
    """
    match = _SIMILAR.fullmatch(normalised(text))
    return match[1] if match else None


_DIGITS = r"\d+(?:[.,]\d+)?"
_PERCENTAGE = re.compile(rf"({_DIGITS}|[.,]\d+|{_SAID}) %")
_BRACKET = re.compile(r"(.+?) ?\(([^()]+)\)")
_PEOPLE = re.compile(rf"(?:n ?= ?)?({_COUNT})")
_RANGE = re.compile(
    f"{one_of(words.BETWEEN)}?({_DIGITS}|{_SAID})(?: %)?"
    f"{one_of(words.TO)}({_DIGITS}|{_SAID}) %"
)
_SPOKEN_RANGE = re.compile(
    rf"{one_of(words.BETWEEN)}?(.*[^\W\d]) {any_of(words.TO)} (.*[^\W\d].*)"
)
_SIMILAR = re.compile(rf"{one_of(words.SIMILAR)}(\S+)")
_MEAN = re.compile(
    rf"(?:m(?:ean)? ?=? ?)?({_DIGITS})(?:,? ?\(?{any_of(words.SPREAD)} ?=? ?({_DIGITS})\)?)?"
    rf"{one_of(words.ON_A_SCALE)}(\d+){one_of(words.TO)}(\d+)\)?"
)


def _between(first: Reading, last: Reading) -> Reading:
    """Return a range in print, from the lowest to the highest that its ends stand for."""
    reason = f"a range in print; {first.reason}"
    return replace(first, high=max(first.high, last.high), reason=reason)


def _both(outer: str, inner: str, text: str, known: Known) -> Reading:
    """Read one figure that is printed in two ways, the second in brackets.

    A count beside its percentage says of how many; of words beside digits the digits are
    taken. A bare number in brackets behind words is a percentage.
    """
    for count, share in ((outer, inner), (inner, outer)):
        if (match := _PEOPLE.fullmatch(count)) and "%" in share:
            people = int(re.sub(r"\D", "", match[1]))
            return _counted(people, _read(share, text, known), text, known.base)
    inner = f"{inner} %" if _PEOPLE.fullmatch(inner) else inner
    first, last = (_read(said, text, known) for said in (outer, inner))
    if first.low > last.high or first.high < last.low:
        raise NotUnderstoodError(f"{outer} and {inner} cannot both be right", "one of them")
    taken, other = (last, inner) if first.kind == "words" or last.base else (first, outer)
    left = outer if other == inner else inner
    return replace(taken, reason=f"{taken.reason}; also printed as {left!r}")


def _counted(count: int, share: Reading, text: str, base: int | None) -> Reading:
    """Return a count of people, of as many as its percentage says."""
    if not share.high or count > MOST_PEOPLE:
        raise NotUnderstoodError(f"{text!r}: no group has so many people of that share")
    most = floor(count / share.low) if share.low else count
    bases = range(max(1, ceil(count / share.high)), most + 1)
    of = base or (bases[0] if len(bases) == 1 else None)
    if of not in bases:
        fitting = f"{bases[0]:,} to {bases[-1]:,}" if bases else "no number of people"
        told = f"{text!r}: {count:,} are this share of {fitting}"
        told += f", not of {base:,}" if base else ""
        raise NotUnderstoodError(told, "how many were asked, as base")
    exact = Fraction(count, of)
    return Reading(
        kind="percent", low=exact, high=exact, rounding="declared", reason=EXACT, base=of
    )


def _of_fraction(found: SpokenFraction, qualifier: Qualifier | None) -> Reading:
    """Return the shares of a fraction in words, or of a count of people."""
    if qualifier is None:
        told = (
            words.FRACTION if found.off == Fraction(POINTS, 100) else words.FINER_FRACTION
        )
        reason = EXACT if found.base else told if found.off else words.WHOLE
        around = Qualifier(POINTS, POINTS, "declared", reason, "")
        told = near(found.share, around, found.off)
        kind = "percent" if found.base else "words"
        return replace(told, kind=kind, base=found.base)
    return replace(near(found.share, qualifier, found.off or None), base=found.base)


def _percentage(value: str, qualifier: Qualifier | None, known: Known) -> Reading:
    if qualifier is None:
        return rounded_shares(value, known)
    found = near(decimal_reading(value) / 100, qualifier)
    inequality = qualifier.rounding == "inequality"
    return replace(found, kind="percent") if inequality else found


def _similar(figure: str, others: Mapping[str, Reading]) -> Reading:
    """Read "similar to": off what was printed in digits, else off the ends of words."""
    if figure not in others:
        known = ", ".join(others) or "none"
        raise NotUnderstoodError(
            f"similar to {figure!r}, which is no figure; known: {known}"
        )
    other, points = others[figure], Fraction(POINTS, 100)
    low, high = other.low, other.high
    if other.kind == "percent" and other.rounding != "inequality":
        low = high = (low + high) / 2
    reason = f"similar to {figure!r} is read as at most {POINTS} points off"
    return as_shares("words", low - points, high + points, "declared", reason)


_NUMBER = r"\d{1,3}(?:[.,' ]\d{3})+|\d+"
_FROM_TO = re.compile(f"{one_of(BETWEEN)}?({_NUMBER}){one_of(TO)}({_NUMBER})")
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
    if ends := _FROM_TO.fullmatch(said):
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
