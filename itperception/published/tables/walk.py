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


@dataclass
class Frontier:
    """Beginnings of solutions."""

    # sum → what the chosen variables give it so far, per line
    used: dict[int, np.ndarray] = field(default_factory=dict)
    # variable → its value per line, for those that are still needed
    chosen: dict[int, np.ndarray] = field(default_factory=dict)
    # how many beginnings each line stands for, above zero: int64, or Python ints once they
    # might not fit
    ways: np.ndarray = field(default_factory=lambda: np.ones(1, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.ways)

    def take(self, lines: np.ndarray | slice) -> "Frontier":
        """Return some of the lines."""
        used, chosen = (
            {key: values[lines] for key, values in columns.items()}
            for columns in (self.used, self.chosen)
        )
        return Frontier(used, chosen, self.ways[lines])

    def merged(self) -> "Frontier":
        """Return one line for all that agree: their ways added up, exactly."""
        key, radix = _key([*self.used.values(), *self.chosen.values()], len(self))
        if radix > 4 * len(self) + 1000:
            key = np.unique(key, return_inverse=True)[1]
            radix = int(key.max(initial=0)) + 1
        line = np.full(radix, -1)
        line[key] = np.arange(len(self))
        found = line >= 0
        merged = self.take(line[found])
        ways = self.ways
        if ways.dtype != object and ways.sum(dtype=float) >= 2.0**62:
            ways = ways.astype(object)
        total = np.zeros(radix, dtype=ways.dtype)
        np.add.at(total, key, ways)
        merged.ways = total[found]
        return merged


def spread_out(widths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each place as often as its width says, and the steps 0, 1, … along it.

    Examples
    --------
    >>> [side.tolist() for side in spread_out(np.array([2, 0, 3]))]
    [[0, 0, 2, 2, 2], [0, 1, 0, 1, 2]]
    """
    place = np.repeat(np.arange(len(widths)), widths)
    return place, np.arange(len(place)) - (np.cumsum(widths) - widths)[place]


def joined_frontiers(parts: Sequence[Frontier]) -> Frontier:
    """Return the lines of several frontiers of the same variables, one after another."""
    whole = Frontier(ways=np.concatenate([part.ways for part in parts]))
    for name in ("used", "chosen"):
        for key in getattr(parts[0], name):
            lines = np.concatenate([getattr(part, name)[key] for part in parts])
            getattr(whole, name)[key] = lines
    return whole


def _key(columns: Sequence[np.ndarray], size: int) -> tuple[np.ndarray, int]:
    """Return one number per line, equal for equal lines, and an end to the numbers."""
    key, radix = np.zeros(size, dtype=np.int64), 1
    for column in columns:
        width = int(column.max(initial=0)) + 1
        if radix * width >= 2**62:
            key = np.unique(key, return_inverse=True)[1]
            radix = int(key.max(initial=0)) + 1
        key, radix = key * width + column, radix * width
    return key, radix


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
    """A sum of variables between two ends."""

    weights: dict[int, int]  # variable → what it counts, above zero
    # ends; one, or one per value of the variable `base` from its smallest on
    low: Sequence[int]
    high: Sequence[int]
    # variable on which the ends depend; it stands before those of `weights`
    base: int | None = None
    until: float = -1  # the sum is kept at least until this variable has been chosen


class Check(NamedTuple):
    """A condition looked at once the variable `at` has been chosen.

    `holds` takes the frontier and returns a mask, one truth value per beginning.
    """

    at: int
    holds: Callable[[Frontier], np.ndarray]


@dataclass(frozen=True)
class Walk:
    """Variables in the order in which they are chosen, and what binds them.

    Examples
    --------
    Three of four people in two of two rooms:

    >>> walk = Walk([range(5)] * 2, [Sum({0: 1, 1: 1}, [3], [4])])
    >>> walk.number()
    9
    """

    domains: Sequence[range]  # values each variable may have, without gaps
    sums: Sequence[Sum]  # what must lie between ends
    checks: Sequence[Check] = ()  # what else must hold
    # variable → the variable until which its value is needed
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
