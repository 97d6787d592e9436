"""The law of a table of two by two once its margins are known: one number, the first cell.

With odds ratio ψ its chance of k is proportional to w_k ψ^k, w_k the hypergeometric
weight (Fisher 1935). Exact tests sum such chances at ψ = 1; exact limits of ψ solve for
the ψ that makes a sum as small as the level allows.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from itperception.inference.intervals import Interval
from itperception.inference.solving import bisect

# Probabilities nearer to each other than this, as logarithms, are the same.
TIE = 1e-9
# Beyond the steepest step of the law the sums fall by this power of e at the ends.
BEYOND = 60.0
SIDES = ("less_likely", "doubled")


def is_whole(counts: np.ndarray) -> bool:
    """Return whether every count is a whole number.

    Examples
    --------
    >>> is_whole(np.array([3.0, 4.0])), is_whole(np.array([3.5]))
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

    def chances(self, log_odds_ratio: float = 0.0) -> np.ndarray:
        """Return the probability of each possible count, which sum to 1."""
        logs = self.log_weights + self.possible * log_odds_ratio
        chances = np.exp(logs - logs.max())
        return chances / chances.sum()

    def tails(self, log_odds_ratio: float = 0.0) -> tuple[float, float, float]:
        """Return the probabilities of fewer than observed, as many, and more."""
        chances, k = self.chances(log_odds_ratio), self.possible
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
    law : FirstCell
        The table.
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


def conditional_odds_ratio(
    table: np.ndarray, level: float, *, half: bool = False
) -> tuple[float, Interval]:
    """Return the odds ratio that fits best given the margins, with its limits.

    Parameters
    ----------
    half : bool
        Count the observed table half (mid-P) instead of whole (exact).

    Returns
    -------
    float
        The ψ with E_ψ(first cell) = observed: 0 or infinite at the ends.
    Interval
        The ψ with P_ψ(at least observed) = (1 − level)/2, and with P_ψ(at most
        observed) so (Cornfield 1956).

    Examples
    --------
    >>> estimate, (low, high) = conditional_odds_ratio(np.array([[3, 1], [1, 3]]), 0.95)
    >>> print(f"{estimate:.4f} {low:.4f} {high:.2f}")
    6.4083 0.2117 626.24
    """
    law, outside = FirstCell.of(np.asarray(table, float)), (1 - level) / 2
    counted = 0.5 if half else 1.0
    least, most = (law.observed == law.possible[end] for end in (0, -1))

    def too_few(log_odds_ratio):
        return law.chances(log_odds_ratio) @ law.possible < law.observed

    def surely_above(log_odds_ratio):
        _, same, more = law.tails(log_odds_ratio)
        return more + counted * same < outside

    def not_surely_below(log_odds_ratio):
        fewer, same, _ = law.tails(log_odds_ratio)
        return fewer + counted * same > outside

    estimate = 0.0 if least else np.inf if most else _where(too_few, law)
    low = 0.0 if least else _where(surely_above, law)
    high = np.inf if most else _where(not_surely_below, law)
    return estimate, Interval(low, high)


def accepted_odds_ratios(table: np.ndarray, level: float) -> Interval:
    """Return the smallest and the largest odds ratio that Fisher's two-sided test accepts.

    The interval of the test that sums tables no more likely than this one (Baptista &
    Pike 1977): 1 lies outside only if that test rejects at 1 − `level`.

    Examples
    --------
    >>> low, high = accepted_odds_ratios(np.array([[14, 6], [9, 8]]), 0.95)
    >>> print(f"{low:.3f} {high:.3f}")
    0.513 8.446
    """
    table = np.asarray(table, float)
    laws = (FirstCell.of(table[:, ::-1]), FirstCell.of(table))
    below, above = (np.exp(_largest_accepted(law, 1 - level)) for law in laws)
    return Interval(float(1 / below), float(above))


def _largest_accepted(law: FirstCell, alpha: float) -> float:
    """Return the logarithm of the largest odds ratio with a p-value of at least alpha."""
    more = law.possible - law.observed
    logs = law.log_weights - law.log_weights[more == 0]

    def p_value(at, tie=0.0):
        return law.chances(at)[(logs + more * at <= tie) | (more == 0)].sum()

    farthest = np.abs(np.diff(law.log_weights)).max() + BEYOND
    # Where a larger count becomes more likely than the observed one, p jumps down.
    for jump in np.sort(-logs[more > 0] / more[more > 0])[::-1]:
        if p_value(jump, -TIE) >= alpha:
            return float(bisect(lambda at: np.array(p_value(at) > alpha), jump, farthest))
        if p_value(jump, TIE) >= alpha:
            return float(jump)
        farthest = jump
    return np.inf


def _where(goes_on: Callable, law: FirstCell) -> float:
    """Return the odds ratio at which a condition on its logarithm ceases to hold."""
    farthest = np.abs(np.diff(law.log_weights)).max() + BEYOND
    return float(np.exp(bisect(lambda at: np.array(goes_on(at)), -farthest, farthest)))
