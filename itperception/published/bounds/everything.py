"""Every table that fits, looked at one after another: the plainest certificate."""

from collections.abc import Iterable, Iterator
from time import perf_counter

import numpy as np

from itperception.published.bounds.candidates import BestTables, BothEnds
from itperception.published.bounds.statistic import Statistic
from itperception.published.tables.layout import WalkLayout
from itperception.published.tables.problem import TableProblem


def parts(problem: TableProblem, size: int = 100_000) -> Iterator[np.ndarray]:
    """Yield all tables that fit, about `size` at a time, at most twice as many."""
    layout = WalkLayout(problem)
    gathered, count = [], 0
    for frontier in layout.walk(cells=True).solutions():
        tables = layout.cells(frontier)
        for start in range(0, len(tables), size):
            gathered.append(tables[start : start + size])
            count += len(gathered[-1])
            if count >= size:
                yield np.concatenate(gathered)
                gathered, count = [], 0
    if gathered:
        yield np.concatenate(gathered)


def chunk(statistic: Statistic) -> int:
    """Return how many tables to look at before looking at the time."""
    return statistic.chunk if statistic.fast or statistic.exact else 1000


def look_at_all(
    problem: TableProblem, statistic: Statistic, number: int | None, deadline: float
) -> BothEnds:
    """Look at the tables that fit, as :func:`look_at` does."""
    every = parts(problem, chunk(statistic))
    return look_at(every, problem.shape, statistic, number, deadline)


def look_at(
    every: Iterable[np.ndarray],
    shape: tuple[int, int],
    statistic: Statistic,
    number: int | None,
    deadline: float,
) -> BothEnds:
    """Look at tables of a shape, some at a time; certified if there is time for all."""
    ends, late = BestTables(statistic), False
    for tables in every:
        ends.look(tables, deadline)
        if late := perf_counter() > deadline and ends.looked != number:
            break
    total = f"{number:,}" if number is not None else "unknown"
    if late:
        said = f"not certified: looked at {ends.looked:,} of {total} tables"
        low, high = statistic.least, statistic.most
    else:
        said = f"enumerated all {ends.looked:,} tables"
        low, high = ends.open_low, ends.open_high
    if ends.crowded:
        said += "; more tie at an end than were told apart, to 1e-9"
    if not late and (low < np.inf or high > -np.inf):
        said = f"not certified: for some of the {ends.looked:,} tables there was no time"
    return BothEnds(
        tables=ends.candidates.reshape(-1, *shape),
        low_certified=not late and low == np.inf,
        high_certified=not late and high == -np.inf, outer_low=low, outer_high=high,
        number=number if late else ends.looked,
        without_value=None if late else ends.without_value, certificate=said,
    )  # fmt: skip
