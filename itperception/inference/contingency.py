"""Arithmetic of a table of counts, rows of answers by columns of groups.

Nothing here tests anything; :mod:`itperception.inference.association` does. Counts may
be fractions.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit, stdtrit

from itperception.inference.intervals import LEVEL, Interval
from itperception.inference.results import State
from itperception.inference.solving import divide, positive


def drop_empty(counts: ArrayLike) -> tuple[np.ndarray, str]:
    """Return the table without empty rows and columns, and a note of what was dropped.

    Examples
    --------
    >>> drop_empty([[1, 0, 2], [0, 0, 0]])
    (array([[1., 2.]]), 'left out as empty: 1 row, 1 column')
    """
    counts = np.asarray(counts, float)
    rows, columns = counts.sum(1) > 0, counts.sum(0) > 0
    empty = {"row": int((~rows).sum()), "column": int((~columns).sum())}
    told = [f"{n} {side}{'s' * (n > 1)}" for side, n in empty.items() if n]
    note = f"left out as empty: {', '.join(told)}" if told else ""
    return counts[rows][:, columns], note


def table_state(table: np.ndarray) -> State:
    """Return whether a table without empty rows and columns can be tested.

    With no more respondents than rows or columns there is no telling groups apart,
    and Bergsma's correction divides by zero.

    Examples
    --------
    >>> table_state(np.array([[3.0, 4.0]])).words
    'everybody gave the same answer'
    """
    if not table.size:
        return State.EMPTY
    if 1 in table.shape:
        return State.ONE_ROW if table.shape[0] == 1 else State.ONE_COLUMN
    return State.OK if table.sum() > max(table.shape) else State.SMALL_BASE


def expected(counts: np.ndarray) -> np.ndarray:
    """Return the counts expected if answers and groups were independent.

    Examples
    --------
    >>> expected(np.array([[30.0, 10.0], [20.0, 40.0]])).tolist()
    [[20.0, 20.0], [30.0, 30.0]]
    """
    rows, columns = counts.sum(-1, keepdims=True), counts.sum(-2, keepdims=True)
    return divide(rows * columns, columns.sum(-1, keepdims=True))


def chi_squared(counts: np.ndarray) -> np.ndarray:
    """Return X² = Σ(O − E)²/E; empty rows and columns add nothing.

    Examples
    --------
    >>> float(chi_squared(np.array([[30.0, 10.0], [10.0, 30.0]])))
    20.0
    """
    e = expected(counts)
    return divide((counts - e) ** 2, e).sum((-2, -1))


def degrees_of_freedom(table: np.ndarray) -> int:
    """Return (R − 1)(C − 1) of a table without empty rows and columns."""
    return (table.shape[0] - 1) * (table.shape[1] - 1)


def adjusted_residuals(counts: ArrayLike) -> np.ndarray:
    """Return how far each cell is from independence, in standard errors.

    (O − E)/√(E(1 − r/n)(1 − c/n)) (Haberman 1973), shaped like `counts`; NaN where the row
    or column is empty or holds everybody.

    Examples
    --------
    >>> adjusted_residuals([[30, 10], [10, 30]]).round(2).tolist()
    [[4.47, -4.47], [-4.47, 4.47]]
    """
    counts = np.asarray(counts, float)
    e, total = expected(counts), counts.sum()
    outside = [total - counts.sum(axis, keepdims=True) for axis in (0, 1)]
    variance = divide(e * outside[0] * outside[1], total**2)
    return (counts - e) / np.sqrt(positive(variance))


def bias_corrected_v(counts: ArrayLike) -> float:
    """Return Cramér's V corrected for bias.

    √(φ²₊/min(R₊ − 1, C₊ − 1)) with φ²₊ = max(0, X²/n − (R − 1)(C − 1)/(n − 1)) and
    R₊ = R − (R − 1)²/(n − 1), C₊ likewise (Bergsma 2013). In [0, 1]; NaN where
    `state_of` says the table cannot be tested.

    Examples
    --------
    >>> round(bias_corrected_v([[30, 10], [10, 30]]), 4)
    0.4903
    """
    table, _ = drop_empty(counts)
    if table_state(table) is not State.OK:
        return np.nan
    n, sides = table.sum(), np.array(table.shape) - 1.0
    phi2 = max(0.0, chi_squared(table) / n - sides.prod() / (n - 1))
    return float(np.sqrt(min(1.0, phi2 / (sides - sides**2 / (n - 1)).min())))


class Placement(NamedTuple):
    """P(first before second) + ½ P(same), its variance and degrees of freedom."""

    estimate: float
    variance: float
    df: float


def placement(first: ArrayLike, second: ArrayLike) -> Placement:
    """Return how often one group ranks before another, as Brunner & Munzel (2000) do.

    Variance and df are NaN where a group has fewer than two respondents or nothing varies.

    Parameters
    ----------
    first, second : array_like, shape (k,)
        Counts of two independent groups on one ordered scale.

    Examples
    --------
    >>> placement([3, 0], [1, 2]).estimate.round(4)
    np.float64(0.8333)
    """
    a, b = np.asarray(first, float), np.asarray(second, float)
    n = positive(np.array([a.sum(), b.sum()]))
    beyond_a, beyond_b = (
        (x.sum() - x.cumsum() + x / 2) / m for x, m in zip((a, b), n, strict=True)
    )
    estimate = a @ beyond_b / n[0]
    spread = [a @ (beyond_b - estimate) ** 2, b @ (beyond_a - 1 + estimate) ** 2]
    parts = np.array(spread) / positive(n - 1) / n
    variance = positive(parts.sum())
    return Placement(estimate, variance, variance**2 / (parts**2 / (n - 1)).sum())


def superiority(
    first: ArrayLike, second: ArrayLike, *, level: float = LEVEL
) -> tuple[float, Interval]:
    """Return the probability that one group ranks before another, with its interval.

    Parameters
    ----------
    first, second : array_like, shape (k,)
        Counts of two independent groups on one ordered scale.

    Returns
    -------
    float
        P(first answers an earlier category) + ½ P(same category), in [0, 1].
    Interval
        NaN where a group has fewer than two respondents or nothing varies.

    Notes
    -----
    Brunner & Munzel (2000) variance and degrees of freedom, limits on the logit
    scale, transformed back.

    Examples
    --------
    >>> estimate, (low, high) = superiority([6, 14, 23, 35, 12], [1, 5, 9, 17, 8])
    >>> print(f"{estimate:.2f} {low:.4f} {high:.4f}")
    0.57 0.4652 0.6689
    """
    estimate, variance, df = placement(first, second)
    inside = np.where((estimate > 0) & (estimate < 1), estimate, np.nan)
    reach = stdtrit(df, (1 + level) / 2) * np.sqrt(variance) / (inside * (1 - inside))
    centre = logit(inside)
    return float(estimate), Interval(expit(centre - reach), expit(centre + reach))
