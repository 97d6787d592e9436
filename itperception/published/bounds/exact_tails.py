"""p-values given both margins of many small tables: every table gone through.

Where tables with the margins of one table are few, :func:`tails` visits all of them;
where they are many, :func:`itperception.inference.exact.exact.exact` gives limits of the
p-value. Of tables with the same margins a p-value falls as they become more extreme, so
that the least and the most extreme of them are enough.
"""

from functools import lru_cache
from itertools import chain
from math import comb, prod
from time import perf_counter

import numpy as np
from scipy.special import gammaln

from itperception.inference.compiling import compiled, preparation
from itperception.inference.contingency import drop_empty
from itperception.inference.exact.complement import prepare_complement
from itperception.inference.exact.draws import prepare_draws
from itperception.inference.exact.exact import exact
from itperception.inference.exact.join import prepare_join
from itperception.published.bounds.statistics import can_be_tested, pearson_each

_FEW = 200_000
_TIE = 1e-9


@preparation
def prepare() -> None:
    """Compile the loops, those of the exact tests as well."""
    for alike in (True, False):
        prepare_complement(alike)
    prepare_join()
    prepare_draws()
    tails(np.array([[3, 1], [1, 3]]), "pearson")


def extremeness(tables: np.ndarray, statistic: str) -> np.ndarray:
    """Return what makes tables with the same margins extreme: Σ ln x!, or X².

    Examples
    --------
    >>> extremeness(np.array([[[2, 0], [0, 2]]]), "pearson").tolist()
    [4.0]
    """
    if statistic == "freeman_halton":
        return gammaln(tables + 1.0).sum((1, 2))
    return pearson_each(tables)


def exact_p(
    tables: np.ndarray,
    statistic: str,
    deadline: float = np.inf,
    *,
    counted: float = 1.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Return limits of the exact p-value of each of many tables; 0 and 1 if it is too late.

    `counted`: how much tables as extreme as the one found count: 1, or ½ for mid-p. Limits
    are NaN where there is nothing to test. A table that is neither the least nor the most
    extreme of those with its margins has the mean of these two.

    Examples
    --------
    >>> low, high = exact_p(np.array([[[3, 1], [1, 3]]]), "freeman_halton")
    >>> round(float(low[0]), 6), round(34 / 70, 6)
    (0.485714, 0.485714)
    """
    low, high = np.full(len(tables), np.nan), np.full(len(tables), np.nan)
    for places, extreme in _in_turn(tables, statistic):
        if perf_counter() > deadline:
            low[places], high[places] = 0.0, 1.0
            continue
        least = limits = _limits(tables[places[0]], statistic, counted)
        if extreme[-1] - extreme[0] > _TIE:
            limits = _limits(tables[places[-1]], statistic, counted)
        between = np.add(least, limits) / 2
        tied = extreme - extreme[0] <= _TIE, extreme[-1] - extreme <= _TIE
        for side, found in enumerate((low, high)):
            found[places] = np.select(tied, (least[side], limits[side]), between[side])
    return low, high


def tails(table: np.ndarray, statistic: str) -> tuple[float, float]:
    """Return the probabilities of tables more extreme, and of those as extreme.

    No row or column is empty; ties are decided to 1e-9.

    Examples
    --------
    >>> [round(part * 70) for part in tails(np.array([[3, 1], [1, 3]]), "freeman_halton")]
    [2, 32]
    """
    table = table[:, np.argsort(table.sum(0), kind="stable")].astype(np.int64)
    rows, columns, n = table.sum(1), table.sum(0), int(table.sum())
    x = np.arange(min(rows.max(), columns.max()) + 1)
    known = _log_factorials(n)
    logs, start = known[x], known[n] - known[rows].sum() - known[columns].sum()
    if statistic == "freeman_halton":
        values = np.tile(logs, (*table.shape, 1))
    else:
        values = x**2 * (n / np.outer(rows, columns))[:, :, None]
    observed = values[(*np.indices(table.shape), table)].sum()
    slack = max(_TIE, 64 * np.finfo(float).eps * abs(observed))
    ends = np.array([observed - slack, observed + slack])
    return walk(0, 0, rows, columns, values, logs, 0.0, start, ends)


def _in_turn(tables: np.ndarray, statistic: str):
    """Yield places of tables with the same margins, and how extreme they are, ascending.

    The groups that are likely to hold an end of all come first.
    """
    known = np.flatnonzero(can_be_tested(tables))
    if not len(known):
        return
    margins = np.hstack([np.sort(tables[known].sum(axis), axis=1) for axis in (1, 2)])
    group = np.unique(margins, axis=0, return_inverse=True)[1].ravel()
    extreme, chi = extremeness(tables[known], statistic), pearson_each(tables[known])
    order = np.lexsort((extreme, group))
    parts = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
    by_most = sorted(range(len(parts)), key=lambda k: -chi[parts[k][-1]])
    by_least = sorted(range(len(parts)), key=lambda k: chi[parts[k][0]])
    for k in dict.fromkeys(chain.from_iterable(zip(by_most, by_least, strict=True))):
        yield known[parts[k]], extreme[parts[k]]


def _limits(table: np.ndarray, statistic: str, counted: float) -> tuple[float, float]:
    table = drop_empty(table)[0].astype(np.int64)
    if number_at_most(table.sum(1), table.sum(0)) <= _FEW or counted != 1:
        more, same = tails(table, statistic)
        p = min(1.0, more + counted * same)
        return p, p
    found = exact(table, statistic=statistic)
    certain = found.method.endswith("(exact)")
    return (found.p_low, found.p_high) if certain else (0.0, 1.0)


def number_at_most(rows: np.ndarray, columns: np.ndarray) -> int:
    """Return a bound of how many tables have these margins.

    Examples
    --------
    >>> number_at_most(np.array([2, 2]), np.array([3, 1]))
    2
    """
    return min(
        prod(comb(int(size) + len(other) - 1, len(other) - 1) for size in np.sort(one)[:-1])
        for one, other in ((rows, columns), (columns, rows))
    )


@lru_cache(maxsize=64)
def _log_factorials(most: int) -> np.ndarray:
    return gammaln(np.arange(most + 1) + 1.0)


@compiled
def walk(i, j, left, room, values, logs, value, log, ends):
    """Return the probabilities of tables more extreme, and of those as extreme.

    Cell (i, j) is filled next; `left` and `room` are what rows and columns still hold,
    `value` and `log` what the cells so far add up to.
    """
    if j == len(room) - 1:
        for row in range(len(left)):
            value += values[row, j, left[row]]
            log += logs[left[row]]
        chance = np.exp(-log)
        if value > ends[1]:
            return chance, 0.0
        return 0.0, (chance if value >= ends[0] else 0.0)
    more, same = 0.0, 0.0
    least = room[j]
    for row in range(i + 1, len(left)):
        least -= left[row]
    least = max(0, least)
    for x in range(least, min(left[i], room[j]) + 1):
        left[i] -= x
        room[j] -= x
        last = i == len(left) - 1
        found = walk(
            0 if last else i + 1,
            j + 1 if last else j,
            left,
            room,
            values,
            logs,
            value + values[i, j, x],
            log + logs[x],
            ends,
        )
        left[i] += x
        room[j] += x
        more += found[0]
        same += found[1]
    return more, same
