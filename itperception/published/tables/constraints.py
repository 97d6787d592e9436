"""What print says about a table: shares of columns, and nets of rows.

A table has answers in rows and groups in columns, in whole people. Each constraint is a
sentence about sums of its cells; :class:`itperception.published.tables.problem.TableProblem`
holds those that speak of one table.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from itperception.published.figures.words import RoundingRule


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
class TableFacts:
    """Everything that is in print about one table of answers and groups.

    Attributes
    ----------
    answers, groups : tuple of str
        Names of the rows and of the columns.
    total : range
        How many people the whole table may have.
    sizes : tuple of range
        How many people each column may have; of length one if that is known.
    shares : tuple of ShareOfColumn
        Printed percentages of a column.
    row_nets : tuple of RowNet
        Counts of rows over all columns.

    Raises
    ------
    ValueError
        If a constraint names no row or column, or one that does not exist, or a range has
        gaps.
    """

    answers: tuple[str, ...]
    groups: tuple[str, ...]
    total: range
    sizes: tuple[range, ...]
    shares: tuple[ShareOfColumn, ...] = ()
    row_nets: tuple[RowNet, ...] = ()

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


def _inside(fact: tuple, places: tuple[int, ...], end: int) -> None:
    if not places or len(set(places)) < len(places) or not set(places) <= set(range(end)):
        raise ValueError(f"{fact}: expected different places from 0 to {end - 1}")
