"""How far apart two yes/no items of the same people are, from counts of pairs.

Of n pairs, b say yes only to the first item and c only to the second. All other pairs
agree and tell nothing about the direction. The difference of the two shares of yes is
(b − c)/n; the odds that a pair that differs is for the first item are b/c.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from itperception.inference.intervals import tango
from itperception.inference.results import State
from itperception.inference.solving import positive

_LIMITS = {
    "midp": "mid-P interval (Fagerland, Lydersen & Laake 2013)",
    "exact": "exact interval (Clopper & Pearson 1934)",
}


def pair_state(differing: float, n: float) -> State:
    """Return whether pairs can be tested: some must differ.

    Examples
    --------
    >>> pair_state(0, 12).words
    'nothing varies, so there is nothing to test'
    """
    if not n > 0:
        return State.EMPTY
    return State.OK if differing > 0 else State.NO_VARIATION


def square_of(counts: ArrayLike) -> tuple[np.ndarray, State]:
    """Return a square of pairs as floats, and whether it can be tested.

    Examples
    --------
    >>> square_of([[3, 0, 1], [1, 2, 5]])[1].words
    'the method is for tables of another shape'
    """
    square = np.asarray(counts, float)
    if square.ndim != 2 or square.shape[0] != square.shape[1]:
        return square, State.WRONG_SHAPE
    return square, pair_state(square.sum() - np.trace(square), square.sum())


def whole_counts(*counts: ArrayLike) -> bool:
    """Return whether all counts are whole numbers.

    Examples
    --------
    >>> whole_counts(3, [4, 5.0]), whole_counts(2.5)
    (True, False)
    """
    return all(np.array_equal(count, np.rint(count)) for count in counts)


def net_difference(b: float, c: float, n: float, level: float) -> dict:
    """Return (b − c)/n with its Tango interval, as attributes of a result.

    Examples
    --------
    >>> found = net_difference(28, 7, 156, 0.95)
    >>> found["effect_name"], round(found["effect_size"], 4), round(found["ci_low"], 4)
    ('difference', 0.1346, 0.064)
    """
    low, high = _limits(float(b), float(c), float(n), level)
    size = (b - c) / n if n > 0 else np.nan
    return {
        "effect_name": "difference",
        "effect_size": float(size),
        "ci_low": low,
        "ci_high": high,
    }


@lru_cache(maxsize=256)
def _limits(b: float, c: float, n: float, level: float) -> tuple[float, float]:
    """Return Tango's limits; several tests of one square share them."""
    low, high = tango(b, c, n, level=level)
    return float(low), float(high)


def variance_of_difference(b: ArrayLike, c: ArrayLike, n: ArrayLike) -> np.ndarray:
    """Return the variance of (b − c)/n without assuming that it is zero.

    NaN where there are no pairs.

    ((b + c)/n − ((b − c)/n)²)/n. Where that is zero, since no pair or every pair differs
    in one direction, half a pair is added to each of the four cells (Agresti & Min 2005).

    Examples
    --------
    >>> variance_of_difference([28, 0], [7, 0], [156, 156]).round(6).tolist()
    [0.001322, 4e-05]
    """
    b, c, n = (np.asarray(x, float) for x in (b, c, positive(n)))

    def wald(b, c, n):
        return ((b + c) / n - ((b - c) / n) ** 2) / n

    plain = wald(b, c, n)
    # Zero but for rounding: of weighted pairs the shares are not whole.
    return np.where(plain * n > 1e-12, plain, wald(b + 0.5, c + 0.5, n + 2))
