"""Which strata of a three-way table tell anything about answers and groups.

A stratum of one respondent, or in which everybody gave one answer or belongs to one
group, has nothing to compare; the tests of strata leave it out and say so.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from itperception.inference.results import State

COMMON_ODDS_RATIO = "common odds ratio"


@dataclass(frozen=True, slots=True)
class Strata:
    """Tables that tell something, and what was left out of them.

    Attributes
    ----------
    tables : numpy.ndarray, shape (strata, answers, groups)
        Each stratum has at least two groups and two different answers.
    strata, answers, groups : numpy.ndarray of bool
        Which of those that were given are still there.
    margins : tuple of numpy.ndarray
        Respondents of each answer and of each group in all strata that were given.
    state : State
        ``State.OK`` if there is such a stratum.
    note : str
        How many strata were left out, with how many respondents.
    """

    tables: np.ndarray
    strata: np.ndarray
    answers: np.ndarray
    groups: np.ndarray
    margins: tuple[np.ndarray, np.ndarray]
    state: State
    note: str = ""

    @property
    def base(self) -> float:
        """Respondents in the strata that are kept."""
        return float(self.tables.sum())


def keep_informative(tables: ArrayLike) -> Strata:
    """Leave out strata in which nothing can be compared, and empty answers and groups.

    Examples
    --------
    >>> kept = keep_informative([[[4, 1], [2, 3]], [[5, 6], [0, 0]]])
    >>> kept.base, kept.note
    (10.0, 'left out: 1 stratum without two answers and two groups, 11 respondents')
    """
    tables = np.asarray(tables, float)
    tables = tables[np.newaxis] if tables.ndim == 2 else tables
    if tables.ndim != 3:
        state = State.WRONG_SHAPE if tables.size else State.EMPTY
        return Strata(np.zeros((0, 0, 0)), *[np.zeros(0, bool)] * 3, (), state)
    several = [(tables.sum(axis) > 0).sum(1) > 1 for axis in (2, 1)]
    telling = np.logical_and(*several) & (tables.sum((1, 2)) > 1)
    answers, groups = (tables[telling].sum(axis) > 0 for axis in ((0, 2), (0, 1)))
    return Strata(
        tables=tables[telling][:, answers][:, :, groups],
        strata=telling,
        answers=answers,
        groups=groups,
        margins=(tables.sum((0, 2)), tables.sum((0, 1))),
        state=State.OK if telling.any() else _why_nothing(tables.sum(0)),
        note=left_out(tables[~telling & (tables.sum((1, 2)) > 0)]),
    )


def two_by_two(tables: ArrayLike) -> Strata:
    """Leave out what `keep_informative` does, of tables of two answers and two groups.

    Examples
    --------
    >>> two_by_two([[[4, 1, 2], [2, 3, 1]]]).state.words
    'the method is for tables of another shape'
    """
    strata = keep_informative(tables)
    if np.size(tables) and np.shape(tables)[-2:] != (2, 2):
        return replace(strata, state=State.WRONG_SHAPE)
    return strata


def left_out(tables: np.ndarray, lacking: str = "two answers and two groups") -> str:
    """Say how many strata were left out, and what they lack.

    Examples
    --------
    >>> left_out(np.ones((2, 2, 2)))
    'left out: 2 strata without two answers and two groups, 8 respondents'
    """
    if not len(tables):
        return ""
    strata = f"{len(tables)} strat{'um' if len(tables) == 1 else 'a'}"
    people = f"{tables.sum():g} respondent{'' if tables.sum() == 1 else 's'}"
    return f"left out: {strata} without {lacking}, {people}"


def _why_nothing(pooled: np.ndarray) -> State:
    """Say why no stratum tells anything."""
    if not pooled.sum() > 0:
        return State.EMPTY
    answers, groups = ((pooled.sum(axis) > 0).sum() for axis in (1, 0))
    if answers < 2 or groups < 2:
        return State.ONE_ROW if answers < 2 else State.ONE_COLUMN
    return State.NO_VARIATION
