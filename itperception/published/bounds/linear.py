"""A weighted sum of the cells of a table: a share, a mean, a difference of means."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

Base = Literal["people", "columns", "count"]


@dataclass(frozen=True)
class Linear:
    """A weighted sum of cells, over the people of the table or of each column.

    Attributes
    ----------
    weights : callable
        Takes the shape of a table, returns a weight for each cell, whole or `Fraction`.
    base : {"people", "columns", "count"}
        What the sum is divided by: the people of the table; in each column its own people,
        before the columns are added up; nothing.
    fewest : int
        A table of fewer people has no value.

    Notes
    -----
    A table has no value if its base is empty; with "columns", that of a column with a
    weight.
    """

    weights: Callable[[tuple[int, int]], np.ndarray]
    base: Base = "people"
    fewest: int = 1

    def value(self, table: np.ndarray) -> float:
        """Return the sum for a table, rounded once; NaN where there is none.

        Examples
        --------
        >>> gap = Linear(lambda shape: np.array([[1, -1], [0, 0]]), "columns")
        >>> gap.value(np.array([[1, 1], [1, 2]])) == 1 / 6
        True
        """
        weights = self.weights(table.shape)
        sums = [sum(Fraction(w) * int(x) for w, x in zip(*pair, strict=True))
                for pair in zip(weights.T, table.T, strict=True)]  # fmt: skip
        bases = table.sum(0).tolist()
        needed = (weights != 0).any(0)
        if self.base != "columns":
            sums, bases, needed = [sum(sums)], [sum(bases)], [True]
        if table.sum() < self.fewest or not all(np.array(bases)[needed]):
            return np.nan
        if self.base == "count":
            return float(sums[0])
        return float(sum(s / n for s, n in zip(sums, bases, strict=True) if n))
