"""Both ends of a statistic from the margins alone, where nothing else is in print.

For each pair of margins that fits, the statistic only rises or only falls with a simpler
number (:mod:`.margin_forms`). The tables where that is smallest and largest are found
without listing the others.

Tables with given margins, fractions allowed, form a polytope. Its vertices are the
tables whose cells with people form no cycle: one for each spanning tree of rows and
columns that has no negative cell. As the margins are whole, so are the vertices. A
convex function is largest at one of them.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from time import perf_counter
from typing import NamedTuple

import numpy as np

from itperception.published.bounds.candidates import BothEnds
from itperception.published.bounds.margin_forms import CellSum, Staircase, Terms
from itperception.published.bounds.statistic import Statistic
from itperception.published.bounds.tangents import (
    least_convex,
    margins_of,
    sums_in_print,
)
from itperception.published.bounds.transport import (
    least_sum,
    northwest,
    whole_near_independence,
)
from itperception.published.tables.problem import TableProblem

MOST_TREES = 500_000
MOST_MARGINS = 200_000


class Extremes(NamedTuple):
    """Tables where the simpler number is smallest and largest; whether that is certain."""

    least: np.ndarray
    most: np.ndarray
    least_certain: bool
    most_certain: bool
    bound: float = -np.inf


def only_margins(problem: TableProblem) -> bool:
    """Return whether print says something about the margins only."""
    return not problem.shares


def by_margins(
    problem: TableProblem, statistic: Statistic, deadline: float
) -> BothEnds | None:
    """Return both ends over all margins that fit; None if the method does not apply."""
    if statistic.form is None or not only_margins(problem):
        return None
    margins = list(islice(problem.margins(), MOST_MARGINS + 1))
    if not margins or len(margins) > MOST_MARGINS:
        return None
    return over_margins(margins, statistic, deadline, problem)


def over_margins(
    margins: Sequence[tuple[Sequence[int], Sequence[int]]],
    statistic: Statistic,
    deadline: float,
    problem: TableProblem | None = None,
) -> BothEnds:
    """Return both ends over all tables with one of these pairs of margins.

    `problem` is the one of which these are all margins, if there is one.
    """
    if isinstance(statistic.form, Staircase):
        return _staircases(margins)
    found, least = [], _joint(problem, statistic, margins[0], deadline)
    for place, pair in enumerate(margins):
        now = perf_counter()
        if now > deadline and found:
            break
        until = now + (deadline - now) / (len(margins) - place)
        rows, columns = map(np.array, pair)
        found.append(extremes(statistic, rows, columns, until, least))
    return _together(found, margins, statistic)


def _staircases(margins: list) -> BothEnds:
    """Return the two tables that fill their cells from corner to corner, of every margins."""
    rows, columns = (np.array(side) for side in zip(*margins, strict=True))
    others = northwest(rows, columns[:, ::-1])[:, :, ::-1]
    return BothEnds(
        tables=np.concatenate([northwest(rows, columns), others]),
        certificate=f"{_pairs(margins)}, in each the two tables filled from corner to corner",
    )  # fmt: skip


def _joint(
    problem: TableProblem | None, statistic: Statistic, pair: tuple, deadline: float
) -> Extremes | None:
    """Return the least table over all margins at once, if the statistic goes by it."""
    form = statistic.form
    if not (isinstance(form, Terms) and form.joint):
        return None
    half = (perf_counter() + deadline) / 2
    start = whole_near_independence(*map(np.array, pair))
    if problem is None:  # not every pair of totals in some limits
        return Extremes(start, start, False, False, 0.0)
    found = least_convex(form.terms, start, sums_in_print(problem), half, varied=True)
    end = statistic.from_form(found.value, len(start))
    attained = found.closed and np.isclose(statistic.value(found.table), end, 1e-9, 0)
    return Extremes(found.table, found.table, bool(attained), False, found.bound)


def extremes(
    statistic: Statistic,
    rows: np.ndarray,
    columns: np.ndarray,
    deadline: float,
    least: Extremes | None = None,
) -> Extremes:
    """Return the tables with these margins where the form is smallest and largest.

    `least` is the smallest over all margins, if that is known.

    Examples
    --------
    >>> from itperception.published.bounds.statistics import STATISTICS
    >>> found = extremes(STATISTICS["pearson_p"], np.array([3, 1]), np.array([2, 2]), np.inf)
    >>> found.least.tolist(), found.most.tolist()
    ([[2, 1], [0, 1]], [[1, 2], [1, 0]])
    """
    form = statistic.form
    if isinstance(form, CellSum):
        counts = np.arange(int(max(rows.max(), columns.max())) + 1)
        values = form.values(rows, columns, counts)
        least = least_sum(values, rows, columns)
        cells = np.indices((len(rows), len(columns)))
        most, certain = _largest(
            lambda tables: values[(*cells[:, None], tables)].sum((1, 2)), rows, columns
        )
        return Extremes(least, most, True, certain)
    return _of_terms(statistic, rows, columns, deadline, least)


def _of_terms(statistic: Statistic, rows, columns, deadline, least) -> Extremes:
    form = statistic.form
    sign = -1.0 if statistic.falls else 1.0
    most, certain = _largest(lambda tables: sign * statistic.fast(tables), rows, columns)
    certain = certain and form.applies(rows, columns)
    if least is not None:
        return least._replace(most=most, most_certain=certain)
    start = whole_near_independence(rows, columns)
    found = least_convex(form.terms, start, margins_of(rows, columns), deadline)
    return Extremes(found.table, most, found.closed, certain, found.bound)


def _largest(of, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, bool]:
    """Return a vertex where a convex function is largest, and whether all were seen."""
    if number_of_trees(len(rows), len(columns)) > MOST_TREES:
        return whole_near_independence(rows, columns), False
    tables = vertices(rows, columns)
    values = of(tables)
    return tables[int(np.where(np.isnan(values), -np.inf, values).argmax())], True


def _together(found: list[Extremes], margins: Sequence, statistic: Statistic) -> BothEnds:
    """Return the ends over all margins."""
    whole = len(found) == len(margins)
    joint = isinstance(statistic.form, Terms) and statistic.form.joint
    least = (whole or joint) and all(one.least_certain for one in found)
    most = whole and all(one.most_certain for one in found)
    low, high = statistic.least, statistic.most
    if joint:
        end = statistic.from_form(found[0].bound, len(margins[0][0]))
        low, high = (low, end) if statistic.falls else (end, high)
    certified = (most, least) if statistic.falls else (least, most)
    return BothEnds(
        tables=np.concatenate([[one.least, one.most] for one in found]),
        low_certified=certified[0], high_certified=certified[1], outer_low=low,
        outer_high=high,
        certificate=_said(statistic.form, len(found), margins, least, most),
    )  # fmt: skip


def _pairs(margins: list) -> str:
    return f"{len(margins):,} pair{'s' * (len(margins) != 1)} of margins"


def _said(form, looked: int, margins: list, least: bool, most: bool) -> str:
    rows, columns = (len(side) for side in margins[0])
    ways = f"all vertices of {number_of_trees(rows, columns):,} spanning trees"
    if isinstance(form, CellSum):
        ways = f"least: no exchange of people helps; most: {ways}"
    elif form.joint:
        ways = f"most: {ways}; least of all margins: tangents closed at gap 1e-7"
    else:
        ways = f"least: tangents closed at gap 1e-7; most: {ways}"
    said = f"{_pairs(margins)}, in each {ways}"
    if looked < len(margins):
        said = f"looked at {looked:,} of {said}"
    open_ends = [w for w, sure in (("least", least), ("most", most)) if not sure]
    return said + (f"; not certified: {' and '.join(open_ends)}" if open_ends else "")


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

    Returns
    -------
    numpy.ndarray, shape (N, R, C)
        Without repetition.

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
