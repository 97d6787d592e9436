"""Where respondents can stand, and what print says of how many stand there.

Some items are *conditions*: the group, such as the organisation type, and every item that
a claim divides people by. Each combination of their answers is a *corner*. Print ties no
two other items to each other, so it is enough to know how many people stand in each
corner, and how the people of each corner answer each item: those are the *cells*. A
:class:`StandingRow` is one figure or claim as an inequality between whole numbers of people.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from math import floor, inf, lcm
from typing import NamedTuple

import numpy as np
import pandas as pd

from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import Study, StudyClaim
from itperception.published.tables.feasible import figure_counts

GROUP = "group"
"""The condition that is the group of a study, such as the organisation type."""

Given = tuple[str, tuple[str, ...]] | None  # a condition and answers to it
AnswersByItem = Mapping[str, tuple[str, ...]]  # item → all its answers


class ShareOfPeople(NamedTuple):
    """The people with some answers to an item, among those who meet a condition."""

    item: str
    categories: tuple[str, ...]
    given: Given = None


@dataclass(frozen=True, slots=True)
class SharesCompared:
    """The sum of the shares `above` is larger than that of the shares `below`."""

    claim: str  # id of the claim; which difference it is
    told: str
    above: tuple[ShareOfPeople, ...]  # as many of the one as of the other
    below: tuple[ShareOfPeople, ...]
    lead: Fraction = Fraction(0)  # by more than this, in [0, 1]

    @property
    def conditions(self) -> set[str]:
        """What people are divided by."""
        return {share.given[0] for share in (*self.above, *self.below) if share.given}

    def difference(self, people: pd.DataFrame, by: str) -> Fraction:
        """Return the difference among respondents, whose groups stand in column `by`."""
        above, below = (
            sum(_share(share, people, by) for share in side)
            for side in (self.above, self.below)
        )
        return above - below


def comparisons(
    claim: StudyClaim, study: Study, answers: AnswersByItem, lead: Fraction = Fraction(0)
) -> tuple[SharesCompared, ...]:
    """Return a claim as comparisons of shares; none if it is of another kind.

    The option ``lead`` of the claim is in points.

    `lead`: by more than how much, where the claim does not say, in [0, 1].

    Examples
    --------
    >>> good = Figure(row="1", id="good", item="image", label="", kind="percent",
    ...               printed="51 %", categories=("good",))
    >>> study = Study(name="s", figures=(good,), parts=("a", "b"))
    >>> claim = StudyClaim(id="c", text="", kind="lowest_group", figures=("good",),
    ...               options={"group": "a"})
    >>> [comparison.told for comparison in comparisons(claim, study, {})]
    ['image: b above a']
    """
    if claim.kind not in COMPARISONS:
        return ()
    if "lead" in claim.options:
        lead = Fraction(str(claim.options["lead"])) / 100
    figures = [study.figure(name) for name in claim.figures]
    return tuple(
        SharesCompared(claim.id, told, above, below, lead)
        for told, above, below in COMPARISONS[claim.kind](
            claim, figures, study.parts, answers
        )
    )


Sides = Iterable[tuple[str, tuple[ShareOfPeople, ...], tuple[ShareOfPeople, ...]]]


def _in(figure: Figure, column: str, *answers: str) -> ShareOfPeople:
    return ShareOfPeople(figure.item, figure.categories, (column, answers))


def _ahead(claim: StudyClaim, figures, parts, answers) -> Sides:
    """Put the group above each other group, or below it, on every figure of the claim."""
    group = str(claim.options["group"])
    for figure in figures:
        for other in (part for part in parts if part != group):
            pair = (group, other) if claim.kind == "highest_group" else (other, group)
            above, below = ((_in(figure, GROUP, name),) for name in pair)
            yield f"{figure.item}: {pair[0]} above {pair[1]}", above, below


def _above_average(claim: StudyClaim, figures, parts, answers) -> Sides:
    """Put the group above all others taken together, on every figure of the claim."""
    group = str(claim.options["group"])
    others = [part for part in parts if part != group]
    for figure in figures:
        told = f"{figure.item}: {group} above all others together"
        yield told, (_in(figure, GROUP, group),), (_in(figure, GROUP, *others),)


def _gap_everywhere(claim: StudyClaim, figures, parts, answers) -> Sides:
    """Put the first figure above the second, in every group."""
    first, second = figures
    for group in parts:
        yield f"gap: {group}", (_in(first, GROUP, group),), (_in(second, GROUP, group),)


def _gap_differs(claim: StudyClaim, figures, parts, answers) -> Sides:
    """Put the gap of those without the third figure above the gap of those with it."""
    first, second, thing = figures
    item, have = thing.item, thing.categories
    lack = tuple(answer for answer in answers[item] if answer not in have)
    yield (
        f"gap without {item} above gap with it, an association and no cause",
        (_in(first, item, *lack), _in(second, item, *have)),
        (_in(second, item, *lack), _in(first, item, *have)),
    )


def _not_always(claim: StudyClaim, figures, parts, answers) -> Sides:
    """Put the larger share above the smaller, which leaves somebody in it alone."""
    low, high = sorted(figures, key=lambda figure: figure.middle)
    if low.high < high.low:
        above, below = (ShareOfPeople(f.item, f.categories) for f in (high, low))
        told = f"{high.item} above {low.item}, so that somebody is in one alone"
        yield told, (above,), (below,)


COMPARISONS: dict[str, Callable[..., Sides]] = {
    "lowest_group": _ahead,
    "highest_group": _ahead,
    "above_average": _above_average,
    "gap_everywhere": _gap_everywhere,
    "not_always": _not_always,
    "association": _gap_differs,
}


def _share(share: ShareOfPeople, people: pd.DataFrame, by: str) -> Fraction:
    """Return a share among respondents; of nobody it is 0."""
    if share.given:
        column, answers = share.given
        people = people[people[by if column == GROUP else column].isin(answers)]
    if people.empty:
        return Fraction(0)
    return Fraction(int(people[share.item].isin(share.categories).sum()), len(people))


BasesByItem = Mapping[str, tuple[int, ...]]  # condition → people with each of its answers


class StandingRow(NamedTuple):
    """``low`` ≤ Σ coefficient · people ≤ ``high``, all whole; ``unit`` makes shares of it."""

    told: str  # id of the figure or claim
    coefficients: dict[int, int]  # cell → coefficient
    low: float  # whole numbers, or infinite
    high: float
    unit: int  # what the sum is divided by to be a share or a difference of shares

    def holds(self, people: Sequence[int]) -> bool:
        """Whether whole numbers of people, one per cell, satisfy the row: exactly."""
        total = sum(times * int(people[cell]) for cell, times in self.coefficients.items())
        return self.low <= total <= self.high


@dataclass(frozen=True, eq=False)
class StandingCells:
    """The corners come first, then of each item the answers of each corner.

    Examples
    --------
    >>> cells = StandingCells({GROUP: ("a", "b")}, {"web": ("yes", "no")})
    >>> cells.number, cells.of("web", ("yes",), (GROUP, ("b",)))
    (6, [4])
    """

    conditions: Mapping[str, tuple[str, ...]]  # condition → its answers
    items: Mapping[str, tuple[str, ...]]  # every other item → its answers

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
