"""What print says about a table: shares of columns, nets of rows and columns, orderings.

A table has answers in rows and groups in columns, in whole people. Each constraint is a
sentence about sums of its cells; :class:`itperception.published.tables.problem.TableProblem`
holds those that speak of one table.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from itperception.published.figures.figures import Rounding


class Share(NamedTuple):
    """Of the people of a column, those in `rows` are a share within [low, high].

    Attributes
    ----------
    column : int
        Column whose people are the base.
    rows : tuple of int
        Rows the share adds up.
    low, high : fractions.Fraction
        Shares in [0, 1]; `rounding` says whether the ends belong to the range, as in
        :func:`itperception.published.tables.feasible.allowed_counts`.
    """

    column: int
    rows: tuple[int, ...]
    low: Fraction
    high: Fraction
    rounding: Rounding = "unknown"


class Mean(NamedTuple):
    """The mean score of the people of a column is within [low, high].

    Attributes
    ----------
    column : int
        Column whose people are the base.
    scores : tuple of int
        Score of each row, from the first to the last.
    low, high : fractions.Fraction
        Scale points; `rounding` as for a share.
    """

    column: int
    scores: tuple[int, ...]
    low: Fraction
    high: Fraction
    rounding: Rounding = "unknown"


class RowNet(NamedTuple):
    """The people of `rows`, over all columns, are one of `counts`."""

    rows: tuple[int, ...]
    counts: range


class ColumnNet(NamedTuple):
    """The people of `columns`, over all rows, are one of `counts`."""

    columns: tuple[int, ...]
    counts: range


class Ordering(NamedTuple):
    """The share of `rows` is larger in column `higher` than in `lower`.

    Attributes
    ----------
    rows : tuple of int
        Rows the shares add up.
    lower, higher : int
        Columns. A column without people has no share: the ordering does not hold.
    lead : fractions.Fraction
        The share of `lower`, plus this, is still smaller.
    """

    rows: tuple[int, ...]
    lower: int
    higher: int
    lead: Fraction = Fraction(0)


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
    shares, means, row_nets, column_nets, orderings : tuple
        What is in print.
    minimum_overlap : bool
        An assumption about a table of two by two: people of the first row are not less
        often in the first column than people at large.

    Raises
    ------
    ValueError
        If a constraint names no row or column, or one that does not exist, a range has
        gaps, or means or `minimum_overlap` do not suit the shape.
    """

    answers: tuple[str, ...]
    groups: tuple[str, ...]
    total: range
    sizes: tuple[range, ...]
    shares: tuple[Share, ...] = ()
    row_nets: tuple[RowNet, ...] = ()
    column_nets: tuple[ColumnNet, ...] = ()
    orderings: tuple[Ordering, ...] = ()
    minimum_overlap: bool = False
    means: tuple[Mean, ...] = ()

    def __post_init__(self) -> None:
        rows, columns = self.shape
        if not rows or not columns or len(self.sizes) != columns:
            raise ValueError(f"{rows} answers, {columns} groups, {len(self.sizes)} sizes")
        for fact in (*self.shares, *self.row_nets, *self.orderings):
            _inside(fact, fact.rows, rows)
        for fact in (*self.shares, *self.means):
            _inside(fact, (fact.column,), columns)
        for net in self.column_nets:
            _inside(net, net.columns, columns)
        for ordering in self.orderings:
            _inside(ordering, (ordering.lower, ordering.higher), columns)
        for mean in self.means:
            if len(mean.scores) != rows or len(set(mean.scores)) < 2:
                raise ValueError(f"{mean}: expected a score for each of {rows} rows")
        nets = [net.counts for net in (*self.row_nets, *self.column_nets)]
        if any(counts.step != 1 for counts in (self.total, *self.sizes, *nets)):
            raise ValueError("ranges of counts have gaps; expected steps of one")
        if self.minimum_overlap and self.shape != (2, 2):
            raise ValueError(f"an overlap is of two by two cells, not {rows} by {columns}")

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.answers), len(self.groups)


def _inside(fact: tuple, places: tuple[int, ...], end: int) -> None:
    if not places or len(set(places)) < len(places) or not set(places) <= set(range(end)):
        raise ValueError(f"{fact}: expected different places from 0 to {end - 1}")
