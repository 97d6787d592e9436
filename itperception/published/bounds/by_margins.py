"""Both ends of a statistic from the margins alone, where nothing else is in print.

For each pair of margins that fits, the statistic only rises or only falls with a simpler
number (:mod:`.margin_forms`). The tables where that is smallest and largest are found
without listing the others.
"""

from collections.abc import Sequence
from itertools import islice
from time import perf_counter
from typing import NamedTuple

import numpy as np

from itperception.published.bounds.candidates import Found
from itperception.published.bounds.margin_forms import Cells, Cost
from itperception.published.bounds.statistic import Statistic
from itperception.published.bounds.tangents import least_convex
from itperception.published.bounds.transport import least_cost, least_sum, rounded
from itperception.published.bounds.vertices import MOST_TREES, number_of_trees, vertices
from itperception.published.tables.problem import TableProblem

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
    further = (problem.shares, problem.orderings, problem.means, problem.minimum_overlap)
    return not any(further)


def by_margins(
    problem: TableProblem, statistic: Statistic, deadline: float
) -> Found | None:
    """Return both ends over all margins that fit; None if the method does not apply.

    Parameters
    ----------
    problem : TableProblem
    statistic : Statistic
    deadline : float
        On :func:`time.perf_counter`.
    """
    if statistic.form is None or not only_margins(problem):
        return None
    margins = list(islice(problem.margins(), MOST_MARGINS + 1))
    if not margins or len(margins) > MOST_MARGINS:
        return None
    return over_margins(margins, statistic, deadline)


def over_margins(
    margins: Sequence[tuple[Sequence[int], Sequence[int]]],
    statistic: Statistic,
    deadline: float,
) -> Found:
    """Return both ends over all tables with one of these totals of rows and columns.

    Parameters
    ----------
    margins : sequence of (rows, columns)
        Totals.
    statistic : Statistic
        With a form.
    deadline : float
        On :func:`time.perf_counter`.
    """
    found = []
    for place, (rows, columns) in enumerate(margins):
        now = perf_counter()
        if now > deadline and found:
            break
        until = now + (deadline - now) / (len(margins) - place)
        found.append(extremes(statistic, np.array(rows), np.array(columns), until))
    return _together(found, margins, statistic)


def extremes(
    statistic: Statistic, rows: np.ndarray, columns: np.ndarray, deadline: float
) -> Extremes:
    """Return the tables with these margins where the form is smallest and largest.

    Examples
    --------
    >>> from itperception.published.bounds.statistics import statistic
    >>> kappa = statistic("kappa")
    >>> found = extremes(kappa, np.array([3, 1]), np.array([2, 2]), np.inf)
    >>> found.least.tolist(), found.most.tolist()
    ([[1, 2], [1, 0]], [[2, 1], [0, 1]])
    """
    form = statistic.form
    if isinstance(form, Cost):
        cost = form.cost(rows, columns)
        ends = [least_cost(sign * cost, rows, columns) for sign in (1, -1)]
        return Extremes(*ends, True, True)
    if isinstance(form, Cells):
        counts = np.arange(int(max(rows.max(), columns.max())) + 1)
        values = form.values(rows, columns, counts)
        least = least_sum(values, rows, columns)
        cells = np.indices((len(rows), len(columns)))
        most, certain = _largest(
            lambda tables: values[(*cells[:, None], tables)].sum((1, 2)), rows, columns
        )
        return Extremes(least, most, True, certain)
    return _of_terms(statistic, rows, columns, deadline)


def _of_terms(statistic: Statistic, rows, columns, deadline: float) -> Extremes:
    form, square = statistic.form, len(rows) == len(columns)
    found = least_convex(form.terms, rows, columns, deadline, varied=square)
    sign = -1.0 if statistic.falls else 1.0
    most, certain = _largest(lambda tables: sign * statistic.fast(tables), rows, columns)
    applies = form.applies(rows, columns)
    bound = found.bound if applies else -np.inf
    return Extremes(found.table, most, found.closed and applies, certain and applies, bound)


def _largest(of, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, bool]:
    """Return a vertex where a convex function is largest, and whether all were seen."""
    if number_of_trees(len(rows), len(columns)) > MOST_TREES:
        return rounded(rows, columns), False
    tables = vertices(rows, columns)
    values = of(tables)
    return tables[int(np.where(np.isnan(values), -np.inf, values).argmax())], True


def _together(found: list[Extremes], margins: Sequence, statistic: Statistic) -> Found:
    """Return the ends over all margins."""
    whole = len(found) == len(margins)
    least = whole and all(one.least_certain for one in found)
    most = whole and all(one.most_certain for one in found)
    bound = min(one.bound for one in found) if whole else -np.inf
    low, high = statistic.least, statistic.most
    if statistic.from_form is not None and whole and np.isfinite(bound):
        end = statistic.from_form(bound, len(margins[0][0]))
        low, high = (low, end) if statistic.falls else (end, high)
    certified = (most, least) if statistic.falls else (least, most)
    return Found(
        tables=np.concatenate([[one.least, one.most] for one in found]),
        low_certified=certified[0],
        high_certified=certified[1],
        outer_low=low,
        outer_high=high,
        number=None,
        without_value=None,
        certificate=_said(statistic.form, len(found), margins, least, most),
    )


def _said(form, looked: int, margins: Sequence, least: bool, most: bool) -> str:
    rows, columns = (len(side) for side in margins[0])
    trees = f"all vertices of {number_of_trees(rows, columns):,} spanning trees"
    if isinstance(form, Cost):
        ways = "by transport, no exchange of people helps"
    elif isinstance(form, Cells):
        ways = f"least: no exchange of people helps; most: {trees}"
    else:
        ways = f"least: tangents closed at gap 1e-7; most: {trees}"
    pairs = f"{len(margins):,} pair{'s' * (len(margins) != 1)} of margins"
    if looked < len(margins):
        return f"not certified: looked at {looked:,} of {pairs}"
    open_ends = [w for w, sure in (("least", least), ("most", most)) if not sure]
    doubt = f"; not certified: {' and '.join(open_ends)}" if open_ends else ""
    return f"{pairs}, in each {ways}{doubt}"
