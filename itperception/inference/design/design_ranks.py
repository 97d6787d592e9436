"""Rank tests for complex samples: whether a group ranks higher in the population.

Each answer gets the rank its people would have in the population, the weights counted:
the share below plus half the share of the same answer. Mid-ranks are taken of whole
blocks of ties; averaging running ranks within a tie without the weights, as R's
``svyranktest`` does, makes the p-value depend on the order of the rows.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import expit, logit, ndtri, stdtr, stdtrit

from itperception.counting.design import DesignCube
from itperception.errors import unknown_name
from itperception.inference.design.design import design_state, linearised, t_interval
from itperception.inference.design.design_scores import compare_means, means_state
from itperception.inference.intervals import LEVEL
from itperception.inference.results import Effect, State, TestResult

SCORES: dict[str, Callable] = {
    "wilcoxon": lambda rank: rank,
    "van_der_waerden": ndtri,
    "median": lambda rank: (rank > 0.5).astype(float),
}
SLOPE = "slope of the mean rank"
NAMES = {
    "wilcoxon": ("Design-based Wilcoxon test", "Design-based Kruskal-Wallis test"),
    "van_der_waerden": ("Design-based van der Waerden test",) * 2,
    "median": ("Design-based median test",) * 2,
}


def mid_ranks(totals: np.ndarray) -> np.ndarray:
    """Return the weighted mid-rank of each answer as a share, in (0, 1).

    Parameters
    ----------
    totals : numpy.ndarray, shape (answers, groups)
        Sum of weights, the answers in rank order.

    Examples
    --------
    >>> mid_ranks(np.array([[1.0, 1.0], [4.0, 2.0]])).tolist()
    [0.125, 0.625]
    """
    tied = totals.sum(1)
    return (tied.cumsum() - tied / 2) / tied.sum()


def design_rank_test(
    design: DesignCube, *, scores: str = "wilcoxon", level: float = LEVEL
) -> TestResult:
    """Test whether a group ranks higher in the population that was sampled.

    Parameters
    ----------
    design : DesignCube
        Answers in rank order by groups.
    scores : {"wilcoxon", "van_der_waerden", "median"}
        Of the ranks: themselves, their normal quantiles, or whether above one half.
    level : float
        Confidence level of the interval, in (0, 1).

    Returns
    -------
    TestResult
        For two groups t, with the difference of mean rank scores, first minus second, as
        effect; for more F, Kruskal–Wallis if `scores` is "wilcoxon".

    Raises
    ------
    UnknownNameError
        If there are no such scores.

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
    if scores not in SCORES:
        raise unknown_name("rank score", scores, list(SCORES))
    weighted = design.totals.sum(0) > 0
    two = weighted.sum() <= 2
    ranks = np.zeros(len(design.totals))
    used = design.totals.sum(1) > 0
    if used.any():
        ranks[used] = SCORES[scores](mid_ranks(design.totals[used]))
    return compare_means(NAMES[scores][0 if two else 1], "difference of mean rank scores",
                         design, ranks, level)  # fmt: skip


def design_trend_test(design: DesignCube, *, level: float = LEVEL) -> TestResult:
    """Test whether answers rise or fall with the number of the group, in the population.

    Parameters
    ----------
    design : DesignCube
        Answers in rank order by groups in their order.
    level : float
        Confidence level of the interval, in (0, 1).

    Returns
    -------
    TestResult
        t, with the slope as effect: how much the mean rank, a share in (0, 1), changes
        from a group to the next. Groups without weight keep their number.

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
        ranks[used] = mid_ranks(totals[used])
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


def design_superiority(
    design: DesignCube, first: int = 0, second: int = 1, *, level: float = LEVEL
) -> Effect:
    """Return the probability that one group ranks before another in the population.

    Parameters
    ----------
    design : DesignCube
        Answers in rank order by groups.
    first, second : int
        Positions of the groups.
    level : float
        Confidence level of the interval, in (0, 1).

    Returns
    -------
    Effect
        P(first answers an earlier category) + ½ P(same category), in [0, 1]; the
        interval on the logit scale, NaN where the groups do not overlap.

    Notes
    -----
    A smooth function of the cell totals, so linearised exactly: a respondent of the
    first group counts with the share of the second beyond, minus the estimate.

    Examples
    --------
    >>> design = DesignCube.from_codes([0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 1, 1])
    >>> round(design_superiority(design).effect_size, 4)
    0.9444
    """
    pair = design.take(groups=[first, second])
    weights, state = pair.totals.sum(0), design_state(pair)
    told = {"effect_name": "probability of superiority", "level": level,
            "base": float(pair.counts.sum()), "method": "Taylor linearisation, logit"}  # fmt: skip
    if state is State.OK and not (weights > 0).all():
        state = State.ONE_COLUMN
    if state is not State.OK:
        return Effect(**told, state=state)
    one, other = (pair.totals / weights).T
    beyond, before = 1 - other.cumsum() + other / 2, one.cumsum() - one / 2
    estimate, df = float(one @ beyond), pair.df - 1
    gradient = (np.column_stack([beyond, before]) - estimate) / weights
    se = float(np.sqrt(max(0.0, linearised(pair, gradient))))
    known = 0 < estimate < 1 and df >= 1
    inside = estimate if known else np.nan
    reach = stdtrit(max(df, 1), (1 + level) / 2) * se / (inside * (1 - inside))
    return Effect(
        **told, effect_size=estimate, se=se, ci_low=float(expit(logit(inside) - reach)),
        ci_high=float(expit(logit(inside) + reach)),
        formula=f"P(earlier) + ½ P(same) = {estimate:.4g}, se = {se:.3g}, df = {df}",
        note="" if known else "the groups do not overlap: no interval",
    )  # fmt: skip
