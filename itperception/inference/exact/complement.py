"""The exact tail of a statistic as what the tables less extreme leave of probability 1."""

from collections.abc import Callable
from functools import partial

import numpy as np

from itperception.inference.compiling import clock, preparation
from itperception.inference.exact.alike import alike_lists
from itperception.inference.exact.columns import Margins
from itperception.inference.exact.halves import TooMany
from itperception.inference.exact.less import Costs, NoneLess, both_halves
from itperception.inference.exact.plan import Plan, less_plan
from itperception.inference.exact.timed import ROOM, ROUNDING, WIDEST, Tail, gone_through

# Sparse tables are fewer than planned: they are begun if so many times too many.
HOPE = 2
# Whether to make use of rows that are alike: it fails if few row sums are, but for order.
ALIKE = (True, False)


def complement(
    cell: Callable, margins: Margins, reached: float, seconds: float
) -> Tail | None:
    """Return bounds of P(S ≥ reached) from the tables that are less extreme.

    None if the time does not allow to list these tables.

    Examples
    --------
    >>> margins = Margins(np.array([3, 3]), np.array([3, 3]))
    >>> tail = complement(lambda i, j, x: x**2, margins, 18, seconds=60)
    >>> round(tail.low, 9), round(2 / 20, 9)
    (0.1, 0.1)
    """
    _prepare()
    return _complement(cell, margins, reached, clock() + seconds)


@preparation
def _prepare() -> None:
    """Compile the loops for rows that are alike, and for those that are not."""
    margins = Margins(np.array([3, 4, 5]), np.array([2, 3, 3, 4]))
    for cell, reached in ((lambda i, j, x: x**2, 40.0), (lambda i, j, x: x**2 + i, 52.0)):
        _complement(cell, margins, reached, np.inf)


def _complement(cell, margins: Margins, reached: float, deadline: float) -> Tail | None:
    order = np.argsort(margins.rows)
    ordered = Margins(margins.rows[order], margins.columns)
    costs = Costs.of(lambda i, j, x: cell(order[i], j, x), ordered, reached)
    if costs is None or not costs.curvature > 0:
        return None
    within = costs.within
    if not within > 0:
        return Tail(1.0, 1.0)
    for alike in ALIKE if costs.alike else (False,):
        plan = less_plan(ordered, within, alike=alike)
        if plan is not None and plan.seconds < HOPE * (deadline - clock()):
            try:
                return _less(costs, plan, deadline, alike=alike)
            except TooMany:
                continue
            except NoneLess:
                return Tail(1.0, 1.0)
    return None


def _less(costs: Costs, plan: Plan, deadline: float, *, alike: bool) -> Tail:
    """Return the bounds that a plan gives."""
    from itperception.inference.exact.alike_kernels import pairs_below
    from itperception.inference.exact.less_kernels import less_extreme

    margins, states = costs.margins, costs.states(plan.first, plan.second)
    left = (margins.rows - states).astype(states.dtype)
    logs = margins.log_multinomial(states) + margins.log_multinomial(left)
    logs -= margins.log_multinomial(margins.rows)
    order = np.argsort(-logs, kind="stable")
    states, left, logs = states[order], left[order], logs[order]
    if alike:
        first, second, *numbers, own, rest = alike_lists(costs, plan, states, deadline)
        share, arrays = partial(pairs_below, first, second), numbers
    else:
        own, rest = states, left
        streamed, listed = both_halves(costs, plan, states)
        share = partial(less_extreme, streamed.arrays, listed.arrays)
        arrays = states, left, streamed.keys(states), listed.keys(left)
    weights = margins.log_multinomial(own) + margins.log_multinomial(rest)
    scales, chances = np.exp(logs - weights), np.exp(logs)
    limits = (costs.limit,) if alike else (costs.limit, ROOM)
    less, done, all_ = gone_through(
        share, (*arrays, scales, chances), limits, deadline, even=0.1
    )
    lost = 0.0 if all_ else max(0.0, float(chances.sum()) - done)
    if lost > WIDEST:
        raise TooMany
    return Tail(max(0.0, 1 - less - lost - ROUNDING), min(1.0, 1 - less + ROUNDING))
