"""Tables with given margins, column by column: what a column can hold, and how likely.

Given both margins, a table has probability Π r_i! Π c_j!/(n! Π x_ij!). As that is a
product over columns of multinomial terms, divided by one for the row sums, some columns
together with their row sums say all about them that the other columns need to know.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

# More outcomes of one column than this are not listed.
OUTCOMES = 3_000_000


@dataclass(frozen=True)
class Margins:
    """Row and column sums, all positive, of a table.

    Examples
    --------
    >>> Margins.of(np.array([[1, 2], [3, 4]])).rows.tolist()
    [3, 7]
    """

    rows: np.ndarray
    columns: np.ndarray

    @classmethod
    def of(cls, table: np.ndarray) -> "Margins":
        """Return the margins of a table of whole numbers."""
        return cls(table.sum(1).astype(np.int64), table.sum(0).astype(np.int64))

    @property
    def n(self) -> int:
        return int(self.rows.sum())

    @property
    def log_shares(self) -> np.ndarray:
        return np.log(self.rows / self.n)

    def log_multinomial(self, counts: np.ndarray) -> np.ndarray:
        """Return log of m!/Π x_i! Π p_i^x_i, with p_i the share of row i, for each row."""
        size = gammaln(counts.sum(-1) + 1)
        return size - gammaln(counts + 1).sum(-1) + counts @ self.log_shares


@dataclass(frozen=True)
class Parts:
    """Part-tables of some columns: their row sums, log weights and statistics."""

    sums: np.ndarray
    logs: np.ndarray
    values: np.ndarray

    @classmethod
    def none(cls, rows: int) -> "Parts":
        """Return the one part-table of no columns."""
        return cls(np.zeros((1, rows), np.int32), np.zeros(1), np.zeros(1))

    def __len__(self):
        return len(self.logs)

    def take(self, order: np.ndarray) -> "Parts":
        """Return some of the part-tables."""
        return Parts(self.sums[order], self.logs[order], self.values[order])

    def merged(self) -> "Parts":
        """Add up part-tables of equal row sums and (to 1e-11) equal statistic."""
        keys = np.rint(self.values * 1e11)
        order = np.lexsort((keys, *self.sums.T))
        new = np.ones(len(order), bool)
        same = (np.diff(keys[order]) == 0) & (np.diff(self.sums[order], axis=0) == 0).all(1)
        new[1:] = ~same
        first = np.flatnonzero(new)
        logs = np.logaddexp.reduceat(self.logs[order], first)
        kept = order[first]
        return Parts(self.sums[kept], logs, self.values[kept])


def column_parts(margins: Margins, j: int, cell: Callable, least: float) -> Parts | None:
    """Return what column `j` can hold with log probability ≥ `least`, likeliest first.

    None if there are more than `OUTCOMES`.

    Examples
    --------
    >>> margins = Margins(np.array([2, 1]), np.array([1, 2]))
    >>> column_parts(margins, 0, lambda i, j, x: x, -np.inf).sums.tolist()
    [[1, 0], [0, 1]]
    """
    held = _outcomes(margins.rows, int(margins.columns[j]), least)
    if held is None:
        return None
    logs = margins.log_multinomial(held)
    values = sum(cell(i, j, held[:, i].astype(np.int64)) for i in range(held.shape[1]))
    order = np.argsort(-logs, kind="stable")
    return Parts(held, logs, values).take(order)


def _outcomes(rows: np.ndarray, size: int, least: float) -> np.ndarray | None:
    """List the ways to draw `size` from the rows, row by row, without rare beginnings."""
    held, left = np.zeros((1, 0), np.int32), np.array([size])
    chances, behind = np.zeros(1), rows.sum() - rows.cumsum()
    scale = _log_binomial(rows.sum(), size)
    for row, after in zip(rows, behind, strict=True):
        low, high = np.maximum(0, left - after), np.minimum(row, left)
        reach = high - low + 1
        if reach.sum() > OUTCOMES:
            return None
        which = np.repeat(np.arange(len(left)), reach)
        x = np.arange(len(which)) - np.repeat(reach.cumsum() - reach, reach) + low[which]
        chances, left = chances[which] + _log_binomial(row, x), left[which] - x
        likely = chances + _log_binomial(after, left) - scale >= least
        held = np.column_stack((held[which], x))[likely].astype(np.int32)
        chances, left = chances[likely], left[likely]
    return np.ascontiguousarray(held)


def _log_binomial(n, k):
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)


def log_rest(margins: Margins, size: int) -> tuple[np.ndarray, float]:
    """Return log P(rest of the row sums in `size` respondents)/P(row sums), in terms.

    Returns
    -------
    terms : numpy.ndarray, shape (rows, 2 max(rows) + 1)
        To be added over the rows, by the row sum that is taken; −∞ if too much.
    top : float
        About the largest sum there is.
    """
    rows, shares = margins.rows, margins.log_shares
    left = rows[:, np.newaxis] - np.arange(2 * rows.max() + 1)
    possible = np.maximum(left, 0)
    terms = possible * shares[:, np.newaxis] - gammaln(possible + 1)
    terms[left < 0] = -np.inf
    constant = gammaln(size + 1) - float(margins.log_multinomial(rows))
    terms[0] += constant
    likely = size * rows / rows.sum()
    top = constant + float((likely * shares - gammaln(likely + 1)).sum())
    return terms, top + 0.5 * len(rows)


def likely_sums(margins: Margins, size: int, least: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the range of each row's sum in `size` respondents, log P ≥ `least`."""
    lows, highs = [], []
    for row in margins.rows:
        x = np.arange(max(0, size - margins.n + row), min(row, size) + 1)
        chances = (
            _log_binomial(row, x) + _log_binomial(margins.n - row, size - x)
            - _log_binomial(margins.n, size)
        )  # fmt: skip
        likely = x[chances >= min(least, chances.max())]
        lows.append(likely.min())
        highs.append(likely.max())
    return np.array(lows), np.array(highs)
