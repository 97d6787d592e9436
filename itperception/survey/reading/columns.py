"""From rows of text to columns: each distinct text once, and small integers.

A million answers to one question are a million times the same few texts; a column keeps
each of them once, and which of them each respondent gave.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np
import pandas as pd

from itperception.errors import ExportError, Problem

AT_ONCE = 500
MOST_COLUMNS, _MOST_ROWS, _MOST_CELLS = 10_000, 5_000_000, 200_000_000
Row = tuple[int, Sequence[str]]  # its number in the file, its cells


@dataclass(slots=True)
class Rows:
    """What stands in a file, before anyone has said which row is the header.

    Attributes
    ----------
    name : str
        File name, for messages.
    rows : iterator
        Number and cells of each row.
    read_as : dict of str to str
        What ``wave.yaml`` has to say for the same rows.
    notes : list of str
        What was decided.
    at_once : callable, optional
        Reads all that stands below a line and has so many cells in a row, without a list
        for each row; None if a row is not as all others.
    """

    name: str
    rows: Iterator[Row]
    read_as: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    at_once: Callable[[int, int], pd.DataFrame | None] | None = None


class Texts:
    """A column that comes part by part, its texts without space around them.

    Where most are there once, as ids, one look at all is faster than one at each part; a
    small part does not tell.

    Examples
    --------
    >>> column = Texts()
    >>> for part in (["yes", "yes", "no"], [" no", "yes", "yes"]):
    ...     column.append(np.array(part, dtype=object))
    >>> [*column.column()], [*column.column().categories]
    (['yes', 'yes', 'no', 'no', 'yes', 'yes'], ['yes', 'no'])
    """

    def __init__(self):
        self._known: dict[str, int] = {}
        self._parts: list[np.ndarray] = []
        self._are_many = None

    def append(self, cells: np.ndarray) -> None:
        """Add the next cells, an array of objects."""
        if not self._are_many:
            places, distinct = pd.factorize(cells)
            if self._are_many is None:
                self._are_many = 2 * len(distinct) > len(cells) > AT_ONCE
        if self._are_many:
            self._parts.append(np.array([*map(str.strip, cells)], dtype=object))
        else:
            known = self._known
            found = [known.setdefault(text.strip(), len(known)) for text in distinct]
            self._parts.append(np.array(found, dtype=_smallest(known))[places])

    def column(self) -> pd.Categorical:
        """Return the column."""
        found = np.concatenate([np.array([], np.int8), *self._parts])
        return recoded(found) if self._are_many else categorical([*self._known], found)


def columns_of(
    name: str, width: int, rows: Iterator[Row], at_once: Callable | None = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the columns of a table by position, and the rows that are no part of it.

    A row of another length than `width` is none, unless it is blank. `at_once` is that of
    `Rows`, below the header.
    """
    if width > MOST_COLUMNS:
        raise ExportError(f"{name}: more than {MOST_COLUMNS:,} columns; is it a survey?")
    first = [*islice(rows, 1)]
    if at_once and [len(cells) for _, cells in first] == [width]:
        frame = at_once(width)
        if frame is not None:
            return frame, []
    rows = chain(first, rows)
    most = most_rows(width)
    texts, numbers, wrong = [Texts() for _ in range(width)], [np.array([], np.int64)], []
    while some := [*islice(rows, AT_ONCE)]:
        if {len(cells) for _, cells in some} != {width}:
            wrong += [
                row for row in some if len(row[1]) != width and "".join(row[1]).strip()
            ]
            some = [row for row in some if len(row[1]) == width]
        numbers.append(np.fromiter((at for at, _ in some), np.int64, len(some)))
        cells = np.array([cells for _, cells in some], dtype=object)
        for column, known in zip(cells.T if some else (), texts, strict=False):
            known.append(column)
        if sum(map(len, numbers)) + len(wrong) > most:
            raise ExportError(f"{name}: more than {most:,} rows; is it a survey?")
    frame = frame_of(texts, np.concatenate(numbers))
    return frame, [_wrong(name, at, len(cells), width) for at, cells in wrong]


def frame_of(texts: list[Texts], index: np.ndarray) -> pd.DataFrame:
    """Return columns by position; each is forgotten where it came from."""
    columns = {at: known.column() for at, known in enumerate(texts)}
    return pd.DataFrame(columns, index=index, copy=False)


def most_rows(width: int) -> int:
    """Return how many rows of so many cells a survey may have."""
    return min(_MOST_ROWS, _MOST_CELLS // max(width, 1))


def categorical(texts: Sequence[str], codes: np.ndarray) -> pd.Categorical:
    """Return a column of texts; ``codes`` are their positions."""
    return pd.Categorical.from_codes(codes, categories=pd.Index(texts, dtype=object))


def recoded(texts: Sequence[str], codes: np.ndarray | None = None) -> pd.Categorical:
    """Return a column of texts some of which are alike; ``codes`` are their positions."""
    places, distinct = pd.factorize(np.asarray(texts, dtype=object))
    places = places.astype(_smallest(distinct))
    return categorical(distinct, places if codes is None else places[codes])


def _smallest(texts: Collection[str]) -> np.dtype:
    """Return the smallest integers that number so many texts."""
    return np.min_scalar_type(-max(len(texts), 1))


def _wrong(name: str, at: int, found: int, expected: int) -> Problem:
    message = "the line has another number of cells than the header"
    return Problem(name, message, at, None, str(found), str(expected))
