"""Cochran's Q of several nets of the same people, of which only the totals are in print.

Q depends on the totals and on how many of the nets each person is in, and there only on
the sum of squares. That is smallest if all are in as many, give or take one, and largest
if the nets lie inside each other: both can be had with any totals.
"""

from collections.abc import Sequence
from itertools import product
from math import prod

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.inference.gap.repeated import cochran_q
from itperception.published.bounds.ranges import Bounds
from itperception.published.figures.study import Study
from itperception.published.tables.feasible import figure_counts
from itperception.published.tables.table_figures import common_base

MOST = 1_000_000
"""How many ways to choose the totals are looked at."""


def cochran_bounds(counts: Sequence[range], n: int) -> tuple[Bounds, Bounds]:
    """Return between which values Cochran's Q, and its p-value, lie.

    Parameters
    ----------
    counts : sequence of range
        How many people each net may have, from 0 to `n`; at least two nets.
    n : int
        People, asked about all of them.

    Returns
    -------
    statistic, p_value : Bounds
        The tables at the ends have a line per person and a column per net: 1 if the
        person is in it, else 0.

    Raises
    ------
    ItPerceptionError
        If there are fewer than two nets, a net has no possible count, or the counts allow
        more than a million ways to choose the totals.

    Missing data
    ------------
    Without value if in every table nobody is in some of the nets but not in others.

    Notes
    -----
    Q = (k − 1)(k Σ C² − N²)/(kN − Σ u²), totals C with sum N, u nets of each person. Given
    the totals it rises with Σ u². Least: N = qn + r gives nq² + r(2q + 1), attained by
    dealing the nets round and round. Most: Σ (2j − 1) C₍ⱼ₎ with C₍₁₎ ≥ C₍₂₎ ≥ …, nets
    inside each other, since no u is ahead of the conjugate of the totals (Gale 1957,
    Ryser 1957).

    Examples
    --------
    >>> q, p = cochran_bounds([range(5, 6), range(5, 6), range(2, 3)], 10)
    >>> print(f"{q.low:.3f} {q.high:.3f} {p.low:.4f} {p.high:.4f}")
    1.800 6.000 0.0498 0.4066
    """
    _check(counts, n)
    totals = np.array(list(product(*counts)), dtype=np.int64)
    least, most = _ends_of_q(totals, n)
    words = f"{len(totals):,} choice{'s' * (len(totals) != 1)} of totals"
    if np.isnan(least).all():
        nothing = f"nobody is in only some of the nets, in any of {words}"
        return _nothing("cochran_q", nothing), _nothing("cochran_p", nothing)
    at_least, at_most = totals[np.nanargmin(least)], totals[np.nanargmax(most)]
    tables = _dealt(at_least, n), _nested(at_most, n)
    if len(set(at_most.tolist())) == 1:
        tables = tables[0], _dealt(at_most, n)  # Q is 0, but nested nets do not differ
    how = f"nets dealt out evenly, nets inside each other, for {words}"
    results = [cochran_q(table) for table in tables]
    return (
        _bounds("cochran_q", [r.statistic for r in results], tables, how),
        _bounds("cochran_p", [r.p_value for r in results[::-1]], tables[::-1], how),
    )


def cochran_of_figures(study: Study, ids: Sequence[str]) -> tuple[Bounds, Bounds]:
    """Return between which values Cochran's Q of printed shares, and its p-value, lie.

    Parameters
    ----------
    study : Study
        Everything in print.
    ids : sequence of str
        Figures of the same people, each of another item.

    Raises
    ------
    UnknownNameError
        If there is no such figure.
    ValueError
        If figures are of one item, whose answers exclude or contain each other, or of
        different people, or how many these are is not in print.
    """
    figures = [study.figure(figure_id) for figure_id in ids]
    items = [figure.item for figure in figures]
    for item in items:
        if items.count(item) > 1:
            of_item = ", ".join(f.id for f in figures if f.item == item)
            raise ValueError(
                f"{of_item}: answers of one item, {item!r}; name one figure each"
            )
    base = common_base(study, figures)
    return cochran_bounds([figure_counts(figure, base) for figure in figures], base)


def _check(counts: Sequence[range], n: int) -> None:
    if len(counts) < 2:
        raise ItPerceptionError(f"Cochran's Q is of two nets or more, not of {len(counts)}")
    for net, count in enumerate(counts, 1):
        if not count or min(count) < 0 or max(count) > n:
            said = f"{min(count)} to {max(count)}" if count else "no count"
            raise ItPerceptionError(f"net {net}: {said}; expected counts from 0 to {n}")
    if (ways := prod(map(len, counts))) > MOST:
        raise ItPerceptionError(
            f"{ways:,} ways to choose the totals of {len(counts)} nets, at most {MOST:,} are "
            "looked at: give narrower counts, or fewer nets"
        )


def _ends_of_q(totals: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the largest Q for each line of totals; NaN where there is none."""
    k, people = totals.shape[1], totals.sum(1)
    top = (k - 1) * (k * (totals**2).sum(1) - people**2)
    whole, over = np.divmod(people, n) if n else (people, people)
    even = n * whole**2 + over * (2 * whole + 1)
    nested = np.sort(totals, axis=1)[:, ::-1] @ (2 * np.arange(k) + 1)
    varied, least_varied = k * people - even, k * people - nested
    least = np.where(varied > 0, top / np.maximum(varied, 1), np.nan)
    most = np.where(least_varied > 0, top / np.maximum(least_varied, 1), least)
    return least, most


def _dealt(totals: np.ndarray, n: int) -> np.ndarray:
    """Return who is in which net if each goes on where the last one ended."""
    first = totals.cumsum() - totals
    return ((np.arange(n)[:, None] - first) % n < totals).astype(np.int64)


def _nested(totals: np.ndarray, n: int) -> np.ndarray:
    """Return who is in which net if each begins with the first person."""
    return (np.arange(n)[:, None] < totals).astype(np.int64)


def _bounds(name: str, ends: Sequence[float], tables: Sequence[np.ndarray], how: str):
    low, high = ends
    return Bounds(
        statistic=name, low=low, high=high, low_table=tables[0], high_table=tables[1],
        low_certified=True, high_certified=True, inner_low=low, inner_high=high,
        number=None, without_value=None, certificate=how,
    )  # fmt: skip


def _nothing(name: str, why: str) -> Bounds:
    nan = float("nan")
    return Bounds(
        statistic=name, low=nan, high=nan, low_table=None, high_table=None,
        low_certified=False, high_certified=False, inner_low=nan, inner_high=nan,
        number=None, without_value=None, certificate=why,
    )  # fmt: skip
