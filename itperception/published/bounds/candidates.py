"""What a method has found: tables that may hold an end, and what no table is beyond.

The plainest method looks at every table that fits, one after another.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from itperception.published.bounds.exact_tails import exact_p
from itperception.published.bounds.statistics import NARROW, Statistic
from itperception.published.tables.problem import TableProblem, WalkLayout

# Numbers of the fast forms nearer than this are told apart by `inference` only.
_NEAR, NEAR_ZERO = 1e-9, 1e-12
_KEPT = 20_000


@dataclass(frozen=True, kw_only=True)
class BothEnds:
    """Candidates for both ends."""

    tables: np.ndarray  # shape (N, R, C): one of them attains each end that is certified
    certificate: str  # the method
    low_certified: bool = True  # whether no table is below and above all of them
    high_certified: bool = True
    # where that is not certified: what no table is below and above
    outer_low: float = np.inf
    outer_high: float = -np.inf
    # how many tables fit, and for how many there is no number; None if not counted
    number: int | None = None
    without_value: int | None = None


def limits_of(
    tables: np.ndarray, statistic: Statistic, deadline: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return limits of the statistic for each table; NaN where there is no number.

    A table not reached by the deadline has the limits of the statistic.

    Examples
    --------
    >>> from itperception.published.bounds.statistics import STATISTICS
    >>> low, high = limits_of(np.array([[[3, 1], [1, 3]]]), STATISTICS["cramers_v"], np.inf)
    >>> low.tolist(), high.tolist()
    ([0.5], [0.5])
    """
    if statistic.exact:
        return exact_p(tables, statistic.exact, deadline, counted=statistic.counted)
    if statistic.fast is not None:
        found = statistic.fast(tables)
        return found, found
    low = np.full(len(tables), float(statistic.least))
    high = np.full(len(tables), float(statistic.most))
    for place, table in enumerate(tables):
        if perf_counter() > deadline:
            break
        low[place] = high[place] = statistic.value(table)
    return low, high


def nearest(values: np.ndarray, statistic: Statistic) -> np.ndarray:
    """Return the places of the smallest of these numbers, and of all that may tie with it.

    Examples
    --------
    >>> from itperception.published.bounds.statistics import STATISTICS
    >>> nearest(np.array([2.0, 1.0, 1.0 + 1e-12]), STATISTICS["pearson_p"]).tolist()
    [1, 2]
    """
    best = values.min()
    if np.isinf(best):
        return np.flatnonzero(values == best)
    slack = 0.0 if statistic.is_p_value else NEAR_ZERO
    return np.flatnonzero(values <= best + _NEAR * abs(best) + slack)


class BestTables:
    """The tables near both ends of all that were looked at so far.

    Attributes
    ----------
    looked, without_value : int
        Tables looked at, and how many of them have no number.
    open_low, open_high : float
        Least and greatest limit of tables whose number is not known.
    crowded : bool
        Whether so many tables tie at an end that not all were kept.

    Examples
    --------
    >>> from itperception.published.bounds.statistics import STATISTICS
    >>> ends = BestTables(STATISTICS["cramers_v"])
    >>> ends.look(np.array([[[3, 1], [1, 3]], [[2, 2], [2, 2]], [[4, 0], [0, 4]]]), np.inf)
    >>> ends.candidates.tolist()
    [[[2, 2], [2, 2]], [[4, 0], [0, 4]]]
    """

    def __init__(self, statistic: Statistic):
        self.statistic = statistic
        self.looked = self.without_value = 0
        self.open_low, self.open_high = np.inf, -np.inf
        self.crowded = False
        self._unknown = np.empty((0, 1, 1), np.int64)
        self._kept: list[tuple[np.ndarray, np.ndarray]] = [None, None]

    def look(self, tables: np.ndarray, deadline: float) -> None:
        """Look at more tables."""
        low, high = limits_of(tables, self.statistic, deadline)
        known = ~np.isnan(low)
        self.looked += len(tables)
        self.without_value += int((~known).sum())
        is_open = known & ~(np.isclose(low, high, rtol=0, atol=NARROW) | (low == high))
        self.open_low = min(self.open_low, low[is_open].min(initial=np.inf))
        self.open_high = max(self.open_high, high[is_open].max(initial=-np.inf))
        self._unknown = tables[is_open][:1] if is_open.any() else self._unknown
        closed = known & ~is_open
        for end, side in enumerate((1.0, -1.0)):
            self._keep(end, tables[closed], side * (low if end == 0 else high)[closed])

    def _keep(self, end: int, tables: np.ndarray, values: np.ndarray) -> None:
        """Keep the tables whose numbers are nearest to the smallest."""
        if self._kept[end] is not None:
            tables = np.concatenate([self._kept[end][0], tables])
            values = np.concatenate([self._kept[end][1], values])
        if not len(values):
            return
        near = nearest(values, self.statistic)
        if len(near) > _KEPT:
            self.crowded, near = True, near[:_KEPT]
        self._kept[end] = tables[near], values[near]

    @property
    def candidates(self) -> np.ndarray:
        """The tables near the low end, and then those near the high end.

        One of which the number is not known, where that is so of all.
        """
        kept = [part[0] for part in self._kept if part is not None]
        return np.concatenate(kept) if kept else self._unknown


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
