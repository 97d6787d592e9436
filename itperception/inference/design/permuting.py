"""Permutation of respondents: group and weight stay with them, answers are dealt out again."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

# Cells held at a time; more is no faster.
CHUNK = 1_000_000


def permuted_tables(
    answer: ArrayLike,
    group: ArrayLike,
    weight: ArrayLike,
    shape: tuple[int, int],
    draws: int,
    seed: int,
    stratum: ArrayLike | None = None,
) -> Iterator[np.ndarray]:
    """Yield the weighted tables of answers that are dealt out again at random.

    Yields
    ------
    numpy.ndarray, shape (some, answers, groups)
        As many as `draws` together.

    Examples
    --------
    >>> tables = next(permuted_tables([0, 0, 1], [0, 1, 1], [1, 2, 4], (2, 2), 5, seed=1))
    >>> tables.shape, tables.sum(1).tolist() == [[1, 6]] * 5
    ((5, 2, 2), True)
    """
    from itperception.inference.design.shuffling import deal

    answer, group = np.array(answer, np.int32), np.array(group, np.int32)
    weight, bounds = np.array(weight, float), np.array([0, len(answer)])
    if stratum is not None:
        order = np.argsort(stratum, kind="stable")
        answer, group, weight = answer[order], group[order], weight[order]
        bounds = np.append(0, np.unique(stratum, return_counts=True)[1].cumsum())
    state = np.random.SeedSequence(seed).generate_state(1, np.uint64)
    at_once = max(1, CHUNK // max(1, np.prod(shape)))
    for first in range(0, draws, at_once):
        tables = np.zeros((min(at_once, draws - first), *shape))
        deal(state, answer, group, weight, bounds, tables)
        yield tables
