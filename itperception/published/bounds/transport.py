"""The smallest sum over cells of a table with given margins, certified.

What each cell adds may be any convex function of its count: X² and G given the margins,
or Σ ln x!. A table is the best one if no exchange along a cycle of cells makes the sum
smaller (Klein 1967): that is looked for until there is none.
"""

import numpy as np

_SLACK = 1e-11


def northwest(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return the tables that fill their cells from the first corner on.

    Of all with the margins they have the smallest Σ (i − j)² x, and the largest Σ a b x
    with a and b in the order of rows and columns (Hoffman 1963).

    Examples
    --------
    >>> northwest([2, 2], [3, 1]).tolist()
    [[2, 0], [1, 1]]
    """
    one, other = (np.insert(np.cumsum(m, axis=-1), 0, 0, axis=-1) for m in (rows, columns))
    high = np.minimum(one[..., 1:, None], other[..., None, 1:])
    low = np.maximum(one[..., :-1, None], other[..., None, :-1])
    return np.maximum(high - low, 0).astype(np.int64)


def least_sum(values: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return a table with the smallest sum of what its cells add.

    Parameters
    ----------
    values : numpy.ndarray, shape (R, C, m + 1)
        What cell (i, j) adds with 0, …, m people, convex in their number; m at least the
        smaller margin of each cell.

    Returns
    -------
    numpy.ndarray, shape (R, C)
        Whole numbers; no exchange along a cycle lowers the sum by more than 1e-11 of it.

    Examples
    --------
    >>> squares = np.broadcast_to(np.arange(5.0) ** 2, (2, 2, 5))
    >>> least_sum(squares, [2, 2], [2, 2]).tolist()
    [[1, 1], [1, 1]]
    """
    table = whole_near_independence(np.asarray(rows), np.asarray(columns))
    steps = np.diff(values, axis=2)
    steps = np.concatenate([steps, np.full((*table.shape, 1), np.inf)], axis=2)
    places = np.indices(table.shape)
    slack = _SLACK * max(1.0, float(np.abs(values).max()))
    while (cycle := _improving(table, steps, places, slack)) is not None:
        for (i, j), change in cycle:
            table[i, j] += change
    return table


def whole_near_independence(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return a whole table with these margins that is close to independence.

    Examples
    --------
    >>> whole_near_independence(np.array([3, 1]), np.array([2, 2])).tolist()
    [[2, 1], [0, 1]]
    """
    table = np.floor(np.outer(rows, columns) / max(rows.sum(), 1)).astype(np.int64)
    return table + northwest(rows - table.sum(1), columns - table.sum(0))


def _improving(table: np.ndarray, steps: np.ndarray, places: np.ndarray, slack: float):
    """Return a cycle of cells and changes that lowers the sum; None if there is none.

    A step from row i to row k moves one person in a column: one more in row i, one less
    in row k. A cycle of such steps keeps both margins.
    """
    more = steps[(*places, np.minimum(table, steps.shape[2] - 1))]
    less = np.where(table > 0, -steps[(*places, np.maximum(table - 1, 0))], np.inf)
    through = more[:, None, :] + less[None, :, :]
    column = through.argmin(2)
    weight = np.take_along_axis(through, column[:, :, None], 2)[:, :, 0]
    np.fill_diagonal(weight, np.inf)
    reach, before = np.zeros(len(table)), np.zeros(len(table), np.int64)
    for _ in range(len(table) + 1):
        further = reach[:, None] + weight
        shorter = further.min(0) < reach - slack
        if not shorter.any():
            return None
        before[shorter] = further.argmin(0)[shorter]
        reach[shorter] = further.min(0)[shorter]
    at = int(shorter.argmax())
    for _ in range(len(table)):
        at = int(before[at])
    return _changes(at, before, column)


def _changes(start: int, before: np.ndarray, column: np.ndarray) -> list:
    """Return the cells of the cycle that goes through a row, and how they change."""
    found, at = [], start
    while not found or at != start:
        gains = int(before[at])
        through = int(column[gains, at])
        found += [((gains, through), 1), ((at, through), -1)]
        at = gains
    return found
