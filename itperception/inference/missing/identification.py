"""Numbers that are only known to lie between bounds, because some did not answer.

Bounds say what every possible answer of the silent would give (Manski 2003); the interval
of Imbens and Manski adds what the sample leaves open.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from itperception.inference.intervals import LEVEL, Interval
from itperception.inference.results import State
from itperception.inference.solving import bisect, divide

_IN, OUT, BOUNDS = "in the base", "out of the base", "bounds"
LESS_POSITIVE = "bounds, don't knows at most as positive as the rest"
TREATMENTS = (_IN, OUT, BOUNDS, LESS_POSITIVE)


def imbens_manski(
    low: ArrayLike,
    high: ArrayLike,
    se_low: ArrayLike,
    se_high: ArrayLike,
    *,
    level: float = LEVEL,
) -> Interval:
    """Return the interval of a number that is only known to lie between bounds.

    low − c se_low to high + c se_high; it is not cut at 0 and 1.

    c solves Φ(c + (high − low)/max(se_low, se_high)) − Φ(−c) = level (Imbens & Manski
    2004): 1.96 where the bounds meet, 1.64 where they lie far apart. Near equal bounds
    the level needs that the width is estimated well (Stoye 2009); it is here, because
    high ≥ low in every sample (his lemma 3), so nothing further is done.

    Examples
    --------
    >>> found = imbens_manski(0.5, 0.65, 0.04, 0.038)
    >>> [round(float(limit), 4) for limit in found]
    [0.4342, 0.7125]
    """
    ends = (np.asarray(x, float) for x in (low, high, se_low, se_high))
    low, high, se_low, se_high = ends
    c = critical_value(divide(high - low, np.fmax(se_low, se_high)), level)
    return Interval(low - c * se_low, high + c * se_high)


def critical_value(apart: np.ndarray, level: float) -> np.ndarray:
    """Return the c of :func:`imbens_manski` for bounds so many standard errors apart.

    Examples
    --------
    >>> critical_value(np.array([0.0, 9.0]), 0.95).round(3).tolist()
    [1.96, 1.645]
    """
    return bisect(
        lambda at: ndtr(at + apart) - ndtr(-at) < level,
        np.full(apart.shape, ndtri(level)), np.full(apart.shape, ndtri((1 + level) / 2)),
    )  # fmt: skip


def beyond(low: ArrayLike, high: ArrayLike) -> np.ndarray:
    """Return whether an interval lies wholly on one side of 0.

    Examples
    --------
    >>> beyond([0.1, -0.1], [0.3, 0.2]).tolist()
    [True, False]
    """
    return (np.asarray(low) > 0) | (np.asarray(high) < 0)


def treatments(found: list[tuple], bases: list[np.ndarray]) -> pd.DataFrame:
    """Return differences under the four treatments of don't knows, one line each.

    Parameters
    ----------
    found : list of tuple
        Lower and upper bound, and the limits, of each treatment in :data:`TREATMENTS`.
    bases : list of numpy.ndarray
        Respondents of the first and of the second share, of each treatment.

    Examples
    --------
    >>> line = (0.1, 0.1, -0.1, 0.3)
    >>> treatments([line] * 4, [np.array([9, 9])] * 4)["settled"].tolist()
    [False, False, False, False]
    """
    low, high, ci_low, ci_high = np.array(found, float).T
    first, second = np.array(bases).T
    empty = np.minimum(first, second) == 0
    # Where nobody answered, nothing bounds how positive a don't know may be.
    empty[TREATMENTS.index(LESS_POSITIVE)] |= empty[TREATMENTS.index(OUT)]
    states = np.where(np.isnan(low), State.NO_WEIGHT, State.OK)
    states = np.where(empty, State.EMPTY, states)
    return pd.DataFrame(
        {"treatment": TREATMENTS, "base": first, "base_second": second,
         "difference_low": low, "difference_high": high,
         "ci_low": np.maximum(ci_low, -1.0), "ci_high": np.minimum(ci_high, 1.0),
         "settled": beyond(ci_low, ci_high), "state": [str(s) for s in states]}
    )  # fmt: skip
