"""How to split the columns in two, and how much of the rarest to leave out, in the time.

The number of part-tables with a probability of at least ε is, where counts are near
normal, the volume of a ball: in d dimensions and with the commonest at probability m,
(q/2)^(d/2)/(m Γ(d/2 + 1)) with q = 2 ln(m/ε). They leave out P(χ²_d > q).
"""

import os
from dataclasses import dataclass
from itertools import product
from math import factorial

import numpy as np
from scipy.special import chdtri, gammaln

from itperception.inference.exact.columns import Margins

# Probability that may be left out, the finest first.
LOSSES = (0.0, 1e-14, 1e-12, 1e-10, 1e-8, 1e-7, 3e-7, 1e-6, 3e-6, 1e-5, 1e-4, 3e-4)
# Seconds for one processor to list a part-table and look it up, measured.
SECONDS_EACH = 4e-8
# Seconds to look a part-table up, to put one in a bin, and to hold one in memory.
SECONDS_LOOK, SECONDS_BIN, SECONDS_HOLD = 1e-8, 4e-8, 4e-7
# The same to add one up, and to go through it for one order of the row sums.
SECONDS_TALLY, SECONDS_PAIR = 4e-8, 2e-10
# Part-tables of all columns of a half but the last are held in memory.
_HELD = 4e6
ALL_SPLITS = 12
# No loss: so far from the likeliest that all are within.
INFINITE = 1e9


@dataclass(frozen=True)
class Plan:
    """Which columns are in which half, the last one last, with the log ε of each half."""

    first: tuple[int, ...]
    second: tuple[int, ...]
    least_first: float
    least_second: float
    loss: float
    seconds: float


def plans(margins: Margins) -> list[Plan]:
    """Return the cheapest split for each of `LOSSES`, where memory holds it.

    Examples
    --------
    >>> found = plans(Margins(np.array([5, 4]), np.array([3, 3, 3])))[0]
    >>> found.loss, len(found.first + found.second)
    (0.0, 3)
    """
    sides = _splits(margins)
    held = [side.held(margins) for side in sides]
    each = (_plan(margins, sides, held, loss) for loss in LOSSES)
    return [plan for plan in each if plan is not None]


def less_plan(margins: Margins, within: float, *, alike: bool = False) -> Plan | None:
    """Return the cheapest split to list the tables within a distance, where memory holds it.

    Parameters
    ----------
    within : float
        About the chi-squared of the tables at the limit.
    alike : bool
        Whether row sums in another order have the same part-tables.

    Examples
    --------
    >>> found = less_plan(Margins(np.array([5, 4]), np.array([3, 3, 3])), 2.0)
    >>> found.loss, len(found.first + found.second)
    (0.0, 3)
    """
    sides = _splits(margins)
    listed, memory = ([s.sizes(within) for s in each]
                      for each in (sides, [side.held(margins) for side in sides]))  # fmt: skip
    work = listed[0] * SECONDS_LOOK + listed[1] * SECONDS_BIN
    if alike:
        each = SECONDS_TALLY / factorial(len(margins.rows)) + SECONDS_PAIR
        work = (listed[0] + listed[1]) * each
    work += sum(memory) * SECONDS_HOLD
    seconds = work / (os.cpu_count() or 1)
    seconds[np.maximum(*memory) > _HELD] = np.inf
    best = int(np.argmin(seconds))
    if not np.isfinite(seconds[best]):
        return None
    return Plan(
        *_ordered(margins, sides, best), -np.inf, -np.inf, 0.0, float(seconds[best])
    )


def _splits(margins: Margins) -> list["_Side"]:
    """Return both halves of all splits, or of the splits by size if they are too many."""
    width, columns = len(margins.columns), margins.columns
    order = np.argsort(columns, kind="stable")
    if width <= ALL_SPLITS:
        chosen = np.array(list(product([False, True], repeat=width)))[1:-1]
    else:
        chosen = np.array([np.isin(np.arange(width), order[k:]) for k in range(1, width)])
    return [_Side(margins, chosen), _Side(margins, ~chosen)]


class _Side:
    """One half of each split: rows of booleans, log mode and log count of part-tables."""

    def __init__(self, margins: Margins, chosen: np.ndarray):
        rows, columns = len(margins.rows), margins.columns
        ways = gammaln(columns + rows) - gammaln(columns + 1) - gammaln(rows)
        self.chosen, self.free = chosen, (rows - 1) * chosen.sum(1)
        self.counts, self.modes = chosen @ ways, _log_mode(margins, chosen)

    def sizes(self, q: np.ndarray) -> np.ndarray:
        """Return about how many part-tables are within q = 2 ln(mode/ε)."""
        half = self.free / 2
        ball = half * np.log(np.maximum(q, 1e-300) / 2) - gammaln(half + 1) - self.modes
        return np.exp(np.minimum(np.minimum(ball, self.counts), 700))

    def held(self, margins: Margins) -> "_Side":
        """Return this half without its last column."""
        last = np.array([last_of(margins, np.flatnonzero(c)) for c in self.chosen])
        chosen = self.chosen.copy()
        chosen[np.arange(len(last)), last] = False
        return _Side(margins, chosen)


def last_of(margins: Margins, columns: np.ndarray) -> int:
    """Return the column that is not held in memory: the smaller of two, else the largest."""
    order = sorted(map(int, columns), key=lambda j: margins.columns[j])
    return order[0] if len(order) == 2 else order[-1]


def _log_mode(margins: Margins, side: np.ndarray) -> np.ndarray:
    """Return about the log probability of the likeliest part-table of each side."""
    rows, columns, n = margins.rows, margins.columns, margins.n
    cells = np.outer(rows, columns) / n
    own = side @ (gammaln(columns + 1) - gammaln(cells + 1).sum(0))
    rest = n - side @ columns
    left = np.outer(rest, rows) / n
    whole = gammaln(n + 1) - gammaln(rows + 1).sum()
    return own + gammaln(rest + 1) - gammaln(left + 1).sum(1) - whole


def _plan(margins: Margins, sides, held, loss: float) -> Plan | None:
    distances = [chdtri(side.free, loss / 2) if loss else INFINITE for side in sides]
    entries = sum(s.sizes(q) for s, q in zip(sides, distances, strict=True))
    memory = [s.sizes(q) for s, q in zip(held, distances, strict=True)]
    seconds = (entries + sum(memory)) * SECONDS_EACH / (os.cpu_count() or 1)
    seconds[np.maximum(*memory) > _HELD] = np.inf
    best = int(np.argmin(seconds))
    if not np.isfinite(seconds[best]):
        return None
    least = [float(side.modes[best] - (q[best] if loss else np.inf) / 2)
             for side, q in zip(sides, distances, strict=True)]  # fmt: skip
    halves = _ordered(margins, sides, best)
    return Plan(*halves, *least, loss, float(seconds[best]))


def _ordered(margins: Margins, sides, best: int) -> list[tuple[int, ...]]:
    """Return the columns of both sides of a split, those not held in memory last."""
    halves = []
    for side in sides:
        columns = tuple(map(int, np.flatnonzero(side.chosen[best])))
        last = last_of(margins, columns)
        halves.append((*(j for j in columns if j != last), last))
    return halves
