"""How many tables of whole numbers have given row and column totals, exactly.

Two columns are easy: how much of each row's total goes to the first one, a sum with upper
limits, counted by inclusion and exclusion. A larger table is cut in two: for every way to
share the row totals between the left and the right columns, the two numbers multiply.
Only the two outer pairs of columns have to be counted by the closed form; columns between
them are walked through.
"""

from collections.abc import Sequence
from functools import cache
from itertools import product
from math import comb, prod

import numpy as np

from itperception.published.tables.constraints import TableFacts
from itperception.published.tables.frontier import Frontier
from itperception.published.tables.walk import END, Sum, Walk

MARGINS = 20_000
"""How many pairs of margins to count one by one at most."""
TOTALS = 1_000_000
"""How many totals of all rows, and of all columns, to list at most."""


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
