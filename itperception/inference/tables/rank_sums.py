"""The exact distribution of a rank sum, given how many tie at each answer.

Of the people who gave an answer some are in the group. Answer by answer this builds
the table of chances by people drawn so far and their rank sum so far; the answer with
most people comes last, where only the tables of full size are needed.
"""

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

# Chances kept at once: some 80 megabytes, and some seconds.
_MOST_CELLS = 1e7


def rank_sum_p(table: np.ndarray) -> float:
    """Return the share of dealings whose rank sum is as far from its mean as this one.

    No row or column is empty. Two-sided p-value; NaN where more than `_MOST_CELLS` chances
    had to be kept, as with two groups of some 170 spread over many answers.

    Examples
    --------
    >>> round(rank_sum_p(np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]])), 6)
    0.2
    """
    whole = table.astype(int)
    tied, group = whole.sum(1), whole[:, whole.sum(0).argmin()]
    ranks = 2 * tied.cumsum() - tied - tied.sum()  # twice the mid-ranks, from their mean
    unit, drawn = np.gcd.reduce(ranks - ranks[0]), int(group.sum())
    steps = ((ranks - ranks[0]) // unit).tolist()
    *first, last = tied.argsort().tolist()
    ways = [_ways(int(t), min(int(t), drawn), drawn / tied.sum()) for t in tied]
    chances = np.ones((1, 1))
    for answer in first:
        chances = _dealt(chances, ways[answer], steps[answer], drawn)
        if chances is None:
            return np.nan
    reached = everything = 0.0
    for x in range(max(0, drawn + 1 - len(chances)), len(ways[last])):
        row = ways[last][x] * chances[drawn - x]
        sums = unit * (np.arange(len(row)) + x * steps[last]) + drawn * ranks[0]
        reached += row[np.abs(sums) >= abs(ranks @ group)].sum()
        everything += row.sum()
    return float(reached / everything)


def _ways(people: int, most: int, share: float) -> np.ndarray:
    """Return P(Bin(people, share) = x) for x up to most; any share gives the same p."""
    x = np.arange(most + 1)
    ways = gammaln(people + 1) - gammaln(x + 1) - gammaln(people - x + 1)
    return np.exp(ways + xlogy(x, share) + xlog1py(people - x, -share))


def _dealt(
    chances: np.ndarray, ways: np.ndarray, step: int, drawn: int
) -> np.ndarray | None:
    """Return the chances with one more answer dealt out; None if they are too many."""
    most, width = len(ways) - 1, chances.shape[1]
    shape = min(len(chances) + most, drawn + 1), width + most * step
    if np.prod(shape, dtype=float) > _MOST_CELLS:
        return None
    found = np.zeros(shape)
    for x, way in enumerate(ways):
        height = min(len(chances), len(found) - x)
        found[x : x + height, x * step : x * step + width] += way * chances[:height]
    return found
