"""Tail probabilities given both margins from tables drawn at random, with an interval."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv, gammaln

from itperception.inference.compiling import clock, preparation
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
    _prepare()
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
def _prepare() -> None:
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
        from itperception.inference.exact.sampling import count_extreme

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
