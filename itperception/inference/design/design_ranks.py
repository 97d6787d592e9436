"""Rank tests for complex samples: whether a group ranks higher in the population.

Each answer gets the rank its people would have in the population, the weights counted:
the share below plus half the share of the same answer. Mid-ranks are taken of whole
blocks of ties; averaging running ranks within a tie without the weights, as R's
``svyranktest`` does, makes the p-value depend on the order of the rows.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import ndtri, stdtr

from itperception.counting.design import DesignCube
from itperception.errors import unknown_name
from itperception.inference.design.design import design_state, linearised, t_interval
from itperception.inference.design.design_scores import compare_means, means_state
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult

RANK_SCORES: dict[str, Callable] = {
    "wilcoxon": lambda rank: rank,
    "van_der_waerden": ndtri,
    "median": lambda rank: (rank > 0.5).astype(float),
}
SLOPE = "slope of the mean rank"
_NAMES = {
    "wilcoxon": ("Design-based Wilcoxon test", "Design-based Kruskal-Wallis test"),
    "van_der_waerden": ("Design-based van der Waerden test",) * 2,
    "median": ("Design-based median test",) * 2,
}


def weighted_mid_ranks(totals: np.ndarray) -> np.ndarray:
    """Return the weighted mid-rank of each answer as a share, in (0, 1).

    Parameters
    ----------
    totals : numpy.ndarray, shape (answers, groups)
        Sum of weights, the answers in rank order.

    Examples
    --------
    >>> weighted_mid_ranks(np.array([[1.0, 1.0], [4.0, 2.0]])).tolist()
    [0.125, 0.625]
    """
    tied = totals.sum(1)
    return (tied.cumsum() - tied / 2) / tied.sum()


def design_rank_test(
    design: DesignCube, *, scores: str = "wilcoxon", level: float = LEVEL
) -> TestResult:
    """Test whether a group ranks higher in the population that was sampled.

    For two groups t, with the difference of mean rank scores, first minus second, as
    effect; for more F, Kruskal–Wallis if `scores` is "wilcoxon".

    Parameters
    ----------
    design : DesignCube
        Answers in rank order by groups.
    scores : {"wilcoxon", "van_der_waerden", "median"}
        Of the ranks: themselves, their normal quantiles, or whether above one half.

    Notes
    -----
    Weighted least squares of the scores on the group, its variance linearised as if the
    ranks were known (Lumley & Scott 2013), with mid-ranks (W_below + W_tied/2)/W.

    Examples
    --------
    >>> design = DesignCube.from_codes([0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 1, 1])
    >>> found = design_rank_test(design)
    >>> found.method, round(found.statistic, 3), found.df
    ('Design-based Wilcoxon test', -3.162, 4)
    """
    if scores not in RANK_SCORES:
        raise unknown_name("rank score", scores, list(RANK_SCORES))
    weighted = design.totals.sum(0) > 0
    two = weighted.sum() <= 2
    ranks = np.zeros(len(design.totals))
    used = design.totals.sum(1) > 0
    if used.any():
        ranks[used] = RANK_SCORES[scores](weighted_mid_ranks(design.totals[used]))
    return compare_means(_NAMES[scores][0 if two else 1], "difference of mean rank scores",
                         design, ranks, level)  # fmt: skip


def design_trend_test(design: DesignCube, *, level: float = LEVEL) -> TestResult:
    """Test whether answers rise or fall with the number of the group, in the population.

    t, with the slope as effect: how much the mean rank, a share in (0, 1), changes from a
    group to the next. Groups without weight keep their number.

    Parameters
    ----------
    design : DesignCube
        Answers in rank order by groups in their order.

    Notes
    -----
    Weighted least squares of the mid-rank on the number of the group, b = S_xy/S_xx, its
    variance linearised as if the ranks were known (Lumley & Scott 2013), t = b/se on
    units − strata − 1 degrees of freedom.

    Examples
    --------
    >>> design = DesignCube.from_codes([0, 1, 0, 1, 1, 1, 0, 1, 1], [0, 0, 0, 1, 1, 1, 2, 2, 2])
    >>> found = design_trend_test(design)
    >>> round(found.effect_size, 4), found.df
    (0.0833, 7)
    """
    told = {
        "method": "Design-based test of a trend", "level": level,
        "base": float(design.counts.sum()), "effective_base": design.effective_base,
    }  # fmt: skip
    totals = design.totals
    ranks = np.zeros(len(totals))
    used = totals.sum(1) > 0
    if used.any():
        ranks[used] = weighted_mid_ranks(totals[used])
    if (totals.sum(0) > 0).sum() < 2:
        state = design_state(design)
        return TestResult(**told, state=State.ONE_COLUMN if state is State.OK else state)
    if (state := means_state(design, ranks)) is not State.OK:
        return TestResult(**told, state=state)
    numbers, weight = np.arange(totals.shape[1], dtype=float), totals.sum()
    x = numbers - totals.sum(0) @ numbers / weight
    y = ranks - totals.sum(1) @ ranks / weight
    spread = totals.sum(0) @ x**2
    slope = float(y @ totals @ x / spread)
    residual = y[:, np.newaxis] - slope * x
    variance = float(linearised(design, x * residual / spread))
    if not variance > 1e-14:
        return TestResult(**told, state=State.NO_VARIATION, effect_size=slope,
                          effect_name=SLOPE)  # fmt: skip
    t, df = slope / np.sqrt(variance), design.df - 1
    low, high = t_interval(slope, float(np.sqrt(variance)), df, level=level)
    return TestResult(
        **told, statistic=float(t), df=df, p_value=float(2 * stdtr(df, -abs(t))),
        effect_name=SLOPE, effect_size=slope, ci_low=low, ci_high=high,
        formula=f"t = b/se = {slope:.4g}/{np.sqrt(variance):.3g} = {t:.4g}, "
        f"df = units − strata − 1 = {df}",
    )  # fmt: skip
