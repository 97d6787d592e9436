"""Arithmetic that stays quiet: division by nothing, and roots between two ends."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

# Halving [-1, 1] so often leaves less than the spacing of doubles.
_HALVINGS = 60
_SPACING = 2.0**-52


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
    known = bottom != 0
    return np.where(known, top / np.where(known, bottom, 1.0), 0.0)


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


def root_between(value: Callable, low: ArrayLike, high: ArrayLike) -> np.ndarray:
    """Return where a value that is above zero at `low` ceases to be so towards `high`.

    Parameters
    ----------
    value : callable
        Takes an array of places, returns smooth values; NaN is none above zero.
    low, high : array_like
        Ends of the search, within [−1, 1], elementwise; NaN gives NaN.

    Notes
    -----
    As :func:`bisect`, in a quarter of the steps: a parabola through three places where it is
    sure to be good, else halving (Chandrupatla 1997).

    Examples
    --------
    >>> round(float(root_between(lambda x: 0.25 - x**2, 0.0, 1.0)), 9)
    0.5
    """

    def known(at):
        found = value(at)
        return np.where(np.isnan(found), -1.0, found)

    far, near = (np.array(end, float) for end in np.broadcast_arrays(low, high))
    at_far, at_near = known(far), known(near)
    step = np.full(far.shape, 0.5)
    for _ in range(_HALVINGS):
        place = near + step * (far - near)
        found = known(place)
        same = (found > 0) == (at_near > 0)
        # The root lies between `place` and `far`; `last` is the place before.
        last, at_last = np.where(same, near, far), np.where(same, at_near, at_far)
        far, at_far = np.where(same, far, near), np.where(same, at_far, at_near)
        near, at_near = place, found
        width = np.abs(far - near)
        if not (width > _SPACING).any():
            break
        with np.errstate(divide="ignore", invalid="ignore"):
            step = _step(near, far, last, at_near, at_far, at_last)
            least = np.minimum(_SPACING / (2 * width), 0.5)
        step = np.minimum(np.maximum(step, least), 1 - least)
    return np.where(np.isnan(near), np.nan, np.where(at_near > 0, near, far))


def _step(near, far, last, at_near, at_far, at_last) -> np.ndarray:
    """Return how far to go from near to far: to where a parabola crosses, or halfway."""
    xi, phi = (near - far) / (last - far), (at_near - at_far) / (at_last - at_far)
    parabola = at_near / (at_far - at_near) * at_last / (at_far - at_last)
    parabola += ((last - near) / (far - near) * at_near / (at_last - at_near)
                 * at_far / (at_last - at_far))  # fmt: skip
    is_good = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
    return np.where(is_good & np.isfinite(parabola), parabola, 0.5)
