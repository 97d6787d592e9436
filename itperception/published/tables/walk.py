"""Whole numbers that fit sums, walked through one number at a time.

A :class:`Walk` has variables, each a whole number in a range, and sums of variables that
must lie between ends; the ends may depend on one of the variables (the base of a
percentage). All beginnings of solutions that are still possible, the *frontier*, grow by
one variable at a time. Kept as they are, the beginnings become the list of all solutions.
For counting, those that agree in everything that later variables depend on are merged and
their number is added up, so that solutions beyond counting one by one are counted exactly
(dynamic programming over partial sums, as for contingency tables in Gail and Mantel 1977).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import NamedTuple

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.tables.frontier import Frontier, joined_frontiers, spread_out

UNBOUNDED = 2**40
"""An upper end that nothing can reach."""
END = inf
"""Until the last variable, and after it."""
PIECE = 200_000
"""How many beginnings are walked on with at once."""


class TooManyTables(ItPerceptionError):
    """More tables fit than can be listed; `number` says how many, or at least how many."""

    def __init__(self, number: int, limit: int):
        self.number = number
        super().__init__(f"{number:,} tables fit, too many to list: at most {limit:,}")


class Sum(NamedTuple):
    """A sum of variables between two ends.

    Attributes
    ----------
    weights : dict of int to int
        Variable → what it counts, above zero.
    low, high : sequence of int
        Ends; one, or one per value of the variable `base` from its smallest on.
    base : int or None
        Variable on which the ends depend; it stands before those of `weights`.
    until : int
        The sum is kept at least until this variable has been chosen.
    """

    weights: dict[int, int]
    low: Sequence[int]
    high: Sequence[int]
    base: int | None = None
    until: float = -1


class Check(NamedTuple):
    """A condition looked at once the variable `at` has been chosen.

    `holds` takes the frontier and returns a mask, one truth value per beginning.
    """

    at: int
    holds: Callable[[Frontier], np.ndarray]


@dataclass(frozen=True)
class Walk:
    """Variables in the order in which they are chosen, and what binds them.

    Attributes
    ----------
    domains : sequence of range
        Values each variable may have, without gaps.
    sums : sequence of Sum
        What must lie between ends.
    checks : sequence of Check
        What else must hold.
    kept : dict of int to float
        Variable → the variable until which its value is needed.

    Examples
    --------
    Three of four people in two of two rooms:

    >>> walk = Walk([range(5)] * 2, [Sum({0: 1, 1: 1}, [3], [4])])
    >>> walk.number()
    9
    """

    domains: Sequence[range]
    sums: Sequence[Sum]
    checks: Sequence[Check] = ()
    kept: dict[int, float] = field(default_factory=dict)

    def number(self) -> int:
        """Count the solutions, exactly."""
        return sum(int(ways) for ways in self.end().ways)

    def end(self, start: Frontier | None = None, most: float = inf) -> Frontier:
        """Return the solutions, merged where what is kept is the same.

        Raises
        ------
        TooManyTables
            If there are more than `most` beginnings on the way.
        """
        frontier = start or self.start()
        for at in range(len(self.domains)):
            steps, lines = [], 0
            for piece in self.steps(at, frontier, PIECE):
                steps.append(piece.merged())
                lines += len(steps[-1])
                if lines > most:
                    raise TooManyTables(lines, int(most))
            if not steps:
                return frontier.take(slice(0))
            frontier = steps[0] if len(steps) == 1 else joined_frontiers(steps).merged()
        return frontier

    def solutions(self, piece: int = PIECE) -> Iterator[Frontier]:
        """Yield the solutions in portions, in the order of their variables' values.

        `piece` beginnings are gone on with at once: few, if the first solution is wanted.
        """
        yield from self._after(0, self.start(), piece)

    def _after(self, at: int, frontier: Frontier, piece: int) -> Iterator[Frontier]:
        if at == len(self.domains):
            yield frontier
            return
        for grown in self.steps(at, frontier, piece):
            yield from self._after(at + 1, grown, piece)

    def start(self) -> Frontier:
        """Return the one beginning in which nothing is chosen."""
        possible = all(
            low[0] <= high[0] and (total.weights or low[0] <= 0 <= high[0])
            for total, (low, high) in zip(self.sums, self._tables, strict=True)
            if total.base is None
        )
        return Frontier().take(slice(int(possible)))

    def steps(self, at: int, frontier: Frontier, piece: int) -> Iterator[Frontier]:
        """Choose the variable `at` in every way that is still possible."""
        low, high = self._ends(at, frontier)
        widths = np.maximum(high - low + 1, 0)
        ends = np.cumsum(widths)
        first = 0
        while first < len(frontier):
            done = ends[first - 1] if first else 0
            last = max(int(np.searchsorted(ends, done + piece, "right")), first + 1)
            part = slice(first, last)
            grown = self._grown(at, frontier.take(part), low[part], widths[part])
            if len(grown):
                yield grown
            first = last

    def _grown(self, at: int, frontier: Frontier, low, widths) -> Frontier:
        """Return the lines, each with `widths` values from `low` on."""
        lines, steps = spread_out(widths)
        values = low[lines] + steps
        grown = frontier.take(lines)
        grown.chosen[at] = values
        for index in self._sums_of[at]:
            so_far = grown.used.get(index, 0)
            grown.used[index] = so_far + self.sums[index].weights[at] * values
        return self._rest(at, self._checked(at, grown))

    def _ends(self, at: int, frontier: Frontier) -> tuple[np.ndarray, np.ndarray]:
        """Return the smallest and the largest value that the sums leave, per line."""
        low = np.full(len(frontier), self.domains[at].start, dtype=np.int64)
        high = self._cap(at, frontier)
        later: dict[int, np.ndarray] = {}
        for index in self._sums_of[at]:
            total = self.sums[index]
            need = self._limits(index, frontier)[0] - frontier.used.get(index, 0)
            for other, weight in total.weights.items():
                if other > at:
                    if other not in later:
                        later[other] = self._cap(other, frontier)
                    need = need - weight * later[other]
            low = np.maximum(low, -(-need // total.weights[at]))
        return low, high

    def _cap(self, at: int, frontier: Frontier) -> np.ndarray:
        """Return the largest value that no sum forbids by itself, per line."""
        cap = np.full(len(frontier), self.domains[at].stop - 1, dtype=np.int64)
        for index in self._sums_of[at]:
            room = self._limits(index, frontier)[1] - frontier.used.get(index, 0)
            cap = np.minimum(cap, room // self.sums[index].weights[at])
        return cap

    def _limits(self, index: int, frontier: Frontier):
        """Return the ends of a sum; the widest ones while their base is not chosen."""
        base = self.sums[index].base
        low, high = self._tables[index]
        if base is None:
            return low[0], high[0]
        if base not in frontier.chosen:
            return low.min(), high.max()
        row = frontier.chosen[base] - self.domains[base].start
        return low[row], high[row]

    def _checked(self, at: int, grown: Frontier) -> Frontier:
        """Leave out beginnings that a base or a condition rules out."""
        fits = np.ones(len(grown), dtype=bool)
        for index, total in enumerate(self.sums):
            if total.base == at:
                low, high = self._limits(index, grown)
                fits &= low <= high
        for check in self.checks:
            if check.at == at:
                fits &= check.holds(grown)
        return grown if fits.all() else grown.take(fits)

    def _rest(self, at: int, grown: Frontier) -> Frontier:
        """Forget what later variables do not depend on."""
        last_used, last_chosen = self._needed
        used = {key: v for key, v in grown.used.items() if last_used[key] > at}
        chosen = {key: v for key, v in grown.chosen.items() if last_chosen[key] > at}
        for key in used.keys() & self._open:
            used[key] = np.minimum(used[key], self.sums[key].low[0])
        return Frontier(used, chosen, grown.ways)

    @cached_property
    def _sums_of(self) -> list[list[int]]:
        """Per variable the sums it is in."""
        return [
            [index for index, total in enumerate(self.sums) if at in total.weights]
            for at in range(len(self.domains))
        ]

    @cached_property
    def _tables(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Per sum its ends as arrays."""
        return [
            (np.asarray(s.low, np.int64), np.asarray(s.high, np.int64)) for s in self.sums
        ]

    @cached_property
    def _needed(self) -> tuple[list[float], list[float]]:
        """Until which variable each sum, and each variable's value, is needed."""
        used = [max([total.until, *total.weights]) for total in self.sums]
        chosen = [float(self.kept.get(at, -1)) for at in range(len(self.domains))]
        for total, last in zip(self.sums, used, strict=True):
            if total.base is not None:
                chosen[total.base] = max(chosen[total.base], last)
        return used, chosen

    @cached_property
    def _open(self) -> set[int]:
        """Sums without upper end that nobody asks for: "enough" is all that matters."""
        return {
            index
            for index, total in enumerate(self.sums)
            if total.base is None and total.high[0] >= UNBOUNDED and total.until < 0
        }
