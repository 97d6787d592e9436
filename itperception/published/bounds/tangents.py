"""The smallest value of a convex function over the tables with given margins.

A convex function lies above each of its tangents, so that the smallest value of the
tangents found so far is a lower bound (Kelley 1960). A linear programme in whole people
finds it; its table gives the next tangents, until bound and table meet.
"""

from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

import numpy as np

from itperception.published.bounds.transport import rounded

GAP = 1e-7
# So close in fractions of people, it goes on in whole people.
ROUGH = 1e-4


class Least(NamedTuple):
    """The best table, its value, and a bound that no table is below."""

    table: np.ndarray
    value: float
    bound: float

    @property
    def closed(self) -> bool:
        """Whether the bound is the value, to 1e-7 of it."""
        slack = GAP * max(1.0, abs(self.bound))
        return bool(self.value - self.bound <= slack)


def least_convex(
    terms: Callable, rows: np.ndarray, columns: np.ndarray, deadline: float = np.inf,
    *, varied: bool = False,
) -> Least:  # fmt: skip
    """Return a table where a sum of convex functions is smallest.

    Parameters
    ----------
    terms : callable
        Takes a table; returns the values of the functions, shape (T,), and their slopes,
        shape (T, R, C). Each is at least 0.
    rows, columns : numpy.ndarray, shape (R,) and (C,)
        Whole numbers ≥ 0 with the same sum.
    deadline : float
        On :func:`time.perf_counter`.
    varied : bool
        Leave out the square table in which nobody is off the diagonal.

    Examples
    --------
    >>> from itperception.published.bounds.margin_forms import symmetry_terms
    >>> found = least_convex(symmetry_terms, np.array([5, 5]), np.array([3, 7]))
    >>> found.table.tolist(), found.value, found.closed
    ([[0, 5], [3, 2]], 0.5, True)
    """
    start = rounded(rows, columns)
    best = Least(start, _sum(terms, start), 0.0)
    cuts: list[np.ndarray] = []
    floors: list[float] = []
    table = np.outer(rows, columns) / max(rows.sum(), 1)
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
        found = _solved(cuts, floors, rows, columns, whole, deadline, varied)
        if found is None:
            break
        table, bound = found
        best = best._replace(bound=max(best.bound, bound))
        counted = whole
        whole = whole or _sum(terms, table) - bound <= ROUGH * max(1.0, bound)
    return best


def _sum(terms: Callable, table: np.ndarray) -> float:
    return float(terms(table)[0].sum())


def _solved(cuts, floors, rows, columns, whole: bool, deadline: float, varied: bool):
    """Return the table where all tangents are lowest, and that bound; None if late."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    shape = len(rows), len(columns)
    cells, count = shape[0] * shape[1], len(cuts[0])
    places = np.indices(shape).reshape(2, -1)
    sums = np.zeros((sum(shape) + 1, count))
    sums[places[0], np.arange(cells)] = 1
    sums[shape[0] + places[1], np.arange(cells)] = 1
    sums[-1, :cells] = places[0] != places[1]
    totals = np.concatenate([rows, columns, [float(varied)]])
    most = np.concatenate([rows, columns, [np.inf]])
    top = np.concatenate(
        [np.minimum.outer(rows, columns).ravel(), [np.inf] * (count - cells)]
    )
    found = milp(
        np.r_[np.zeros(cells), np.ones(count - cells)],
        integrality=np.r_[np.full(cells, float(whole)), np.zeros(count - cells)],
        bounds=Bounds(0, top),
        constraints=[
            LinearConstraint(sums, totals, most),
            LinearConstraint(np.array(cuts), -np.inf, np.array(floors)),
        ],
        options={"time_limit": max(0.01, deadline - perf_counter()), "mip_rel_gap": 0.0},
    )
    if found.x is None or found.status != 0:
        return None
    table = found.x[:cells].reshape(shape)
    bound = found.mip_dual_bound if whole else found.fun
    return (np.rint(table) if whole else np.maximum(table, 0.0)), float(bound)
