"""The smallest value of a convex function over the tables with given sums of cells.

A convex function lies above each of its tangents, so that the smallest value of the
tangents found so far is a lower bound (Kelley 1960). A linear programme in whole people
finds it; its table gives the next tangents, until bound and table meet.
"""

from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

import numpy as np

from itperception.published.tables.problem import TableProblem

_GAP = 1e-7
# So close in fractions of people, it goes on in whole people.
ROUGH = 1e-4


class Sums(NamedTuple):
    """Sums of cells, shape (S, R × C), each between two ends."""

    cells: np.ndarray
    low: np.ndarray
    high: np.ndarray


class Least(NamedTuple):
    """The best table, its value, and a bound that no table is below."""

    table: np.ndarray
    value: float
    bound: float

    @property
    def closed(self) -> bool:
        """Whether the bound is the value, to 1e-7 of it."""
        slack = _GAP * max(1.0, abs(self.bound))
        return bool(self.value - self.bound <= slack)


def margins_of(rows: np.ndarray, columns: np.ndarray) -> Sums:
    """Return that a table has these totals of rows and columns.

    Examples
    --------
    >>> margins_of(np.array([3, 1]), np.array([2, 2])).low.tolist()
    [3, 1, 2, 2]
    """
    places = np.indices((len(rows), len(columns)))
    cells = [
        places[axis] == k for axis, n in enumerate((rows, columns)) for k in range(len(n))
    ]
    totals = np.concatenate([rows, columns])
    return Sums(np.array(cells).reshape(len(totals), -1), totals, totals)


def sums_in_print(problem: TableProblem) -> Sums:
    """Return the nets, sizes and the total that are in print, each between its ends."""
    rows, columns = np.indices(problem.shape)
    nets = [(np.isin(rows, net.rows), net.counts) for net in problem.row_nets]
    nets += [(columns == k, size) for k, size in enumerate(problem.sizes)]
    cells, counts = zip(*nets, (rows >= 0, problem.total), strict=True)
    ends = np.array([(count.start, count.stop - 1) for count in counts])
    return Sums(np.array(cells).reshape(len(cells), -1), *ends.T)


def least_convex(
    terms: Callable, start: np.ndarray, sums: Sums, deadline: float = np.inf,
    *, varied: bool = False,
) -> Least:  # fmt: skip
    """Return a table where a sum of convex functions is smallest.

    Parameters
    ----------
    terms : callable
        Takes a table; returns the values of the functions, shape (T,), and their slopes,
        shape (T, R, C). Each is at least 0.
    varied : bool
        Leave out square tables in which nobody is off the diagonal.

    Examples
    --------
    >>> from itperception.published.bounds.margin_forms import homogeneity_terms
    >>> from itperception.published.bounds.transport import whole_near_independence
    >>> rows, columns = np.array([5, 5]), np.array([3, 7])
    >>> found = least_convex(
    ...     homogeneity_terms, whole_near_independence(rows, columns),
    ...     margins_of(rows, columns))
    >>> found.table.tolist(), round(found.value, 9), found.closed
    ([[0, 5], [3, 2]], 0.5, True)
    """
    if varied:
        off = ~np.eye(len(start), dtype=bool).ravel()
        sums = Sums(*map(np.append, (sums.cells, sums.low, sums.high), (off, 1, np.inf)))
        sums = sums._replace(cells=sums.cells.reshape(-1, start.size))
    has_value = not varied or start.sum() > np.trace(start)
    best = Least(start, _sum(terms, start) if has_value else np.inf, 0.0)
    cuts: list[np.ndarray] = []
    floors: list[float] = []
    table = start.astype(float)
    counted = whole = False
    while perf_counter() < deadline:
        values, slopes = terms(table)
        if counted and values.sum() < best.value:
            people = np.rint(table).astype(np.int64)
            best = best._replace(table=people, value=_sum(terms, people))
        if best.closed:
            break
        for term, (value, slope) in enumerate(zip(values, slopes, strict=True)):
            epigraph = -np.eye(len(values))[term]
            cuts.append(np.concatenate([slope.ravel(), epigraph]))
            floors.append(float((slope * table).sum() - value))
        found = _solved(cuts, floors, sums, start.shape, whole, deadline)
        if found is None:
            break
        table, bound = found
        best = best._replace(bound=max(best.bound, bound))
        counted = whole
        whole = whole or _sum(terms, table) - bound <= ROUGH * max(1.0, bound)
    return best


def _sum(terms: Callable, table: np.ndarray) -> float:
    return float(terms(table)[0].sum())


def _solved(cuts, floors, sums: Sums, shape: tuple[int, int], whole: bool, deadline: float):
    """Return the table where all tangents are lowest, and that bound; None if late."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    cells = shape[0] * shape[1]
    heights = len(cuts[0]) - cells
    most = np.where(sums.cells, sums.high[:, None], np.inf).min(0)
    people = np.hstack([sums.cells, np.zeros((len(sums.cells), heights))])
    found = milp(
        np.r_[np.zeros(cells), np.ones(heights)],
        integrality=np.r_[np.full(cells, float(whole)), np.zeros(heights)],
        bounds=Bounds(0, np.append(most, np.full(heights, np.inf))),
        constraints=[
            LinearConstraint(people, sums.low, sums.high),
            LinearConstraint(np.array(cuts), -np.inf, np.array(floors)),
        ],
        options={"time_limit": max(0.01, deadline - perf_counter()), "mip_rel_gap": 0.0},
    )
    if found.x is None or found.status != 0:
        return None
    table = found.x[:cells].reshape(shape)
    bound = found.mip_dual_bound if whole else found.fun
    return (np.rint(table) if whole else np.maximum(table, 0.0)), float(bound)
