"""Columns that share people: the options of a set, each with those who chose it.

Whoever is in two columns moves both of their shares, so that the variance of a difference is
var p₁ + var p₂ − 2 cov. A share is the mean of noughts and ones, and
:class:`itperception.inference.numbers.Numbers` knows that a person may be in several columns:
its influences w 1[in the column](y − p)/W are added up over units, those of a person in both
of them too. Tests take the variance under their hypothesis, one p of all who are compared and one
spread about it: of a column in which nobody, or everybody, gave an answer it is not nothing.
Intervals take that about the share of each column.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from itperception.inference.comparisons.pair_tests import PairTest
from itperception.inference.design.design_scores import together
from itperception.inference.design.units import Units
from itperception.inference.intervals import LEVEL, Interval
from itperception.inference.methods import NOMINAL, ORDINAL
from itperception.inference.numbers import Numbers, null_covariance
from itperception.inference.results import State, TestResult, join_notes
from itperception.inference.solving import positive

OVERLAP = "columns share people, who chose several: letters and tests know it"
RANKS = "Wald test of mean ranks in columns that share people"
SHARES = "Wald test of shares in columns that share people"


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """Who gave which answer, and who is in which columns.

    Attributes
    ----------
    answers : numpy.ndarray of int, shape (n,)
        Position of everybody's row; −1 for who is outside the table.
    columns : dict of str to numpy.ndarray of bool
        By id, who is in each column; a person may be in several, or in none.
    units : Units
        How everybody was drawn, those outside the table included.

    Examples
    --------
    >>> who = {"a": np.arange(40) % 4 > 0, "b": np.arange(40) % 4 < 3}
    >>> found = Overlap(np.arange(40) % 5 // 3, who, Units.of(40)).test(ranked=False)
    >>> found.effect_size, found.df
    (0.0, 39)
    """

    answers: np.ndarray
    columns: dict[str, np.ndarray]
    units: Units

    def with_rows(self, joined: Sequence[Sequence[int]]) -> "Overlap":
        """Return the same with some rows joined, and who is in none of them outside."""
        answers = np.full_like(self.answers, -1)
        for place, own in enumerate(joined):
            answers[np.isin(self.answers, list(own))] = place
        return replace(self, answers=answers)

    def of_rows(self, rows: Sequence[Sequence[int]], against: str) -> "SharedColumns":
        """Return each of some rows and nets against all others, for pairs of columns."""
        columns = dict(self.columns)
        if against != "columns":
            columns |= {f"not {name}": ~who for name, who in self.columns.items()}
        return SharedColumns(
            [self._numbers(np.isin(self.answers, list(own)), columns) for own in rows]
        )

    def test(self, *, ranked: bool, level: float = LEVEL) -> TestResult:
        """Test whether all columns have the same mean rank, or the same shares.

        Parameters
        ----------
        ranked : bool
            Whether rows count their weighted mid-rank, among all who are in a column; else
            the share of each row is compared.
        level : float
            Of the interval of a difference of two columns, in (0, 1).
        """
        given = np.unique(self.answers[self._inside])
        if not ranked and len(given) > 2:
            return self._of_shares(given, level)
        values = self._ranks()[self.answers] if ranked else np.isin(self.answers, given[:1])
        found = self._numbers(values, self.columns).test(list(self.columns), level)
        how = (RANKS, ORDINAL) if ranked else (SHARES, NOMINAL)
        return replace(found, method=how[0], reason=how[1])

    def _numbers(self, values: np.ndarray, columns: dict[str, np.ndarray]) -> Numbers:
        values = np.where(self.answers >= 0, values, np.nan)
        return Numbers(values, columns, self.units, False, shared=True, pooled=True)

    @property
    def _inside(self) -> np.ndarray:
        """Who is in the table and in a column, with a weight."""
        everybody = np.any(list(self.columns.values()), axis=0)
        return everybody & (self.answers >= 0) & (self.units.weight > 0)

    def _ranks(self) -> np.ndarray:
        inside = self._inside
        rows = max(self.answers.max(initial=0) + 1, 1)
        sums = np.bincount(self.answers[inside], self.units.weight[inside], rows)
        return (np.cumsum(sums) - sums / 2) / positive(sums.sum())

    def _of_shares(self, given: np.ndarray, level: float) -> TestResult:
        """Compare shares of all rows but the last, of each column minus those of the first."""
        numbers = self._numbers(np.zeros(len(self.answers)), self.columns)
        names, told = numbers.compared(list(self.columns))
        told |= {"method": SHARES, "reason": NOMINAL, "level": level}
        who = np.stack([numbers.inside[name] for name in names or self.columns])
        state = told.pop("state", self.units.state(who.any(0)))
        if state is not State.OK:
            return TestResult(**told, state=state)
        weighted = who * self.units.weight
        yes = (self.answers[:, np.newaxis] == given[:-1]).astype(float)
        shares = weighted @ yes / weighted.sum(1, keepdims=True)
        first = np.column_stack([-np.ones(len(names) - 1), np.eye(len(names) - 1)])
        found = together(shares.ravel(), null_covariance(self.units, who, yes),
                         np.kron(first, np.eye(yes.shape[1])), numbers.df(names), 1.0,
                         adjusted=True)  # fmt: skip
        note = join_notes(told.pop("note"), found.pop("note", ""))
        return TestResult(**told, **found, note=note)


@dataclass(frozen=True, slots=True, eq=False)
class SharedColumns:
    """Pairs of columns that share people, in some rows and nets.

    Attributes
    ----------
    rows : sequence of Numbers
        Of each row 1 for who is in it, 0 for who is not; columns in the order of the table.
    """

    rows: Sequence[Numbers]

    def pairs(
        self, at: np.ndarray, level: float
    ) -> tuple[np.ndarray, PairTest, Interval]:  # fmt: skip
        """Compare pairs of columns in every row; see :meth:`ColumnDesign.pairs`.

        t = (p₁ − p₂)/√(var p₁ + var p₂ − 2 cov) on units − strata degrees of freedom, the
        variances about p of both columns; the interval is difference ± t se, about p₁ and p₂.
        """
        shape, names = (len(self.rows), at.shape[1]), list(self.rows[0].columns)
        states, numbers = np.empty(shape, object), np.full((6, *shape), np.nan)
        for row, pair in np.ndindex(shape):
            two = [names[k] for k in at[:, pair]]
            found = self.rows[row].test(two, level)
            se = np.nan
            if found.state is State.OK:
                (one, shared), (_, other) = self.rows[row].null(two)
                se = np.sqrt(max(one + other - 2 * shared, 0.0))
            low, high = np.clip([found.ci_low, found.ci_high], -1, 1)
            states[row, pair] = found.state.value
            numbers[:, row, pair] = found.statistic, found.df, found.p_value, se, low, high
        return states, PairTest(*numbers[:4]), Interval(*numbers[4:])

    def together(self, columns: Sequence[int]) -> np.ndarray:
        """Return for each row p of Wald's test of some columns at once; 1 for none."""
        found = [
            numbers.test([list(numbers.columns)[k] for k in columns], LEVEL).p_value
            for numbers in self.rows
        ]
        return np.nan_to_num(found, nan=1.0)
