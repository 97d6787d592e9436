"""Tests of two groups on one ordered scale: which of them ranks before the other.

Groups stand in columns, answers in rows, the best or most first: z > 0 says that the
first group gives earlier answers. The effect of each is the probability of superiority
(:mod:`..sizes.dominance`).

Exact: of the people who gave an answer some are in the group. Answer by answer is built
the table of chances by people drawn so far and their rank sum so far; the answer with
most people comes last, where only the tables of full size are needed.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erfc, gammaln, stdtr, xlog1py, xlogy

from itperception.inference.contingency import placement
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult, join_notes
from itperception.inference.running import run_test
from itperception.inference.sizes.dominance import SUPERIORITY, apart, bounded_superiority
from itperception.inference.tables.scores import mid_ranks

# Chances kept at once: some 80 megabytes, and some seconds.
_MOST_CELLS = 1e7
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


def rank_sum_p(table: np.ndarray) -> float:
    """Return the share of dealings whose rank sum is as far from its mean as this one.

    No row or column is empty. Two-sided p-value; NaN where more than `_MOST_CELLS` chances
    had to be kept, as with two groups of some 170 spread over many answers.

    Examples
    --------
    >>> round(rank_sum_p(np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]])), 6)
    0.2
    """
    whole = table.astype(int)
    tied, group = whole.sum(1), whole[:, whole.sum(0).argmin()]
    ranks = 2 * tied.cumsum() - tied - tied.sum()  # twice the mid-ranks, from their mean
    unit, drawn = np.gcd.reduce(ranks - ranks[0]), int(group.sum())
    steps = ((ranks - ranks[0]) // unit).tolist()
    *first, last = tied.argsort().tolist()
    ways = [_ways(int(t), min(int(t), drawn), drawn / tied.sum()) for t in tied]
    chances = np.ones((1, 1))
    for answer in first:
        chances = _dealt(chances, ways[answer], steps[answer], drawn)
        if chances is None:
            return np.nan
    reached = everything = 0.0
    for x in range(max(0, drawn + 1 - len(chances)), len(ways[last])):
        row = ways[last][x] * chances[drawn - x]
        sums = unit * (np.arange(len(row)) + x * steps[last]) + drawn * ranks[0]
        reached += row[np.abs(sums) >= abs(ranks @ group)].sum()
        everything += row.sum()
    return float(reached / everything)


def _ways(people: int, most: int, share: float) -> np.ndarray:
    """Return P(Bin(people, share) = x) for x up to most; any share gives the same p."""
    x = np.arange(most + 1)
    ways = gammaln(people + 1) - gammaln(x + 1) - gammaln(people - x + 1)
    return np.exp(ways + xlogy(x, share) + xlog1py(people - x, -share))


def _dealt(
    chances: np.ndarray, ways: np.ndarray, step: int, drawn: int
) -> np.ndarray | None:
    """Return the chances with one more answer dealt out; None if they are too many."""
    most, width = len(ways) - 1, chances.shape[1]
    shape = min(len(chances) + most, drawn + 1), width + most * step
    if np.prod(shape, dtype=float) > _MOST_CELLS:
        return None
    found = np.zeros(shape)
    for x, way in enumerate(ways):
        height = min(len(chances), len(found) - x)
        found[x : x + height, x * step : x * step + width] += way * chances[:height]
    return found
