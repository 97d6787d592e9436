"""The largest p of the test of Stuart and Maxwell over the tables with given sums of cells.

It falls with d'S⁻d, a convex function. A convex function lies above each of its tangents, so
that the smallest value of the tangents found so far is a lower bound (Kelley 1960). A linear
programme in whole people finds it; its table gives the next tangent, until bound and table
meet.
"""

from collections.abc import Sequence
from functools import reduce
from time import perf_counter
from typing import NamedTuple

import numpy as np

Margins = Sequence[tuple[Sequence[int], Sequence[int]]]
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


def sums_around(margins: Margins) -> Sums | None:
    """Return limits of totals within which these are all pairs of margins; None if there are none.

    Examples
    --------
    >>> sums_around([((3, 1), (2, 2))]).low.tolist()
    [3, 1, 2, 2, 4]
    """
    sides = [np.array(side) for side in zip(*margins, strict=True)]
    people, ends = sides[0].sum(1), [(side.min(0), side.max(0)) for side in sides]
    total = np.arange(people.min(), people.max() + 1)
    ways = np.ones(len(total))
    for low, high in ends:
        of_sum = reduce(np.convolve, map(np.ones, high - low + 1))
        place = total - low.sum()
        inside = (place >= 0) & (place < len(of_sum))
        ways *= np.where(inside, of_sum[np.where(inside, place, 0)], 0)
    if ways.sum() != len(margins):
        return None
    places = np.indices((sides[0].shape[1], sides[1].shape[1]))
    cells = [place == k for place, (low, _) in zip(places, ends, strict=True)
             for k in range(len(low))]  # fmt: skip
    cells.append(places[0] >= 0)
    low, high = (np.concatenate([*(pair[end] for pair in ends), [total[-end]]])
                 for end in (0, 1))  # fmt: skip
    return Sums(np.array(cells).reshape(len(cells), -1), low, high)


def least_homogeneity(start: np.ndarray, sums: Sums, deadline: float = np.inf) -> Least:
    """Return a table in which d'S⁻d is smallest, of those in which somebody changed.

    Examples
    --------
    >>> start = np.array([[3, 2], [0, 5]])
    >>> sums = sums_around([((5, 5), (3, 7))])
    >>> found = least_homogeneity(start, sums)
    >>> found.table.tolist(), round(found.value, 9), found.closed
    ([[0, 5], [3, 2]], 0.5, True)
    """
    off = ~np.eye(len(start), dtype=bool).ravel()
    sums = Sums(*map(np.append, (sums.cells, sums.low, sums.high), (off, 1, np.inf)))
    sums = sums._replace(cells=sums.cells.reshape(-1, start.size))
    has_value = start.sum() > np.trace(start)
    best = Least(start, homogeneity_terms(start)[0] if has_value else np.inf, 0.0)
    cuts: list[np.ndarray] = []
    floors: list[float] = []
    table = start.astype(float)
    counted = whole = False
    while perf_counter() < deadline:
        value, slope = homogeneity_terms(table)
        if counted and value < best.value:
            people = np.rint(table).astype(np.int64)
            best = best._replace(table=people, value=homogeneity_terms(people)[0])
        if best.closed:
            break
        cuts.append(np.append(slope.ravel(), -1.0))
        floors.append(float((slope * table).sum() - value))
        found = _solved(cuts, floors, sums, start.shape, whole, deadline)
        if found is None:
            break
        table, bound = found
        best = best._replace(bound=max(best.bound, bound))
        counted = whole
        gap = homogeneity_terms(table)[0] - bound
        whole = whole or gap <= ROUGH * max(1.0, bound)
    return best


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


def homogeneity_terms(square: np.ndarray) -> tuple[float, np.ndarray]:
    """Return d'S⁻d of Stuart and Maxwell, with its slope.

    It is the largest 2w'd − w'Sw over all w, so a convex function of the table.
    """
    differing = square + square.T
    covariance = np.diag(differing.sum(1)) - differing
    d = square.sum(1) - square.sum(0)
    w = np.linalg.pinv(covariance, rcond=1e-10) @ d
    slope = 2 * (w[:, None] - w) - (w[:, None] - w) ** 2
    return float(d @ w), slope


def one_rank(rows, columns) -> bool:
    """Return whether S has full rank in every table that varies: no part balances.

    Where the rows and columns of some of the answers add up to the same, these may have
    nobody in common with the others, and the test one degree of freedom less.
    """
    d = np.asarray(rows) - np.asarray(columns)
    chosen = np.arange(1, 2 ** len(d) - 1)[:, None] >> np.arange(len(d)) & 1
    return bool((chosen @ d != 0).all())
