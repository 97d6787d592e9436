"""Where respondents can stand, and what print says of how many stand there.

Some items are *conditions*: the group, such as the organisation type, and every item that
a claim divides people by. Each combination of their answers is a *corner*. Print ties no
two other items to each other, so it is enough to know how many people stand in each
corner, and how the people of each corner answer each item: those are the *cells*. A
:class:`StandingRow` is one figure or claim as an inequality between whole numbers of people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from math import floor, inf, lcm
from typing import NamedTuple

import numpy as np

from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.tables.feasible import figure_counts
from itperception.published.twins.claims import GROUP, Given, SharesCompared

BasesByItem = Mapping[str, tuple[int, ...]]  # condition → people with each of its answers


class StandingRow(NamedTuple):
    """``low`` ≤ Σ coefficient · people ≤ ``high``, all whole; ``unit`` makes shares of it.

    Attributes
    ----------
    told : str
        Id of the figure or claim.
    coefficients : dict of int to int
        Cell → coefficient.
    low, high : float
        Whole numbers, or infinite.
    unit : int
        What the sum is divided by to be a share or a difference of shares.
    """

    told: str
    coefficients: dict[int, int]
    low: float
    high: float
    unit: int

    def holds(self, people: Sequence[int]) -> bool:
        """Whether whole numbers of people, one per cell, satisfy the row: exactly."""
        total = sum(times * int(people[cell]) for cell, times in self.coefficients.items())
        return self.low <= total <= self.high


@dataclass(frozen=True, eq=False)
class StandingCells:
    """The corners come first, then of each item the answers of each corner.

    Attributes
    ----------
    conditions : mapping of str to tuple of str
        Condition → its answers.
    items : mapping of str to tuple of str
        Every other item → its answers.

    Examples
    --------
    >>> cells = StandingCells({GROUP: ("a", "b")}, {"web": ("yes", "no")})
    >>> cells.number, cells.of("web", ("yes",), (GROUP, ("b",)))
    (6, [4])
    """

    conditions: Mapping[str, tuple[str, ...]]
    items: Mapping[str, tuple[str, ...]]

    @cached_property
    def corners(self) -> list[dict[str, str]]:
        """Every combination of the conditions' answers; one, if there is no condition."""
        names, answers = list(self.conditions), self.conditions.values()
        return [dict(zip(names, values, strict=True)) for values in product(*answers)]

    @cached_property
    def blocks(self) -> dict[str, np.ndarray]:
        """Item → its cells, shape (corners, answers)."""
        found, first = {}, len(self.corners)
        for item, answers in self.items.items():
            size = len(self.corners) * len(answers)
            found[item] = np.arange(first, first + size).reshape(-1, len(answers))
            first += size
        return found

    @cached_property
    def number(self) -> int:
        """How many cells there are."""
        return len(self.corners) + sum(block.size for block in self.blocks.values())

    @cache  # noqa: B019
    def of(self, item: str, answers: tuple[str, ...], given: Given = None) -> list[int]:
        """Return the cells of people with one of these answers, of all or some people."""
        chosen = [
            at
            for at, corner in enumerate(self.corners)
            if given is None or corner[given[0]] in given[1]
        ]
        if item in self.conditions:
            return [at for at in chosen if self.corners[at][item] in answers]
        places = [self.items[item].index(answer) for answer in answers]
        return self.blocks[item][np.ix_(chosen, places)].ravel().tolist()

    def people(self, given: Given, bases: BasesByItem, n: int) -> int:
        """Return how many people meet a condition."""
        if given is None:
            return n
        column, answers = given
        known = dict(zip(self.conditions[column], bases[column], strict=True))
        return sum(known[answer] for answer in answers)


def figure_row(
    figure: Figure, cells: StandingCells, bases: BasesByItem, n: int
) -> StandingRow:
    """Return what a share in print says, at a base at which it is possible."""
    given = None if figure.group == EVERYBODY else (GROUP, (figure.group,))
    counts = figure_counts(figure, cells.people(given, bases, n))
    members = cells.of(figure.item, figure.categories, given)
    return StandingRow(figure.id, dict.fromkeys(members, 1), counts[0], counts[-1], n)


def comparison_row(
    told: SharesCompared, cells: StandingCells, bases: BasesByItem, n: int
) -> StandingRow:
    """Return a difference of shares that is larger than its lead, in whole numbers."""
    shares = [(share, 1) for share in told.above] + [(share, -1) for share in told.below]
    people = [cells.people(share.given, bases, n) for share, _ in shares]
    unit = lcm(*people, told.lead.denominator)
    coefficients: dict[int, int] = {}
    for (share, sign), base in zip(shares, people, strict=True):
        for cell in cells.of(share.item, share.categories, share.given):
            coefficients[cell] = coefficients.get(cell, 0) + sign * (unit // base)
    return StandingRow(told.claim, coefficients, floor(told.lead * unit) + 1, inf, unit)


def base_rows(cells: StandingCells, bases: BasesByItem, n: int) -> Iterator[StandingRow]:
    """Yield that the corners add up to the people of each condition."""
    for column in bases:
        for answer, people in zip(cells.conditions[column], bases[column], strict=True):
            members = cells.of(column, (answer,))
            yield StandingRow(column, dict.fromkeys(members, 1), people, people, n)


def answer_rows(cells: StandingCells) -> Iterator[StandingRow]:
    """Yield that in each corner the answers to an item add up to the corner's people."""
    for item, block in cells.blocks.items():
        for corner, own in enumerate(block.tolist()):
            yield StandingRow(item, {corner: -1} | dict.fromkeys(own, 1), 0, 0, 1)
