"""Both ends of a test of two questions from the margins alone, where nothing else is in print.

For each pair of margins that fits, some tests only rise or only fall with what every person
costs, where that is a squared step (McNemar's with the overlap of two nets: the exact and the
mid-p value because a difference is ever less rare the more pairs differ; the test of the mean
scores): the two tables filled from corner to corner are their ends.

The test of Stuart and Maxwell falls with a convex function of the table. Tables with given
margins, fractions allowed, form a polytope. Its vertices are the tables whose cells with
people form no cycle: one for each spanning tree of rows and columns that has no negative
cell. As the margins are whole, so are the vertices. A convex function is largest at one of
them; where it is least is asked of all margins at once (:mod:`.tangents`).
"""

from functools import lru_cache
from time import perf_counter

import numpy as np
from scipy.special import chdtrc

from itperception.published.bounds.candidates import BothEnds
from itperception.published.bounds.statistics import Statistic
from itperception.published.bounds.tangents import (
    Least,
    Margins,
    least_homogeneity,
    one_rank,
    sums_around,
)

MOST_TREES = 500_000


def over_margins(margins: Margins, statistic: Statistic, deadline: float) -> BothEnds:
    """Return both ends over all tables with one of these pairs of margins."""
    pairs = f"{len(margins):,} pair{'s' * (len(margins) != 1)} of margins"
    if statistic.form == "homogeneity":
        return _by_homogeneity(margins, statistic, deadline, pairs)
    rows, columns = (np.array(side) for side in zip(*margins, strict=True))
    others = northwest(rows, columns[:, ::-1])[:, :, ::-1]
    return BothEnds(
        tables=np.concatenate([northwest(rows, columns), others]),
        certificate=f"{pairs}, in each the two tables filled from corner to corner",
    )  # fmt: skip


def _by_homogeneity(
    margins: Margins, statistic: Statistic, deadline: float, pairs: str
) -> BothEnds:
    """Return the tables where d'S⁻d is least, of all margins, and most, of each."""
    size = len(margins[0][0])
    least, found, is_most = _least(margins, deadline), [], True
    end = float(chdtrc(size - 1, least.value))
    is_least = least.closed and np.isclose(statistic.value(least.table), end, 1e-9, 0)
    for pair in margins:
        if perf_counter() > deadline and found:
            break
        table, is_sure = _largest(statistic, *map(np.array, pair))
        found.append(table)
        is_most = is_most and is_sure
    is_most = is_most and len(found) == len(margins)
    ways = f"all vertices of {number_of_trees(size, size):,} spanning trees"
    said = (
        f"{pairs}, in each most: {ways}; least of all margins: tangents closed at gap 1e-7"
    )
    if len(found) < len(margins):
        said = f"looked at {len(found):,} of {said}"
    open_ends = [w for w, sure in (("least", is_least), ("most", is_most)) if not sure]
    said += f"; not certified: {' and '.join(open_ends)}" if open_ends else ""
    return BothEnds(
        tables=np.array([least.table, *found]), certificate=said,
        low_certified=is_most, high_certified=bool(is_least), outer_low=statistic.least,
        outer_high=float(chdtrc(size - 1, least.bound)),
    )  # fmt: skip


def _least(margins: Margins, deadline: float) -> Least:
    """Return the table where d'S⁻d is least, if these are all margins within some limits."""
    start, sums = whole_near_independence(*map(np.array, margins[0])), sums_around(margins)
    if sums is None:
        return Least(start, np.inf, 0.0)
    return least_homogeneity(start, sums, (perf_counter() + deadline) / 2)


def _largest(statistic: Statistic, rows, columns) -> tuple[np.ndarray, bool]:
    """Return a vertex where p is least, and whether no table has a smaller one."""
    if number_of_trees(len(rows), len(columns)) > MOST_TREES:
        return whole_near_independence(rows, columns), False
    tables = vertices(rows, columns)
    values = -statistic.fast(tables)
    at = int(np.where(np.isnan(values), -np.inf, values).argmax())
    return tables[at], one_rank(rows, columns)


