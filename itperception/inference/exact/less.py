"""The tables less extreme than the one found, all of them: what is left is the tail.

Each cell is given a cost, so that a table is less extreme if its costs add up to less
than a limit. Columns that are still to come cost at least what their row sums would if
the column sums were disregarded, so a part-table that cannot stay below the limit is
not gone on with (the longest path of Mehta & Patel's 1983 network, relaxed). Tables
that are less extreme are far fewer than those of any probability worth mentioning.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce

import numpy as np

from itperception.inference.exact.columns import Margins
from itperception.inference.exact.halves import HELD, NUMBERED, TooMany

# Larger row or column sums make the tables of costs too long.
_MOST = 3_000
# Outcomes of one column, and ways to share out the row sums.
_LISTED = 3_000_000


class NoneLess(Exception):
    """No table is less extreme."""


@dataclass(frozen=True)
class Costs:
    """What each count costs in each cell, from 0, and the limit of what is less extreme.

    Attributes
    ----------
    margins : Margins
    cells : numpy.ndarray, shape (rows, columns, counts)
        Infinite if the count is more than the row or column sum.
    limit : float
        Tables that cost less are less extreme.
    curvature : float
        How much a cost grows with (O − E)²/E, about.
    alike : bool
        Whether a count costs the same in every row.
    """

    margins: Margins
    cells: np.ndarray
    limit: float
    curvature: float
    alike: bool

    @classmethod
    def of(cls, cell: Callable, margins: Margins, reached: float) -> "Costs | None":
        """Return the costs of a statistic; None if counts are too large or too small.

        Terms μ_j x add up to the same in every table. Without the slope that they
        explain where counts are expected to be, no count costs much less than those.
        """
        rows, columns = margins.rows, margins.columns
        most = int(min(rows.max(), columns.max()))
        if not 2 <= most <= _MOST or max(rows.max(), columns.max()) > _MOST:
            return None
        x, places = np.arange(most + 1), np.ogrid[: len(rows), : len(columns), :1]
        shape = len(rows), len(columns), most + 1
        cells = np.broadcast_to(np.asarray(cell(*places[:2], x), float), shape).copy()
        alike = bool((cells == cells[:1]).all())
        expected = np.outer(rows, columns) / margins.n
        at = min(most - 1, max(1, round(float(expected.max()))))
        where = np.unravel_index(expected.argmax(), expected.shape)
        curvature = float(np.diff(cells[where], 2)[at - 1] * expected.max() / 2)
        slopes = [[np.interp(e, x[:-1] + 0.5, np.diff(c)) for e, c in zip(*pair, strict=True)]
                  for pair in zip(expected, cells, strict=True)]  # fmt: skip
        slopes = np.mean(slopes, 0)
        cells -= slopes[:, np.newaxis] * x
        cells[x > np.minimum.outer(rows, columns)[..., np.newaxis]] = np.inf
        least = cells.min((0, 2))
        cells -= least[:, np.newaxis]
        limit = reached - float(slopes @ columns + len(rows) * least.sum())
        return cls(margins, cells, limit, curvature, alike)

    @property
    def within(self) -> float:
        """About the chi-squared of a table at the limit, from the least that there is."""
        least = self.least(tuple(range(self.cells.shape[1])))
        own = least[np.arange(len(least)), self.margins.rows].sum()
        return float(self.limit - own) / self.curvature

    def least(self, columns: tuple[int, ...]) -> np.ndarray:
        """Return the least that columns cost, by row and row sum; column sums free."""
        width = int(self.margins.rows.max()) + 1
        start = np.full((len(self.cells), width), np.inf)
        start[:, 0] = 0
        return reduce(_added, (self.cells[:, j] for j in columns), start)

    def left_for(self, columns: tuple[int, ...]) -> np.ndarray:
        """Return the same by what the other columns take of each row."""
        least, rows = self.least(columns), self.margins.rows
        left = rows[:, np.newaxis] - np.arange(2 * rows.max() + 1)
        terms = np.take_along_axis(least, np.maximum(left, 0), 1)
        terms[left < 0] = np.inf
        return terms

    def states(self, first: tuple[int, ...], second: tuple[int, ...]) -> np.ndarray:
        """List the row sums of the first half with which a table can be less extreme."""
        taken = self.least(first)
        terms = taken + self.left_for(second)[:, : taken.shape[1]]
        return bounded(terms, int(self.margins.columns[list(first)].sum()), self.limit)

    def column(self, j: int, others: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """List what a column can hold in a table that is less extreme, and its costs."""
        own, rest = self.cells[:, j], self.left_for(others)
        held = bounded(own + rest[:, : own.shape[1]], int(self.margins.columns[j]),
                       self.limit)  # fmt: skip
        return held, sum(own[i, held[:, i]] for i in range(len(own)))


def bounded(terms: np.ndarray, size: int, limit: float) -> np.ndarray:
    """List whole numbers by row that add up to `size` and, in terms, to less than a limit.

    Examples
    --------
    >>> bounded(np.array([[0.0, 1, 4], [0, 1, 4], [0, 1, 4]]), 2, 3).tolist()
    [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    """
    from itperception.inference.exact import less_kernels

    fitted = np.full((len(terms), size + 1), np.inf)
    width = min(size + 1, terms.shape[1])
    fitted[:, :width] = terms[:, :width]
    rest = [fitted[-1:]]
    for row in fitted[-2::-1]:
        rest.append(_added(rest[-1], row[np.newaxis]))
    rest = np.concatenate(rest[::-1])
    fits = fitted + (np.nanmin(fitted, 1).sum() - fitted.min(1))[:, np.newaxis] < limit
    if not fits.any(1).all() or not rest[0, size] < limit:
        raise NoneLess
    ranges = np.column_stack((fits.argmax(1), size - fits[:, ::-1].argmax(1)))
    held = less_kernels.bounded_parts(fitted, rest, ranges, size, limit, _LISTED)
    if not len(held):
        raise TooMany
    return held.reshape(-1, len(terms))


def _added(terms: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the least sum of two terms, by the sum of their counts."""
    least, width = np.full_like(terms, np.inf), terms.shape[1]
    for x in range(min(others.shape[1], width)):
        part = least[:, x:]
        np.minimum(part, terms[:, : width - x] + others[:, x : x + 1], out=part)
    return least


@dataclass(frozen=True)
class Numbered:
    """One half of the columns: its part-tables, numbered by row sums, the last row free."""

    base: np.ndarray
    strides: np.ndarray
    arrays: tuple

    @classmethod
    def of(cls, costs: Costs, columns, others, states) -> "Numbered":
        """Return the half, numbered so that no difference is ambiguous."""
        from itperception.inference.exact.less_kernels import grouped_parts

        sums, own, logs = _parts(costs, columns[:-1], others + columns[-1:])
        column, prices = costs.column(columns[-1], others + columns[:-1])
        base = states.min(0) - column.max(0)
        spans = (states.max(0) - column.min(0) - base + 1)[:-1]
        total = np.prod(spans.astype(float))
        if total > NUMBERED:
            raise TooMany
        # Outcomes side by side in the list are so in memory: their last free row differs.
        strides = np.append(np.cumprod(np.append(1, spans[:0:-1]))[::-1], 0).astype(
            np.int64
        )
        fits = ((sums >= base) & (sums - base < np.append(spans, np.inf)))[:, :-1].all(1)
        keys = (sums[fits] - base) @ strides
        starts, own, weights = grouped_parts(
            keys, own[fits], np.exp(logs[fits]), int(total)
        )
        tops = np.full(int(total), np.inf)
        some = np.diff(starts) > 0
        tops[some] = own[starts[:-1][some]]
        likely = np.exp(costs.margins.log_multinomial(column))
        book, outcomes = (tops, starts, own, weights), (column @ strides, prices, likely)
        return cls(base, strides, (book, outcomes, _runs(costs, columns, column)))

    def keys(self, states: np.ndarray) -> np.ndarray:
        """Return the numbers of row sums."""
        return (states - self.base) @ self.strides


def both_halves(costs: Costs, plan, states: np.ndarray) -> list[Numbered]:
    """Return both halves of a plan, by the row sums of the first, made side by side."""
    left = (costs.margins.rows - states).astype(states.dtype)
    sides = (plan.first, plan.second, states), (plan.second, plan.first, left)
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda side: Numbered.of(costs, *side), sides))


