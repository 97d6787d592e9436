"""What a figure in print stands for, and the readings that digits and words come to.

Numbers and parts of a whole are written as words in English, Swedish and German, composed
("thirteen", "trettioen", "einundzwanzig"); what they are taken to mean as shares is said in
:mod:`itperception.published.figures.words`.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal, NamedTuple

from itperception.errors import NotUnderstoodError
from itperception.published.figures.words import POINTS, Qualifier, RoundingRule
from itperception.survey.questions import MOST_CATEGORIES

_UNITS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen "
          "fourteen fifteen sixteen seventeen eighteen nineteen",
    "sv": "noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton "
          "sexton sjutton arton nitton",
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn "
          "vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
}  # fmt: skip
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety hundred",
    "sv": "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio hundra",
    "de": "zwanzig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig hundert",
}
_OTHER_NAMES = {
    1: "a an the en eine einer einem einen eines der die das", 100: "etthundra einhundert",
    1000: "thousand tusen tausend ettusen eintausend",
}  # fmt: skip

ORDINALS = {
    2: "second other | annan annat andra | zweite", 3: "third | tredje | dritte",
    4: "fourth | fjärde | vierte", 5: "fifth | femte | fünfte",
    6: "sixth | sjätte | sechste", 7: "seventh | sjunde | siebte siebente",
    8: "eighth | åttonde | achte", 9: "ninth | nionde | neunte",
    10: "tenth | tionde | zehnte", 12: "twelfth | tolfte | zwölfte",
    15: "fifteenth | femtonde | fünfzehnte", 20: "twentieth | tjugonde | zwanzigste",
    100: "hundredth | hundrade | hundertste",
}  # fmt: skip
_PARTS = {
    2: "half halves | halva hälft hälften | hälfte hälften", 3: "| tredjedel | drittel",
    4: "quarter | fjärdedel kvart | viertel", 5: "| femtedel | fünftel",
    6: "| sjättedel | sechstel", 7: "| sjundedel | siebtel", 8: "| åttondel | achtel",
    9: "| niondel | neuntel", 10: "| tiondel | zehntel", 12: "| tolftedel | zwölftel",
    20: "| tjugondel | zwanzigstel", 100: "| hundradel | hundertstel",
}  # fmt: skip
"""What comes beside the English ordinals; plurals are made from them."""


@cache
def number_words() -> dict[str, int]:
    """Return every number that is understood as a word, up to 100, and 1,000.

    Examples
    --------
    >>> [number_words()[name] for name in ("thirty one", "trettioen", "einunddreissig")]
    [31, 31, 31]
    """
    named: dict[str, int] = {}
    for language, units in _UNITS.items():
        small = units.split()
        named |= {name: number for number, name in enumerate(small)}
        for ten, name in zip(range(20, 101, 10), _TENS[language].split(), strict=True):
            named[name] = ten
            for one, unit in enumerate(small[1:10] if ten < 100 else (), start=1):
                joined = {"en": f"{name} {unit}", "sv": f"{name}{unit}",
                          "de": f"{unit}und{name}"}  # fmt: skip
                named[joined[language]] = ten + one
    named |= {f"{ten}en": number + 1 for ten, number in named.items()
              if number in range(20, 100, 10) and ten in _TENS["sv"].split()}  # fmt: skip
    others = {name: n for n, names in _OTHER_NAMES.items() for name in names.split()}
    one = {f"{article} {name}": named.get(name, 1000)
           for article in ("a", "one", "ett", "ein") for name in
           ("hundred", "thousand", "hundra", "tusen", "hundert", "tausend")}  # fmt: skip
    return others | named | one


@cache
def ordinals() -> dict[str, int]:
    """Return the places that "every" may name, "jedes dritte" as "vart fjärde"."""
    plain = {
        name: k for k, row in ORDINALS.items() for name in row.replace("|", "").split()
    }
    german = {f"{name}{end}": k for name, k in plain.items() if name.endswith("te")
              for end in "rsnm"}  # fmt: skip
    return plain | german


@cache
def part_words() -> dict[str, int]:
    """Return the parts of a whole: 3 for "third", "tredjedelar" and "drittel".

    Examples
    --------
    >>> [part_words().get(name) for name in ("thirds", "fjärdedelar", "zehntel", "second")]
    [3, 4, 10, None]
    """
    named = {row.split()[0]: k for k, row in ORDINALS.items() if k > 2}
    named |= {name: k for k, row in _PARTS.items() for name in row.replace("|", "").split()}
    return named | {f"{name}{end}": k for name, k in named.items() for end in ("s", "ar")}


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
    """What a printed figure stands for."""

    kind: FigureKind  # {"percent", "words", "mean"}: How it was printed
    low: Fraction  # ends of the range: shares in [0, 1]; of a mean, scale points
    high: Fraction
    # whether the ends belong to it; see
    # :func:`itperception.published.tables.feasible.allowed_counts`
    rounding: RoundingRule
    reason: str  # why the range is what it is
    base: int | None = None  # people, where the figure itself says how many
    scale: tuple[int, int] | None = None  # lowest and highest answer, of a mean
    # ends of the standard deviation printed with a mean
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
