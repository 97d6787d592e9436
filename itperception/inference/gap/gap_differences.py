"""How far apart the gaps of two groups are, and how sure that is.

A gap is (b − c)/n of n people asked two yes/no items, b of whom say yes only to the first
and c only to the second. Its Tango interval is lopsided near its ends, and so must be the
interval of the difference of two gaps: a difference of normal errors rejects 6 % to 8 % at
5 % where nearly all pairs that differ go one way.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from itperception.errors import unknown_name
from itperception.inference.gap.matched import variance_of_difference
from itperception.inference.intervals import LEVEL, Interval, tango
from itperception.inference.sameness.score_statistics import paired_z
from itperception.inference.solving import bisect

_METHODS = ("score", "wald")


def difference_interval(
    first: Sequence[ArrayLike], second: Sequence[ArrayLike], *, method: str = "score",
    level: float = LEVEL,
) -> Interval:  # fmt: skip
    """Return the interval of the difference of two groups' gaps.

    Limits in [−2, 2].

    Parameters
    ----------
    method : {"score", "wald"}
        Put together from two Tango intervals, or from normal errors.

    Notes
    -----
    Score: d − √((d1 − l1)² + (u2 − d2)²) to d + √((u1 − d1)² + (d2 − l2)²), with d = d1 −
    d2 and the limits of Tango (1998), as Newcombe (1998) puts together two shares; Wald:
    d ± z √(v1 + v2), v as in :func:`~itperception.inference.gap.matched.variance_of_difference`.

    Examples
    --------
    >>> low, high = difference_interval((28, 7, 90), (3, 8, 26))
    >>> print(f"{low:.4f} {high:.4f}")
    0.1429 0.6868
    """
    (b1, c1, n1), (b2, c2, n2) = _floats(first), _floats(second)
    d1, d2 = (b1 - c1) / n1, (b2 - c2) / n2
    if _checked(method) == "wald":
        reach = ndtri((1 + level) / 2) * standard_error(first, second)
        return Interval(d1 - d2 - reach, d1 - d2 + reach)
    (l1, u1), (l2, u2) = tango(b1, c1, n1, level=level), tango(b2, c2, n2, level=level)
    d = d1 - d2
    return Interval(d - np.hypot(d1 - l1, u2 - d2), d + np.hypot(u1 - d1, d2 - l2))


def difference_z(
    first: Sequence[ArrayLike], second: Sequence[ArrayLike], target: ArrayLike = 0.0, *,
    method: str = "score",
) -> np.ndarray:  # fmt: skip
    """Return how many standard errors the difference of two gaps is from a given one.

    A limit of :func:`difference_interval` at critical value z is where this is ±z.
    Score: the z at which a limit is the target. Then (d1 − l1)² + (u2 − d2)² = (d −
    target)², and both groups' Tango statistics are ±z at l1 and u2; the angle on that
    circle is found by halving.

    Examples
    --------
    >>> round(float(difference_z((28, 7, 90), (3, 8, 26))), 3)
    2.869
    """
    (b1, c1, n1), (b2, c2, n2) = _floats(first), _floats(second)
    d1, d2 = (b1 - c1) / n1, (b2 - c2) / n2
    far = d1 - d2 - np.asarray(target, float)
    if _checked(method) == "wald":
        return far / standard_error(first, second)
    side, far = np.sign(far), np.abs(far)

    def of_first(angle):
        return side * _within(b1, c1, n1, d1 - side * far * np.cos(angle))

    def of_second(angle):
        return -side * _within(b2, c2, n2, d2 + side * far * np.sin(angle))

    angle = bisect(lambda at: of_first(at) > of_second(at), 0.0 * far, 0 * far + np.pi / 2)
    return side * np.minimum(of_first(angle), of_second(angle))


def standard_error(first: Sequence[ArrayLike], second: Sequence[ArrayLike]) -> np.ndarray:
    """Return the normal standard error of the difference of two gaps.

    Examples
    --------
    >>> round(float(standard_error((28, 7, 90), (3, 8, 26))), 4)
    0.1363
    """
    return np.sqrt(variance_of_difference(*first) + variance_of_difference(*second))


def _within(b, c, n, at) -> np.ndarray:
    """Return Tango's statistic; no gap is beyond ±1, so there it is infinite."""
    inside = np.clip(at, -1, 1)
    beyond = np.where(at == inside, 0.0, np.copysign(np.inf, -at))
    return paired_z(b, c, n, inside) + beyond


def _floats(cells: Sequence[ArrayLike]) -> tuple[np.ndarray, ...]:
    return tuple(np.asarray(x, float) for x in cells)


def _checked(method: str) -> str:
    if method not in _METHODS:
        raise unknown_name("method", method, _METHODS)
    return method
