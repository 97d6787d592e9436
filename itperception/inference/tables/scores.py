"""What an answer counts: its mid-rank, or a stated score.

Ranks need only the order of the answers; scores say how far apart they lie.
"""

import numpy as np
from numpy.typing import ArrayLike

from itperception.errors import ItPerceptionError


def kept_scores(counts: ArrayLike, scores: ArrayLike | None, axis: int) -> np.ndarray:
    """Return the scores of the rows or columns that are not empty.

    Parameters
    ----------
    scores : array_like or None
        One for each row (`axis` 0) or column (`axis` 1), empty ones too; None counts
        them 1, 2, 3 … An empty category keeps its place on the scale.

    Raises
    ------
    ItPerceptionError
        If there is not one finite score for each.

    Examples
    --------
    >>> kept_scores([[4, 1], [0, 0], [2, 3]], None, 0).tolist()
    [1.0, 3.0]
    """
    counts = np.asarray(counts, float)
    size, side = counts.shape[axis], ("answers", "groups")[axis]
    given = np.arange(1.0, size + 1) if scores is None else np.asarray(scores, float)
    if given.shape != (size,) or not np.isfinite(given).all():
        told = f"scores of {side} are {given.tolist()}"
        raise ItPerceptionError(f"{told}; expected {size} numbers, one for each")
    return given[counts.sum(1 - axis) > 0]


def mid_ranks(counts: np.ndarray) -> np.ndarray:
    """Return the mid-rank of each answer, taken from the mean of all ranks.

    Examples
    --------
    >>> mid_ranks(np.array([[1.0, 1.0], [0.0, 3.0]])).tolist()
    [-1.5, 1.0]
    """
    tied = counts.sum(1)
    return tied.cumsum() - (tied + tied.sum()) / 2


def between_scores(counts: np.ndarray, scores: np.ndarray) -> float:
    """Return the share of the variation of the scores that lies between the groups.

    Neither all have one score nor is a group empty.

    Examples
    --------
    >>> between_scores(np.array([[5.0, 0.0], [0.0, 5.0]]), np.array([1.0, 7.0]))
    1.0
    """
    answers = counts.sum(1)
    centred = scores - scores @ answers / answers.sum()
    between = ((centred @ counts) ** 2 / counts.sum(0)).sum()
    return float(between / (answers @ centred**2))


def between_ranks(counts: np.ndarray) -> float:
    """Return the share of the variation of mid-ranks that lies between the groups.

    It is ε² = H/(n − 1) of Kruskal & Wallis (1952), ties corrected for.

    Examples
    --------
    >>> between_ranks(np.array([[5.0, 0.0], [0.0, 5.0]]))
    1.0
    """
    return between_scores(counts, mid_ranks(counts))
