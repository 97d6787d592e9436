"""Statistics that are a sum over the cells of a table, for tails given both margins.

Given the margins, Pearson's X² and the likelihood ratio G grow with Σ x²/(r c) and
Σ x ln x, a table's probability falls with Σ ln x!, and the correlation of scores is
linear in Σ u v x: parts of the table add up.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, xlogy

from itperception.inference.contingency import chi_squared
from itperception.inference.exact.columns import Margins

_TOLERANCE = 1e-9
_TABULATED = 1_000_000


@dataclass(frozen=True)
class Additive:
    """What a count adds in each cell, and which sums are as extreme as the table's.

    Attributes
    ----------
    cell : callable
        ``cell(i, j, x)`` for arrays of whole numbers that broadcast.
    reached, under : float
        A table counts if its sum is ≥ `reached` or ≤ `under`; ties do.
    statistic : float
        As it is printed.
    words : str
        The formula of the statistic with its number.
    """

    cell: Callable
    reached: float
    under: float
    statistic: float
    words: str


def sum_of_cells(cell: Callable, table: np.ndarray) -> np.ndarray:
    """Return the sum over the cells of one table, or of each of many.

    Examples
    --------
    >>> int(sum_of_cells(lambda i, j, x: (i + j) * x, np.array([[1, 2], [3, 4]])))
    13
    """
    rows, columns = table.shape[-2:]
    places = np.arange(rows)[:, np.newaxis], np.arange(columns)
    return cell(*places, table.astype(np.int64)).sum((-2, -1))


def pearson_cells(table: np.ndarray) -> Additive:
    """Return Pearson's X² as a sum over cells.

    Examples
    --------
    >>> pearson_cells(np.array([[3.0, 0], [0, 3]])).words
    'X² = Σ(O − E)²/E = 6'
    """
    margins = Margins.of(table)
    scale = margins.n / np.outer(margins.rows, margins.columns)
    statistic = float(chi_squared(table))
    words = f"X² = Σ(O − E)²/E = {statistic:.4g}"
    return _upper(lambda i, j, x: x * x * scale[i, j], table, statistic, words)


def likelihood_ratio_cells(table: np.ndarray) -> Additive:
    """Return the likelihood ratio G as a sum over cells.

    Examples
    --------
    >>> likelihood_ratio_cells(np.array([[3.0, 0], [0, 3]])).words
    'G = 2 Σ O ln(O/E) = 8.318'
    """
    known = _by_count(lambda x: 2 * xlogy(x, x), table)
    sides = sum(xlogy(table.sum(axis), table.sum(axis)).sum() for axis in (0, 1))
    whole = xlogy(table.sum(), table.sum())
    statistic = max(0.0, float(2 * (xlogy(table, table).sum() - sides + whole)))
    words = f"G = 2 Σ O ln(O/E) = {statistic:.4g}"
    return _upper(lambda i, j, x: known(x), table, statistic, words)


def freeman_halton_cells(table: np.ndarray) -> Additive:
    """Return the logarithm of one over a table's probability, but for a constant.

    Examples
    --------
    >>> freeman_halton_cells(np.array([[3.0, 0], [0, 3]])).words
    'P(table) = Π r! Π c!/(n! Π x!) = 0.05'
    """
    known = _by_count(lambda x: gammaln(x + 1.0), table)
    sides = sum(gammaln(table.sum(axis) + 1).sum() for axis in (0, 1))
    log = sides - gammaln(table.sum() + 1) - gammaln(table + 1).sum()
    words = f"P(table) = Π r! Π c!/(n! Π x!) = {np.exp(log):.4g}"
    return _upper(lambda i, j, x: known(x), table, float(np.exp(log)), words)


def linear_cells(table: np.ndarray, u: np.ndarray, v: np.ndarray) -> Additive | None:
    """Return Σ u v x, extreme if as far from its mean; None if all scores are equal.

    Examples
    --------
    >>> linear_cells(np.array([[3.0, 0], [0, 3]]), np.arange(2), np.arange(2)).words
    'M² = (n − 1) r² = (6 − 1) × (1)² = 5'
    """
    n, rows, columns = table.sum(), table.sum(1), table.sum(0)
    # Scores from their means: the mean of the sum is then zero.
    u, v = u - rows @ u / n, v - columns @ v / n
    spread = float((rows @ u**2) * (columns @ v**2))
    if not spread > 0:
        return None
    weights = np.outer(u, v)
    far = abs(float((weights * table).sum()))
    r = float((weights * table).sum()) / np.sqrt(spread)
    slack = _TOLERANCE * max(1.0, float(abs(weights).max()))
    statistic = float((n - 1) * r**2)
    words = f"M² = (n − 1) r² = ({n:g} − 1) × ({r:.4g})² = {statistic:.4g}"
    return Additive(
        lambda i, j, x: weights[i, j] * x, far - slack, slack - far, statistic, words
    )


def _upper(cell: Callable, table: np.ndarray, statistic: float, words: str) -> Additive:
    """Return a statistic of which only large values are extreme."""
    reached = float(sum_of_cells(cell, table))
    slack = max(_TOLERANCE, 64 * np.finfo(float).eps * abs(reached))
    return Additive(cell, reached - slack, -np.inf, statistic, words)


def _by_count(value: Callable, table: np.ndarray) -> Callable:
    """Return the function, looked up in a table if the counts are not too large."""
    most = int(table.sum(1).max())
    if most > _TABULATED:
        return value
    known = value(np.arange(most + 1))
    return lambda x: known[x]
