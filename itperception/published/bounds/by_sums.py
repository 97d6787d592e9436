"""Both ends of a weighted sum of the cells, over all tables at once.

Counting goes through all tables at once by adding up how many beginnings agree in all
that is to come (:mod:`itperception.published.tables.walk`). Keeping the largest sum of
weights instead of their number gives the end, and the cells on the way there a table
that attains it (dynamic programming, Bellman 1957, in the algebra of max and plus).
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import lcm
from time import perf_counter

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.bounds.candidates import NEAR, Found
from itperception.published.bounds.linear import Linear
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

    Parameters
    ----------
    problem : TableProblem
    linear : Linear
    number : int or None
        How many tables fit, if that is known.
    deadline : float
        On :func:`time.perf_counter`.

    Raises
    ------
    ItPerceptionError
        If the weights are so fine that sums of them are no longer exact.
    """
    valued = _with_value(problem, linear)
    try:
        ends = [_largest(valued, linear, sign, deadline) for sign in (-1, 1)]
    except _Late:
        return None
    without = None
    if number is not None:
        without = number - valued.number() if valued != problem else 0
    return Found(
        tables=np.concatenate(ends), low_certified=True, high_certified=True,
        outer_low=np.inf, outer_high=-np.inf, number=number, without_value=without,
        certificate="the least and the largest sum of weights, all tables gone through "
        "at once",
    )  # fmt: skip


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
    whole = [Share(column, rows, *every) for column in np.flatnonzero(needed).tolist()]
    return replace(problem, total=total, sizes=sizes, shares=(*problem.shares, *whole))


def _largest(problem: TableProblem, linear: Linear, sign: int, deadline: float):
    """Return the tables of the largest sum, shape (N, R, C): those that tie at the end."""
    layout = Layout.narrowest(problem)
    walk = replace(layout.walk(), gain=_gain(layout, linear, sign, deadline))
    if linear.base == "people" and len(problem.total) > 1:
        cells = {place: 1 for (row, _), place in layout.at.items() if row is not None}
        walk = replace(walk, sums=[*walk.sums, Sum(cells, [0], [UNBOUNDED], until=END)])
    end = walk.end()
    if not len(end):
        return np.empty((0, *problem.shape), np.int64)
    tables = layout.cells(Frontier(chosen=end.told, ways=end.ways))
    values = sign * linear.values(tables)
    return tables[values >= values.max() - NEAR * max(1.0, abs(values.max()))]


def _gain(layout: Layout, linear: Linear, sign: int, deadline: float) -> Callable:
    """Return what a cell adds: whole numbers unless the sizes of columns are open."""
    weights = linear.weights(layout.facts.shape)
    sizes = layout.facts.sizes
    scale = lcm(*(Fraction(w).denominator for w in weights.flat))
    divided = linear.base == "columns"
    needed = (weights != 0).any(0)
    if divided:
        scale *= lcm(*(n[0] for n, need in zip(sizes, needed, strict=True)
                       if need and len(n) == 1))  # fmt: skip
    whole = [[int(sign * scale * Fraction(w)) for w in row] for row in weights]
    if max(map(abs, np.ravel(whole).tolist())) * layout.facts.total.stop >= LARGEST:
        raise ItPerceptionError(f"weights that are whole only {scale:,} times are too fine")

    def gain(at: int, grown: Frontier) -> np.ndarray:
        if perf_counter() > deadline:
            raise _Late
        row, column = layout.order[at]
        if row is None or not whole[row][column]:
            return np.zeros(len(grown), np.int64)
        added = whole[row][column] * grown.told[at]
        if not divided:
            return added
        if len(sizes[column]) == 1:
            return added // sizes[column][0]
        return added / grown.chosen[layout.at[None, column]]

    return gain
