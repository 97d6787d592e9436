"""Every table of two nets of the same people by part, held as ranges.

Given how the people asked divide, both nets of a part and the gap between them lie between
ends. With the second net counted downwards such a set of pairs is a generalised
polymatroid: the ends of all parts, made tight, add up to those of everybody, and between
these every whole number is reached (Frank 1984). So whether gaps are possible together is
a few comparisons for each division.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.tables.joint import Joint

Pairs = list[tuple[int, int, int]]  # size, first net, second net of each part
NONE_SHARED = "{first!r} and {second!r} are not of the same people in any table"


@dataclass(frozen=True)
class GapTables:
    """Ranges of two nets, one line per division of the people asked.

    Examples
    --------
    Of six people in two parts four are in the first net, one in the second:

    >>> sizes = np.array([[2, 4], [3, 3]])
    >>> box, totals = np.stack([0 * sizes, sizes]), np.array([[[4, 4]] * 2, [[1, 1]] * 2])
    >>> tables = GapTables(sizes, box, box, totals)
    >>> tables.allow(np.array([2, 1]), sizes).tolist()
    [True, True]
    >>> tables.table(0, np.array([2, 1]), sizes[0])
    [(2, 2, 0), (4, 2, 1)]
    """

    sizes: np.ndarray  # shape (N, parts): people of each part
    first: np.ndarray  # shape (2, N, parts): the least and the most of each net
    second: np.ndarray
    # shape (2, 2, N): the least and the most of each net among everybody
    totals: np.ndarray

    def allow(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Say which lines have a table with every gap, in people, between two ends."""
        x, y, d = _tight(self.first, self.second, np.stack(np.broadcast_arrays(
            np.maximum(low, -self.sizes), np.minimum(high, self.sizes))))  # fmt: skip
        there = (d[0] <= d[1]).all(-1)
        x, y, d = self._of_everybody(x, y, d)
        return there & (x[0] <= x[1]) & (y[0] <= y[1]) & (d[0] <= d[1])

    def table(self, line: int, low: Sequence[int], high: Sequence[int]) -> Pairs:
        """Return one of the tables that a line allows between these ends."""
        one = self.lines(slice(line, line + 1))
        ends = np.stack([np.maximum(low, -one.sizes), np.minimum(high, one.sizes)])
        parts = [side[:, 0] for side in _tight(one.first, one.second, ends)]
        everybody = [side[:, 0] for side in
                     one._of_everybody(*(part[:, None] for part in parts))]  # fmt: skip
        left = point(*everybody)
        found = []
        for at, size in enumerate(one.sizes[0].tolist()):
            others = [part[:, at + 1 :].sum(-1) for part in parts]
            ends = [
                (max(part[0, at], total - other[1]), min(part[1, at], total - other[0]))
                for part, other, total in
                zip(parts, others, (*left, left[0] - left[1]), strict=True)
            ]  # fmt: skip
            x, y = point(*ends)
            left = (left[0] - x, left[1] - y)
            found.append((size, x, y))
        return found

    def lines(self, some) -> "GapTables":
        """Return some of the lines."""
        return GapTables(self.sizes[some], self.first[:, some], self.second[:, some],
                         self.totals[:, :, some])  # fmt: skip

    def ends_of_parts(self) -> "GapTables":
        """Return the lines with the least and the most that each part can have."""
        nets = []
        for net, total in zip((self.first, self.second), self.totals, strict=True):
            others = net.sum(-1, keepdims=True) - net
            low = np.maximum(net[0], total[0][:, None] - others[1])
            high = np.minimum(net[1], total[1][:, None] - others[0])
            nets.append(np.stack([low, high]))
        return replace(self, first=nets[0], second=nets[1])

    def everybody(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the ends of both nets of everybody and of the gap, each shape (2, N)."""
        anything = np.stack([-self.sizes, self.sizes])
        return self._of_everybody(*_tight(self.first, self.second, anything))

    def _of_everybody(self, x, y, d):
        """Return the ends of everybody's nets and gap, given those of the parts."""
        sums = [side.sum(-1) for side in (x, y, d)]
        x, y = (
            np.stack([np.maximum(side[0], total[0]), np.minimum(side[1], total[1])])
            for side, total in zip(sums[:2], self.totals, strict=True)
        )
        return _tight(x, y, sums[2])


def _tight(x, y, d):
    """Return the ends of x, y and x − y that some pair of numbers reaches."""
    d = np.stack([np.maximum(d[0], x[0] - y[1]), np.minimum(d[1], x[1] - y[0])])
    return (
        np.stack([np.maximum(x[0], y[0] + d[0]), np.minimum(x[1], y[1] + d[1])]),
        np.stack([np.maximum(y[0], x[0] - d[1]), np.minimum(y[1], x[1] - d[0])]),
        d,
    )


def point(x, y, d) -> tuple[int, int]:
    """Return a pair of numbers between ends."""
    x, y, d = _tight(*(np.asarray(side) for side in (x, y, d)))
    return int(x[0]), int(max(y[0], x[0] - d[1]))


def tables_of_gap(known: Joint, first: Figure, second: Figure) -> GapTables:
    """Return all that print allows of nets of two items by part.

    Raises
    ------
    ItPerceptionError
        If the items have not the same people.
    TooManyTables
        If both are printed by part and too many counts are possible.
    """
    nets = [(figure.item, tuple(figure.categories)) for figure in (first, second)]
    parts = known.study.parts
    bound = [net for net in nets if known.is_by_group(net[0])]
    if bound:
        found = known.across(bound, parts)
        sizes, counts = found[:, :, 0], dict(zip(bound, found.T[1:], strict=True))
    else:
        sizes, counts = known.sizes(parts), {}
    tables = GapTables(sizes, *(_box(sizes, counts.get(net)) for net in nets),
                       np.zeros((2, 2, len(sizes)), np.int64))  # fmt: skip
    for at, net in enumerate(nets):
        tables = _with_totals(tables, at, known, net)
    tables = tables.lines(tables.allow(-tables.sizes, tables.sizes))
    if not len(tables.sizes):
        raise ItPerceptionError(NONE_SHARED.format(first=first.item, second=second.item))
    return tables


def _box(sizes: np.ndarray, counts: np.ndarray | None) -> np.ndarray:
    """Return the ends of a net in each part: anything, or what the lines say."""
    return np.stack([0 * sizes, sizes] if counts is None else [counts.T, counts.T])


def _with_totals(tables: GapTables, at: int, known: Joint, net) -> GapTables:
    """Give each line every run of totals that a net may have among as many people."""
    item, categories = net
    allowed = known.counts(item, (categories,), (EVERYBODY,))[:, 0]
    n = tables.sizes.sum(-1)
    lines, ends = [], []
    for low, high, people in _runs(allowed):
        some = np.flatnonzero(n == people)
        lines.append(some)
        ends.append(np.repeat([[low], [high]], len(some), axis=1))
    if not lines:
        return tables.lines(slice(0))
    tables = tables.lines(np.concatenate(lines))
    tables.totals[at] = np.concatenate(ends, axis=1)
    return tables


def _runs(allowed: np.ndarray) -> list[tuple[int, int, int]]:
    """Return first, last and base of every run of counts.

    Examples
    --------
    >>> _runs(np.array([[9, 3], [9, 4], [9, 6], [10, 4]]))
    [(3, 4, 9), (6, 6, 9), (4, 4, 10)]
    """
    new = np.ones(len(allowed), bool)
    new[1:] = (np.diff(allowed, axis=0) != [0, 1]).any(axis=1)
    starts = np.flatnonzero(new)
    stops = [*starts[1:] - 1, len(allowed) - 1] if len(starts) else []
    return [
        (int(allowed[a, 1]), int(allowed[b, 1]), int(allowed[a, 0]))
        for a, b in zip(starts, stops, strict=True)
    ]
