"""Columns compared by the design of the sample: any two of them, or all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from itperception.counting.design import DesignCube
from itperception.counting.design_bases import effective_bases
from itperception.inference.comparisons.pair_tests import PairTest
from itperception.inference.contingency import chi_squared
from itperception.inference.design.design import share_difference
from itperception.inference.design.design_effects import cell_shares
from itperception.inference.design.rao_scott import rao_scott
from itperception.inference.intervals import Interval
from itperception.inference.results import State


@dataclass(frozen=True, slots=True, eq=False)
class ColumnDesign:
    """The design of what is compared: rows and nets of columns and what is beside them.

    Attributes
    ----------
    design : DesignCube
        Rows by columns, the last column of those in none.
    rows, columns : sequence of sequence of int
        Which rows each row or net joins, and which columns each thing compared.
    """

    design: DesignCube
    rows: Sequence[Sequence[int]]
    columns: Sequence[Sequence[int]]

    @classmethod
    def of(cls, design: DesignCube, rows: Sequence, against: str) -> "ColumnDesign":
        """Make one of a table's; against the rest, that follows the columns."""
        every = range(design.totals.shape[1])
        columns = [[k] for k in every[:-1]]
        if against != "columns":
            columns += [[j for j in every if j != k] for k in every[:-1]]
        return cls(design, rows, columns)

    @property
    def effective_bases(self) -> np.ndarray:
        """What each column is worth; see :mod:`itperception.counting.design_bases`."""
        rows = ([k] for k in range(self.design.totals.shape[0]))
        return effective_bases(self.design.merge(*rows, groups=self.columns))

    def pairs(
        self, at: np.ndarray, level: float
    ) -> tuple[np.ndarray, PairTest, Interval]:  # fmt: skip
        """Compare pairs of columns in every row.

        Returns
        -------
        states : numpy.ndarray of str, shape (rows, pairs)
            Whether the design tells the spread of a pair.
        found : PairTest
            F of Rao & Scott, units − strata, p, and the design effect.
        interval : Interval
            Difference ± t se, se by linearisation.
        """
        shape = (len(self.rows), at.shape[1])
        states, numbers = (
            np.full(shape, State.OK.value, object),
            np.full((6, *shape), np.nan),
        )
        for row, pair in np.ndindex(shape):
            two = self._row(row, at[:, pair])
            found, apart = rao_scott(two), share_difference(two, level=level)
            states[row, pair] = found.state.value
            if found.state is State.OK:
                effect = two.counts.sum() * chi_squared(cell_shares(two)) / found.statistic
                numbers[:4, row, pair] = found.statistic, two.df, found.p_value, effect
            numbers[4:, row, pair] = apart.ci_low, apart.ci_high
        return states, PairTest(*numbers[:4]), Interval(*numbers[4:])

    def together(self, columns: Sequence[int]) -> np.ndarray:
        """Return for each row p of Rao & Scott's test of some columns at once."""
        found = [
            rao_scott(self._row(row, columns)).p_value for row in range(len(self.rows))
        ]
        return np.array(found)

    def _row(self, row: int, columns: Sequence[int]) -> DesignCube:
        """Return one row against all others, in some columns."""
        inside = list(self.rows[row])
        rest = [k for k in range(self.design.totals.shape[0]) if k not in inside]
        return self.design.merge(inside, rest, groups=[self.columns[k] for k in columns])
