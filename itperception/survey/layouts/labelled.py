"""A table with two header rows: names, and below them labels, as several tools write it."""

from collections.abc import Sequence

from itperception.survey.export import Export
from itperception.survey.layouts import table as plain
from itperception.survey.reading.numbers import is_number
from itperception.survey.reading.table import ISO_DATE, Header, Table

FEWEST = 2
"""Columns of numbers that it takes to tell that a row of words is none of them."""


def header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return both rows, if the second has a text of its own above every number.

    No respondent is all words where the others have numbers, with hardly a word twice.
    """
    if (
        len(rows) < 4
        or not all(rows[0])
        or len(rows[1]) != len(rows[0])
        or not all(rows[1])
    ):
        return None
    labels, below = rows[1], zip(*rows[2:], strict=False)
    numeric = sum(
        any(cells) and all(map(_is_figure, filter(None, cells))) for cells in below
    )
    repeated = len(labels) - len({*labels})
    if numeric < FEWEST or any(map(_is_figure, labels)) or repeated > len(labels) / 10:
        return None
    note = "row 1 has names, row 2 their labels"
    return Header(rows[0], 2, labels, notes=(note,))


def finish(table: Table) -> Export:
    """Return the export as that of a plain table."""
    return plain.finish(table)


def _is_figure(cell: str) -> bool:
    return is_number(cell) or bool(ISO_DATE.fullmatch(cell))
