"""From rows of text to columns: each distinct text once, and small integers.

A million answers to one question are a million times the same few texts; a column keeps
each of them once, and which of them each respondent gave.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count, islice

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
    """The distinct texts of a column, in order of appearance.

    Attributes
    ----------
    texts : list of str
        Each text once, without space around it.

    Examples
    --------
    >>> texts = Texts()
    >>> texts.positions(["yes", "no", " yes "]).tolist(), texts.texts
    ([0, 1, 0], ['yes', 'no'])
    """

    def __init__(self):
        self.texts: list[str] = []
        self._known: dict[str, int] = {}

    def positions(self, cells: Sequence[str]) -> np.ndarray:
        """Return the position of each cell's text; a new text gets the next."""
        known = self._known
        new = [cell for cell in dict.fromkeys(cells) if cell not in known]
        bare = [*map(str.strip, new)]
        is_bare = bare == new
        first = new if is_bare else [t for t in dict.fromkeys(bare) if t not in known]
        known.update(zip(first, count(len(self.texts))))
        self.texts += first
        if not is_bare:
            known.update((cell, known[text]) for cell, text in zip(new, bare, strict=True))
        found = np.fromiter(map(known.__getitem__, cells), np.int32, len(cells))
        return found.astype(np.min_scalar_type(-max(len(self.texts), 1)))

    def column(self, positions: np.ndarray) -> pd.Categorical:
        """Return the column, and forget what was known."""
        self._known = {}
        return categorical(self.texts, positions)


def columns_of(
    name: str, width: int, rows: Iterator[Row], at_once: Callable | None = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the columns of a table by position, and the rows that are no part of it.

    Parameters
    ----------
    name : str
        File name, for messages.
    width : int
        How many cells a row has; a row of another length is none, unless it is blank.
    rows : iterator
        What stands below the header.
    at_once : callable, optional
        Of `Rows`, below the header.
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
    texts, parts = [Texts() for _ in range(width)], [[] for _ in range(width)]
    numbers, wrong = [np.array([], dtype=np.int64)], []
    while some := [*islice(rows, AT_ONCE)]:
        if {len(cells) for _, cells in some} != {width}:
            wrong += [
                row for row in some if len(row[1]) != width and "".join(row[1]).strip()
            ]
            some = [row for row in some if len(row[1]) == width]
        numbers.append(np.fromiter((at for at, _ in some), np.int64, len(some)))
        cells = zip(*(cells for _, cells in some), strict=True)
        for column, known, codes in zip(cells, texts, parts, strict=False):
            codes.append(known.positions(column))
        if sum(map(len, numbers)) + len(wrong) > most:
            raise ExportError(f"{name}: more than {most:,} rows; is it a survey?")
    index = np.concatenate(numbers)
    columns = {}
    for at, (known, codes) in enumerate(zip(texts, parts, strict=True)):
        columns[at] = known.column(np.concatenate([np.array([], np.int8), *codes]))
        codes.clear()
    frame = pd.DataFrame(columns, index=index, copy=False)
    return frame, [_wrong(name, at, len(cells), width) for at, cells in wrong]


def most_rows(width: int) -> int:
    """Return how many rows of so many cells a survey may have."""
    return min(_MOST_ROWS, _MOST_CELLS // max(width, 1))


class Parts:
    """A column that comes part by part, as texts of which many are there once or few are.

    Where most are there once, as ids, one look at all is faster than one at each part.

    Examples
    --------
    >>> column = Parts()
    >>> for part in (["yes", "yes", "no"], [" no", "yes", "yes"]):
    ...     column.append(np.array(part, dtype=object))
    >>> [*column.column()], [*column.column().categories]
    (['yes', 'yes', 'no', 'no', 'yes', 'yes'], ['yes', 'no'])
    """

    def __init__(self):
        self._texts, self._parts, self._are_many = Texts(), [], None

    def append(self, cells: np.ndarray) -> None:
        """Add the next cells, an array of objects."""
        if not self._are_many:
            places, distinct = pd.factorize(cells)
            if self._are_many is None:
                self._are_many = 2 * len(distinct) > len(cells)
        if self._are_many:
            self._parts.append(np.array([*map(str.strip, cells)], dtype=object))
        else:
            self._parts.append(self._texts.positions(distinct.tolist())[places])

    def column(self) -> pd.Categorical:
        """Return the column."""
        found = np.concatenate(self._parts)
        if not self._are_many:
            return categorical(self._texts.texts, found)
        places, distinct = pd.factorize(found)
        kind = np.min_scalar_type(-max(len(distinct), 1))
        return categorical(distinct, places.astype(kind))


def categorical(texts: Sequence[str], codes: np.ndarray) -> pd.Categorical:
    """Return a column of texts; ``codes`` are their positions."""
    return pd.Categorical.from_codes(codes, categories=pd.Index(texts, dtype=object))


def _wrong(name: str, at: int, found: int, expected: int) -> Problem:
    message = "the line has another number of cells than the header"
    return Problem(name, message, at, None, str(found), str(expected))
