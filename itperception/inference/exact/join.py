"""The exact tail of a cell-additive statistic, given both margins, met in the middle.

The columns are split in two. For each way to share out the row sums, the likeliest
first, the part-tables of both halves are listed and joined. What was too rare to be
listed, and what there was no time for, is the width of the answer.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from itperception.inference.compiling import clock, preparation
from itperception.inference.exact.columns import Margins, likely_sums
from itperception.inference.exact.complement import complement
from itperception.inference.exact.halves import Half, TooMany
from itperception.inference.exact.plan import Plan, plans
from itperception.inference.exact.timed import ROOM, ROUNDING, WIDEST, Tail, gone_through

_STATES = 2e6
# A plan that takes and leaves out no more than this is good enough for any p-value.
QUICKLY, _FINE = 0.15, 1e-12
# Row sums above this make the tables of logarithms too long.
ROW_SUM = 2_000_000


def exact_tail(
    cell: Callable, margins: Margins, reached: float, under: float = -np.inf,
    *, seconds: float, width: float,
) -> Tail | None:  # fmt: skip
    """Return bounds of P(S ≥ reached or S ≤ under) given the margins.

    None if the time does not allow any bounds worth having.
    Margins are positive, with at least two rows and two columns.

    Parameters
    ----------
    cell : callable
        ``cell(i, j, x)`` is what count x (an array) in cell i, j adds to S.
    reached, under : float
        Limits of S, `under` below `reached`.
    seconds, width : float
        Time not to be exceeded by much; and the width that is narrow enough, for a
        probability near one, or the same relative to one near zero.

    Examples
    --------
    >>> margins = Margins(np.array([3, 3]), np.array([3, 3]))
    >>> tail = exact_tail(lambda i, j, x: x**2, margins, 18, seconds=60, width=1e-6)
    >>> round(tail.low, 9), round(2 / 20, 9)
    (0.1, 0.1)
    """
    if margins.rows.max() > ROW_SUM:
        return None
    deadline, possible, tail = clock() + seconds, plans(margins), None
    plan = _choose(possible, seconds, width)
    if under == -np.inf and not (plan and plan.seconds <= QUICKLY and plan.loss <= _FINE):
        tail = complement(cell, margins, reached, seconds)
        if tail is not None and tail.high - tail.low <= width * tail.high:
            return tail
        # Where few tables are as extreme, going through those tells more of their share.
        left = deadline - clock()
        plan = _choose(possible, left if tail else left / 4, width)
    while plan is not None:
        prepare_join()
        try:
            found = _tail(cell, margins, reached, under, plan, deadline)
        except TooMany:
            coarser = [p for p in possible if p.loss > 10 * plan.loss]
            left = deadline - clock()
            plan = next((p for p in coarser if p.seconds < left / 3), None)
            if tail is not None or left < seconds / 2:
                return tail
            continue
        tail = found if tail is None else _narrower(tail, found)
        left = deadline - clock()
        finer = [p for p in possible if p.loss < plan.loss / 5 and p.seconds < left / 2]
        enough = [p for p in finer if p.loss < width * tail.high / 2]
        wide = tail.high - tail.low > width * tail.high
        plan = (enough or finer)[-1] if wide and finer else None
    return tail


@preparation
def prepare_join() -> None:
    """Compile the loops; three columns in each half, so that none is left out."""
    margins = Margins(np.array([3, 4, 5]), np.full(6, 2))
    _tail(lambda i, j, x: x**2.0, margins, 40.0, 0.0, plans(margins)[0], np.inf)


def _choose(possible: list[Plan], seconds: float, width: float) -> Plan | None:
    """Return the finest plan that is quick, else the first that is fine enough."""
    quick = [p for p in possible if p.seconds <= min(QUICKLY, seconds)]
    if quick and quick[0].loss <= width / 2:
        return quick[0]
    enough = [p for p in possible if p.loss <= width and p.seconds <= seconds]
    affordable = [p for p in possible if p.seconds <= seconds]
    return (enough[-1:] or affordable[:1] or [None])[0]


def _narrower(one: Tail, other: Tail) -> Tail:
    return Tail(max(one.low, other.low), min(one.high, other.high))


def _tail(cell, margins: Margins, reached, under, plan: Plan, deadline) -> Tail:
    """Return the bounds that a plan gives, fewer states if the deadline comes first."""
    from itperception.inference.exact import kernels

    states, logs = _states(margins, plan)
    listed = Half.of(cell, margins, plan.first, plan.least_first, states)
    asked = Half.of(cell, margins, plan.second, plan.least_second, margins.rows - states)
    keys, others = listed.keys(states), asked.keys(margins.rows - states)
    own, rest = (margins.log_multinomial(s) for s in (states, margins.rows - states))
    scales = np.exp(logs - own - rest)
    # A part-table weighs as much as it is probable, times that of the rest of its row sums.
    least = np.column_stack(
        (np.exp(plan.least_first - logs + own), np.exp(plan.least_second - logs + rest))
    )
    share = partial(kernels.join, listed.arrays, asked.arrays)
    limits = float(reached), float(under), ROOM
    tail, kept, all_ = gone_through(share, (keys, others, scales, least), limits, deadline)
    lost = 0.0 if all_ and not plan.loss else max(0.0, 1 - kept) + ROUNDING
    if lost > WIDEST:
        raise TooMany
    high = tail * (1 + ROUNDING) + lost
    return Tail(min(1.0, tail * (1 - ROUNDING)), min(1.0, high))


def _states(margins: Margins, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    """Return the ways to share out the row sums, likeliest first, and their log P."""
    size = int(margins.columns[list(plan.first)].sum())
    least = min(plan.least_first, plan.least_second)
    lows, highs = likely_sums(margins, size, least)
    if np.prod((highs - lows + 1.0)[:-1]) > _STATES:
        raise TooMany
    ranges = [np.arange(a, b + 1) for a, b in zip(lows[:-1], highs[:-1], strict=True)]
    some = np.stack(np.meshgrid(*ranges, indexing="ij"), -1).reshape(-1, len(ranges))
    last = size - some.sum(1)
    fits = (last >= 0) & (last <= margins.rows[-1])
    states = np.column_stack((some, last))[fits]
    logs = (
        margins.log_multinomial(states) + margins.log_multinomial(margins.rows - states)
        - margins.log_multinomial(margins.rows)
    )  # fmt: skip
    order = np.argsort(-logs, kind="stable")
    order = order[logs[order] > least]
    if not len(order):
        raise TooMany
    return states[order], logs[order]
