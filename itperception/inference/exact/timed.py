"""Ways to share out the row sums, gone through on all processors while there is time."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from itperception.inference.compiling import clock

# Relative rounding error of sums of probabilities that come from logarithms.
ROUNDING = 1e-11
# Bounds that are wider are not worth having: drawing gives better ones.
WIDEST = 1e-3
# States between two looks at the clock, and part-tables of a state, at first.
_CHUNK, ROOM = 8, 1024


@dataclass(frozen=True)
class Tail:
    """Between which limits a tail probability lies for certain."""

    low: float
    high: float


def gone_through(
    share: Callable, arrays, limits, deadline, even: float = 0.5
) -> tuple[float, float, bool]:
    """Join state by state, on all processors, until the deadline; say if all were.

    The likeliest states come first and take longest: if `even` is 0, as long as they are
    probable, if 1, no longer than others.
    """
    threads, first, size, found = os.cpu_count() or 1, 0, _CHUNK, []
    total, started = len(arrays[0]), clock()
    with ThreadPoolExecutor(threads) as pool:
        while first < total and not _late(started, deadline, found, first / total, even):
            last = min(total, first + size * threads)
            slices = [slice(first + k, last, threads) for k in range(threads)]
            jobs = [
                pool.submit(share, *(np.ascontiguousarray(a[s]) for a in arrays), *limits)
                for s in slices
            ]  # fmt: skip
            found += [job.result() for job in jobs]
            first, size = last, min(2 * size, 4096)
    tail, kept = np.sum(found, axis=0)
    return float(tail), float(kept), first >= total


def _late(
    started: float, deadline: float, found: list[tuple], done: float, even: float
) -> bool:
    """Say whether the time is up, or would be long before all is gone through."""
    if not found:
        return False
    spent, given = clock() - started, deadline - started
    work = sum(kept for _, kept in found) ** (1 - even) * done**even
    return spent > given or (spent > given / 8 and spent > 1.4 * given * work)
