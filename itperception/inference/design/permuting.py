"""Permutation of respondents: what stays with whom, and the sums that come of it.

Something of each respondent is held fixed (the group, the weight), something is moved to
another (the answers). A statistic needs only the sums of their products, and those are a
matrix product for many permutations at once.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

# Numbers held at a time; more is no faster.
CHUNK = 2_000_000


def permuted_sums(
    fixed: ArrayLike,
    moved: ArrayLike,
    draws: int,
    seed: int,
    strata: ArrayLike | None = None,
) -> Iterator[np.ndarray]:
    """Yield the sums of products of what is fixed with what is moved, drawn at random.

    Parameters
    ----------
    fixed : array_like, shape (n, f)
        What stays with each respondent.
    moved : array_like, shape (n, m)
        What is dealt out again.
    draws : int
        Permutations, each as likely as any other.
    seed : int
        Of the random numbers.
    strata : array_like, shape (n,), optional
        Labels; respondents are exchanged within them only.

    Yields
    ------
    numpy.ndarray, shape (some, f, m)
        As many as `draws` together.

    Examples
    --------
    >>> sums = next(permuted_sums(np.eye(3), np.eye(3), 5, 1))
    >>> sums.shape, bool((sums.sum(2) == 1).all())
    ((5, 3, 3), True)
    """
    fixed, moved = np.asarray(fixed, float), np.asarray(moved, float)
    strata = np.zeros(len(fixed)) if strata is None else np.asarray(strata)
    members = [np.flatnonzero(strata == label) for label in np.unique(strata)]
    rng = np.random.default_rng(seed)
    at_once = max(1, CHUNK // max(1, len(fixed)))
    for first in range(0, draws, at_once):
        some = min(at_once, draws - first)
        sums = np.zeros((some, fixed.shape[1], moved.shape[1]))
        for who in members:
            order = rng.permuted(np.broadcast_to(who, (some, len(who))), axis=1)
            for column in range(fixed.shape[1]):
                sums[:, column] += fixed[order, column] @ moved[who]
        yield sums
