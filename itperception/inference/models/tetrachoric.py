"""Correlation of what lies behind two yes/no answers.

Each answer is taken to say whether a normal variable is below a threshold; the tetrachoric
correlation is that of the two variables. Thresholds come from the margins, and the
correlation is the one that gives the first cell its share: in a table of two by two that
is the most likely one (Olsson 1979).
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri, owens_t

from itperception.inference.solving import bisect

# The share is not looked at nearer to a perfect correlation.
_LARGEST = 1 - 1e-9
# No estimate is believed that is nearer to a perfect correlation than this.
PERFECT = 1 - 1e-4


def correlations(tables: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the tetrachoric correlation of each table, and which had an empty cell.

    Parameters
    ----------
    tables : numpy.ndarray, shape (pairs, 2, 2)
        No table has all its respondents in one row or column.

    Returns
    -------
    numpy.ndarray, shape (pairs,)
        In (−1, 1).
    numpy.ndarray of bool, shape (pairs,)
        Whether ½ was added to an empty cell.

    Examples
    --------
    >>> correlations(np.array([[[40.0, 10.0], [10.0, 40.0]]]))[0].round(4).tolist()
    [0.809]
    """
    empty = tables == 0
    shares = tables + 0.5 * empty
    shares = shares / shares.sum((1, 2), keepdims=True)
    x, y = ndtri(shares[:, 0].sum(1)), ndtri(shares[:, :, 0].sum(1))

    def too_low(correlation):
        return bivariate_normal(x, y, correlation) < shares[:, 0, 0]

    ends = np.full(len(tables), _LARGEST)
    return bisect(too_low, -ends, ends), empty.any((1, 2))


def bivariate_normal(x: ArrayLike, y: ArrayLike, correlation: ArrayLike) -> np.ndarray:
    """Return P(X ≤ x, Y ≤ y) of standard normal variables with a correlation.

    By Owen's T function (Owen 1956), elementwise.

    Examples
    --------
    >>> round(float(bivariate_normal(0, 0, 0.5)), 9)
    0.333333333
    """
    x, y = (np.where(np.abs(v) < 1e-15, 1e-15, v) for v in (x, y))
    root = np.sqrt((1 - correlation) * (1 + correlation))
    apart = np.where(x * y < 0, 0.5, 0.0)
    return (
        (ndtr(x) + ndtr(y)) / 2
        - owens_t(x, (y - correlation * x) / (x * root))
        - owens_t(y, (x - correlation * y) / (y * root))
        - apart
    )
