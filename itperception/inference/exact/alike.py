"""The less extreme tables of a statistic that does not ask in which row a count is.

Then row sums of a half in another order have the same part-tables at the same costs,
up to a factor of their weights. Each list is made once, for the order in which most is
possible (that of the rows), with equal part-tables added up.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from itperception.inference.compiling import clock
from itperception.inference.exact.halves import TooMany
from itperception.inference.exact.less import Costs, Numbered, both_halves

# Entries of all lists of a half, and into how many jobs these are divided.
_KEPT, JOBS = 20_000_000, 32


def alike_lists(costs: Costs, plan, states: np.ndarray, deadline: float) -> tuple:
    """Return the lists of both halves and which go with which state; rows are ascending.

    Parameters
    ----------
    states : numpy.ndarray, shape (states, rows)
        Row sums of the first half.

    Returns
    -------
    first, second : tuple
        As :func:`.exact_alike_kernels.pairs_below` takes them.
    lists, others : numpy.ndarray
    own, rest : numpy.ndarray, shape (states, rows)
        The row sums for which the lists were made.
    """
    rows = costs.margins.rows
    left = (rows - states).astype(states.dtype)
    own, rest = np.sort(states, 1), np.sort(left, 1)
    limits = costs.limit - _least(costs, plan.second, rows - own)
    halves = both_halves(costs, plan, states)
    first, lists = _lists(halves[0], own, limits, deadline)
    limits = costs.limit - _least(costs, plan.first, rows - rest)
    second, others = _lists(halves[1], rest, limits, deadline)
    return first, second, lists, others, own, rest


def _least(costs: Costs, columns, sums: np.ndarray) -> np.ndarray:
    """Return the least that columns with given row sums cost, their own sums free."""
    least = costs.least(columns)
    return sum(least[i, sums[:, i]] for i in range(sums.shape[1]))


def _lists(half: Numbered, sums, limits, deadline) -> tuple[tuple, np.ndarray]:
    """Return the lists of all different row sums, and the number of each one's list."""
    from itperception.inference.exact.alike_kernels import sorted_lists

    keys = half.keys(sums)
    _, chosen, number = np.unique(keys, return_index=True, return_inverse=True)

    def listed(job):
        some = chosen[job::JOBS]
        return sorted_lists(
            half.arrays, np.ascontiguousarray(sums[some]), keys[some], limits[some],
            2 * _KEPT // JOBS,
        )  # fmt: skip

    found = _in_time(listed, deadline)
    offsets = np.cumsum([0, *(len(costs) for _, costs, _ in found)])
    starts, ends = np.empty(len(chosen), np.int64), np.empty(len(chosen), np.int64)
    for job, (own, _, _) in enumerate(found):
        starts[job::JOBS], ends[job::JOBS] = own[:-1] + offsets[job], own[1:] + offsets[job]
    costs, weights = (np.concatenate([f[k] for f in found]) for k in (1, 2))
    return (starts, ends, costs, weights), number


def _in_time(listed: Callable, deadline: float) -> list[tuple]:
    """Return what each job lists; give up if one does, or if the time will not do."""
    threads, started, found = os.cpu_count() or 1, clock(), []
    with ThreadPoolExecutor(threads) as pool:
        for first in range(0, JOBS, threads):
            jobs = [
                pool.submit(listed, j) for j in range(first, min(JOBS, first + threads))
            ]
            found += [job.result() for job in jobs]
            done = len(found) / JOBS
            late = started + (clock() - started) / done > deadline
            given_up = not all(len(starts) for starts, _, _ in found)
            if late or given_up or sum(len(costs) for _, costs, _ in found) > _KEPT * done:
                raise TooMany
    return found
