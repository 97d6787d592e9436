"""The exact law of a common odds ratio of several 2×2 tables, all margins given.

The first cell of each table is hypergeometric; the sum over the tables has the
convolution of these laws. At another odds ratio ψ each sum s is weighted by ψˢ.
"""

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import ArrayLike

from itperception.inference.intervals import LEVEL, Interval
from itperception.inference.results import State, TestResult
from itperception.inference.solving import bisect
from itperception.inference.tables.strata import COMMON_ODDS_RATIO, two_by_two

# Sums that tie with the one found must count, whatever the last digit says.
TIE = 1e-9
# Farther from 1 no log odds ratio is searched for.
FARTHEST = 700.0


def exact_common_odds(tables: ArrayLike, *, level: float = LEVEL) -> TestResult:
    """Test exactly whether two groups differ in a yes/no answer, strata allowed for.

    Parameters
    ----------
    tables : array_like, shape (strata, 2, 2) or (2, 2)
        Whole numbers of respondents, answers in rows and groups in columns.
    level : float
        Confidence level of the interval, in (0, 1).

    Returns
    -------
    TestResult
        Effect: the most likely common odds ratio given all margins, with its exact
        interval; 0 or infinite at the end of what the margins allow.

    Notes
    -----
    Given its margins, the first cell a of each stratum is hypergeometric; their sum S has the
    convolution of these. p = P(sums no more likely than the one found). The limits are
    the odds ratios at which P(S ≥ s) and P(S ≤ s) are (1 − level)/2 (Cox 1970,
    Mehta, Patel & Gray 1985). In one stratum it is Fisher's exact test.

    Examples
    --------
    >>> found = exact_common_odds([[[20, 9], [9, 12]], [[15, 8], [11, 21]]])
    >>> print(f"{found.p_value:.4f} {found.ci_low:.3f} {found.ci_high:.3f}")
    0.0054 1.342 7.834
    """
    strata, tables = two_by_two(tables), np.asarray(tables, float)
    told = {
        "method": "Exact conditional test of a common odds ratio",
        "level": level,
        "base": float(tables.sum()),
        "effect_name": COMMON_ODDS_RATIO,
    }
    state = strata.state
    if state is State.OK and not np.array_equal(tables, np.rint(tables)):
        state = State.NOT_COUNTS
    if state is not State.OK:
        return TestResult(**told, state=state)
    law = condition(tables.reshape(-1, 2, 2))
    low, high = law.interval(level)
    most = law.least + len(law.log_odds_one) - 1
    return TestResult(
        **told,
        statistic=law.found,
        p_value=law.p_value(),
        effect_size=law.most_likely(),
        ci_low=low,
        ci_high=high,
        formula=f"p = P(sums of a no more likely than {law.found} among {law.least} to "
        f"{most}), strata = {len(strata.tables)}, n = {strata.base:g}",
    )


@dataclass(frozen=True, slots=True)
class Law:
    """The law of the sum of first cells.

    Attributes
    ----------
    log_odds_one, log_tilted : numpy.ndarray
        Log probabilities of the sums `least`, `least` + 1, … if the odds ratio is 1, and
        if its log is `tilt`, which is near the sum found.
    least, found : int
        The smallest sum that the margins allow, and the sum of the tables.
    tilt : float
        A log odds ratio.
    """

    log_odds_one: np.ndarray
    log_tilted: np.ndarray
    least: int
    found: int
    tilt: float

    def probabilities(self, log_ratio: float) -> np.ndarray:
        """Return the probability of each sum at a log odds ratio."""
        logs = self.log_tilted + (log_ratio - self.tilt) * np.arange(len(self.log_tilted))
        weights = np.exp(logs - logs.max())
        return weights / weights.sum()

    def p_value(self) -> float:
        """Return P(sums no more likely than the one found) at odds ratio 1."""
        least_likely = self.log_odds_one <= self.log_odds_one[self._place] + TIE
        return min(1.0, float(np.exp(self.log_odds_one[least_likely]).sum()))

    def most_likely(self) -> float:
        """Return the odds ratio at which the sum found is the mean; it may be infinite."""
        if self._place in (0, len(self.log_odds_one) - 1):
            return np.inf if self._place else 0.0
        places = np.arange(len(self.log_odds_one))
        return self._solve(lambda at: self.probabilities(at) @ places < self._place)

    def interval(self, level: float = LEVEL) -> Interval:
        """Return the odds ratios at which a sum as far as this is as rare as the level."""
        rare, low, high = (1 - level) / 2, 0.0, np.inf
        if self._place > 0:
            low = self._solve(lambda at: self.probabilities(at)[self._place :].sum() < rare)
        if self._place < len(self.log_odds_one) - 1:
            high = self._solve(
                lambda at: self.probabilities(at)[: self._place + 1].sum() > rare
            )
        return Interval(low, high)

    @property
    def _place(self) -> int:
        return self.found - self.least

    def _solve(self, goes_on) -> float:
        """Return the odds ratio up to which a condition holds."""
        return float(np.exp(bisect(lambda at: goes_on(float(at)), -FARTHEST, FARTHEST)))


def condition(tables: np.ndarray) -> Law:
    """Return the law of the sum of first cells, given the margins of the tables.

    Parameters
    ----------
    tables : numpy.ndarray, shape (strata, 2, 2)
        Whole numbers of respondents.

    Examples
    --------
    >>> law = condition(np.array([[[3.0, 1.0], [1.0, 3.0]]]))
    >>> law.least, law.found, round(law.p_value(), 4)
    (0, 3, 0.4857)
    """
    a, b, c, d = np.moveaxis(tables + 0.5, 0, -1).reshape(4, -1)
    n = tables.sum((1, 2)) + 2
    tilt = float(np.log((a * d / n).sum() / (b * c / n).sum()))
    margins = [(int(t[0].sum()), int(t[1].sum()), int(t[:, 0].sum())) for t in tables]
    least = sum(max(0, column - other) for _, other, column in margins)
    return Law(
        _log_convolved(margins, 0.0), _log_convolved(margins, tilt),
        least, int(tables[:, 0, 0].sum()), tilt,
    )  # fmt: skip


def _log_convolved(margins: list, log_ratio: float) -> np.ndarray:
    """Return the log probabilities of the sum at a log odds ratio."""
    laws = [_hypergeometric(*margin, log_ratio) for margin in margins]
    convolved = reduce(np.convolve, laws)
    return np.log(np.maximum(convolved / convolved.sum(), np.finfo(float).tiny))


def _hypergeometric(row: int, other: int, column: int, log_ratio: float) -> np.ndarray:
    """Return the probabilities of the first cell of one table, from its least value on."""
    cell = np.arange(max(0, column - other), min(row, column))
    steps = np.log(
        (row - cell) * (column - cell) / ((cell + 1) * (other - column + cell + 1))
    )
    logs = np.concatenate([[0.0], np.cumsum(steps + log_ratio)])
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()
