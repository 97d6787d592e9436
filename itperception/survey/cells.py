"""The cells of an export on their way to codes, and all that is found of them."""

import numpy as np

from itperception.errors import MOST_ROWS, Problem
from itperception.survey.export import Export, counted, each_text
from itperception.survey.layout import Layout
from itperception.survey.reading.numbers import number

LARGEST = 1e12
NOT_ASKED, UNKNOWN = -1, -2  # codes of who was not asked, and of what is no answer


class Cells:
    """The cells of an export; ``problems`` and ``remarks`` grow as it is gone through."""

    def __init__(self, export: Export, layout: Layout):
        self.export, self.layout = export, layout
        self.name, self.frame = export.name, export.cells
        self.rows = export.cells.index.to_numpy()
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []

    def numbers(self, column: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the numbers of a column, and which of them are none, negative or absurd.

        Squares of numbers beyond `LARGEST` times another, and their sums, would not all
        be numbers any more.
        """
        mark = self.layout.decimal
        numbers = each_text(self.frame[column], lambda text: number(text, mark), float)
        known = (numbers == 0) | ((numbers >= 1 / LARGEST) & (numbers <= LARGEST))
        return numbers, ~known

    def problem(
        self, wrong: np.ndarray, cause: str, column: str | None = None,
        expected: str | None = None, item: str | None = None,
    ) -> Problem:  # fmt: skip
        """Return what is so of some rows as one problem, with what a column has there."""
        rows = tuple(map(int, self.rows[wrong][:MOST_ROWS]))
        values = counted(self.frame[column][wrong]) if column else ()
        count = int(np.count_nonzero(wrong))
        return Problem(self.name, cause, rows, column, values, expected, item, count)

    def report(
        self, column: str, wrong, cause: str, expected: str | None, *, item: str | None = None,
        told: list[Problem] | None = None,
    ) -> None:  # fmt: skip
        """Note what is wrong with a column, or worth a look, once for all its rows."""
        wrong = np.asarray(wrong, dtype=bool)
        if wrong.any():
            found = self.problem(wrong, cause, column, expected, item)
            (self.problems if told is None else told).append(found)
