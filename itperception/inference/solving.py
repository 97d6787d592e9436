"""Arithmetic that stays quiet: division by nothing, and roots by halving."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

# Halving [-1, 1] so often leaves less than the spacing of doubles.
_HALVINGS = 60


def positive(value: ArrayLike) -> np.ndarray:
    """Return the value, NaN where it is not positive: dividing by it is then quiet.

    Examples
    --------
    >>> (1 / positive([4, 0])).tolist()
    [0.25, nan]
    """
    value = np.asarray(value, float)
    return np.where(value > 0, value, np.nan)


def divide(top: ArrayLike, bottom: ArrayLike) -> np.ndarray:
    """Divide, with 0 where the divisor is 0, for terms that then add nothing.

    Examples
    --------
    >>> divide([1, 3], [2, 0]).tolist()
    [0.5, 0.0]
    """
    bottom = np.asarray(bottom, float)
    return np.where(bottom != 0, top / np.where(bottom != 0, bottom, 1.0), 0.0)


def larger_root(a: ArrayLike, b: ArrayLike, c: ArrayLike) -> np.ndarray:
    """Return the larger root of ax² + bx + c with a > 0, without cancellation.

    Examples
    --------
    >>> float(larger_root(1.0, -3.0, 2.0))
    2.0
    """
    root = np.sqrt(np.maximum(b**2 - 4 * a * c, 0))
    return np.where(b > 0, divide(-2 * c, b + root), (root - b) / (2 * a))


def bisect(goes_on: Callable, low: ArrayLike, high: ArrayLike) -> np.ndarray:
    """Return where a condition that holds at `low` ceases to hold towards `high`.

    Parameters
    ----------
    goes_on : callable
        Takes an array of places, returns where the condition holds.
    low, high : array_like
        Ends of the search, elementwise; NaN gives NaN.

    Examples
    --------
    >>> round(float(bisect(lambda x: x**2 < 2, 0.0, 2.0)), 9)
    1.414213562
    """
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        on = goes_on(middle)
        low, high = np.where(on, middle, low), np.where(on, high, middle)
    return np.where(np.isnan(middle), np.nan, low)
