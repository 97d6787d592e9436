"""The interval of a proportion whose variance comes from the design of the sample.

A t interval with the degrees of freedom of the design, on the logit scale; elementwise,
numbers or arrays in, an :class:`Interval` out. A share of none or all has no variance by
linearisation: its limit is the binomial one of Kish's effective base.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, expit, logit, stdtrit

from itperception.inference.intervals import LEVEL, Interval
from itperception.inference.solving import positive


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
