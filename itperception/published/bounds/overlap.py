"""Every fourfold table of two nets of the same people that fits their printed counts."""

from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import bdtr, chdtrc, gammaln

from itperception.published.tables.walk import spread_out

Association = Literal["any", "non_negative"]


def with_overlaps(base, first, second, lowest, highest) -> pd.DataFrame:
    """Return the fourfold tables of nets for every overlap between two ends, each once.

    One line per table: ``base``, ``first_count``, ``second_count``, ``overlap``,
    ``only_first`` (b), ``only_second`` (c), ``difference`` (a share), ``statistic``,
    ``asymptotic``, ``exact``, ``midp`` (two-sided p-values). A table in which nobody
    differs has the statistic 0 and p-values of 1.

    Parameters
    ----------
    base, first, second, lowest, highest : numpy.ndarray of int, shape (N,)
        People asked, people in each net, and the ends of how many are in both.

    Notes
    -----
    With nothing else in print the overlap is in [max(0, first + second - n),
    min(first, second)] (Fréchet 1951). X² = (b - c)² / (b + c), uncorrected (McNemar 1947);
    exact p = min(1, 2 P(Bin(b + c, 1/2) <= min(b, c)));
    mid-p = 2 P(Bin <= min(b, c)) - P(Bin = min(b, c)) (Fagerland, Lydersen and Laake
    2013).

    Examples
    --------
    >>> two = with_overlaps(*np.array([[3], [2], [1], [0], [1]]))
    >>> two[["overlap", "only_first", "midp"]].values.tolist()
    [[0.0, 2.0, 0.625], [1.0, 1.0, 0.5]]
    """
    widths = np.maximum(highest - lowest + 1, 0)
    line, step = spread_out(widths)
    every = [base[line], first[line], second[line], lowest[line] + step]
    found = np.unique(np.column_stack([np.asarray(v, np.int64) for v in every]), axis=0)
    n, first, second, overlap = found.T
    b, c = first - overlap, second - overlap
    tests = paired_tests(b, c)
    return pd.DataFrame(
        {
            "base": n, "first_count": first, "second_count": second, "overlap": overlap,
            "only_first": b, "only_second": c, "difference": (first - second) / n,
            **tests,
        }
    )  # fmt: skip


def paired_tests(b: np.ndarray, c: np.ndarray) -> dict[str, np.ndarray]:
    """Return McNemar's statistic and p-values of people in one of two nets only.

    Examples
    --------
    >>> print(paired_tests(np.array([6]), np.array([0]))["midp"].round(6))
    [0.015625]
    """
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
