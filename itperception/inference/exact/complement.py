"""The exact tail of a statistic as what the tables less extreme leave of probability 1.

Where a statistic does not ask in which row a count is, row sums of a half in another order
have the same part-tables at the same costs, up to a factor of their weights. Each list is
made once, for the order in which most is possible (that of the rows), with equal part-tables
added up.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from itperception.inference.compiling import clock, preparation
from itperception.inference.exact.columns import Margins
from itperception.inference.exact.halves import TooMany
from itperception.inference.exact.less import Costs, NoneLess, Numbered, both_halves
from itperception.inference.exact.plan import Plan, less_plan
from itperception.inference.exact.timed import ROOM, ROUNDING, WIDEST, Tail, gone_through

# Entries of all lists of a half, and into how many jobs these are divided.
_KEPT, JOBS = 20_000_000, 32
# Sparse tables are fewer than planned: they are begun if so many times too many.
HOPE = 2
# Whether to make use of rows that are alike: it fails if few row sums are, but for order.
ALIKE = (True, False)


def complement(
    cell: Callable, margins: Margins, reached: float, seconds: float
) -> Tail | None:
    """Return bounds of P(S ≥ reached) from the tables that are less extreme.

    None if the time does not allow to list these tables.

    Examples
    --------
    >>> margins = Margins(np.array([3, 3]), np.array([3, 3]))
    >>> tail = complement(lambda i, j, x: x**2, margins, 18, seconds=60)
    >>> round(tail.low, 9), round(2 / 20, 9)
    (0.1, 0.1)
    """
    deadline, order = clock() + seconds, np.argsort(margins.rows)
    ordered = Margins(margins.rows[order], margins.columns)
    costs = Costs.of(lambda i, j, x: cell(order[i], j, x), ordered, reached)
    if costs is None or not costs.curvature > 0:
        return None
    within = costs.within
    if not within > 0:
        return Tail(1.0, 1.0)
    for alike in ALIKE if costs.alike else (False,):
        plan = less_plan(ordered, within, alike=alike)
        if plan is not None and plan.seconds < HOPE * (deadline - clock()):
            prepare_complement(alike)
            try:
                return _less(costs, plan, deadline, alike=alike)
            except TooMany:
                continue
            except NoneLess:
                return Tail(1.0, 1.0)
    return None


@preparation
def prepare_complement(alike: bool) -> None:
    """Compile the loops for rows that are alike, or for those that are not."""
    margins = Margins(np.array([3, 4, 5]), np.array([2, 3, 3, 4]))
    costs = Costs.of(lambda i, j, x: x**2 + (0 if alike else i), margins, 40.0)
    _less(costs, less_plan(margins, costs.within, alike=alike), np.inf, alike=alike)


def _less(costs: Costs, plan: Plan, deadline: float, *, alike: bool) -> Tail:
    """Return the bounds that a plan gives."""
    from itperception.inference.exact.alike_kernels import pairs_below
    from itperception.inference.exact.less_kernels import less_extreme

    margins, states = costs.margins, costs.states(plan.first, plan.second)
    left = (margins.rows - states).astype(states.dtype)
    logs = margins.log_multinomial(states) + margins.log_multinomial(left)
    logs -= margins.log_multinomial(margins.rows)
    order = np.argsort(-logs, kind="stable")
    states, left, logs = states[order], left[order], logs[order]
    if alike:
        first, second, *numbers, own, rest = alike_lists(costs, plan, states, deadline)
        share, arrays = partial(pairs_below, first, second), numbers
    else:
        own, rest = states, left
        streamed, listed = both_halves(costs, plan, states)
        share = partial(less_extreme, streamed.arrays, listed.arrays)
        arrays = states, left, streamed.keys(states), listed.keys(left)
    weights = margins.log_multinomial(own) + margins.log_multinomial(rest)
    scales, chances = np.exp(logs - weights), np.exp(logs)
    limits = (costs.limit,) if alike else (costs.limit, ROOM)
    less, done, all_ = gone_through(
        share, (*arrays, scales, chances), limits, deadline, even=0.1
    )
    lost = 0.0 if all_ else max(0.0, float(chances.sum()) - done)
    if lost > WIDEST:
        raise TooMany
    return Tail(max(0.0, 1 - less - lost - ROUNDING), min(1.0, 1 - less + ROUNDING))


def alike_lists(costs: Costs, plan, states: np.ndarray, deadline: float) -> tuple:
    """Return the lists of both halves and which go with which state; rows are ascending.

    Parameters
    ----------
    states : numpy.ndarray, shape (states, rows)
        Row sums of the first half.

    Returns
    -------
    first, second : tuple
        As :func:`.alike_kernels.pairs_below` takes them.
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
