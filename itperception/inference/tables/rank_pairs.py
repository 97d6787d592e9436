"""Every pair of groups on one ordered scale: Dunn's test and pairwise Mann–Whitney.

Dunn's test ranks all groups together, as the Kruskal–Wallis test that it follows does;
the pairwise test ranks each pair by itself. Signs are those of :mod:`.ranks`.
"""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import erfc

from itperception.inference.comparisons.multiplicity import adjusted, choose
from itperception.inference.contingency import drop_empty, state_of
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State
from itperception.inference.sizes.dominance import bounded_superiority
from itperception.inference.tables.independence import kruskal_wallis
from itperception.inference.tables.ranks import mann_whitney, rank_variance
from itperception.inference.tables.scores import mid_ranks

COLUMNS = [
    "first", "second", "z", "p_value", "p_adjusted",
    "superiority", "superiority_low", "superiority_high",
    "cliffs_delta", "cliffs_delta_low", "cliffs_delta_high", "state", "note",
]  # fmt: skip


def dunn(counts: ArrayLike, *, adjust: str = "holm", level: float = LEVEL) -> pd.DataFrame:
    """Return Dunn's test of every pair of groups, by the ranks of all of them.

    Parameters
    ----------
    counts : array_like, shape (answers, groups)
        Counts ≥ 0, the answers in rank order.
    adjust : {"holm", "bonferroni", "bh", "closed", "none", "auto"}
        For several pairs; see :func:`~itperception.inference.comparisons.multiplicity.choose`.
    level : float
        Confidence level of the intervals of each pair, in (0, 1); not adjusted.

    Returns
    -------
    pandas.DataFrame
        One line for each pair: first, second (positions of the columns), z, p_value,
        p_adjusted, superiority, superiority_low, superiority_high, cliffs_delta,
        cliffs_delta_low, cliffs_delta_high, state, note. Pairs with an empty group
        are NaN and do not count as comparisons.

    Raises
    ------
    UnknownNameError
        If there is no such adjustment.

    Notes
    -----
    z = (R̄₂ − R̄₁)/√(s²(1/n₁ + 1/n₂)), s² the variance of the mid-ranks, which corrects
    for ties (Dunn 1964).

    Examples
    --------
    >>> pairs = dunn([[6, 1, 4], [14, 5, 6], [23, 9, 7], [35, 17, 7], [12, 8, 2]])
    >>> pairs["p_adjusted"].round(4).tolist()
    [0.1905, 0.1347, 0.0276]
    """
    counts = np.asarray(counts, float)
    state = state_of(drop_empty(counts)[0])

    def compute(pair):
        bases = pair.sum(0)
        if state is not State.OK or not bases.all():
            return np.nan, State.EMPTY if state is State.OK else state
        means = mid_ranks(counts) @ pair / bases
        spread = rank_variance(counts) * (1 / bases).sum()
        return (means[1] - means[0]) / np.sqrt(spread), State.OK

    return _pairs(counts, compute, adjust, level)


def pairwise_mann_whitney(
    counts: ArrayLike, *, adjust: str = "holm", continuity: bool = False,
    level: float = LEVEL,
) -> pd.DataFrame:  # fmt: skip
    """Return the Mann–Whitney test of every pair of groups, each pair ranked by itself.

    Parameters
    ----------
    counts : array_like, shape (answers, groups)
        Counts ≥ 0, the answers in rank order.
    adjust : {"holm", "bonferroni", "bh", "closed", "none", "auto"}
        As in `dunn`.
    continuity : bool
        As in `mann_whitney`.
    level : float
        Confidence level of the intervals of each pair, in (0, 1); not adjusted.

    Returns
    -------
    pandas.DataFrame
        As `dunn`.

    Raises
    ------
    UnknownNameError
        If there is no such adjustment.

    Examples
    --------
    >>> pairs = pairwise_mann_whitney(
    ...     [[6, 1, 4], [14, 5, 6], [23, 9, 7], [35, 17, 7], [12, 8, 2]])
    >>> pairs["p_adjusted"].round(4).tolist()
    [0.1837, 0.1309, 0.0327]
    """
    counts = np.asarray(counts, float)

    def compute(pair):
        found = mann_whitney(pair, continuity=continuity)
        return found.statistic, found.state

    return _pairs(counts, compute, adjust, level)


def _pairs(
    counts: np.ndarray, compute: Callable, adjust: str, level: float
) -> pd.DataFrame:
    """Return one line for each pair, its p-value adjusted among those that have one."""
    chosen, _ = choose(adjust, int((counts.sum(0) > 0).sum()))
    found = [
        {"first": first, "second": second}
        | _line(counts[:, [first, second]], compute, level)
        for first, second in combinations(range(counts.shape[1]), 2)
    ]
    frame = pd.DataFrame(found, columns=COLUMNS)
    known = frame["p_value"].notna()
    p_values = frame.loc[known, "p_value"].to_numpy(float)
    together = kruskal_wallis(counts).p_value
    frame.loc[known, "p_adjusted"] = adjusted(p_values, chosen, together)
    return frame


def _line(pair: np.ndarray, compute: Callable, level: float) -> dict:
    """Return the test and the effects of one pair."""
    theta, (low, high), note = bounded_superiority(*pair.T, level=level)
    z, state = compute(pair)
    effects = {"superiority": theta, "superiority_low": low, "superiority_high": high}
    effects = {name: float(value) for name, value in effects.items()}
    deltas = {
        name.replace("superiority", "cliffs_delta"): 2 * value - 1
        for name, value in effects.items()
    }
    return effects | deltas | {
        "z": float(z), "p_value": float(erfc(abs(z) / np.sqrt(2))), "p_adjusted": np.nan,
        "state": str(state), "note": note,
    }  # fmt: skip
