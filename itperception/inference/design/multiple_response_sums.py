"""Arithmetic of a multiple response by group: options chosen, and how they go together.

Counts may be fractions; nothing here draws or tests.
"""

from itertools import combinations

import numpy as np

from itperception.inference.results import State
from itperception.inference.solving import divide


def option_statistics(chosen: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return X² of each option by group; 0 where nobody or everybody chose it.

    Parameters
    ----------
    chosen : numpy.ndarray, shape (..., groups, options)
        Respondents of each group who chose the option; one or many tables.

    Examples
    --------
    >>> option_statistics(np.array([[30.0], [10.0]]), np.array([40.0, 40.0])).tolist()
    [20.0]
    """
    expected = chosen.sum(-2, keepdims=True) * (n / n.sum())[:, np.newaxis]
    spread = expected * (1 - expected / n[:, np.newaxis])
    return divide((chosen - expected) ** 2, spread).sum(-2)


def pair_statistics(chosen: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return |difference|/standard error of each option and pair of groups.

    The error is that of the share in all groups together, which no permutation changes.

    Returns
    -------
    numpy.ndarray, shape (..., pairs, options)
        Pairs in the order (0, 1), (0, 2), …, (1, 2), …

    Examples
    --------
    >>> pair_statistics(np.array([[30.0], [10.0]]), np.array([40.0, 40.0])).round(3).tolist()
    [[4.472]]
    """
    first, second = group_pairs(len(n))
    shares, p = chosen / n[:, np.newaxis], chosen.sum(-2, keepdims=True) / n.sum()
    spread = np.maximum(p * (1 - p), 0) * (1 / n[first] + 1 / n[second])[:, np.newaxis]
    return divide(np.abs(shares[..., first, :] - shares[..., second, :]), np.sqrt(spread))


def group_pairs(groups: int) -> tuple[list[int], list[int]]:
    """Return the first and the second of each pair of groups.

    Examples
    --------
    >>> group_pairs(3)
    ([0, 0, 1], [1, 2, 2])
    """
    pairs = list(combinations(range(groups), 2))
    return [a for a, _ in pairs], [b for _, b in pairs]


def options_that_vary(chosen: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which options some chose and some did not, and their shares."""
    p = chosen.sum(0) / n.sum()
    varies = (p > 0) & (p < 1 - 1e-12)
    return varies, p[varies]


def set_state(chosen: np.ndarray, n: np.ndarray) -> State:
    """Return whether a multiple response by group can be tested.

    Examples
    --------
    >>> set_state(np.array([[5.0], [6.0]]), np.array([5.0, 6.0])).words
    'nothing varies, so there is nothing to test'
    """
    if not n.sum() > 0 or not chosen.size:
        return State.EMPTY
    if len(n) < 2:
        return State.ONE_COLUMN
    return State.OK if options_that_vary(chosen, n)[0].any() else State.NO_VARIATION


def set_design_effects(patterns: np.ndarray, counts: np.ndarray) -> tuple[int, np.ndarray]:
    """Return k and the eigenvalues of D⁻¹HSH' of the options that vary."""
    n = counts.sum(0)
    varies, p = options_that_vary(counts.T @ patterns, n)
    y, share = patterns[:, varies], n / n.sum()
    means = counts.T @ y / n[:, np.newaxis]
    within = np.einsum("pg,pj,pk->gjk", counts / n, y, y) - np.einsum(
        "gj,gk->gjk", means, means
    )
    size, groups = len(p), len(n)
    s = np.zeros((groups, size, groups, size))
    s[np.arange(groups), :, np.arange(groups)] = within / share[:, np.newaxis, np.newaxis]
    h = np.kron(np.eye(groups) - share, np.eye(size))
    scale = np.sqrt(share[:, np.newaxis] / (p * (1 - p))).ravel()
    v = h @ s.reshape(groups * size, -1) @ h.T
    return (groups - 1) * size, np.linalg.eigvalsh(v * np.outer(scale, scale))
