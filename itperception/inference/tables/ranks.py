"""Tests of two groups on one ordered scale: which of them ranks before the other.

Groups stand in columns, answers in rows, the best or most first: z > 0 says that the
first group gives earlier answers. The effect of each is the probability of superiority
(:mod:`..sizes.dominance`).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erfc, stdtr

from itperception.inference.contingency import placement
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult, join_notes
from itperception.inference.running import run_test
from itperception.inference.sizes.dominance import SUPERIORITY, apart, bounded_superiority
from itperception.inference.tables.rank_sums import rank_sum_p
from itperception.inference.tables.scores import mid_ranks

_TOO_MANY = "too many ways to deal the answers out: p of the normal approximation"


def mann_whitney(
    counts: ArrayLike, *, continuity: bool = False, level: float = LEVEL
) -> TestResult:
    """Return the Mann–Whitney (Wilcoxon rank sum) test, corrected for ties.

    Effect: the probability of superiority, as `probability_of_superiority`.

    Parameters
    ----------
    continuity : bool
        Move U by ½ towards its mean, as R does unless told not to.

    Notes
    -----
    z = (U − n₁n₂/2)/√V, U the pairs in which the first group answers earlier plus half
    the ties, V = n₁n₂/12 · (n + 1 − Σ(t³ − t)/(n(n − 1))) (Mann & Whitney 1947).

    Examples
    --------
    >>> result = mann_whitney([[29, 13], [7, 7], [7, 21]])
    >>> round(result.statistic, 3), round(result.p_value, 6)
    (3.568, 0.00036)
    """

    def compute(table):
        bases, ahead = table.sum(0), _ahead(table)
        moved = np.sign(ahead) * min(0.5, abs(ahead)) if continuity else 0.0
        variance = bases.prod() / table.sum() * rank_variance(table)
        z = float((ahead - moved) / np.sqrt(variance))
        told = " corrected by ½" if continuity else ""
        return {
            "statistic": z,
            "p_value": float(erfc(abs(z) / np.sqrt(2))),
            "formula": f"z = (U − n₁n₂/2)/√V = {ahead - moved:.4g}/√{variance:.4g} = "
            f"{z:.4g}, U = {ahead + bases.prod() / 2:.6g}{told}, n = {_plus(bases)}",
        }

    return _run_two("Mann-Whitney test", counts, level, compute)


def mann_whitney_exact(counts: ArrayLike, *, level: float = LEVEL) -> TestResult:
    """Return the Mann–Whitney test with its exact p-value given the ties.

    z as `mann_whitney`; p is the share of all ways to deal the answers out to the two
    groups in which |z| is at least as large. Where they are too many to go through (see
    `rank_sum_p`), p of `mann_whitney`, and the note says so.

    Examples
    --------
    >>> round(mann_whitney_exact([[29, 13], [7, 7], [7, 21]]).p_value, 6)
    0.000352
    """

    def compute(table):
        if not np.array_equal(table, np.rint(table)):
            return {"state": State.NOT_COUNTS}
        found = mann_whitney(table, level=level)
        kept = {"statistic": found.statistic, "formula": found.formula}
        p_value = rank_sum_p(table)
        if np.isnan(p_value):
            return kept | {"p_value": found.p_value, "note": _TOO_MANY}
        return kept | {"p_value": p_value}

    return _run_two("Mann-Whitney test (exact)", counts, level, compute)


def brunner_munzel(counts: ArrayLike, *, level: float = LEVEL) -> TestResult:
    """Test whether the probability of superiority is ½, the spreads being free.

    At least 2 in each group; ``State.NO_ESTIMATE`` where one is wholly before the other.

    t = (θ − ½)/√v with variance and df of Brunner & Munzel (2000). The interval is on
    the logit scale, so close to p = α the two may disagree.

    Examples
    --------
    >>> result = brunner_munzel([[6, 1], [14, 5], [23, 9], [35, 17], [12, 8]])
    >>> round(result.statistic, 4), round(result.df, 2), round(result.p_value, 4)
    (1.3495, 76.55, 0.1812)
    """

    def compute(table):
        if table.sum(0).min() < 2:
            return {"state": State.SMALL_BASE}
        if apart(*table.T):
            return {"state": State.NO_ESTIMATE}
        theta, variance, df = placement(*table.T)
        t = float((theta - 0.5) / np.sqrt(variance))
        return {
            "statistic": t,
            "df": float(df),
            "p_value": float(2 * stdtr(df, -abs(t))),
            "formula": f"t = (θ − ½)/√v = ({theta:.4g} − ½)/√{variance:.4g} = {t:.4g}, "
            f"df = {df:.4g}, n = {_plus(table.sum(0))}",
        }

    return _run_two("Brunner-Munzel test", counts, level, compute)


def rank_variance(table: np.ndarray) -> float:
    """Return the variance of the mid-ranks of a table, with divisor n − 1.

    Examples
    --------
    >>> rank_variance(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]))
    1.0
    """
    n, tied = table.sum(), table.sum(1)
    return float((n**3 - (tied**3).sum()) / (12 * (n - 1)))


def _run_two(method: str, counts: ArrayLike, level: float, compute: Callable) -> TestResult:
    """Run a test of two groups, with the probability of superiority as its effect."""

    def with_effect(table):
        if table.shape[1] != 2:
            return {"state": State.WRONG_SHAPE, "note": f"{table.shape[1]} groups, not two"}
        found = compute(table)
        theta, (low, high), note = bounded_superiority(*table.T, level=level)
        return found | {
            "effect_name": SUPERIORITY,
            "effect_size": theta,
            "ci_low": float(low),
            "ci_high": float(high),
            "note": join_notes(found.get("note", ""), note),
        }

    return run_test(method, counts, level, with_effect)


def _ahead(table: np.ndarray) -> float:
    """Return U − n₁n₂/2, the wins of the first group beyond half of the pairs."""
    return float(-(mid_ranks(table) @ table[:, 0]))


def _plus(bases: np.ndarray) -> str:
    return f"{bases[0]:.4g} + {bases[1]:.4g}"
