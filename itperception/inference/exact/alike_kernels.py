"""Inner loops for statistics that do not ask in which row a count is, for numba.

Lists of part-tables are sorted by cost, equal ones added up, and kept; pairs of them
are then gone through for each way to share out the row sums.
"""

import numpy as np

from itperception.inference.compiling import compiled
from itperception.inference.exact.kernels import _in_order, _longer
from itperception.inference.exact.less_kernels import _viable

# Part-tables of one state whose costs differ by less than one over this are added up.
FINENESS = 1e11
# Odd, so that multiplying by it spreads numbers that lie close together.
MIXER = 0x9E3779B97F4A7C1


@compiled
def _tally(half, state, limit, chosen, m, marks, sums, used):
    """Add up the part-tables of a state by cost, in a table of 2ᵏ places.

    Returns how many different costs there are, their places written to `used`; −1 if
    there are more than half as many as places, with the table to be thrown away.
    """
    _, starts, costs, weights = half[0]
    keys, outcomes, likely = half[1]
    found, last = 0, len(marks) - 1
    for c in range(m):
        b = chosen[c]
        key, spare = state - keys[b], limit - outcomes[b]
        for a in range(starts[key], starts[key + 1]):
            if not costs[a] < spare:
                break
            mark = int((costs[a] + outcomes[b]) * FINENESS + 0.5)
            place = ((mark * MIXER) >> 20) & last
            while marks[place] != mark:
                if marks[place] < 0:
                    if 2 * found > last:
                        return -1
                    marks[place], used[found] = mark, place
                    found += 1
                    break
                place = (place + 1) & last
            sums[place] += weights[a] * likely[b]
    return found


@compiled
def sorted_lists(half, sums, states, limits, most):
    """List the part-tables of each state that cost less than its limit, sorted by cost.

    Parameters
    ----------
    limits : numpy.ndarray
        One for each state.

    Returns
    -------
    starts : numpy.ndarray
        Where the list of each state starts, and the end; empty if given up.
    costs, weights : numpy.ndarray
    """
    kept, room = 0, 4096
    marks, added, used, begins, chances = _table(room)
    listed = np.empty(room)
    costs, weights = np.empty(room), np.empty(room)
    starts = np.zeros(len(states) + 1, np.int64)
    chosen = np.empty(len(half[1][0]) + 1, np.int32)
    for s in range(len(states)):
        m, _ = _viable(half, sums[s], states[s], limits[s], chosen)
        n = _tally(half, states[s], limits[s], chosen, m, marks, added, used)
        while n < 0:
            room *= 2
            marks, added, used, begins, chances = _table(room)
            listed = np.empty(room)
            n = _tally(half, states[s], limits[s], chosen, m, marks, added, used)
        while kept + n > len(costs):
            costs, weights = _longer(costs), _longer(weights)
        for k in range(n):
            place = used[k]
            listed[k], chances[k] = marks[place] / FINENESS, added[place]
            marks[place], added[place] = -1, 0.0
        if n > 0:
            _in_order(listed, chances, n, costs[kept:], weights[kept:], begins)
        kept += n
        starts[s + 1] = kept
        if kept > most:
            return starts[:0], costs[:0], weights[:0]
    return starts, costs[:kept].copy(), weights[:kept].copy()


@compiled
def _table(room):
    """Return an empty table of so many places, and room for as many to be sorted."""
    marks, sums = np.full(room, -1, np.int64), np.zeros(room)
    return (
        marks,
        sums,
        np.empty(room, np.int64),
        np.empty(room + 2, np.int32),
        np.empty(room),
    )


@compiled
def pairs_below(first, second, lists, others, scales, chances, limit):
    """Return the probability of pairs that cost less than `limit`, and of the states.

    Parameters
    ----------
    first, second : tuple
        Where each list starts and ends, costs, weights.
    lists, others : numpy.ndarray
        For each state, which lists of the halves go together.
    """
    total, all_ = 0.0, 0.0
    starts, ends, costs, weights = first
    begins, stops, prices, others_weights = second
    for k in range(len(lists)):
        all_ += chances[k]
        b, stop, below, found = begins[others[k]], stops[others[k]], 0.0, 0.0
        for a in range(ends[lists[k]] - 1, starts[lists[k]] - 1, -1):
            while b < stop and costs[a] + prices[b] < limit:
                below += others_weights[b]
                b += 1
            found += weights[a] * below
        total += scales[k] * found
    return total, all_
