"""Statistics of many tables at once, to about twelve digits.

They find the tables that may attain an end; the number that is reported is then the one
that the function of :mod:`itperception.inference` returns for the table. A table that
this function does not compute (nobody asked, nothing varies) has NaN here as well.
"""

import numpy as np
from scipy.special import bdtr, chdtrc, erfc, xlogy

from itperception.inference.contingency import chi_squared
from itperception.inference.solving import divide, positive


def can_be_tested(tables: np.ndarray) -> np.ndarray:
    """Return which tables have two rows and two columns with people, and enough people.

    Examples
    --------
    >>> can_be_tested(np.array([[[3, 1], [1, 3]], [[3, 1], [0, 0]]])).tolist()
    [True, False]
    """
    rows, columns = _filled(tables)
    enough = tables.sum((1, 2)) > np.maximum(rows, columns)
    return (rows > 1) & (columns > 1) & enough


def degrees_of_freedom_each(tables: np.ndarray) -> np.ndarray:
    """Return (R − 1)(C − 1) of each table without its empty rows and columns."""
    rows, columns = _filled(tables)
    return (rows - 1) * (columns - 1)


def pearson_each(tables: np.ndarray) -> np.ndarray:
    """Return X² of each table.

    Examples
    --------
    >>> pearson_each(np.array([[[30, 10], [10, 30]]])).tolist()
    [20.0]
    """
    return np.where(can_be_tested(tables), chi_squared(tables.astype(float)), np.nan)


def likelihood_ratio_each(tables: np.ndarray) -> np.ndarray:
    """Return G of each table."""
    sides = sum(xlogy(tables.sum(axis), tables.sum(axis)).sum(1) for axis in (1, 2))
    n = tables.sum((1, 2))
    found = 2 * (xlogy(tables, tables).sum((1, 2)) - sides + xlogy(n, n))
    return np.where(can_be_tested(tables), np.maximum(found, 0.0), np.nan)


def cramers_v_each(tables: np.ndarray) -> np.ndarray:
    """Return V of each table, not corrected for bias."""
    scale = tables.sum((1, 2)) * (np.minimum(*_filled(tables)) - 1)
    return np.sqrt(np.minimum(1.0, pearson_each(tables) / positive(scale)))


def n_minus_one_each(tables: np.ndarray) -> np.ndarray:
    """Return the N − 1 chi-squared of each table of two by two."""
    n = tables.sum((1, 2))
    return pearson_each(tables) * (n - 1) / positive(n)


def chi_squared_p_each(statistic: np.ndarray, df: np.ndarray | int) -> np.ndarray:
    """Return the upper tail; NaN where the statistic is."""
    known = ~np.isnan(statistic)
    found = chdtrc(np.maximum(df, 1), np.where(known, statistic, 0.0))
    return np.where(known, found, np.nan)


def superiority_each(tables: np.ndarray) -> np.ndarray:
    """Return how often the first of two columns answers earlier, ties half."""
    first, second = tables[:, :, 0], tables[:, :, 1]
    beyond = second.sum(1, keepdims=True) - second.cumsum(1) + second / 2
    pairs = positive(first.sum(1) * second.sum(1))
    return np.where(can_be_tested(tables), (first * beyond).sum(1) / pairs, np.nan)


def between_scores_each(tables: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return (n − 1) SS_between/SS_total of the scores of each table's answers."""
    answers, n = tables.sum(2), positive(tables.sum((1, 2)))
    centred = scores - ((scores * answers).sum(1) / n)[:, None]
    sums = np.einsum("ni,nij->nj", centred, tables)
    between = divide(sums**2, tables.sum(1)).sum(1)
    found = (n - 1) * between / positive((answers * centred**2).sum(1))
    return np.where(can_be_tested(tables), found, np.nan)


def kruskal_wallis_each(tables: np.ndarray) -> np.ndarray:
    """Return H of each table, the answers in rank order, corrected for ties."""
    tied = tables.sum(2)
    return between_scores_each(tables, tied.cumsum(1) - tied / 2)


def mcnemar_each(b: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Return (b − c)²/(b + c); NaN where nobody differs."""
    return (b - c) ** 2 / positive(b + c)


def mcnemar_exact_p(b: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Return McNemar's exact p-value."""
    return np.where(b + c > 0, np.minimum(1.0, 2 * _tail(np.minimum(b, c), b + c)), np.nan)


def mcnemar_midp(b: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Return McNemar's mid-p value."""
    fewer, m = np.minimum(b, c), b + c
    below = np.where(fewer > 0, _tail(np.maximum(fewer - 1, 0), m), 0.0)
    return np.where(m > 0, np.minimum(1.0, _tail(fewer, m) + below), np.nan)


def up_and_down_each(squares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many pairs have the better (earlier) answer first, and second.

    Examples
    --------
    >>> [side.tolist() for side in up_and_down_each(np.array([[[5, 2], [1, 4]]]))]
    [[2], [1]]
    """
    upper = np.triu(np.ones(squares.shape[1:], bool), 1)
    return squares[:, upper].sum(1), squares[:, upper.T].sum(1)


def bowker_each(squares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Bowker's statistic and its degrees of freedom."""
    upper = np.triu(np.ones(squares.shape[1:], bool), 1)
    one, other = squares[:, upper], squares.transpose(0, 2, 1)[:, upper]
    df = (one + other > 0).sum(1)
    found = divide((one - other) ** 2, one + other).sum(1)
    return np.where(df > 0, found, np.nan), df


def stuart_maxwell_each(squares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return d'S⁻d and the rank of S."""
    differing = (squares + squares.transpose(0, 2, 1)).astype(float)
    k = squares.shape[1]
    covariance = np.eye(k) * differing.sum(2)[:, :, None] - differing
    values, vectors = np.linalg.eigh(covariance)
    kept = values > 1e-10 * np.maximum(values[:, -1:], 1e-300)
    along = np.einsum("nij,ni->nj", vectors, squares.sum(2) - squares.sum(1))
    found = np.where(kept, divide(along**2, np.where(kept, values, 1.0)), 0.0).sum(1)
    rank = kept.sum(1)
    varies = differing.sum((1, 2)) > 2 * np.trace(squares, axis1=1, axis2=2)
    return np.where(varies, found, np.nan), rank


def mean_score_each(squares: np.ndarray) -> np.ndarray:
    """Return Σd/√Σd², d by how many places the first answer is better."""
    places = np.arange(squares.shape[1])
    steps = places - places[:, None]
    total, squared = (squares * steps).sum((1, 2)), (squares * steps**2).sum((1, 2))
    return total / np.sqrt(positive(squared))


def normal_p(z: np.ndarray) -> np.ndarray:
    """Return the two-sided p-value of a standard normal."""
    return erfc(np.abs(z) / np.sqrt(2))


def _filled(tables: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many rows and how many columns have somebody in them."""
    return (tables.sum(2) > 0).sum(1), (tables.sum(1) > 0).sum(1)


def _tail(k: np.ndarray, m: np.ndarray) -> np.ndarray:
    return bdtr(k.astype(float), m.astype(np.int64), 0.5)
