"""All tables that fit what is in print: how many there are, and which.

Answers stand in rows and groups in columns, or one item in rows and another in columns
for the same people. Nobody printed the table; print says something about its sums. A
:class:`TableProblem` holds what is in print and counts, lists and tries out the tables
that fit it, exactly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from itperception.published.tables.constraints import RowNet, Share, TableFacts
from itperception.published.tables.fixed_margins import (
    every_margin,
    fewest_with_margins,
    is_about_totals,
    is_counted_by_margins,
    number_with_margins,
)
from itperception.published.tables.layout import Layout

__all__ = ["RowNet", "Share", "TableProblem"]

Margin = tuple[int, ...]


@dataclass(frozen=True)
class TableProblem(TableFacts):
    """What is in print about a table, and every table that fits it.

    Examples
    --------
    Ten people in two groups; a third of the first and a half of the second agree:

    >>> from fractions import Fraction
    >>> third, half = Fraction(1, 3), Fraction(1, 2)
    >>> problem = TableProblem(
    ...     ("agree", "rest"), ("a", "b"), range(10, 11), (range(1, 10),) * 2,
    ...     (Share(0, (0,), third, third), Share(1, (0,), half, half)))
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
        :func:`itperception.published.tables.fixed_margins.number_with_margins`.
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
        layout = Layout(self)
        parts = layout.walk(cells=True).solutions(piece=1000)
        return next((layout.cells(part)[0] for part in parts), None)

    @cached_property
    def _margins(self) -> list[tuple[Margin, Margin]]:
        rows, columns = map(range, self.shape)
        every = [*(([row], columns) for row in rows), *((rows, [c]) for c in columns)]
        return [
            (tuple(line[: len(rows)]), tuple(line[len(rows) :]))
            for line in Layout.narrowest(self).sums(every).tolist()
        ]

    @cached_property
    def _number(self) -> int:
        if is_counted_by_margins(self):
            return sum(number_with_margins(*pair) for pair in every_margin(self))
        return Layout.narrowest(self).walk().number()
