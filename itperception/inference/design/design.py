"""Estimates from a complex sample, with the variance its design gives them.

Every estimate here is a smooth function of the cell totals of a table, so one matrix
tells all variances: the covariance of those totals (:mod:`itperception.counting.design`).
What is particular to an estimate is its gradient (Taylor linearisation; Binder 1983).
A group is a domain: units that hold nobody of it stay in the sample as zeros.

Intervals of shares: t with the degrees of freedom of the design, on the logit scale; elementwise,
numbers or arrays in, an :class:`Interval` out. A share of none or all has no variance by
linearisation: its limit is the binomial one of Kish's effective base.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, expit, logit, stdtrit

from itperception.counting.design import DesignCube
from itperception.counting.design_bases import effective_bases
from itperception.inference.intervals import LEVEL, Interval
from itperception.inference.results import Effect, State
from itperception.inference.solving import positive

LINEARISED = "Taylor linearisation"


# A standard error below this is what rounding leaves of none.
NO_SPREAD = 1e-9


def design_state(design: DesignCube) -> State:
    """Return whether anything can be estimated, and its variance too.

    Examples
    --------
    >>> design_state(DesignCube.from_codes([0, 1], [0, 0], stratum=[1, 2])).words
    'a stratum has only one cluster, so its spread is unknown'
    """
    if not design.counts.sum():
        return State.EMPTY
    if not design.totals.sum() > 0:
        return State.NO_WEIGHT
    if not design.covariance_is_known:
        return State.ONE_CLUSTER
    return State.OK if design.df >= 1 else State.SMALL_BASE


def linearised(design: DesignCube, gradients: ArrayLike) -> np.ndarray:
    """Return the covariance of smooth functions of the cell totals.

    A number, or shape (m, m): G C G' with C the covariance of the totals.

    Parameters
    ----------
    design : DesignCube
        Of K = answers × groups cells.
    gradients : array_like, shape (answers, groups) or (m, answers, groups)
        Derivatives of the functions with respect to the cell totals, at the totals.

    Examples
    --------
    >>> design = DesignCube.from_codes([0] * 6 + [1] * 4, [0] * 10)
    >>> float(linearised(design, (np.eye(2)[0] - 0.6)[:, np.newaxis] / 10).round(6))
    0.026667
    """
    gradients = np.asarray(gradients, float)
    found = design.covariance(gradients.reshape(-1, design.totals.size))
    return found if gradients.ndim > 2 else found[0, 0]


def proportion(
    design: DesignCube, answers: Sequence[int], *, level: float = LEVEL
) -> Effect:
    """Return the weighted share of some answers, in all groups together.

    Where a stratum has one unit, the estimate without its standard error.

    Examples
    --------
    >>> design = DesignCube.from_codes([0] * 6 + [1] * 4, [0] * 10)
    >>> found = proportion(design, [0])
    >>> print(f"{found.effect_size} {found.se:.4f} {found.ci_low:.3f} {found.ci_high:.3f}")
    0.6 0.1633 0.243 0.875
    """
    yes = np.isin(np.arange(design.totals.shape[0]), list(answers))
    found = _mean(design, yes.astype(float))
    p, base = found["effect_size"], found["base"]
    limits = proportion_interval(
        p, found["se"] ** 2, design.df, base, _worth(design), level=level
    )
    deff = design_effect(p, found["se"], base)
    told = f"{found.pop('formula')}, design effect = {deff:.3g}"
    note = "nobody or everybody: the limit is the binomial one of the effective base"
    return Effect(
        **found, effect_name="proportion", level=level, formula=told,
        ci_low=float(limits.low), ci_high=float(limits.high),
        method=f"{LINEARISED}, logit interval", note=note if p in (0, 1) else "",
    )  # fmt: skip


def design_effect(p: ArrayLike, se: ArrayLike, base: ArrayLike) -> np.ndarray:
    """Return the variance over that of as many respondents drawn with replacement.

    se²/(p(1 − p)/(n − 1)). Comparing with a draw without replacement instead takes the
    sum of weights for the size of the population, which it is not if weights have
    mean 1.

    Examples
    --------
    >>> float(design_effect(0.5, 0.06, 101).round(2))
    1.44
    """
    p = np.asarray(p, float)
    return np.asarray(se) ** 2 * positive(np.asarray(base) - 1) / positive(p * (1 - p))


def share_difference(
    design: DesignCube, first: int = 0, second: int = 1, *, level: float = LEVEL
) -> Effect:
    """Return the difference of a share between two groups, with its t interval.

    NaN where a group is empty; limits in [−1, 1].

    Parameters
    ----------
    first, second : int
        Positions of the groups, that less this; they may share clusters.

    Examples
    --------
    >>> design = DesignCube.from_codes([0] * 6 + [1] * 4, [0, 1] * 5)
    >>> found = share_difference(design)
    >>> print(f"{found.effect_size:.1f} {found.se:.4f}")
    0.0 0.3266
    """
    design = design.take(groups=[first, second])
    state, weights = design_state(design), design.totals.sum(0)
    named = {
        "effect_name": "difference of proportions",
        "level": level,
        "method": LINEARISED,
    }
    named |= {"base": float(design.counts.sum())}
    if not (weights > 0).all():
        return Effect(**named, state=State.EMPTY)
    shares = design.totals[0] / weights
    away = (np.eye(len(design.totals))[0][:, np.newaxis] - shares) / weights
    apart, known = float(shares[0] - shares[1]), state is State.OK
    se = linearised(design, away * [1, -1]) if known else np.nan
    se = float(np.sqrt(np.maximum(se, 0.0)))
    if known and not se > NO_SPREAD:  # clusters that are all alike tell no spread
        return Effect(**named, effect_size=apart, state=State.NO_VARIATION)
    low, high = np.clip(t_interval(apart, se, design.df, level=level), -1, 1)
    return Effect(
        **named, effect_size=apart, se=se, ci_low=float(low), ci_high=float(high),
        state=state, formula=f"p₁ − p₂ = {shares[0]:.4g} − {shares[1]:.4g} = {apart:.4g}, "
        f"se = {se:.3g}, df = units − strata = {design.df}",
    )  # fmt: skip


def t_interval(estimate: float, se: float, df: float, *, level: float = LEVEL) -> Interval:
    """Return estimate ± t se; NaN where df < 1.

    Examples
    --------
    >>> low, high = t_interval(2.0, 0.5, 4)
    >>> print(f"{low:.3f} {high:.3f}")
    0.612 3.388
    """
    reach = float(stdtrit(df, (1 + level) / 2) * se) if df >= 1 else np.nan
    return Interval(estimate - reach, estimate + reach)


def _worth(design: DesignCube) -> float:
    """Return the effective base of everybody in the table, clusters included."""
    rows, columns = (range(size) for size in design.totals.shape)
    return float(effective_bases(design.merge(*([k] for k in rows), groups=[columns]))[0])


def _mean(design: DesignCube, scores: np.ndarray) -> dict:
    """Return the weighted mean of scores and its standard error, or why there is none."""
    state, weights = design_state(design), design.totals.sum()
    found = {"base": float(design.counts.sum()), "state": state}
    if not weights > 0:
        return found | {"effect_size": np.nan, "se": np.nan, "formula": ""}
    total = float(scores @ design.totals.sum(1))
    mean = total / weights
    gradient = np.broadcast_to(
        (scores - mean)[:, np.newaxis] / weights, design.totals.shape
    )
    known = state is State.OK
    se = float(np.sqrt(max(0.0, linearised(design, gradient)))) if known else np.nan
    return found | {
        "effect_size": float(mean),
        "se": se,
        "formula": f"Σw·score/Σw = {total:.4g}/{weights:.4g} = {mean:.4g}, se = {se:.3g}, "
        f"df = units − strata = {design.df}",
    }


def proportion_interval(
    p: ArrayLike,
    variance: ArrayLike,
    df: ArrayLike,
    base: ArrayLike,
    effective_base: ArrayLike,
    *,
    level: float = LEVEL,
) -> Interval:
    """Return the interval of a proportion estimated from a complex sample.

    NaN where df < 1 or the variance is unknown. logit p ± t se/(p(1 − p)); at p = 0 and 1
    the Clopper–Pearson limit of n* (t_{n−1}/t_df)² (Korn & Graubard 1998), n* the effective
    base.

    Parameters
    ----------
    p, variance : array_like
        Estimate in [0, 1] and its variance by linearisation.
    df : array_like
        Units minus strata.

    Examples
    --------
    >>> low, high = proportion_interval(0.64, 0.0012, 197, 200, 190)
    >>> print(f"{low:.4f} {high:.4f}")
    0.5693 0.7051
    """
    p, base = np.asarray(p, float), np.asarray(base, float)
    df, n = positive(np.asarray(df, float)), positive(base - 1)
    t = stdtrit(df, (1 + level) / 2)
    shrunk = (stdtrit(n, (1 + level) / 2) / t) ** 2
    inside = (p > 0) & (p < 1)
    within, spread = np.where(inside, p, np.nan), np.where(inside, variance, np.nan)
    worth = within * (1 - within) / positive(spread)
    reach = t / np.sqrt(worth * within * (1 - within))
    limits = expit(logit(within) - reach), expit(logit(within) + reach)
    worth = np.asarray(effective_base, float) * shrunk
    extreme = _clopper_pearson(p, worth, (1 - level) / 2)
    known = np.isfinite(variance)
    return Interval(*(np.where(inside, *pair) * np.where(known, 1, np.nan)
                      for pair in zip(limits, extreme, strict=True)))  # fmt: skip


def _clopper_pearson(p, n, tail):
    """Return binomial limits of a base that need not be whole; 0 and 1 at the ends."""
    yes, no = positive(n * p), positive(n * (1 - p))
    low = np.where(p > 0, betaincinv(yes, n * (1 - p) + 1, tail), 0 * n)
    high = np.where(p < 1, betaincinv(n * p + 1, no, 1 - tail), 1 + 0 * n)
    return low, high
