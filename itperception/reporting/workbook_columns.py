"""Where the columns of a question stand on a sheet: the total, then banner by banner.

After the labels and the total, every column of a table takes two of the sheet: one for
numbers and a narrow one for letters.
"""

from collections.abc import Sequence
from typing import NamedTuple

from itperception.book.table import BookTable, Heading
from itperception.reporting.workbook_pen import Pen

LABEL_WIDTH, NUMBER_WIDTH, LETTER_WIDTH = 40, 12, 5  # digits


class Column(NamedTuple):
    """A column of one of the tables, and where on the sheet its numbers stand."""

    table: BookTable
    heading: Heading
    place: int
    first: bool  # of its banner

    @property
    def edge(self) -> tuple[str, ...]:
        """The style that parts it from another banner's columns."""
        return ("first",) if self.first else ()


def columns_of(tables: Sequence[BookTable]) -> list[Column]:
    """Return the columns of a question: the total once, then those of each banner."""
    found = [Column(tables[0], tables[0].columns[0], 1, True)]
    for table in tables:
        for heading in table.columns[1:]:
            place = place_of(len(found))
            found.append(Column(table, heading, place, heading == table.columns[1]))
    return found


def set_widths(pen: Pen, columns: int) -> None:
    """Make a label column, then pairs of columns for a number and its letters."""
    pen.sheet.set_column(0, 0, LABEL_WIDTH)
    pen.sheet.set_column(1, 1, NUMBER_WIDTH)
    for place in range(2, 2 * columns + 2, 2):
        pen.sheet.set_column(place, place, NUMBER_WIDTH)
        pen.sheet.set_column(place + 1, place + 1, LETTER_WIDTH)


def place_of(k: int) -> int:
    """Return where the k-th column of numbers stands, the total being the first.

    Examples
    --------
    >>> [place_of(k) for k in range(3)]
    [1, 2, 4]
    """
    return 2 * k or 1
