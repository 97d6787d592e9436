"""Pairs dealt anew to the groups: what Q of the gaps would be if groups did not matter."""

import numpy as np

from itperception.inference.design.permuting import permuted_tables
from itperception.inference.gap.matched import variance_of_difference
from itperception.inference.solving import divide


def cochran(b, c, n) -> np.ndarray:
    """Return Q of one or many tables, the groups last; empty groups add nothing.

    Examples
    --------
    >>> float(cochran(*np.array([[28, 9, 3], [7, 6, 8], [90, 40, 26]])).round(3))
    10.196
    """
    weight = 1 / np.where(n > 0, variance_of_difference(b, c, n), np.inf)
    d = (b - c) / np.where(n > 0, n, 1)
    mean = (weight * d).sum(-1, keepdims=True) / weight.sum(-1, keepdims=True)
    return (weight * (d - mean) ** 2).sum(-1)


def redealt(b, c, n, draws: int, seed: int) -> np.ndarray:
    """Return Q of tables in which the people are dealt anew to the groups.

    Examples
    --------
    >>> redealt(np.array([4, 0]), np.array([0, 0]), np.array([4, 4]), 5, 1).shape
    (5,)
    """
    from scipy.stats import random_table

    groups = n[n > 0].astype(int)
    kinds = np.array([b.sum(), c.sum(), (n - b - c).sum()])
    law = random_table(kinds[kinds > 0].astype(int), groups)
    drawn = np.zeros((draws, 3, len(groups)))
    drawn[:, kinds > 0] = law.rvs(draws, random_state=np.random.default_rng(seed))
    return cochran(drawn[:, 0], drawn[:, 1], groups.astype(float))


def dealt_with_weights(
    counts: np.ndarray, weights: np.ndarray, draws: int, seed: int
) -> np.ndarray:
    """Return Q of tables in which pairs are dealt anew to groups and weights.

    Parameters
    ----------
    counts : numpy.ndarray, shape (3, groups, weights)
        Pairs that are yes only on the first item, only on the second, and alike.
    weights : numpy.ndarray, shape (weights,)
        The distinct weights, ≥ 0.

    Examples
    --------
    >>> counts = np.array([[[4, 1], [0, 1]], [[0, 2], [0, 3]], [[2, 2], [4, 1]]])
    >>> dealt_with_weights(counts, np.array([1.0, 2.0]), 5, 1).shape
    (5,)
    """
    people = np.repeat(np.arange(counts.size), counts.astype(int).ravel())
    kind, group, weight = np.unravel_index(people, counts.shape)
    shape = counts.shape[:2]
    total, squared = counts.sum(0) @ weights, counts.sum(0) @ weights**2
    worth = divide(total, squared)
    found = [
        cochran(tables[:, 0] * worth, tables[:, 1] * worth, total * worth)
        for tables in permuted_tables(kind, group, weights[weight], shape, draws, seed)
    ]
    return np.concatenate(found)
