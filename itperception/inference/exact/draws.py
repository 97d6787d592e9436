"""Tail probabilities given both margins from tables drawn at random, with an interval.

Cell by cell, each count is hypergeometric given those before it (Patefield 1981); it is
found by going through the possible counts from the commonest outwards.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv, gammaln

from itperception.inference.compiling import clock, compiled, preparation
from itperception.inference.exact.columns import Margins
from itperception.inference.exact.statistics import Additive, sum_of_cells

CONFIDENCE = 0.999
# Numbers held of cells and their values; larger tables are drawn by scipy.
_TABULATED = 1_000_000
# Tables are drawn from so many streams of random numbers at a time, whatever the number
# of processors, and at most so many of each before the next look at the clock.
STREAMS, _MOST = 4, 50_000


class Drawn(NamedTuple):
    """How many of the tables drawn were as extreme."""

    reached: int
    draws: int

    @property
    def p_value(self) -> float:
        """(b + 1)/(B + 1) (Phipson & Smyth 2010)."""
        return (self.reached + 1) / (self.draws + 1)

    @property
    def interval(self) -> tuple[float, float]:
        """Clopper & Pearson's (1934) of the tail probability at `CONFIDENCE`."""
        b, missed, outside = self.reached, self.draws - self.reached, (1 - CONFIDENCE) / 2
        low = betaincinv(b, missed + 1, outside) if b else 0.0
        high = betaincinv(b + 1, missed, 1 - outside) if missed else 1.0
        return float(low), float(high)


def drawn_tail(
    additive: Additive, margins: Margins, *, draws: int, seed: int, seconds: float
) -> Drawn:
    """Draw tables with the margins given and count the extreme ones.

    Examples
    --------
    >>> from itperception.inference.exact.statistics import pearson_cells
    >>> table = np.array([[3.0, 0], [0, 3]])
    >>> found = drawn_tail(pearson_cells(table), Margins.of(table), draws=1000, seed=1,
    ...                    seconds=60)
    >>> found.draws, 0.05 < found.p_value < 0.15
    (1000, True)
    """
    prepare_draws()
    started, reached, done, chunk = clock(), 0, 0, 0
    count = _counter(additive, margins, seed)
    with ThreadPoolExecutor() as pool:
        while done < draws and (not done or clock() - started < seconds):
            # As many as before: a table that takes long is not drawn too often.
            size = min(max(1, done // STREAMS), _MOST, -(-(draws - done) // STREAMS))
            sizes = np.diff(np.minimum(np.arange(STREAMS + 1) * size, draws - done))
            jobs = [
                pool.submit(count, chunk + k, int(size)) for k, size in enumerate(sizes)
            ]
            reached += sum(job.result() for job in jobs)
            done, chunk = done + int(sizes.sum()), chunk + STREAMS
    return Drawn(reached, done)


@preparation
def prepare_draws() -> None:
    """Compile the loops."""
    squares = Additive(lambda i, j, x: x**2, 40.0, 0.0, 0.0, "")
    _counter(squares, Margins(np.array([5, 7]), np.array([6, 6])), 1)(0, 1)


def _counter(additive: Additive, margins: Margins, seed: int) -> Callable:
    """Return a function that counts extreme tables among some, from a stream of its own."""
    rows, columns = margins.rows, margins.columns
    most = int(min(rows.max(), columns.max()))
    if max(margins.n, len(rows) * len(columns) * most) > _TABULATED:
        return partial(_counted_by_scipy, additive, margins, seed)
    places = np.arange(len(rows))[:, np.newaxis, np.newaxis]
    places = places, np.arange(len(columns))[:, np.newaxis]
    values = np.asarray(additive.cell(*places, np.arange(most + 1)), float)
    shape = len(rows), len(columns), most + 1
    values = np.array(np.broadcast_to(values, shape), order="C")
    logs = gammaln(np.arange(margins.n + 1) + 1.0)

    def counted(stream, size):
        random = np.random.default_rng([seed, stream])
        return count_extreme(random, rows, columns, logs, values,
                             additive.reached, additive.under, size)  # fmt: skip

    return counted


def _counted_by_scipy(additive, margins, seed, stream, size) -> int:
    from scipy.stats import random_table

    law, found = random_table(margins.rows, margins.columns), 0
    random = np.random.default_rng([seed, stream])
    most = max(1, _TABULATED // (len(margins.rows) * len(margins.columns)))
    while size > 0:
        sums = sum_of_cells(additive.cell, law.rvs(min(size, most), random_state=random))
        found += int(((sums >= additive.reached) | (sums <= additive.under)).sum())
        size -= most
    return found


@compiled
def _hypergeometric(good, bad, size, logs, chance):
    """Return how many of `size` are good; `logs` are log factorials, chance in [0, 1)."""
    low, high = max(0, size - bad), min(size, good)
    if low == high:
        return low
    mode = min(high, max(low, (size + 1) * (good + 1) // (good + bad + 2)))
    up = down = mode
    more = less = np.exp(
        logs[good] - logs[mode] - logs[good - mode]
        + logs[bad] - logs[size - mode] - logs[bad - size + mode]
        - logs[good + bad] + logs[size] + logs[good + bad - size]
    )  # fmt: skip
    chance -= more
    while chance >= 0 and (up < high or down > low):
        if up < high:
            more *= (good - up) * (size - up) / ((up + 1.0) * (bad - size + up + 1.0))
            up += 1
            chance -= more
            if chance < 0:
                return up
        if down > low:
            less *= down * (bad - size + down) / ((good - down + 1.0) * (size - down + 1.0))
            down -= 1
            chance -= less
            if chance < 0:
                return down
    return mode


@compiled
def count_extreme(random, rows, columns, logs, values, reached, under, draws):
    """Return how many of `draws` tables have a sum of cells ≥ `reached` or ≤ `under`.

    Parameters
    ----------
    values : numpy.ndarray, shape (rows, columns, counts)
        What each count adds in each cell.
    """
    left, found = np.empty_like(rows), 0
    last = len(rows) - 1
    for _ in range(draws):
        total, n = 0.0, 0
        for i in range(len(rows)):
            left[i] = rows[i]
            n += rows[i]
        for j in range(len(columns) - 1):
            size, others = columns[j], n
            n -= size
            for i in range(last):
                others -= left[i]
                x = _hypergeometric(left[i], others, size, logs, random.random())
                total += values[i, j, x]
                left[i] -= x
                size -= x
            total += values[last, j, size]
            left[last] -= size
        for i in range(len(rows)):
            total += values[i, len(columns) - 1, left[i]]
        found += total >= reached or total <= under
    return found
