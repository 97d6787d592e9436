"""Confidence intervals, elementwise: numbers or arrays in, an :class:`Interval` out.

Counts may be fractions, as the effective counts of a weighted wave are. Where a base
is zero both limits are NaN. The limits of the score intervals (Miettinen–Nurminen,
Tango) are where the test statistic reaches the critical value, so they agree with
their tests: zero lies outside exactly if the test rejects.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chndtr, chndtrinc, ndtri

from itperception.inference.solving import (
    bisect,
    divide,
    larger_root,
    positive,
    root_between,
)

LEVEL, ALPHA = 0.95, 0.05
# Halving the logarithm of a ratio between these ends: e^±100 is beyond any count.
FARTHEST = 100.0


class Interval(NamedTuple):
    """Lower and upper confidence limit."""

    low: np.ndarray | float
    high: np.ndarray | float


def wilson(successes: ArrayLike, base: ArrayLike, *, level: float = LEVEL) -> Interval:
    """Return the score interval of a proportion.

    Limits in [0, 1]; NaN where the base is zero.

    (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n) (Wilson 1927).

    Examples
    --------
    >>> low, high = wilson(80, 156)
    >>> print(f"{low:.4f} {high:.4f}")
    0.4350 0.5900
    """
    n = positive(base)
    p, z2 = np.asarray(successes, float) / n, _critical(level) ** 2
    centre, spread = p + z2 / (2 * n), np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n**2)))
    low, high = (centre - spread) / (1 + z2 / n), (centre + spread) / (1 + z2 / n)
    # Exactly the end, in spite of rounding.
    return Interval(np.where(p == 0, 0.0, low)[()], np.where(p == 1, 1.0, high)[()])


def newcombe(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, *, level: float = LEVEL
) -> Interval:
    """Return the interval of p1 − p2 put together from two Wilson intervals.

    Limits in [−1, 1]; NaN where a base is zero.

    d − √((p1 − l1)² + (u2 − p2)²) to d + √((u1 − p1)² + (p2 − l2)²)
    (Newcombe 1998, method 10). Needs no iteration, unlike `miettinen_nurminen`.

    Examples
    --------
    >>> low, high = newcombe(56, 70, 48, 80)
    >>> print(f"{low:.4f} {high:.4f}")
    0.0524 0.3339
    """
    p1, p2 = np.asarray(x1) / positive(n1), np.asarray(x2) / positive(n2)
    (l1, u1), (l2, u2) = wilson(x1, n1, level=level), wilson(x2, n2, level=level)
    difference = p1 - p2
    return Interval(
        difference - np.hypot(p1 - l1, u2 - p2), difference + np.hypot(u1 - p1, p2 - l2)
    )


def miettinen_nurminen(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, *, level: float = LEVEL
) -> Interval:
    """Return the score interval of p1 − p2 of two independent groups.

    Limits in [−1, 1]; NaN where a base is zero.

    The d with (p1 − p2 − d) / √V(d) = ±z, where V is the variance under the
    restricted maximum likelihood estimate given d, times N/(N − 1) (Miettinen &
    Nurminen 1985). At d = 0 the statistic squared is the N − 1 chi-squared.

    Examples
    --------
    >>> low, high = miettinen_nurminen(46, 90, 24, 40)
    >>> print(f"{low:.4f} {high:.4f}")
    -0.2633 0.0973
    """
    n1, n2 = positive(n1), positive(n2)
    x1, x2 = np.asarray(x1, float), np.asarray(x2, float)
    total = n1 + n2
    inflation = total / positive(total - 1)

    estimate, restricted = x1 / n1 - x2 / n2, _restricted(x1, n1, x2, n2)

    def squares(d):
        q2 = restricted(d)
        q1 = _share(q2 + d)
        variance = (q1 * (1 - q1) / n1 + q2 * (1 - q2) / n2) * inflation
        return (estimate - d) ** 2, variance

    return _score_interval(squares, estimate, level)


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


def tango(b: ArrayLike, c: ArrayLike, n: ArrayLike, *, level: float = LEVEL) -> Interval:
    """Return the score interval of the difference of two paired proportions.

    Limits of (b − c)/n in [−1, 1]; NaN where there are no pairs.

    The d with (b − c − nd) / √(n(2q + d(1 − d))) = ±z, where q is the restricted
    estimate of the share of pairs that are yes only on the second (Tango 1998). At
    d = 0 the statistic squared is McNemar's.

    Examples
    --------
    >>> low, high = tango(28, 7, 156)
    >>> print(f"{low:.4f} {high:.4f}")
    0.0640 0.2099
    """
    n = positive(n)
    b, c = np.asarray(b, float), np.asarray(c, float)

    def squares(d):
        q = larger_root(2 * n, (2 * n - b + c) * d - b - c, -c * d * (1 - d))
        return (b - c - n * d) ** 2, n * (2 * q + d * (1 - d))

    return _score_interval(squares, (b - c) / n, level)


def noncentrality(statistic: float, df: float, *, level: float = LEVEL) -> Interval:
    """Return the interval of the noncentrality of a chi-squared statistic.

    Limits ≥ 0. Both are 0 where the statistic is so small that no noncentrality explains
    it: then the interval is not estimable.

    The λ with P(χ²(df, λ) ≤ statistic) = (1 ± level)/2 (Smithson 2003).

    Examples
    --------
    >>> low, high = noncentrality(12.9, 2)
    >>> print(f"{low:.3f} {high:.3f}")
    1.990 29.575
    """
    least = chndtr(statistic, df, 0.0)
    ends = (1 + level) / 2, (1 - level) / 2
    return Interval(*(np.where(least <= p, 0.0, chndtrinc(statistic, df, p)) for p in ends))


def _critical(level: float) -> float:
    return ndtri((1 + level) / 2)


def _restricted(x1, n1, x2, n2) -> Callable:
    """Return what gives the most likely p2 given p1 − p2 = d: the root of a cubic in [0, 1]."""
    total, x = n1 + n2, x1 + x2
    slope, twice, thrice = n1 + 2 * n2, 2 * x2, 3 * total

    def proportion(d):
        c2 = (slope * d - total - x) / thrice
        c1 = ((n2 * d - total - twice) * d + x) / total
        c0 = x2 * d * (1 - d) / total
        q = c2**3 - c1 * c2 / 2 + c0 / 2
        p = np.copysign(np.sqrt(np.maximum(c2**2 - c1 / 3, 0)), q)
        angle = np.arccos(np.minimum(np.maximum(divide(q, p**3), -1), 1))
        return _share(2 * p * np.cos((np.pi + angle) / 3) - c2)

    return proportion


def _share(value: np.ndarray) -> np.ndarray:
    """Return the nearest share; np.clip takes longer than what it does to a table."""
    return np.minimum(np.maximum(value, 0), 1)


def _score_interval(squares: Callable, estimate, level: float) -> Interval:
    """Return where a squared score statistic of a difference reaches its critical value.

    `squares` returns its numerator and its variance, which is multiplied with: nothing is
    divided by.
    """
    critical, estimate = _critical(level) ** 2, np.asarray(estimate, float)

    def beyond(d):
        square, variance = squares(d)
        return square - critical * np.maximum(variance, 0.0)

    # From both ends at once towards the estimate, which is never rejected.
    ends = np.stack([np.full_like(estimate, -1.0), np.full_like(estimate, 1.0)])
    return Interval(*root_between(beyond, ends, estimate))


def _ratio_limits(rejected: Callable, p1: np.ndarray, p2: np.ndarray) -> Interval:
    """Return where a test of the logarithm of p1/p2 stops and starts to reject."""
    with np.errstate(divide="ignore"):
        estimate = np.clip(np.log(p1) - np.log(p2), -FARTHEST, FARTHEST)
    low = np.exp(bisect(rejected, -FARTHEST + 0 * estimate, estimate))
    high = np.exp(bisect(lambda at: ~rejected(at), estimate, FARTHEST + 0 * estimate))
    low, high = np.where(p1 == 0, 0.0, low), np.where(p2 == 0, np.inf, high)
    known = ~np.isnan(estimate)
    return Interval(*(np.where(known, end, np.nan)[()] for end in (low, high)))
