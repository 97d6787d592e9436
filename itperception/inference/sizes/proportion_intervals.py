"""More confidence intervals of proportions, by the names that other software gives them.

Elementwise like :mod:`itperception.inference.intervals`, whose Wilson interval is the
one to use where nothing else is asked for.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, ndtri

from itperception.errors import unknown_name
from itperception.inference.intervals import LEVEL, Interval, wilson
from itperception.inference.solving import bisect, positive

# Halving the logarithm of a ratio between these ends: e^±100 is beyond any count.
FARTHEST = 100.0


def proportion_interval(
    successes: ArrayLike, base: ArrayLike, method: str = "wilson", *, level: float = LEVEL
) -> Interval:
    """Return the interval of a proportion by the name of the method.

    Parameters
    ----------
    method : {"wilson", "wilson_corrected", "clopper_pearson", "agresti_coull", "wald"}
        Where the interval comes from.

    Examples
    --------
    >>> low, high = proportion_interval(80, 156, "clopper_pearson")
    >>> print(f"{low:.4f} {high:.4f}")
    0.4316 0.5935
    """
    if method not in INTERVALS:
        raise unknown_name("interval", method, list(INTERVALS))
    return INTERVALS[method][0](successes, base, level=level)


def wilson_corrected(
    successes: ArrayLike, base: ArrayLike, *, level: float = LEVEL
) -> Interval:
    """Return the score interval with continuity correction.

    Wilson's limits of (x − ½)/n and (x + ½)/n, 0 and 1 at the ends (Newcombe 1998,
    method 4). R's ``prop.test`` corrects less where x is within ½ of n/2.

    Examples
    --------
    >>> low, high = wilson_corrected(80, 156)
    >>> print(f"{low:.4f} {high:.4f}")
    0.4319 0.5931
    """
    n, x = positive(base), np.asarray(successes, float)
    low, _ = wilson(np.maximum(x - 0.5, 0), n, level=level)
    _, high = wilson(np.minimum(x + 0.5, n), n, level=level)
    low, high = np.where(x > 0.5, low, 0 * n), np.where(x < n - 0.5, high, n / n)
    return Interval(low[()], high[()])


def clopper_pearson(
    successes: ArrayLike, base: ArrayLike, *, level: float = LEVEL
) -> Interval:
    """Return the exact interval of a proportion, which is never too narrow.

    Quantiles of the beta distributions (x, n − x + 1) and (x + 1, n − x) (Clopper &
    Pearson 1934); fractions are allowed, as for effective counts.

    Examples
    --------
    >>> low, high = clopper_pearson(3, 26)
    >>> print(f"{low:.4f} {high:.4f}")
    0.0245 0.3015
    """
    n, x = positive(base), np.asarray(successes, float)
    rest, outside = n - x, (1 - level) / 2
    low = betaincinv(np.where(x > 0, x, 1), rest + 1, outside)
    high = betaincinv(x + 1, np.where(rest > 0, rest, 1), 1 - outside)
    low, high = np.where(x > 0, low, 0 * n), np.where(rest > 0, high, n / n)
    return Interval(low[()], high[()])


def agresti_coull(
    successes: ArrayLike, base: ArrayLike, *, level: float = LEVEL
) -> Interval:
    """Return Wald's interval after adding z²/2 successes and as many failures.

    Not cut off at 0 and 1 (Agresti & Coull 1998).

    Examples
    --------
    >>> low, high = agresti_coull(3, 26)
    >>> print(f"{low:.4f} {high:.4f}")
    0.0318 0.2980
    """
    z2 = _critical(level) ** 2
    return wald(np.asarray(successes) + z2 / 2, positive(base) + z2, level=level)


def wald(successes: ArrayLike, base: ArrayLike, *, level: float = LEVEL) -> Interval:
    """Return p ± z √(p(1 − p)/n): known to be too narrow, and not cut off at 0 and 1.

    Examples
    --------
    >>> low, high = wald(3, 26)
    >>> print(f"{low:.4f} {high:.4f}")
    -0.0074 0.2382
    """
    n = positive(base)
    p = np.asarray(successes, float) / n
    reach = _critical(level) * np.sqrt(p * (1 - p) / n)
    return Interval(p - reach, p + reach)


def wald_difference(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    *,
    level: float = LEVEL,
    corrected: bool = False,
) -> Interval:
    """Return the interval of p1 − p2 from the standard error alone, in [−1, 1].

    d ± (z √(p1(1 − p1)/n1 + p2(1 − p2)/n2) + c), where c is 0 or the continuity
    correction (1/n1 + 1/n2)/2, but at most |d|, of R's ``prop.test``.

    Examples
    --------
    >>> low, high = wald_difference(46, 90, 24, 40)
    >>> print(f"{low:.4f} {high:.4f}")
    -0.2725 0.0947
    """
    n1, n2 = positive(n1), positive(n2)
    p1, p2 = np.asarray(x1) / n1, np.asarray(x2) / n2
    reach = _critical(level) * np.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    if corrected:
        reach = reach + np.minimum((1 / n1 + 1 / n2) / 2, np.abs(p1 - p2))
    return Interval(np.maximum(p1 - p2 - reach, -1), np.minimum(p1 - p2 + reach, 1))


def koopman(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, *, level: float = LEVEL
) -> Interval:
    """Return the score interval of the ratio p1/p2 of two independent groups.

    Limits ≥ 0, the upper one infinite where the second group has no success; NaN where a
    base is zero or neither group has a success.

    The θ with (p1 − θp2)²/(q1(1 − q1)/n1 + θ²q2(1 − q2)/n2) = z², where q1 = θq2 are the
    most likely proportions given θ (Koopman 1984).

    Examples
    --------
    >>> low, high = koopman(46, 90, 24, 40)
    >>> print(f"{low:.4f} {high:.4f}")
    0.6254 1.2065
    """
    n1, n2 = positive(n1), positive(n2)
    x1, x2 = np.asarray(x1, float), np.asarray(x2, float)
    x1 = np.where((x1 > 0) | (x2 > 0), x1, np.nan)
    critical = _critical(level) ** 2

    def rejected(log_ratio):
        # Multiplied out, so that nothing is divided by.
        ratio = np.exp(log_ratio)
        b = ratio * (n1 + x2) + n2 + x1
        x = x1 + x2
        q2 = 2 * x / (b + np.sqrt(np.maximum(b**2 - 4 * (n1 + n2) * ratio * x, 0)))
        q1 = np.minimum(ratio * q2, 1)
        variance = q1 * (1 - q1) / n1 + ratio * q1 * (1 - q2) / n2
        return (x1 / n1 - ratio * x2 / n2) ** 2 > critical * variance

    return _ratio_limits(rejected, x1 / n1, x2 / n2)


def _critical(level: float) -> float:
    return ndtri((1 + level) / 2)


def _ratio_limits(rejected: Callable, p1: np.ndarray, p2: np.ndarray) -> Interval:
    """Return where a test of the logarithm of p1/p2 stops and starts to reject."""
    with np.errstate(divide="ignore"):
        estimate = np.clip(np.log(p1) - np.log(p2), -FARTHEST, FARTHEST)
    low = np.exp(bisect(rejected, -FARTHEST + 0 * estimate, estimate))
    high = np.exp(bisect(lambda at: ~rejected(at), estimate, FARTHEST + 0 * estimate))
    low, high = np.where(p1 == 0, 0.0, low), np.where(p2 == 0, np.inf, high)
    known = ~np.isnan(estimate)
    return Interval(*(np.where(known, end, np.nan)[()] for end in (low, high)))


INTERVALS = {
    "wilson": (wilson, "Wilson 1927"),
    "wilson_corrected": (wilson_corrected, "Wilson with continuity correction"),
    "clopper_pearson": (clopper_pearson, "Clopper & Pearson 1934"),
    "agresti_coull": (agresti_coull, "Agresti & Coull 1998"),
    "wald": (wald, "Wald"),
}
