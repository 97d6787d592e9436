"""Every fourfold table of two nets of the same people that fits their printed counts."""

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import bdtr, chdtrc, gammaln

Association = Literal["any", "non_negative"]


def fitting_tables(
    first_counts: Sequence[int],
    second_counts: Sequence[int],
    n: int,
    association: Association = "any",
) -> pd.DataFrame:
    """Enumerate the tables that fit, each with its paired test.

    Parameters
    ----------
    first_counts, second_counts : sequence of int
        Counts that print allows for each net, between 0 and `n`.
    n : int
        People asked about both.
    association : {"any", "non_negative"}
        With ``non_negative`` only tables with overlap >= first * second / n.

    Returns
    -------
    pandas.DataFrame
        One line per table: ``first_count``, ``second_count``, ``overlap``,
        ``only_first`` (b), ``only_second`` (c), ``difference`` (a share),
        ``statistic``, ``asymptotic``, ``exact``, ``midp`` (two-sided p-values). A table
        in which nobody differs has the statistic 0 and p-values of 1.

    Notes
    -----
    Overlap in [max(0, first + second - n), min(first, second)] (Fréchet 1951).
    X² = (b - c)² / (b + c), uncorrected (McNemar 1947);
    exact p = min(1, 2 P(Bin(b + c, 1/2) <= min(b, c)));
    mid-p = 2 P(Bin <= min(b, c)) - P(Bin = min(b, c)) (Fagerland, Lydersen and Laake
    2013).

    Examples
    --------
    >>> fitting_tables([2], [1], 3)[["overlap", "only_first", "midp"]].values.tolist()
    [[0.0, 2.0, 0.625], [1.0, 1.0, 0.5]]
    """
    counts = [
        (first, second, overlap)
        for first in first_counts
        for second in second_counts
        for overlap in _overlaps(first, second, n, association)
    ]
    first, second, overlap = np.array(counts, dtype=np.int64).reshape(-1, 3).T
    b, c = first - overlap, second - overlap
    tests = _paired_tests(b, c)
    return pd.DataFrame(
        {
            "first_count": first, "second_count": second, "overlap": overlap,
            "only_first": b, "only_second": c, "difference": (first - second) / n,
            **tests,
        }
    )  # fmt: skip


def _overlaps(first: int, second: int, n: int, association: Association) -> Iterator[int]:
    for overlap in range(max(0, first + second - n), min(first, second) + 1):
        if association == "any" or overlap * n >= first * second:
            yield overlap


def _paired_tests(b: np.ndarray, c: np.ndarray) -> dict[str, np.ndarray]:
    changed = b + c
    statistic = (b - c) ** 2 / np.maximum(changed, 1)
    tail = bdtr(np.minimum(b, c), changed, 0.5)
    ways = gammaln(changed + 1) - gammaln(b + 1) - gammaln(c + 1)
    point = np.exp(ways - changed * np.log(2.0))
    return {
        "statistic": statistic,
        "asymptotic": chdtrc(1, statistic),
        "exact": np.minimum(2 * tail, 1.0),
        "midp": np.minimum(2 * tail - point, 1.0),
    }
