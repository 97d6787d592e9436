"""Ends of a statistic of two by two cells that only rises or only falls with each count.

Two items of the same people: with both nets given, a difference, an odds ratio and the
p-values of McNemar's test only rise or only fall with the overlap (for the exact and the
mid-p value, because a difference of d is ever less rare the more pairs differ), so that
the smallest and the largest overlap are enough. Two groups: difference and ratios of
shares rise with the first share and fall with the second, so that the ends of the counts
are enough for each pair of group sizes.
"""

from itertools import islice

import numpy as np

from itperception.published.bounds.candidates import Found
from itperception.published.bounds.margin_forms import Staircase
from itperception.published.bounds.statistic import Statistic
from itperception.published.tables.feasible import allowed_counts
from itperception.published.tables.problem import TableProblem

MOST = 1_000_000
SHARES = ("difference", "odds_ratio", "risk_ratio")


def corners(problem: TableProblem, statistic: Statistic) -> Found | None:
    """Return the tables at the corners; None if the statistic has no corners there."""
    if problem.shape != (2, 2):
        return None
    overlaps = not problem.shares and isinstance(statistic.form, Staircase)
    if overlaps:
        return _overlaps(problem)
    groups = statistic.name in SHARES and not problem.row_nets
    return _groups(problem) if groups else None


def _overlaps(problem: TableProblem) -> Found | None:
    margins = list(islice(problem.margins(), MOST + 1))
    if not margins or len(margins) > MOST:
        return None
    (first, other), (second, _) = np.array(margins, dtype=np.int64).transpose(1, 2, 0)
    n = first + other
    low, high = np.maximum(0, first + second - n), np.minimum(first, second)
    both = np.concatenate([low, high])
    first, second, other = (np.tile(side, 2) for side in (first, second, other))
    tables = np.array([[both, first - both], [second - both, other - second + both]])
    pairs = f"{len(margins):,} pair{'s' * (len(margins) != 1)} of counts"
    return _found(
        tables, int((high - low + 1).sum()), f"the ends of the overlap for {pairs}"
    )


def _groups(problem: TableProblem) -> Found | None:
    """Return the tables with the least and the greatest counts for each pair of sizes."""
    sizes = [np.array(_possible(problem, column)).reshape(-1, 3) for column in (0, 1)]
    if len(sizes[0]) * len(sizes[1]) > MOST:
        return None
    one, two = (part.ravel() for part in np.indices((len(sizes[0]), len(sizes[1]))))
    n1, low1, high1 = sizes[0][one].T
    n2, low2, high2 = sizes[1][two].T
    kept = np.isin(n1 + n2, np.array(problem.total))
    n1, low1, high1, n2, low2, high2 = (
        np.tile(side[kept], 2) for side in (n1, low1, high1, n2, low2, high2)
    )
    turn = np.arange(len(n1)) < kept.sum()
    x1, x2 = np.where(turn, low1, high1), np.where(turn, high2, low2)
    number = int(((high1 - low1 + 1) * (high2 - low2 + 1))[turn].sum())
    tables = np.array([[x1, x2], [n1 - x1, n2 - x2]])
    return _found(
        tables, number, f"the ends of the counts for {kept.sum():,} pairs of sizes"
    )


def _found(tables: np.ndarray, number: int, words: str) -> Found:
    return Found(
        tables=np.moveaxis(tables, 2, 0),
        number=number,
        certificate=f"only rises or only falls between corners: {words}",
    )


def _possible(problem: TableProblem, column: int) -> list[tuple[int, int, int]]:
    """Return size, least and greatest count of the first row, for each size that fits."""
    found = []
    for size in problem.sizes[column]:
        low, high = 0, size
        for share in problem.shares:
            if share.column != column:
                continue
            counts = allowed_counts(share.low, share.high, size, share.rounding)
            least, most = counts.start, counts.stop - 1
            if share.rows == (1,):
                least, most = size - most, size - least
            if len(share.rows) == 2:
                least, most = (0, size) if size in counts else (1, 0)
            low, high = max(low, least), min(high, most)
        if low <= high:
            found.append((size, low, high))
    return found
