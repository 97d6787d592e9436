"""Which answers are joined in a table, so that hidden columns stay uncertain.

A row's total less its visible columns is what the hidden columns have together. Where
that is nobody, or where it is everybody, each of them is known, however many are hidden.
Such a row is joined with a neighbour, in the whole table: then the shown columns tell
the two rows together, and only the row's total, known from other tables, tells them
apart. The intervals are those of a transport problem and have a closed form.
"""

from dataclasses import dataclass

import numpy as np

Blocks = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """What a reader may know of one table whose columns are partly hidden.

    Attributes
    ----------
    totals : numpy.ndarray
        People in each row, shape ``(rows,)``.
    visible : numpy.ndarray
        People in each row of the shown columns together.
    hidden : numpy.ndarray
        People in each hidden column, shape ``(columns,)``; taken for known to the
        reader, which they are not from what is shown.
    """

    totals: np.ndarray
    visible: np.ndarray
    hidden: np.ndarray

    def widths(self, blocks: Blocks) -> np.ndarray:
        """Return how many people each hidden cell is uncertain by, rows by columns.

        Notes
        -----
        With T a row's total, V and U what its block has in the shown and the hidden
        columns, n a hidden column and N all of them, the row has between max(0, T - V)
        and min(T, U) people in the hidden columns, and a hidden cell lies between
        max(0, that lower end + n - N) and min(n, that upper end). Both ends are reached
        (Gale 1957), so nothing narrower can be computed.

        Examples
        --------
        >>> seen = Margins(np.array([50, 10]), np.array([20, 10]), np.array([10, 20]))
        >>> seen.widths(((0,), (1,))).tolist(), seen.widths(((0, 1),)).tolist()
        ([[0, 0], [0, 0]], [[10, 10], [10, 10]])
        """
        low, high = self._rows(blocks)
        everybody = self.hidden.sum()
        most = np.minimum(self.hidden, high[:, np.newaxis])
        least = np.maximum(0, low[:, np.newaxis] + self.hidden - everybody)
        return most - least

    def joined(self, kinds: np.ndarray, protection: int, *, ordered: bool) -> Blocks:
        """Join rows until every hidden cell is uncertain by `protection` people.

        Parameters
        ----------
        kinds : numpy.ndarray
            What may rather be joined: rows of one kind, shape ``(rows,)``.
        protection : int
            People; less where less is all that the row totals leave.
        ordered : bool
            Whether answers are joined with their neighbours only.

        Returns
        -------
        tuple of tuple of int
            The rows of each block, in order.
        """
        blocks: list[tuple[int, ...]] = [(row,) for row in range(len(self.totals))]
        while len(blocks) > 1 and (row := self._uncovered(tuple(blocks), protection)) >= 0:
            own = next(block for block in blocks if row in block)
            place = blocks.index(own)
            others = [other for other in blocks if other != own]
            near = [k for k in (place - 1, place + 1) if 0 <= k < len(blocks)]
            alike = [b for b in others if kinds[b[0]] == kinds[row]]
            if ordered and alike:
                alike = [b for b in (blocks[k] for k in near) if b in alike]
            partner = min(alike or others, key=lambda b: self.visible[list(b)].sum())
            blocks = _merged(blocks, own, partner)
        return tuple(blocks)

    def _uncovered(self, blocks: Blocks, protection: int) -> int:
        """Return a row with a cell that is too certain, that of fewest people; else -1."""
        everything = (tuple(range(len(self.totals))),)
        wanted = np.minimum(protection, self.widths(everything))
        thin = (self.widths(blocks) < wanted).any(axis=1)
        thin |= self._rows(blocks)[1] < np.minimum(
            np.minimum(protection, self.totals), self.hidden.sum()
        )
        left = np.where(thin, self.totals - self.visible, np.iinfo(np.int64).max)
        return int(left.argmin()) if thin.any() else -1

    def _rows(self, blocks: Blocks) -> tuple[np.ndarray, np.ndarray]:
        """Return the fewest and most people of each row in the hidden columns."""
        shown, rest = np.empty_like(self.totals), np.empty_like(self.totals)
        for rows in map(list, blocks):
            shown[rows] = self.visible[rows].sum()
            rest[rows] = (self.totals - self.visible)[rows].sum()
        return np.maximum(0, self.totals - shown), np.minimum(self.totals, rest)


def joined_small(counts: np.ndarray, minimum: int) -> Blocks:
    """Join rows until each has nobody or at least `minimum` people in every column.

    Parameters
    ----------
    counts : numpy.ndarray
        People, rows by columns of all tables of an item.
    minimum : int
        Fewest people in a cell, if there is anybody.

    Examples
    --------
    >>> joined_small(np.array([[40, 9], [12, 2], [30, 8]]), 5)
    ((0,), (1, 2))
    """
    blocks: list[tuple[int, ...]] = [(row,) for row in range(len(counts))]
    while len(blocks) > 1:
        sums = np.array([counts[list(block)].sum(axis=0) for block in blocks])
        small = np.flatnonzero(((sums > 0) & (sums < minimum)).any(axis=1))
        if not len(small):
            break
        place = min(small, key=lambda k: sums[k].sum())
        near = [k for k in (place - 1, place + 1) if 0 <= k < len(blocks)]
        partner = min(near, key=lambda k: sums[k].sum())
        blocks = _merged(blocks, blocks[place], blocks[partner])
    return tuple(blocks)


def coarsest(first: Blocks, second: Blocks) -> Blocks:
    """Return the blocks that both of two joinings are finer than.

    Examples
    --------
    >>> coarsest(((0, 1), (2,), (3,)), ((0,), (1, 2), (3,)))
    ((0, 1, 2), (3,))
    """
    blocks = list(first)
    for joined in second:
        met = [block for block in blocks if set(block) & set(joined)]
        for block in met[1:]:
            blocks = _merged(blocks, met[0], block)
            met[0] = next(b for b in blocks if met[0][0] in b)
    return tuple(blocks)


def _merged(blocks: list, one: tuple, other: tuple) -> list[tuple[int, ...]]:
    rest = [block for block in blocks if block not in (one, other)]
    return sorted([*rest, tuple(sorted(one + other))])
