"""The exact tail of a cell-additive statistic, given both margins, met in the middle.

The columns are split in two. For each way to share out the row sums, the likeliest
first, the part-tables of both halves are listed and joined. What was too rare to be
listed, and what there was no time for, is the width of the answer.
"""

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from time import perf_counter

import numpy as np

from itperception.inference.exact_columns import Margins, likely_sums
from itperception.inference.exact_halves import Half, TooMany
from itperception.inference.exact_plan import Plan, plans

# Relative rounding error of sums of probabilities that come from logarithms.
ROUNDING = 1e-11
STATES = 2e6
QUICKLY = 0.15
# Row sums above this make the tables of logarithms too long.
ROW_SUM = 2_000_000
# States between two looks at the clock, and part-tables of a state, at first.
CHUNK, ROOM = 8, 1024
# Bounds that are wider are not worth having: drawing gives better ones.
WIDEST = 1e-3


@dataclass(frozen=True)
class Tail:
    """Between which limits a tail probability lies for certain."""

    low: float
    high: float


def exact_tail(
    cell: Callable, margins: Margins, reached: float, under: float = -np.inf,
    *, seconds: float, width: float,
) -> Tail | None:  # fmt: skip
    """Return bounds of P(S ≥ reached or S ≤ under) given the margins.

    Parameters
    ----------
    cell : callable
        ``cell(i, j, x)`` is what count x (an array) in cell i, j adds to S.
    margins : Margins
        All positive, at least two rows and two columns.
    reached, under : float
        Limits of S, `under` below `reached`.
    seconds, width : float
        Time not to be exceeded by much; and the width that is narrow enough, for a
        probability near one, or the same relative to one near zero.

    Returns
    -------
    Tail or None
        None if the time does not allow any bounds worth having.

    Examples
    --------
    >>> margins = Margins(np.array([3, 3]), np.array([3, 3]))
    >>> tail = exact_tail(lambda i, j, x: x**2, margins, 18, seconds=1, width=1e-6)
    >>> round(tail.low, 9), round(2 / 20, 9)
    (0.1, 0.1)
    """
    if margins.rows.max() > ROW_SUM:
        return None
    deadline, possible, tail = perf_counter() + seconds, plans(margins), None
    plan = _choose(possible, seconds, width)
    while plan is not None:
        try:
            found = _tail(cell, margins, reached, under, plan, deadline)
        except TooMany:
            coarser = [p for p in possible if p.loss > 10 * plan.loss]
            left = deadline - perf_counter()
            plan = next((p for p in coarser if p.seconds < left / 3), None)
            if tail is not None or left < seconds / 2:
                return tail
            continue
        tail = found if tail is None else _narrower(tail, found)
        left = deadline - perf_counter()
        finer = [p for p in possible if p.loss < plan.loss / 5 and p.seconds < left / 2]
        enough = [p for p in finer if p.loss < width * tail.high / 2]
        wide = tail.high - tail.low > width * tail.high
        plan = (enough or finer)[-1] if wide and finer else None
    return tail


def _choose(possible: list[Plan], seconds: float, width: float) -> Plan | None:
    """Return the finest plan that is quick, else the first that is fine enough."""
    quick = [p for p in possible if p.seconds <= min(QUICKLY, seconds)]
    if quick and quick[0].loss <= width / 2:
        return quick[0]
    enough = [p for p in possible if p.loss <= width and p.seconds <= seconds]
    affordable = [p for p in possible if p.seconds <= seconds]
    return (enough[-1:] or affordable[:1] or [None])[0]


def _narrower(one: Tail, other: Tail) -> Tail:
    return Tail(max(one.low, other.low), min(one.high, other.high))


def _tail(cell, margins: Margins, reached, under, plan: Plan, deadline) -> Tail:
    """Return the bounds that a plan gives, fewer states if the deadline comes first."""
    from itperception.inference import exact_kernels

    states, logs = _states(margins, plan)
    listed = Half.of(cell, margins, plan.first, plan.least_first, states)
    asked = Half.of(cell, margins, plan.second, plan.least_second, margins.rows - states)
    keys, others = listed.keys(states), asked.keys(margins.rows - states)
    own, rest = (margins.log_multinomial(s) for s in (states, margins.rows - states))
    scales = np.exp(logs - own - rest)
    # A part-table weighs as much as it is probable, times that of the rest of its row sums.
    least = np.column_stack(
        (np.exp(plan.least_first - logs + own), np.exp(plan.least_second - logs + rest))
    )
    share = partial(exact_kernels.join, listed.arrays, asked.arrays)
    limits = float(reached), float(under)
    tail, kept, all_ = _gone_through(share, (keys, others, scales, least), limits, deadline)
    lost = 0.0 if all_ and not plan.loss else max(0.0, 1 - kept) + ROUNDING
    if lost > WIDEST:
        raise TooMany
    high = tail * (1 + ROUNDING) + lost
    return Tail(min(1.0, tail * (1 - ROUNDING)), min(1.0, high))


def _gone_through(share: Callable, arrays, limits, deadline) -> tuple[float, float, bool]:
    """Join state by state, on all processors, until the deadline; say if all were."""
    threads, first, size, found = os.cpu_count() or 1, 0, CHUNK, []
    total, started = len(arrays[0]), perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        while first < total and not _late(started, deadline, found, first / total):
            last = min(total, first + size * threads)
            slices = [slice(first + k, last, threads) for k in range(threads)]
            jobs = [
                pool.submit(share, *(np.ascontiguousarray(a[s]) for a in arrays), *limits,
                            ROOM) for s in slices
            ]  # fmt: skip
            found += [job.result() for job in jobs]
            first, size = last, min(2 * size, 4096)
    tail, kept = np.sum(found, axis=0)
    return float(tail), float(kept), first >= total


def _late(started: float, deadline: float, found: list[tuple], done: float) -> bool:
    """Say whether the time is up, or would be long before all is gone through."""
    if not found:
        return False
    spent, given = perf_counter() - started, deadline - started
    kept = sum(kept for _, kept in found)
    # The likeliest states come first and take longest: between the share of their
    # probability and that of their number lies the share of the work.
    work = math.sqrt(kept * done)
    return spent > given or (spent > given / 8 and spent > 1.4 * given * work)


def _states(margins: Margins, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    """Return the ways to share out the row sums, likeliest first, and their log P."""
    size = int(margins.columns[list(plan.first)].sum())
    least = min(plan.least_first, plan.least_second)
    lows, highs = likely_sums(margins, size, least)
    if np.prod((highs - lows + 1.0)[:-1]) > STATES:
        raise TooMany
    ranges = [np.arange(a, b + 1) for a, b in zip(lows[:-1], highs[:-1], strict=True)]
    some = np.stack(np.meshgrid(*ranges, indexing="ij"), -1).reshape(-1, len(ranges))
    last = size - some.sum(1)
    fits = (last >= 0) & (last <= margins.rows[-1])
    states = np.column_stack((some, last))[fits]
    logs = (
        margins.log_multinomial(states) + margins.log_multinomial(margins.rows - states)
        - margins.log_multinomial(margins.rows)
    )  # fmt: skip
    order = np.argsort(-logs, kind="stable")
    order = order[logs[order] > least]
    if not len(order):
        raise TooMany
    return states[order], logs[order]
