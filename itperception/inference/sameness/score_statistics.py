"""Score statistics of a difference of two shares: how many standard errors from any value.

The standard error is taken as if the difference were that value. The intervals of
Miettinen & Nurminen and of Tango are where these statistics reach the critical value.
"""

import numpy as np
from numpy.typing import ArrayLike

from itperception.inference.solving import bisect, divide, larger_root, positive


def independent_z(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, difference: ArrayLike
) -> np.ndarray:
    """Return how far p1 − p2 of two independent groups is from a given difference.

    Normal if the difference is the true one; NaN where a base is zero.

    (p1 − p2 − d)/√(V(d) N/(N − 1)), V under the most likely shares that differ by d
    (Miettinen & Nurminen 1985). At d = 0 its square is the N − 1 chi-squared.

    Examples
    --------
    >>> round(float(independent_z(56, 70, 48, 80, 0.05)), 4)
    1.9967
    """
    n1, n2, d = positive(n1), positive(n2), np.asarray(difference, float)
    p2 = _most_likely(x1, n1, x2, n2, d)
    p1 = np.clip(p2 + d, 0, 1)
    total = n1 + n2
    spread = (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * total / positive(total - 1)
    return _ratio(x1 / n1 - x2 / n2 - d, spread)


def paired_z(b: ArrayLike, c: ArrayLike, n: ArrayLike, difference: ArrayLike) -> np.ndarray:
    """Return how far (b − c)/n of pairs is from a given difference.

    Normal if the difference is the true one; NaN where there are no pairs.

    (b − c − nd)/√(n(2q + d(1 − d))), q the most likely share of c given d (Tango 1998).
    At d = 0 its square is McNemar's.

    Examples
    --------
    >>> round(float(paired_z(28, 7, 156, 0.0)) ** 2, 6)
    12.6
    """
    n, d = positive(n), np.asarray(difference, float)
    b, c = np.asarray(b, float), np.asarray(c, float)
    q = larger_root(2 * n, (2 * n - b + c) * d - b - c, -c * d * (1 - d))
    return _ratio(b - c - n * d, n * (2 * q + d * (1 - d)))


def _most_likely(x1, n1, x2, n2, d) -> np.ndarray:
    """Return p2 where the likelihood of p1 = p2 + d is greatest."""

    def rising(p2):
        first = divide(x1, p2 + d) - divide(n1 - x1, 1 - p2 - d)
        return first + divide(x2, p2) - divide(n2 - x2, 1 - p2) > 0

    known = 0 * (n1 + n2)
    return bisect(rising, np.maximum(0, -d) + known, np.minimum(1, 1 - d) + known)


def _ratio(top: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Divide by the root; 0/0 is 0, and something over nothing is infinite."""
    over_nothing = np.where(top == 0, 0.0, np.copysign(np.inf, top))
    ratio = top / np.sqrt(positive(variance))
    return np.where(variance > 0, ratio, np.where(np.isnan(variance), np.nan, over_nothing))