def northwest(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return the tables that fill their cells from the first corner on.

    Of all with the margins they have the smallest Σ (i − j)² x, and the largest Σ a b x
    with a and b in the order of rows and columns (Hoffman 1963).

    Examples
    --------
    >>> northwest([2, 2], [3, 1]).tolist()
    [[2, 0], [1, 1]]
    """
    one, other = (np.insert(np.cumsum(m, axis=-1), 0, 0, axis=-1) for m in (rows, columns))
    high = np.minimum(one[..., 1:, None], other[..., None, 1:])
    low = np.maximum(one[..., :-1, None], other[..., None, :-1])
    return np.maximum(high - low, 0).astype(np.int64)


def whole_near_independence(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return a whole table with these margins that is close to independence.

    Examples
    --------
    >>> whole_near_independence(np.array([3, 1]), np.array([2, 2])).tolist()
    [[2, 1], [0, 1]]
    """
    table = np.floor(np.outer(rows, columns) / max(rows.sum(), 1)).astype(np.int64)
    return table + northwest(rows - table.sum(1), columns - table.sum(0))


def number_of_trees(rows: int, columns: int) -> int:
    """Return how many spanning trees connect so many rows and columns.

    Examples
    --------
    >>> number_of_trees(3, 5)
    2025
    """
    return rows ** (columns - 1) * columns ** (rows - 1)


def vertices(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return the vertices of the tables with these margins.

    Shape (N, R, C): without repetition.

    Notes
    -----
    Cutting off the first leaf again and again gives a tree a code of C − 1 rows and
    R − 1 columns (Prüfer 1918, for bipartite trees); every code is that of a tree. What a
    leaf holds is the one cell that connects it.

    Examples
    --------
    >>> vertices(np.array([2, 1]), np.array([1, 2])).tolist()
    [[[0, 2], [1, 0]], [[1, 1], [0, 1]]]
    """
    edges = _trees(len(rows), len(columns))
    left = np.tile(np.concatenate([rows, columns]).astype(np.int64), (len(edges), 1))
    every, held = np.arange(len(edges)), []
    for leaf, neighbour in np.moveaxis(edges, 0, 2):
        people = left[every, leaf]
        left[every, neighbour] -= people
        held.append(people)
    held = np.stack(held, axis=1)
    possible = (held >= 0).all(1)
    found = np.zeros((int(possible.sum()), len(rows), len(columns)), np.int64)
    ends = np.sort(edges[possible], axis=2).astype(np.intp)
    places = np.arange(len(found))[:, None]
    found[places, ends[:, :, 0], ends[:, :, 1] - len(rows)] = held[possible]
    return np.unique(found, axis=0)


@lru_cache(maxsize=8)
def _trees(rows: int, columns: int) -> np.ndarray:
    """Return leaf and neighbour of each edge of every tree, in the order of cutting.

    Rows are nodes 0, …, R − 1, columns those after them; shape (trees, edges, 2).
    """
    codes = np.stack(
        np.unravel_index(
            np.arange(number_of_trees(rows, columns)),
            (rows,) * (columns - 1) + (columns,) * (rows - 1),
        ),
        axis=1,
    ).astype(np.int8)
    codes[:, columns - 1 :] += rows
    nodes, every = rows + columns, np.arange(len(codes))
    degree = np.ones((len(codes), nodes), np.int8)
    np.add.at(degree, (every[:, None], codes), 1)
    used = np.zeros((len(codes), 2), np.int64)
    edges = np.empty((len(codes), nodes - 1, 2), np.int8)
    for step in range(nodes - 2):
        leaf = (degree == 1).argmax(1)
        is_row = leaf < rows
        place = np.where(is_row, columns - 1 + used[:, 1], used[:, 0])
        neighbour = codes[every, place]
        used[every, is_row.astype(int)] += 1
        edges[:, step, 0], edges[:, step, 1] = leaf, neighbour
        degree[every, leaf] = 0
        degree[every, neighbour] -= 1
    edges[:, -1] = np.argsort(-degree, axis=1, kind="stable")[:, :2]
    return edges
