"""Intervals of a proportion whose variance comes from the design of the sample.

All are t intervals with the degrees of freedom of the design, on one scale or another;
elementwise, numbers or arrays in, an :class:`Interval` out. A share of none or all has
no variance by linearisation: its limit is the binomial one of Kish's effective base.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, expit, logit, stdtrit, xlogy

from itperception.errors import unknown_name
from itperception.inference.intervals import LEVEL, Interval
from itperception.inference.solving import bisect, positive


def proportion_interval(
    p: ArrayLike,
    variance: ArrayLike,
    df: ArrayLike,
    base: ArrayLike,
    effective_base: ArrayLike,
    *,
    method: str = "logit",
    level: float = LEVEL,
) -> Interval:
    """Return the interval of a proportion estimated from a complex sample.

    NaN where df < 1 or the variance is unknown. "mean" may leave [0, 1].

    Parameters
    ----------
    p, variance : array_like
        Estimate in [0, 1] and its variance by linearisation.
    df : array_like
        Units minus strata.
    base, effective_base : array_like
        Respondents; and what they are worth after weighting, used at p = 0 and 1.
    method : {"logit", "xlogit", "likelihood", "asin", "beta", "mean"}
        The scale. "logit" and "xlogit" are the same here.

    Notes
    -----
    logit: logit p ± t se/(p(1 − p)); asin: √p on the arcsine scale; mean: p ± t se;
    likelihood: the q with 2 n* KL(p, q) ≤ t² n/(n − 1), n* = p(1 − p)/V (Rao & Scott
    1984; n/(n − 1) is Pearson's estimate of the dispersion); beta: Clopper–Pearson limits
    of n* (t_{n−1}/t_df)² (Korn & Graubard 1998).

    Examples
    --------
    >>> low, high = proportion_interval(0.64, 0.0012, 197, 200, 190)
    >>> print(f"{low:.4f} {high:.4f}")
    0.5693 0.7051
    """
    if method not in METHODS:
        raise unknown_name("interval of a proportion", method, list(METHODS))
    p, base = np.asarray(p, float), np.asarray(base, float)
    df, n = positive(np.asarray(df, float)), positive(base - 1)
    t = stdtrit(df, (1 + level) / 2)
    shrunk = (stdtrit(n, (1 + level) / 2) / t) ** 2
    tail, inside = (1 - level) / 2, (p > 0) & (p < 1)
    within, spread = np.where(inside, p, np.nan), np.where(inside, variance, np.nan)
    worth = within * (1 - within) / positive(spread)
    t = t * np.sqrt(base / n) if method == "likelihood" else t
    limits = METHODS[method](within, t, worth, worth * shrunk, tail)
    extreme = _clopper_pearson(p, np.asarray(effective_base, float) * shrunk, tail)
    known = np.isfinite(variance)
    return Interval(*(np.where(inside, *pair) * np.where(known, 1, np.nan)
                      for pair in zip(limits, extreme, strict=True)))  # fmt: skip


def _logit(p, t, worth, _shrunk, _tail):
    reach = t / np.sqrt(worth * p * (1 - p))
    return expit(logit(p) - reach), expit(logit(p) + reach)


def _asin(p, t, worth, _shrunk, _tail):
    reach, centre = t / (2 * np.sqrt(worth)), np.arcsin(np.sqrt(p))
    return np.sin(centre - reach) ** 2, np.sin(centre + reach) ** 2


def _mean(p, t, worth, _shrunk, _tail):
    reach = t * np.sqrt(p * (1 - p) / worth)
    return p - reach, p + reach


def _beta(p, _t, _worth, shrunk, tail):
    return _clopper_pearson(p, shrunk, tail)


def _likelihood(p, t, worth, _shrunk, _tail):
    def reached(q):
        q = np.clip(q, 1e-300, 1)
        divergence = xlogy(p, p / q) + xlogy(1 - p, (1 - p) / np.maximum(1 - q, 1e-300))
        return 2 * worth * divergence

    return (bisect(lambda q: reached(q) > t**2, 0.0, p),
            bisect(lambda q: reached(q) <= t**2, p, 1.0))  # fmt: skip


def _clopper_pearson(p, n, tail):
    """Return binomial limits of a base that need not be whole; 0 and 1 at the ends."""
    yes, no = positive(n * p), positive(n * (1 - p))
    low = np.where(p > 0, betaincinv(yes, n * (1 - p) + 1, tail), 0 * n)
    high = np.where(p < 1, betaincinv(n * p + 1, no, 1 - tail), 1 + 0 * n)
    return low, high


METHODS: dict[str, Callable] = {
    "logit": _logit,
    "xlogit": _logit,
    "likelihood": _likelihood,
    "asin": _asin,
    "beta": _beta,
    "mean": _mean,
}
