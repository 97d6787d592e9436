"""Every table with given totals of rows and columns, listed for many totals at once."""

import numpy as np

from itperception.published.tables.frontier import spread_out
from itperception.published.tables.walk import TooManyTables


def tables_with_margins(
    rows: np.ndarray, columns: np.ndarray, most: int
) -> tuple[np.ndarray, np.ndarray]:
    """List the tables of each pair of margins.

    Returns
    -------
    which : numpy.ndarray, shape (T,)
        The line that each table has its margins from.
    tables : numpy.ndarray, shape (T, R, C)

    Raises
    ------
    TooManyTables
        If there are more than `most`.

    Notes
    -----
    Cell by cell, down one column after another. A cell takes at least what the rows below
    cannot take of its column; every beginning then has an end, so that no more are looked
    at than there are tables.

    Examples
    --------
    >>> which, tables = tables_with_margins(np.array([[2, 1]]), np.array([[1, 2]]), 10)
    >>> tables.tolist()
    [[[0, 2], [1, 0]], [[1, 1], [0, 1]]]
    """
    shape = rows.shape[1], columns.shape[1]
    which = np.arange(len(rows))
    cells = np.empty((len(rows), 0), dtype=np.int64)
    left = rows.astype(np.int64)
    for column in range(shape[1] - 1):
        open_ = columns[which, column].astype(np.int64)
        for row in range(shape[0]):
            low = np.maximum(open_ - left[:, row + 1 :].sum(axis=1), 0)
            ways = np.minimum(left[:, row], open_) - low + 1
            if (number := int(ways.sum())) > most:
                raise TooManyTables(number, most)
            line, step = spread_out(ways)
            x = low[line] + step
            which, left, open_ = which[line], left[line], open_[line] - x
            left[:, row] -= x
            cells = np.column_stack([cells[line], x])
    cells = np.column_stack([cells, left])
    return which, cells.reshape(-1, shape[1], shape[0]).transpose(0, 2, 1)
