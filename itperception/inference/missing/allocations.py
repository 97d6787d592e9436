"""Every way in which the don't knows of groups may answer yes or no.

All Π(d_g + 1) tables are enumerated where they are few. Where they are many, X² is
computed only where it can be extreme for each sum of positives, which gives the same
smallest and largest p-value.
"""

import numpy as np
from scipy.special import chdtrc, gammaln

from itperception.inference.contingency import chi_squared
from itperception.inference.solving import divide

EXACT_METHODS = ("fisher", "midp")
# More tables than this are not enumerated.
_MOST = 2_000_000
# Ties in probability must count, whatever the last digit says.
TIES = 1 + 1e-9


def feasible(silent: np.ndarray, method: str) -> bool:
    """Return whether every allocation that matters can be looked at.

    Examples
    --------
    >>> feasible(np.array([200, 200, 200]), "pearson")
    True
    """
    edges = (silent + 1).sum() * 2.0 ** (len(silent) - 1)
    return bool(min(_size(silent), np.inf if method in EXACT_METHODS else edges) <= _MOST)


def p_of_allocations(table: np.ndarray, method: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the positives of the allocations that matter, and their p-values.

    Parameters
    ----------
    table : numpy.ndarray, shape (3, groups)
        Whole counts: positive, not positive, don't know; no group empty.
    method : {"pearson", "n_minus_one", "fisher", "midp"}
        The last two are for two groups.

    Returns
    -------
    numpy.ndarray, shape (allocations, groups)
        Positives; every allocation, or above two million those at the extremes.
    numpy.ndarray, shape (allocations,)

    Examples
    --------
    >>> p_of_allocations(np.array([[9, 1], [1, 9], [1, 0]]), "pearson")[0].tolist()
    [[9, 1], [10, 1]]
    """
    few = _size(table[2]) <= _MOST
    positives = _box(table[0], table[2]) if few else _extremes(table)
    n = table.sum(0)
    p_values = p_of_tables(np.stack([positives, n - positives], 1), method)
    return positives, p_values


def p_of_tables(tables: np.ndarray, method: str) -> np.ndarray:
    """Return the p-value of each table, shape (..., 2, groups); 1 if nothing varies.

    Examples
    --------
    >>> p_of_tables(np.array([[[3, 0], [0, 3]], [[5, 5], [0, 0]]]), "fisher").round(3)
    array([0.1, 1. ])
    """
    if method in EXACT_METHODS:
        found = _fisher(tables.reshape(-1, 2, 2), method == "midp")
        return found.reshape(tables.shape[:-2])
    n = tables.sum((-2, -1))
    groups = (tables.sum(-2) > 0).sum(-1)
    scale = divide(n - 1, n) if method == "n_minus_one" else 1.0
    return np.where(
        groups > 1, chdtrc(np.maximum(groups - 1, 1), chi_squared(tables) * scale), 1.0
    )


def _size(silent: np.ndarray) -> float:
    return float(np.prod(silent + 1.0))


def _box(yes: np.ndarray, silent: np.ndarray) -> np.ndarray:
    """Return every allocation: shape (tables, groups)."""
    steps = np.indices([int(d) + 1 for d in silent]).reshape(len(silent), -1).T
    return yes + steps


def _extremes(table: np.ndarray) -> np.ndarray:
    """Return allocations with the largest and the smallest X² for every sum of positives.

    For a given sum X² rises with Σx²/n, which is convex: it is largest where at most one
    group is not at an end, and smallest if each further positive goes where (2x + 1)/n is
    least.
    """
    yes, _, silent = table
    groups = range(table.shape[1])
    edges = []
    for free in groups:
        ends = [np.arange(d + 1) if g == free else np.array([0, d])
                for g, d in enumerate(silent)]  # fmt: skip
        edges.append(np.stack(np.meshgrid(*ends), -1).reshape(-1, len(silent)))
    owner = np.repeat(groups, silent.astype(int))
    place = np.concatenate([np.arange(d) for d in silent])
    gain = (2 * (yes[owner] + place) + 1) / table.sum(0)[owner]
    path = np.eye(len(silent))[owner[gain.argsort(kind="stable")]].cumsum(0)
    return yes + np.concatenate([*edges, path])


def _fisher(tables: np.ndarray, midp: bool) -> np.ndarray:
    """Return the two-sided exact p-values of 2 × 2 tables, by the probability of tables."""
    found = np.empty(len(tables))
    keys = np.column_stack([tables[:, 0].sum(-1), tables.sum(1)])
    for key in np.unique(keys, axis=0):
        here = (keys == key).all(1)
        total, n1, n2 = key
        x = np.arange(max(0, total - n2), min(total, n1) + 1)
        ways = _log_choose(n1, x) + _log_choose(n2, total - x) - _log_choose(n1 + n2, total)
        chance = np.exp(ways)
        ordered = np.sort(chance)
        sums = np.append(0.0, ordered.cumsum())
        reached = sums[ordered.searchsorted(chance * TIES, "right")]
        below = sums[ordered.searchsorted(chance / TIES)]
        p_values = (reached + below) / 2 if midp else reached
        found[here] = p_values[(tables[here, 0, 0] - x[0]).astype(int)]
    return np.minimum(found, 1.0)


def _log_choose(n: float, x: np.ndarray) -> np.ndarray:
    return gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1)
