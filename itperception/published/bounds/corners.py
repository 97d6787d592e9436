"""Ends of a p-value of two nets of the same people, from the ends of their overlap.

With both nets given, the p-values of McNemar's test only rise or only fall with the overlap
(the exact and the mid-p value because a difference of d is ever less rare the more pairs
differ), so that the smallest and the largest overlap are enough.
"""

from itertools import islice

import numpy as np

from itperception.published.bounds.candidates import Found
from itperception.published.bounds.margin_forms import Staircase
from itperception.published.bounds.statistic import Statistic
from itperception.published.tables.problem import TableProblem

_MOST = 1_000_000


def corners(problem: TableProblem, statistic: Statistic) -> Found | None:
    """Return the tables at the corners; None if the statistic has no corners there."""
    if problem.shape != (2, 2) or problem.shares:
        return None
    if not isinstance(statistic.form, Staircase):
        return None
    margins = list(islice(problem.margins(), _MOST + 1))
    if not margins or len(margins) > _MOST:
        return None
    (first, other), (second, _) = np.array(margins, dtype=np.int64).transpose(1, 2, 0)
    n = first + other
    low, high = np.maximum(0, first + second - n), np.minimum(first, second)
    both = np.concatenate([low, high])
    first, second, other = (np.tile(side, 2) for side in (first, second, other))
    tables = np.array([[both, first - both], [second - both, other - second + both]])
    pairs = f"{len(margins):,} pair{'s' * (len(margins) != 1)} of counts"
    return Found(
        tables=np.moveaxis(tables, 2, 0), number=int((high - low + 1).sum()),
        certificate="only rises or only falls between corners: the ends of the overlap for "
        f"{pairs}",
    )  # fmt: skip
