"""Quantiles of weighted numbers."""

import numpy as np
from numpy.typing import ArrayLike

QUARTILES = (0.25, 0.5, 0.75)
_TIE = 1e-10


def weighted_quantiles(
    values: ArrayLike, weights: ArrayLike, at: ArrayLike
) -> np.ndarray:  # fmt: skip
    """Return quantiles: the least number that so much of the weight does not exceed.

    Parameters
    ----------
    values, weights : array_like, shape (n,)
        Numbers, and weights ≥ 0; who has weight 0 does not count.
    at : array_like
        Shares of the weight, in (0, 1).

    Returns
    -------
    numpy.ndarray
        NaN of nobody.

    Notes
    -----
    inf{x: F(x) ≥ p}; where F(x) = p, halfway to the next number. So without weights the
    median is the usual one. It is type 2 of Hyndman & Fan (1996), and of R's ``svyquantile``
    ``qrule="school"``; ``qrule="math"`` differs at those ties only, where it takes the lower.

    Examples
    --------
    >>> weighted_quantiles([1, 2, 3, 10], [1, 1, 1, 1], [0.25, 0.5, 0.9]).tolist()
    [1.5, 2.5, 10.0]
    >>> weighted_quantiles([1, 2, 3, 10], [1, 1, 1, 5], [0.5]).tolist()
    [10.0]
    """
    values, weights = np.asarray(values, float), np.asarray(weights, float)
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[order]
    values, weights = values[weights > 0], weights[weights > 0]
    at = np.asarray(at, float)
    if not len(values):
        return np.full(at.shape, np.nan)
    share = np.cumsum(weights) / weights.sum()
    place = np.searchsorted(share, at - _TIE).clip(max=len(values) - 1)
    tied = np.abs(share[place] - at) < _TIE
    following = values[np.minimum(place + 1, len(values) - 1)]
    return np.where(tied, (values[place] + following) / 2, values[place])