def _runs(costs: Costs, columns, column: np.ndarray) -> tuple:
    """Return where outcomes side by side differ in more than the last two rows.

    With the counts and the cost of the others, and the least that each row costs by its
    sum, in all columns but the last and in all.
    """
    heads = column[:, :-2]
    new = np.append(True, (np.diff(heads, axis=0) != 0).any(1))
    heads = np.ascontiguousarray(heads[new])
    own = costs.cells[:, columns[-1]]
    outlays = sum((own[i, x] for i, x in enumerate(heads.T)), np.zeros(len(heads)))
    runs = np.append(np.flatnonzero(new), len(column))
    return runs, heads, outlays, costs.least(columns[:-1]), costs.least(columns)


def _parts(costs: Costs, columns, others) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return row sums, costs and log weights of the part-tables of some columns."""
    from itperception.inference.exact.kernels import survivors

    margins, rows = costs.margins, len(costs.margins.rows)
    sums, own, logs = np.zeros((1, rows), np.int32), np.zeros(1), np.zeros(1)
    for k, j in enumerate(columns):
        left = (*columns[k + 1 :], *others)
        column, prices = costs.column(j, (*columns[:k], *left))
        order = np.argsort(prices, kind="stable")
        column, prices = column[order], prices[order]
        rest = costs.left_for(left)
        least = float(rest.min(1).sum())
        which, outcome = survivors(
            sums, -own, column, -prices, -rest, -costs.limit, -least, HELD
        )
        if not len(which):
            raise TooMany
        sums, own = sums[which] + column[outcome], own[which] + prices[outcome]
        logs = logs[which] + margins.log_multinomial(column)[outcome]
    return sums, own, logs
