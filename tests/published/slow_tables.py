"""The tables that fit a problem, by trying every one: slow and obvious."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random

import numpy as np

from itperception.published.bounds.by_margins import over_margins
from itperception.published.bounds.candidates import parts
from itperception.published.bounds.statistics import Statistic
from itperception.published.tables.feasible import allowed_counts
from itperception.published.tables.problem import RowNet, ShareOfColumn, TableProblem

ROUNDINGS = ("unknown", "half_up", "half_even", "inequality", "declared")
SHAPES = {(1, 2): 12, (2, 1): 12, (1, 3): 10, (3, 1): 10, (2, 2): 7, (2, 3): 4, (3, 2): 4}
"""Shape → how many people at most."""
TENTH = Fraction(1, 10)


def only_margins(problem: TableProblem) -> bool:
    """Return whether print says something about single rows and columns only."""
    return not problem.shares and all(len(net.rows) == 1 for net in problem.row_nets)


def margins_of(problem: TableProblem) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Yield the pairs of row totals and column totals that some table has, in order.

    Every pair of equal sum has a table.
    """
    rows = [range(problem.total.stop)] * problem.shape[0]
    for net in problem.row_nets:
        known = rows[net.rows[0]]
        ends = max(known.start, net.counts.start), min(known.stop, net.counts.stop)
        rows[net.rows[0]] = range(*ends)
    for first in product(*rows[:-1]):
        for total in problem.total:
            if (last := total - sum(first)) not in rows[-1]:
                continue
            for other in product(*problem.sizes[:-1]):
                if (size := total - sum(other)) in problem.sizes[-1]:
                    yield (*first, last), (*other, size)


def by_margins(problem: TableProblem, statistic: Statistic, deadline: float):
    """Return both ends over all margins that fit; None if the method does not apply."""
    if not statistic.form or not only_margins(problem):
        return None
    margins = list(margins_of(problem))
    return over_margins(margins, statistic, deadline) if margins else None


def brute_force(problem: TableProblem) -> list[list[list[int]]]:
    """Return every table that fits, by trying all."""
    rows, columns = problem.shape
    cells = product(range(problem.total.stop), repeat=rows * columns)
    possible = (numbers for numbers in cells if sum(numbers) in problem.total)
    tables = (np.array(numbers).reshape(columns, rows).T for numbers in possible)
    return [table.tolist() for table in tables if fits(problem, table)]


def listed(problem: TableProblem) -> np.ndarray:
    """Return every table that fits, as the bounds go through them, shape (N, R, C)."""
    none = np.empty((0, *problem.shape), np.int64)
    return np.concatenate([none, *parts(problem)])


def fits(problem: TableProblem, table: np.ndarray) -> bool:
    """Look at every sentence in print, one after another."""
    return int(table.sum()) in problem.total and all(sentences(problem, table))


def sentences(problem: TableProblem, table: np.ndarray) -> Iterator[bool]:
    sizes = [int(size) for size in table.sum(axis=0)]
    for size, known in zip(sizes, problem.sizes, strict=True):
        yield size in known
    for column, rows, *ends, rounding in problem.shares:
        counts = allowed_counts(*ends, sizes[column], rounding)
        yield table[list(rows), column].sum() in counts
    for net in problem.row_nets:
        yield table[list(net.rows)].sum() in net.counts


def share(table: np.ndarray, rows: tuple[int, ...], column: int) -> Fraction | None:
    size = int(table[:, column].sum())
    return Fraction(int(table[list(rows), column].sum()), size) if size else None


class Drawn:
    """A table drawn by seed, and sentences that are mostly true of it."""

    def __init__(self, seed: int):
        self.random = Random(seed)
        self.shape = self.random.choice(list(SHAPES))
        self.most = SHAPES[self.shape]
        self.table = np.zeros(self.shape, dtype=int)
        for _ in range(self.random.randint(1, self.most)):
            self.table[tuple(map(self.random.randrange, self.shape))] += 1

    def problem(self) -> TableProblem:
        kinds = {"shares": self.share, "row_nets": self.row_net}
        facts = {kind: [] for kind in kinds}
        for kind in self.random.choices(list(kinds), k=self.random.randint(0, 4)):
            facts[kind] += kinds[kind]()
        total, sizes = self.range(self.table.sum()), map(self.range, self.table.sum(axis=0))
        names = ("abc"[: self.shape[0]], "xyz"[: self.shape[1]])
        return TableProblem(*map(tuple, names), total, tuple(sizes),
                            **{kind: tuple(made) for kind, made in facts.items()})  # fmt: skip

    def range(self, count: int) -> range:
        """Return a range about a count: known, bounded or unknown."""
        count = int(count)
        bounded = range(max(0, count - self.random.randint(0, 2)), count + 2)
        ranges = [range(count, count + 1), bounded, range(self.most + 1)]
        return self.random.choice(ranges)

    def some(self, size: int) -> tuple[int, ...]:
        count = self.random.randint(1, size)
        return tuple(sorted(self.random.sample(range(size), count)))

    def share(self) -> list[ShareOfColumn]:
        column, rows = self.random.randrange(self.shape[1]), self.some(self.shape[0])
        middle = share(self.table, rows, column) or Fraction(0)
        width = self.random.choice([Fraction(1, 200), TENTH / 2, Fraction(0)])
        rounding = self.random.choice(ROUNDINGS)
        return [ShareOfColumn(column, rows, middle - width, middle + width, rounding)]

    def row_net(self) -> list[RowNet]:
        rows = self.some(self.shape[0])
        return [RowNet(rows, self.range(self.table[list(rows)].sum()))]
