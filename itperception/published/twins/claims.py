"""What claims in print mean: one sum of shares larger than another, by more than a lead.

"Worse than the others" is a direction, not a figure. Every claim that respondents can bear
out is a sum of shares above another: other groups above the lowest one, good performance
above good image in each group, the gap without marketing above the gap with it. Claims of
other kinds (what is usual, what is beyond chance) ask nothing of respondents that their
figures do not ask.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Study, StudyClaim

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
    """The sum of the shares `above` is larger than that of the shares `below`.

    Attributes
    ----------
    claim, told : str
        Id of the claim; which difference it is.
    above, below : tuple of ShareOfPeople
        As many of the one as of the other.
    lead : fractions.Fraction
        By more than this, in [0, 1].
    """

    claim: str
    told: str
    above: tuple[ShareOfPeople, ...]
    below: tuple[ShareOfPeople, ...]
    lead: Fraction = Fraction(0)

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

    Parameters
    ----------
    lead : fractions.Fraction
        By more than how much, where the claim does not say, in [0, 1].

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
