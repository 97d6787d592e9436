"""What statistics depend on once both margins of a table are given.

Many statistics of tables with the same margins only rise or only fall with a simpler
number: a sum over cells, or a convex function. The tables where that
number is smallest and largest then hold both ends of the statistic.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, xlogy

from itperception.inference.solving import divide


@dataclass(frozen=True)
class CellSum:
    """A sum over cells of convex functions of their counts.

    `values(rows, columns, counts)` returns what each cell adds for each of the counts,
    in a shape that broadcasts to (R, C, counts).
    """

    values: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


class Staircase:
    """Something that the two tables filled from corner to corner are the ends of.

    One is filled from the first cell to the last, the other from the last cell of the
    first row: where what a person costs is a product of something that only rises along
    the rows and something that only rises along the columns, or a squared step.
    """


@dataclass(frozen=True)
class Terms:
    """A sum of convex functions of the table that are zero where it is.

    `terms(table)` returns their values, shape (T,), and their slopes, shape (T, R, C);
    `applies(rows, columns)` says for which margins the statistic only rises or only
    falls with their sum. `joint`: whether it does so across all margins as well.
    """

    terms: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
    applies: Callable[[np.ndarray, np.ndarray], bool] = lambda rows, columns: True
    joint: bool = False


def squares_over_expected(rows, columns, counts) -> np.ndarray:
    """Return x²/E: X² and n together."""
    expected = np.outer(rows, columns) / max(rows.sum(), 1)
    return divide(counts.astype(float) ** 2, expected[:, :, None])


def counts_times_logs(rows, columns, counts) -> np.ndarray:
    """Return x ln x: half of G, but for what the margins add."""
    return np.broadcast_to(xlogy(counts, counts), (len(rows), len(columns), len(counts)))


def log_factorials(rows, columns, counts) -> np.ndarray:
    """Return ln x!: the less likely a table is, the larger the sum."""
    logs = gammaln(counts + 1.0)
    return np.broadcast_to(logs, (len(rows), len(columns), len(counts)))


def homogeneity_terms(square: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return d'S⁻d of Stuart and Maxwell, with its slope.

    It is the largest 2w'd − w'Sw over all w, so a convex function of the table.
    """
    differing = square + square.T
    covariance = np.diag(differing.sum(1)) - differing
    d = square.sum(1) - square.sum(0)
    w = np.linalg.pinv(covariance, rcond=1e-10) @ d
    slope = 2 * (w[:, None] - w) - (w[:, None] - w) ** 2
    return np.array([d @ w]), slope[None]


def one_rank(rows, columns) -> bool:
    """Return whether S has full rank in every table that varies: no part balances.

    Where the rows and columns of some of the answers add up to the same, these may have
    nobody in common with the others, and the test one degree of freedom less.
    """
    d = np.asarray(rows) - np.asarray(columns)
    chosen = np.arange(1, 2 ** len(d) - 1)[:, None] >> np.arange(len(d)) & 1
    return bool((chosen @ d != 0).all())


def rank_terms(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return squared rank sums over the size of each column, with slopes."""
    tied = table.sum(1)
    return _between(table, tied.cumsum() - tied / 2 - tied.sum() / 2)


def score_terms(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return squared sums of scores over the size of each column, with slopes."""
    scores, answers = np.arange(1.0, len(table) + 1), table.sum(1)
    return _between(table, scores - scores @ answers / max(answers.sum(), 1))


def _between(table, scores) -> tuple[np.ndarray, np.ndarray]:
    means = divide(scores @ table, table.sum(0))
    slopes = np.zeros((table.shape[1], *table.shape))
    for column, mean in enumerate(means):
        slopes[column, :, column] = 2 * mean * scores
    return means**2 * table.sum(0), slopes
