"""All tables that fit what is in print: how many there are, and which.

Answers stand in rows and groups in columns, or one item in rows and another in columns
for the same people. Nobody printed the table; print says something about its sums. A
:class:`TableProblem` holds what is in print and counts, lists and tries out the tables
that fit it, exactly.

Two columns are easy: how much of each row's total goes to the first one, a sum with upper
limits, counted by inclusion and exclusion. A larger table is cut in two: for every way to
share the row totals between the left and the right columns, the two numbers multiply.
Only the two outer pairs of columns have to be counted by the closed form; columns between
them are walked through.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from math import comb, prod

import numpy as np

from itperception.published.tables.constraints import TableFacts
from itperception.published.tables.frontier import Frontier
from itperception.published.tables.layout import WalkLayout
from itperception.published.tables.walk import END, Sum, Walk

MARGINS = 20_000
"""How many pairs of margins to count one by one at most."""
TOTALS = 1_000_000
"""How many totals of all rows, and of all columns, to list at most."""

Margin = tuple[int, ...]


@dataclass(frozen=True)
class TableProblem(TableFacts):
    """What is in print about a table, and every table that fits it.

    Examples
    --------
    Ten people in two groups; a third of the first and a half of the second agree:

    >>> from fractions import Fraction
    >>> from itperception.published.tables.constraints import ShareOfColumn
    >>> third, half = Fraction(1, 3), Fraction(1, 2)
    >>> problem = TableProblem(
    ...     ("agree", "rest"), ("a", "b"), range(10, 11), (range(1, 10),) * 2,
    ...     (ShareOfColumn(0, (0,), third, third), ShareOfColumn(1, (0,), half, half)))
    >>> problem.number()
    1
    >>> problem.example().tolist()
    [[2, 2], [4, 2]]
    """

    def number(self) -> int:
        """Count the tables that fit.

        Exact, however many there are.

        Dynamic programming over the partial sums that later cells depend on; where all
        in print are totals of rows and columns, the closed form of
        :func:`itperception.published.tables.problem.number_with_margins`.
        """
        return self._number

    def has_more_than(self, limit: int) -> bool:
        """Whether more than `limit` tables fit, found without counting all of them.

        Examples
        --------
        >>> TableProblem(("a", "b"), ("x",), range(10), (range(10),)).has_more_than(54)
        True
        """
        if not is_about_totals(self):
            return self._number > limit
        for number_of in (fewest_with_margins, number_with_margins):
            number = 0
            for pair in every_margin(self):
                number += number_of(*pair)
                if number > limit:
                    return True
        return False

    def margins(self) -> Iterator[tuple[Margin, Margin]]:
        """Yield the row totals and column totals that some table has, in order."""
        yield from every_margin(self) if is_about_totals(self) else self._margins

    @property
    def is_possible(self) -> bool:
        """Whether any table fits."""
        return self.example() is not None

    def example(self) -> np.ndarray | None:
        """Return the first table that fits, shape (R, C); None if there is none."""
        layout = WalkLayout(self)
        parts = layout.walk(cells=True).solutions(piece=1000)
        return next((layout.cells(part)[0] for part in parts), None)

    @cached_property
    def _margins(self) -> list[tuple[Margin, Margin]]:
        rows, columns = map(range, self.shape)
        every = [*(([row], columns) for row in rows), *((rows, [c]) for c in columns)]
        return [
            (tuple(line[: len(rows)]), tuple(line[len(rows) :]))
            for line in WalkLayout.narrowest(self).sums(every).tolist()
        ]

    @cached_property
    def _number(self) -> int:
        if is_counted_by_margins(self):
            return sum(number_with_margins(*pair) for pair in every_margin(self))
        return WalkLayout.narrowest(self).walk().number()


def number_with_margins(rows: Sequence[int], columns: Sequence[int]) -> int:
    """Count the tables with given row and column totals.

    Zero if rows and columns do not have the same sum.

    With columns c₁ ≥ c₂ ≥ … and row totals r, over all u ≤ r with Σu = c₁ + c₂ or more:
    Σ_u N(u; first columns) · N(r - u; last two), where N(u; c, c') = Σ_A (-1)^|A|
    C(c - Σ_{i in A} (u_i + 1) + R - 1, R - 1) is the number of x ≤ u with Σx = c.

    Examples
    --------
    Magic squares of three by three with sum 2 (MacMahon 1915):

    >>> number_with_margins([2, 2, 2], [2, 2, 2])
    21
    """
    if sum(rows) != sum(columns):
        return 0
    rows, columns = (tuple(sorted(filter(None, m), reverse=True)) for m in (rows, columns))
    narrow = min((rows, columns), (columns, rows), key=lambda way: prod(way[0][1:]))
    return _number(*narrow)


def fewest_with_margins(rows: Sequence[int], columns: Sequence[int]) -> int:
    """Count the ways to fill the largest column: each is that of a table at least.

    Examples
    --------
    >>> fewest_with_margins([2, 2, 2], [2, 2, 2])
    6
    """
    return int(_ways(np.array([rows]), max(columns))[0])


def is_about_totals(facts: TableFacts) -> bool:
    """Whether all that is in print are totals of single rows and columns, and few ways."""
    if facts.shares or any(len(net.rows) > 1 for net in facts.row_nets):
        return False
    return all(prod(map(len, margin)) <= TOTALS for margin in margins_in_print(facts))


def is_counted_by_margins(facts: TableFacts) -> bool:
    """Whether the tables are counted for one pair of margins after another."""
    if not is_about_totals(facts):
        return False
    return (
        prod(len(counts) for side in margins_in_print(facts) for counts in side) <= MARGINS
    )


def margins_in_print(facts: TableFacts) -> tuple[list[range], list[range]]:
    """Return the totals that each row and each column may have."""
    rows = [range(facts.total.stop)] * facts.shape[0]
    for net in facts.row_nets:
        known = rows[net.rows[0]]
        ends = max(known.start, net.counts.start), min(known.stop, net.counts.stop)
        rows[net.rows[0]] = range(*ends)
    return rows, list(facts.sizes)


def every_margin(facts: TableFacts):
    """Yield the pairs of row totals and column totals of equal sum, in order.

    Every such pair has a table.
    """
    rows, columns = margins_in_print(facts)
    with_sum: dict[int, list[tuple[int, ...]]] = {}
    for totals in product(*columns):
        with_sum.setdefault(sum(totals), []).append(totals)
    for totals in product(*rows):
        if (total := sum(totals)) in facts.total:
            yield from ((totals, others) for others in with_sum.get(total, ()))


@cache
def _number(rows: tuple[int, ...], columns: tuple[int, ...]) -> int:
    if len(columns) < 2 or len(rows) < 2:
        return 1
    if len(columns) == 2:
        return sum(_ways(np.array([rows]), columns[0]).tolist())
    left = 2 if len(columns) > 3 else 1
    shared = _shared(rows, sum(columns[:left]))
    ways = _ways(shared, columns[0]) if left == 2 else np.ones(len(shared), np.int64)
    for column in columns[left:-2]:
        shared, ways = _with_column(rows, shared, ways, column)
    right = _ways(np.array(rows) - shared, columns[-1])
    if float(ways.max()) * float(right.max()) * len(ways) >= 2.0**62:
        ways = ways.astype(object)
    return int((ways * right).sum())


def _shared(rows: tuple[int, ...], people: int) -> np.ndarray:
    """Return every u of `people` with u ≤ rows, shape (N, R)."""
    sums = [Sum(dict.fromkeys(range(len(rows)), 1), [people], [people])]
    kept = dict.fromkeys(range(len(rows)), END)
    walk = Walk([range(row + 1) for row in rows], sums, kept=kept)
    parts = [np.column_stack([*part.chosen.values()]) for part in walk.solutions()]
    return np.concatenate(parts)


def _with_column(rows, shared, ways, column) -> tuple[np.ndarray, np.ndarray]:
    """Add a column to what the columns so far use of each row."""
    sums = [Sum({at: 1}, [0], [row], until=END) for at, row in enumerate(rows)]
    sums.append(Sum(dict.fromkeys(range(len(rows)), 1), [column], [column]))
    start = Frontier(dict(enumerate(shared.T)), {}, ways)
    end = Walk([range(column + 1)] * len(rows), sums).end(start)
    return np.column_stack([end.used[at] for at in range(len(rows))]), end.ways


def _ways(limits: np.ndarray, people: int) -> np.ndarray:
    """Count the x ≤ limits with sum `people`, per line of limits, shape (N, R)."""
    size = limits.shape[1]
    most = comb(people + size - 1, size - 1)
    exact = np.int64 if most < 2 ** (62 - size) else object
    choose = np.array([comb(k + size - 1, size - 1) for k in range(people + 1)], exact)
    total = np.zeros(len(limits), dtype=exact)
    for some in product((False, True), repeat=size):
        left = people - (limits[:, list(some)] + 1).sum(axis=1)
        ways = np.where(left >= 0, choose[np.maximum(left, 0)], 0)
        total = total + (-1) ** sum(some) * ways
    return total
