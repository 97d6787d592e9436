"""What don't knows leave open of the difference between two items of the same people."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from itperception.inference.intervals import LEVEL, tango
from itperception.inference.missing.identification import imbens_manski, treatments
from itperception.inference.solving import positive


def three_gaps(joint: ArrayLike, *, level: float = LEVEL) -> pd.DataFrame:
    """Return the difference of two items of the same people under each treatment.

    As of :func:`itperception.inference.missing.dont_know.three_differences`; out of the
    base are all who did not answer both items.

    Parameters
    ----------
    joint : array_like, shape (3, 3)
        First item (rows) by second (columns), each positive, not positive, don't know.

    Notes
    -----
    Points have Tango intervals. Bounds are [l₁ − u₂, u₁ − l₂] with standard errors from
    the joint table by the delta method, and the interval of Imbens & Manski (2004).

    Examples
    --------
    >>> found = three_gaps([[40, 25, 5], [10, 60, 5], [2, 4, 9]])
    >>> found[["difference_low", "difference_high"]].round(3).values.tolist()
    [[0.112, 0.112], [0.111, 0.111], [-0.006, 0.206], [0.069, 0.158]]
    """
    joint = np.asarray(joint, float)
    n, known = joint.sum(), joint[:2, :2]
    b, c = joint[0, 1:].sum(), joint[1:, 0].sum()
    points = [
        (_over(b - c, n), *tango(b, c, n, level=level)),
        (_over(known[0, 1] - known[1, 0], known.sum()),
         *tango(known[0, 1], known[1, 0], known.sum(), level=level)),
    ]  # fmt: skip
    bounds = [_joint_bounds(joint, less, level) for less in (False, True)]
    base = np.array([n, n])
    bases = [base, np.array([known.sum()] * 2), base, base]
    return treatments([(p, p, *ends) for p, *ends in points] + bounds, bases)


def _joint_bounds(joint: np.ndarray, less_positive: bool, level: float) -> tuple:
    """Return the bounds of the difference of two items of the same people."""
    (first_low, first_high), (second_low, second_high) = (
        _item_bounds(counts, less_positive) for counts in (joint.sum(1), joint.sum(0))
    )
    n, ends, errors = positive(joint.sum()), [], []
    for (a, of_a), (b, of_b) in ((first_low, second_high), (first_high, second_low)):
        ends.append(a - b)
        influence = of_a[:, np.newaxis] - of_b
        errors.append(np.sqrt((joint * influence**2).sum()) / n)
    return *ends, *imbens_manski(*ends, *errors, level=level)


def _item_bounds(counts: np.ndarray, less_positive: bool) -> list[tuple]:
    """Return lower and upper bound of an item, each with its influence function."""
    k, _, d = counts
    n = positive(counts.sum())
    low, high, answered = k / n, (k + d) / n, positive(counts.sum() - d)
    free = np.array([1.0, 0, 1]) - high
    lowest = (low, np.array([1.0, 0, 0]) - low)
    if not less_positive:
        return [lowest, (high, free)]
    share = k / answered
    return [lowest, (share, np.array([1 - share, -share, 0]) * n / answered)]


def _over(top: float, bottom: float) -> float:
    """Divide, NaN where there is nothing to divide by."""
    return float(top / positive(bottom))
