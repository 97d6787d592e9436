"""Every table of answers by groups that fits what is printed of each group.

Sizes of groups may be known, bounded, or open but for their sum. Each size allows some
counts; a table is one choice of sizes and counts. The exact distributions of tables with
the same margins are gone through, so that thousands of tables take a second.
"""

import numpy as np
from scipy.special import chdtrc, gammaln

from itperception.inference.tables.fixed_margins import TIE

TOO_MUCH = 3e8  # tables with the same margins, summed over all margins
_FEW = 10  # tables of the same margins for which sorting all others costs more


def group_chi_squared_p(
    sizes: np.ndarray, counts: np.ndarray, *, less: int = 0
) -> np.ndarray:
    """Return p of Pearson's X², or of (N − `less`)/N of it, for many tables of a net.

    A table in which everybody or nobody is in the net has p = 1.

    Examples
    --------
    >>> group_chi_squared_p(np.array([[20, 20]]), np.array([[15, 8]])).round(4).tolist()
    [0.0252]
    """
    n, k = sizes.sum(1, keepdims=True), counts.sum(1, keepdims=True)
    expected = sizes * k / n
    with np.errstate(divide="ignore", invalid="ignore"):
        found = ((counts - expected) ** 2 / expected / (1 - k / n)).sum(1)
    found = np.where((k > 0) & (k < n), found[:, None], 0.0)[:, 0]
    return chdtrc(sizes.shape[1] - 1, found * (1 - less / n[:, 0]))


def is_too_much(sizes: np.ndarray, counts: np.ndarray) -> bool:
    """Whether exact p-values of these tables would take more than about a minute."""
    totals = counts.sum(1, keepdims=True)
    margins = np.unique(np.column_stack([sizes, totals]), axis=0)
    return (
        np.minimum(margins[:, :-2], margins[:, -1:]).prod(1, dtype=float).sum() > TOO_MUCH
    )


def group_exact_p(sizes: np.ndarray, counts: np.ndarray) -> dict[str, np.ndarray]:
    """Return exact conditional p-values of many tables of a net by groups.

    Returns
    -------
    dict of str to numpy.ndarray
        ``freeman_halton_p`` (tables as improbable as this one or more; of two groups
        that is Fisher's test) and ``exact_pearson_p`` (X² as large or larger).

    Notes
    -----
    Ties are decided to 1e-9, as in :func:`itperception.inference.exact.exact.exact`.

    Examples
    --------
    >>> found = group_exact_p(np.array([[4, 4]]), np.array([[3, 1]]))
    >>> print(round(found["freeman_halton_p"][0], 6), round(34 / 70, 6))
    0.485714 0.485714
    """
    factorials = gammaln(np.arange(sizes.sum(1).max(initial=0) + 1) + 1.0)
    margins = np.column_stack([sizes, counts.sum(1)])
    distinct, which = np.unique(margins, axis=0, return_inverse=True)
    found = np.empty((2, len(sizes)))
    order = np.argsort(which.ravel(), kind="stable")
    starts = np.searchsorted(which.ravel()[order], np.arange(len(distinct) + 1))
    for at, (*split, total) in enumerate(distinct):
        same = order[starts[at] : starts[at + 1]]
        found[:, same] = _tails(np.array(split), total, counts[same], factorials)
    return {"freeman_halton_p": found[0], "exact_pearson_p": found[1]}


def _tails(sizes, total: int, counts, factorials) -> np.ndarray:
    """Return both p-values of tables with the same margins."""
    ways = [factorials[n] - factorials[: n + 1] - factorials[n::-1] for n in sizes]
    n = sizes.sum()
    in_all = factorials[n] - factorials[total] - factorials[n - total]
    logs, squares = _every_table(sizes, total, ways)
    logs -= in_all
    chances = np.exp(logs)
    at_logs = sum(own[x] for own, x in zip(ways, counts.T, strict=True)) - in_all
    at_squares = (counts**2 / sizes).sum(1)
    freeman_halton = _sum_up_to(logs, at_logs + TIE, chances)
    pearson = _sum_up_to(-squares, -at_squares * (1 - TIE), chances)
    return np.minimum([freeman_halton, pearson], 1.0)


def _sum_up_to(values: np.ndarray, limits: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """Return the chance of a value no larger than each of the limits."""
    if len(limits) < _FEW:
        return np.array([chances[values <= limit].sum() for limit in limits])
    order = np.argsort(values)
    sums = np.concatenate([[0.0], np.cumsum(chances[order])])
    return sums[np.searchsorted(values[order], limits, side="right")]


def _every_table(sizes, total: int, ways) -> tuple[np.ndarray, np.ndarray]:
    """Return the log of its ways and Σ x²/size of every table with these margins."""
    logs, squares, used = np.zeros(1), np.zeros(1), np.zeros(1, int)
    for at, size in enumerate(sizes[:-1]):
        x = np.arange(min(size, total) + 1)
        used = np.add.outer(used, x).ravel()
        logs = np.add.outer(logs, ways[at][x]).ravel()
        squares = np.add.outer(squares, x**2 / size).ravel()
        left = total - used
        fits = (left >= 0) & (left <= sizes[at + 1 :].sum())
        logs, squares, used = logs[fits], squares[fits], used[fits]
    left = total - used
    return logs + ways[-1][left], squares + left**2 / sizes[-1]
