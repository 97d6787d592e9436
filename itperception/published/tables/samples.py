"""Every set of answers that has the mean and the standard deviation in print.

Answers on a scale of whole numbers with a given mean, standard deviation and number of
people are few enough to be counted and listed (as Wilkinson's CORVIDS and the CLOSURE of
Heathers and others do). Shares, nets and tests then have a range that some set of answers
attains; figures that no set of answers has are inconsistent, which is what GRIM (Brown
and Heathers 2017) and GRIMMER (Anaya 2016) look for.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

import numpy as np

from itperception.errors import ItPerceptionError, NotUnderstoodError
from itperception.published.figures.figures import Figure
from itperception.published.figures.printed import read_printed
from itperception.published.tables.feasible import figure_counts, whole_sums
from itperception.published.tables.walk import END, UNBOUNDED, Sum, Walk

_Ends = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Samples:
    """The sets of answers of `base` people that agree with what is in print.

    Examples
    --------
    Ten people, mean 3.0, standard deviation 1.5, answers from 1 to 5:

    >>> tenths = [Fraction(number, 100) for number in (295, 305, 145, 155)]
    >>> samples = Samples((1, 5), 10, (tenths[0], tenths[1]), (tenths[2], tenths[3]))
    >>> samples.sets.tolist()
    [[3, 0, 2, 4, 1], [2, 2, 2, 2, 2], [1, 4, 2, 0, 3]]
    """

    # lowest and highest answer; every whole number between them can be given
    scale: tuple[int, int]
    base: int  # people, each with an answer
    mean: _Ends  # ends of the mean, both allowed
    # ends of the standard deviation of a sample (n − 1), both allowed; None if it is not in
    # print
    spread: _Ends | None
    # answers, and how many people gave one of them
    shares: tuple[tuple[tuple[int, ...], range], ...] = ()

    @property
    def answers(self) -> tuple[int, ...]:
        """The answers, from the lowest to the highest."""
        return tuple(range(self.scale[0], self.scale[1] + 1))

    @cached_property
    def number(self) -> int:
        """How many sets of answers fit, exactly."""
        return self._walk.number() if self._walk else 0

    @cached_property
    def sets(self) -> np.ndarray:
        """Every set: people per answer, int64, shape (number, answers).

        Raises
        ------
        ItPerceptionError
            If there are more than two million.
        """
        if self.number > 2_000_000:
            raise ItPerceptionError(
                f"{self.number:,} sets of answers fit, too many to list"
            )
        parts = list(self._walk.solutions()) if self._walk else []
        columns = range(len(self.answers), 0, -1)
        found = [np.stack([part.chosen[at] for at in columns], axis=1) for part in parts]
        return np.concatenate([np.empty((0, len(self.answers)), np.int64), *found])

    @property
    def is_possible(self) -> bool:
        """Whether any set of answers fits."""
        return bool(self._walk) and any(len(part) for part in self._walk.solutions(1000))

    def moments(self) -> np.ndarray:
        """Return each mean with each variance (of a sample) that goes with it, once."""
        if not self._walk:
            return np.empty((0, 2))
        walk = self._walk
        scores = {
            at: self.scale[1] - self.scale[0] + 1 - at for at in range(1, len(self.answers))
        }
        squares = {at: score * score for at, score in scores.items()}
        free = [Sum(of, [0], [UNBOUNDED], until=END) for of in (scores, squares)]
        end = Walk(walk.domains, [*walk.sums, *free]).end()
        if not len(end):
            return np.empty((0, 2))
        total, square = (end.used[len(walk.sums) + at] for at in (0, 1))
        variance = (square - total**2 / self.base) / (self.base - 1)
        return np.stack([self.scale[0] + total / self.base, variance], axis=1)

    @cached_property
    def _walk(self) -> Walk | None:
        """Return people per answer, the highest first, for every sum of the answers."""
        low, steps = self.scale[0], self.scale[1] - self.scale[0]
        sums = whole_sums(*self.mean, self.base)
        above = range(sums.start - low * self.base, sums.stop - low * self.base)
        if self.base < 2 or not above:
            return None
        everybody = range(1, steps + 2)
        weights = {at: steps + 1 - at for at in everybody if at <= steps}
        facts = [
            Sum(dict.fromkeys(everybody, 1), [self.base], [self.base]),
            Sum(weights, list(above), list(above), base=0),
            *self._squares(above, weights),
            *(self._net(answers, counts) for answers, counts in self.shares),
        ]  # fmt: skip
        people = [range(self.base + 1)] * (steps + 1)
        return Walk([above, *people], facts, kept=dict.fromkeys(everybody, np.inf))

    def _squares(self, above: range, weights: dict[int, int]) -> Iterator[Sum]:
        """Yield what the standard deviation says of the sum of squares, per sum."""
        if self.spread is None:
            return
        least, most = (max(end, Fraction(0)) ** 2 * (self.base - 1)
                       for end in self.spread)  # fmt: skip
        around = [Fraction(total * total, self.base) for total in above]
        squares = {at: weight * weight for at, weight in weights.items()}
        low = [ceil(least + of) for of in around]
        yield Sum(squares, low, [floor(most + of) for of in around], base=0)

    def _net(self, answers: Sequence[int], counts: range) -> Sum:
        cells = {self.scale[1] - answer + 1: 1 for answer in answers}
        return Sum(cells, [counts.start], [counts.stop - 1])


def scale_of(mean: Figure, answers: Sequence[str] = ()) -> tuple[int, int] | None:
    """Return the lowest and the highest answer behind a mean, None if print lacks them.

    A mean is printed with its scale, or else of an item whose `answers` are whole numbers
    without gaps.
    """
    with suppress(NotUnderstoodError):
        if told := read_printed(mean.printed).scale:
            return told
    if not answers or not all(answer.removeprefix("-").isdecimal() for answer in answers):
        return None
    scale = sorted(map(int, answers))
    return (scale[0], scale[-1]) if scale[-1] - scale[0] == len(scale) - 1 else None


def samples_of(
    mean: Figure, base: int, figures: Iterable[Figure] = (), *,
    scale: tuple[int, int] | None = None,
) -> Samples | None:  # fmt: skip
    """Return the sets of answers behind a mean, with its standard deviation if printed.

    The mean is printed as "2.7 (SD 1.9) on 1 to 5" or "2.7 on 1 to 5", or else its `scale` is
    given; None if it is not known. Percentages among `figures` of the same item and group
    whose categories are answers on the scale, such as "4" and "5", bind the sets too.
    """
    scale = scale_of(mean) or scale
    if scale is None:
        return None
    named = {str(answer) for answer in range(scale[0], scale[1] + 1)}
    shares = tuple(
        (tuple(map(int, figure.categories)), figure_counts(figure, base))
        for figure in figures
        if (figure.item, figure.group) == (mean.item, mean.group)
        and figure.is_share and set(figure.categories) <= named
    )  # fmt: skip
    return Samples(scale, base, (mean.low, mean.high), spread_of(mean), shares)


def spread_of(mean: Figure) -> _Ends | None:
    """Return the ends of the standard deviation printed with a mean, if there is one."""
    with suppress(NotUnderstoodError):
        return read_printed(mean.printed).spread
    return None
