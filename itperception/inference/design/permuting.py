"""Permutation of respondents: group and weight stay with them, answers are dealt out again."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from itperception.inference.compiling import compiled

# Of SplitMix64 (Steele, Lea & Flood 2014).
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
UNIT = 2.0**-53
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


@compiled
def deal(state, answer, group, weight, bounds, tables):
    """Shuffle the answers once for each table, and add them to it by group and weight.

    Parameters
    ----------
    state : numpy.ndarray of uint64, shape (1,)
        Of the random numbers; it is moved on.
    answer, group, weight : numpy.ndarray, shape (n,)
        Answers are left as they were shuffled last.
    bounds : numpy.ndarray of int
        Between which places answers are exchanged: where each stratum starts, and the end.
    tables : numpy.ndarray, shape (draws, answers, groups)
        Zeros, to be added to.
    """
    step = state[0]
    for draw in range(len(tables)):
        for stratum in range(len(bounds) - 1):
            first = bounds[stratum]
            for place in range(bounds[stratum + 1] - 1, first - 1, -1):
                step += _STEP
                mixed = (step ^ (step >> np.uint64(30))) * _FIRST
                mixed = (mixed ^ (mixed >> np.uint64(27))) * SECOND
                chance = UNIT * ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11))
                other = first + int(chance * (place - first + 1))
                dealt = answer[other]
                answer[other], answer[place] = answer[place], dealt
                tables[draw, dealt, group[place]] += weight[place]
    state[0] = step
