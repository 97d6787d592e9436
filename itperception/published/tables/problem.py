"""All tables that fit what is in print: how many there are, and which.

Answers stand in rows and groups in columns, or one item in rows and another in columns for
the same people. Nobody printed the table; print says something about sums of its cells, in
whole people. A :class:`TableProblem` holds what is in print and counts, lists and tries out
the tables that fit it, exactly: as a walk through the cells, column by column, each column's
size before its cells if figures are shares of a size that is not in print; or row by row,
where the sums of columns are fewer than those of rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import inf, log
from typing import NamedTuple

import numpy as np

from itperception.published.figures.words import RoundingRule
from itperception.published.tables.feasible import allowed_counts
from itperception.published.tables.walk import END, UNBOUNDED, Check, Frontier, Sum, Walk


class ShareOfColumn(NamedTuple):
    """Of the people of a column, those in `rows` are a share within [low, high].

    `rounding` says whether the ends belong to the range, as in
    :func:`itperception.published.tables.feasible.allowed_counts`.
    """

    column: int
    rows: tuple[int, ...]
    low: Fraction
    high: Fraction
    rounding: RoundingRule = "unknown"


class RowNet(NamedTuple):
    """The people of `rows`, over all columns, are one of `counts`."""

    rows: tuple[int, ...]
    counts: range


@dataclass(frozen=True)
class TableProblem:
    """What is in print about a table, and every table that fits it.

    Raises
    ------
    ValueError
        If a constraint names no row or column, or one that does not exist, or a range has
        gaps.

    Examples
    --------
    Ten people in two groups; a third of the first and a half of the second agree:

    >>> from fractions import Fraction
    >>> from itperception.published.tables.problem import ShareOfColumn
    >>> third, half = Fraction(1, 3), Fraction(1, 2)
    >>> problem = TableProblem(
    ...     ("agree", "rest"), ("a", "b"), range(10, 11), (range(1, 10),) * 2,
    ...     (ShareOfColumn(0, (0,), third, third), ShareOfColumn(1, (0,), half, half)))
    >>> problem.number
    1
    >>> problem.example().tolist()
    [[2, 2], [4, 2]]
    """

    answers: tuple[str, ...]  # names of the rows and of the columns
    groups: tuple[str, ...]
    total: range  # how many people the whole table may have
    # how many people each column may have; of length one if that is known
    sizes: tuple[range, ...]
    shares: tuple[ShareOfColumn, ...] = ()  # printed percentages of a column
    row_nets: tuple[RowNet, ...] = ()  # counts of rows over all columns

    def __post_init__(self) -> None:
        rows, columns = self.shape
        if not rows or not columns or len(self.sizes) != columns:
            raise ValueError(f"{rows} answers, {columns} groups, {len(self.sizes)} sizes")
        for fact in (*self.shares, *self.row_nets):
            _inside(fact, fact.rows, rows)
        for share in self.shares:
            _inside(share, (share.column,), columns)
        nets = [net.counts for net in self.row_nets]
        if any(counts.step != 1 for counts in (self.total, *self.sizes, *nets)):
            raise ValueError("ranges of counts have gaps; expected steps of one")

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.answers), len(self.groups)

    @cached_property
    def number(self) -> int:
        """How many tables fit, exactly, however many there are.

        Dynamic programming over the partial sums that later cells depend on.
        """
        return WalkLayout.narrowest(self).walk().number()

    @property
    def is_possible(self) -> bool:
        """Whether any table fits."""
        return self.example() is not None

    def example(self) -> np.ndarray | None:
        """Return the first table that fits, shape (R, C); None if there is none."""
        layout = WalkLayout(self)
        parts = layout.walk(cells=True).solutions(piece=1000)
        return next((layout.cells(part)[0] for part in parts), None)


def _inside(fact: tuple, places: tuple[int, ...], end: int) -> None:
    if not places or len(set(places)) < len(places) or not set(places) <= set(range(end)):
        raise ValueError(f"{fact}: expected different places from 0 to {end - 1}")


Variable = tuple[int | None, int]  # row and column; a size has no row
_SLACK = 1e-6
_Cells = tuple[Iterable[int], Iterable[int]]  # rows and columns


@dataclass(frozen=True)
class WalkLayout:
    """Where the numbers of a table stand in a walk."""

    facts: TableProblem  # what is in print about the table
    by_row: bool = False  # whether the cells are chosen row by row

    @classmethod
    def narrowest(cls, facts: TableProblem) -> "WalkLayout":
        """Return the layout with the fewest partial sums to tell apart."""
        wide = [share for share in facts.shares if len(share.rows) > 1]
        by_row = sum(log(1 + size.stop) + log(1 + len(size)) for size in facts.sizes)
        by_row += sum(log(1 + facts.sizes[share.column].stop) for share in wide)
        by_column = sum(log(1 + net.counts.stop) for net in facts.row_nets)
        return cls(facts, by_row < by_column)

    def walk(self, kept_sums: Sequence[_Cells] = (), *, cells: bool = False) -> Walk:
        """Return the walk.

        `kept_sums`: sums of cells that tell its solutions apart.
        """
        sums = [*self._nets(), *self._columns(), *self._shares()]
        kept = dict.fromkeys(range(len(self.order)), END) if cells else {}
        sums += [Sum(self._cells(*some), [0], [UNBOUNDED], until=END) for some in kept_sums]
        return Walk(self._domains(), sums, [*self._ahead()], kept)

    def cells(self, frontier: Frontier) -> np.ndarray:
        """Return tables, shape (N, R, C), of solutions of a walk that keeps its cells."""
        tables = np.empty((len(frontier), *self.facts.shape), dtype=np.int64)
        for (row, column), place in self.at.items():
            if row is not None:
                tables[:, row, column] = frontier.chosen[place]
        return tables

    def sums(self, kept_sums: Sequence[_Cells], most: float = inf) -> np.ndarray:
        """Return the values of sums of cells that some table has, one line per combination.

        Raises
        ------
        TooManyTables
            If there are more than `most` on the way.
        """
        end = self.walk(kept_sums).end(most=most)
        if not len(end):
            return np.empty((0, len(kept_sums)), dtype=np.int64)
        return np.unique(
            np.column_stack([end.used[key] for key in sorted(end.used)]), axis=0
        )

    @cached_property
    def sized(self) -> set[int]:
        """Columns of unknown size that some figure is a share of."""
        columns = {share.column for share in self.facts.shares}
        return {column for column in columns if len(self.facts.sizes[column]) != 1}

    @cached_property
    def order(self) -> list[Variable]:
        """Variables in the order in which they are chosen."""
        rows, columns = self.facts.shape
        if self.by_row:
            cells = [(row, column) for row in range(rows) for column in range(columns)]
            return [(None, column) for column in sorted(self.sized)] + cells
        return [
            (row, column)
            for column in range(columns)
            for row in ([None] if column in self.sized else []) + [*range(rows)]
        ]

    @cached_property
    def at(self) -> dict[Variable, int]:
        """Variable → its place in the order."""
        return {variable: place for place, variable in enumerate(self.order)}

    def _domains(self) -> list[range]:
        cell = range(self.facts.total.stop)
        sizes = self.facts.sizes
        return [sizes[column] if row is None else cell for row, column in self.order]

    def _cells(self, rows: Iterable[int], columns: Iterable[int]) -> dict[int, int]:
        columns = list(columns)
        return {self.at[row, column]: 1 for row in rows for column in columns}

    def _nets(self) -> Iterator[Sum]:
        """Yield what is in print about sums over columns."""
        rows, columns = map(range, self.facts.shape)
        for net in self.facts.row_nets:
            some = net.counts.stop < self.facts.total.stop
            high = net.counts.stop - 1 if some else UNBOUNDED
            yield Sum(self._cells(net.rows, columns), [net.counts.start], [high])
        yield self._people(rows, columns)

    def _ahead(self) -> Iterator[Check]:
        """Yield checks, after each column, that the later ones can make up what is left.

        If nobody in them is in a net less often than `low`, nor more often than `high`,
        those who are left bring at least and at most so many people of it.
        """
        if self.by_row:
            return
        columns = range(self.facts.shape[1])
        for index, net in enumerate(self.facts.row_nets):
            ends = [self._share_of(net.rows, column) for column in columns]
            for column in columns[:-1]:
                low = min(float(some[0]) for some in ends[column + 1 :])
                high = max(float(some[1]) for some in ends[column + 1 :])
                last = self.at[self.facts.shape[0] - 1, column]
                if low > 0 or high < 1:
                    later = columns[column + 1 :]
                    yield Check(last, self._makes_up(index, net.counts, low, high, later))

    def _share_of(self, rows: Sequence[int], column: int) -> tuple[Fraction, Fraction]:
        """Return the ends of the share of rows in a column, as its figure has it."""
        for share in self.facts.shares:
            if share.column == column and set(share.rows) == set(rows):
                return share.low, share.high
        return Fraction(0), Fraction(1)

    def _known(self, columns: Iterable[int]) -> int:
        """Return how many people are in columns whose size no variable says."""
        sizes = [(c, self.facts.sizes[c]) for c in columns]
        return sum(s[0] for c, s in sizes if len(s) == 1 and c not in self.sized)

    def _makes_up(self, index: int, counts: range, low: float, high: float, later: range):
        people, columns = len(self.facts.row_nets), range(self.facts.shape[1])
        known, total = self._known(columns), self.facts.total
        is_known = all(len(self.facts.sizes[column]) == 1 for column in later)
        later = self._known(later)
        least, most = (end - known + later for end in (total[0], total[-1]))

        def holds(frontier: Frontier) -> np.ndarray:
            so_far, asked = (frontier.used.get(key, 0) for key in (index, people))
            few, many = (later, later) if is_known else (least - asked, most - asked)
            enough = so_far + high * many >= counts.start - _SLACK
            return enough & (so_far + low * few <= counts.stop - 1 + _SLACK)

        return holds

    def _people(self, rows: range, columns: range) -> Sum:
        """Return the sum of the sizes of columns; what is known is subtracted."""
        weights, known, counts = {}, 0, self.facts.total
        for column in columns:
            size = self.facts.sizes[column]
            if column in self.sized:
                weights[self.at[None, column]] = 1
            elif len(size) == 1:
                known += size[0]
            else:
                weights |= self._cells(rows, [column])
        return Sum(weights, [counts.start - known], [counts.stop - 1 - known])

    def _columns(self) -> Iterator[Sum]:
        """Yield what the cells of each column add up to."""
        least = [size.start for size in self.facts.sizes]
        for column, size in enumerate(self.facts.sizes):
            cells = self._cells(range(self.facts.shape[0]), [column])
            if column in self.sized:
                yield Sum(cells, size, size, self.at[None, column])
                continue
            most = self.facts.total.stop - 1 - sum(least) + least[column]
            high = UNBOUNDED if size.stop > most and len(size) > 1 else size.stop - 1
            yield Sum(cells, [size.start], [high])

    def _shares(self) -> Iterator[Sum]:
        """Yield the sums that shares of a column speak of, with ends for each of its sizes."""
        for share in self.facts.shares:
            counts = [
                allowed_counts(share.low, share.high, base, share.rounding)
                for base in self.facts.sizes[share.column]
            ]
            ends = [c.start for c in counts], [c.stop - 1 for c in counts]
            base = self.at.get((None, share.column))
            yield Sum(self._cells(share.rows, [share.column]), *ends, base)
