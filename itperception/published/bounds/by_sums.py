"""Both ends of a weighted sum of the cells, over all tables at once.

Counting goes through all tables at once by adding up how many beginnings agree in all
that is to come (:mod:`itperception.published.tables.walk`). Keeping the largest sum of
weights instead of their number gives the end, and the cells on the way there a table
that attains it (dynamic programming, Bellman 1957, in the algebra of max and plus).
"""

from dataclasses import replace
from fractions import Fraction
from math import lcm
from time import perf_counter

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.bounds.by_margins import only_margins
from itperception.published.bounds.candidates import NEAR, Found
from itperception.published.bounds.linear import Linear
from itperception.published.bounds.tangents import least_convex, sums_in_print
from itperception.published.tables.constraints import Share
from itperception.published.tables.frontier import Frontier
from itperception.published.tables.layout import Layout
from itperception.published.tables.problem import TableProblem
from itperception.published.tables.walk import END, UNBOUNDED, Sum

LARGEST = 2**62


class _Late(Exception):
    """No time is left."""


def by_sums(
    problem: TableProblem, linear: Linear, number: int | None, deadline: float
) -> Found | None:
    """Return tables where a weighted sum is smallest and largest; None if it is too late.

    Raises
    ------
    ItPerceptionError
        If the weights are so fine that sums of them are no longer exact.
    """
    valued = _with_value(problem, linear)
    weights = _whole(valued, linear)
    is_none = not all(map(len, (valued.total, *valued.sizes)))
    try:
        ends = [
            np.empty((0, *problem.shape), np.int64) if is_none
            else _at_end(valued, linear, sign * weights, deadline)
            for sign in (-1, 1)
        ]  # fmt: skip
    except _Late:
        return None
    without = number
    if number is not None and not is_none:
        without = number - valued.number() if valued != problem else 0
    return Found(
        tables=np.concatenate(ends), number=number, without_value=without,
        certificate="the least and the largest sum of weights, all tables gone through "
        "at once",
    )  # fmt: skip


def _at_end(problem: TableProblem, linear: Linear, weights: np.ndarray, deadline: float):
    """Return tables where whole weights have the largest sum, shape (N, R, C)."""
    is_fixed = len(problem.total) == 1 and (
        linear.base != "columns" or all(len(size) == 1 for size in problem.sizes)
    )
    if is_fixed and only_margins(problem):
        return _by_programme(problem, weights.max() - weights, deadline)
    return _by_walk(problem, linear, weights, deadline)


def _by_programme(problem: TableProblem, cost: np.ndarray, deadline: float) -> np.ndarray:
    """Return a table where a cost is smallest, in whole numbers, so that half is no gap."""
    start = problem.example()
    if start is None:
        return np.empty((0, *problem.shape), np.int64)

    def terms(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.array([(cost * table).sum()]), cost[None].astype(float)

    found = least_convex(terms, start, sums_in_print(problem), deadline)
    if found.value - found.bound >= 0.5:
        raise _Late
    return found.table[None]


def _with_value(problem: TableProblem, linear: Linear) -> TableProblem:
    """Return the problem of the tables that have a value, sizes of columns chosen first."""
    total = range(max(problem.total.start, linear.fewest), problem.total.stop)
    if linear.base != "columns":
        return replace(problem, total=total)
    needed = (linear.weights(problem.shape) != 0).any(0)
    sizes = tuple(
        range(max(size.start, 1), size.stop) if need else size
        for size, need in zip(problem.sizes, needed, strict=True)
    )
    rows, every = tuple(range(problem.shape[0])), (Fraction(0), Fraction(1))
    whole = [Share(column, rows, *every) for column in np.flatnonzero(needed).tolist()
             if len(sizes[column]) != 1]  # fmt: skip
    return replace(problem, total=total, sizes=sizes, shares=(*problem.shares, *whole))


def _whole(problem: TableProblem, linear: Linear) -> np.ndarray:
    """Return weights as whole numbers, over the size of the column where it is known."""
    over = [max(size[0], 1) if linear.base == "columns" and len(size) == 1 else 1
            for size in problem.sizes]  # fmt: skip
    exact = [[Fraction(w) / n for w, n in zip(row, over, strict=True)]
             for row in linear.weights(problem.shape)]  # fmt: skip
    scale = lcm(*(weight.denominator for row in exact for weight in row))
    whole = [[int(scale * weight) for weight in row] for row in exact]
    if max(abs(w) for row in whole for w in row) * problem.total.stop >= LARGEST:
        raise ItPerceptionError(f"weights that are whole only {scale:,} times are too fine")
    return np.array(whole, dtype=np.int64)


def _by_walk(problem: TableProblem, linear: Linear, weights: np.ndarray, deadline: float):
    """Return the tables of the largest sum: those that tie at the end of the walk."""
    layout = Layout.narrowest(problem)

    def gain(at: int, grown: Frontier) -> np.ndarray:
        if perf_counter() > deadline:
            raise _Late
        row, column = layout.order[at]
        if row is None or not weights[row, column]:
            return np.zeros(len(grown), np.int64)
        added = weights[row, column] * grown.told[at]
        if linear.base != "columns" or len(problem.sizes[column]) == 1:
            return added
        return added / grown.chosen[layout.at[None, column]]

    walk = replace(layout.walk(), gain=gain)
    if linear.base == "people" and len(problem.total) > 1:
        cells = {place: 1 for (row, _), place in layout.at.items() if row is not None}
        walk = replace(walk, sums=[*walk.sums, Sum(cells, [0], [UNBOUNDED], until=END)])
    end = walk.end()
    if not len(end):
        return np.empty((0, *problem.shape), np.int64)
    tables = layout.cells(Frontier(chosen=end.told, ways=end.ways))
    found = end.ways / tables.sum((1, 2)) if linear.base == "people" else end.ways
    return tables[found >= found.max() - NEAR * max(1.0, abs(found.max()))]
