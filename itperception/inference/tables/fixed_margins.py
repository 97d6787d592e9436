"""The law of a table of two by two once its margins are known: one number, the first cell.

Where answers and groups have nothing to do with each other, its chance of k is the
hypergeometric one (Fisher 1935). Exact tests sum such chances.
"""

from typing import NamedTuple

import numpy as np

# Probabilities nearer to each other than this, as logarithms, are the same.
TIE = 1e-9
FISHER_SIDES = ("less_likely", "doubled")


def are_whole(counts: np.ndarray) -> bool:
    """Return whether every count is a whole number.

    Examples
    --------
    >>> are_whole(np.array([3.0, 4.0])), are_whole(np.array([3.5]))
    (True, False)
    """
    return bool(np.array_equal(counts, np.rint(counts)))


class FirstCell(NamedTuple):
    """The first cell of a table with fixed margins.

    Attributes
    ----------
    observed : float
        Its count in the table.
    possible : numpy.ndarray, shape (k,)
        All counts that the margins allow, ascending.
    log_weights : numpy.ndarray, shape (k,)
        Logarithms of their hypergeometric weights, up to a constant.
    """

    observed: float
    possible: np.ndarray
    log_weights: np.ndarray

    @classmethod
    def of(cls, table: np.ndarray) -> "FirstCell":
        """Return the law of a table of whole numbers, shape (2, 2).

        Examples
        --------
        >>> FirstCell.of(np.array([[3.0, 1.0], [1.0, 3.0]])).chances().round(4).tolist()
        [0.0143, 0.2286, 0.5143, 0.2286, 0.0143]
        """
        row, column, n = table[0].sum(), table[:, 0].sum(), table.sum()
        k = np.arange(max(0.0, row + column - n), min(row, column) + 1)
        fewer, more = k[:-1], k[1:]
        steps = np.log(
            (row - fewer) * (column - fewer) / (more * (n - row - column + more))
        )
        return cls(table[0, 0], k, np.concatenate([[0.0], steps.cumsum()]))

    def chances(self) -> np.ndarray:
        """Return the probability of each possible count, which sum to 1."""
        chances = np.exp(self.log_weights - self.log_weights.max())
        return chances / chances.sum()

    def tails(self) -> tuple[float, float, float]:
        """Return the probabilities of fewer than observed, as many, and more."""
        chances, k = self.chances(), self.possible
        sides = (k < self.observed, k == self.observed, k > self.observed)
        return tuple(float(chances[side].sum()) for side in sides)

    def less_likely(self) -> tuple[float, float]:
        """Return the probability of the less likely counts, and of those as likely."""
        chances, logs = self.chances(), self.log_weights
        apart = logs - logs[self.possible == self.observed]
        tied = np.abs(apart) <= TIE
        return float(chances[(apart < 0) & ~tied].sum()), float(chances[tied].sum())


def two_sided(law: FirstCell, sides: str, counted: float) -> tuple[float, str]:
    """Return the two-sided p-value of an odds ratio of 1, and how it was computed.

    Parameters
    ----------
    sides : {"less_likely", "doubled"}
        By the counts that are no more likely, or by twice the smaller tail.
    counted : float
        1, or ½ for mid-P.

    Examples
    --------
    >>> law = FirstCell.of(np.array([[3.0, 1.0], [1.0, 3.0]]))
    >>> print(f"{two_sided(law, 'doubled', 1.0)[0]:.4f}")
    0.4857
    """
    half = "½ " if counted < 1 else ""
    if sides == "doubled":
        fewer, same, more = law.tails()
        words = (
            f"p = 2 (min(P(first cell < {law.observed:g}), P(> {law.observed:g})) + "
            f"{half}P(= {law.observed:g})) = 2 ({min(fewer, more):.4g} + {half}{same:.4g})"
        )
        return min(1.0, 2 * (min(fewer, more) + counted * same)), words
    less, equal = law.less_likely()
    words = (
        f"p = P(less likely first cells) + {half}P(as likely as {law.observed:g}) = "
        f"{less:.4g} + {half}{equal:.4g}, first cell {law.possible[0]:g} to "
        f"{law.possible[-1]:g}"
    )
    return min(1.0, less + counted * equal), words
